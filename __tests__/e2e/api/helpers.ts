/** What the tests of requests share: servers that misbehave, and what must hold however they do. */
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { expect } from 'vitest';
import { foreignCommands } from '../../../testing/commands.ts';
import type { ConduitServer, ConduitServerOptions, ReceivedRequest } from '../../../testing/conduit-server.ts';
import { manifestOf } from '../../../testing/manifests.ts';
import type { RunOptions, RunResult } from '../../../testing/runner/index.ts';
import { conduit, register, workspaceWith } from '../support.ts';

/** An ID as the spec has it; `n` tells one from another. */
export function idOf(n: number | string = 0): string {
  return `whk_${String(n).padStart(27, 'A')}`;
}

/** The reply that the spec asks for, with `changes` laid over it; those that are undefined are left out. */
export function createdBody({ body }: ReceivedRequest, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { ...(body as object), id: idOf(), ...changes };
}

/** Replies with `status` and a body as it stands. */
export function sendText(reply: ServerResponse, status: number, body: string | Buffer): void {
  reply.writeHead(status, { 'Content-Type': 'application/json' });
  reply.end(body);
}

export type Respond = NonNullable<ConduitServerOptions['respond']>;

/** Runs register on a manifest of `names` against a server that replies as `respond` says. */
export async function registerAgainst(
  respond: Respond,
  { names = ['payments'], ...options }: Partial<RunOptions> & { names?: string[] } = {},
): Promise<{ result: RunResult; server: ConduitServer }> {
  const server = await conduit({ respond });
  const result = await register(server, workspaceWith(manifestOf(...names)), options);
  assertOwnCommandsOnly(result);
  return { result, server };
}

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

/** Registers a webhook for each case in one run, which no reply may stop; `of` gives what it says of one. */
export async function registerEach<T>(
  cases: Readonly<Record<string, T>>,
  respond: (one: T, ...to: Parameters<Respond>) => void,
  inputs: RunOptions['inputs'] = {},
) {
  const names = Object.keys(cases);
  const { result, server } = await registerAgainst(
    (request, ...to) => respond(cases[nameIn(request)] as T, request, ...to),
    { names, inputs: { concurrency: '16', ...inputs } },
  );
  const { outputs, annotations, log } = result;
  const trace = (name: string, index: number) => ({
    /** Where the manifest declares it. */
    line: 2 + 4 * index,
    requests: server.requests.filter((request) => nameIn(request) === name).length,
    list: Object.entries(lists(result)).flatMap(([list, all]) => (all.includes(name) ? list : [])),
    id: outputs[`${name}-id`],
    secret: outputs[`${name}-secret`],
    /** As the job summary shows it. */
    outcome: summaryRows(result).find(([cell]) => cell === name)?.[1],
    annotations: annotations.filter(({ message }) => message.startsWith(`${name}: `)),
    details: detailsOf(name, log),
  });
  const traces = new Map(names.map((name, index) => [name, trace(name, index)]));
  for (const kind of ['id', 'secret'] as const) {
    const each = names.map((name) => [name, traces.get(name)?.[kind]]);
    const known = each.filter(([, value]) => value !== undefined);
    expect(JSON.parse(outputs[`${kind}s`] ?? '')).toEqual(Object.fromEntries(known));
  }
  return { result, server, of: (name: string) => traces.get(name) as ReturnType<typeof trace> };
}

/** The log's lines below the name of a webhook, where it lists several. */
export function detailsOf(name: string, log: string): string {
  return new RegExp(`^ {4}${name}\\n((?: {6}.*\\n)+)`, 'm').exec(log)?.[1] ?? '';
}

/** Calls `make` for the first test that asks; the others of its table get the same. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The lists of names among the outputs. */
export function lists({ outputs }: RunResult): Record<string, string[]> {
  const names = ['to-create', 'created', 'unchanged', 'undecided', 'failed'];
  return Object.fromEntries(
    names
      .map((name) => [name, JSON.parse(outputs[name] ?? '[]') as string[]] as const)
      .filter(([, list]) => list.length > 0),
  );
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
  expect(foreignCommands(result)).toEqual([]);
  for (const { name, properties } of result.commands) {
    if (name !== 'add-mask') expect(properties.title).toBe('Conduit webhooks');
  }
  const printed = colours.reduce(
    (text, colour) => text.replaceAll(colour, '$1'),
    result.stdout.toString().replaceAll(/^::add-mask::.*$/gm, ''),
  );
  expect(printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/);
}
