/** A repository, its servers and its machine: where one fault is tried. */
import { randomBytes } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Entry, StateDocument } from '../../src/state/document.ts';
import {
  type ConduitServer,
  type ConduitServerOptions,
  type CreatedWebhook,
  type ReceivedRequest,
  startConduitServer,
} from '../../testing/conduit-server.ts';
import { emptyRepository, gitOn, refOf } from '../../testing/git.ts';
import {
  type GitHubServer,
  type GitHubServerOptions,
  startGitHubServer,
} from '../../testing/github-server.ts';
import { manifestFor, manifestPath, writeManifest } from '../../testing/manifests.ts';
import { quiet } from '../../testing/processes.ts';
import { keyValuePairs } from '../../testing/runner/files.ts';
import {
  type RunningAction,
  type RunOptions,
  type RunResult,
  startAction,
} from '../../testing/runner/index.ts';

export type StoreKind = 'git' | 'file';

/** The webhooks that every scene declares. */
export const names = ['payments', 'refunds', 'customers', 'payouts'];

/** One request to the Conduit API, and what can be done about it. */
export interface Asked {
  /** Name of the webhook, or '' when it is none of the scene's. */
  name: string;
  request: ReceivedRequest;
  reply: ServerResponse;
  /** Replies as usual. */
  next(): void;
  /** Creates the webhook and replies nothing yet. */
  create(): CreatedWebhook;
}

type OnGitHub = NonNullable<GitHubServerOptions['respond']>;

/** No run takes so long unless it hangs. */
const runTimeoutMs = 40_000;

export class Scene {
  readonly folder = mkdtempSync(join(tmpdir(), 'conduit-webhooks-faults-'));
  readonly workspace = join(this.folder, 'workspace');
  readonly temporary = join(this.folder, 'temporary');
  /** The bare repository that is the remote. */
  readonly git = join(this.folder, 'octo', 'repo');
  readonly apiKey = randomBytes(24).toString('base64url');
  readonly apiSecret = randomBytes(36).toString('base64url');
  /** The input github-token, which git may send to the remote. */
  readonly gitToken = `ghs_${randomBytes(20).toString('hex')}`;
  /** What runs get beside the usual, for as long as the fault lasts. */
  inputs: Record<string, string | undefined> = {};
  env: Record<string, string> = {};
  options: Partial<RunOptions> = {};
  /** Sees each request first. */
  onConduit: ((asked: Asked) => void) | undefined;
  onGitHub: OnGitHub | undefined;
  onStart: ((running: RunningAction) => void) | undefined;
  /** What else must hold no secret: what strangers were sent. */
  readonly onlookers: (() => string)[] = [];
  /** The base URL, which stays the same when the fault is over. */
  apiUrl = '';
  github!: GitHubServer;
  /** Every run so far that came to an end. */
  readonly results: RunResult[] = [];
  readonly #servers: ConduitServer[] = [];
  readonly #undo: (() => unknown)[] = [];
  readonly #cleanUp: (() => unknown)[] = [];
  readonly #late = new Set<Promise<unknown>>();
  readonly #ids = new Map<string, string>();
  readonly #store: StoreKind;
  readonly #withSecrets: boolean;
  #runs = 0;
  #replace: string[] = [];

  private constructor(store: StoreKind, withSecrets: boolean) {
    this.#store = store;
    this.#withSecrets = withSecrets;
  }

  static async open(store: StoreKind, withSecrets: boolean): Promise<Scene> {
    const scene = new Scene(store, withSecrets);
    for (const folder of [scene.workspace, scene.temporary]) mkdirSync(folder);
    scene.makeRepository();
    await scene.openGitHub();
    scene.declare();
    return scene;
  }

  /** Starts GitHub's API with nothing kept in it. */
  async openGitHub(): Promise<void> {
    const github = await startGitHubServer({
      respond: (request, reply, next) =>
        this.onGitHub === undefined ? next() : this.onGitHub(request, reply, next),
    });
    this.github = github;
    this.cleanUp(() => github.close());
  }

