/** Requests and their results → what state records. Pure. */
import type { Declaration } from '../manifest/declarations.ts';
import { describeDeclared, keyOf, type PlanContext } from '../plan/facts.ts';
import {
  blankRecord,
  changed,
  heldIds,
  type Recorded,
  recordOf,
  type SecretSlot,
  type StandingRequest,
  type StateDocument,
  type WebhookRecord,
  withRecord,
} from '../state/document.ts';
import type { Status } from '../state/status.ts';

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
  const { body, patterns } = describeDeclared(declaration);
  const secret = keyOf(declaration, context);
  return {
    id,
    body: { ...body },
    patterns: [...patterns],
    at,
    run: context.run,
    until,
    ...(secret !== undefined && { secret }),
  };
}

/** The state with requests that are about to be sent. */
export function withRequests(
  state: StateDocument,
  requests: ReadonlyMap<string, StandingRequest>,
): StateDocument {
  const webhooks = { ...state.webhooks };
  for (const [name, request] of requests) {
    const record = recordOf(state, name) ?? blankRecord;
    webhooks[name] = changed(record, request.id, { request });
  }
  return { ...state, webhooks };
}

/**
 * The state with a request's result. It goes by the request's ID, wherever its record stands by now: a webhook whose
 * request is no longer in state is kept as a replaced one, and any other result of such a request is dropped. Recorded
 * again, it changes nothing.
 */
export function withResult(state: StateDocument, ended: Ended): StateDocument {
  const { name, request, stored } = ended;
  const found = standing(state, name, request);
  const result = believable(ended.result, found?.[0], state);
  const next = stored
    ? { ...state, secrets: { ...state.secrets, [stored.key]: stored.slot } }
    : state;
  if (found === undefined) {
    if (result.status !== 'created' || heldIds(state).has(result.id)) return state;
    const record = recordOf(state, name) ?? blankRecord;
    const replaced = [...record.replaced, result.id];
    // What somebody else wrote, the state may know better by now.
    const known = stored?.slot.owner === result.id ? next : state;
    return withRecord(known, name, changed(record, `late ${result.id}`, { replaced }));
  }
  const [place, record] = found;
  switch (result.status) {
    case 'created':
      return withRecord(next, place, createdRecord(record, request, result));
    case 'rejected':
    case 'unsent':
      return withRecord(next, place, changed(record, result.status, { request: undefined }));
    case 'unconfirmed': {
      const { reason } = result;
      if (reason === record.request?.reason) return state;
      const known = { ...request, reason };
      return withRecord(next, place, changed(record, 'unconfirmed', { request: known }));
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
  return changed(record, `created ${id}`, {
    request: undefined,
    removedAt: undefined,
    current: { id, origin: 'created', body, patterns, at, run },
    replaced: others([...record.replaced, ...(record.current ? [record.current.id] : [])]),
    gone: others(record.gone),
  });
}

/** True when every request stands in the state: then the intent is this run's own. */
export function holdsRequests(
  state: StateDocument,
  requests: ReadonlyMap<string, StandingRequest>,
): boolean {
  return [...requests].every(([name, { id }]) => recordOf(state, name)?.request?.id === id);
}

/** An ID has one webhook. What is said to be another name's is not known to have been created. */
function believable(
  result: EndedResult,
  place: string | undefined,
  { webhooks }: StateDocument,
): EndedResult {
  if (result.status !== 'created' || place === undefined) return result;
  const { id } = result;
  const owner = Object.entries(webhooks).find(
    ([, record]) => record && [record.current?.id, ...record.replaced, ...record.gone].includes(id),
  )?.[0];
  if (owner === undefined || owner === place) return result;
  return { status: 'unconfirmed', reason: sharedId(id, owner) };
}

/** Why nothing is known of a webhook whose ID is another one's. */
export function sharedId(id: string, owner: string): string {
  return `Conduit returned ${id}, which is also the ID of ${owner}, so one of them is wrong`;
}

/** Where a request stands: under its name, or under the one that its record was moved to. */
function standing(
  state: StateDocument,
  name: string,
  { id }: StandingRequest,
): [string, WebhookRecord] | undefined {
  const own = recordOf(state, name);
  if (own?.request?.id === id) return [name, own];
  for (const [other, record] of Object.entries(state.webhooks)) {
    if (record?.request?.id === id) return [other, record];
  }
  return undefined;
}
