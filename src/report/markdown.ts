/** A page as Markdown for the job summary. Every part is made safe and escaped here. */
import type { Problem } from '../manifest/problem.ts';
import {
  cut,
  inThousands,
  listed,
  type Part,
  plainText,
  type Safe,
  type Text,
  value,
} from '../safe/prose.ts';
import { escapeMarkdown } from '../safe/text.ts';
import type { Page } from './page.ts';
import type { Row } from './rows.ts';
import { type Block, type Fact, kinds, type Topic, wordsOf } from './topic.ts';

/**
 * Bytes that a page may take. The runner uploads no summary above 1 MiB (FileCommandManager.cs),
 * and a step may have two pages.
 */
const mostBytes = 500_000;

/** Bytes of them that a table may take. */
const mostTableBytes = 200_000;

/** Bytes for the words of one block, and for the line that counts what has no room. */
const wordsBytes = 8_000;
const closingBytes = 100;

/** More patterns than this are a count. */
const mostPatterns = 5;

/** The page, or nothing when it has nothing but a title. */
export function summaryOf(page: Page, safe: Safe): string {
  const { title, remarks, rows, deletions, problems, unlisted, blocks } = page;
  if (rows.length + problems.length + blocks.length + remarks.length === 0) return '';
  const pen = penOf(safe);
  const unlistedCount = unlisted.error + unlisted.warning + unlisted.notice;
  const tables = [
    ...table(
      ['Webhook', 'Result', 'ID', 'URL', 'Events', 'Registered by'],
      rows.length + deletions.length,
      [rows, deletions].values().flatMap((some) => some.values().map((row) => cellsOf(row, pen))),
    ),
    ...table(
      ['Severity', 'Line', 'Place', 'Problem'],
      problems.length + unlistedCount,
      problems.values().map((problem) => problemCells(problem, pen)),
    ),
  ];
  const head = [`### Conduit webhooks · ${pen.text(title)}`, '', ...paragraph(remarks.join(' '))];
  const start = [...head, ...tables].join('\n');
  return `${start}\n${blocksText(blocks, mostBytes - bytesOf(start), pen)}`;
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
        return one.url === undefined
          ? text(one.text)
          : `[${text(one.text)}](${encodeURI(one.url)})`;
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

/** The blocks under their headings, until there is no more room. */
function blocksText(blocks: readonly Block[], room: number, pen: Pen): string {
  let left = room - closingBytes;
  let kind: Block['kind'] | undefined;
  const texts: string[] = [];
  for (const [index, block] of blocks.entries()) {
    const heading = block.kind === kind ? [] : [`#### ${kinds[block.kind].heading}`, ''];
    const text = [...heading, ...blockLines(block, left - wordsBytes, pen)].join('\n');
    left -= bytesOf(text) + 1;
    if (left < 0) {
      texts.push(`${blocks.length - index} more not listed.`, '');
      break;
    }
    texts.push(text);
    ({ kind } = block);
  }
  return texts.join('\n');
}

/** A block with as many of its webhooks as fit into `room` bytes; the first is always there. */
function blockLines(block: Block, room: number, pen: Pen): string[] {
  const { says, advice, also, choices } = wordsOf(block);
  const details: string[] = [];
  const decisions = choices.map((): string[] => []);
  let bytes = 0;
  let shown = 0;
  for (const topic of block.topics) {
    const items = itemLines(topic, block, pen);
    const lines = (topic.choices ?? []).map(({ line }) => pen.line(line));
    bytes += bytesOf([...items, ...lines].join('\n- '));
    if (shown > 0 && bytes > room) break;
    details.push(...items);
    for (const [index, line] of lines.entries()) decisions[index]?.push(line);
    shown += 1;
  }
  const rest = block.topics.length - shown;
  return [
    pen.rich(says),
    '',
    ...(details.length === 0 ? [] : [...details, '']),
    ...paragraph(advice && pen.rich(advice)),
    ...choices.flatMap(({ says: meaning }, index) => [
      ...paragraph(meaning && pen.rich(meaning)),
      ...fenced(decisions[index] ?? []),
    ]),
    ...paragraph(also && pen.rich(also)),
    ...paragraph(rest > 0 ? `${inThousands(rest)} more not listed.` : undefined),
  ];
}

/** What is so of one webhook. Its name alone stands where no line to copy has it. */
function itemLines({ name, facts = [] }: Topic, { topics }: Block, pen: Pen): string[] {
  const lines = facts.map((fact) => factText(fact, pen));
  if (topics.length === 1 || name === undefined) return lines.map((line) => `- ${line}`);
  if (lines.length === 0 && topics[0].choices?.length) return [];
  return [`- ${pen.code(name)}`, ...lines.map((line) => `  - ${line}`)];
}

function factText(fact: Fact, pen: Pen): string {
  if (!('field' in fact)) return pen.rich(fact);
  const { field, recorded, declared } = fact;
  const side = (one: string | undefined) => (one === undefined ? 'none' : pen.code(cut(one)));
  return `${pen.code(field)}: ${side(recorded)} → ${side(declared)}`;
}

/** Lines to copy, each as an item of the list `decisions`. No line of theirs can end the fence. */
function fenced(lines: readonly string[]): string[] {
  const longest = lines.reduce(
    (most, line) => Math.max(most, ...Array.from(line.matchAll(/`+/g), ([run]) => run.length)),
    2,
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}yaml`, ...lines.map((line) => `- ${line}`), fence, ''];
}

/** Takes rows one by one, so that none is made that would not fit. */
function table(head: readonly string[], count: number, rows: Iterable<string[]>): string[] {
  if (count === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const lines = [line(head), line(head.map(() => '---'))];
  let bytes = 0;
  let shown = 0;
  for (const row of rows) {
    const text = line(row);
    bytes += bytesOf(text) + 1;
    if (bytes > mostTableBytes) break;
    lines.push(text);
    shown += 1;
  }
  const rest = count - shown;
  const more = rest > 0 ? ['', `${inThousands(rest)} more not listed.`] : [];
  return [...lines, ...more, ''];
}

function paragraph(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : [text, ''];
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
