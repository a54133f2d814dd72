/** The name that was likely meant. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { didYouMean } from '../../src/manifest/suggest.ts';

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'x'), maxLength: 12 });
const edit = fc.record({
  at: fc.nat(11),
  how: fc.constantFrom('put in', 'take out', 'replace', 'swap'),
  letter: fc.constantFrom('a', 'b', 'c', 'x'),
});

test('a name is suggested for what up to a third of its length in edits, four at most, made of it', () => {
  fc.assert(
    fc.property(letters, fc.array(edit, { maxLength: 4 }), (rest, edits) => {
      const name = `customer${rest}`;
      let given = name;
      for (const { at, how, letter } of edits.slice(0, Math.ceil(name.length / 3))) {
        const [before, after] = [given.slice(0, at), given.slice(at)];
        if (how === 'put in') given = before + letter + after;
        else if (how === 'take out') given = before + after.slice(1);
        else if (how === 'replace') given = before + letter + after.slice(1);
        // A swap whose neighbours are changed again is two edits.
        else if (edits.length === 1) given = before + after.slice(1, 2) + after.slice(0, 1) + after.slice(2);
      }
      const counted = edits.length <= Math.ceil(name.length / 3);
      if (counted) expect(didYouMean(given, ['zzzzzzzzzzzzzzzzzzzzzzzz', name])).toBe(` Did you mean "${name}"?`);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['acb', ['abc'], 'abc'],
  ['abcde', ['abcxx', 'abcdx'], 'abcdx'],
  ['abcde', ['abcdx', 'abcdy'], 'abcdx'],
  ['abcdexyzuv', ['abcdefghij'], undefined],
  ['customr', ['x*', 'customer.*'], undefined],
  ['xyz', ['abc*'], undefined],
  ['Customer Created', ['customer.created'], 'customer.created'],
  ['customer/created', ['customer.created'], 'customer.created'],
  ['CUSTOMER_CREATED', ['counterparty.active', 'customer.created'], 'customer.created'],
  ['organization-id', ['organizationId'], 'organizationId'],
  ['tranascton.completed', ['transaction.created', 'transaction.completed'], 'transaction.completed'],
  ['toString', ['status'], undefined],
  ['', ['a', 'ab'], undefined],
  ['b', ['a'], undefined],
  ['x'.repeat(100), ['x'.repeat(99)], 'x'.repeat(99)],
  ['x'.repeat(101), ['x'.repeat(100)], undefined],
])('for %j of %j', (given, names, suggestion) => {
  const answer = suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
  expect(didYouMean(given, names)).toBe(answer);
});
