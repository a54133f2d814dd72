/**
 * Declarations + state → what register will do with each webhook. Pure: the modes plan and register share it, so
 * that they cannot disagree.
 */
import { type RequestField, requestFields } from '../generated/api.ts';
import type { Declaration } from '../manifest/declarations.ts';
import {
  type Adopted,
  certainOf,
  type Entry,
  idOf,
  type Registered,
  type StateDocument,
} from '../state/document.ts';
import { fingerprintOf, storedBody } from '../state/fingerprint.ts';
import { type SecretOptions, withSecret } from './secrets.ts';
import type { Difference, Step } from './step.ts';

export interface PlanOptions extends SecretOptions {
  /** What to do when a declaration changed after registration. */
  onChange: 'fail' | 'replace';
  /** ID of this workflow run; '' when there is none. A name is replaced once in a run, however often it is re-run. */
  runId: string;
  /** True in the second or a later attempt of a workflow run: what it declares may be out of date by then. */
  isRerun?: boolean;
}

/**
 * One step for each declaration, in the manifest's order; then one for each name that is only in state, unless it
 * is, or seems to be, one that was renamed.
 */
export function planOf(
  declarations: readonly Declaration[],
  state: StateDocument,
  options: PlanOptions,
): Step[] {
  const declared = new Map(declarations.map((declaration) => [declaration.name, declaration]));
  const recorded = new Map(
    Object.entries(state.webhooks).flatMap(([name, entry]) =>
      entry === undefined ? [] : [[name, entry] as const],
    ),
  );
  const orphans = new Map([...recorded].filter(([name]) => !declared.has(name)));
  const known: Context = { declared, recorded, orphans, options };
  const steps = declarations.map((declaration) =>
    withSecret(stepFor(declaration, known), recorded, options),
  );
  const moved = new Set(steps.flatMap((step) => ('from' in step ? step.from : [])));
  const removed = [...orphans]
    .filter(([name, entry]) => !moved.has(name) && !isOfLaterRun(entry, options))
    .map(([name, entry]): Step => ({ action: 'removed', name, entry }));
  return [...steps, ...removed];
}

/** What a step is found out from. */
interface Context {
  declared: ReadonlyMap<string, Declaration>;
  recorded: ReadonlyMap<string, Entry>;
  /** What is recorded and no longer declared. */
  orphans: ReadonlyMap<string, Entry>;
  options: PlanOptions;
}

function stepFor(declaration: Declaration, known: Context): Step {
  const { name } = declaration;
  const { options } = known;
  const entry = known.recorded.get(name);
  const replacing = options.replace.includes(name);
  const later = laterRunIn(entry === undefined ? [...known.recorded.values()] : [entry], options);
  if (declaration.id !== undefined) {
    if (
      later !== undefined &&
      !(idOf(entry) === declaration.id && entry && isSame(declaration, entry))
    ) {
      return outdated(declaration, entry, later);
    }
    return replacing
      ? {
          action: 'conflict',
          declaration,
          ...(entry === undefined ? {} : { entry }),
          reason: `it is listed in the input "replace" and also declared with an id: remove one of the two`,
        }
      : adoption(declaration, declaration.id, entry, known);
  }
  if (entry === undefined) {
    if (later !== undefined) return outdated(declaration, entry, later);
    const from = replacing ? undefined : twinOf(declaration, known);
    return from === undefined
      ? { action: 'create', declaration, ...(replacing && { asked: true }) }
      : { action: 'renamed', declaration, ...from };
  }
  // Creating anew is asked for once: a re-run of the same workflow run must not do it again.
  const replaceNow =
    replacing && (options.runId === '' || (entry.run.id !== options.runId && later === undefined));
  if (entry.status === 'intent' || entry.status === 'unknown') {
    return replaceNow
      ? {
          action: 'create',
          declaration,
          asked: true,
          ...(entry.previous && { replaces: entry.previous }),
        }
      : { action: 'unknown', declaration, entry };
  }
  if (replaceNow) return { action: 'create', declaration, asked: true, replaces: entry };
  return compared(declaration, entry, later, known);
}

/** True when this is an old run that is run again, and a later one wrote the entry: GitHub's run IDs grow. */
function isOfLaterRun({ run }: Entry, { runId, isRerun = false }: PlanOptions): boolean {
  return (
    isRerun && [run.id, runId].every((id) => /^\d+$/.test(id)) && BigInt(run.id) > BigInt(runId)
  );
}

/** The ID of a later workflow run than this one, which is run again, that wrote one of the entries. */
function laterRunIn(entries: readonly Entry[], options: PlanOptions): string | undefined {
  return entries.find((entry) => isOfLaterRun(entry, options))?.run.id;
}

/** What is declared may be out of date by now, and it is not as it is recorded. */
function outdated(declaration: Declaration, entry: Entry | undefined, laterRun: string): Step {
  return {
    action: 'conflict',
    declaration,
    ...(entry === undefined ? {} : { entry }),
    reason: `this is an older run that is run again, and run ${laterRun} has recorded webhooks since: start a new workflow run instead`,
  };
}

/** `later` is the later workflow run that wrote the entry: then nothing is replaced, and a step that was to says so. */
function compared(
  declaration: Declaration,
  entry: Registered | Adopted,
  later: string | undefined,
  known: Context,
): Step {
  const { options } = known;
  const isListed = options.replace.includes(declaration.name);
  const heldBack = (asked: boolean) => (asked && later !== undefined ? { laterRun: later } : {});
  const onChange = later === undefined ? options.onChange : 'fail';
  const same = unchanged(declaration, entry);
  const { removedAt } = entry;
  if (removedAt !== undefined && (same !== undefined || onChange === 'fail')) {
    return { action: 'returned', declaration, entry, removedAt };
  }
  if (same !== undefined) return { ...same, ...heldBack(isListed) };
  const twin = onChange === 'replace' ? twinOf(declaration, known) : undefined;
  if (twin !== undefined) return { action: 'renamed', declaration, ...twin };
  return onChange === 'replace'
    ? { action: 'create', declaration, replaces: entry }
    : {
        action: 'changed',
        declaration,
        entry,
        differences: differencesOf(entry, declaration),
        ...heldBack(isListed || options.onChange === 'replace'),
      };
}

