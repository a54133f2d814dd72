/** Whose signing secret a GitHub secret holds. GitHub's `updated_at` is compared for equality, never ordered. */
import type { SecretSlot } from '../state/document.ts';

/** Why a signing secret is not in its GitHub secret. */
export type StoreTrouble =
  /** The reply had none. */
  | { kind: 'no-secret' }
  /** Somebody has written the GitHub secret since this run looked at it. */
  | { kind: 'written-meanwhile' }
  /** GitHub did not take it. */
  | { kind: 'failed'; message: string };

/** When GitHub says that a secret was updated: null where there is none, undefined where GitHub was not asked. */
export type Seen = string | null | undefined;

/**
 * What is known of the GitHub secret that the registered webhook `id` names:
 *
 * | state records as its owner | GitHub | it is |
 * |---|---|---|
 * | another webhook, or none | | `unrecorded` |
 * | this webhook | was not asked | `stored` |
 * | this webhook | does not have it | `deleted` |
 * | this webhook | updated it when state says, or state does not say when | `stored` |
 * | this webhook | updated it at another time | `written`: by somebody |
 */
export function storageOf(
  slot: SecretSlot | undefined,
  seen: Seen,
  id: string,
): 'stored' | 'unrecorded' | 'deleted' | 'written' {
  if (slot?.owner !== id) return 'unrecorded';
  if (seen === undefined) return 'stored';
  if (seen === null) return 'deleted';
  return slot.updatedAt === undefined || slot.updatedAt === seen ? 'stored' : 'written';
}

/**
 * True when nothing is lost by storing a new signing secret there: there is none, or it is as state last saw it and
 * holds the signing secret of a webhook that is not in use.
 */
export function isFree(slot: SecretSlot | undefined, seen: string | null, isInUse: (id: string) => boolean): boolean {
  if (seen === null) return true;
  return slot?.updatedAt === seen && slot.owner !== undefined && !isInUse(slot.owner);
}

/** A slot as GitHub says it is now. */
export function slotOf(seen: Seen, owner?: string): SecretSlot {
  return { ...(seen && { updatedAt: seen }), ...(owner !== undefined && { owner }) };
}

/**
 * The slot that a run without a known result may have written: whose signing secret it holds is known only while
 * GitHub says that it is as it was.
 */
export function doubted(slot: SecretSlot | undefined, seen: Seen): SecretSlot | undefined {
  if (slot === undefined || (seen !== undefined && seen === (slot.updatedAt ?? null))) return slot;
  return seen ? slotOf(seen) : undefined;
}
