import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Annotation } from './annotations.ts';
import { type CommandFiles, createCommandFiles } from './files.ts';
import { inputVariable, resolveInputs } from './inputs.ts';
import { LineReader } from './lines.ts';
import { SecretMasker } from './masks.ts';
import { type ObeyedCommand, Step } from './step.ts';

/** What takes longer hangs, on the busiest machine. */
const hangMs = 150_000;

export interface RunOptions {
  /** The step's `with:`. undefined leaves the variable out completely, without a default either. */
  inputs?: Record<string, string | undefined>;
  workspace: string;
  /** Added to, or overriding, what the runner sets. `RUNNER_DEBUG: '1'` turns step debug logging on. */
  env?: Record<string, string>;
  /** Hidden from the start, as repository secrets are. */
  secrets?: string[];
  /** The value of `${{ github.token }}` in a default; hidden from the start. '' unless given. */
  githubToken?: string;
  /** The script to start; `dist/index.js` of this project unless given. */
  main?: string;
  /** Where the inputs are declared; `action.yml` of this project unless given. It need not exist. */
  actionFile?: string;
  /** The node executable; the one that runs the tests unless given. */
  node?: string;
  /** The working directory; the workspace unless given. */
  cwd?: string;
  /** After this the process is killed; 150 seconds unless given. */
  timeoutMs?: number;
}

export interface RunResult {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  conclusion: 'success' | 'failure';
  timedOut: boolean;
  /** The log as it is stored: masked, and with the runner's own `##[error]…` and `##[group]…`. */
  log: string;
  /** The same with its ANSI colours. */
  colouredLog: string;
  annotations: Annotation[];
  /** The masked summary; '' if there is none, or if it is too large to be uploaded. */
  summary: string;
  outputs: Record<string, string>;
  /** Those of the outputs that would reach another job. */
  jobOutputs: Record<string, string>;
  state: Record<string, string>;
  /** What the action put into GITHUB_ENV. */
  exported: Record<string, string>;
  /** What the action put into GITHUB_PATH. */
  paths: string[];
  /** The hidden values as they were given, in order, without the forms derived from them. */
  masks: string[];
  /** The bytes that the action wrote, unmasked. */
  stdout: Buffer;
  stderr: Buffer;
  /** Every command that was obeyed, in order; names in lower case. */
  commands: ObeyedCommand[];
  /** All that a person can see: log, annotations with their properties, summary, job outputs, exports. */
  visible: string;
  durationMs: number;
}

export interface RunningAction {
  pid: number;
  done: Promise<RunResult>;
  /** What the runner does when a run is cancelled: SIGINT, SIGTERM, SIGKILL, to this process only. */
  cancel(): void;
  kill(): void;
  signal(signal: NodeJS.Signals): void;
  /** Resolves when the log, as masked so far, matches; rejects when that can no longer happen. */
  waitForLog(pattern: RegExp, timeoutMs?: number): Promise<void>;
}

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** From SIGINT to SIGTERM, and from SIGTERM to SIGKILL (ProcessInvoker.cs:32-33,443-465). */
const SIGINT_MS = 7500;
const SIGTERM_MS = 2500;

/** How long output is awaited from children that outlive the action (ProcessInvoker.cs:485-499). */
const LINGER_MS = 5000;

/**
 * How long lines gather before they are processed. The real runner takes what has arrived whenever it
 * gets there (ProcessInvoker.cs:398-441); a fixed time makes its worst case, stderr overtaking stdout,
 * the usual one.
 */
const BATCH_MS = 50;

/** Runs an action to its end. */
export function runAction(options: RunOptions): Promise<RunResult> {
  return startAction(options).done;
}

