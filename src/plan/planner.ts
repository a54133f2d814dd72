/**
 * Facts + declarations + decisions → what register does, what it asks, and what state is to say before any request.
 * Pure: the modes plan and register share it, so that they cannot disagree.
 */
import { lineOf } from '../manifest/decisions.ts';
import type { Declaration } from '../manifest/declarations.ts';
import { isEmpty, isOlder, revised, type StateDocument } from '../state/document.ts';
import type { PlannedStatus } from '../state/status.ts';
import { describe, grownEvents } from '../webhook/body.ts';
import { type Answers, answersFor, judged } from './answers.ts';
import {
  type Change,
  declaredKey,
  doubtAbout,
  type Facts,
  factsOf,
  goneChange,
  type Observed,
  type PlanContext,
} from './facts.ts';
import type { Note, Plan, PlanError, PlannedWebhook } from './plan.ts';
import { firstAsked, keptBy, type Question } from './questions/index.ts';
import { writtenBySomebody } from './questions/not-stored.ts';
import { moved } from './questions/renamed.ts';
import { bound, stateMismatch } from './questions/state-mismatch.ts';
import { askedOfRequest } from './questions/unconfirmed.ts';
import { isFree } from './secrets.ts';

/** The plan upon `state`. */
export function planOf(state: StateDocument, context: PlanContext, observed: Observed): Plan {
  if (!context.remembers) return planWithoutState(state, context);
  if (isOlder(context.run, state.run)) return planOfOldRun(state, context, observed);
  return planUpon(state, context, observed);
}

/** An older run that runs late: what it declares may be out of date, so that it sends, decides and records nothing. */
function planOfOldRun(state: StateDocument, context: PlanContext, observed: Observed): Plan {
  const { webhooks, questions } = planUpon(state, { ...context, decisions: [] }, observed);
  const isUnchanged = questions.length === 0 && webhooks.every(({ status }) => status === 'unchanged');
  return {
    ...inert(state),
    webhooks: webhooks.map((one) => (one.status === 'unchanged' ? one : { ...one, status: 'outdated' })),
    errors: isUnchanged ? [] : [{ kind: 'outdated', run: state.run.id }],
  };
}

function planWithoutState(state: StateDocument, context: PlanContext): Plan {
  const { declarations, decisions } = context;
  const errors: PlanError[] = [];
  return {
    ...inert(state),
    webhooks: declarations.map((declaration): PlannedWebhook => {
      const { id } = declaration;
      if (id !== undefined) return { declaration, status: 'to-adopt', id, notes: [] };
      return webhookToCreate({ declaration, notes: [] }, noTokenFor(declaration, context), errors);
    }),
    errors,
    judgements: decisions.map((line) => ({ line, kind: 'no-effect', why: { kind: 'no-state' } })),
  };
}

/** A plan that asks, decides and records nothing. */
function inert(state: StateDocument): Omit<Plan, 'webhooks'> {
  return { questions: [], errors: [], judgements: [], isNew: false, removed: [], next: state };
}

/** A plan in the making. */
interface PlanDraft extends ReturnType<typeof factsOf> {
  answers: Answers;
  questions: Question[];
  errors: PlanError[];
  /** The records that requests of this plan change, as they were before. */
  before: StateDocument['webhooks'];
}

