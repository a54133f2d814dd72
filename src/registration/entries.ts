/** Steps and results → what state records of them. Pure. */
import type { Declaration } from '../manifest/declarations.ts';
import {
  type Adopted,
  certainOf,
  type Entry,
  type Registered,
  type Run,
  type StateDocument,
  type StoredSecret,
} from '../state/document.ts';
import { fingerprintOf, storedBody } from '../state/fingerprint.ts';
import { isSameSet } from './plan.ts';
import type { Result } from './result.ts';
import { isSamePlace, placeKey } from './secrets.ts';
import type { SecretStatus, Step } from './step.ts';

/** By name; `undefined` takes an entry out. */
export type Entries = Map<string, Entry | undefined>;

/** When and by which run something is recorded. */
export interface Moment {
  /** ISO 8601, UTC. */
  at: string;
  run: Run;
}

type Create = Extract<Step, { action: 'create' }>;
type Adopt = Extract<Step, { action: 'adopt' }>;

/**
 * What is written before the first request: an intent for each request, every adoption, every GitHub secret that was
 * found to be written by hand, since when a webhook is no longer declared, and patterns that say the same in other words,
 * so that it can be told later what a newer spec makes of them.
 */
export function entriesBefore(steps: readonly Step[], moment: Moment): Entries {
  const entries: Entries = new Map();
  for (const step of steps) {
    if (step.action === 'create') {
      entries.set(step.declaration.name, {
        status: 'intent',
        ...described(step.declaration, moment),
        ...(step.replaces && { previous: step.replaces }),
        ...(step.secretBefore && { secretBefore: step.secretBefore }),
      });
    } else if (step.action === 'adopt') {
      if (step.from !== undefined) entries.set(step.from, undefined);
      entries.set(step.declaration.name, adopted(step, moment));
    } else if (step.action === 'unchanged' && (step.secret?.kind === 'found' || isReworded(step))) {
      const { patterns } = step.declaration;
      entries.set(step.declaration.name, { ...step.entry, patterns, ...keptIn(step.secret) });
    } else if (isNewlyRemoved(step)) {
      entries.set(step.name, { ...step.entry, removedAt: moment.at });
    }
  }
  return entries;
}

/** A step for a webhook that is no longer declared, and was when state was last written. */
type NewlyRemoved = Extract<Step, { action: 'removed' }> & { entry: Registered | Adopted };

/** True when this run is the first to advise that a webhook be deleted. */
export function isNewlyRemoved(step: Step): step is NewlyRemoved {
  return step.action === 'removed' && 'id' in step.entry && step.entry.removedAt === undefined;
}

/** True when the same events are declared by other patterns than state has. */
export function isReworded({
  declaration,
  entry,
}: Extract<Step, { action: 'unchanged' }>): boolean {
  return !isSameSet(declaration.patterns, entry.patterns);
}

/**
 * What is written once the outcome of a request is known, at the moment `after`. One that is unknown keeps the moment
 * `before` the request: from then on it may exist. A refused one leaves what was recorded before.
 */
export function entryAfter(
  { declaration, replaces, secretBefore }: Create,
  result: Result,
  { before, after, secret }: { before: Moment; after: Moment; secret?: StoredSecret },
): Entry | undefined {
  if (result.outcome === 'created' && result.id !== undefined) {
    return {
      status: 'registered',
      ...described(declaration, after),
      id: result.id,
      ...replacedBy(replaces, result.id),
      ...(secret ? { secret } : secretBefore && { secretBefore }),
    };
  }
  if (result.outcome === 'unknown') {
    return {
      status: 'unknown',
      ...described(declaration, before),
      reason: result.reason ?? '',
      ...(replaces && { previous: replaces }),
      ...(secretBefore && { secretBefore }),
    };
  }
  return replaces;
}

/** A webhook that is only moved to another name stays what it was, and keeps what is known of it. */
function adopted({ declaration, id, entries, secret }: Adopt, moment: Moment): Entry {
  const same = entries.map(certainOf).find((one) => one?.id === id);
  const common = described(declaration, moment);
  const isCreatedByUs = same?.status === 'registered' && same.fingerprint === common.fingerprint;
  const { removedAt: _, ...kept } = same ?? {};
  const entry: Adopted | Registered = {
    ...kept,
    status: isCreatedByUs ? 'registered' : 'adopted',
    ...common,
    id,
    ...keptIn(secret),
  };
  return entries.reduce(withIdsOf<Registered | Adopted>, entry);
}

