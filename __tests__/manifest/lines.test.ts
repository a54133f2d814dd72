import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineIndex } from '../../src/manifest/lines.ts';

test('a range is what an editor shows of it, cut at the end of its first line', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\r', '\n', '\r\n'), maxLength: 12 });
  fc.assert(
    fc.property(text, fc.nat(14), fc.nat(14), (given, from, length) => {
      const start = Math.min(from, given.length);
      const before = given.slice(0, start);
      // A line goes on up to and with its line end: between CR and LF it is still the same line.
      const ends = [...given.matchAll(/\r\n|\r|\n/g)].map(({ index, 0: end }) => index + end.length);
      const line = ends.filter((end) => end <= start).length;
      const lineStart = line === 0 ? 0 : (ends[line - 1] ?? 0);
      const shown = given.slice(lineStart).split(/[\r\n]/)[0] ?? '';
      const column = before.length - lineStart + 1;
      expect(lineIndex(given).range({ start, end: start + length })).toEqual({
        line: line + 1,
        column,
        endColumn: Math.max(column + 1, Math.min(column + length, shown.length + 1)),
      });
    }),
    { numRuns: 500 },
  );
});
