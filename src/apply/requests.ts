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
  /** Called just before the first byte of a request is sent. */
  onSend(declaration: Declaration): void;
  /** Awaited for each outcome before the next request of its turn begins. */
  onOutcome(declaration: Declaration, outcome: Outcome): Promise<void>;
}

/** Why a run sends nothing more that has failed by an error of its own. */
export const ownError = 'the action failed because of an error of its own';

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

/** Creates each webhook. An error of our own is thrown once what is to be known of every request is known. */
export async function sendAll(
  declarations: readonly Declaration[],
  { client, concurrency, halt, ready, onSend, onOutcome }: RequestOptions,
): Promise<void> {
  const queue = declarations.values();
  const crashes: unknown[] = [];
  async function work(): Promise<void> {
    for (const declaration of queue) {
      await ready();
      const outcome = await outcomeFor(declaration);
      if (outcome === undefined) continue;
      const reason = reasonToStop(outcome);
      if (reason !== undefined) halt(reason);
      await onOutcome(declaration, outcome);
    }
  }
  /** Undefined when a request was sent, and an error of our own keeps us from knowing what became of it. */
  async function outcomeFor(declaration: Declaration): Promise<Outcome | undefined> {
    let isSent = false;
    try {
      return await client.create(declaration.body, () => {
        isSent = true;
        onSend(declaration);
      });
    } catch (error) {
      crashes.push(error);
      halt(ownError);
      return isSent ? undefined : { kind: 'unsent', reason: ownError };
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work));
  if (crashes.length > 0) throw crashes[0];
}
