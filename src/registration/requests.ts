/** Sends the requests of a plan, a few at a time. */
import type { ConduitClient } from '../conduit/client.ts';
import type { Outcome } from '../conduit/reply.ts';
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

/** Why no further request will do better, by the status of an answer. */
const hopeless: Readonly<Record<number, string>> = {
  401: 'Conduit refused the credentials (401)',
  403: 'Conduit denied access (403)',
};

/** Why no further request would do better than this one. */
function reasonToStop(outcome: Outcome): string | undefined {
  switch (outcome.kind) {
    case 'unsent':
      return outcome.reason;
    case 'rejected':
      return hopeless[outcome.status];
    case 'unknown':
      return outcome.isNotFound ? 'the API URL may be wrong (404)' : undefined;
    case 'created':
      return undefined;
  }
}

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
      const reason = reasonToStop(outcome);
      if (reason !== undefined) halt(reason);
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
