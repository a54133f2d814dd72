/** Attempts and what became of them → what state records. Pure. */
import type { Declaration } from '../manifest/declarations.ts';
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
import { describeDeclared } from './draft.ts';
import type { Moment } from './plan.ts';

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
 * The state with a finding recorded. It goes by the attempt's ID, wherever that stands by now; were two the same, by
 * the name. A webhook whose attempt is no longer in state is kept as a replaced one, and any other finding of such an
 * attempt is dropped. Recorded again, it changes nothing.
 */
export function withFinding(state: StateDocument, finding: Finding): StateDocument {
  const { name, attempt, stored } = finding;
  const outcome = believable(finding, state);
  const place = placeOf(finding, state);
  const record = place === undefined ? undefined : recordOf(state, place);
  const next = stored
    ? { ...state, secrets: { ...state.secrets, [stored.key]: stored.slot } }
    : state;
  if (place === undefined || record === undefined) {
    if (outcome.kind !== 'created' || heldIds(state).has(outcome.id)) return state;
    const own = recordOf(state, name) ?? blankRecord;
    const replaced = [...own.replaced, outcome.id];
    // What somebody else wrote, the state may know better by now.
    const known = stored?.slot.owner === outcome.id ? next : state;
    return withRecord(known, name, changed(own, `late ${outcome.id}`, { replaced }));
  }
  switch (outcome.kind) {
    case 'created': {
      const { id, moment } = outcome;
      const { body, patterns } = attempt;
      const before = record.current ? [record.current.id] : [];
      // An API that gives an ID again has replaced nothing.
      const others = (ids: readonly string[]) => ids.filter((one) => one !== id);
      const changes = {
        attempt: undefined,
        removedAt: undefined,
        current: { id, origin: 'created' as const, body, patterns, ...moment },
        replaced: others([...record.replaced, ...before]),
        gone: others(record.gone),
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

/** The name under which the attempt stands. */
function placeOf({ name, attempt }: Finding, state: StateDocument): string | undefined {
  const stands = (one: string) => recordOf(state, one)?.attempt?.id === attempt.id;
  return stands(name) ? name : Object.keys(state.webhooks).find(stands);
}

/** An ID has one webhook. What is said to be another webhook's is not known to have been created. */
function believable(finding: Finding, state: StateDocument): Finding['outcome'] {
  const { outcome } = finding;
  if (outcome.kind !== 'created') return outcome;
  const owner = Object.keys(state.webhooks).find((name) => {
    const { current, replaced, gone } = recordOf(state, name) ?? blankRecord;
    return [current?.id, ...replaced, ...gone].includes(outcome.id);
  });
  const place = placeOf(finding, state);
  if (place === undefined || owner === undefined || owner === place) return outcome;
  return { kind: 'unknown', reason: `the reply had the ID ${outcome.id} of ${owner}` };
}

/** True when every attempt stands in the state: then the intent is this run's own. */
export function holdsAttempts(
  state: StateDocument,
  attempts: ReadonlyMap<string, Attempt>,
): boolean {
  return [...attempts].every(([name, { id }]) => recordOf(state, name)?.attempt?.id === id);
}
