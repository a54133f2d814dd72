/** The file store: what is a file of the workspace, what is said of all else, and who may write it. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clients/clock.ts';
import { StateError } from '../../src/state/document.ts';
import { fileStore } from '../../src/state/file-store.ts';
import { exclusively } from '../../src/state/lock.ts';
import { temporaryFolder } from '../../testing/folders.ts';
import { sleepingClock } from '../../testing/plans.ts';

const open = (workspace: string, path: string) => fileStore(workspace, path, systemClock);

/** A workspace beside a folder that is not its own, with links of every kind in it. */
function workspaceWithLinks(): string {
  const parent = temporaryFolder();
  const workspace = join(parent, 'workspace');
  mkdirSync(join(workspace, 'folder'), { recursive: true });
  mkdirSync(join(parent, 'outside'));
  writeFileSync(join(parent, 'outside', 'state.json'), 'theirs');
  writeFileSync(join(workspace, 'state.json'), 'ours');
  for (const [target, name] of [
    ['../outside', 'to-outside'],
    ['../outside/state.json', 'out.json'],
    ['state.json', 'in.json'],
    ['gone.json', 'broken.json'],
    ['loop.json', 'loop.json'],
    ['folder', 'to-folder'],
  ] as const) {
    symlinkSync(target, join(workspace, name));
  }
  return workspace;
}

describe('a file of the workspace', () => {
  test.each(['state.json', 'new/folders/state.json', './folder/../state.json', 'to-folder/s', '..s'])(
    '%s is kept as it is',
    async (path) => {
      const workspace = workspaceWithLinks();
      const store = open(workspace, path);
      expect(store).toMatchObject({ place: `file ${path}`, patienceMs: 0 });
      const before = await store.read();
      const text = 'ours ✓\n';
      const stored = await store.write(text, before.revision, 'change');
      expect(stored).toEqual({ text, revision: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(await open(workspace, path).read()).toEqual(stored);
      const file = join(workspace, path);
      expect(readFileSync(file, 'utf8')).toBe(text);
      expect(statSync(file).mode & 0o777).toBe(0o644 & ~process.umask());
      expect(readdirSync(dirname(file)).filter((name) => /\.(tmp|lock)$/.test(name))).toEqual([]);
    },
  );

  test('is found by either name of a workspace that is a symlink itself', async () => {
    const workspace = workspaceWithLinks();
    const linked = join(workspace, '..', 'linked');
    symlinkSync(workspace, linked);
    for (const path of ['state.json', join(linked, 'state.json'), join(workspace, 'state.json')]) {
      expect((await open(linked, path).read()).text).toBe('ours');
    }
    await expect(open(linked, linked).read()).rejects.toThrow('is outside the workspace.');
  });

  test('is not read when it is larger than any state', async () => {
    const workspace = temporaryFolder();
    writeFileSync(join(workspace, 'state.json'), 'x'.repeat(9 * 2 ** 20));
    await expect(open(workspace, 'state.json').read()).rejects.toThrow(
      'The state (file state.json) is damaged: it has 9.0 MiB, and a state has at most 8. Restore',
    );
  });

  test('is left closed, and so is its folder', async () => {
    const store = open(workspaceWithLinks(), 'state.json');
    const descriptors = () => readdirSync('/proc/self/fd').length;
    const { revision } = await store.read();
    const before = descriptors();
    expect(await store.write('one', revision, 'change')).toMatchObject({ text: 'one' });
    expect(descriptors()).toBe(before);
  });
});

describe('no file of the workspace', () => {
  const outside = [
    '.',
    '..',
    '../state.json',
    '../outside/state.json',
    '../new/state.json',
    '/etc/hostname',
    'to-outside/state.json',
    'to-outside/new/state.json',
    'out.json',
  ];
  const links = ['in.json', 'broken.json', 'loop.json', 'to-folder'];

  test.each([
    ...outside.map((path): [string, string] => [path, 'is outside the workspace.']),
    ...links.map((path): [string, string] => [path, 'is a symlink. Name the file itself.']),
  ])('%s is refused, whether read or written', async (path, why) => {
    const error = new StateError(`The state file ${path} ${why}`);
    const workspace = workspaceWithLinks();
    const all = () => readdirSync(join(workspace, '..'), { recursive: true });
    const before = all();
    await expect(open(workspace, path).read()).rejects.toThrow(error);
    await expect(open(workspace, path).write('text', '', 'change')).rejects.toThrow(error);
    expect(all()).toEqual(before);
    expect(readFileSync(join(workspace, '..', 'outside', 'state.json'), 'utf8')).toBe('theirs');
  });

  test.each([
    ['state.json/below', 'ENOTDIR'],
    ['x'.repeat(300), 'ENAMETOOLONG'],
  ])('%s cannot be read or written', async (path, code) => {
    const store = open(workspaceWithLinks(), path);
    const failed = (doing: string) => new StateError(`The state file ${path} cannot be ${doing} (${code}).`);
    await expect(store.read()).rejects.toThrow(failed('read'));
    await expect(store.write('text', '', 'change')).rejects.toThrow(failed('written'));
  });

  test.each(['folder', 'pipe'])('%s is refused at once', async (path) => {
    const workspace = workspaceWithLinks();
    execFileSync('mkfifo', [join(workspace, 'pipe')]);
    const refusal = new StateError(`the state file ${path} is not a regular file`);
    await expect(open(workspace, path).read()).rejects.toThrow(refusal);
    await expect(open(workspace, path).write('text', '', 'change')).rejects.toThrow(refusal);
    expect(readdirSync(workspace)).toContain(path);
  });

  test('a workspace that is not there', async () => {
    await expect(open(join(temporaryFolder(), 'gone'), 'state.json').read()).rejects.toThrow(
      new StateError('The state file state.json cannot be read (ENOENT).'),
    );
  });
});

describe('the lock', () => {
  const newFile = () => join(temporaryFolder(), 'state.json');
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
    const file = newFile();
    const act = () => {
      expect(left(file)).toEqual(['state.json.lock']);
      throw new Error('no space left');
    };
    await expect(exclusively(file, act, systemClock)).rejects.toThrow(new Error('no space left'));
    expect(left(file)).toEqual([]);
  });

  test('of a killed process is taken away after some seconds', async () => {
    const file = newFile();
    writeFileSync(`${file}.lock`, 'killed');
    const clock = sleepingClock();
    expect(await exclusively(file, (isHeld) => isHeld(), clock)).toBe(true);
    expect(clock.elapsed()).toBeGreaterThan(5000);
    expect(clock.elapsed()).toBeLessThan(6000);
    expect(left(file)).toEqual([]);
  });

  test('of those who take turns is never taken away, and waited for no longer than a minute', async () => {
    const file = newFile();
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
    const file = newFile();
    make(`${file}.lock`);
    await expect(open(dirname(file), 'state.json').write('text', '', '')).rejects.toThrow(
      `The lock of the state file cannot be made. Remove ${file}.lock.`,
    );
    expect(left(file)).toEqual(['state.json.lock']);
  });

  test('that was taken away from a writer who slept lets it write nothing', async () => {
    const file = newFile();
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
});
