/** A page as lines of the log. */
import type { Problem } from '../manifest/problem.ts';
import { counted, cut, plainText, type Safe, type Text } from '../safe/prose.ts';
import type { Page } from './page.ts';
import type { Row } from './rows.ts';
import { type Block, type Fact, kinds, wordsOf } from './topic.ts';

/** How lines are made fit to be shown. */
export interface Ink {
  safe: Safe;
  /** True where ANSI codes are shown as colours. */
  colour: boolean;
}

/** The codes that begin and end each style (ECMA-48, 8.3.117). `node:util` has them, and takes its time to load. */
const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  magenta: [35, 39],
  cyan: [36, 39],
  reset: [0, 0],
} as const;

export type Colour = keyof typeof codes;

/** The colour of each mark. */
export const markColours: Readonly<Record<string, Colour>> = {
  '+': 'green',
  '✓': 'green',
  '=': 'dim',
  '?': 'yellow',
  '✗': 'red',
  '!': 'yellow',
  '-': 'magenta',
  i: 'cyan',
  '·': 'dim',
};

/** The longest word of a row: rows are printed before all words are known. */
const wordWidth = 10;

/** More webhooks of one block are counted, not listed. */
const mostListed = 1000;

/** Names in a list take lines of about this width. */
const lineWidth = 96;

/** A webhook's line, in columns with all others that `nameWidth` is for. */
export function rowLine(row: Row, nameWidth: number, ink: Ink): string {
  const { mark, name, word, id = '', tail } = row;
  const cells = [name.padEnd(nameWidth), word.padEnd(wordWidth), id, tail];
  return marked(
    mark,
    cells
      .filter((cell) => cell !== '')
      .join('  ')
      .trimEnd(),
    ink,
  );
}

/** The whole page. */
export function logLines(page: Page, ink: Ink, problems?: ProblemLines): string[] {
  const rows = page.rows.map((row) => rowLine(row, page.nameWidth, ink));
  return [...rows, ...closingLines(page, ink, problems)];
}

/** What follows the lines of the declared webhooks, for those that were shown one by one. */
export function closingLines(
  page: Page,
  ink: Ink,
  linesOf: ProblemLines = problemLine(page, ink),
): string[] {
  const { mark, title, remarks, deletions, nameWidth, problems, rows } = page;
  const end = [`${title}.`, ...remarks].join(' ');
  const isList = rows.length + deletions.length + problems.length > 0;
  return [
    ...deletions.map((row) => rowLine(row, nameWidth, ink)),
    ...listOfProblems(page, linesOf),
    ...(isList ? [''] : []),
    mark === undefined ? coloured('bold', ink.safe(end), ink) : marked(mark, end, ink),
    ...page.blocks.flatMap((block) => ['', ...blockLines(block, ink)]),
  ];
}

/** What a problem of a manifest is shown by. */
export type ProblemLines = (problem: Problem) => readonly string[];

/** A line for each problem, in columns with all others of the page. */
function problemLine({ problems }: Page, ink: Ink): ProblemLines {
  const placeOf = ({ range }: Problem) =>
    range === undefined ? '' : `line ${range.line}, column ${range.column}`;
  const width = problems.reduce((most, one) => Math.max(most, placeOf(one).length), 0);
  return (problem) => {
    const { severity, subject, message } = problem;
    const place = width === 0 ? '' : `${placeOf(problem).padEnd(width)}  `;
    const about = subject === '' ? '' : `${subject}: `;
    const text = `${severity.padEnd(7)}  ${place}${about}${message}`;
    return [marked(kinds[severity].mark, text, ink)];
  };
}

/** The problems of a manifest that were kept, and the count of the others. */
function listOfProblems({ problems, unlisted }: Page, linesOf: ProblemLines): string[] {
  const lines = problems.flatMap((problem) => linesOf(problem));
  const rest = unlisted.error + unlisted.warning + unlisted.notice;
  return rest === 0 ? lines : [...lines, `  ${counted(rest, 'more problem')} not listed.`];
}

/** A block of the page. */
export function blockLines(block: Block, ink: Ink): string[] {
  const { kind, topics } = block;
  const { says, advice, also, choices } = wordsOf(block);
  const line = (indent: number, text: string) => `${' '.repeat(indent)}${ink.safe(text)}`;
  const paragraph = (indent: number, text: Text | undefined) =>
    text === undefined ? [] : [line(indent, plainText(text))];
  const details = detailLines(block, line);
  const lines = choices.flatMap(({ lines: decisions, says: meaning }) => [
    ...decisions.slice(0, mostListed).map((one) => coloured('cyan', line(6, one), ink)),
    ...paragraph(8, meaning),
  ]);
  const rest = topics.length - mostListed;
  return [
    marked(kinds[kind].mark, plainText(says), ink),
    ...details,
    ...(details.length > 0 && advice !== undefined ? [''] : []),
    ...paragraph(4, advice),
    ...lines,
    ...paragraph(4, also),
    ...(rest > 0 ? [line(4, `${counted(rest, 'more webhook')} not listed.`)] : []),
  ];
}

/** What is so of each webhook. Where that is nothing, and no line has its name, the names alone. */
function detailLines({ topics }: Block, line: (indent: number, text: string) => string): string[] {
  const [first] = topics;
  const shown = topics.slice(0, mostListed);
  if (topics.length === 1) return factLines(first.facts, (text) => line(4, text));
  if (topics.some(({ facts = [] }) => facts.length > 0)) {
    return shown.flatMap(({ name, facts }) => {
      if (name === undefined) return factLines(facts, (text) => line(4, text));
      return [line(4, name), ...factLines(facts, (text) => line(6, text))];
    });
  }
  if (first.choices?.length) return [];
  return wrapped(shown.flatMap(({ name }) => name ?? [])).map((text) => line(4, text));
}

function factLines(facts: readonly Fact[] = [], line: (text: string) => string): string[] {
  const width = facts.reduce(
    (most, fact) => ('field' in fact ? Math.max(most, fact.field.length) : most),
    0,
  );
  return facts.flatMap((fact) => {
    if (!('field' in fact)) return [line(plainText(fact))];
    const { field, recorded = 'none', declared = 'none' } = fact;
    return [
      line(`${field.padEnd(width)}   ${cut(recorded)}`),
      line(`${' '.repeat(width)}→  ${cut(declared)}`),
    ];
  });
}

function wrapped(names: readonly string[]): string[] {
  const lines: string[] = [];
  let current = '';
  names.forEach((name, index) => {
    const word = index === names.length - 1 ? name : `${name},`;
    if (current !== '' && current.length + word.length >= lineWidth) {
      lines.push(current);
      current = '';
    }
    current = current === '' ? word : `${current} ${word}`;
  });
  return current === '' ? lines : [...lines, current];
}

function marked(mark: string, text: string, ink: Ink): string {
  return `${coloured(markColours[mark] ?? 'reset', mark, ink)} ${ink.safe(text)}`;
}

export function coloured(colour: Colour, text: string, { colour: isColoured }: Ink): string {
  const [begin, end] = codes[colour];
  return isColoured ? `\u001b[${begin}m${text}\u001b[${end}m` : text;
}
