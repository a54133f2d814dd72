/** Sends the requests of a plan, a few at a time. */
import type { ConduitClient } from '../clients/conduit.ts';
import type { Outcome } from '../clients/reply.ts';
import type { Declaration } from '../manifest/declarations.ts';

export interface RequestOptions {
  client: ConduitClient;
  /** Requests at a time. */
  concurrency: number;
  /** Called when no further request would do better: it makes the client begin none. */
  halt(reason: string): void;
  /** Awaited before each request: results that wait to be recorded come first. */
  ready(): Promise<void>;
  /** Awaited for each outcome before the next request of its turn begins. */
  onOutcome(declaration: Declaration, outcome: Outcome): Promise<void>;
}

/** Answers with which the API says that no further request will do better. */
const hopeless = [401, 403];

/** Creates each webhook. Resolves when all have an outcome; never rejects for what a request does. */
export async function sendAll(
  declarations: readonly Declaration[],
  { client, concurrency, halt, ready, onOutcome }: RequestOptions,
): Promise<void> {
  const queue = declarations.values();
  async function work(): Promise<void> {
    for (const declaration of queue) {
      await ready();
      const outcome = await outcomeFor(declaration);
      if (outcome.kind === 'unsent') halt(outcome.reason);
      if (outcome.kind === 'rejected' && hopeless.includes(outcome.status)) {
        halt(`the API refused the credentials (${outcome.status})`);
      }
      await onOutcome(declaration, outcome);
    }
  }
  async function outcomeFor({ body }: Declaration): Promise<Outcome> {
    try {
      return await client.create(body);
    } catch {
      return { kind: 'unknown', reason: 'the action failed in a way it did not foresee' };
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work));
}
