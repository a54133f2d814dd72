/** A fake runner: runs the action as actions/runner 2.336 does, and says what a person sees. */
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { load } from 'js-yaml';
import { type Annotation, type ObeyedCommand, Step } from './step.ts';

export { assertNothingLeaked } from './leaks.ts';
export type { Annotation, ObeyedCommand };

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
  /** The script to start, or what to call in this process; `dist/index.js` of this project unless given. */
  main?: string | Main;
  /** The node executable; the one that runs the tests unless given. */
  node?: string;
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
  /** The masked summary; '' if there is none. */
  summary: string;
  outputs: Record<string, string>;
  /** Those of the outputs that would reach another job: none that is empty, or that masking would change. */
  jobOutputs: Record<string, string>;
  /** The hidden values as they were given, in order. */
  masks: string[];
  /** The bytes that the action wrote, unmasked. */
  stdout: Buffer;
  stderr: Buffer;
  /** Every command that was read, in order. */
  commands: ObeyedCommand[];
  /** All that a person can see: log, annotations with their properties, summary, job outputs. */
  visible: string;
}

export interface RunningAction {
  pid: number | undefined;
  /** Rejects when the action did what it must never do, such as to print a command of somebody else. */
  done: Promise<RunResult>;
  /** What the runner does when a run is cancelled: SIGINT, SIGTERM, SIGKILL, to this process only. */
  cancel(): void;
  kill(): void;
  signal(signal: NodeJS.Signals): void;
  /** Resolves when the log, as masked so far, matches; rejects when that can no longer happen. */
  waitForLog(pattern: RegExp): Promise<void>;
}

/** The action's own `main`, to its exit code. */
type Main = (env: Record<string, string>) => Promise<number>;

const project = join(import.meta.dirname, '..', '..');

const action = load(readFileSync(join(project, 'action.yml'), 'utf8')) as {
  inputs: Record<string, { default?: unknown }>;
  outputs: Record<string, object>;
};

/** Each webhook has two outputs of its own, which `ids` and `secrets` describe. */
function isDeclared(output: string): boolean {
  return output in action.outputs || /.-(id|secret)$/.test(output);
}

/** What takes longer hangs, on the busiest machine. */
const hangMs = 150_000;

/** From SIGINT to SIGTERM, and to SIGKILL (ProcessInvoker.cs:32-33,443-465). */
const [sigtermMs, sigkillMs] = [7_500, 10_000];

