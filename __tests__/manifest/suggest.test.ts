/** The nearest name, against the whole table of distances that the product looks at only a part of. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { didYouMean } from '../../src/manifest/suggest.ts';

/** Edits from `a` to `b`: a character put in, taken out or replaced, or two neighbours swapped. */
function distance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number) => table[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      (table[i] as number[])[j] = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
        isSwap ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
  }
  return at(a.length, b.length);
}

/** The first of the candidates with the fewest edits, unless those are too many. */
function expected(given: string, candidates: readonly string[]): string {
  const near = candidates
    .map((name) => ({
      name,
      edits: distance(given, name),
      most: Math.min(name.endsWith('*') ? 2 : 4, Math.ceil(name.length / 3), name.length - 1),
    }))
    .filter(({ edits, most }) => edits <= most)
    .toSorted((a, b) => a.edits - b.edits);
  return near[0] === undefined ? '' : ` Did you mean "${near[0].name}"?`;
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 14 });
const candidates = fc.array(
  fc.tuple(word, fc.constantFrom('', '', '*')).map(([name, star]) => `${name}${star}`),
  { maxLength: 5 },
);

test('the nearest of some names is suggested, the first where two are as near', () => {
  fc.assert(
    fc.property(word, candidates, (given, names) => {
      expect(didYouMean(given, names)).toBe(expected(given, names));
    }),
    { numRuns: 3000 },
  );
});

test('a name with a few edits is suggested for what they made of it', () => {
  const edit = fc.record({
    at: fc.nat(11),
    how: fc.constantFrom('put in', 'take out', 'replace', 'swap'),
    letter: fc.constantFrom('a', 'b', 'c', 'x'),
  });
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 8, maxLength: 12 }),
      fc.array(edit, { maxLength: 6 }),
      (name, edits) => {
        let given = name;
        for (const { at, how, letter } of edits) {
          const [before, after] = [given.slice(0, at), given.slice(at)];
          if (how === 'put in') given = before + letter + after;
          else if (how === 'take out') given = before + after.slice(1);
          else if (how === 'replace') given = before + letter + after.slice(1);
          else given = before + after.slice(1, 2) + after.slice(0, 1) + after.slice(2);
        }
        expect(didYouMean(given, [name])).toBe(expected(given, [name]));
      },
    ),
    { numRuns: 3000 },
  );
});

test.each([
  ['Customer Created', ['customer.created'], 'customer.created'],
  ['customer/created', ['customer.created'], 'customer.created'],
  ['CUSTOMER_CREATED', ['counterparty.active', 'customer.created'], 'customer.created'],
  ['organization-id', ['organizationId'], 'organizationId'],
  [
    'tranascton.completed',
    ['transaction.created', 'transaction.completed'],
    'transaction.completed',
  ],
  ['toString', ['status'], undefined],
  ['', ['a', 'ab'], undefined],
  ['b', ['a'], undefined],
  ['x'.repeat(100), ['x'.repeat(99)], 'x'.repeat(99)],
  ['x'.repeat(101), ['x'.repeat(100)], undefined],
])('for %j of %j', (given, names, suggestion) => {
  const answer = suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
  expect(didYouMean(given, names)).toBe(answer);
  expect(didYouMean(given, names)).toBe(answer);
});
