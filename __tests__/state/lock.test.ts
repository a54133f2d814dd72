/** The lock beside a file: who holds it keeps others out, until it was killed or sleeps. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/clients/clock.ts';
import { fileStore } from '../../src/state/file-store.ts';
import { exclusively } from '../../src/state/lock.ts';
import { temporaryFolder } from '../../testing/folders.ts';
import { sleepingClock } from '../../testing/plans.ts';

const fileIn = (folder: string) => join(folder, 'state.json');
const left = (file: string) => readdirSync(dirname(file));

/** A clock on which each sleep takes 25 times as long, and `tick` is called with the time so far. */
function clockWith(tick: (elapsed: number) => void) {
  const clock = sleepingClock();
  const sleep = async (ms: number) => {
    clock.pass(25 * ms);
    tick(clock.elapsed());
  };
  return { ...clock, sleep };
}

test('is given back when what was done under it has failed', async () => {
  const file = fileIn(temporaryFolder());
  const failing = exclusively(
    file,
    () => {
      expect(left(file)).toEqual(['state.json.lock']);
      throw new Error('no space left');
    },
    systemClock,
  );
  await expect(failing).rejects.toThrow(new Error('no space left'));
  expect(left(file)).toEqual([]);
});

test('of a killed process is taken away after some seconds', async () => {
  const file = fileIn(temporaryFolder());
  writeFileSync(`${file}.lock`, 'killed');
  const clock = sleepingClock();
  expect(await exclusively(file, (isHeld) => isHeld(), clock)).toBe(true);
  expect(clock.elapsed()).toBeGreaterThan(5000);
  expect(clock.elapsed()).toBeLessThan(6000);
  expect(left(file)).toEqual([]);
});

test('of those who take turns is never taken away, and waited for no longer than a minute', async () => {
  const file = fileIn(temporaryFolder());
  writeFileSync(`${file}.lock`, '0');
  let wasThere = true;
  const clock = clockWith((elapsed) => {
    wasThere &&= existsSync(`${file}.lock`);
    writeFileSync(`${file}.lock`, String(Math.floor(elapsed / 4000)));
  });
  const waiting = exclusively(file, () => 'held', clock);
  await expect(waiting).rejects.toThrow('Other runs keep writing the state file. Re-run');
  expect(wasThere).toBe(true);
  expect(readFileSync(`${file}.lock`, 'utf8')).toBe('15');
});

test.each([
  ['a folder', (lock: string) => mkdirSync(lock)],
  ['a link to what has no end', (lock: string) => symlinkSync('/dev/zero', lock)],
])('that is %s is nobody’s to take away', async (_, make) => {
  const file = fileIn(temporaryFolder());
  make(`${file}.lock`);
  await expect(fileStore(dirname(file), 'state.json', systemClock).write('text', '', '')).rejects.toThrow(
    `The lock of the state file cannot be made. Remove ${file}.lock.`,
  );
  expect(left(file)).toEqual(['state.json.lock']);
});

test('a writer that slept until its lock was taken away writes nothing', async () => {
  const file = fileIn(temporaryFolder());
  const lock = `${file}.lock`;
  writeFileSync(lock, 'first');
  /** Takes the lock away as soon as the writer has it. */
  const takeAway = (tries: number) => {
    if (existsSync(lock)) writeFileSync(lock, 'others');
    else if (tries > 0) queueMicrotask(() => takeAway(tries - 1));
  };
  const clock = clockWith(() => {
    rmSync(lock);
    takeAway(100);
  });
  const store = fileStore(dirname(file), 'state.json', clock);
  expect(await store.write('text', '', '')).toBe('moved');
  expect(readFileSync(lock, 'utf8')).toBe('others');
  expect(left(file)).toEqual(['state.json.lock']);
});
