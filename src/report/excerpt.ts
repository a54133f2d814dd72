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
  const hidden = secretsUpTo(Math.max(0, ...problems.map(({ range }) => range?.line ?? 0)), lineOf);
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

/** Words, and the colons that end keys. */
const wordOrColon = /[\w-]+|:(?!\S)[ \t]*/g;

/** What a declared name may be, and what may come after it. */
const plainName = /^["']?\w*["']?\s*(?:[,}\]#]|$)/;

/**
 * What is hidden of each line up to `last`: people write a secret where the name of a GitHub secret is declared. By the
 * text alone, since what is no YAML has no values; what goes on in the next lines is hidden with its beginning.
 */
function secretsUpTo(last: number, lineOf: LineOf): ReadonlyMap<number, readonly Stretch[]> {
  const hidden = new Map<number, Stretch[]>();
  let isWithin = false;
  for (let number = 1; number <= last; number += 1) {
    const text = lineOf(number);
    const keys = keysIn(text);
    const values = keys.filter(({ name }) => /secret/i.test(name));
    if (keys[0] !== undefined && /^[\s-]*["']?$/.test(text.slice(0, keys[0].at))) isWithin = false;
    const isAll = isWithin && !plainName.test(text.trim());
    hidden.set(number, isAll ? [{ from: 0, to: text.length }] : secretsIn(text, values));
    isWithin ||= values.length > 0;
  }
  return hidden;
}

/** The values that are no plain names. What stands within one is a part of it. */
function secretsIn(text: string, values: readonly { valueAt: number }[]): Stretch[] {
  const secrets: Stretch[] = [];
  for (const { valueAt: from } of values) {
    if (from < (secrets.at(-1)?.to ?? 0) || plainName.test(text.slice(from))) continue;
    secrets.push({ from, to: from + writtenAt(text, from).length });
  }
  return secrets;
}

/** The keys of a line, as far as it shows them: where each begins, and where its value does. */
function keysIn(text: string): { name: string; at: number; valueAt: number }[] {
  let [name, at] = ['', 0];
  return [...text.matchAll(wordOrColon)].flatMap(({ 0: found, index }) => {
    if (found.startsWith(':')) return { name, at, valueAt: index + found.length };
    [name, at] = [found, index];
    return [];
  });
}

/** A stretch of a line, as offsets; `to` is exclusive. */
interface Stretch {
  from: number;
  to: number;
}

/** A value in quotes, one in a mapping in brackets, or all that is left of the line. */
function writtenAt(text: string, from: number): string {
  const rest = text.slice(from);
  const quotes = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(?=[\s,}\]]|$)/.exec(rest);
  if (/^["']/.test(rest)) return quotes?.[0] ?? rest;
  return text.slice(0, from).includes('{') ? (rest.split(/[,}]/, 1)[0] ?? rest) : rest;
}

/** The line, cut where it is long; and what of that stands before and in `range`. */
function cutAround(text: string, range: Range, hidden: readonly Stretch[]) {
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
function withoutSecrets(part: string, start: number, hidden: readonly Stretch[]): string {
  const known = part.split('://').map((piece, index) => {
    // What is cut off on the left may have been the beginning of a URL.
    if (index === 0 && start === 0) return piece;
    const [authority = ''] = piece.split(/[\s/?#"']/, 1);
    const length = Math.max(0, authority.lastIndexOf('@'));
    return `${'*'.repeat(length)}${piece.slice(length)}`;
  });
  const shown = hidden.filter(({ from, to }) => from < start + part.length && to > start);
  return shown.reduce((text, stretch) => {
    const [from, to] = [stretch.from, stretch.to].map((at) => Math.max(0, at - start));
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