/**
 * What to write of a webhook that the store holds as `found` by now, instead of as it was `before` our requests.
 * The entry of a run that has replaced ours meanwhile stays; an ID is never lost.
 */
export function merged(
  mine: Entry | undefined,
  before: Entry | undefined,
  found: Entry | undefined,
): Entry | undefined {
  if (found === undefined) return mine;
  const isOurs = isSameWriting(found, before) || isSameWriting(found, mine);
  if (mine === undefined) return isOurs ? certainOf(found) : found;
  return isOurs ? withIdsOf(mine, found) : withIdsOf(withoutSecretOf(found, mine), mine);
}

/**
 * The document in which each GitHub secret is that of the webhook alone whose signing secret was stored there last:
 * others had theirs overwritten.
 */
export function withOneOwnerEach(state: StateDocument): StateDocument {
  const owners = new Map<string, { entry: Entry; secret: StoredSecret }>();
  for (const entry of Object.values(state.webhooks)) {
    const secret = certainOf(entry)?.secret;
    if (entry === undefined || secret === undefined) continue;
    const owner = owners.get(placeKey(secret));
    if (owner === undefined || Date.parse(owner.secret.storedAt) < Date.parse(secret.storedAt)) {
      owners.set(placeKey(secret), { entry, secret });
    }
  }
  const webhooks = Object.entries(state.webhooks).map(([name, entry]) => {
    const secret = certainOf(entry)?.secret;
    const owner = secret && owners.get(placeKey(secret))?.entry;
    return [name, entry && owner ? withoutSecretOf(entry, owner) : entry] as const;
  });
  return { ...state, webhooks: Object.fromEntries(webhooks) };
}

/** The entry, without the GitHub secret that `other` has overwritten since: one that is written later settles it. */
function withoutSecretOf(entry: Entry, other: Entry): Entry {
  const [own, later] = [certainOf(entry)?.secret, certainOf(other)?.secret];
  if (
    !('id' in entry) ||
    entry.id === certainOf(other)?.id ||
    own === undefined ||
    later === undefined ||
    !isSamePlace(own, later) ||
    Date.parse(later.storedAt) < Date.parse(own.storedAt)
  ) {
    return entry;
  }
  const { secret: _, ...rest } = entry;
  const { storedAt, ...place } = later;
  return { ...rest, secretBefore: { ...place, writtenAt: storedAt } };
}

function isSameWriting(found: Entry, other: Entry | undefined): boolean {
  const writing = (entry: Entry | undefined) =>
    JSON.stringify([entry?.at, entry?.run.id, entry?.run.attempt]);
  return writing(found) === writing(other);
}

/** The entry, with those IDs of `other` that it does not know as replaced ones. */
function withIdsOf<E extends Entry>(entry: E, other: Entry | undefined): E {
  const known = idsOf(entry);
  const ids = idsOf(other).filter((id) => !known.includes(id));
  if (ids.length === 0) return entry;
  if ('id' in entry) return { ...entry, replaced: [...(entry.replaced ?? []), ...ids] };
  const previous = certainOf(entry);
  return { ...entry, previous: previous ? withIdsOf(previous, other) : certainOf(other) };
}

/** Every ID in an entry, the oldest first. */
function idsOf(entry: Entry | undefined): string[] {
  const one = certainOf(entry);
  return one === undefined ? [] : [...(one.replaced ?? []), one.id];
}

function keptIn(secret: SecretStatus | undefined): { secret?: StoredSecret } {
  if (secret?.kind !== 'found') return {};
  const { kind: _, ...stored } = secret;
  return { secret: stored };
}

function described({ body, patterns }: Declaration, { at, run }: Moment) {
  return { fingerprint: fingerprintOf(body), body: storedBody(body), patterns, at, run };
}

/** The IDs that came before, the last one included. */
function replacedBy(
  previous: Registered | Adopted | undefined,
  id: string,
): { replaced?: string[] } {
  const replaced = idsOf(previous).filter((one) => one !== id);
  return replaced.length === 0 ? {} : { replaced };
}
