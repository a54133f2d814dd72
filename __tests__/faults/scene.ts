/** A repository, its servers, its machine, and the person in charge: where one fault is tried. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { StateDocument } from '../../src/state/document.ts';
import {
  type ConduitServer,
  type ConduitServerOptions,
  type CreatedWebhook,
  type ReceivedRequest,
  startConduitServer,
} from '../../testing/conduit-server.ts';
import { printedIn } from '../../testing/decisions.ts';
import { allObjectsOf, editState, emptyRepository, stateIn } from '../../testing/git.ts';
import { type GitHubServer, type GitHubServerOptions, startGitHubServer } from '../../testing/github-server.ts';
import { type Declared, manifestFor, manifestPath, writeManifest } from '../../testing/manifests.ts';
import { quiet } from '../../testing/processes.ts';
import { endWaitsIn } from '../../testing/project.ts';
import { type RunningAction, type RunOptions, type RunResult, startAction } from '../../testing/runner/index.ts';
import { listen } from '../../testing/servers.ts';

/** Makes the next run of a scene go wrong. What is to be undone when the fault is over goes to `scene.undo`. */
export type Fault = (scene: Scene) => unknown;

export type StoreKind = 'git' | 'file';

/** Faults of one kind, by name. */
export interface Group {
  /** Where state is kept. With `by turns`, the first fault has git, the second a file, and so on. */
  stores: StoreKind | 'both' | 'by turns';
  /** The webhooks name GitHub secrets for their signing secrets. */
  secrets?: true;
  faults: Readonly<Record<string, Fault>>;
}

/** A fault for each pair of one and another, under both names. */
export function eachWithEach<One, Other>(
  some: Readonly<Record<string, One>>,
  others: Readonly<Record<string, Other>>,
  faultOf: (one: One, other: Other) => Fault,
): Record<string, Fault> {
  const rows = Object.entries(some).flatMap(([name, one]) =>
    Object.entries(others).map(([otherName, other]) => [`${name}-${otherName}`, faultOf(one, other)] as const),
  );
  return Object.fromEntries(rows);
}

/** The webhooks that every scene declares. */
const names = ['payments', 'refunds', 'customers', 'payouts'];

/** Those that most faults are about; the others are replied to as usual. */
const hit = ['payments', 'refunds'];

/** One request to the Conduit API, and what can be done about it. */
export type Asked = ReturnType<typeof askedOf>;

/** Something that listens in the place of a server. */
export type Stand = Awaited<ReturnType<Scene['stand']>>;

export class Scene {
  readonly folder = mkdtempSync(join(tmpdir(), 'conduit-webhooks-faults-'));
  readonly workspace = join(this.folder, 'workspace');
  readonly temporary = join(this.folder, 'temporary');
  /** The bare repository that is the remote. */
  readonly git = join(this.folder, 'octo', 'repo');
  readonly stateFile = join(this.workspace, 'state', 'webhooks.json');
  readonly apiKey = randomBytes(24).toString('base64url');
  readonly apiSecret = randomBytes(36).toString('base64url');
  /** The input github-token, which git may send to the remote. */
  readonly gitToken = `ghs_${randomBytes(20).toString('hex')}`;
  /** The manifest: its webhooks, and the decisions that were ever typed. */
  readonly declared: Record<string, Declared>;
  readonly decisions: string[] = [];
  /** What runs get beside the usual, for as long as the fault lasts. */
  inputs: Record<string, string | undefined> = {};
  env: Record<string, string> = {};
  options: Partial<RunOptions> = {};
  /** Sees each request first. */
  onConduit: ((asked: Asked) => unknown) | undefined;
  onGitHub: GitHubServerOptions['respond'];
  /** What else must hold no secret: what strangers were sent. */
  readonly onlookers: (() => string)[] = [];
  /** The base URL, which stays the same when the fault is over. */
  apiUrl = '';
  github!: GitHubServer;
  /** The first run that was started. */
  first: RunningAction | undefined;
  /** Every run so far that came to an end. */
  readonly results: RunResult[] = [];
  /** What should not be, in words. */
  readonly troubles: string[] = [];
  readonly store: StoreKind;
  readonly #servers: ConduitServer[] = [];
  readonly #asked: ReceivedRequest[] = [];
  readonly #undo: (() => unknown)[] = [];
  readonly #cleanUp: (() => unknown)[] = [];
  readonly #late = new Set<Promise<unknown>>();
  readonly #withSecrets: boolean;
  #runs = 0;

