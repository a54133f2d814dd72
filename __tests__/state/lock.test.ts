/** The lock between processes of one machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exclusively } from '../../src/state/lock.ts';
import { temporaryFolder } from '../e2e/support.ts';

test('keeps out another process with the same key, and no other', async () => {
  const [key, file] = [join(temporaryFolder(), 'state.json'), join(temporaryFolder(), 'done')];
  const module = join(import.meta.dirname, '..', '..', 'src', 'state', 'lock.ts');
  const script = `
    import { writeFileSync, writeSync } from 'node:fs';
    import { exclusively } from ${JSON.stringify(module)};
    await exclusively(${JSON.stringify(key)}, () => {
      writeSync(1, 'held');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
      writeFileSync(${JSON.stringify(file)}, '');
    });`;
  const holder = spawn(process.execPath, ['--input-type=module-typescript', '-e', script]);
  const ended = once(holder, 'close');
  await once(holder.stdout, 'data');
  expect(await exclusively(`${key}.other`, () => existsSync(file))).toBe(false);
  expect(await exclusively(key, () => existsSync(file))).toBe(true);
  expect((await ended)[0]).toBe(0);
});

test('is given back when what was done under it has failed', async () => {
  const key = join(temporaryFolder(), 'state.json');
  const failing = exclusively(key, () => {
    throw new Error('no space left');
  });
  await expect(failing).rejects.toThrow(new Error('no space left'));
  const started = exclusively(key, () => 'one');
  expect(await Promise.all([started, exclusively(key, () => 'two')])).toEqual(['one', 'two']);
});
