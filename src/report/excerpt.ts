/** The line of a manifest that a problem is about, with what is wrong underlined. */
import type { Problem, Range } from '../manifest/problem.ts';
import { kinds } from '../plan/topic.ts';
import { coloured, type Ink, markColours } from './ink.ts';

/** The text of a line of the manifest; '' where it may not be shown. */
type LineOf = (number: number) => string;

/** So much of a line is shown, and so much of it before what is underlined, in UTF-16 units. */
const longestLine = 160;
const longestLead = 60;

/** For each of `problems`, the line that it is about, and below that what underlines the fault. */
export function excerpts(
  problems: readonly Problem[],
  lineOf: LineOf | undefined,
  ink: Ink,
): (problem: Problem) => string[] {
  if (lineOf === undefined) return () => [];
  const hidden = Map.groupBy(secretRanges(problems, lineOf), ({ line }) => line);
  return ({ severity, range }) => {
    const text = range === undefined ? '' : lineOf(range.line);
    if (range === undefined || text === '') return [];
    const { line } = range;
    const { shown, lead, fault } = cutAround(text, range, hidden.get(line) ?? []);
    const margin = ' '.repeat(String(line).length + 1);
    const indent = ' '.repeat(widthOf(ink.safe(lead)));
    const underline = '^'.repeat(Math.max(1, widthOf(ink.safe(fault))));
    return [
      // As a whole: what is harmless in each part may be a command where they meet.
      `  ${coloured('dim', `${line} |`, ink)} ${ink.safe(shown)}`.trimEnd(),
      `  ${coloured('dim', `${margin}|`, ink)} ${indent}${coloured(markColours[kinds[severity].mark], underline, ink)}`,
    ];
  };
}

/** Where the declared name of a GitHub secret is none: people write the secret there by mistake. */
function secretRanges(problems: readonly Problem[], lineOf: LineOf): Range[] {
  return problems.flatMap(({ subject, range }) => {
    if (range === undefined || !subject.endsWith('.secret')) return [];
    const text = lineOf(range.line).slice(range.column - 1, range.endColumn - 1);
    return /^["']?\w*["']?$/.test(text) ? [] : range;
  });
}

/** The line, cut where it is long; and what of that stands before and in `range`. */
function cutAround(text: string, range: Range, hidden: readonly Range[]) {
  const [from, to] = [range.column - 1, range.endColumn - 1];
  const start = from > longestLead ? from - longestLead / 2 : 0;
  const end = Math.min(text.length, start + longestLine);
  const known = withoutSecrets(text.slice(start, end), start, hidden);
  const dots = start > 0 ? '…' : '';
  return {
    shown: `${dots}${known}${end < text.length ? '…' : ''}`,
    lead: `${dots}${known.slice(0, from - start)}`,
    fault: known.slice(from - start, to - start),
  };
}

/** `part`, which begins at `start` of its line, with `*` for what is `hidden` and for a URL's userinfo. */
function withoutSecrets(part: string, start: number, hidden: readonly Range[]): string {
  const known = part.split('://').map((piece, index) => {
    // What is cut off on the left may have been the beginning of a URL.
    if (index === 0 && start === 0) return piece;
    const [authority = ''] = piece.split(/[\s/?#"']/, 1);
    const length = Math.max(0, authority.lastIndexOf('@'));
    return `${'*'.repeat(length)}${piece.slice(length)}`;
  });
  return hidden.reduce((text, { column, endColumn }) => {
    const from = Math.max(0, column - 1 - start);
    const to = Math.max(0, endColumn - 1 - start);
    return `${text.slice(0, from)}${'*'.repeat(text.slice(from, to).length)}${text.slice(to)}`;
  }, known.join('://'));
}

/** Characters that take no cell of a terminal, and those that take two (Unicode Standard Annex #11). */
const noCell = /^\p{Mark}$/u;
const twoCells =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u;

/** How many cells of a terminal the text takes. */
function widthOf(text: string): number {
  let cells = 0;
  for (const character of text) {
    cells += noCell.test(character) ? 0 : twoCells.test(character) ? 2 : 1;
  }
  return cells;
}
