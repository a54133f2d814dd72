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
  /** The cheaper of two runs counts: what else the machine does only ever adds. One is enough where it costs less. */
  const costAt = (size: number, enough: number): number => {
    const made = make(size);
    const first = cost(made, work);
    return first <= enough ? first : Math.min(first, cost(made, work));
  };
  let size = from;
  let once = costAt(size, shortest);
  while (once <= shortest && size < to) {
    size *= 2;
    once = costAt(size, shortest);
  }
  if (once <= shortest) return;
  let least = Number.POSITIVE_INFINITY;
  for (let count = 0; count < proofs && least > most; count += 1) {
    const twice = costAt(2 * size, most * once);
    least = twice / once;
    if (least > most) least = Math.min(least, costAt(4 * size, most * twice) / twice);
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
