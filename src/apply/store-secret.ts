/** A signing secret on its way into its GitHub secret. */
import type { Outcome } from '../clients/reply.ts';
import type { Declaration } from '../manifest/declarations.ts';
import { awaiting, slotOf } from '../plan/secrets.ts';
import { type SecretSlot, type StateDocument, secretKey } from '../state/document.ts';
import type { Finding } from './findings.ts';
import type { Target } from './register.ts';
import type { StoreTrouble } from './result.ts';

/** Puts a signing secret where its declaration wants it, unless somebody has written there since state saw it. */
export async function storeSecret(
  { secret: name }: Declaration,
  outcome: Outcome,
  state: StateDocument,
  { secrets, context }: Pick<Target, 'secrets' | 'context'>,
): Promise<{ stored?: Finding['stored']; trouble?: StoreTrouble }> {
  const isCreated = outcome.kind === 'created';
  if (name === undefined || secrets === undefined) return {};
  if (!isCreated && outcome.kind !== 'unknown') return {};
  const { secret } = outcome;
  const key = secretKey(name, context.secretsEnvironment);
  const before = state.secrets[key];
  const missing = (slot: SecretSlot | undefined): Finding['stored'] =>
    isCreated ? { key, slot: awaiting(slot, outcome.id) } : slot && { key, slot };
  if (secret === undefined) {
    return isCreated ? { stored: missing(before), trouble: { kind: 'no-secret' } } : {};
  }
  try {
    const now = context.remembers ? await secrets.updatedAt(name) : null;
    if (context.remembers && now !== (before?.updatedAt ?? null)) {
      return { stored: missing(slotOf(now)), trouble: { kind: 'written-meanwhile' } };
    }
    await secrets.store(name, secret);
    // Whose it is without an ID, the attempt tells: it names the GitHub secret.
    if (!isCreated || !context.remembers) return {};
    return { stored: { key, slot: slotOf(await secrets.updatedAt(name), outcome.id) } };
  } catch (error) {
    const { message } = error as Error;
    return { stored: missing(before), trouble: { kind: 'failed', message } };
  }
}
