import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bounded, escapeMarkdown, safeText } from '../../src/safe/text.ts';
import { runs } from '../fuzz.ts';
import { expectLinear } from '../growth.ts';

describe('safeText', () => {
  it.each([
    ['plain text, ünïcode 漢字 😀', 'plain text, ünïcode 漢字 😀'],
    ['a\nb\rc\td', 'a\\nb\\rc\\td'],
    ['\u0000\u0007\u001b[31m', '\\u0000\\u0007\\u001b[31m'],
    ['\u007f\u0080\u0085\u009f', '\\u007f\\u0080\\u0085\\u009f'],
    ['\u2028\u2029', '\\u2028\\u2029'],
    ['\u200b\u202e\u2066\ufeff\u00ad', '\\u200b\\u202e\\u2066\\ufeff\\u00ad'],
    ['::error::x', ':\\:error:\\:x'],
    [':::', ':\\:\\:'],
    ['a: b:c', 'a: b:c'],
    ['##[add-mask]a', '##\\[add-mask]a'],
    ['###[x', '###\\[x'],
    ['\ud800x', '\ufffdx'],
    ['x\ud83d', 'x\ufffd'],
    ['\u{e0001}\u{e0041}\u{e007f}', '\\u{e0001}\\u{e0041}\\u{e007f}'],
    ['\u{e0fff}', '\\u{e0fff}'],
    ['\u3164\uffa0\u115f\u1160', '\\u3164\\uffa0\\u115f\\u1160'],
    ['\ufe00\ufe0f\u{e0100}', '\\ufe00\\ufe0f\\u{e0100}'],
    ['\u034f\u17b4\u180b\u2065\u{1bca0}\u{1d173}', '\\u034f\\u17b4\\u180b\\u2065\\u{1bca0}\\u{1d173}'],
  ])('%j is %j', (text, safe) => {
    expect(safeText(text)).toBe(safe);
  });

  it.each([':', '##[', '\u{e0001}', 'x'])('takes time that grows with the length of many a %j', (piece) => {
    expectLinear((size) => piece.repeat(size), safeText);
  });

  it('gives one line without a command, whatever it gets, and is content with its own work', () => {
    const pieces = fc.constantFrom(':', '#', '[', '\r', '\n', ' ', 'x', '\u2028', '\\', '\ud83d');
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const safe = safeText(text);
        expect(safe).not.toMatch(/::|##\[|[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u);
        expect(safe.isWellFormed()).toBe(true);
        expect(safeText(safe)).toBe(safe);
      }),
      runs(80),
    );
  });
});

it.each([
  ['abcdef', 3, 'abc… (6 characters)'],
  ['abc', 3, 'abc'],
  ['ab😀', 3, 'ab\ufffd… (4 characters)'],
])('%j is cut at %i to %j, and to no half of a character once it is made safe', (text, limit, cut) => {
  expect(safeText(bounded(text, limit))).toBe(cut);
});

it.each([
  ['plain, text.', 'plain, text.'],
  ['<b>&amp;</b>', '&lt;b&gt;&amp;amp;&lt;/b&gt;'],
  ['a|b \\|', 'a&#124;b &#92;&#124;'],
  ['`a` *b* _c_ ~d~', '&#96;a&#96; &#42;b&#42; &#95;c&#95; &#126;d&#126;'],
  ['[a](b) @octocat #1 $x$', '&#91;a&#93;(b) &#64;octocat &#35;1 &#36;x&#36;'],
  ['https://www.example', 'https&#58;//www&#46;example'],
])('%j is %j in Markdown', (text, escaped) => {
  expect(escapeMarkdown(text)).toBe(escaped);
});
