/** What the tests of stored secrets share: a repository, a GitHub API, a Conduit API, and runs between them. */
import { existsSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { StateDocument } from '../../../src/state/document.ts';
import { foreignCommands } from '../../../testing/commands.ts';
import type { ConduitServer, ConduitServerOptions, CreatedWebhook } from '../../../testing/conduit-server.ts';
import { printed } from '../../../testing/decisions.ts';
import {
  type GitHubCall,
  type GitHubRequest,
  type GitHubServer,
  type GitHubServerOptions,
  startGitHubServer,
} from '../../../testing/github-server.ts';
import { type Declared, manifestFor, writeManifest } from '../../../testing/manifests.ts';
import {
  assertNothingLeaked,
  type RunningAction,
  type RunOptions,
  type RunResult,
  startAction,
} from '../../../testing/runner/index.ts';
import { assertClean, conduit, registerOptions, stateFile, workspaceWith } from '../support.ts';

/** A text stands for a plain webhook that names this GitHub secret. */
type Webhooks = Record<string, Declared | string>;

function manifestText(webhooks: Webhooks): string {
  const declared = Object.entries(webhooks).map(
    ([name, one]) => [name, typeof one === 'string' ? { secret: one } : one] as const,
  );
  return manifestFor(Object.fromEntries(declared));
}

/** Sees each request to GitHub before it is answered. */
type Watch = NonNullable<GitHubServerOptions['respond']>;

export interface World {
  conduit: ConduitServer;
  github: GitHubServer;
  workspace: string;
  /** Changes the manifest. */
  declare(webhooks: Webhooks): void;
  /** From now on requests to GitHub come here first; without it, they are answered. */
  onGitHub(watch?: Watch): void;
  /** Starts a register run, a workflow run of its own unless `env` says otherwise. */
  start(options?: Partial<RunOptions>): RunningAction;
  /** A whole register run, and what holds after every run: nothing secret to be seen. */
  run(options?: Partial<RunOptions>): Promise<RunResult>;
  /** Checks that nothing secret is in what a run shows, nor in the state. */
  assertClean(result: RunResult): void;
  /** What the state says now; undefined when there is none. */
  state(): StateDocument | undefined;
  /** The webhook whose signing secret each GitHub secret holds, as state has it: key → ID. */
  owners(): Record<string, string | undefined>;
  /** Says that the time is over in which the run of a request may still act on it. */
  expire(name: string): void;
  /** The only webhook that was created with a URL of this name. */
  created(name: string): CreatedWebhook;
  /** The requests to GitHub, told by what they are for: `put PAYMENTS_SECRET`. */
  calls(): string[];
}

/** Servers, and a workspace of which nothing is registered. All is gone after the test. */
export async function world(
  webhooks: Webhooks,
  options: { github?: GitHubServerOptions; conduit?: ConduitServerOptions } = {},
): Promise<World> {
  let watching: Watch | undefined;
  const server = await conduit(options.conduit);
  const github = await startGitHubServer({
    ...options.github,
    respond: (request, reply, next) => (watching === undefined ? next() : watching(request, reply, next)),
  });
  onTestFinished(() => github.close());
  const workspace = workspaceWith(manifestText(webhooks));
  const path = join(workspace, 'state.json');
  const { read, write } = stateFile(path);
  let runs = 0;

  const start: World['start'] = ({ inputs = {}, env = {}, secrets = [], ...others } = {}) => {
    runs += 1;
    const run = registerOptions(server, workspace, {
      ...others,
      inputs: { state: 'file:state.json', 'secrets-token': github.token, ...inputs },
      env: {
        GITHUB_REPOSITORY: 'octo/repo',
        GITHUB_API_URL: github.url,
        GITHUB_RUN_ID: String(9000 + runs),
        ...env,
      },
    });
    return startAction({ ...run, secrets: [...(run.secrets ?? []), github.token, ...secrets] });
  };

  const assertAllClean: World['assertClean'] = (result) => {
    assertClean(result, server);
    assertNothingLeaked(result, [github.token, github.readToken, ...github.privateKeys()]);
    const kept = existsSync(path) ? readFileSync(path, 'utf8') : '';
    assertNothingLeaked({ ...result, visible: kept }, [
      ...[server.apiKey, server.apiSecret, github.token, github.readToken],
      ...server.webhooks.map(({ secret }) => secret),
    ]);
    expect(foreignCommands(result)).toEqual([]);
  };

  return {
    conduit: server,
    github,
    workspace,
    declare: (changed) => writeManifest(workspace, manifestText(changed)),
    onGitHub(watch) {
      watching = watch;
    },
    start,
    async run(runOptions) {
      const result = await start(runOptions).done;
      assertAllClean(result);
      return result;
    },
    assertClean: assertAllClean,
    state: read,
    owners: () => Object.fromEntries(Object.entries(read()?.secrets ?? {}).map(([key, slot]) => [key, slot?.owner])),
    expire(name) {
      const state = read();
      const request = state?.webhooks[name]?.request;
      if (state === undefined || request === undefined) throw new Error(`No request: ${name}`);
      request.until = request.at;
      write(state);
    },
    created(name) {
      const [found, ...more] = server.webhooks.filter(({ url }) => url.endsWith(`/${name}`));
      if (found === undefined || more.length > 0) throw new Error(`Not one webhook: ${name}`);
      return found;
    },
    calls: () =>
      github.requests.map(({ call, name }) => (name === undefined || call === 'check' ? call : `${call} ${name}`)),
  };
}

/** Messages of the annotations of a level, joined. */
export function errorsOf({ annotations }: RunResult): string {
  return annotations
    .filter(({ level }) => level === 'error')
    .map(({ message }) => message)
    .join('\n');
}

/** Nothing was created, and no trace is left of a run that was stopped before it could. */
export function expectNothingDone(here: Pick<World, 'conduit' | 'github' | 'state'>, label?: string): void {
  expect(here.conduit.requests, label).toEqual([]);
  expect(here.state(), label).toBeUndefined();
  expect([...here.github.secrets().keys()], label).toEqual([]);
}

/** The last webhook of the name exists and its secret is not at GitHub: what a person has learnt by then, and what is kept. */
export function expectNotStoredNow(here: World, result: RunResult, label?: string, name = 'payments'): void {
  const webhook = here.conduit.webhooks.findLast(({ url }) => url.endsWith(`/${name}`));
  expectNotStored(result, name);
  expect(result.log, label).toMatch(new RegExp(`^✗ ${name} +not stored +${webhook?.id}`, 'm'));
  expect(result.log, label).toContain(`the output \`${name}-secret\` of this step`);
  expect(result.outputs[`${name}-secret`], label).toBe(webhook?.secret);
  expect(result.outputs[`${name}-id`], label).toBe(webhook?.id);
  for (const list of ['created', 'failed', 'undecided']) {
    expect(JSON.parse(result.outputs[list] ?? ''), label).toContain(name);
  }
  expect(here.state()?.webhooks[name]?.current, label).toMatchObject({
    id: webhook?.id,
    origin: 'created',
  });
  expect(Object.values(here.owners()), label).not.toContain(webhook?.id);
}

/** The question about the GitHub secret of a webhook; gives the decision that says that all is well. */
export function expectNotStored(result: RunResult, name = 'payments'): string {
  expect(result.exitCode, result.log).not.toBe(0);
  expect(result.log).toMatch(new RegExp(`^[?✗] ${name} +not stored`, 'm'));
  expect(result.log).toMatch(/copy the Key Secret of .* from the Conduit Dashboard/i);
  expect(JSON.parse(result.outputs.undecided ?? '')).toContain(name);
  return printed(result, `keep ${name}`);
}

/** Answers `call` with `act`, and every other request as usual. */
export function at(
  call: GitHubCall,
  act: (reply: ServerResponse, request: GitHubRequest, next: () => void) => void,
): Watch {
  return (request, reply, next) => {
    if (request.call === call) act(reply, request, next);
    else next();
  };
}

/** Resolves when a request for `call` has come; it is never answered. */
export function stalledAt({ onGitHub }: World, call: GitHubCall): Promise<void> {
  return new Promise((resolve) => onGitHub(at(call, () => resolve())));
}
