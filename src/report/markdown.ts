/** A page as Markdown for the job summary. Every part is made safe and escaped here. */
import type { Problem } from '../manifest/problem.ts';
import { type Fact, kinds, type Topic } from '../plan/topic.ts';
import {
  cut,
  inThousands,
  listed,
  type Part,
  plainText,
  type Safe,
  type Text,
  value,
  withCode,
} from '../safe/prose.ts';
import { escapeMarkdown } from '../safe/text.ts';
import { type Block, copiesOf, wholeYaml, wordsOf } from './blocks.ts';
import type { Page } from './page.ts';
import type { Row } from './rows.ts';

/**
 * Bytes that the tables and the blocks of a page may take, each. The runner uploads no summary above 1 MiB
 * (FileCommandManager.cs), and a step may have two pages.
 */
const mostSummaryBytes = 240_000;

/** So many webhooks of a block are shown or left out together. */
const mostTogether = 20;

/** More patterns than this are a count. */
const mostPatterns = 5;

/** The page, or nothing when it has nothing but a title. */
export function summaryOf(page: Page, safe: Safe): string {
  const { title, remarks, opening, rows, deletions, problems, unlisted, environment, closing } = page;
  const blocks = [...opening, ...page.blocks];
  if (rows.length + problems.length + blocks.length + remarks.length === 0) return '';
  const pen = penOf(safe);
  const unlistedCount = unlisted.error + unlisted.warning + unlisted.notice;
  return [
    `### Conduit webhooks · ${pen.text(title)}`,
    '',
    ...paragraph(pen.text(remarks.join(' '))),
    ...openingText(opening, pen),
    ...table(
      ['Webhook', 'Result', 'ID', 'URL', 'Events', 'Registered in'],
      [...rows, ...deletions].map((row) => cellsOf(row, pen)),
    ),
    ...table(
      ['Severity', 'Location', 'Field', 'Problem'],
      problems.map((problem) => problemCells(problem, pen)),
      unlistedCount,
    ),
    ...blocksText(page.blocks, environment, pen),
    ...paragraph(pen.rich(closing.flatMap((text) => [...withCode(text), ' ']).slice(0, -1))),
  ].join('\n');
}

/** How text becomes Markdown. */
interface Pen {
  text(text: string): string;
  rich(text: Text): string;
  code(text: string): string;
  line(text: string): string;
}

function penOf(safe: Safe): Pen {
  const text = (one: string) => escapeMarkdown(safe(one));
  const code = (one: string) => `<code>${text(one)}</code>`;
  const part = (one: Part): string => {
    if (typeof one === 'string') return text(one);
    switch (one.kind) {
      case 'code':
      case 'value':
        return code(one.text);
      case 'link':
        return one.url === undefined ? text(one.text) : `[${text(one.text)}](${encodeURI(one.url)})`;
      default:
        return text(plainText([one]));
    }
  };
  return { text, code, rich: (all) => all.map(part).join(''), line: (one) => safe(one) };
}

function cellsOf({ mark, name, word, id, tail, url = '', patterns = [], run = [] }: Row, pen: Pen) {
  const result = [`${mark} ${word}`, tail].filter((one) => one !== '').join(', ');
  return [
    pen.code(name),
    pen.text(result),
    id === undefined ? '' : pen.code(id),
    url === '' ? '' : pen.code(cut(url)),
    pen.rich(listed(patterns.map(value), mostPatterns)),
    pen.rich(run),
  ];
}

function problemCells({ severity, range, subject, message }: Problem, pen: Pen): string[] {
  const place = range === undefined ? '' : `${range.line}:${range.column}`;
  return [
    `${kinds[severity].mark} ${severity}`,
    place,
    subject === '' ? '' : pen.code(cut(subject)),
    pen.text(message),
  ];
}

/** What is said before the tables. */
function openingText(blocks: readonly Block[], pen: Pen): string[] {
  return blocks.flatMap((block) => [pen.rich(wordsOf(block).says), '']);
}

