/** Repositories on this machine, and what the action keeps in them. Plain git, whatever this machine's settings. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../src/clients/clock.ts';
import type { Environment } from '../src/generated/api.ts';
import type { StateDocument } from '../src/state/document.ts';
import type { GitStoreOptions } from '../src/state/git.ts';

/** A bare repository and the runner's variables that lead to it. */
export interface Remote {
  git: string;
  env: Record<string, string>;
}

const environment = {
  PATH: process.env.PATH ?? '',
  GIT_CONFIG_NOSYSTEM: '1',
  HOME: '/nonexistent',
};

const realGit = (process.env.PATH ?? '')
  .split(':')
  .map((folder) => join(folder, 'git'))
  .find((file) => existsSync(file));

/** An environment whose `git`, made in `folder`, is `script`. It has the real one as `$git`, and goes on as that. */
export function scriptedGit(folder: string, script: string): { PATH: string } {
  const text = `#!/bin/sh\ngit='${realGit}'\n${script}\nexec "$git" "$@"\n`;
  writeFileSync(join(folder, 'git'), text, { mode: 0o755 });
  return { PATH: `${folder}:${process.env.PATH}` };
}

/** Options of a store for sandbox on `remote`, as a register run opens it. */
export function storeOptions(remote: string, fields: Partial<GitStoreOptions> = {}): GitStoreOptions {
  return {
    name: 'default',
    environment: 'sandbox',
    remote,
    token: '',
    trailers: [],
    temporaryFolder: tmpdir(),
    env: { PATH: process.env.PATH },
    writes: true,
    clock: systemClock,
    expired: new AbortController().signal,
    ...fields,
  };
}

/** Plain git in a folder; gives what it prints. Throws when git fails. */
export function gitOn(folder: string, ...args: string[]): string {
  return gitWithInput(folder, args, '');
}

/** The same, with a text to read. */
export function gitWithInput(folder: string, args: readonly string[], input: string | Buffer): string {
  return execFileSync('git', args, {
    cwd: folder,
    input,
    encoding: 'utf8',
    env: environment,
    stdio: 'pipe',
  });
}

/** Makes an empty bare repository `octo/repo` in `folder`. */
export function emptyRepository(folder: string): string {
  const git = join(folder, 'octo', 'repo');
  mkdirSync(git, { recursive: true });
  // Without the templates of this machine: sample hooks only take time to copy.
  gitOn(git, 'init', '--quiet', '--bare', '--template=');
  mkdirSync(join(git, 'hooks'));
  return git;
}

/** The same, reached over `file://`. */
export function fileRemoteIn(folder: string): Remote {
  const git = emptyRepository(folder);
  return { git, env: { GITHUB_SERVER_URL: `file://${folder}`, GITHUB_REPOSITORY: 'octo/repo' } };
}

/** The ref that has the state. */
export function refOf(environment: Environment = 'sandbox', name = 'default'): string {
  return `refs/conduit-webhooks/${name}/${environment}`;
}

/** The state document that a ref holds; undefined when the ref is not there. */
export function stateIn(git: string, ref = refOf()): StateDocument | undefined {
  if (!hasRef(git, ref)) return undefined;
  return JSON.parse(gitOn(git, 'show', `${ref}:state.json`)) as StateDocument;
}

/** How many commits a ref has. */
export function commitsOf(git: string, ref = refOf()): number {
  return hasRef(git, ref) ? Number(gitOn(git, 'rev-list', '--count', ref)) : 0;
}

function hasRef(git: string, ref: string): boolean {
  return gitOn(git, 'for-each-ref', ref) !== '';
}

/** Puts another document on a ref, as somebody with push access could. */
export function writeState(git: string, text: string, { ref = refOf(), file = 'state.json' } = {}): void {
  const parent = hasRef(git, ref) ? `from ${ref}^0\n` : '';
  const data = (content: string) => `data ${Buffer.byteLength(content)}\n${content}\n`;
  const committer = 'committer Somebody <somebody@example.com> 1 +0000\n';
  const files = `deleteall\nM 100644 inline ${file}\n${data(text)}`;
  const input = `commit ${ref}\n${committer}${data('by hand')}${parent}${files}`;
  gitWithInput(git, ['fast-import', '--quiet', '--force'], input);
}

/** Changes the document on a ref. */
export function editState(git: string, change: (state: StateDocument) => void, ref = refOf()): void {
  const state = stateIn(git, ref);
  if (state === undefined) throw new Error(`${ref} is not there`);
  change(state);
  writeState(git, JSON.stringify(state), { ref });
}

/** Every object of a repository as text. */
export function allObjectsOf(git: string): string {
  return gitOn(git, 'cat-file', '--batch-all-objects', '--batch');
}
