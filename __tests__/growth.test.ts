/** The helper tells cost that grows with the size from cost that grows with its square. */
import { expect, it } from 'vitest';
import { expectLinear } from './growth.ts';

const span = { from: 16, shortest: 1, to: 1024 };

const check = (costOf: (size: number) => number) => () =>
  expectLinear(
    (size) => size,
    () => undefined,
    span,
    costOf,
  );

it.each<[string, (size: number) => number]>([
  ['grows with the size', (size) => size / 100],
  ['grows with its square, and is nothing at the largest size', (size) => (size / 1025) ** 2],
  ['is four times as much from one size on', (size) => (size < 20 ? size : 4 * size)],
  ['is now and then four times as much', (size) => (calls++ % 2 === 0 ? 4 * size : size)],
])('has nothing against what %s', (_, costOf) => {
  expect(check(costOf)).not.toThrow();
});

let calls = 0;

it('fails for what grows with the square of the size', () => {
  expect(check((size) => (size / 500) ** 2)).toThrow('growth from size 512');
});

// What else the machine does may hide growth; it never shows growth that is not there.
it('measures the time of the processor, here of a search that grows with the third power', { retry: 3 }, () => {
  const make = (size: number) => 'a'.repeat(size);
  expect(() => expectLinear(make, (text) => /a+a+b/.test(text), { from: 64, shortest: 0, to: 64 })).toThrow('size 64');
});
