/** One git process: what it is given, and what it answers. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { StateError } from './document.ts';

/** A fetch, or anything else that only reads, may take this long. */
export const fetchTimeoutMs = 60_000;

/** What git may print before it is cut: a state document of thousands of webhooks fits. */
const maxOutputBytes = 64 * 1024 * 1024;

/** What git says of a failure is kept to so much at its beginning, and as much at its end. */
const saidBytes = 16 * 1024;

export interface GitResult {
  code: number | null;
  stdout: Buffer;
  stderr: string;
}

/** Runs git in its own process group, so that a Ctrl-C meant for the action does not cut a push. */
export function runGit(
  args: string[],
  { cwd, env, input, timeoutMs }: { cwd: string; env: Record<string, string>; input: string; timeoutMs: number },
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(notStarted(error as NodeJS.ErrnoException, cwd));
    let child: ChildProcessWithoutNullStreams;
    try {
      const detached = process.platform !== 'win32';
      child = spawn('git', args, { cwd, env, detached, windowsHide: true });
    } catch (error) {
      fail(error);
      return;
    }
    child.on('error', fail);
    // When too many files are open, it has no streams either.
    if (child.pid === undefined) return;
    const stdout: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxOutputBytes) stdout.push(chunk);
      else stop();
    });
    const said = { first: Buffer.alloc(0), last: Buffer.alloc(0) };
    child.stderr.on('data', (chunk: Buffer) => {
      const room = saidBytes - said.first.length;
      said.first = Buffer.concat([said.first, chunk.subarray(0, room)]);
      said.last = Buffer.concat([said.last, chunk.subarray(room)]).subarray(-saidBytes);
    });
    const stop = () => {
      try {
        if (process.platform !== 'win32' && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // It has ended already.
      }
    };
    // A process that exits before git has answered wants no answer.
    process.once('exit', stop);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      stop();
    }, timeoutMs);
    child.on('close', (code) => {
      clearTimeout(timer);
      process.off('exit', stop);
      resolve({
        code,
        stdout: Buffer.concat(stdout),
        stderr: late
          ? `git did not finish within ${timeoutMs / 1000} s`
          : Buffer.concat([said.first, said.last]).toString('utf8'),
      });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Node.js calls a missing working folder a missing program. */
function notStarted({ code }: NodeJS.ErrnoException, cwd: string): StateError {
  if (code !== 'ENOENT') return new StateError(`Git could not be started (${code}).`);
  return new StateError(
    existsSync(cwd)
      ? 'Git is not installed. `state: git` needs Git 2.31 or newer.'
      : 'Git could not be started, because its working folder was deleted.',
  );
}
