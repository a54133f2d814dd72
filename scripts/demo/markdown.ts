/** The Markdown of a job summary, as a terminal shows it. Knows what the action writes: no Markdown beyond it. */
import { styleText } from 'node:util';

/** Lines of at most about `width` characters; coloured where the terminal shows colours. */
export function terminalMarkdown(markdown: string, width = process.stdout.columns ?? 120): string[] {
  const lines: string[] = [];
  let table: string[][] = [];
  let isCode = false;
  for (const line of [...markdown.trimEnd().split('\n'), '']) {
    if (!isCode && line.startsWith('|')) {
      table.push(cellsOf(line));
      continue;
    }
    if (table.length > 0) lines.push(...tableLines(table, width));
    table = [];
    if (line.startsWith('```')) isCode = !isCode;
    else if (isCode) lines.push(styleText('cyan', `    ${line}`));
    else lines.push(lineOf(line));
  }
  return lines.filter((line, index) => line !== '' || lines[index - 1] !== '').slice(0, -1);
}

function lineOf(line: string): string {
  const heading = /^#+ (.*)$/.exec(line)?.[1];
  if (heading !== undefined) return styleText('bold', plain(heading));
  return plain(line.replace(/^( *)- /, '$1• '));
}

/** What a page shows of inline Markdown. */
function plain(text: string): string {
  return text
    .replace(/<\/?code>/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => plain(cell.trim()));
}

const gap = '  ';

/** No column is cut to fewer characters. */
const narrowest = 8;

/** The first row is the head, the second a rule. The widest columns are cut until the table fits. */
function tableLines([head = [], , ...rows]: string[][], width: number): string[] {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const total = () => widths.reduce((sum, one) => sum + one + gap.length, -gap.length);
  while (total() > width && Math.max(...widths) > narrowest) {
    const widest = Math.max(...widths);
    widths[widths.indexOf(widest)] = widest - 1;
  }
  const rowOf = (row: string[]) =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0))
      .join(gap)
      .trimEnd();
  return [
    styleText('bold', rowOf(head)),
    styleText('dim', widths.map((one) => '─'.repeat(one)).join(gap)),
    ...rows.map(rowOf),
  ];
}

function padded(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}
