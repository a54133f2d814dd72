/** What the tests of requests share: replies with IDs and secrets of their own, and how a run is read. */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { ReceivedRequest } from '../../../testing/conduit-server.ts';
import type { RunResult } from '../../../testing/runner/index.ts';

/** The name of the webhook that a request is to create. */
export function nameIn({ body }: ReceivedRequest): string {
  return (body as { url: string }).url.split('/').at(-1) ?? '';
}

/** An ID, and a signing secret, like that of no other webhook. */
export function idFor(name: string): string {
  return `whk_${createHash('sha256').update(`ID ${name}`).digest('hex').slice(0, 27)}`;
}

export function secretFor(name: string): string {
  return `whsec_${createHash('sha256').update(name).digest('base64')}`;
}

/** The reply that the spec asks for, with `changes` laid over it; those that are undefined are left out. */
export function createdBody({ body }: ReceivedRequest, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { ...(body as object), id: `whk_${'A'.repeat(26)}0`, ...changes };
}

/** Markdown of the job summary as a page shows it: markup of the action's own is no text. */
function shownText(markdown: string): string {
  return markdown
    .replaceAll(/<\/?code>/g, '')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** The whole job summary as a page shows it. */
export function summaryText({ summary }: RunResult): string {
  return shownText(summary);
}

/** The cells of the summary's tables as a page shows them, row by row. */
export function summaryRows({ summary }: RunResult): string[][] {
  return summary
    .split('\n')
    .filter((line) => line.startsWith('|') && !line.startsWith('| ---'))
    .map((line) => line.slice(2, -2).split(' | ').map(shownText));
}

/** The action's own lines, from the end of the step's header on. */
export function ownLines({ log }: RunResult): string[] {
  return log.slice(log.indexOf('##[endgroup]\n') + '##[endgroup]\n'.length).split('\n');
}

/** What the action itself colours: the mark of a line, a title, decisions to paste, and what is beside an excerpt. */
const colours = [
  /\u001b\[2m( *\d* *\|)\u001b\[22m/g,
  /\u001b\[3[136]m(\^+)\u001b\[39m/g,
  /\u001b\[(?:2|3[1-6])m(\S)\u001b\[(?:22|39)m/g,
  /\u001b\[1m([^\u001b\n]*)\u001b\[22m/g,
  /\u001b\[36m( {6}(?:replace|keep|gone) \S+ \S+)\u001b\[39m/g,
];

/** No command but masks and annotations was obeyed, and each annotation is one of the action's own. */
export function assertOwnCommandsOnly(result: RunResult): void {
  for (const { name, properties } of result.commands) {
    if (name !== 'add-mask') expect(properties.title).toBe('Conduit webhooks');
  }
  const printed = colours.reduce(
    (text, colour) => text.replaceAll(colour, '$1'),
    result.stdout.toString().replaceAll(/^::add-mask::.*$/gm, ''),
  );
  expect(printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/);
}
