/** One git process: what it is given, and what it answers. */
import { spawn } from 'node:child_process';
import { StateError } from './document.ts';

/** A fetch, or anything else that only reads, may take this long. */
export const fetchTimeoutMs = 60_000;

/** What git may print before it is cut: a state document of thousands of webhooks fits. */
const maxOutputBytes = 64 * 1024 * 1024;

export interface GitResult {
  code: number | null;
  stdout: Buffer;
  stderr: string;
}

/** Runs git in its own process group, so that a Ctrl-C meant for the action does not cut a push. */
export function runGit(
  args: string[],
  {
    cwd,
    env,
    input,
    timeoutMs,
  }: { cwd: string; env: Record<string, string>; input: string; timeoutMs: number },
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, {
      cwd,
      env,
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    let size = 0;
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= maxOutputBytes) output[stream].push(chunk);
        else stop();
      });
    }
    const stop = () => {
      try {
        if (process.platform !== 'win32' && child.pid !== undefined)
          process.kill(-child.pid, 'SIGKILL');
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
    const ended = () => {
      clearTimeout(timer);
      process.off('exit', stop);
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      ended();
      reject(
        new StateError(
          error.code === 'ENOENT'
            ? 'Git was not found. State "git" needs the git program.'
            : `Git could not be started (${error.code}).`,
        ),
      );
    });
    child.on('close', (code) => {
      ended();
      resolve({
        code,
        stdout: Buffer.concat(output.stdout),
        stderr: late
          ? `git gave no answer in ${timeoutMs / 1000} s`
          : Buffer.concat(output.stderr).toString('utf8'),
      });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** What git printed when it failed, in one line without a full stop. */
export function saidBy(stderr: string): string {
  const said = stderr
    .trim()
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => !/^(remote:|To .*|error: failed to push .*)?$/.test(line))
    .slice(-5)
    .join('; ');
  return said === '' ? 'nothing' : said.replace(/\.$/, '');
}