function planUpon(start: StateDocument, context: PlanContext, observed: Observed): Plan {
  const { declarations } = context;
  const { facts, apply } = factsOf(start, context, observed);
  const draft: PlanDraft = { facts, apply, answers: answersFor(facts), questions: [], errors: [], before: {} };
  const { answers, questions, errors, before } = draft;
  const { records, declared } = facts;
  const mismatch = stateMismatch(start, context);
  if (mismatch !== undefined && (observed.otherManifest || !mismatch.options.some(answers.has))) {
    if (observed.otherManifest) errors.push({ kind: 'second-manifest', recorded: start.manifest });
    else questions.push(mismatch);
    const webhooks = declarations.map((one): PlannedWebhook => ({ declaration: one, status: 'undecided', notes: [] }));
    return { ...inert(start), webhooks, questions, errors };
  }

  for (const [name, { current }] of records) {
    const change = requestChange(name, draft);
    if (declared.has(name)) {
      // Its run may have written a GitHub secret that another name is asked about: no printed code may go stale.
      apply({ secrets: change.secrets ?? {} });
      continue;
    }
    // `gone` of what is no longer declared: nothing that comes after can be that webhook under another name.
    apply(change);
    if (current && answers.has({ verb: 'gone', name, id: current.id })) apply(goneChange(name, current.id, facts));
  }
  const statuses = declarations.map((declaration) => settle(declaration, draft));
  // What is not declared and did not move to another name: a request is asked about, the rest noted.
  const maybeRenamed = new Set(questions.flatMap((one) => (one.kind === 'renamed' ? one.from : [])));
  const removed: string[] = [];
  for (const [name, record] of records) {
    if (declared.has(name) || maybeRenamed.has(name)) continue;
    const asked = askedOfRequest(name, facts);
    if (asked !== undefined && 'kind' in asked) questions.push(asked);
    else if (record.current !== undefined && record.removedAt === undefined) {
      apply({ webhooks: { [name]: revised(record, 'removed', { removedAt: context.at }) } });
      removed.push(name);
    }
  }
  // A plan that sends no request changes none of what its requests would.
  if (questions.length > 0) apply({ webhooks: before });

  const replaced = new Set([...records.values()].flatMap((record) => record.replaced));
  const webhooks = declarations.map((declaration, index) =>
    plannedWebhook(declaration, statuses[index] ?? 'unchanged', replaced, draft),
  );
  // No question depends on what was replaced, so that no code may: those that are printed hold in the next run.
  for (const [name, record] of records) {
    const { gone = [], replaced: others = [] } = Object.groupBy(record.replaced, (id) =>
      answers.has({ verb: 'gone', name, id }) ? 'gone' : 'replaced',
    );
    const next = { ...record, replaced: others, gone: [...record.gone, ...gone] };
    if (gone.length > 0) apply({ webhooks: { [name]: next } });
  }
  const told = judged(start, facts, { questions, errors }, answers);
  // What needs a request is not applied while a question stops them all.
  const decided = told.judgements.flatMap(({ kind, line: { decision } }) =>
    kind === 'applied' && (decision.verb !== 'replace' || questions.length === 0) ? lineOf(decision) : [],
  );
  return {
    webhooks,
    questions,
    ...told,
    isNew: isEmpty(start),
    removed,
    next: {
      ...bound(start, context),
      decided: [...new Set([...start.decided, ...decided])],
      webhooks: Object.fromEntries(records),
      secrets: Object.fromEntries(facts.slots),
    },
  };
}

/** What becomes known of a request that stands under a name. */
function requestChange(name: string, { facts, answers }: PlanDraft): Change {
  const asked = askedOfRequest(name, facts);
  if (asked === undefined) return {};
  if ('change' in asked) return asked.change;
  return asked.options.some(answers.has) ? goneChange(name, asked.request.id, facts) : {};
}

/** Asks about a declared webhook until nothing is open. */
function settle(declaration: Declaration, draft: PlanDraft): PlannedStatus {
  const { facts, apply, answers, questions, errors, before } = draft;
  const { name } = declaration;
  for (;;) {
    // Before each question, so that the code that is printed covers it.
    const written = writtenBySomebody(declaration, facts);
    const asked = written && answers.has(written.keep) ? { change: written.change } : firstAsked(declaration, facts);
    if (asked === undefined) return statusOf(declaration, draft);
    if (asked === 'waits') return 'undecided';
    if ('change' in asked) {
      apply(asked.change);
      continue;
    }
    const answer = answers.to(asked);
    if (answer === undefined) {
      if (asked.kind === 'changed' && facts.context.onChange === 'replace') return 'to-create';
      questions.push(asked);
      return 'undecided';
    }
    if ('contradiction' in answer) {
      const lines = answer.contradiction;
      if (lines.length > 0) errors.push({ kind: 'contradiction', name, lines });
      return 'faulty';
    }
    if (answer.verb === 'replace') {
      if (asked.kind !== 'renamed') return 'to-create';
      for (const one of [asked.from, name]) before[one] = facts.records.get(one);
      apply(moved(asked, facts));
      return 'to-create';
    }
    apply(answer.verb === 'gone' ? goneChange(name, answer.id, facts) : keptBy(asked, answer, facts));
  }
}

