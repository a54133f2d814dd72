/** What the check of regular expressions finds in a source file. */
import { describe, expect, it } from 'vitest';
import { superLinearIn } from '../../scripts/regex.ts';

describe('superLinearIn', () => {
  it.each([
    '/^(a+)+$/',
    '/[\\s,]+$/',
    '/(["\']).*?\\1/',
    '/x(?=a*a*$)/u',
    'new RegExp("(a*)*b")',
    'RegExp("(a*)*b", "u")',
  ])('finds %s', (expression) => {
    const source = `type A = 1;\nconst found: A = (${expression}) as never;\n`;
    expect(superLinearIn(source)).toEqual([{ line: 2, message: expect.stringContaining('too many ways') }]);
  });

  it.each([
    '/^[a-z][a-z0-9_-]{0,63}$/',
    '/^(?:[a-z]|:(?!:))*$/',
    '/\\p{Default_Ignorable_Code_Point}/gu',
    '/(?:%[0-9a-f]{2})+/gi',
    'new RegExp("^[a-z]+$", "u")',
    'new Map([["RegExp", "(a*)*"]])',
  ])('has nothing against %s', (expression) => {
    expect(superLinearIn(`const fine = ${expression};`)).toEqual([]);
  });

  it('asks for a literal where it cannot tell what is matched', () => {
    for (const computed of ['new RegExp("a" + b)', 'RegExp(b, "u")', 'new RegExp("a", flags)']) {
      expect(superLinearIn(`\n\nexport const x = ${computed};`)).toEqual([
        { line: 3, message: 'is computed: write a literal' },
      ]);
    }
    expect(superLinearIn('/[a]/v;')).toEqual([{ line: 1, message: expect.stringContaining('flag v') }]);
  });
});