  private constructor(store: StoreKind, withSecrets: boolean) {
    this.store = store;
    this.#withSecrets = withSecrets;
    const events = ['transaction.completed', 'customer.*'];
    const secret = (name: string) => (withSecrets ? secretName(name) : undefined);
    this.declared = Object.fromEntries(names.map((name) => [name, { url: urlOf(name), events, secret: secret(name) }]));
    for (const folder of [this.workspace, this.temporary]) mkdirSync(folder);
    emptyRepository(this.folder);
    this.writeManifest();
  }

  static async open(store: StoreKind, withSecrets: boolean): Promise<Scene> {
    const scene = new Scene(store, withSecrets);
    await scene.openGitHub();
    return scene;
  }

  /** Starts GitHub's API with nothing kept in it. */
  async openGitHub(): Promise<void> {
    const github = await startGitHubServer({
      respond: (request, reply, next) => (this.onGitHub === undefined ? next() : this.onGitHub(request, reply, next)),
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

  /** A path is moved away, and back when the fault is over. */
  moveAway(path: string): void {
    renameSync(path, `${path}-away`);
    this.undo(() => {
      rmSync(path, { recursive: true, force: true });
      renameSync(`${path}-away`, path);
    });
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
    this.inputs = {};
    this.env = {};
    this.options = {};
    for (const act of this.#undo.splice(0).reverse()) await act();
    await this.serveAnyhow();
  }

  /** Does something about the requests for some of the webhooks. */
  onSome(act: (asked: Asked) => unknown): void {
    this.onConduit = (asked) => (hit.includes(asked.name) ? act(asked) : asked.next());
  }

  /** Starts a Conduit server; its URL becomes that of the API unless there is one. */
  async serve(options: ConduitServerOptions = {}): Promise<ConduitServer> {
    const server: ConduitServer = await startConduitServer({
      apiKey: this.apiKey,
      apiSecret: this.apiSecret,
      ...options,
      respond: (request, reply, next) => {
        this.#asked.push(request);
        if (this.onConduit === undefined) next();
        else this.onConduit(askedOf(server, this.#asked, reply, next));
      },
    });
    this.#servers.push(server);
    if (this.apiUrl === '') this.apiUrl = server.url;
    return server;
  }

  /** Starts a Conduit server unless there is one, or something else in its place. */
  async serveAnyhow(): Promise<void> {
    if (this.#servers.length === 0) await this.serve();
  }

  async closeServers(): Promise<void> {
    for (const server of this.#servers) await server.close();
  }

  /** Lets a server listen that does as it likes. Nothing secret may get to it when it is a stranger. */
  async stand(server: Server, { at = 0, isStranger = true } = {}) {
    const chunks: Buffer[] = [];
    server.on('connection', (socket: Socket) => {
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      socket.on('error', () => undefined);
    });
    if (isStranger) this.onlookers.push(() => Buffer.concat(chunks).toString('latin1'));
    const { port, close } = await listen(server, at);
    this.cleanUp(close);
    return { port, url: `http://127.0.0.1:${port}`, close };
  }

  /** Every webhook that was created, by any server. */
  get webhooks(): CreatedWebhook[] {
    return this.#servers.flatMap(({ webhooks }) => [...webhooks]);
  }

  /** Starts a register run, a workflow run of its own. */
  start(): RunningAction {
    this.#runs += 1;
    const secrets = [this.apiKey, this.apiSecret, this.gitToken, this.github.token];
    const running = startAction({
      workspace: this.workspace,
      githubToken: this.gitToken,
      ...this.options,
      secrets: [...secrets, ...(this.options.secrets ?? [])],
      inputs: {
        mode: 'register',
        environment: 'sandbox',
        state: this.store === 'git' ? 'git' : 'file:state/webhooks.json',
        concurrency: '2',
        'api-url': this.apiUrl,
        'api-key': this.apiKey,
        'api-secret': this.apiSecret,
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
    this.first ??= running;
    const done = running.done.then((result) => {
      this.results.push(result);
      return result;
    });
    return { ...running, done };
  }

  /** A whole register run. */
  run(): Promise<RunResult> {
    return this.start().done;
  }

  /** Everything is registered already. */
  async registered(): Promise<void> {
    await this.serve();
    await this.run();
  }

  /** Notes what should be and is not. */
  expect(holds: boolean, words: string): void {
    if (!holds) this.troubles.push(words);
  }

  /** Writes the manifest: as it is declared, unless another text is given. */
  writeManifest(text?: string | Buffer): void {
    const { declared, decisions } = this;
    writeManifest(this.workspace, text ?? manifestFor(declared, { sandbox: { decisions } }));
  }

  /** Does what a run asks of a person, who tells the truth and leaves every line where it stands. Gives what was done. */
  answer(result: RunResult): string[] {
    const lines = new Set(printedIn(result));
    const done = [...lines].flatMap((line) => this.#answerTo(line) ?? []);
    if (done.length === 0 && this.#letTimePass()) return ['let time pass'];
    this.writeManifest();
    return done;
  }

  #answerTo(line: string): string | undefined {
    const [verb, name = '', id] = line.split(' ');
    const { request, current } = this.state()?.webhooks[name] ?? {};
    const declared = this.declared[name];
    if (declared === undefined) return undefined;
    const isAsDeclared = current?.body.url === declared.url;
    if (verb === 'gone' && id === request?.id) {
      const found = this.webhooks.find(({ url }) => url === request?.body.url);
      if (found === undefined) return this.#type(line);
      declared.id = found.id;
      return `declared the id of ${name}`;
    }
    if (verb === 'keep' && isAsDeclared) return this.#type(line);
    if (verb !== 'replace') return undefined;
    if (!isAsDeclared) return this.#type(line);
    const { secret } = this.webhooks.find((webhook) => webhook.id === id) ?? {};
    if (secret === undefined || declared.secret === undefined) return undefined;
    // GitHub tells whole seconds, and another one each time.
    this.github.set(declared.secret, secret, Date.now() + this.#runs * 1000);
    return `set ${declared.secret}`;
  }

  #type(line: string): string {
    this.expect(!this.decisions.includes(line), `asked again, though it was decided: ${line}`);
    this.decisions.push(line);
    return line;
  }

  /** True when a request stood whose run might still have acted on it. */
  #letTimePass(): boolean {
    const state = this.state();
    const waits = Object.values(state?.webhooks ?? {}).some(
      (record) => record?.request && Date.parse(record.request.until) > Date.now(),
    );
    if (state === undefined || !waits) return false;
    if (this.store === 'git') editState(this.git, endWaitsIn);
    else {
      endWaitsIn(state);
      writeFileSync(this.stateFile, JSON.stringify(state));
    }
    return true;
  }

  /** What state records; undefined when there is none, or none that can be read. */
  state(): StateDocument | undefined {
    try {
      if (this.store === 'git') return stateIn(this.git);
      return JSON.parse(readFileSync(this.stateFile, 'utf8')) as StateDocument;
    } catch {
      return undefined;
    }
  }

  /** Everything that is kept for anyone to read: every object of the repository, and the workspace but the manifest. */
  kept(): string {
    const files = readdirSync(this.workspace, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => file !== join(this.workspace, manifestPath));
    return [allObjectsOf(this.git), ...files.map((file) => readFileSync(file, 'latin1'))].join('\n');
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

/** The last of these requests. */
function askedOf(server: ConduitServer, asked: ReceivedRequest[], reply: ServerResponse, next: () => void) {
  const [request] = asked.slice(-1) as [ReceivedRequest];
  const url = declaredUrl(request);
  return {
    /** Name of the webhook, or '' when it is none of the scene's. */
    name: names.find((name) => url === urlOf(name)) ?? '',
    /** Which request it is, from 1: of the scene, and for the webhook. */
    number: asked.length,
    attempt: asked.filter((one) => declaredUrl(one) === url).length,
    request,
    reply,
    /** Replies as usual. */
    next,
    /** Creates the webhook and replies nothing yet. */
    create(): CreatedWebhook {
      const { writeHead, end } = reply;
      reply.writeHead = () => reply;
      reply.end = () => reply;
      next();
      Object.assign(reply, { writeHead, end });
      const webhook = server.webhooks.at(-1);
      if (webhook?.url !== url) throw new Error(`the server did not create ${url}`);
      return webhook;
    },
    /** Replies with JSON. */
    send(status: number, body: string | Buffer, headers: Record<string, string | number> = {}): void {
      reply.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body);
    },
    /** Sends the head of a 201 and a part of its body. */
    begin(body: string, part: string, then?: () => void): void {
      reply.writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': body.length });
      reply.write(part, then);
    },
    /** Closes the connection. */
    drop: () => void reply.socket?.destroy(),
  };
}

function declaredUrl({ body }: ReceivedRequest): string {
  return (body as { url?: string }).url ?? '';
}
