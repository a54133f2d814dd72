/** GitHub's REST API, as far as Actions secrets need it: repeatable requests, tried again where that may help. */
import type { IncomingHttpHeaders } from 'node:http';
import { productVersion } from '../generated/product.ts';
import { type Clock, type Deadline, leaves } from './clock.ts';
import { connectionsTo } from './connections.ts';
import { exchange } from './exchange.ts';
import { maxReplyBytes } from './limits.ts';
import { parseObject } from './parse-object.ts';
import { type Backoff, retryAfterMs, type Tries, tried } from './retry.ts';

export interface GitHubOptions {
  /** Base URL of the REST API, from `GITHUB_API_URL`; another host on GitHub Enterprise Server. */
  apiUrl: string;
  token: string;
  /** Once aborted, requests on their way and waits end. */
  expired: AbortSignal;
  clock: Clock;
  /** Told of each wait for a rate limit, in milliseconds. */
  onWait(ms: number): void;
}

/** A reply, or why there is none. Every request can be repeated safely, so no reply is a failure and no more. */
export type GitHubReply =
  | { ok: true; status: number; body: Record<string, unknown> }
  /**
   * `limited` when a rate limit refused it, whatever the status. `accepts` are the permissions of which one set would
   * do, as GitHub writes them: `secrets=write; environments=write`.
   */
  | { ok: false; status?: number; limited?: boolean; accepts?: string; message: string };

export interface GitHubApi {
  /** `path` begins with a slash. Never throws. */
  get(path: string): Promise<GitHubReply>;
  /** Nothing is sent that could not end before `deadline`. */
  put(path: string, body: object, deadline?: Deadline): Promise<GitHubReply>;
  delete(path: string): Promise<GitHubReply>;
  close(): void;
}

/** Version of the REST API (GitHub docs, "API versions"). */
const githubApiVersion = '2022-11-28';

/** When GitHub does not reply, or fails. */
const failureTries: Tries = { maxTries: 4, firstWaitMs: 500 };

/** When a rate limit refuses a request; the waits are GitHub's. */
const limitTries: Tries = { maxTries: 4, firstWaitMs: 500 };

/** A limit that resets later than this is a failure now. */
const longestWaitMs = 60_000;

const timeoutMs = 20_000;

const noTimeLeft = 'not enough time left in this run';

/** What a try came to; `limitMs` when a rate limit refused it, for so long. */
interface Answered {
  reply: GitHubReply;
  limitMs?: number | undefined;
}

export function githubApi(options: GitHubOptions): GitHubApi {
  const { apiUrl, token, expired, clock } = options;
  const connections = connectionsTo(new URL(apiUrl), 4);

  async function send(
    method: 'GET' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
    deadline?: Deadline,
  ): Promise<Answered> {
    const answer = await exchange({
      method,
      url: new URL(`${apiUrl}${path}`),
      headers: {
        Authorization: `Bearer ${token}`,
        Accept: 'application/vnd.github+json',
        'X-GitHub-Api-Version': githubApiVersion,
        'User-Agent': `conduit-webhooks-action/${productVersion}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      connections,
      timeoutMs,
      maxBytes: maxReplyBytes,
      signal: expired,
      objection: () => (deadline === undefined || leaves(timeoutMs, deadline, clock) ? undefined : noTimeLeft),
    });
    const succeeded = answer.kind === 'reply' && answer.status >= 200 && answer.status < 300;
    if (answer.kind !== 'reply' || (succeeded && method === 'GET' && answer.body === undefined)) {
      return { reply: { ok: false, message: answer.reason ?? 'the reply was incomplete' } };
    }
    const { status, headers } = answer;
    const parsed = parseObject(answer.body ?? '') ?? {};
    if (succeeded) return { reply: { ok: true, status, body: parsed } };
    const { message } = parsed;
    const said = typeof message === 'string' ? `: ${message}` : '';
    const limitMs = rateLimitMs(status, headers, said, clock.now());
    return {
      limitMs,
      reply: {
        ok: false,
        status,
        limited: limitMs !== undefined,
        ...acceptedBy(headers),
        message: `GitHub replied with status ${status}${said}`,
      },
    };
  }

  function waitAfter({ reply, limitMs }: Answered, backoff: Backoff) {
    if (limitMs !== undefined) {
      if (limitMs > longestWaitMs || backoff(limitTries) === undefined) return undefined;
      const ms = Math.max(limitMs, limitTries.firstWaitMs);
      options.onWait(ms);
      return ms;
    }
    if (reply.ok || (reply.status ?? 500) < 500) return undefined;
    connections.renew();
    return backoff(failureTries);
  }

  async function request(...given: Parameters<typeof send>): Promise<GitHubReply> {
    const { reply } = await tried(() => send(...given), waitAfter, { clock, signal: expired });
    return reply;
  }

  return {
    get: (path) => request('GET', path),
    put: (path, body, deadline) => request('PUT', path, body, deadline),
    delete: (path) => request('DELETE', path),
    close: connections.close,
  };
}

/** What a refusal says of the permissions that it misses (GitHub docs, "Troubleshooting the REST API"). */
function acceptedBy(headers: IncomingHttpHeaders): { accepts?: string } {
  const accepts = headers['x-accepted-github-permissions'];
  return typeof accepts === 'string' && /^[\w=,; ]{1,200}$/.test(accepts) ? { accepts } : {};
}

/** How long a primary or secondary rate limit asks to wait (GitHub docs, "Rate limits for the REST API"). */
function rateLimitMs(status: number, headers: IncomingHttpHeaders, said: string, now: number): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const retryAfter = retryAfterMs(headers, now);
  if (retryAfter !== undefined) return retryAfter;
  const reset = Number(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] === '0' && Number.isFinite(reset)) {
    return Math.max(0, reset * 1000 - now);
  }
  // "Otherwise, wait for at least one minute before retrying."
  if (/secondary rate limit/i.test(said)) return longestWaitMs;
  return status === 429 ? limitTries.firstWaitMs : undefined;
}
