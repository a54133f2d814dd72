/** The Conduit API: one webhook body → created, rejected, unsent or unknown. */
import { credentialHeaders, webhooksPath } from '../generated/api.ts';
import { productVersion } from '../generated/product.ts';
import type { WebhookBody } from '../state/body.ts';
import { type Clock, type Deadline, leaves } from './clock.ts';
import { connectionsTo } from './connections.ts';
import { exchange } from './exchange.ts';
import { type Outcome, outcomeOf, secretOf } from './reply.ts';
import { type Backoff, maxThrottledMs, retryAfterMs, type Tries, tried } from './retry.ts';

/** Why a request waits before it is sent again. */
export type Wait = { kind: 'throttled' } | { kind: 'unsent'; reason: string };

export interface ClientOptions {
  /** Base URL, without a slash at its end. */
  apiUrl: string;
  apiKey: string;
  apiSecret: string;
  /** For one request, in milliseconds. */
  timeoutMs: number;
  /** Called with a signing secret before anything else sees it. */
  mask(secret: string): void;
  /** True when a text holds a secret that was masked, credentials included, in any form. */
  holdsSecret(text: string): boolean;
  /** Told of each wait before a further try. */
  onWait(wait: Wait, ms: number): void;
  /** Once aborted: no request begins, and waits end. Its reason says why. */
  cancelled: AbortSignal;
  /** No request begins that could not end before this moment. */
  deadline: Deadline;
  /** Once aborted: requests on their way end too. */
  expired: AbortSignal;
  clock: Clock;
}

/** A reply with a webhook or an error is far smaller. */
const maxReplyBytes = 1024 * 1024;

/** When nothing could be sent. */
const unsentTries: Tries = { maxTries: 5, firstWaitMs: 500 };

/** When the API throttles; the waits are its own where it names them. */
const throttledTries: Tries = { maxTries: 5, firstWaitMs: 500 };

/** No wait for the API is shorter. */
const shortestThrottleMs = 100;

export interface ConduitClient {
  /**
   * Creates one webhook. Never sends again what may have arrived. `onSend` is called just before the first byte is
   * sent, also when that is tried again.
   */
  create(body: WebhookBody, onSend?: () => void): Promise<Outcome>;
  /** Closes every connection: an open one keeps the process from ending. */
  close(): void;
}

/** What a try came to. `isRepeatable` when nothing was created, and another try may do better. */
interface Sent {
  outcome: Outcome;
  isRepeatable: boolean;
  /** How long the API asks to wait, in milliseconds. */
  retryAfter?: number | undefined;
}

export function createClient(options: ClientOptions): ConduitClient {
  const { clock, cancelled } = options;
  const url = new URL(`${options.apiUrl}${webhooksPath}`);
  /** Every request waits until then, as `elapsed` counts: set when the API throttles one of them. */
  let pausedUntil = 0;
  let throttledMs = 0;
  const connections = connectionsTo(url, 0);

  const isCredential = (text: string) =>
    text.includes(options.apiKey) || text.includes(options.apiSecret);

  /** Why no request may begin now. */
  function objection(): string | undefined {
    if (cancelled.aborted) return String(cancelled.reason);
    const isInTime = leaves(options.timeoutMs, options.deadline, clock);
    return isInTime ? undefined : 'the run has no time left for it';
  }

  async function send(body: WebhookBody, onSend?: () => void): Promise<Sent> {
    while (pausedUntil > clock.elapsed() && !cancelled.aborted) {
      await clock.sleep(pausedUntil - clock.elapsed(), cancelled);
    }
    const reason = objection();
    if (reason !== undefined) return { outcome: { kind: 'unsent', reason }, isRepeatable: false };
    const answer = await exchange({
      method: 'POST',
      url,
      headers: {
        [credentialHeaders.key]: options.apiKey,
        [credentialHeaders.secret]: options.apiSecret,
        'Content-Type': 'application/json',
        Accept: 'application/json',
        'User-Agent': `conduit-webhooks-action/${productVersion}`,
      },
      body: JSON.stringify(body),
      connections,
      timeoutMs: options.timeoutMs,
      maxBytes: maxReplyBytes,
      signal: options.expired,
      objection() {
        const reason = objection();
        if (reason === undefined) onSend?.();
        return reason;
      },
    });
    const secret = secretOf(answer, isCredential);
    if (secret !== undefined) options.mask(secret);
    const outcome = outcomeOf(answer, body, secret, options.holdsSecret);
    const isRepeatable = answer.kind === 'unsent' && objection() === undefined;
    if (answer.kind !== 'reply' || answer.status !== 429) return { outcome, isRepeatable };
    return { outcome, isRepeatable: true, retryAfter: retryAfterMs(answer.headers, clock.now()) };
  }

  /** How long to wait before sending again; undefined where that would do no better, or might create twice. */
  function waitAfter({ outcome, isRepeatable, retryAfter }: Sent, backoff: Backoff) {
    if (!isRepeatable) return undefined;
    if (outcome.kind === 'unsent') {
      const ms = backoff(unsentTries);
      if (ms !== undefined) options.onWait({ kind: 'unsent', reason: outcome.reason }, ms);
      return ms;
    }
    const own = backoff(throttledTries);
    if (own === undefined) return undefined;
    const ms = Math.max(retryAfter ?? own, shortestThrottleMs);
    const until = clock.elapsed() + ms;
    if (until > pausedUntil) {
      throttledMs += until - Math.max(pausedUntil, clock.elapsed());
      if (throttledMs > maxThrottledMs) return undefined;
      pausedUntil = until;
    }
    options.onWait({ kind: 'throttled' }, ms);
    return ms;
  }

  return {
    async create(body, onSend) {
      const sent = await tried(() => send(body, onSend), waitAfter, { clock, signal: cancelled });
      return sent.outcome;
    },
    close: connections.close,
  };
}
