/** Offsets in a text → lines and columns. Lines end at LF, CRLF or a lone CR (YAML 1.2, 5.4). */
import type { Range, Span } from './problem.ts';

export function lineIndex(text: string) {
  const starts = [0];
  const ends: number[] = [];
  for (const { 0: end, index } of text.matchAll(/\r\n?|\n/g)) {
    ends.push(index);
    starts.push(index + end.length);
  }
  ends.push(text.length);
  return {
    /** The text of a line, which counts from 1, without its end; '' for one that is not there. */
    line: (number: number) => text.slice(starts[number - 1] ?? text.length, ends[number - 1]),
    /** Cut at the end of its first line. */
    range({ start, end }: Span): Range {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= start) low = middle;
        else high = middle - 1;
      }
      const before = (starts[low] ?? 0) - 1;
      const column = start - before;
      return { line: low + 1, column, endColumn: Math.max(column + 1, Math.min(end, ends[low] ?? end) - before) };
    },
  };
}

/** Offset of the first line end from `from` on, or of the text's end. */
export function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isLineEnd(text[at])) at += 1;
  return at;
}

/** Offset of the beginning of the line that `offset` is in. */
export function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && !isLineEnd(text[at - 1])) at -= 1;
  return at;
}

function isLineEnd(character: string | undefined): boolean {
  return character === '\n' || character === '\r';
}
