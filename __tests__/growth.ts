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
const tries = 3;

/** A run that is shorter, in milliseconds, says little. */
const shortest = 5;

/** What takes no time at this size takes none that grows with its square. */
const largest = 2 ** 18;

/**
 * Fails when `work`, on what `make` gives for a size, takes more than three times as long in CPU
 * time for twice the size, and again for twice that: one of the two alone may come from a cache
 * that has become too small.
 */
export function expectLinear<T>(make: (size: number) => T, work: (made: T) => unknown): void {
  let size = 64;
  while (size <= largest && cpuTime(make(size), work) < shortest) size *= 2;
  if (size > largest) return;
  const growth = () => {
    const [once = 0, twice = 0, again = 0] = [size, 2 * size, 4 * size].map((one) =>
      quickest(make(one), work),
    );
    return Math.min(twice / once, again / twice);
  };
  expect(growth(), `growth from size ${size} on`).toBeLessThanOrEqual(most);
}

function quickest<T>(made: T, work: (made: T) => unknown): number {
  return Math.min(...Array.from({ length: tries }, () => cpuTime(made, work)));
}

/** In milliseconds. */
function cpuTime<T>(made: T, work: (made: T) => unknown): number {
  const before = process.cpuUsage();
  work(made);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
