/** Sends the requests of a plan, a few at a time, and gives a result for each. */
import type { ConduitClient } from '../conduit/client.ts';
import type { Outcome } from '../conduit/reply.ts';
import type { Declaration } from '../manifest/declarations.ts';
import type { Result } from './result.ts';

export interface RequestOptions {
  client: ConduitClient;
  /** Requests at a time. */
  concurrency: number;
  /** Once aborted, no further request begins; its reason says why. */
  cancelled: AbortSignal;
  /** Called when no further request would do better: it aborts `cancelled`. */
  halt(reason: string): void;
  /** Awaited for each result before the next request of its turn begins. */
  onResult(result: Result): Promise<void>;
}

/** Answers with which the API says that no further request will do better. */
const hopeless = [401, 403];

/** Creates each webhook. Resolves when all have a result; never rejects for what a request does. */
export async function sendAll(
  declarations: readonly Declaration[],
  { client, concurrency, cancelled, halt, onResult }: RequestOptions,
): Promise<void> {
  const queue = declarations.values();
  async function work(): Promise<void> {
    for (const { name, body } of queue) {
      if (cancelled.aborted) {
        await onResult({ name, outcome: 'failed', reason: `not sent: ${cancelled.reason}` });
        continue;
      }
      const outcome = await client.create(body).catch(
        (): Outcome => ({
          kind: 'unknown',
          reason: 'the action failed in a way it did not foresee',
        }),
      );
      if (outcome.kind === 'unsent') halt(outcome.reason);
      if (outcome.kind === 'rejected' && hopeless.includes(outcome.status)) {
        halt(`the API refused the credentials (${outcome.status})`);
      }
      await onResult(resultOfOutcome(name, outcome));
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work));
}

function resultOfOutcome(name: string, outcome: Outcome): Result {
  if (outcome.kind === 'rejected') {
    const reason = `the API refused it with status ${outcome.status}`;
    return { name, outcome: 'failed', reason, errors: outcome.errors };
  }
  if (outcome.kind === 'unsent') {
    return { name, outcome: 'failed', reason: `nothing was sent: ${outcome.reason}` };
  }
  const { kind, ...known } = outcome;
  return { name, outcome: kind, ...known };
}
