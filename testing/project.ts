/** A Conduit account, a repository with its secrets, and runs of the bundle between them. All is gone after the test. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Environment } from '../src/generated/api.ts';
import type { StateDocument, WebhookRecord } from '../src/state/document.ts';
import type { ConduitServer, ConduitServerOptions, CreatedWebhook } from './conduit-server.ts';
import { pastedInto } from './decisions.ts';
import { temporaryFolder } from './folders.ts';
import { type Remote, refOf, stateIn, writeState } from './git.ts';
import { type GitHubServer, type GitHubServerOptions, startGitHubServer } from './github-server.ts';
import type { HttpRemote, HttpRemoteOptions, HttpRequest } from './http-remote.ts';
import { type Declared, type DeclaredEnvironment, manifestFor, writeManifest } from './manifests.ts';
import {
  assertNothingLeaked,
  type RunningAction,
  type RunOptions,
  type RunResult,
  startAction,
} from './runner/index.ts';
import { conduit, fileRemote, httpRemote } from './temporary.ts';

type Respond = NonNullable<ConduitServerOptions['respond']>;
type Watch = NonNullable<GitHubServerOptions['respond']>;
type Webhooks = Readonly<Record<string, Declared>>;

/** The value of `github.token` for remotes over HTTP. */
export const githubToken = 'ghs_0123456789abcdefABCDEF0123456789wxyz';

export interface Project {
  server: ConduitServer;
  github: GitHubServer;
  workspace: string;
  /** What each environment's block of the manifest says; decisions are put here, and stay. */
  environments: Record<string, DeclaredEnvironment & { decisions: string[] }>;
  /** Pieces of YAML that are pasted into whatever the manifest declares. */
  pasted: string[];
  /** Changes the manifest. */
  declare(webhooks: Webhooks): void;
  /** From now on requests to Conduit come here first; without it, they are answered. */
  onConduit(respond?: Respond): void;
  /** The same for requests to GitHub. */
  onGitHub(respond?: Watch): void;
  /** Starts a register run, a workflow run of its own unless `env` says otherwise. */
  start(options?: Partial<RunOptions>): RunningAction;
  /** A whole run, and what holds after every run: nothing secret to be seen. */
  run(options?: Partial<RunOptions>): Promise<RunResult>;
  /** The same, upon another manifest when one is given. */
  register(webhooks?: Webhooks, options?: Partial<RunOptions>): Promise<RunResult>;
  /** A plan of what the next register would do, without credentials. */
  plan(options?: Partial<RunOptions>): Promise<RunResult>;
  /** Checks what `run` does. */
  assertClean(result: RunResult): void;
  /** What the state says now; undefined when there is none. */
  state(environment?: Environment): StateDocument | undefined;
  /** What state has under a name. */
  record(name: string, environment?: Environment): WebhookRecord | undefined;
  /** Changes the state, as somebody who may write there could. */
  edit(change: (state: StateDocument) => void): void;
  /** As if so much time had gone by that no run that has ended may still act on its requests. */
  endWaits(): void;
  /** The only webhook that was created with a URL of this name. */
  created(name: string): CreatedWebhook;
  /** The ID of the webhook that was created last. */
  lastId(): string;
}

/** A project that keeps its state in a repository. */
export interface GitProject<R extends Remote = Remote> extends Project {
  remote: R;
}

interface ProjectOptions {
  respond?: Respond;
  github?: GitHubServerOptions;
}

/** Where the state is, and how a test gets at it. */
interface Store {
  /** What a run needs for it. */
  run: Partial<RunOptions>;
  /** The input `state`. */
  input(environment: string): string;
  read(environment?: Environment): StateDocument | undefined;
  write(state: StateDocument): void;
  /** All of its bytes, where that takes no processes. */
  text(): string;
}

/** A project for what every store has in common: a state file takes no processes. */
export function project(options: ProjectOptions = {}): Promise<Project> {
  const workspace = temporaryFolder();
  const name = (environment = 'sandbox') => (environment === 'sandbox' ? 'state.json' : `${environment}.json`);
  const file = (environment?: string) => join(workspace, name(environment));
  const store: Store = {
    run: { env: { GITHUB_REPOSITORY: 'octo/repo' } },
    input: (environment) => `file:${name(environment)}`,
    read: (environment) => {
      const text = textIn(file(environment));
      return text === '' ? undefined : (JSON.parse(text) as StateDocument);
    },
    write: (state) => writeFileSync(file(), JSON.stringify(state)),
    text: () => textIn(file()) + textIn(file('live')),
  };
  return projectUpon(store, workspace, options);
}