/** The blocks under their headings, as many as fit. */
function blocksText(blocks: readonly Block[], environment: string, pen: Pen): string[] {
  const parts = blocks.flatMap(({ kind, topics }) => {
    const count = Math.ceil(topics.length / mostTogether);
    return Array.from({ length: count }, (_, index): Block => {
      const [first = topics[0], ...rest] = topics.slice(index * mostTogether, (index + 1) * mostTogether);
      return { kind, topics: [first, ...rest] };
    });
  });
  let kind: Block['kind'] | undefined;
  const { lines, left } = fitting(parts, (part) => {
    const heading = part.kind === kind ? [] : [`#### ${kinds[part.kind].heading}`, ''];
    ({ kind } = part);
    return [...heading, ...blockMarkdown(part, environment, pen)];
  });
  const rest = left.reduce((sum, { topics }) => sum + topics.length, 0);
  return [...lines, ...(rest > 0 ? [notListed(rest), ''] : [])];
}

function blockMarkdown(block: Block, environment: string, pen: Pen): string[] {
  const { says, advice, also, choices } = wordsOf(block);
  const details = block.topics.flatMap((topic) => itemLines(topic, block, pen));
  return [
    pen.rich(says),
    '',
    ...(details.length === 0 ? [] : [...details, '']),
    ...paragraph(advice && pen.rich(advice)),
    ...choices.flatMap(({ when, pastes }) => [
      ...paragraph(pen.rich(when)),
      ...copiesOf(pastes).flatMap((copy) => fenced(wholeYaml(copy, environment).map(pen.line))),
    ]),
    ...paragraph(also && pen.rich(also)),
  ];
}

/** What is so of one webhook. Its name alone stands where nothing to copy has it. */
function itemLines({ name, facts = [] }: Topic, { topics }: Block, pen: Pen): string[] {
  const lines = facts.flatMap((fact) => factText(fact, pen));
  if (topics.length === 1 || name === undefined) return lines.map((line) => `- ${line}`);
  if (lines.length === 0 && topics[0].choices?.length) return [];
  return [`- ${pen.code(name)}`, ...lines.map((line) => `  - ${line}`)];
}

function factText(fact: Fact, pen: Pen): string[] {
  if ('label' in fact) return [`${pen.text(fact.label)}: ${pen.rich(fact.data)}`];
  if (!('field' in fact)) return [pen.rich(fact)];
  if ('added' in fact) {
    const items = (marker: string, some: readonly string[]) =>
      some.map((item) => `${pen.code(cut(fact.field))}: ${marker} ${pen.code(cut(item))}`);
    return [...items('−', fact.removed), ...items('+', fact.added)];
  }
  const side = (one: string | undefined) => (one === undefined ? 'none' : pen.code(cut(one)));
  return [`${pen.code(cut(fact.field))}: ${side(fact.registered)} → ${side(fact.declared)}`];
}

/** Lines to copy. No line of theirs can end the fence. */
function fenced(lines: readonly string[]): string[] {
  const longest = lines.reduce(
    (most, line) => Math.max(most, ...Array.from(line.matchAll(/`+/g), ([run]) => run.length)),
    2,
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}yaml`, ...lines, fence, ''];
}

/** A table with as many rows as fit; `more` are not among them. */
function table(head: readonly string[], rows: readonly string[][], more = 0): string[] {
  if (rows.length + more === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const { lines, left } = fitting(rows, (row) => [line(row)]);
  const rest = left.length + more;
  return [line(head), line(head.map(() => '---')), ...lines, ...(rest > 0 ? ['', notListed(rest)] : []), ''];
}

/** The lines of as many items as fit, and the items that are left. */
function fitting<T>(items: readonly T[], linesOf: (item: T) => string[]): { lines: string[]; left: readonly T[] } {
  const lines: string[] = [];
  let room = mostSummaryBytes;
  for (const [index, item] of items.entries()) {
    const next = linesOf(item);
    room -= Buffer.byteLength(next.join('\n')) + 1;
    if (room < 0) return { lines, left: items.slice(index) };
    lines.push(...next);
  }
  return { lines, left: [] };
}

function notListed(count: number): string {
  return `${inThousands(count)} more not listed.`;
}

function paragraph(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : [text, ''];
}
