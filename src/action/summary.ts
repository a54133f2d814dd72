/** The job summary, as Markdown. Takes values, gives text; every cell is made safe and escaped here. */
import type { Problem } from '../manifest/problem.ts';
import { escapeMarkdown } from './text.ts';

/** The runner uploads no summary above 1 MiB (FileCommandManager.cs); other steps want room too. */
const maxRowBytes = 500_000;

/** Makes a text one safe line, secrets removed. */
export type Safe = (text: string) => string;

/** One webhook's row. */
export interface WebhookRow {
  name: string;
  outcome: string;
  id?: string;
  events: readonly string[];
  url: string;
  note?: string;
}

/** The table of a manifest's problems. */
export function problemsSummary(file: string, problems: readonly Problem[], safe: Safe): string {
  const cell = (text: string) => escapeMarkdown(safe(text));
  const count = (severity: Problem['severity']) =>
    problems.filter((problem) => problem.severity === severity).length;
  return [
    `### Conduit webhooks: ${counted(count('error'), 'error')}, ${counted(count('warning'), 'warning')} in ${cell(file)}`,
    '',
    ...table(
      ['', 'line', 'at', 'problem'],
      problems.length,
      problems
        .values()
        .map(({ severity, range, subject, message }) => [
          severity,
          range === undefined ? '' : `${range.line}:${range.column}`,
          cell(subject),
          cell(message),
        ]),
    ),
  ].join('\n');
}

/** The table of webhooks. `title` is fixed text. */
export function webhooksSummary(
  title: string,
  rows: readonly WebhookRow[],
  failures: readonly string[],
  safe: Safe,
): string {
  const cell = (text: string) => escapeMarkdown(safe(text));
  return [
    `### Conduit webhooks: ${title}`,
    '',
    ...failures.flatMap((failure) => [`**Error:** ${cell(failure)}`, '']),
    ...table(
      ['webhook', 'outcome', 'ID', 'events', 'URL', 'note'],
      rows.length,
      rows
        .values()
        .map(({ name, outcome, id, events, url, note }) => [
          cell(name),
          cell(outcome),
          id === undefined ? '' : cell(id),
          cell(events.join(', ')),
          cell(publicUrl(url)),
          note === undefined ? '' : cell(note),
        ]),
    ),
  ].join('\n');
}

/** The URL without its query, fragment and userinfo: these are where people keep tokens. */
function publicUrl(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? '' : `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
}

export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** Takes rows one by one, so that none is made that would not fit. */
function table(head: string[], count: number, rows: Iterable<string[]>): string[] {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const lines = [line(head), line(head.map(() => '---'))];
  let bytes = 0;
  let shown = 0;
  for (const row of rows) {
    const text = line(row);
    bytes += Buffer.byteLength(text) + 1;
    if (bytes > maxRowBytes) return [...lines, '', `${count - shown} more: see the log.`];
    lines.push(text);
    shown += 1;
  }
  return [...lines, ''];
}
