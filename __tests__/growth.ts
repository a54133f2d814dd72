/** Whether time grows with the size of what is worked on and nothing else, told by doubling it. */
import { expect } from 'vitest';

/**
 * What twice the size may cost: 2 for time that grows with the size, 4 for time that grows with its
 * square.
 */
const most = 3;

/**
 * Each size is run so many times, and the quickest counts: what else the machine does only ever
 * adds time.
 */
const tries = 2;

/** Where growth is looked for. */
interface Span {
  /** The smallest size. */
  from: number;
  /** A run that is shorter, in milliseconds, says little. */
  shortest: number;
  /** What takes no time at this size takes none that grows with its square. */
  to: number;
}

/** So many measurements in a row have to show it: one alone may be what else the machine does. */
const proofs = 4;

/**
 * Fails when `work`, on what `make` gives for a size, takes more than three times as long in CPU
 * time for twice the size, and again for twice that: one of the two alone may come from a cache
 * that has become too small.
 */
export function expectLinear<T>(
  make: (size: number) => T,
  work: (made: T) => unknown,
  { from, shortest, to }: Span = { from: 64, shortest: 5, to: 2 ** 18 },
): void {
  let size = from;
  while (size <= to && cpuTime(make(size), work) < shortest) size *= 2;
  if (size > to) return;
  let least = Number.POSITIVE_INFINITY;
  for (let count = 0; count < proofs && least > most; count += 1) {
    least = Math.min(least, growth(make, work, size));
    if (least > most) least = Math.min(least, growth(make, work, 2 * size));
  }
  expect(least, `growth from size ${size} on`).toBeLessThanOrEqual(most);
}

/** From `size` to twice that. No more is tried once it is shown to be little enough. */
function growth<T>(make: (size: number) => T, work: (made: T) => unknown, size: number): number {
  const [once, twice] = [make(size), make(2 * size)];
  const time = Math.min(...Array.from({ length: tries }, () => cpuTime(once, work)));
  let least = Number.POSITIVE_INFINITY;
  for (let count = 0; count < tries && least > most; count += 1) {
    least = Math.min(least, cpuTime(twice, work) / time);
  }
  return least;
}

/** In milliseconds. */
function cpuTime<T>(made: T, work: (made: T) => unknown): number {
  const before = process.cpuUsage();
  work(made);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
