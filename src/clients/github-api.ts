/** GitHub's REST API, as far as Actions secrets need it: repeatable requests, tried again where that may help. */
import type { IncomingHttpHeaders } from 'node:http';
import { type Clock, type Deadline, leaves } from './clock.ts';
import { connectionsTo } from './connections.ts';
import { exchange, parseObject } from './exchange.ts';
import { type Backoff, retryAfterMs, tried, tries } from './retry.ts';

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
   * `limitMs` when a rate limit refused it for so long, whatever the status. `accepts` are the permissions of which one
   * set would do, as GitHub writes them: `secrets=write; environments=write`.
   */
  | { ok: false; status?: number; limitMs?: number | undefined; accepts?: string | undefined; message: string };

/** Version of the REST API (GitHub docs, "API versions"). */
const githubApiVersion = '2022-11-28';

/** A limit that resets later than this is a failure now. */
const longestWaitMs = 60_000;

const timeoutMs = 20_000;

export function githubApi({ apiUrl, token, expired, clock, onWait }: GitHubOptions) {
  const connections = connectionsTo(new URL(apiUrl), 4);

  function waitAfter(reply: GitHubReply, backoff: Backoff): number | undefined {
    if (reply.ok) return undefined;
    const { status = 500, limitMs } = reply;
    if (limitMs === undefined) {
      if (status < 500) return undefined;
      connections.renew();
      return backoff(tries.github);
    }
    if (limitMs > longestWaitMs || backoff(tries.github) === undefined) return undefined;
    const ms = Math.max(limitMs, tries.github.firstWaitMs);
    onWait(ms);
    return ms;
  }

  /** `path` begins with a slash. Never throws. Nothing is sent that could not end before `deadline`. */
  function request(
    method: 'GET' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
    deadline?: Deadline,
  ): Promise<GitHubReply> {
    const once = async (): Promise<GitHubReply> => {
      const answer = await exchange({
        method,
        url: new URL(`${apiUrl}${path}`),
        headers: {
          Authorization: `Bearer ${token}`,
          Accept: 'application/vnd.github+json',
          'X-GitHub-Api-Version': githubApiVersion,
        },
        body,
        connections,
        timeoutMs,
        signal: expired,
        objection() {
          const isInTime = deadline === undefined || leaves(timeoutMs, deadline, clock);
          return isInTime ? undefined : 'not enough time left in this run';
        },
      });
      if (answer.kind !== 'reply') return { ok: false, message: answer.reason };
      const { status, headers, body: text, reason = '' } = answer;
      const succeeded = status >= 200 && status < 300;
      // A write is done by its status alone.
      if (succeeded && method === 'GET' && text === undefined) return { ok: false, message: reason };
      const parsed = parseObject(text) ?? {};
      if (succeeded) return { ok: true, status, body: parsed };
      const said = typeof parsed.message === 'string' ? `: ${parsed.message}` : '';
      return {
        ok: false,
        status,
        limitMs: rateLimitMs(status, headers, said, clock.now()),
        accepts: acceptedBy(headers),
        message: `GitHub replied with status ${status}${said}`,
      };
    };
    return tried(once, waitAfter, { clock, signal: expired });
  }

  return { request, close: connections.close };
}

/** What a refusal says of the permissions that it misses (GitHub docs, "Troubleshooting the REST API"). */
function acceptedBy(headers: IncomingHttpHeaders): string | undefined {
  const accepts = headers['x-accepted-github-permissions'];
  return typeof accepts === 'string' && /^[\w=,; ]{1,200}$/.test(accepts) ? accepts : undefined;
}

/** How long a primary or secondary rate limit asks to wait (GitHub docs, "Rate limits for the REST API"). */
function rateLimitMs(status: number, headers: IncomingHttpHeaders, said: string, now: number): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const retryAfter = retryAfterMs(headers, now);
  if (retryAfter !== undefined) return retryAfter;
  const reset = Number(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] === '0' && Number.isFinite(reset)) return Math.max(0, reset * 1000 - now);
  // "Otherwise, wait for at least one minute before retrying."
  if (/secondary rate limit/i.test(said)) return longestWaitMs;
  return status === 429 ? tries.github.firstWaitMs : undefined;
}
