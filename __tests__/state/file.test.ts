/** The file store's place: what is a file of the workspace, and what is said of all else. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clients/clock.ts';
import { StateError } from '../../src/state/document.ts';
import { fileStore } from '../../src/state/file-store.ts';
import { temporaryFolder } from '../../testing/folders.ts';

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

test('a workspace may be named by a link, and its file by either name', async () => {
  const workspace = workspaceWithLinks();
  const linked = join(workspace, '..', 'linked');
  symlinkSync(workspace, linked);
  for (const path of ['state.json', join(linked, 'state.json'), join(workspace, 'state.json')]) {
    expect((await fileStore(linked, path, systemClock).read()).text).toBe('ours');
  }
  await expect(fileStore(linked, linked, systemClock).read()).rejects.toThrow('is outside the workspace.');
});

describe('a file of the workspace', () => {
  test.each(['state.json', 'new/folders/state.json', './folder/../state.json', 'to-folder/s', '..s'])(
    '%s is kept as it is',
    async (path) => {
      const workspace = workspaceWithLinks();
      const store = fileStore(workspace, path, systemClock);
      expect(store).toMatchObject({ place: `file ${path}`, remembers: true, patienceMs: 0 });
      const before = await store.read();
      const text = 'ours ✓\n';
      const stored = await store.write(text, before.revision, 'change');
      expect(stored).toEqual({ text, revision: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(await fileStore(workspace, path, systemClock).read()).toEqual(stored);
      const file = join(workspace, path);
      expect(readFileSync(file, 'utf8')).toBe(text);
      expect(statSync(file).mode & 0o777).toBe(0o644 & ~process.umask());
      expect(readdirSync(join(file, '..')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    },
  );

  test('is found in a workspace that is a symlink itself', async () => {
    const workspace = workspaceWithLinks();
    const alias = join(workspace, '..', 'alias');
    symlinkSync(workspace, alias);
    for (const path of ['state.json', join(workspace, 'state.json')]) {
      expect((await fileStore(alias, path, systemClock).read()).text).toBe('ours');
    }
  });

  test('is left closed, and so is its folder', async () => {
    const store = fileStore(workspaceWithLinks(), 'state.json', systemClock);
    const open = () => readdirSync('/proc/self/fd').length;
    let { revision } = await store.read();
    const before = open();
    for (const text of ['one', 'two', 'three']) {
      const stored = await store.write(text, revision, 'change');
      revision = stored === 'moved' ? '' : stored.revision;
    }
    expect(open()).toBe(before);
    expect((await store.read()).text).toBe('three');
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
    const message = `The state file ${path} ${why}`;
    const workspace = workspaceWithLinks();
    const store = fileStore(workspace, path, systemClock);
    const before = readdirSync(join(workspace, '..'), { recursive: true });
    await expect(store.read()).rejects.toThrow(new StateError(message));
    await expect(store.write('text', '', 'change')).rejects.toThrow(new StateError(message));
    expect(readdirSync(join(workspace, '..'), { recursive: true })).toEqual(before);
    expect(readFileSync(join(workspace, '..', 'outside', 'state.json'), 'utf8')).toBe('theirs');
  });

  test.each([
    ['state.json/below', 'read (ENOTDIR)', 'written (ENOTDIR)'],
    ['x'.repeat(300), 'read (ENAMETOOLONG)', 'written (ENAMETOOLONG)'],
  ])('%s cannot be read or written', async (path, read, written) => {
    const store = fileStore(workspaceWithLinks(), path, systemClock);
    const of = (what: string) => new StateError(`The state file ${path} cannot be ${what}.`);
    await expect(store.read()).rejects.toThrow(of(read));
    await expect(store.write('text', '', 'change')).rejects.toThrow(of(written));
  });

  test.each(['folder', 'pipe'])('%s is refused at once', async (path) => {
    const workspace = workspaceWithLinks();
    execFileSync('mkfifo', [join(workspace, 'pipe')]);
    const [store, refusal] = [fileStore(workspace, path, systemClock), `${path} is not a regular file`];
    await expect(store.read()).rejects.toThrow(new StateError(`the state file ${refusal}`));
    await expect(store.write('text', '', 'change')).rejects.toThrow(refusal);
    expect(readdirSync(workspace)).toContain(path);
  });

  test('a workspace that is not there', async () => {
    const store = fileStore(join(temporaryFolder(), 'gone'), 'state.json', systemClock);
    const message = 'The state file state.json cannot be read (ENOENT).';
    await expect(store.read()).rejects.toThrow(new StateError(message));
  });
});
