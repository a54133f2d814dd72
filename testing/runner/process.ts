import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Annotation } from './annotations.ts';
import { runnerEnvironment } from './environment.ts';
import { type CommandFiles, createCommandFiles } from './files.ts';
import { inputVariable, resolveInputs } from './inputs.ts';
import { SecretMasker } from './masks.ts';
import { OutputReader, type Stream } from './output.ts';
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
  /** The hidden values as they were given, in order, without the forms derived from them. */
  masks: string[];
  /** The bytes that the action wrote, unmasked. */
  stdout: Buffer;
  stderr: Buffer;
  /** Every command that was read, in order; names in lower case. */
  commands: ObeyedCommand[];
  /** All that a person can see: log, annotations with their properties, summary, job outputs. */
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
  const actionFile = join(PROJECT, 'action.yml');
  const inputs = resolveInputs(options.inputs ?? {}, actionFile, options.githubToken ?? '');
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
  step.printHeader(inputs, options.env ?? {});
  const tearDown = (): void => rmSync(home, { recursive: true, force: true });
  return { step, masker, env, files, tearDown };
}

/** What a step that has ended comes to. */
function describe({ step, masker }: Job, { exitCode }: Exit): Description {
  const log = step.log.join('\n');
  const jobOutputs = step.jobOutputs();
  return {
    conclusion: exitCode === 0 && !step.failed ? 'success' : 'failure',
    log,
    colouredLog: step.colouredLog.join('\n'),
    annotations: step.annotations,
    summary: step.summary,
    outputs: step.outputs.toRecord(),
    jobOutputs,
    masks: masker.values,
    commands: step.commands,
    visible: [
      log,
      ...step.annotations.flatMap((annotation) => Object.values(annotation).map(String)),
      step.summary,
      ...Object.entries(jobOutputs).flat(),
    ].join('\n'),
  };
}