/** A declared webhook about which nothing is open. */
function statusOf({ name, id = '' }: Declaration, { facts, answers, errors }: PlanDraft): PlannedStatus {
  const { current } = facts.recordOf(name);
  const owner = facts.ownerOf(id) ?? name;
  if (owner !== name) {
    errors.push({ kind: 'id-taken', name, id, owner });
    return 'faulty';
  }
  if (current === undefined || answers.has({ verb: 'replace', name, id: current.id })) return 'to-create';
  return facts.held.has(current.id) ? 'unchanged' : 'to-adopt';
}

/** What is said of a declared webhook once all are settled. `replaced` are all IDs that were. */
function plannedWebhook(
  declaration: Declaration,
  status: PlannedStatus,
  replaced: ReadonlySet<string>,
  { facts, apply, errors }: PlanDraft,
): PlannedWebhook {
  const { id } = facts.recordOf(declaration.name).current ?? {};
  if (status === 'undecided' || status === 'faulty') return { declaration, status, id, notes: [] };
  const notes = notesFor(declaration, replaced, facts);
  if (status !== 'to-create') return { declaration, status, id, notes };
  const trouble = secretTrouble(declaration, facts);
  // What a new signing secret is stored over is recorded as it is now.
  apply({ secrets: doubtAbout(declaredKey(declaration, facts.context), facts) });
  return webhookToCreate({ declaration, id, notes }, trouble, errors);
}

/** What stands in the way of storing the signing secret of a new webhook: an error, or in a plan perhaps a note. */
type SecretTrouble =
  | Extract<PlanError, { kind: 'secret-taken' | 'no-token' }>
  | Extract<Note, { kind: 'secret-unseen' }>;

function webhookToCreate(
  webhook: Omit<PlannedWebhook, 'status'>,
  trouble: SecretTrouble | undefined,
  errors: PlanError[],
): PlannedWebhook {
  if (trouble === undefined) return { ...webhook, status: 'to-create' };
  if (trouble.kind === 'secret-unseen') return { ...webhook, status: 'to-create', notes: [...webhook.notes, trouble] };
  errors.push(trouble);
  return { ...webhook, status: 'faulty' };
}

/** That no token can store the signing secret. */
function noTokenFor({ name, secret }: Declaration, { noToken }: PlanContext): SecretTrouble | undefined {
  if (secret === undefined || noToken === undefined) return undefined;
  return noToken === 'in-plan' ? { kind: 'secret-unseen', secret } : { kind: 'no-token', name, secret, why: noToken };
}

/** That no token can store it, or that what is in its GitHub secret would be lost. */
function secretTrouble(
  declaration: Declaration,
  { context, observed, slots, recordOf, ownerOf }: Facts,
): SecretTrouble | undefined {
  const { name, secret } = declaration;
  const key = declaredKey(declaration, context);
  if (secret === undefined || key === undefined) return undefined;
  const seen = observed.secrets?.get(key);
  if (seen === undefined) return noTokenFor(declaration, context);
  const isInUse = (id: string) => id !== recordOf(name).current?.id && ownerOf(id) !== undefined;
  return isFree(slots.get(key), seen, isInUse) ? undefined : { kind: 'secret-taken', name, secret };
}

/** What else should be known of a webhook about which nothing is open. */
function notesFor(declaration: Declaration, replaced: ReadonlySet<string>, facts: Facts): Note[] {
  const { name, id } = declaration;
  const { current } = facts.recordOf(name);
  const isInert = id !== undefined && facts.held.has(id) && facts.ownerOf(id) === undefined;
  const notes: Note[] = isInert ? [{ kind: 'inert-id', id, fate: replaced.has(id) ? 'replaced' : 'gone' }] : [];
  if (current === undefined) return notes;
  const events = grownEvents(current, describe(declaration));
  if (events.length > 0) notes.push({ kind: 'grown', id: current.id, events });
  const written = writtenBySomebody(declaration, facts);
  if (written !== undefined) {
    const { secret, at, keep } = written;
    notes.push({ kind: 'secret-written', secret, at, keep });
  }
  return notes;
}
