/** Where the story plays: a repository, a Conduit account in the sandbox, and a clock that can be put forward. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startConduitServer } from '../../testing/conduit-server.ts';
import { fileRemoteIn } from '../../testing/git.ts';
import { writeManifest } from '../../testing/manifests.ts';
import { assertNothingLeaked, type RunningAction, type RunResult, startAction } from '../../testing/runner/index.ts';
import { withTime } from '../../testing/time.ts';

type Mode = 'validate' | 'plan' | 'register';

export type Stage = Awaited<ReturnType<typeof openStage>>;

const example = join(import.meta.dirname, '..', '..', 'examples', 'conduit-webhooks.yml');

/** The number of the first workflow run. */
const firstRun = 120;

/** Opens the stage with the project's example as manifest. The story begins at `begin`, in milliseconds since 1970. */
export async function openStage(begin: number) {
  const folder = mkdtempSync(join(tmpdir(), 'conduit-webhooks-demo-'));
  const workspace = join(folder, 'workspace');
  mkdirSync(workspace);
  const remote = fileRemoteIn(join(folder, 'remote'));
  let lose: (() => void) | undefined;
  const server = await startConduitServer({
    respond(_, reply, next) {
      if (lose) Object.assign(reply, { writeHead: () => reply, end: () => reply });
      next();
      lose?.();
      lose = undefined;
    },
  });
  const { apiKey, apiSecret, url } = server;
  const planned = { environment: 'sandbox', 'api-url': url };
  const needed: Record<Mode, Record<string, string>> = {
    validate: {},
    plan: planned,
    register: { ...planned, 'api-key': apiKey, 'api-secret': apiSecret },
  };
  let manifest = readFileSync(example, 'utf8');
  let runs = firstRun;
  let minutes = 0;
  writeManifest(workspace, manifest);

  /** Starts the action in a new workflow run, for the sandbox; `more` are inputs beside those that it needs. */
  function start(mode: Mode, more: Record<string, string> = {}): RunningAction {
    const now = begin + minutes * 60_000;
    const env = { ...remote.env, ...withTime({ shiftMs: now - Date.now() }), GITHUB_RUN_ID: String(runs) };
    runs += 1;
    minutes += 1;
    // One request at a time: the webhooks come in one order in every story.
    const inputs = { mode, concurrency: '1', ...needed[mode], ...more };
    return startAction({ workspace, inputs, env, secrets: [apiKey, apiSecret] });
  }

  return {
    server,
    /** The manifest's text; whoever sets it edits the file. */
    get manifest() {
      return manifest;
    },
    set manifest(text) {
      manifest = text;
      writeManifest(workspace, text);
    },
    start,
    /** The same to its end. Throws when it comes to another one, or when anything secret can be seen. */
    async run(mode: Mode, conclusion: RunResult['conclusion'], more?: Record<string, string>): Promise<RunResult> {
      const result = await start(mode, more).done;
      assert.equal(result.conclusion, conclusion, result.log);
      const secrets = server.webhooks.map(({ secret }) => secret);
      assertNothingLeaked(result, [apiKey, apiSecret, ...secrets]);
      return result;
    },
    /** Lets so many minutes pass. */
    wait(some: number) {
      minutes += some;
    },
    /** Conduit does what the next request asks, and its reply gets lost. Resolves when that has happened. */
    loseNextReply(): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      lose = resolve;
      return promise;
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