/** Starts the action as the runner does a step of a job. */
export function startAction(options: RunOptions): RunningAction {
  const { inputs = {}, workspace, githubToken = '', secrets = [] } = options;
  const { node = process.execPath, main = join(project, 'dist', 'index.js') } = options;
  const variables = inputVariables(inputs, githubToken);
  const home = mkdtempSync(join(tmpdir(), 'fake-runner-'));
  const files = { GITHUB_OUTPUT: join(home, 'output'), GITHUB_STEP_SUMMARY: join(home, 'summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const env = { ...environment(home, workspace), ...files, ...variables, ...options.env };
  const child: Child =
    typeof main === 'string'
      ? spawn(node, [main], { cwd: workspace, env, stdio: ['ignore', 'pipe', 'pipe'] })
      : calledHere(main, env);

  const step = new Step();
  for (const secret of [...secrets, githubToken]) step.hide(secret.trim());
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout.push(chunk);
    step.read(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = child.kill('SIGKILL');
  }, hangMs);
  const closed = once(child, 'close') as Promise<[exitCode: number | null, signal: NodeJS.Signals | null]>;

  const finish = async (): Promise<RunResult> => {
    const [exitCode, signal] = await closed;
    clearTimeout(timer);
    const [outputText = '', summaryText = ''] = Object.values(files).map((file) => readFileSync(file, 'utf8'));
    rmSync(home, { recursive: true });
    step.end(outputText, summaryText);
    // Node.js itself warns so, before the action begins.
    const said = Buffer.concat(stderr)
      .toString()
      .replace(/^Warning: Ignoring extra certs .*\n/, '');
    const undeclared = Object.keys(step.outputs).filter((name) => !isDeclared(name));
    const improper = [
      ...step.improper,
      ...undeclared.map((name) => `an output that action.yml does not declare: ${name}`),
      ...(said === '' ? [] : [`on stderr: ${said}`]),
    ];
    if (improper.length > 0) throw new Error(improper.join('\n'));
    const { annotations, commands, outputs, summary, colouredLog } = step;
    const log = stripVTControlCharacters(colouredLog);
    const jobOutputs = Object.fromEntries(
      Object.entries(outputs).filter(([, value]) => value !== '' && step.mask(value) === value),
    );
    const visible = [
      ...[log, summary],
      ...annotations.flatMap((annotation) => Object.values(annotation).map(String)),
      ...Object.entries(jobOutputs).flat(),
    ];
    return {
      exitCode,
      signal,
      conclusion: exitCode === 0 ? 'success' : 'failure',
      timedOut,
      log,
      colouredLog,
      annotations,
      summary,
      outputs,
      jobOutputs,
      masks: [...step.masks],
      stdout: Buffer.concat(stdout),
      stderr: Buffer.concat(stderr),
      commands,
      visible: visible.join('\n'),
    };
  };

  const signal = (name: NodeJS.Signals) => {
    child.kill(name);
  };
  return {
    pid: child.pid,
    done: finish(),
    cancel() {
      signal('SIGINT');
      setTimeout(signal, sigtermMs, 'SIGTERM').unref();
      setTimeout(signal, sigkillMs, 'SIGKILL').unref();
    },
    kill: () => signal('SIGKILL'),
    signal,
    async waitForLog(pattern) {
      const ended = closed.then(() => true);
      while (!pattern.test(stripVTControlCharacters(step.colouredLog))) {
        if ((await Promise.race([once(child.stdout, 'data'), ended])) === true) {
          throw new Error(`The action ended without ${pattern} in its log:\n${step.colouredLog}`);
        }
      }
    },
  };
}

/** A process, as far as a run of the action needs one. */
interface Child extends EventEmitter {
  pid?: number | undefined;
  stdout: EventEmitter;
  stderr: EventEmitter;
  kill(signal: NodeJS.Signals): boolean;
}

/** Calls `main` in this process, one at a time, which takes a fraction of what a process of its own takes to start. */
function calledHere(main: Main, env: Record<string, string>): Child {
  const stdout = new EventEmitter();
  const child = Object.assign(new EventEmitter(), { stdout, stderr: new EventEmitter(), kill: () => false });
  const { write } = process.stdout;
  const { env: own } = process;
  process.stdout.write = (chunk: string | Uint8Array) => stdout.emit('data', Buffer.from(chunk as string));
  // The toolkit reads it there.
  process.env = env;
  // It begins once somebody listens.
  Promise.resolve(env)
    .then(main)
    .finally(() => {
      process.stdout.write = write;
      process.env = own;
    })
    .then(
      (exitCode) => child.emit('close', exitCode, null),
      (error) => child.emit('error', error),
    );
  return child;
}

/**
 * Lays the given inputs over those that action.yml declares. A declared one that is absent gets its default, or ''; one
 * that is given as '' stays '' (ActionRunner.cs:187-236). Dashes of a name stay in its variable (Handler.cs:176-189).
 */
function inputVariables(given: Record<string, string | undefined>, githubToken: string): Record<string, string> {
  const unknown = Object.keys(given).filter((name) => !(name in action.inputs));
  if (unknown.length > 0) throw new Error(`action.yml declares no ${unknown.join(', ')}`);
  const variables = Object.entries(action.inputs).flatMap(([name, { default: usual = '' }]) => {
    const value = name in given ? given[name] : String(usual).replace(/\$\{\{ github\.token \}\}/, githubToken);
    return value === undefined ? [] : [[`INPUT_${name.toUpperCase()}`, value]];
  });
  return Object.fromEntries(variables);
}

/** What a step of a job finds in its environment, as far as the action reads it, and nothing of this machine's but PATH. */
function environment(home: string, workspace: string): Record<string, string> {
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'octocat',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_REPOSITORY: 'octocat/payments',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1658821493',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: 'ffac537e6cbbf934b08745a378932722df287a53',
    GITHUB_WORKSPACE: workspace,
    HOME: home,
    LANG: 'C.UTF-8',
    PATH: process.env.PATH ?? '',
    RUNNER_TEMP: home,
  };
}
