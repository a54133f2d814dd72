/** The Conduit API: creates a webhook, reads one. */
import { credentialHeaders, webhookPath, webhooksPath } from '../generated/api.ts';
import { productVersion } from '../generated/product.ts';
import { plainId } from '../safe/id.ts';
import type { WebhookBody } from '../webhook/body.ts';
import { type Clock, type Deadline, leaves } from './clock.ts';
import { connectionsTo } from './connections.ts';
import { type Exchange, type ExchangeRequest, exchange } from './exchange.ts';
import { maxReplyBytes, maxThrottledMs } from './limits.ts';
import { type Reading, readingOf, secretRead } from './reading.ts';
import { type Outcome, outcomeOf, secretOf } from './reply.ts';
import { type Backoff, retryAfterMs, type Tries, tried } from './retry.ts';

/** Why a request waits before it is sent again. */
export type ConduitWait =
  | { kind: 'throttled' }
  | { kind: 'unsent'; reason: string }
  /** A webhook could not be read. */
  | { kind: 'unread'; reason: string };

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
  onWait(wait: ConduitWait, ms: number): void;
  /** Once aborted: no request begins, and waits end. Its reason says why. */
  cancelled: AbortSignal;
  /** No request begins that could not end before this moment. */
  deadline: Deadline;
  /** Once aborted: requests on their way end too. */
  expired: AbortSignal;
  clock: Clock;
}

/** When nothing could be sent. */
const unsentTries: Tries = { maxTries: 5, firstWaitMs: 500 };

/** When the API throttles; the waits are its own where it names them. */
const throttledTries: Tries = { maxTries: 5, firstWaitMs: 500 };

/** When a webhook could not be read. */
const readingTries: Tries = { maxTries: 3, firstWaitMs: 500 };

/** Connections for reading that are kept: a request that may be repeated may go over one of another. */
const keptConnections = 16;

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

export interface ConduitReader extends Pick<ConduitClient, 'close'> {
  /** Reads one webhook, which may be tried again. Only a plain ID becomes part of a path. */
  read(id: string): Promise<Reading>;
}

/** What a try came to. `isRepeatable` when nothing was created, and another try may do better. */
interface Tried<T> {
  result: T;
  isRepeatable: boolean;
  isThrottled: boolean;
  /** How long the API asks to wait, in milliseconds. */
  retryAfter?: number | undefined;
}

export function createClient(options: ClientOptions): ConduitClient & ConduitReader {
  const { clock, cancelled } = options;
  const url = new URL(`${options.apiUrl}${webhooksPath}`);
  /** Every request waits until then, as `elapsed` counts: set when the API throttles one of them. */
  let pausedUntil = 0;
  let throttledMs = 0;
  /** True once a reading came to nothing in all its tries: the others have one each. */
  let isSilent = false;
  const connections = connectionsTo(url, 0);
  const forReading = connectionsTo(url, keptConnections);

  const isCredential = (text: string) => text.includes(options.apiKey) || text.includes(options.apiSecret);

  /** Why no request may begin now. */
  function objection(): string | undefined {
    if (cancelled.aborted) return String(cancelled.reason);
    const isInTime = leaves(options.timeoutMs, options.deadline, clock);
    return isInTime ? undefined : 'not enough time left in this run';
  }

  async function sendOnce(
    request: Pick<ExchangeRequest, 'method' | 'url' | 'body' | 'connections'>,
    onSend?: () => void,
  ): Promise<Exchange> {
    while (pausedUntil > clock.elapsed() && !cancelled.aborted) {
      await clock.sleep(pausedUntil - clock.elapsed(), cancelled);
    }
    const reason = objection();
    if (reason !== undefined) return { kind: 'unsent', reason };
    return await exchange({
      ...request,
      headers: {
        [credentialHeaders.key]: options.apiKey,
        [credentialHeaders.secret]: options.apiSecret,
        ...(request.body !== undefined && { 'Content-Type': 'application/json' }),
        Accept: 'application/json',
        'User-Agent': `conduit-webhooks-action/${productVersion}`,
      },
      timeoutMs: options.timeoutMs,
      maxBytes: maxReplyBytes,
      signal: options.expired,
      objection() {
        const reason = objection();
        if (reason === undefined) onSend?.();
        return reason;
      },
    });
  }

  function triedOnce<T>(answer: Exchange, result: T, mayRepeat: boolean): Tried<T> {
    const isThrottled = answer.kind === 'reply' && answer.status === 429;
    const isRepeatable = isThrottled || (mayRepeat && objection() === undefined);
    const retryAfter = isThrottled ? retryAfterMs(answer.headers, clock.now()) : undefined;
    return { result, isRepeatable, isThrottled, retryAfter };
  }

  async function send(body: WebhookBody, onSend?: () => void): Promise<Tried<Outcome>> {
    const request = { method: 'POST', url, body: JSON.stringify(body), connections } as const;
    const answer = await sendOnce(request, onSend);
    const secret = secretOf(answer, isCredential);
    if (secret !== undefined) options.mask(secret);
    const outcome = outcomeOf(answer, body, secret, options.holdsSecret);
    return triedOnce(answer, outcome, answer.kind === 'unsent');
  }

  async function get(id: string, url: URL): Promise<Tried<Reading>> {
    const answer = await sendOnce({ method: 'GET', url, connections: forReading });
    const secret = secretRead(answer, isCredential);
    if (secret !== undefined) options.mask(secret);
    const isLost = answer.kind !== 'reply' || answer.body === undefined || answer.status >= 500;
    return triedOnce(answer, readingOf(answer, id, secret), isLost);
  }

  /** How long to wait before sending again; undefined where that would do no better, or might create twice. */
  function waitAfter<T extends Outcome | Reading>(
    { result, isRepeatable, isThrottled, retryAfter }: Tried<T>,
    backoff: Backoff,
  ): number | undefined {
    if (!isRepeatable) return undefined;
    if (!isThrottled) {
      const isReading = result.kind === 'unread';
      if (isReading && isSilent) return undefined;
      const ms = backoff(isReading ? readingTries : unsentTries);
      if (isReading && ms === undefined) isSilent = true;
      const isTold = result.kind === 'unread' || result.kind === 'unsent';
      if (isTold && ms !== undefined) {
        options.onWait({ kind: result.kind, reason: result.reason }, ms);
      }
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
      return sent.result;
    },
    async read(id) {
      if (webhookPath === undefined || !plainId.test(id)) {
        return { kind: 'unread', reason: 'its ID cannot be part of a path' };
      }
      const one = new URL(`${options.apiUrl}${webhookPath.replace('{id}', id)}`);
      const { result } = await tried(() => get(id, one), waitAfter, { clock, signal: cancelled });
      return result;
    },
    close() {
      connections.close();
      forReading.close();
    },
  };
}