/** Starts an action as the runner does a step of a job. */
export function startAction(options: RunOptions): RunningAction {
  const main = options.main ?? join(PROJECT, 'dist', 'index.js');
  if (!existsSync(main)) throw new Error(`There is no action to run at ${main}`);
  const started = performance.now();
  const job = setUp(options);
  const child = spawn(options.node ?? process.execPath, [main], {
    cwd: options.cwd ?? options.workspace,
    env: job.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
    child.once('error', reject);
  });
  if (child.pid === undefined) {
    exited.catch(() => job.tearDown());
    throw new Error(`The action could not be started with ${child.spawnfile}`);
  }

  const output = new OutputReader(job.step);
  child.stderr.on('data', (chunk: Buffer) => output.push('stderr', chunk));
  child.stdout.on('data', (chunk: Buffer) => output.push('stdout', chunk));

  const timers: NodeJS.Timeout[] = [];
  const after = (ms: number, action: () => void): void => {
    timers.push(setTimeout(action, ms).unref());
  };
  let timedOut = false;
  after(options.timeoutMs ?? hangMs, () => {
    timedOut = child.kill('SIGKILL');
  });
  child.once('exit', () =>
    after(LINGER_MS, () => {
      child.stdout.destroy();
      child.stderr.destroy();
    }),
  );

  const finish = async (): Promise<RunResult> => {
    const exit = await exited;
    for (const timer of timers) clearTimeout(timer);
    output.end();
    job.step.processFiles(job.files);
    job.tearDown();
    const durationMs = performance.now() - started;
    return { ...exit, timedOut, durationMs, ...describe(job, exit), ...output.bytes() };
  };

  const signal = (name: NodeJS.Signals): void => {
    child.kill(name);
  };
  return {
    pid: child.pid,
    done: finish(),
    cancel: () => {
      signal('SIGINT');
      after(SIGINT_MS, () => signal('SIGTERM'));
      after(SIGINT_MS + SIGTERM_MS, () => signal('SIGKILL'));
    },
    kill: () => signal('SIGKILL'),
    signal,
    waitForLog: (pattern, timeoutMs = hangMs) => output.waitFor(pattern, timeoutMs),
  };
}

type Exit = Pick<RunResult, 'exitCode' | 'signal'>;
type Description = Omit<RunResult, keyof Exit | Stream | 'timedOut' | 'durationMs'>;

interface Job {
  step: Step;
  masker: SecretMasker;
  env: Record<string, string>;
  files: CommandFiles;
  tearDown(): void;
}

/** Makes all that a step needs before its process starts, and prints its header. */
function setUp(options: RunOptions): Job {
  const { inputs, unexpected, declared } = resolveInputs(
    options.inputs ?? {},
    options.actionFile ?? join(PROJECT, 'action.yml'),
    options.githubToken ?? '',
  );
  const home = mkdtempSync(join(tmpdir(), 'fake-runner-'));
  const files = createCommandFiles(join(home, '_temp', '_runner_file_commands'));
  const env: Record<string, string> = {
    ...runnerEnvironment(home, options.workspace, files),
    ...Object.fromEntries(Object.entries(inputs).map(([k, v]) => [inputVariable(k), v])),
    ...options.env,
  };

  const masker = new SecretMasker();
  for (const secret of [...(options.secrets ?? []), options.githubToken ?? '']) {
    masker.addSecret(secret);
  }
  const step = new Step({
    masker,
    workspace: env.GITHUB_WORKSPACE ?? options.workspace,
    contextName: env.GITHUB_ACTION ?? '',
    debug: env.RUNNER_DEBUG === '1',
  });
  if (unexpected.length > 0) {
    const [extra, valid] = [unexpected, declared].map((names) => names.join("', '"));
    step.warn(`Unexpected input(s) '${extra}', valid inputs are ['${valid}']`);
  }
  step.printHeader(inputs, options.env ?? {});
  const tearDown = (): void => rmSync(home, { recursive: true, force: true });
  return { step, masker, env, files, tearDown };
}

