/** The state document: facts about the webhooks of one environment, and the few ways to change them. Pure. */
import { createHash } from 'node:crypto';
import type { Current, Run, SecretSlot, StandingRequest, StateDocument, WebhookRecord } from '../generated/types.ts';
import { Foreseen } from '../safe/foreseen.ts';

export type { Current, Run, SecretSlot, StandingRequest, StateDocument, WebhookRecord };

/** When, and by which run, something is recorded. `at` is ISO 8601, UTC. */
export type Recorded = Pick<Current, 'at' | 'run'>;

/** State could not be read or written. */
export class StateError extends Foreseen {}

/** The error for a document that nothing may be built on; `place` is where it is, for people. */
export function damagedState(place: string, what: string): StateError {
  return new StateError(
    `The state (${place}) is damaged: ${what}. Restore an earlier version of it. Then add the \`id\` of every webhook created since, or the next run creates it again.`,
  );
}

/** Bytes that a document may have. Thousands of webhooks fit. */
export const mostBytes = 8 * 1024 * 1024;

/** @throws StateError when a document of so many bytes is not to be read. */
export function checkSize(bytes: number, place: string): void {
  if (bytes <= mostBytes) return;
  const size = (bytes / 2 ** 20).toFixed(1);
  throw damagedState(place, `it has ${size} MiB, and a state has at most ${mostBytes / 2 ** 20}`);
}

/** The version this code writes. */
export const stateVersion = 2;

const firstRevision = '0'.repeat(16);

/** A document in which nothing is recorded. */
export function emptyState(environment: string, manifest: string, apiUrl: string): StateDocument {
  return {
    version: stateVersion,
    environment,
    manifest,
    apiUrl,
    revision: firstRevision,
    run: { server: '', id: '', attempt: '', commit: '' },
    decided: [],
    webhooks: {},
    secrets: {},
  };
}

/** True when nothing binds the document to a manifest or an API URL. */
export function isEmpty({ webhooks }: StateDocument): boolean {
  return Object.keys(webhooks).length === 0;
}

/** What is recorded under a name, which may be that of a property that every object has. */
export function recordOf({ webhooks }: StateDocument, name: string): WebhookRecord | undefined {
  return Object.hasOwn(webhooks, name) ? webhooks[name] : undefined;
}

/** A record with nothing in it. */
export const blankRecord: WebhookRecord = { revision: firstRevision, replaced: [], gone: [] };

/**
 * The record with `fields` laid over it, undefined taking a field out. `what` names the change: the new revision
 * follows from it and the old one, so that plan and register come to the same codes, and no code ever comes again.
 */
export function revised(
  record: WebhookRecord,
  what: string,
  fields: { [field in keyof WebhookRecord]?: WebhookRecord[field] | undefined },
): WebhookRecord {
  const revision = nextRevision(record.revision, what);
  const { current, request, removedAt, replaced = [], gone = [] } = { ...record, ...fields };
  return {
    revision,
    ...(current && { current }),
    ...(request && { request }),
    replaced,
    gone,
    ...(removedAt !== undefined && { removedAt }),
  };
}

/** The revision that follows another one by the change `what`. */
export function nextRevision(revision: string, what: string): string {
  return createHash('sha256')
    .update(JSON.stringify([revision, what]))
    .digest('hex')
    .slice(0, 16);
}

/** Every ID that a record knows of, whatever became of it. */
export function idsOf(record: WebhookRecord | undefined): string[] {
  if (record === undefined) return [];
  const { current, replaced, gone } = record;
  return [...(current ? [current.id] : []), ...replaced, ...gone];
}

/** Every ID that the document knows of. */
export function heldIds({ webhooks }: StateDocument): Set<string> {
  return new Set(Object.values(webhooks).flatMap(idsOf));
}

/** The key of a GitHub secret. GitHub tells no upper from lower case in its name, nor in an environment's. */
export function secretKey(name: string, environment: string | undefined): string {
  const key = name.toUpperCase();
  return environment === undefined ? key : `${key}/${environment.toLowerCase()}`;
}

/** True when the run `one` began before `other`, as far as their IDs tell: GitHub's numbers grow. */
export function isOlder(one: Run, other: Run): boolean {
  return (
    one.server === other.server &&
    [one, other].every(({ id }) => /^\d{1,20}$/.test(id)) &&
    BigInt(one.id) < BigInt(other.id)
  );
}

/** The document as `run` writes it: a later run that wrote before stays named. */
export function writtenBy(state: StateDocument, run: Run): StateDocument {
  return isOlder(run, state.run) ? state : { ...state, run };
}
