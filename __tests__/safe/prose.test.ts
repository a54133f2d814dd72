import { expect, it } from 'vitest';
import * as prose from '../../src/safe/prose.ts';

const { code, inNumber, plainText, resolved, say, subject, value } = prose;

it('a text is what stands in the template, with line breaks as spaces', () => {
  const text = say`a ${value('b')},
    c ${say`of ${code('id')}`} ${3}.`;
  expect(plainText(text)).toBe('a b, c of `id` 3.');
});

it('a text speaks of one webhook or of several', () => {
  const text = say`${subject} ${inNumber('is', 'are')} here.`;
  expect(plainText(resolved(text, 'payments', 1))).toBe('payments is here.');
  expect(plainText(resolved(text, 'a', 2))).toBe('2 webhooks are here.');
});

it.each([
  ['no reply', 'No reply.'],
  ['Who? ', 'Who?'],
  ['cut…', 'Cut…'],
  ['', '.'],
])('%j as a sentence is %j', (words, text) => {
  expect(prose.sentence(words)).toBe(text);
});

it.each([
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more'],
])('%j are listed as %j', (parts, text) => {
  expect(plainText(prose.listed(parts, 3))).toBe(text);
});

it('a text is cut where nobody reads on', () => {
  expect(prose.cut('abcdef', 3)).toBe('abc…');
  expect(prose.cut('abc', 3)).toBe('abc');
  expect(plainText([value('x'.repeat(1001))])).toBe(`${'x'.repeat(1000)}…`);
});

it.each([
  ['2026-11-26T01:21:59.000Z', '26 Nov 2026, 01:21 UTC'],
  ['2027-01-05T23:07:00Z', '5 Jan 2027, 23:07 UTC'],
  ['never', 'never'],
])('the date %s is %s', (iso, text) => {
  expect(prose.dateText(iso)).toBe(text);
});

it.each([
  [7, '7'],
  [1000, '1,000'],
  [1_234_056, '1,234,056'],
])('%i is %s in thousands', (count, text) => {
  expect(prose.inThousands(count)).toBe(text);
});