/** The step for a declaration that is recorded as it is. */
function unchanged(
  declaration: Declaration,
  entry: Registered | Adopted,
): Extract<Step, { action: 'unchanged' }> | undefined {
  if (!isSame(declaration, entry)) return undefined;
  const grown = declaration.body.events.filter((event) => !entry.body.events.includes(event));
  return { action: 'unchanged', declaration, entry, grown };
}

/** True when what is recorded is what is declared, but for what a newer spec makes of its patterns. */
function isSame(declaration: Declaration, entry: Entry): boolean {
  if (fingerprintOf(declaration.body) === entry.fingerprint) return true;
  const fields = differencesOf(entry, declaration).map(({ field }) => field);
  return fields.join() === 'events' && isSameSet(declaration.patterns, entry.patterns);
}

function adoption(
  declaration: Declaration,
  id: string,
  entry: Entry | undefined,
  { declared, recorded, orphans }: Context,
): Step {
  for (const [other, one] of recorded) {
    if (other === declaration.name || idOf(one) !== id) continue;
    const owner = declared.get(other);
    if (owner !== undefined && (owner.id === undefined || owner.id === id)) {
      return {
        action: 'conflict',
        declaration,
        ...(entry === undefined ? {} : { entry }),
        reason: `its declared id, ${id}, is recorded as that of "${other}", which is declared too. If "${other}" was renamed to this, take "${other}" out (for one run, where it now stands for another webhook); if not, declare this webhook's own id`,
      };
    }
  }
  const current = entry !== undefined && 'id' in entry ? entry : undefined;
  if (current?.id === id) {
    const same = unchanged(declaration, current);
    if (same !== undefined && current.removedAt === undefined) return same;
    const adopt: Step = { action: 'adopt', declaration, id, entries: [current] };
    return same === undefined ? { ...adopt, accepted: differencesOf(current, declaration) } : adopt;
  }
  const from =
    [...orphans].find(([, orphan]) => idOf(orphan) === id)?.[0] ??
    (entry === undefined ? unsettled(declaration, orphans) : undefined);
  const previous = certainOf(entry);
  const isLeft = [...declared.values()].every((one) => one.id !== previous?.id);
  const entries = [entry, orphans.get(from ?? '')].filter((one) => one !== undefined);
  // One that may exist is taken for what was asked for, until something certain is known of it.
  const own =
    [...recorded.values()].map(certainOf).find((one) => one?.id === id) ??
    entries.find((one) => idOf(one) === undefined);
  return {
    action: 'adopt',
    declaration,
    id,
    entries,
    ...(own === undefined || isSame(declaration, own)
      ? {}
      : { accepted: differencesOf(own, declaration) }),
    ...(previous === undefined || !isLeft ? {} : { replaces: previous }),
    ...(from === undefined ? {} : { from }),
  };
}

/** The former name of a webhook that may exist: its ID is not recorded, its body is. */
function unsettled(
  declaration: Declaration,
  orphans: ReadonlyMap<string, Entry>,
): string | undefined {
  const unknown = [...orphans].filter(([, orphan]) => idOf(orphan) === undefined);
  return sameBody(declaration, new Map(unknown))?.from;
}

/**
 * What is recorded under another name with the body that is declared: seemingly the same webhook, unless that name
 * goes on to declare its id, and so takes it along.
 */
function twinOf(
  declaration: Declaration,
  { declared, recorded }: Context,
): { from: string; entry: Entry; isDeclared: boolean } | undefined {
  const free = [...recorded].filter(([name, entry]) => {
    const id = declared.get(name)?.id;
    return id === undefined || id !== idOf(entry);
  });
  const twin = sameBody(declaration, new Map(free));
  return twin && { ...twin, isDeclared: declared.has(twin.from) };
}

function sameBody(
  declaration: Declaration,
  recorded: ReadonlyMap<string, Entry>,
): { from: string; entry: Entry } | undefined {
  const fingerprint = fingerprintOf(declaration.body);
  const { url } = storedBody(declaration.body);
  for (const [from, entry] of recorded) {
    // Implied by the next, and much cheaper: every entry is looked at for every new webhook.
    if (entry.fingerprint !== fingerprint && entry.body.url !== url) continue;
    if (isSame(declaration, entry)) return { from, entry };
  }
  return undefined;
}

/** Field by field; events as they are declared, patterns unexpanded. */
function differencesOf(entry: Entry, declaration: Declaration): Difference[] {
  const recorded: Fields = { ...entry.body, events: entry.patterns.join(', ') };
  const body = storedBody(declaration.body);
  const declared: Fields = { ...body, events: declaration.patterns.join(', ') };
  const fields = requestFields.filter((field) =>
    field === 'events'
      ? !isSameSet(entry.body.events, body.events)
      : recorded[field] !== declared[field],
  );
  // What state keeps of a URL with a query does not tell how the rest of it is spelled.
  return (fields.length === 0 ? (['url'] as const) : fields).map((field) => ({
    field,
    recorded: recorded[field] ?? 'none',
    declared: declared[field] ?? 'none',
  }));
}

type Fields = Partial<Record<RequestField, string>>;

export function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  const [one, other] = [new Set(a), new Set(b)];
  return one.size === other.size && one.isSubsetOf(other);
}
