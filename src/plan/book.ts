/** What is recorded, as this run's decisions and adoptions have left it so far, and where each thing is found in it. */
import type { SecretSlot, StateDocument, WebhookRecord } from '../state/document.ts';

export interface Book {
  readonly records: ReadonlyMap<string, WebhookRecord>;
  /** By `secretKey`. */
  readonly slots: ReadonlyMap<string, SecretSlot>;
  /** The name whose current webhook has the ID. */
  ownerOf(id: string): string | undefined;
  /** The keys of the GitHub secrets that are recorded as holding the signing secret of a webhook, sorted. */
  slotsOf(id: string): string[];
}

/** What is recorded from now on. */
export interface Change {
  /** Names and their records; a name that is gone has undefined. */
  records?: readonly (readonly [name: string, record: WebhookRecord | undefined])[];
  slots?: readonly (readonly [key: string, slot: SecretSlot | undefined])[];
  /** The webhook is created: nothing more is asked about it. */
  creates?: true;
}

/** The book as the state begins it, and the one way to go on with it. */
export function openBook(state: StateDocument): { book: Book; apply(change: Change): void } {
  const records = new Map<string, WebhookRecord>();
  const slots = new Map<string, SecretSlot>();
  const owners = new Map<string, string>();
  const keys = new Map<string, Set<string>>();

  function putRecord(name: string, record: WebhookRecord | undefined): void {
    const before = records.get(name)?.current?.id;
    if (before !== undefined && owners.get(before) === name) owners.delete(before);
    if (record?.current !== undefined) owners.set(record.current.id, name);
    put(records, name, record);
  }

  function putSlot(key: string, slot: SecretSlot | undefined): void {
    const before = slots.get(key)?.owner;
    if (before !== undefined) keys.get(before)?.delete(key);
    if (slot?.owner !== undefined) {
      keys.set(slot.owner, (keys.get(slot.owner) ?? new Set()).add(key));
    }
    put(slots, key, slot);
  }

  function apply({ records: news = [], slots: newSlots = [] }: Change): void {
    for (const [name, record] of news) putRecord(name, record);
    for (const [key, slot] of newSlots) putSlot(key, slot);
  }

  apply({ records: Object.entries(state.webhooks), slots: Object.entries(state.secrets) });
  const book: Book = {
    records,
    slots,
    ownerOf: (id) => owners.get(id),
    slotsOf: (id) => [...(keys.get(id) ?? [])].sort(),
  };
  return { book, apply };
}

function put<T>(map: Map<string, T>, key: string, value: T | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}
