/** Tries and waits, for every server that is asked. Apart from the clients, which a plan does not load. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from './clock.ts';

/** All waits for Conduit's throttling together, over the whole run, in milliseconds. */
export const maxThrottledMs = 300_000;

/** No reading begins so long after the first one, in milliseconds. */
export const maxReadingMs = 600_000;

/** How often something is tried. */
interface Tries {
  /** Tries in all, the first included. */
  readonly maxTries: number;
  /** About the wait before the second try. Each further wait is twice as long. */
  readonly firstWaitMs: number;
}

/** Who is tried how often. */
export const tries = {
  /** A request to Conduit of which nothing was sent, or that it throttles: then the waits are its own where it names them. */
  sending: { maxTries: 5, firstWaitMs: 500 },
  /** A webhook that could not be read. */
  reading: { maxTries: 3, firstWaitMs: 500 },
  /** GitHub's API: it does not reply, or fails, or a rate limit refuses a request. Then the waits are GitHub's. */
  github: { maxTries: 4, firstWaitMs: 500 },
  /** A Git server: it cannot be reached, has a fault or limits requests. */
  git: { maxTries: 4, firstWaitMs: 1000 },
} as const satisfies Record<string, Tries>;

/** The wait before the next try by these rules; undefined when no try is left. */
export type Backoff = (tries: Tries) => number | undefined;

/**
 * Does something until `waitAfter` gives no wait before a further try, or `signal` is aborted; gives the last result.
 * `waitAfter` judges each result and takes its wait from `backoff`, or from what the server asked for.
 */
export async function tried<T>(
  once: () => Promise<T>,
  waitAfter: (result: T, backoff: Backoff) => number | undefined,
  { clock, signal }: { clock: Pick<Clock, 'sleep' | 'random'>; signal: AbortSignal },
): Promise<T> {
  for (let count = 1; ; count += 1) {
    const result = await once();
    if (signal.aborted) return result;
    const ms = waitAfter(result, ({ maxTries, firstWaitMs }) =>
      // Varies by half, so that requests that fail together do not come back together.
      count >= maxTries ? undefined : firstWaitMs * 2 ** (count - 1) * (0.5 + clock.random()),
    );
    if (ms === undefined) return result;
    await clock.sleep(ms, signal);
  }
}

/** `Retry-After` (RFC 9110, 10.2.3) as milliseconds from `now`: seconds or a date; undefined when it says nothing. */
export function retryAfterMs(headers: IncomingHttpHeaders, now: number): number | undefined {
  const value = headers['retry-after']?.trim() ?? '';
  if (/^\d{1,15}$/.test(value)) return Number(value) * 1000;
  const date = /^[A-Za-z]{3}/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