/** What a step that has ended comes to. */
function describe({ step, masker }: Job, { exitCode }: Exit): Description {
  const log = step.log.join('\n');
  const jobOutputs = step.jobOutputs();
  const exported = step.exported.toRecord();
  return {
    conclusion: exitCode === 0 && !step.failed ? 'success' : 'failure',
    log,
    colouredLog: step.colouredLog.join('\n'),
    annotations: step.annotations,
    summary: step.summary,
    outputs: step.outputs.toRecord(),
    jobOutputs,
    state: step.state.toRecord(),
    exported,
    paths: step.paths,
    masks: masker.values,
    commands: step.commands,
    visible: [
      log,
      ...step.annotations.flatMap((annotation) => Object.values(annotation).map(String)),
      step.summary,
      ...Object.entries(jobOutputs).flat(),
      ...Object.entries(exported).map(([name, value]) => masker.mask(`${name}: ${value}`)),
    ].join('\n'),
  };
}

type Stream = 'stderr' | 'stdout';

/** Feeds a step the lines of both streams, those of stderr first (ProcessInvoker.cs:398-441). */
class OutputReader {
  readonly #step: Step;
  readonly #lines = { stderr: new LineReader(), stdout: new LineReader() };
  readonly #queues: Record<Stream, string[]> = { stderr: [], stdout: [] };
  readonly #chunks: Record<Stream, Buffer[]> = { stderr: [], stdout: [] };
  readonly #waiting = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(step: Step) {
    this.#step = step;
  }

  bytes(): Record<Stream, Buffer> {
    const { stdout, stderr } = this.#chunks;
    return { stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) };
  }

  push(stream: Stream, chunk: Buffer): void {
    this.#chunks[stream].push(chunk);
    this.#enqueue(stream, this.#lines[stream].push(chunk));
    this.#timer ??= setTimeout(() => this.#process(), BATCH_MS);
  }

  end(): void {
    for (const stream of ['stderr', 'stdout'] as const) {
      this.#enqueue(stream, this.#lines[stream].end());
    }
    this.#ended = true;
    this.#process();
  }

  waitFor(pattern: RegExp, timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error?: Error): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        if (error) reject(error);
        else resolve();
      };
      const giveUp = (why: string): void =>
        settle(new Error(`${why} without ${pattern} in its log:\n${this.#step.log.join('\n')}`));
      const look = (): void => {
        if (this.#step.log.join('\n').search(pattern) >= 0) settle();
        else if (this.#ended) giveUp('The action ended');
      };
      const timer = setTimeout(() => giveUp(`${timeoutMs} ms went by`), timeoutMs);
      this.#waiting.add(look);
      look();
    });
  }

  #enqueue(stream: Stream, lines: string[]): void {
    for (const line of lines) this.#queues[stream].push(line);
  }

  #process(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const stream of ['stderr', 'stdout'] as const) {
      for (const line of this.#queues[stream].splice(0)) this.#step.readLine(line);
    }
    for (const look of this.#waiting) look();
  }
}

/** What a step of a job finds in its environment, with nothing of this machine's but PATH. */
function runnerEnvironment(
  home: string,
  workspace: string,
  files: CommandFiles,
): Record<string, string> {
  const temp = join(home, '_temp');
  const tools = join(home, '_tool');
  mkdirSync(tools);
  const event = join(temp, 'event.json');
  writeFileSync(event, '{}');
  return {
    CI: 'true',
    GITHUB_ACTION: 'webhooks',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'octocat',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_ENV: files.env,
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: event,
    GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
    GITHUB_JOB: 'release',
    GITHUB_OUTPUT: files.output,
    GITHUB_PATH: files.path,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_REPOSITORY: 'octocat/payments',
    GITHUB_REPOSITORY_OWNER: 'octocat',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1658821493',
    GITHUB_RUN_NUMBER: '3',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: 'ffac537e6cbbf934b08745a378932722df287a53',
    GITHUB_STATE: files.state,
    GITHUB_STEP_SUMMARY: files.step_summary,
    GITHUB_WORKFLOW: 'Release',
    GITHUB_WORKSPACE: workspace,
    HOME: home,
    LANG: 'C.UTF-8',
    PATH: process.env.PATH ?? '',
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_NAME: 'GitHub Actions 2',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: temp,
    RUNNER_TOOL_CACHE: tools,
  };
}
