/** What runs on this machine, seen in `/proc`. */
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
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
  if (!existsSync('/proc')) return false;
  return readdirSync('/proc').some((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(join('/proc', pid, 'cwd')).startsWith(folder);
    } catch {
      // It has ended meanwhile, or is somebody else's.
      return false;
    }
  });
}