/** What a file holds; '' when it is not there. */
function textIn(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** A project whose repository is reached over `file://`, which takes the fewest processes. */
export function gitProject(options: ProjectOptions = {}): Promise<GitProject> {
  return projectIn(fileRemote(), options);
}

/** A project whose repository is reached over HTTP. */
export async function httpProject({
  remote,
  ...options
}: ProjectOptions & { remote?: Partial<HttpRemoteOptions> } = {}): Promise<GitProject<HttpRemote>> {
  return projectIn(await httpRemote({ token: githubToken, ...remote }), options);
}

async function projectIn<R extends Remote>(remote: R, options: ProjectOptions): Promise<GitProject<R>> {
  const store: Store = {
    run: { env: remote.env, githubToken },
    input: () => 'git',
    read: (environment) => stateIn(remote.git, refOf(environment)),
    write: (state) => writeState(remote.git, JSON.stringify(state)),
    text: () => '',
  };
  return { ...(await projectUpon(store, temporaryFolder(), options)), remote };
}

async function projectUpon(store: Store, workspace: string, options: ProjectOptions): Promise<Project> {
  let onConduit = options.respond;
  let onGitHub = options.github?.respond;
  const server = await conduit({
    respond: (request, reply, next) => (onConduit === undefined ? next() : onConduit(request, reply, next)),
  });
  const github = await startGitHubServer({
    ...options.github,
    respond: (request, reply, next) => (onGitHub === undefined ? next() : onGitHub(request, reply, next)),
  });
  onTestFinished(() => github.close());
  const environments: Project['environments'] = {};
  const pasted: string[] = [];
  let declared: Webhooks = {};
  let runs = 9000;
  const write = () => writeManifest(workspace, pasted.reduce(pastedInto, manifestFor(declared, environments)));

  const here: Project = {
    server,
    github,
    workspace,
    environments,
    pasted,
    declare(webhooks) {
      declared = webhooks;
      write();
    },
    onConduit(respond) {
      onConduit = respond;
    },
    onGitHub(respond) {
      onGitHub = respond;
    },
    start({ inputs = {}, env = {}, secrets = [], ...others } = {}) {
      runs += 1;
      const state = store.input(inputs.environment ?? 'sandbox');
      const run = registerOptions(server, workspace, {
        ...store.run,
        ...others,
        inputs: { state, 'secrets-token': github.token, ...inputs },
        env: { ...store.run.env, GITHUB_API_URL: github.url, ...runNumber(runs), ...env },
      });
      return startAction({ ...run, secrets: [...(run.secrets ?? []), github.token, ...secrets] });
    },
    async run(given) {
      const result = await here.start(given).done;
      here.assertClean(result);
      return result;
    },
    register(webhooks = declared, given = {}) {
      here.declare(webhooks);
      return here.run(given);
    },
    plan({ inputs, ...others } = {}) {
      write();
      const credentials = { 'api-key': undefined, 'api-secret': undefined };
      return here.run({ ...others, inputs: { mode: 'plan', ...credentials, ...inputs } });
    },
    assertClean(result) {
      const seen = { ...result, visible: `${result.visible}\n${store.text()}` };
      assertClean(seen, server, [github.token, github.readToken, ...github.privateKeys()]);
    },
    state: store.read,
    record: (name, environment) => store.read(environment)?.webhooks[name],
    edit(change) {
      const state = store.read();
      if (state === undefined) throw new Error('There is no state.');
      change(state);
      store.write(state);
    },
    endWaits: () => here.edit(endWaitsIn),
    created(name) {
      const [found, ...more] = server.webhooks.filter(({ url }) => url.endsWith(`/${name}`));
      if (found === undefined || more.length > 0) throw new Error(`Not one webhook: ${name}`);
      return found;
    },
    lastId: () => server.webhooks.at(-1)?.id ?? '',
  };
  return here;
}

/** The runner's variables for a workflow run of its own. */
export function runNumber(id: number | string, attempt = 1): Record<string, string> {
  return { GITHUB_RUN_ID: String(id), GITHUB_RUN_ATTEMPT: String(attempt) };
}

/** Puts decisions into the manifest's block of an environment, where they stay. */
export function decide({ environments }: Project, lines: readonly string[], environment = 'sandbox') {
  environments[environment] ??= { decisions: [] };
  environments[environment].decisions.push(...lines);
}

/** As if no run that has ended might still act on the requests of a state. */
export function endWaitsIn({ webhooks }: StateDocument): void {
  for (const record of Object.values(webhooks)) {
    if (record?.request !== undefined) record.request.until = record.request.at;
  }
}

/** An output that is a JSON value. */
export function output({ outputs, log }: RunResult, name: string): unknown {
  if (outputs[name] === undefined) throw new Error(`The output ${name} is not set in ${log}`);
  return JSON.parse(outputs[name]) as unknown;
}

/** Messages of the annotations that are errors, joined. */
export function errorsOf({ annotations }: RunResult): string {
  const errors = annotations.filter(({ level }) => level === 'error');
  return errors.map(({ message }) => message).join('\n');
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

/** Runs register, and checks what holds for every run: nothing secret to be seen. */
export async function register(
  server: ConduitServer,
  workspace: string,
  options: Partial<RunOptions> = {},
): Promise<RunResult> {
  const result = await startAction(registerOptions(server, workspace, options)).done;
  assertClean(result, server);
  return result;
}

/** Nothing secret is to be seen of a run. */
export function assertClean(result: RunResult, server: ConduitServer, more: readonly string[] = []): void {
  const secrets = server.webhooks.map(({ secret }) => secret);
  assertNothingLeaked(result, [server.apiKey, server.apiSecret, ...secrets, ...more]);
}

/** True of a push; `git push --dry-run` only looks. */
export function isPush({ method, url }: HttpRequest): boolean {
  return method === 'POST' && url.endsWith('git-receive-pack');
}
