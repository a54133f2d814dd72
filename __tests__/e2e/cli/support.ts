/** Runs the bundled command as a process. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export const bundle = join(import.meta.dirname, '..', '..', '..', 'dist', 'cli');

interface CommandResult {
  code: number | null;
  out: string;
  complaints: string;
}

/** Runs a program without a terminal, in `folder`, with no more of the environment than is needed. */
export function runProgram(
  program: string,
  args: readonly string[],
  folder: string,
  { env = {}, input = '' }: { env?: Record<string, string>; input?: string | Buffer } = {},
): CommandResult {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder, ...env },
    input,
    encoding: 'utf8',
  });
  // A program need not read all that it is given.
  if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  return { code: status, out: stdout, complaints: stderr };
}

/** Runs the command of this project. */
export function runCommand(
  args: readonly string[],
  folder: string,
  options?: Parameters<typeof runProgram>[3],
): CommandResult {
  return runProgram(process.execPath, [join(bundle, 'index.js'), ...args], folder, options);
}
