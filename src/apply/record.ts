/** Requests and what became of them → what state records. Pure. */
import type { Outcome } from '../clients/reply.ts';
import type { Declaration } from '../manifest/declarations.ts';
import { declaredKey, type PlanContext } from '../plan/facts.ts';
import {
  blankRecord,
  idsOf,
  recordOf,
  revised,
  type SecretSlot,
  type StandingRequest,
  type StateDocument,
  type WebhookRecord,
} from '../state/document.ts';
import { describe } from '../webhook/body.ts';

/** What is known of one request once it has ended. */
export interface Ended {
  name: string;
  request: StandingRequest;
  outcome: Outcome;
  /** When it was known, in ISO 8601, UTC. */
  at: string;
  /** What is known of its GitHub secret since, by the `secretKey`. */
  stored?: { key: string; slot: SecretSlot } | undefined;
}

/** The request that is written before it is sent. `until` is when its run no longer acts on it. */
export function requestFor(
  declaration: Declaration,
  { id, until, at }: { id: string; until: string; at: string },
  context: Pick<PlanContext, 'run' | 'secretsEnvironment'>,
): StandingRequest {
  const secret = declaredKey(declaration, context);
  return {
    id,
    ...describe(declaration),
    at,
    run: context.run,
    until,
    ...(secret !== undefined && { secret }),
  };
}

/** The state with requests that are about to be sent. */
export function withRequests(state: StateDocument, requests: ReadonlyMap<string, StandingRequest>): StateDocument {
  const webhooks = { ...state.webhooks };
  for (const [name, request] of requests) {
    webhooks[name] = revised(recordOf(state, name) ?? blankRecord, request.id, { request });
  }
  return { ...state, webhooks };
}

/** True when every request stands in the state: then the intent is this run's own. */
export function holdsRequests(state: StateDocument, requests: ReadonlyMap<string, StandingRequest>): boolean {
  return [...requests].every(([name, { id }]) => recordOf(state, name)?.request?.id === id);
}

/**
 * The state with the outcomes of requests. Each goes by its request's ID, wherever its record stands by now: a webhook
 * whose request is no longer in state is kept as a replaced one, and any other outcome of such a request is dropped.
 * Recorded again, it changes nothing.
 */
export function withResults(state: StateDocument, batch: readonly Ended[]): StateDocument {
  const webhooks = new Map(Object.entries(state.webhooks));
  const secrets = new Map(Object.entries(state.secrets));
  const [owners, places] = [new Map<string, string>(), new Map<string, string[]>()];
  for (const [name, record] of webhooks) {
    for (const id of idsOf(record)) owners.set(id, name);
    const id = record?.request?.id;
    if (id !== undefined) places.set(id, [...(places.get(id) ?? []), name]);
  }
  for (const { stored, ...ended } of batch) {
    const { name, request } = ended;
    const stands = (place: string) => webhooks.get(place)?.request?.id === request.id;
    const found = stands(name) ? name : places.get(request.id)?.find(stands);
    const place = found ?? name;
    const record = webhooks.get(place) ?? blankRecord;
    const outcome = withOwnId(ended.outcome, place, owners);
    const next = found === undefined ? lateRecord(record, outcome) : recordAfter(record, { ...ended, outcome });
    if (next === record) continue;
    webhooks.set(place, next);
    const id = outcome.kind === 'created' ? outcome.id : undefined;
    // What somebody else wrote, the state may know better by now.
    const isKnown = found !== undefined || stored?.slot.owner === id;
    if (stored && isKnown) secrets.set(stored.key, stored.slot);
  }
  return { ...state, webhooks: Object.fromEntries(webhooks), secrets: Object.fromEntries(secrets) };
}

/**
 * Two webhooks have two IDs. An API that gives one twice has mixed something up: what it did is not known. `owners`
 * says whose each ID is.
 */
export function withOwnId(outcome: Outcome, name: string, owners: ReadonlyMap<string, string>): Outcome {
  if (outcome.kind !== 'created') return outcome;
  const { id, secret } = outcome;
  const owner = owners.get(id);
  if (owner === undefined) return outcome;
  const whose = owner === name ? 'the webhook registered before' : owner;
  const reason = `Conduit returned ${id}, which is also the ID of ${whose}, so one of them is wrong`;
  return { kind: 'unconfirmed', reason, ...(secret !== undefined && { secret }) };
}

/** The outcome whose signing secret was stored, although its webhook is not known. */
export function keptIn(secret: string | undefined, outcome: Outcome): Outcome {
  if (outcome.kind !== 'unconfirmed') return outcome;
  return { ...outcome, reason: `${outcome.reason}; the GitHub secret ${secret} now has its signing secret` };
}

/** The record of a name whose request is no longer in state. */
function lateRecord(record: WebhookRecord, outcome: Outcome): WebhookRecord {
  if (outcome.kind !== 'created') return record;
  return revised(record, `late ${outcome.id}`, { replaced: [...record.replaced, outcome.id] });
}

/** The record once its request has ended. */
function recordAfter(record: WebhookRecord, { request, outcome, at }: Ended): WebhookRecord {
  switch (outcome.kind) {
    case 'created':
      return createdRecord(record, request, outcome.id, at);
    case 'rejected':
    case 'unsent':
      return revised(record, outcome.kind, { request: undefined });
    case 'unconfirmed': {
      const { reason } = outcome;
      if (reason === record.request?.reason) return record;
      return revised(record, 'unconfirmed', { request: { ...request, reason } });
    }
  }
}

/** The record once its request has created the webhook `id`. */
export function createdRecord(
  record: WebhookRecord,
  { body, patterns, run }: StandingRequest,
  id: string,
  at: string,
): WebhookRecord {
  return revised(record, `created ${id}`, {
    request: undefined,
    removedAt: undefined,
    current: { id, origin: 'created', body, patterns, at, run },
    replaced: [...record.replaced, ...(record.current ? [record.current.id] : [])],
  });
}
