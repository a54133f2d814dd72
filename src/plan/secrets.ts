/** Whose signing secret a GitHub secret holds. GitHub's `updated_at` is an opaque revision, compared for equality. */
import type { SecretSlot } from '../state/document.ts';

/** When GitHub secrets were updated, by `secretKey`; null for one that is not there. Not asked about: absent. */
export type Seen = ReadonlyMap<string, string | null>;

/**
 * What is known of the GitHub secret that a registered webhook names:
 *
 * | it is | because |
 * |---|---|
 * | `stored` | state records that it holds this webhook's signing secret |
 * | `unseen` | GitHub was not asked |
 * | `absent` | GitHub has none |
 * | `unobserved` | it is there, and state has never seen it |
 * | `unwritten` | something else is in it, or may be |
 * | `written` | somebody has written it since state saw that this webhook's signing secret was missing there |
 */
export type Storage = 'stored' | 'unseen' | 'absent' | 'unobserved' | 'unwritten' | 'written';

/** Judges the GitHub secret of the webhook `id` by its slot in state and by what GitHub says. */
export function storageOf(
  slot: SecretSlot | undefined,
  seen: string | null | undefined,
  id: string,
): Storage {
  if (slot?.owner === id) return 'stored';
  if (seen === undefined) return 'unseen';
  if (seen === null) return 'absent';
  if (slot === undefined) return 'unobserved';
  return slot.awaits === id && slot.updatedAt !== seen ? 'written' : 'unwritten';
}

/**
 * True when nothing is lost by storing a new signing secret there: there is none, or it is as state last saw it and
 * holds the signing secret of a webhook that `isPast` says is no longer current.
 */
export function isFree(
  slot: SecretSlot | undefined,
  seen: string | null,
  isPast: (id: string) => boolean,
): boolean {
  if (seen === null) return true;
  return slot?.updatedAt === seen && slot.owner !== undefined && isPast(slot.owner);
}

/** A slot as GitHub says it is now. */
export function slotOf(seen: string | null, owner?: string | undefined): SecretSlot {
  return { ...(seen !== null && { updatedAt: seen }), ...(owner !== undefined && { owner }) };
}

/** The slot once a run has asked for the signing secret of the webhook `id`. */
export function awaiting(slot: SecretSlot | undefined, id: string): SecretSlot {
  return { ...slot, awaits: id };
}

/** The slot once it was seen: whoever owned it owns it no more if it was written or deleted since. */
export function observed(slot: SecretSlot | undefined, seen: string | null): SecretSlot {
  return slotOf(seen, seen === (slot?.updatedAt ?? null) ? slot?.owner : undefined);
}
