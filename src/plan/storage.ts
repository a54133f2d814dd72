/** The rules for GitHub secrets, applied to a plan in the making. */
import type { Decision } from '../manifest/decisions.ts';
import type { Declaration } from '../manifest/declarations.ts';
import { type Attempt, type Current, type SecretSlot, secretKey } from '../state/document.ts';
import { type Draft, note } from './draft.ts';
import { awaiting, isFree, observed, slotOf, storageOf } from './secrets.ts';

/** `unstored`: gives true when the declared GitHub secret holds the signing secret, as far as anyone can see. */
export function settleStorage(draft: Draft, declaration: Declaration, current: Current): boolean {
  const { name, secret } = declaration;
  if (secret === undefined) return true;
  const key = secretKey(secret, draft.context.secretsEnvironment);
  const slot = draft.secrets.get(key);
  const seen = draft.seen.get(key);
  const storage = storageOf(slot, seen, current.id);
  if (storage === 'stored') return true;
  if (seen === undefined) {
    note(draft, name, { kind: 'secret-unseen', secret });
    return true;
  }
  // What was there when it was adopted is as it was declared, not as verified, like the webhook itself.
  const isAdopted = storage === 'unobserved' && current.origin === 'adopted';
  const mayBeOfAttempt = () =>
    [...draft.records.values()].some(({ attempt }) => attempt?.secret === key);
  if (isAdopted || (storage === 'written' && !mayBeOfAttempt())) {
    draft.secrets.set(key, slotOf(seen, current.id));
    note(draft, name, { kind: isAdopted ? 'secret-adopted' : 'secret-written', secret });
    return true;
  }
  const replace: Decision = { verb: 'replace', name, id: current.id };
  draft.secrets.set(key, awaiting(observed(slot, seen), current.id));
  draft.questions.push({
    kind: 'unstored',
    name,
    id: current.id,
    secret,
    exists: seen !== null,
    taken: isTaken(draft, name, slot, seen),
    observed: slot?.awaits === current.id,
    formerly: [...draft.secrets].flatMap(([one, { owner }]) => (owner === current.id ? one : [])),
    options: [replace],
  });
  return false;
}

/** A new webhook's GitHub secret must be free: what is in it would be lost. */
export function checkSecret(draft: Draft, declaration: Declaration): void {
  const { name, secret } = declaration;
  if (secret === undefined) return;
  const key = secretKey(secret, draft.context.secretsEnvironment);
  const seen = draft.seen.get(key);
  if (seen === undefined) {
    note(draft, name, { kind: 'secret-unseen', secret });
    return;
  }
  const slot = draft.secrets.get(key);
  if (isTaken(draft, name, slot, seen)) draft.errors.push({ kind: 'secret-taken', name, secret });
  draft.secrets.set(key, observed(slot, seen));
}

/** True when a new signing secret of `name` would overwrite what somebody may need. */
function isTaken(
  { records }: Draft,
  name: string,
  slot: SecretSlot | undefined,
  seen: string | null,
): boolean {
  const others = [...records].flatMap(([other, { current }]) =>
    other === name || current === undefined ? [] : current.id,
  );
  return !isFree(slot, seen, (id) => !others.includes(id));
}

/** The key of the GitHub secret that is declared. */
export function keyOf(
  { context }: Draft,
  declaration: Declaration | undefined,
): string | undefined {
  const { secret } = declaration ?? {};
  return secret === undefined ? undefined : secretKey(secret, context.secretsEnvironment);
}

/**
 * Nobody knows what is in the GitHub secret of an attempt that is gone, unless it is as it was before: the run may have
 * stored a signing secret there.
 */
export function doubtSecretOf({ secrets, seen }: Draft, { secret: key }: Attempt): void {
  if (key === undefined) return;
  const slot = secrets.get(key);
  if (slot === undefined) return;
  const now = seen.get(key);
  if (now === undefined) secrets.delete(key);
  else if (now !== (slot.updatedAt ?? null)) secrets.set(key, slotOf(now));
}
