/** Requests and their results → what state records. Pure. */
import type { Declaration } from '../manifest/declarations.ts';
import { declaredKey, type PlanContext } from '../plan/facts.ts';
import {
  blankRecord,
  idsOf,
  type Recorded,
  recordOf,
  revised,
  type SecretSlot,
  type StandingRequest,
  type StateDocument,
  type WebhookRecord,
} from '../state/document.ts';
import type { Status } from '../state/status.ts';
import { describe } from '../webhook/body.ts';

/** What is known of one request once it has ended. */
export interface Ended {
  name: string;
  request: StandingRequest;
  result: EndedResult;
  /** What is known of its GitHub secret since, by the `secretKey`. */
  stored?: { key: string; slot: SecretSlot } | undefined;
}

/** How a request can end. */
export type EndedResult =
  | ({ status: Extract<Status, 'created'>; id: string } & Recorded)
  /** Nothing was created. */
  | { status: Extract<Status, 'rejected' | 'unsent'> }
  | { status: Extract<Status, 'unconfirmed'>; reason: string };

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
    const record = recordOf(state, name) ?? blankRecord;
    webhooks[name] = revised(record, request.id, { request });
  }
  return { ...state, webhooks };
}

/**
 * The state with the results of requests. Each goes by its request's ID, wherever its record stands by now: a webhook
 * whose request is no longer in state is kept as a replaced one, and any other result of such a request is dropped.
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
  for (const { name, request, result, stored } of batch) {
    const stands = (place: string) => webhooks.get(place)?.request?.id === request.id;
    const place = stands(name) ? name : places.get(request.id)?.find(stands);
    const record = webhooks.get(place ?? name) ?? blankRecord;
    const next =
      place === undefined
        ? lateRecord(record, result, owners)
        : recordAfter(record, request, believable(result, place, owners));
    if (next === record) continue;
    webhooks.set(place ?? name, next);
    if (result.status === 'created' && !owners.has(result.id)) {
      owners.set(result.id, place ?? name);
    }
    // What somebody else wrote, the state may know better by now.
    const isKnown = place !== undefined || stored?.slot.owner === (result.status === 'created' ? result.id : undefined);
    if (stored && isKnown) secrets.set(stored.key, stored.slot);
  }
  return {
    ...state,
    webhooks: Object.fromEntries(webhooks),
    secrets: Object.fromEntries(secrets),
  };
}

/** The record of a name whose request is no longer in state. */
function lateRecord(record: WebhookRecord, result: EndedResult, owners: ReadonlyMap<string, string>): WebhookRecord {
  if (result.status !== 'created' || owners.has(result.id)) return record;
  const replaced = [...record.replaced, result.id];
  return revised(record, `late ${result.id}`, { replaced });
}

/** The record once its request has ended. */
function recordAfter(record: WebhookRecord, request: StandingRequest, result: EndedResult): WebhookRecord {
  switch (result.status) {
    case 'created':
      return createdRecord(record, request, result);
    case 'rejected':
    case 'unsent':
      return revised(record, result.status, { request: undefined });
    case 'unconfirmed': {
      const { reason } = result;
      if (reason === record.request?.reason) return record;
      return revised(record, 'unconfirmed', { request: { ...request, reason } });
    }
  }
}

/** The record once its request has created a webhook. */
export function createdRecord(
  record: WebhookRecord,
  { body, patterns }: StandingRequest,
  { id, at, run }: { id: string } & Recorded,
): WebhookRecord {
  // An API that gives an ID again has replaced nothing.
  const others = (ids: readonly string[]) => ids.filter((one) => one !== id);
  return revised(record, `created ${id}`, {
    request: undefined,
    removedAt: undefined,
    current: { id, origin: 'created', body, patterns, at, run },
    replaced: others([...record.replaced, ...(record.current ? [record.current.id] : [])]),
    gone: others(record.gone),
  });
}

/** True when every request stands in the state: then the intent is this run's own. */
export function holdsRequests(state: StateDocument, requests: ReadonlyMap<string, StandingRequest>): boolean {
  return [...requests].every(([name, { id }]) => recordOf(state, name)?.request?.id === id);
}

/** An ID has one webhook. What is said to be another name's is not known to have been created. */
function believable(result: EndedResult, place: string, owners: ReadonlyMap<string, string>): EndedResult {
  const owner = result.status === 'created' ? owners.get(result.id) : undefined;
  if (result.status !== 'created' || owner === undefined || owner === place) return result;
  return { status: 'unconfirmed', reason: sharedId(result.id, owner) };
}

/** Why nothing is known of a webhook whose ID is another one's. */
export function sharedId(id: string, owner: string): string {
  return `Conduit returned ${id}, which is also the ID of ${owner}, so one of them is wrong`;
}
