/** Times whole processes, side by side. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the project is, and a folder for what a benchmark needs. */
export interface Bench {
  root: string;
  folder: string;
}

export interface Command {
  name: string;
  program: string;
  args: string[];
  env?: Record<string, string>;
  cwd?: string;
  /** Exit codes that are no failure of the benchmark. */
  exits?: number[];
}

export interface Measured {
  name: string;
  /** Milliseconds of each round. */
  times: number[];
  /** MiB at the most; absent where the program `time` is not installed. */
  peak?: number;
}

/** GNU time: tells what a process and its children had in memory at the most. */
const gnuTime = '/usr/bin/time';

/** Runs all commands once in each round, so that a busy moment hits all of them alike. */
export function measure(commands: Command[], rounds: number, folder: string): Measured[] {
  const measured = commands.map(({ name }): Measured => ({ name, times: [] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, command] of commands.entries()) measured[index]?.times.push(timeOf(command));
  }
  if (existsSync(gnuTime)) {
    for (const [index, command] of commands.entries()) {
      const report = join(folder, 'peak.txt');
      run({
        ...command,
        program: gnuTime,
        args: ['-q', '-f', '%M', '-o', report, command.program, ...command.args],
      });
      const kib = Number(readFileSync(report, 'utf8').trim().split('\n').at(-1));
      const one = measured[index];
      if (one !== undefined) one.peak = kib / 1024;
    }
  }
  return measured;
}

function timeOf(command: Command): number {
  const start = performance.now();
  run(command);
  return performance.now() - start;
}

/** Milliseconds that a command takes whose servers are in this process: it goes on meanwhile. */
export async function timed({ name, program, args, env, cwd }: Command): Promise<number> {
  const start = performance.now();
  const child = spawn(program, args, { cwd, env: environment(env), stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  const time = performance.now() - start;
  if (code !== 0) throw new Error(`${name} failed (${code})`);
  return time;
}

/** Of this process's variables, those that any program needs. */
function environment(more: Record<string, string> = {}): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...more };
}

function run({ name, program, args, env, cwd, exits = [0] }: Command): void {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: environment(env),
    encoding: 'utf8',
    maxBuffer: 1024 * 1024 * 1024,
  });
  if (error !== undefined || status === null || !exits.includes(status)) {
    throw new Error(`${name} failed (${status ?? error?.message}): ${stdout.slice(-500)}${stderr.slice(-500)}`);
  }
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** The median of the ratios, round by round. */
export function ratio(one: Measured, base: Measured): number {
  return median(one.times.map((time, round) => time / (base.times[round] ?? Number.NaN)));
}

/** A Markdown table. */
export function table(head: string[], rows: string[][]): string[] {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}
