/** Whether time grows with the size of what is worked on and nothing else, told by doubling it. */
import { expect } from 'vitest';

/** What twice the size may cost: 2 for time that grows with the size, 4 for time that grows with its square. */
const most = 3;

/** Each size is run so many times, and the quickest counts: what else the machine does only ever adds time. */
const tries = 4;

/** Shorter than this, in milliseconds, a run says little. */
const shortest = 10;

/** Fails when `work` on what `make` gives for twice a size takes more than three times as long, in CPU time. */
export function expectLinear<T>(make: (size: number) => T, work: (made: T) => unknown): void {
  let size = 64;
  while (cpuTime(make(size), work) < shortest && size < 2 ** 22) size *= 2;
  // Another attempt for what a collection of garbage has made slow.
  for (let attempt = 1; ; attempt += 1) {
    const [once, twice] = [size, 2 * size].map((one) => quickest(make(one), work)) as [
      number,
      number,
    ];
    if (twice <= most * once) return;
    if (attempt === 3) expect(twice / once, `size ${size}: ${once} ms`).toBeLessThanOrEqual(most);
  }
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
