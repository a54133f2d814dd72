/** What the tests of state share: what a remote holds, runs with their numbers, and the manifests that settle things. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ConduitServer } from '../../../scripts/conduit-server.ts';
import type { StateDocument } from '../../../src/state/document.ts';
import { type RunOptions, type RunResult, startAction } from '../runner/index.ts';
import { assertClean, register, registerOptions } from '../support.ts';

export type Environment = 'sandbox' | 'live';

/** A bare repository and the runner's variables that lead to it. */
export interface Remote {
  git: string;
  env: Record<string, string>;
}

export function refOf(environment: Environment = 'sandbox', name = 'default'): string {
  return `refs/conduit-webhooks/${name}/${environment}`;
}

/** Plain git on a repository. */
export function gitOn(git: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: git, encoding: 'utf8', env: plainGit });
}

const plainGit = { PATH: process.env.PATH ?? '', GIT_CONFIG_NOSYSTEM: '1', HOME: '/nonexistent' };

/** The state document that a ref holds; undefined when the ref is not there. */
export function stateIn(git: string, ref = refOf()): StateDocument | undefined {
  if (gitOn(git, 'for-each-ref', ref) === '') return undefined;
  return JSON.parse(gitOn(git, 'show', `${ref}:state.json`)) as StateDocument;
}

/** How many commits a ref has. */
export function commitsOf(git: string, ref = refOf()): number {
  return gitOn(git, 'for-each-ref', ref) === ''
    ? 0
    : Number(gitOn(git, 'rev-list', '--count', ref));
}

/** Puts another document on a ref, as somebody with push access could. */
export function writeState(git: string, text: string, ref = refOf()): void {
  const parent = gitOn(git, 'for-each-ref', ref) === '' ? '' : `from ${ref}^0\n`;
  const data = (content: string) => `data ${Buffer.byteLength(content)}\n${content}\n`;
  const committer = 'committer Somebody <somebody@example.com> 1 +0000\n';
  const input = `commit ${ref}\n${committer}${data('by hand')}${parent}M 100644 inline state.json\n${data(text)}`;
  execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd: git, input, env: plainGit });
}

/** Changes the document on a ref. */
export function editState(
  git: string,
  change: (state: StateDocument) => void,
  ref = refOf(),
): void {
  const state = stateIn(git, ref);
  if (state === undefined) throw new Error(`${ref} is not there`);
  change(state);
  writeState(git, JSON.stringify(state), ref);
}

/** Every object of a repository as text. */
export function allObjectsOf(git: string): string {
  return gitOn(git, 'cat-file', '--batch-all-objects', '--batch');
}

/** Options of a register run with its state in `remote`. */
export function stateRun(
  { env }: Pick<Remote, 'env'>,
  { env: more = {}, inputs = {}, ...others }: Partial<RunOptions> = {},
): Partial<RunOptions> {
  return { ...others, env: { ...env, ...more }, inputs: { state: 'git', ...inputs } };
}

/** A register run with its state in `remote`. */
export function registerIn(
  remote: Pick<Remote, 'env'>,
  server: ConduitServer,
  workspace: string,
  options: Partial<RunOptions> = {},
): Promise<RunResult> {
  return register(server, workspace, stateRun(remote, options));
}

/** A plan of the same, without credentials. */
export async function planIn(
  remote: Pick<Remote, 'env'>,
  server: ConduitServer,
  workspace: string,
  options: Partial<RunOptions> = {},
): Promise<RunResult> {
  const all = registerOptions(server, workspace, stateRun(remote, options));
  const inputs = { ...all.inputs, mode: 'plan', 'api-key': undefined, 'api-secret': undefined };
  const result = await startAction({ ...all, inputs }).done;
  assertClean(result, server);
  return result;
}

/** The runner's variables for a workflow run of its own. */
export function runNumber(id: number | string, attempt = 1): Record<string, string> {
  return { GITHUB_RUN_ID: String(id), GITHUB_RUN_ATTEMPT: String(attempt) };
}

/** One webhook of a manifest: a URL below hooks.example.com, and an ID when it is declared. */
export interface Declared {
  url?: string;
  events?: string[];
  status?: string;
  /** Declared for sandbox. */
  id?: string | undefined;
}

/** A manifest of these webhooks, by name. */
export function manifestFor(webhooks: Record<string, Declared>): string {
  const entries = Object.entries(webhooks).map(([name, declared]) => {
    const { url = `https://hooks.example.com/${name}`, status = 'enabled', id } = declared;
    const events = declared.events ?? ['transaction.completed'];
    const environments = id === undefined ? {} : { environments: { sandbox: { id } } };
    return [name, { url, events, status, ...environments }];
  });
  return JSON.stringify({ webhooks: Object.fromEntries(entries) });
}

/** The URLs that a server has created more than once. */
export function repeatedUrls({ webhooks }: ConduitServer): string[] {
  const seen = new Set<string>();
  return webhooks.flatMap(({ url }) => {
    const known = seen.has(url);
    seen.add(url);
    return known ? [url] : [];
  });
}

/** Resolves when no process works in `folder` any more. */
export async function quiet(folder: string): Promise<void> {
  for (let tries = 0; processesIn(folder).length > 0; tries += 1) {
    if (tries > 1000) throw new Error(`processes go on in ${folder}`);
    await delay(10);
  }
}

function processesIn(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readlinkSync(join('/proc', pid, 'cwd')).startsWith(folder);
    } catch {
      return false;
    }
  });
}

/** The command lines of all processes, gathered for as long as `work` takes. */
export async function commandLinesDuring(work: Promise<unknown>): Promise<Set<string>> {
  const lines = new Set<string>();
  let done = false;
  const finished = work.finally(() => {
    done = true;
  });
  while (!done) {
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid)) continue;
      try {
        lines.add(readFileSync(join('/proc', pid, 'cmdline'), 'utf8').replaceAll('\0', ' '));
      } catch {
        // It has ended.
      }
    }
    await delay(1);
  }
  await finished;
  return lines;
}