  async close(): Promise<void> {
    for (const act of this.#cleanUp.reverse()) await act();
    await this.closeServers();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** For when the fault is over. */
  undo(act: () => unknown): void {
    this.#undo.push(act);
  }

  /** For when the scene is. */
  cleanUp(act: () => unknown): void {
    this.#cleanUp.push(act);
  }

  /** Something that happens so many milliseconds from now, whatever becomes of the action. */
  later(ms: number, act: () => unknown): void {
    const happening = delay(ms)
      .then(act)
      .finally(() => this.#late.delete(happening));
    this.#late.add(happening);
  }

  /** The fault is over. */
  async end(): Promise<void> {
    await this.quiet();
    this.onConduit = undefined;
    this.onGitHub = undefined;
    this.onStart = undefined;
    this.inputs = {};
    this.env = {};
    this.options = {};
    for (const act of this.#undo.splice(0).reverse()) await act();
    if (this.#servers.length === 0) await this.serve();
  }

  /** Starts a Conduit server; its URL becomes that of the API unless there is one. */
  async serve(options: ConduitServerOptions = {}): Promise<ConduitServer> {
    const server: ConduitServer = await startConduitServer({
      apiKey: this.apiKey,
      apiSecret: this.apiSecret,
      ...options,
      respond: (request, reply, next) => {
        if (this.onConduit === undefined) next();
        else this.onConduit(askedOf(server, request, reply, next));
      },
    });
    this.#servers.push(server);
    if (this.apiUrl === '') this.apiUrl = server.url;
    return server;
  }

  async closeServers(): Promise<void> {
    for (const server of this.#servers) await server.close();
  }

  get isServing(): boolean {
    return this.#servers.length > 0;
  }

  /** Every webhook that was created, by any server. */
  get webhooks(): CreatedWebhook[] {
    return this.#servers.flatMap(({ webhooks }) => [...webhooks]);
  }

  get stateFile(): string {
    return join(this.workspace, 'state', 'webhooks.json');
  }

  /** Starts a register run, a workflow run of its own. */
  start(): RunningAction {
    this.#runs += 1;
    const secrets = [this.apiKey, this.apiSecret, this.gitToken, this.github.token];
    const running = startAction({
      workspace: this.workspace,
      githubToken: this.gitToken,
      timeoutMs: runTimeoutMs,
      ...this.options,
      secrets: [...secrets, ...(this.options.secrets ?? [])],
      inputs: {
        mode: 'register',
        environment: 'sandbox',
        state: this.#store === 'git' ? 'git' : 'file:state/webhooks.json',
        concurrency: '2',
        'api-url': this.apiUrl,
        'api-key': this.apiKey,
        'api-secret': this.apiSecret,
        replace: this.#replace.join(' '),
        ...(this.#withSecrets ? { 'secrets-token': this.github.token } : {}),
        ...this.inputs,
      },
      env: {
        GITHUB_SERVER_URL: `file://${this.folder}`,
        GITHUB_REPOSITORY: 'octo/repo',
        GITHUB_API_URL: this.github.url,
        GITHUB_RUN_ID: String(9000 + this.#runs),
        RUNNER_TEMP: this.temporary,
        ...this.env,
      },
    });
    this.#replace = [];
    this.onStart?.(running);
    return running;
  }

  /** A whole register run. */
  async run(): Promise<RunResult> {
    const { GITHUB_OUTPUT: file } = this.env;
    const done = await this.start().done;
    const outputs = file === undefined ? {} : outputsIn(file);
    const result = { ...done, outputs: { ...done.outputs, ...outputs } };
    this.results.push(result);
    return result;
  }

  /** Writes the manifest, with the IDs that a person has declared. */
  declare({ secrets = this.#withSecrets } = {}): void {
    const webhooks = names.map((name) => [
      name,
      {
        events: ['transaction.completed', 'customer.*'],
        secret: secrets ? secretName(name) : undefined,
        id: this.#ids.get(name),
      },
    ]);
    this.writeManifest(manifestFor(Object.fromEntries(webhooks)));
  }

  writeManifest(text: string | Buffer): void {
    writeManifest(this.workspace, text);
  }

  /**
   * Does what a run's messages ask of a person: declares the ID of what the server has, lists for replacement what it
   * has not, sets a GitHub secret to the Key Secret that the Dashboard shows. Gives what was done.
   */
  followAdvice({ outputs, log }: RunResult): string[] {
    const done: string[] = [];
    for (const name of listOf(outputs.unknown)) {
      const found = this.webhooks.find(({ url }) => url === urlOf(name));
      if (found === undefined) this.#replace.push(name);
      else this.#ids.set(name, found.id);
      done.push(`${found === undefined ? 'replaced' : 'declared'} ${name}`);
    }
    for (const [, secret, id] of log.matchAll(
      /the GitHub secret (\w+) is not known to have the signing secret of (\w+)/g,
    )) {
      const found = this.webhooks.find((webhook) => webhook.id === id);
      if (found === undefined || secret === undefined) continue;
      this.github.set(secret, found.secret);
      done.push(`set ${secret}`);
    }
    for (const [, name, id] of log.matchAll(
      /webhooks\.(\S+): failed: it was not declared on \S+, when a run advised to delete (\w+)\./g,
    )) {
      if (name === undefined || id === undefined) continue;
      this.#ids.set(name, id);
      done.push(`declared ${name} again`);
    }
    if (done.length > 0) this.declare();
    return done;
  }

  /** What state records, by name; nothing when it cannot be read. */
  state(): Record<string, Entry> {
    try {
      const text =
        this.#store === 'git'
          ? this.gitText('show', `${refOf()}:state.json`)
          : readFileSync(this.stateFile, 'utf8');
      return (JSON.parse(text) as StateDocument).webhooks as Record<string, Entry>;
    } catch {
      return {};
    }
  }

  /** Everything that is kept for anyone to read: every object of the repository, and the workspace but the manifest. */
  kept(): string {
    const files = readdirSync(this.workspace, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => file !== join(this.workspace, manifestPath));
    const texts = files.map((file) => readFileSync(file, 'latin1'));
    return [this.gitText('cat-file', '--batch-all-objects', '--batch'), ...texts].join('\n');
  }

  /** Makes the remote, with nothing in it. */
  makeRepository(): void {
    emptyRepository(this.folder);
  }

  /** Plain git on the remote. */
  gitText(...args: string[]): string {
    return gitOn(this.git, ...args);
  }

  /** A hook of the remote, gone when the fault is over. */
  addHook(name: string, script: string): void {
    const file = join(this.git, 'hooks', name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    this.undo(() => rmSync(file, { force: true }));
  }

  /** Resolves when nothing that was begun goes on: no process, no late reply. */
  async quiet(): Promise<void> {
    while (this.#late.size > 0) await Promise.all(this.#late);
    await quiet(this.folder);
  }

  /** All that no person may see. */
  get secrets(): string[] {
    const { apiKey, apiSecret, gitToken, github, webhooks } = this;
    return [
      ...[apiKey, apiSecret, gitToken],
      ...webhooks.map(({ secret }) => secret),
      ...(this.#withSecrets ? [github.token, github.readToken, ...github.privateKeys()] : []),
    ];
  }
}

export function secretName(name: string): string {
  return `${name.toUpperCase()}_SECRET`;
}

export function urlOf(name: string): string {
  return `https://hooks.example.com/${name}`;
}

/** The names in an output that is a list. */
export function listOf(output: string | undefined): string[] {
  return JSON.parse(output || '[]') as string[];
}

function askedOf(
  server: ConduitServer,
  request: ReceivedRequest,
  reply: ServerResponse,
  next: () => void,
): Asked {
  const { url = '' } = request.body as { url?: string };
  return {
    name: names.find((name) => url === urlOf(name)) ?? '',
    request,
    reply,
    next,
    create() {
      const { writeHead, end } = reply;
      reply.writeHead = () => reply;
      reply.end = () => reply;
      next();
      Object.assign(reply, { writeHead, end });
      const webhook = server.webhooks.at(-1);
      if (webhook?.url !== url) throw new Error(`the server did not create ${url}`);
      return webhook;
    },
  };
}

/** The outputs in a file that a fault put in the place of the runner's. */
function outputsIn(file: string): Record<string, string> {
  try {
    return statSync(file).isFile()
      ? Object.fromEntries(keyValuePairs(readFileSync(file, 'utf8')))
      : {};
  } catch {
    return {};
  }
}
