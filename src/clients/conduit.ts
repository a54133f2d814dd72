/** The Conduit API: creates a webhook, reads one. */
import type { IncomingHttpHeaders } from 'node:http';
import { credentialHeaders, webhookIdPattern, webhookPath, webhooksPath } from '../generated/api.ts';
import { plainId } from '../safe/id.ts';
import type { WebhookBody } from '../webhook/body.ts';
import { type Clock, type Deadline, leaves } from './clock.ts';
import { connectionsTo } from './connections.ts';
import { type Exchange, type ExchangeRequest, exchange } from './exchange.ts';
import { type Outcome, outcomeOf, type Reading, readingOf, secretOf } from './reply.ts';
import { type Backoff, maxThrottledMs, retryAfterMs, tried, tries } from './retry.ts';

/** Why a request waits before it is sent again. */
export type ConduitWait =
  | { kind: 'throttled' }
  | { kind: 'unsent'; reason: string }
  /** A webhook could not be read. */
  | { kind: 'unread'; reason: string };

interface ClientOptions {
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

/** Connections for reading that are kept: a request that may be repeated may go over one of another. */
const keptConnections = 16;

/** No wait for the API is shorter. */
const shortestThrottleMs = 100;

export function createClient(options: ClientOptions): ConduitClient & ConduitReader {
  const { clock, cancelled, apiKey, apiSecret, onWait } = options;
  const url = new URL(`${options.apiUrl}${webhooksPath}`);
  /** Every request waits until then, as `elapsed` counts: set when the API throttles one of them. */
  let pausedUntil = 0;
  let throttledMs = 0;
  /** True once a reading came to nothing in all its tries: the others have one each. */
  let isSilent = false;
  const connections = connectionsTo(url, 0);
  const forReading = connectionsTo(url, keptConnections);

  const isCredential = (text: string) => text.includes(apiKey) || text.includes(apiSecret);

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
        [credentialHeaders.key]: apiKey,
        [credentialHeaders.secret]: apiSecret,
        Accept: 'application/json',
      },
      timeoutMs: options.timeoutMs,
      signal: options.expired,
      objection() {
        const reason = objection();
        if (reason === undefined) onSend?.();
        return reason;
      },
    });
  }

  /** The signing secret of a reply, masked. */
  function maskedSecret(answer: Exchange, isNone: (text: string) => boolean): string | undefined {
    const secret = secretOf(answer, isNone);
    if (secret !== undefined) options.mask(secret);
    return secret;
  }

  /** How long all requests wait for an API that throttles; undefined when that is longer than is waited. */
  function pause(headers: IncomingHttpHeaders, backoff: Backoff): number | undefined {
    const own = backoff(tries.sending);
    if (own === undefined) return undefined;
    const ms = Math.max(retryAfterMs(headers, clock.now()) ?? own, shortestThrottleMs);
    const until = clock.elapsed() + ms;
    if (until > pausedUntil) {
      throttledMs += until - Math.max(pausedUntil, clock.elapsed());
      if (throttledMs > maxThrottledMs) return undefined;
      pausedUntil = until;
    }
    onWait({ kind: 'throttled' }, ms);
    return ms;
  }

  /** How long to wait before sending again; undefined where that would do no better, or might create twice. */
  function waitAfter(
    { answer, result }: { answer: Exchange; result: Outcome | Reading },
    backoff: Backoff,
  ): number | undefined {
    if (answer.kind === 'reply' && answer.status === 429) return pause(answer.headers, backoff);
    if (result.kind !== 'unsent' && result.kind !== 'unread') return undefined;
    const isReading = result.kind === 'unread';
    const isFinal = answer.kind === 'reply' && answer.body !== undefined && answer.status < 500;
    if (isReading && (isFinal || isSilent)) return undefined;
    if (objection() !== undefined) return undefined;
    const ms = backoff(isReading ? tries.reading : tries.sending);
    if (ms !== undefined) onWait(result, ms);
    else if (isReading) isSilent = true;
    return ms;
  }

  const patience = { clock, signal: cancelled };

  return {
    async create(body, onSend) {
      const once = async () => {
        const answer = await sendOnce({ method: 'POST', url, body, connections }, onSend);
        const secret = maskedSecret(answer, isCredential);
        return { answer, result: outcomeOf(answer, body, secret, options.holdsSecret) };
      };
      return (await tried(once, waitAfter, patience)).result;
    },
    async read(id) {
      if (webhookPath === undefined || !plainId.test(id)) {
        return { kind: 'unread', reason: 'its ID cannot be part of a path' };
      }
      const one = new URL(`${options.apiUrl}${webhookPath.replace('{id}', id)}`);
      const once = async () => {
        const answer = await sendOnce({ method: 'GET', url: one, connections: forReading });
        // An ID is no secret: its mask would hide it everywhere.
        const secret = maskedSecret(answer, (text) => isCredential(text) || webhookIdPattern.test(text));
        return { answer, result: readingOf(answer, id, secret) };
      };
      return (await tried(once, waitAfter, patience)).result;
    },
    close() {
      connections.close();
      forReading.close();
    },
  };
}
