/** Attempts and what became of them → what state records. Pure. */
import type { Declaration } from '../manifest/declarations.ts';
import { describeDeclared } from '../plan/draft.ts';
import type { Moment } from '../plan/plan.ts';
import {
  type Attempt,
  blankRecord,
  changed,
  heldIds,
  recordOf,
  type SecretSlot,
  type StateDocument,
  secretKey,
  withRecord,
} from '../state/document.ts';

/** What is known of one attempt once its request has ended. */
export interface Finding {
  name: string;
  attempt: Attempt;
  outcome:
    | { kind: 'created'; id: string; moment: Moment }
    /** Nothing was created. */
    | { kind: 'refused' }
    | { kind: 'unknown'; reason: string };
  /** What is known of its GitHub secret since, by the `secretKey`. */
  stored?: { key: string; slot: SecretSlot } | undefined;
}

/** The attempt that is written before a request. `until` is when its run no longer acts on it. */
export function attemptOf(
  declaration: Declaration,
  { id, until, moment }: { id: string; until: string; moment: Moment },
  secretsEnvironment?: string | undefined,
): Attempt {
  const { body, patterns } = describeDeclared(declaration);
  const { secret } = declaration;
  return {
    id,
    body: { ...body },
    patterns: [...patterns],
    ...moment,
    until,
    ...(secret !== undefined && { secret: secretKey(secret, secretsEnvironment) }),
  };
}

export function withAttempts(
  state: StateDocument,
  attempts: ReadonlyMap<string, Attempt>,
): StateDocument {
  const webhooks = { ...state.webhooks };
  for (const [name, attempt] of attempts) {
    const record = recordOf(state, name) ?? blankRecord;
    webhooks[name] = changed(record, attempt.id, { attempt });
  }
  return { ...state, webhooks };
}

/**
 * The state with a finding recorded. It goes by the attempt's ID, wherever that stands by now: a webhook whose attempt
 * is no longer in state is kept as a replaced one, and any other finding of such an attempt is dropped. Recorded
 * again, it changes nothing.
 */
export function withFinding(state: StateDocument, finding: Finding): StateDocument {
  const { name, attempt, outcome, stored } = finding;
  const found = Object.entries(state.webhooks).find(([, one]) => one?.attempt?.id === attempt.id);
  const next = stored
    ? { ...state, secrets: { ...state.secrets, [stored.key]: stored.slot } }
    : state;
  if (found?.[1] === undefined) {
    if (outcome.kind !== 'created' || heldIds(state).has(outcome.id)) return state;
    const record = recordOf(state, name) ?? blankRecord;
    const replaced = [...record.replaced, outcome.id];
    // What somebody else wrote, the state may know better by now.
    const known = stored?.slot.owner === outcome.id ? next : state;
    return withRecord(known, name, changed(record, `late ${outcome.id}`, { replaced }));
  }
  const [place, record] = found;
  switch (outcome.kind) {
    case 'created': {
      const { id, moment } = outcome;
      const { body, patterns } = attempt;
      const changes = {
        attempt: undefined,
        removedAt: undefined,
        current: { id, origin: 'created' as const, body, patterns, ...moment },
        // An API that gives an ID again has replaced nothing.
        replaced: [...record.replaced, ...(record.current ? [record.current.id] : [])].filter(
          (one) => one !== id,
        ),
      };
      return withRecord(next, place, changed(record, `created ${id}`, changes));
    }
    case 'refused':
      return withRecord(next, place, changed(record, 'refused', { attempt: undefined }));
    case 'unknown': {
      const { reason } = outcome;
      if (reason === record.attempt?.reason) return state;
      const known = { ...attempt, reason };
      return withRecord(next, place, changed(record, 'unknown', { attempt: known }));
    }
  }
}

/** True when every attempt stands in the state: then the intent is this run's own. */
export function holdsAttempts(
  state: StateDocument,
  attempts: ReadonlyMap<string, Attempt>,
): boolean {
  return [...attempts].every(([name, { id }]) => recordOf(state, name)?.attempt?.id === id);
}
