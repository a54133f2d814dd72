/** Whether time grows with the size of what is worked on and nothing else, told by doubling it. */
import { expect } from 'vitest';

/** What twice the size may cost: 2 for time that grows with the size, 4 for time that grows with its square. */
const most = 3;

/** So many measurements in a row have to show it: one alone may be what else the machine does. */
const proofs = 4;

/** Where growth is looked for. */
interface Span {
  /** The smallest size. */
  from: number;
  /** A run that costs less, in milliseconds, says little. */
  shortest: number;
  /** What costs no more than that at this size does not grow with its square. */
  to: number;
}

/**
 * Fails when `work`, on what `make` gives for a size, costs more than three times as much for twice the size, and again
 * for twice that: one of the two alone may come from a cache that has become too small.
 */
export function expectLinear<T>(
  make: (size: number) => T,
  work: (made: T) => unknown,
  { from, shortest, to }: Span = { from: 64, shortest: 5, to: 2 ** 18 },
  cost = cpuTime<T>,
): void {
  let size = from;
  let first = cost(make(size), work);
  while (first < shortest && size < to) {
    size *= 2;
    first = cost(make(size), work);
  }
  if (first < shortest) return;

  /** From a size, one run of which has cost `known`. Of two runs the cheaper counts: what else the machine does adds. */
  const growth = (once: number, known: number): number => {
    const [small, large] = [make(once), make(2 * once)];
    const least = Math.min(known, cost(small, work));
    const ratio = cost(large, work) / least;
    return ratio <= most ? ratio : Math.min(ratio, cost(large, work) / least);
  };
  let least = Number.POSITIVE_INFINITY;
  for (let count = 0; count < proofs && least > most; count += 1) {
    least = growth(size, first);
    if (least > most) least = Math.min(least, growth(2 * size, cost(make(2 * size), work)));
  }
  expect(least, `growth from size ${size} on`).toBeLessThanOrEqual(most);
}

/** CPU time in milliseconds. */
function cpuTime<T>(made: T, work: (made: T) => unknown): number {
  const before = process.cpuUsage();
  work(made);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
