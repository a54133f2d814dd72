/** What the end-to-end tests share: a workspace, a Conduit server, and a run of the bundle between them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import {
  type ConduitServer,
  type ConduitServerOptions,
  startConduitServer,
} from '../../scripts/conduit-server.ts';
import {
  assertNothingLeaked,
  type RunOptions,
  type RunResult,
  startAction,
} from './runner/index.ts';

export const manifestPath = '.github/conduit-webhooks.yml';

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'conduit-webhooks-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A workspace with a manifest in it. */
export function workspaceWith(manifest: string): string {
  const workspace = temporaryFolder();
  writeManifest(workspace, manifest);
  return workspace;
}

export function writeManifest(workspace: string, manifest: string): void {
  mkdirSync(dirname(join(workspace, manifestPath)), { recursive: true });
  writeFileSync(join(workspace, manifestPath), manifest);
}

/** A manifest with one plain webhook for each name. */
export function manifestOf(...names: string[]): string {
  const webhooks = names.map(
    (name) =>
      `  ${name}:\n    url: https://hooks.example.com/${name}\n    events: [transaction.completed]\n    status: enabled\n`,
  );
  return `webhooks:\n${webhooks.join('')}`;
}

/** An empty bare repository, and the runner's variables that lead to it over `file://`. */
export function fileRemote(): { git: string; env: Record<string, string> } {
  const folder = temporaryFolder();
  const git = join(folder, 'octo', 'repo');
  execFileSync('git', ['init', '--quiet', '--bare', git]);
  return { git, env: { GITHUB_SERVER_URL: `file://${folder}`, GITHUB_REPOSITORY: 'octo/repo' } };
}

/** A Conduit server that is closed after the test. */
export async function conduit(options?: ConduitServerOptions): Promise<ConduitServer> {
  const server = await startConduitServer(options);
  onTestFinished(() => server.close());
  return server;
}

/** Resolves when `condition` holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(10);
}

/** A point at which a test holds something up until it has seen what it waits for. */
export interface Gate {
  /** Resolves once the first has come. */
  reached: Promise<void>;
  /** Awaited by what is held up. */
  pass(): Promise<void>;
  /** Lets on all that wait, and all that come later. */
  open(): void;
}

export function gate(): Gate {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  return {
    reached: reached.promise,
    pass() {
      reached.resolve();
      return opened.promise;
    },
    open: opened.resolve,
  };
}

/** Options of a register run against `server`, for `sandbox`, without state unless `inputs` say otherwise. */
export function registerOptions(
  server: ConduitServer,
  workspace: string,
  { inputs = {}, ...others }: Partial<RunOptions> = {},
): RunOptions {
  return {
    workspace,
    secrets: [server.apiKey, server.apiSecret],
    inputs: {
      mode: 'register',
      environment: 'sandbox',
      state: 'none',
      'api-url': server.url,
      'api-key': server.apiKey,
      'api-secret': server.apiSecret,
      ...inputs,
    },
    ...others,
  };
}

/** Runs register, and checks what holds for every run: nothing secret to be seen, nothing on stderr. */
export async function register(
  server: ConduitServer,
  workspace: string,
  options: Partial<RunOptions> = {},
): Promise<RunResult> {
  const result = await startAction(registerOptions(server, workspace, options)).done;
  assertClean(result, server);
  return result;
}

export function assertClean(result: RunResult, server: ConduitServer): void {
  const secrets = server.webhooks.map(({ secret }) => secret);
  assertNothingLeaked(result, [server.apiKey, server.apiSecret, ...secrets]);
  if (result.stderr.length > 0) throw new Error(`stderr: ${result.stderr.toString()}`);
}
