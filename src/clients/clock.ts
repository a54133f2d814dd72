import { setTimeout as delay } from 'node:timers/promises';

/** Time and chance, passed in. */
export interface Clock {
  /** Milliseconds since 1970. A person or a time server may set it back. */
  now(): number;
  /** Milliseconds since some moment; only ever grows. */
  elapsed(): number;
  /** Resolves after `ms`, or as soon as `signal` is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to 1. */
  random(): number;
}

export const systemClock: Clock = {
  now: Date.now,
  elapsed: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
  random: Math.random,
};

/** A moment by both clocks: a suspended machine stops the one, and a person or a time server sets the other. */
export type Deadline = Readonly<Record<'now' | 'elapsed', number>>;

/** The moment in `ms` milliseconds. */
export function deadlineIn(ms: number, clock: Clock): Deadline {
  return { now: clock.now() + ms, elapsed: clock.elapsed() + ms };
}

/** True when what takes `ms` milliseconds can end before the deadline, whichever clock is right. */
export function leaves(ms: number, deadline: Deadline, clock: Clock): boolean {
  return clock.now() + ms <= deadline.now && clock.elapsed() + ms <= deadline.elapsed;
}
