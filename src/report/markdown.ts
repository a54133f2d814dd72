/** A page as Markdown for the job summary. Every part is made safe and escaped here. */
import type { Problem } from '../manifest/problem.ts';
import { type Fact, kinds, type Paste } from '../plan/topic.ts';
import { code, inThousands, listed, plainText, type Safe, type Text, value, withCode } from '../safe/prose.ts';
import { escapeMarkdown } from '../safe/text.ts';
import { type Block, blockOf, type Page, type Row, unlistedIn, wholeYaml } from './page.ts';

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
  const { title, remarks, opening, rows, deletions, problems, blocks, environment, closing } = page;
  if (rows.length + problems.length + opening.length + blocks.length + remarks.length === 0) return '';
  const pen = penOf(safe);
  return [
    `### Conduit webhooks · ${pen([title])}`,
    '',
    ...paragraph(pen([remarks.join(' ')])),
    ...opening.flatMap(({ says }) => paragraph(pen(says))),
    ...table(
      ['Webhook', 'Result', 'ID', 'URL', 'Events', 'Registered in'],
      [...rows, ...deletions].map((row) => rowCells(row, pen)),
    ),
    ...table(
      ['Severity', 'Location', 'Field', 'Problem'],
      problems.map((problem) => problemCells(problem, pen)),
      unlistedIn(page),
    ),
    ...blocksText(blocks, environment, pen, safe),
    ...paragraph(pen(withCode(closing.join(' ')))),
  ].join('\n');
}

/** How text becomes Markdown. */
type Pen = (text: Text) => string;

function penOf(safe: Safe): Pen {
  const escaped = (text: string) => escapeMarkdown(safe(text));
  return (text) =>
    text
      .map((part) => {
        if (typeof part === 'string') return escaped(part);
        if (part.kind === 'code' || part.kind === 'value') return `<code>${escaped(part.text)}</code>`;
        const shown = escaped(plainText([part]));
        return part.kind === 'link' && part.url !== undefined ? `[${shown}](${encodeURI(part.url)})` : shown;
      })
      .join('');
}

function rowCells({ mark, name, word, id, tail, url = '', patterns = [], run = [] }: Row, pen: Pen): string[] {
  return [
    pen([code(name)]),
    pen([`${mark} ${word}${tail === '' ? '' : `, ${tail}`}`]),
    id === undefined ? '' : pen([code(id)]),
    url === '' ? '' : pen([value(url)]),
    pen(listed(patterns.map(value), mostPatterns)),
    pen(run),
  ];
}

function problemCells({ severity, range, subject, message }: Problem, pen: Pen): string[] {
  return [
    `${kinds[severity].mark} ${severity}`,
    range === undefined ? '' : `${range.line}:${range.column}`,
    subject === '' ? '' : pen([value(subject)]),
    pen([message]),
  ];
}

/** The blocks under their headings, as many as fit. */
function blocksText(blocks: readonly Block[], environment: string, pen: Pen, safe: Safe): string[] {
  const parts = blocks.flatMap(({ topics }) =>
    Array.from({ length: Math.ceil(topics.length / mostTogether) }, (_, index) =>
      blockOf(topics.slice(index * mostTogether, (index + 1) * mostTogether)),
    ),
  );
  const { lines, left } = fitting(parts, (part, before) => [
    ...(part.kind === before?.kind ? [] : [`#### ${kinds[part.kind].heading}`, '']),
    ...blockText(part, environment, pen, safe),
  ]);
  const rest = left.reduce((sum, { topics }) => sum + topics.length, 0);
  return [...lines, ...(rest > 0 ? [notListed(rest), ''] : [])];
}

function blockText(block: Block, environment: string, pen: Pen, safe: Safe): string[] {
  const { says, advice = [], also = [], choices } = block;
  const details = detailItems(block, pen);
  return [
    ...paragraph(pen(says)),
    ...(details.length === 0 ? [] : [...details, '']),
    ...paragraph(pen(advice)),
    ...choices.flatMap(({ when, pastes }) => [
      ...paragraph(pen(when)),
      ...copiesOf(pastes).flatMap((copy) => fenced(wholeYaml(copy, environment).map(safe))),
    ]),
    ...paragraph(pen(also)),
  ];
}

/** What is so of each webhook. Its name alone stands where nothing to copy has it. */
function detailItems({ topics, choices }: Block, pen: Pen): string[] {
  return topics.flatMap(({ name, facts = [] }) => {
    const lines = facts.flatMap((fact) => factText(fact, pen));
    if (topics.length === 1 || name === undefined) return lines.map((line) => `- ${line}`);
    if (lines.length === 0 && choices.length > 0) return [];
    return [`- ${pen([code(name)])}`, ...lines.map((line) => `  - ${line}`)];
  });
}

function factText(fact: Fact, pen: Pen): string[] {
  if ('label' in fact) return [`${pen([fact.label])}: ${pen(fact.data)}`];
  if (!('field' in fact)) return [pen(fact)];
  const field = pen([value(fact.field)]);
  if ('added' in fact) {
    return [
      ...fact.removed.map((item) => `${field}: − ${pen([value(item)])}`),
      ...fact.added.map((item) => `${field}: + ${pen([value(item)])}`),
    ];
  }
  const side = (one: string | undefined) => (one === undefined ? 'none' : pen([value(one)]));
  return [`${field}: ${side(fact.registered)} → ${side(fact.declared)}`];
}

/** What can be copied at once. A line that claims something which may not be done yet stands alone. */
function copiesOf(pastes: readonly Paste[]): Paste[][] {
  const isClaim = (paste: Paste) => 'line' in paste && !paste.line.startsWith('replace ');
  const together = pastes.filter((paste) => !isClaim(paste));
  return [...(together.length > 0 ? [together] : []), ...pastes.filter(isClaim).map((one) => [one])];
}

/** Lines to copy. No line of theirs can end the fence. */
function fenced(lines: readonly string[]): string[] {
  const runs = lines.flatMap((line) => line.match(/`+/g) ?? []);
  const fence = '`'.repeat(1 + runs.reduce((most, { length }) => Math.max(most, length), 2));
  return [`${fence}yaml`, ...lines, fence, ''];
}

/** A table with as many rows as fit; `more` are not among them. */
function table(head: readonly string[], rows: readonly string[][], more = 0): string[] {
  if (rows.length + more === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const { lines, left } = fitting(rows, (cells) => [line(cells)]);
  const rest = left.length + more;
  return [line(head), line(head.map(() => '---')), ...lines, ...(rest > 0 ? ['', notListed(rest)] : []), ''];
}

function fitting<T>(
  items: readonly T[],
  linesOf: (item: T, before: T | undefined) => string[],
): { lines: string[]; left: readonly T[] } {
  const lines: string[] = [];
  let room = mostSummaryBytes;
  for (const [index, item] of items.entries()) {
    const next = linesOf(item, items[index - 1]);
    room -= Buffer.byteLength(next.join('\n')) + 1;
    if (room < 0) return { lines, left: items.slice(index) };
    lines.push(...next);
  }
  return { lines, left: [] };
}

function notListed(count: number): string {
  return `${inThousands(count)} more not listed.`;
}

function paragraph(text: string): string[] {
  return text === '' ? [] : [text, ''];
}
