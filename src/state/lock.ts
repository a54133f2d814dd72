/** One process of this machine at a time: a lock that the system takes back when its holder is killed. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { StateError } from './document.ts';

/** A holder keeps the lock for one write of a file, so so many tries are more than enough. */
const maxTries = 500;

const retryMs = 20;

/**
 * Calls `act` while no other process is in a call with the same `key`. Linux and Windows have names for sockets that
 * vanish with the process; elsewhere nothing keeps processes apart.
 * @throws StateError when others hold the lock for too long.
 */
export async function exclusively<T>(key: string, act: () => T): Promise<T> {
  const path = socketPath(key);
  if (path === undefined) return act();
  for (let tries = 1; tries <= maxTries; tries += 1) {
    const lock = createServer((connection) => connection.destroy());
    try {
      await once(lock.listen(path), 'listening');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      await delay(retryMs);
      continue;
    }
    try {
      return act();
    } finally {
      const closed = once(lock, 'close');
      lock.close();
      await closed;
    }
  }
  throw new StateError('Other runs on this machine keep writing the state file.');
}

function socketPath(key: string): string | undefined {
  const name = `conduit-webhooks-${createHash('sha256').update(key).digest('hex')}`;
  if (process.platform === 'linux') return `\0${name}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : undefined;
}
