import { describe, expect, it } from 'vitest';
import {
  code,
  cut,
  dateText,
  inNumber,
  listed,
  plainText,
  resolved,
  say,
  sentence,
  subject,
  value,
} from '../../src/safe/prose.ts';

describe('texts', () => {
  it('are what stands in the template, with line breaks as spaces', () => {
    const inner = say`of ${code('id')}`;
    expect(
      plainText(say`a ${value('b')},
      c ${inner} ${3}.`),
    ).toBe('a b, c of `id` 3.');
  });

  it('speak of one webhook or of several', () => {
    const text = say`${subject} ${inNumber('is', 'are')} here.`;
    expect(plainText(resolved(text, 'payments', 1))).toBe('payments is here.');
    expect(plainText(resolved(text, 'a', 2))).toBe('2 webhooks are here.');
  });

  it.each([
    ['no reply', 'No reply.'],
    ['Who? ', 'Who?'],
    ['cut…', 'Cut…'],
    ['', '.'],
  ])('make %j the sentence %j', (words, text) => {
    expect(sentence(words)).toBe(text);
  });

  it.each([
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
    [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more'],
  ])('list %j as %j', (parts, text) => {
    expect(plainText(listed(parts, 3))).toBe(text);
  });

  it('are cut where nobody reads on', () => {
    expect(cut('abcdef', 3)).toBe('abc…');
    expect(cut('abc', 3)).toBe('abc');
    expect(plainText([value('x'.repeat(1001))])).toBe(`${'x'.repeat(1000)}…`);
  });
});

describe('dates', () => {
  it.each([
    ['2026-11-26T01:21:59.000Z', '26 Nov 2026, 01:21 UTC'],
    ['2027-01-05T23:07:00Z', '5 Jan 2027, 23:07 UTC'],
    ['never', 'never'],
  ])('%s is %s', (iso, text) => {
    expect(dateText(iso)).toBe(text);
  });
});
