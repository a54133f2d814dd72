/** The Conduit API: one webhook body → created, rejected, unsent or unknown. */
import { credentialHeaders, webhooksPath } from '../generated/api.ts';
import { productVersion } from '../generated/product.ts';
import type { WebhookBody } from '../state/webhook.ts';
import type { Clock } from './clock.ts';
import { connectionsTo } from './connections.ts';
import { exchange } from './exchange.ts';
import { type Outcome, outcomeOf, secretOf } from './reply.ts';
import { retryAfterMs } from './retry-after.ts';

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
  /** No request begins that could not end before this moment, as `elapsed` counts. */
  deadline: number;
  /** Once aborted: requests on their way end too. */
  expired: AbortSignal;
  clock: Clock;
}

/** A reply with a webhook or an error is far smaller. */
const maxReplyBytes = 1024 * 1024;

/** Tries of one request, the first included, when the API throttles or nothing could be sent. */
const maxTries = 5;

/** All waits for throttling together, over the whole run. */
const maxThrottledMs = 300_000;

const firstBackoffMs = 500;

export interface ConduitClient {
  /** Creates one webhook. Never throws, and never sends again what may have arrived. */
  create(body: WebhookBody): Promise<Outcome>;
  /** Closes every connection: an open one keeps the process from ending. */
  close(): void;
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

  async function send(body: WebhookBody) {
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
    });
    const secret = secretOf(answer, isCredential);
    if (secret !== undefined) options.mask(secret);
    const outcome = outcomeOf(answer, body, secret, options.holdsSecret);
    const retryAfter =
      answer.kind === 'reply' && answer.status === 429
        ? { retryAfter: retryAfterMs(answer.headers, clock.now()) }
        : {};
    return { outcome, ...retryAfter };
  }

  /** Doubles with each try, and varies by half so that requests do not come back together. */
  function backoff(tries: number): number {
    return firstBackoffMs * 2 ** (tries - 1) * (0.5 + clock.random());
  }

  async function pause(wait: Wait, ms: number): Promise<void> {
    options.onWait(wait, ms);
    await clock.sleep(ms, cancelled);
  }

  return {
    async create(body) {
      for (let tries = 1; ; tries += 1) {
        while (pausedUntil > clock.elapsed() && !cancelled.aborted) {
          await clock.sleep(pausedUntil - clock.elapsed(), cancelled);
        }
        if (cancelled.aborted) return { kind: 'unsent', reason: String(cancelled.reason) };
        if (clock.elapsed() + options.timeoutMs > options.deadline) {
          return { kind: 'unsent', reason: 'the run has no time left for it' };
        }
        const { outcome, retryAfter } = await send(body);
        if (tries >= maxTries || cancelled.aborted) return outcome;
        if (outcome.kind === 'unsent') {
          await pause({ kind: 'unsent', reason: outcome.reason }, backoff(tries));
          continue;
        }
        if (outcome.kind !== 'rejected' || outcome.status !== 429) return outcome;
        const ms = Math.max(retryAfter ?? backoff(tries), 100);
        const until = clock.elapsed() + ms;
        if (until > pausedUntil) {
          throttledMs += until - Math.max(pausedUntil, clock.elapsed());
          if (throttledMs > maxThrottledMs) return outcome;
          pausedUntil = until;
        }
        await pause({ kind: 'throttled' }, ms);
      }
    },
    close: connections.close,
  };
}
