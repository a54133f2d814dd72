/** What runs on this machine, seen in `/proc`. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Resolves when no process works in `folder` any more; at once where that cannot be seen. */
export async function quiet(folder: string): Promise<void> {
  for (let tries = 0; isBusy(folder); tries += 1) {
    if (tries > 1000) throw new Error(`Processes go on in ${folder}.`);
    await delay(10);
  }
}

function isBusy(folder: string): boolean {
  return processes(readFolder).some((cwd) => cwd.startsWith(folder));
}

function readFolder(pid: string): string {
  return readlinkSync(join('/proc', pid, 'cwd'));
}

/** The command lines of all processes, gathered for as long as `work` takes. */
export async function commandLinesDuring(work: Promise<unknown>): Promise<Set<string>> {
  const lines = new Set<string>();
  let done = false;
  const finished = work.finally(() => {
    done = true;
  });
  while (!done) {
    for (const line of processes(readCommandLine)) lines.add(line);
    await delay(1);
  }
  await finished;
  return lines;
}

function readCommandLine(pid: string): string {
  return readFileSync(join('/proc', pid, 'cmdline'), 'utf8').replaceAll('\0', ' ');
}

/** What `read` finds of each process that has not ended meanwhile. */
function processes(read: (pid: string) => string): string[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      return [read(pid)];
    } catch {
      return [];
    }
  });
}
