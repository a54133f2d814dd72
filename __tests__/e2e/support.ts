/** What the end-to-end tests share: a workspace, a Conduit server, and a run of the bundle between them. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { StateDocument } from '../../src/state/document.ts';
import { type ConduitServer, type ConduitServerOptions, startConduitServer } from '../../testing/conduit-server.ts';
import { temporaryFolder } from '../../testing/folders.ts';
import { fileRemoteIn, type Remote } from '../../testing/git.ts';
import { type HttpRemote, type HttpRemoteOptions, startHttpRemote } from '../../testing/http-remote.ts';
import { writeManifest } from '../../testing/manifests.ts';
import { assertNothingLeaked, type RunOptions, type RunResult, startAction } from '../../testing/runner/index.ts';
import { type RawServer, startRawServer } from '../../testing/servers.ts';

export { temporaryFolder };

/** A workspace with a manifest in it. */
export function workspaceWith(manifest: string): string {
  const workspace = temporaryFolder();
  writeManifest(workspace, manifest);
  return workspace;
}

/** A state file as a test sees it: `read` gives undefined when there is none. */
export function stateFile(path: string) {
  return {
    read: () => (existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as StateDocument) : undefined),
    write: (state: StateDocument) => writeFileSync(path, JSON.stringify(state)),
  };
}

/** An empty bare repository, reached over `file://`. */
export function fileRemote(): Remote {
  return fileRemoteIn(temporaryFolder());
}

/** The same, reached over HTTP; the server is closed after the test. */
export async function httpRemote(options: HttpRemoteOptions): Promise<HttpRemote> {
  const remote = await startHttpRemote(temporaryFolder(), options);
  onTestFinished(() => remote.close());
  return remote;
}

/** A server that is not HTTP's; it is closed after the test. */
export async function rawServer(onConnection: (socket: Socket) => void): Promise<RawServer> {
  const server = await startRawServer(onConnection);
  onTestFinished(() => server.close());
  return server;
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

type Respond = NonNullable<ConduitServerOptions['respond']>;

/**
 * Answers no request to Conduit before `count` have come, and then as `answer` says: all are on their way when the first
 * is answered, however busy the machine is.
 */
export function together(count: number, answer: Respond = (_, __, next) => next()): Respond {
  const waiting: Parameters<Respond>[] = [];
  return (...request) => {
    waiting.push(request);
    if (waiting.length >= count) for (const one of waiting.splice(0)) answer(...one);
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
