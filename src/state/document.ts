/** The state document: what is registered in one environment, and by which run. */
import type {
  Adopted,
  Intent,
  Registered,
  Run,
  StateDocument,
  Unknown,
} from '../generated/types.ts';

export type { Adopted, Intent, Registered, Run, StateDocument, Unknown };

/** The GitHub secret that has a webhook's signing secret. */
export type StoredSecret = NonNullable<Registered['secret']>;

/** What was known of the GitHub secret before a webhook was created. */
export type SecretBefore = NonNullable<Registered['secretBefore']>;

/** What is recorded of one webhook. */
export type Entry = Registered | Adopted | Intent | Unknown;

/** State could not be read or written. The message says what, why and what to do; parts of it may be untrusted. */
export class StateError extends Error {}

/** The version this code writes. */
export const stateVersion = 1;

/** A document with nothing in it. */
export function emptyState(environment: string, manifest: string, apiUrl: string): StateDocument {
  return { version: stateVersion, environment, manifest, apiUrl, webhooks: {} };
}

/** A copy of the document with `entries` laid over its own; `undefined` takes an entry out. */
export function withEntries(
  state: StateDocument,
  entries: ReadonlyMap<string, Entry | undefined>,
): StateDocument {
  const webhooks = new Map(Object.entries(state.webhooks));
  for (const [name, entry] of entries) {
    if (entry === undefined) webhooks.delete(name);
    else webhooks.set(name, entry);
  }
  return { ...state, webhooks: Object.fromEntries(webhooks) };
}

/** What is recorded under a name, which may be that of a property that every object has. */
export function entryOf({ webhooks }: StateDocument, name: string): Entry | undefined {
  return Object.hasOwn(webhooks, name) ? webhooks[name] : undefined;
}

/** The recorded ID of a webhook that exists for certain. */
export function idOf(entry: Entry | undefined): string | undefined {
  return entry !== undefined && 'id' in entry ? entry.id : undefined;
}

/** What is certain of a webhook: the entry itself, or what it keeps of the time before a request. */
export function certainOf(entry: Entry | undefined): Registered | Adopted | undefined {
  return entry === undefined || 'id' in entry ? entry : entry.previous;
}
