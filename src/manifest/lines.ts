/** Offsets in a text → lines and columns. */
import type { Range } from './problem.ts';

/** Answers where an offset of the text stands. */
export interface LineIndex {
  /** The range from `start` to `end`, cut at the end of the first line. */
  range(start: number, end: number): Range;
  /** The text of a line, which counts from 1, without its end; '' for one that is not there. */
  line(number: number): string;
}

/** Lines end at LF, CRLF or a lone CR (YAML 1.2, 5.4). */
export function lineIndex(text: string): LineIndex {
  const starts = [0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const isCrLf = code === 13 && text.charCodeAt(at + 1) === 10;
    if (isCrLf) at += 1;
    if (code === 10 || code === 13) starts.push(at + 1);
  }
  /** The offset at which the text of the line with this index ends. */
  const endOf = (index: number): number => {
    let end = (starts[index + 1] ?? text.length + 1) - 1;
    while (end > (starts[index] ?? 0) && isLineEnd(text.charCodeAt(end - 1))) end -= 1;
    return end;
  };
  return {
    line: (number) => text.slice(starts[number - 1] ?? text.length, endOf(number - 1)),
    range(start, end) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= start) low = middle;
        else high = middle - 1;
      }
      const first = starts[low] ?? 0;
      const last = endOf(low);
      const column = start - first + 1;
      const endColumn = Math.max(column + 1, Math.min(end, last) - first + 1);
      return { line: low + 1, column, endColumn };
    },
  };
}

/** Offset of the first line end from `from` on, or of the text's end. */
export function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isLineEnd(text.charCodeAt(at))) at += 1;
  return at;
}

/** Offset of the beginning of the line that `offset` is in. */
export function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && !isLineEnd(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}
