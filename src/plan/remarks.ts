/** What a person should know about a webhook although no question about it is open. */
import type { Declaration } from '../manifest/declarations.ts';
import type { WebhookRecord } from '../state/document.ts';
import { grownEvents } from '../webhook/body.ts';
import { declaredKey, describeDeclared, type Facts } from './facts.ts';
import type { Note, PlanError } from './plan.ts';
import { writtenBySomebody } from './questions/not-stored.ts';
import { isFree } from './secrets.ts';

/** What stands in the way of storing the signing secret of a new webhook: what is in its GitHub secret would be lost. */
export function secretTrouble(
  declaration: Declaration,
  { current }: WebhookRecord,
  { context, observed, slots, ownerOf }: Facts,
): Extract<PlanError, { kind: 'secret-taken' }> | Extract<Note, { kind: 'secret-unseen' }> | undefined {
  const { name, secret } = declaration;
  const key = declaredKey(declaration, context);
  if (secret === undefined || key === undefined) return undefined;
  const seen = observed.secrets?.get(key);
  if (seen === undefined) return { kind: 'secret-unseen', secret };
  const isInUse = (id: string) => id !== current?.id && ownerOf(id) !== undefined;
  return isFree(slots.get(key), seen, isInUse) ? undefined : { kind: 'secret-taken', name, secret };
}

/** What else should be known of a webhook about which nothing is open. `replaced` are all IDs that were. */
export function notesFor(
  declaration: Declaration,
  record: WebhookRecord,
  replaced: ReadonlySet<string>,
  facts: Facts,
): Note[] {
  const { id } = declaration;
  const { current } = record;
  const notes: Note[] = [];
  const isInert = id !== undefined && facts.held.has(id);
  if (isInert && facts.ownerOf(id) === undefined) {
    notes.push({ kind: 'inert-id', id, fate: replaced.has(id) ? 'replaced' : 'gone' });
  }
  if (current === undefined) return notes;
  const events = grownEvents(current, describeDeclared(declaration));
  const patterns = describeDeclared(declaration).patterns.join();
  if (events.length > 0 && patterns === current.patterns.join()) {
    notes.push({ kind: 'grown', id: current.id, events });
  }
  const written = writtenBySomebody(declaration, record, facts);
  if (written !== undefined) {
    const { secret, at, keep } = written;
    notes.push({ kind: 'secret-written', secret, at, keep });
  }
  return notes;
}
