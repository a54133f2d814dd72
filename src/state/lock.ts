/** One writer of a file at a time, in whatever process, container or machine: a file beside it names who writes. */
import { randomUUID } from 'node:crypto';
import { closeSync, linkSync, lstatSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Clock } from '../clients/clock.ts';
import { StateError } from './document.ts';

/** A write takes far less. Who holds the lock for longer was killed or sleeps, and it is taken away. */
const longestHoldMs = 5000;

/** Others hold the lock for one write each: so long, and something else is wrong. */
const lockPatienceMs = 60_000;

const retryMs = 20;

const never = new AbortController().signal;

/**
 * Calls `act` while nobody else is in a call with the same `file`. `isHeld` says whether that is still so: a process
 * may sleep at any moment, for longer than others wait for it. What cannot be taken back is done right after asking.
 * @throws StateError when others hold the lock for too long.
 */
export async function exclusively<T>(file: string, act: (isHeld: () => boolean) => T, clock: Clock): Promise<T> {
  const lock = `${file}.lock`;
  const me = randomUUID();
  await acquire(lock, me, clock);
  const isHeld = () => holderOf(lock) === me;
  try {
    return act(isHeld);
  } finally {
    if (isHeld()) rmSync(lock, { force: true });
  }
}

/** No clock but our own counts: it is for how long we have seen the same holder. */
async function acquire(lock: string, me: string, clock: Clock): Promise<void> {
  const began = clock.elapsed();
  let [seen, since]: [string | undefined, number] = [undefined, began];
  while (!isCreated(lock, me)) {
    const [holder, now] = [holderOf(lock), clock.elapsed()];
    if (now - began > lockPatienceMs)
      throw new StateError('Other runs keep writing the state file. Re-run when they have finished.');
    if (seen !== holder) [seen, since] = [holder, now];
    else if (now - since > longestHoldMs) takeAway(lock, holder);
    await clock.sleep(retryMs * (0.5 + clock.random()), never);
  }
}

/** A lock that nothing can be written into, on a full disk, is nobody's and is not left behind. */
function isCreated(lock: string, me: string): boolean {
  const descriptor = unless('EEXIST', () => openSync(lock, 'wx'));
  if (descriptor === undefined) return false;
  try {
    writeFileSync(descriptor, me);
  } catch (error) {
    rmSync(lock, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  return true;
}

/**
 * Undefined when nobody holds it.
 * @throws StateError when what stands there is no lock: it may be endless, or somebody's.
 */
function holderOf(lock: string): string | undefined {
  const found = lstatSync(lock, { throwIfNoEntry: false });
  if (found !== undefined && (!found.isFile() || found.size > 100)) {
    throw new StateError(`The lock of the state file cannot be made. Remove ${lock}.`);
  }
  return unless('ENOENT', () => readFileSync(lock, 'utf8'));
}

/** Removes the lock of `holder`. Of two that do so at once, the later one finds somebody else's, and puts it back. */
function takeAway(lock: string, holder: string | undefined): void {
  const aside = `${lock}.${randomUUID()}`;
  unless('ENOENT', () => renameSync(lock, aside));
  const taken = holderOf(aside);
  if (taken !== undefined && taken !== holder) unless('EEXIST', () => linkSync(aside, lock));
  rmSync(aside, { force: true });
}

/** What `act` gives; undefined when it fails with the system's error `code`. */
export function unless<T>(code: string, act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== code) throw error;
    return undefined;
  }
}
