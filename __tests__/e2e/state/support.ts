/** What the tests of state share: a project whose manifest changes from run to run, and how its runs are read. */
import { join } from 'node:path';
import type { StateDocument, WebhookRecord } from '../../../src/state/document.ts';
import type { ConduitServer, ConduitServerOptions } from '../../../testing/conduit-server.ts';
import { pastedInto } from '../../../testing/decisions.ts';
import { type Environment, gitOn, type Remote, refOf, stateIn, writeState } from '../../../testing/git.ts';
import type { HttpRemote, HttpRemoteOptions, HttpRequest } from '../../../testing/http-remote.ts';
import { type Declared, type DeclaredEnvironment, manifestFor, writeManifest } from '../../../testing/manifests.ts';
import { type RunningAction, type RunOptions, type RunResult, startAction } from '../../../testing/runner/index.ts';
import {
  assertClean,
  conduit,
  fileRemote,
  httpRemote,
  register,
  registerOptions,
  stateFile,
  workspaceWith,
} from '../support.ts';

/** The value of `github.token` for remotes over HTTP. */
export const token = 'ghs_0123456789abcdefABCDEF0123456789wxyz';

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

type Webhooks = Readonly<Record<string, Declared>>;

/** One Conduit account, a workspace, and the state that its runs keep. */
export interface Project {
  server: ConduitServer;
  workspace: string;
  /** What each environment's block of the manifest says; decisions are put here, and stay. */
  environments: Record<string, DeclaredEnvironment & { decisions: string[] }>;
  /** Pieces of YAML that are pasted into whatever the manifest declares. */
  pasted: string[];
  /** Changes the manifest. */
  declare(webhooks: Webhooks): void;
  /** Starts a register run, a workflow run of its own. */
  start(options?: Partial<RunOptions>): RunningAction;
  /** A register run, upon another manifest when one is given. */
  register(webhooks?: Webhooks, options?: Partial<RunOptions>): Promise<RunResult>;
  /** A plan of what the next register would do. */
  plan(options?: Partial<RunOptions>): Promise<RunResult>;
  /** What state has under a name. */
  record(name: string, environment?: Environment): WebhookRecord | undefined;
  state(environment?: Environment): StateDocument;
  /** Changes the state, as somebody who may write there could. */
  edit(change: (state: StateDocument) => void): void;
  /** The ID of the webhook that was created last. */
  lastId(): string;
}

/** A project that keeps its state in a repository. */
export interface GitProject<R extends Remote = Remote> extends Project {
  remote: R;
}

interface ProjectOptions {
  respond?: ConduitServerOptions['respond'];
}

/** Where the state is, and how a test gets at it. */
interface Store {
  env: Record<string, string>;
  /** The input `state`. */
  input(environment: string): string;
  read(environment?: Environment): StateDocument | undefined;
  write(state: StateDocument): void;
}

/** A project for what every store has in common: a state file takes no processes. */
export function project(options: ProjectOptions = {}): Promise<Project> {
  const workspace = workspaceWith('');
  const file = (environment = 'sandbox') => join(workspace, `${environment}.json`);
  const store: Store = {
    env: { GITHUB_REPOSITORY: 'octo/repo' },
    input: (environment) => `file:${environment}.json`,
    read: (environment) => stateFile(file(environment)).read(),
    write: stateFile(file()).write,
  };
  return projectUpon(store, workspace, options);
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
  return projectIn(await httpRemote({ token, ...remote }), options);
}

async function projectIn<R extends Remote>(remote: R, options: ProjectOptions): Promise<GitProject<R>> {
  const store: Store = {
    env: remote.env,
    input: () => 'git',
    read: (environment) => stateIn(remote.git, refOf(environment)),
    write: (state) => writeState(remote.git, JSON.stringify(state)),
  };
  return { ...(await projectUpon(store, workspaceWith(''), options)), remote };
}

/** All is gone after the test. */
async function projectUpon(store: Store, workspace: string, { respond }: ProjectOptions): Promise<Project> {
  const server = await conduit(respond === undefined ? {} : { respond });
  const environments: Project['environments'] = {};
  let declared: Webhooks = {};
  let runs = 100;
  const pasted: string[] = [];
  const write = () => writeManifest(workspace, pasted.reduce(pastedInto, manifestFor(declared, environments)));
  const next = (options: Partial<RunOptions> = {}): Partial<RunOptions> => {
    write();
    runs += 1;
    return {
      githubToken: token,
      ...options,
      env: { ...runNumber(runs), ...options.env },
      inputs: {
        state: store.input(options.inputs?.environment ?? 'sandbox'),
        ...options.inputs,
      },
    };
  };
  const state: Project['state'] = (environment) => {
    const found = store.read(environment);
    if (found === undefined) throw new Error('There is no state.');
    return found;
  };
  return {
    server,
    workspace,
    environments,
    pasted,
    declare(webhooks) {
      declared = webhooks;
      write();
    },
    start: (options) => startAction(registerOptions(server, workspace, stateRun(store, next(options)))),
    register(webhooks = declared, options = {}) {
      declared = webhooks;
      return registerIn(store, server, workspace, next(options));
    },
    plan: (options) => planIn(store, server, workspace, next(options)),
    state,
    record: (name, environment) => state(environment).webhooks[name],
    edit(change) {
      const edited = state();
      change(edited);
      store.write(edited);
    },
    lastId: () => server.webhooks.at(-1)?.id ?? '',
  };
}

/** Puts decisions into the manifest's block of an environment, where they stay. */
export function decide({ environments }: Project, lines: readonly string[], environment = 'sandbox') {
  environments[environment] ??= { decisions: [] };
  environments[environment].decisions.push(...lines);
}

/** As if so much time had gone by that no run that has ended may still act on its requests. */
export function endWaits({ edit }: Pick<Project, 'edit'>): void {
  edit(endWaitsIn);
}

/** The same, in a document. */
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

/** True of a push; `git push --dry-run` only looks. */
export function isPush({ method, url }: HttpRequest): boolean {
  return method === 'POST' && url.endsWith('git-receive-pack');
}

/** Subjects of the state ref's commits, the newest first. */
export function historyOf({ git }: Pick<Remote, 'git'>): string[] {
  return gitOn(git, 'log', '--format=%s', refOf()).trim().split('\n');
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
