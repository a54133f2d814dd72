/** Offsets in a text → lines and columns. */
import type { Range } from './problem.ts';

/** Answers where an offset of the text stands. */
export interface LineIndex {
  /** The range from `start` to `end`, cut at the end of the first line. */
  range(start: number, end: number): Range;
}

/** Lines end at LF, CRLF or a lone CR (YAML 1.2, 5.4). */
export function lineIndex(text: string): LineIndex {
  const starts = [0];
  const lineEnd = /\r\n?|\n/g;
  while (lineEnd.test(text)) starts.push(lineEnd.lastIndex);
  return {
    range(start, end) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= start) low = middle;
        else high = middle - 1;
      }
      const lineStart = starts[low] ?? 0;
      let lineEnd = (starts[low + 1] ?? text.length + 1) - 1;
      while (lineEnd > lineStart && /[\r\n]/.test(text[lineEnd - 1] ?? '')) lineEnd -= 1;
      const column = start - lineStart + 1;
      return {
        line: low + 1,
        column,
        endColumn: Math.max(column + 1, Math.min(end, lineEnd) - lineStart + 1),
      };
    },
  };
}
