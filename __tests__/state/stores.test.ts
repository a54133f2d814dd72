/** The stores under the same rules: what one has written since the other has read is never written over. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clients/clock.ts';
import { fileStore } from '../../src/state/file-store.ts';
import { gitStore } from '../../src/state/git.ts';
import type { StateStore } from '../../src/state/store.ts';
import { temporaryFolder } from '../../testing/folders.ts';
import { emptyRepository, storeOptions } from '../../testing/git.ts';

describe.each<[kind: string, () => () => StateStore]>([
  [
    'file',
    () => {
      const workspace = temporaryFolder();
      return () => fileStore(workspace, 'state.json', systemClock);
    },
  ],
  [
    'git',
    () => {
      const remote = `file://${emptyRepository(temporaryFolder())}`;
      return () => {
        const store = gitStore(storeOptions(remote));
        onTestFinished(() => store.close());
        return store;
      };
    },
  ],
])('%s', (_, placed) => {
  test('is empty at first, and holds what was written last', async () => {
    const open = placed();
    const store = open();
    expect(await store.read()).toEqual({ revision: '' });
    let revision = '';
    for (const text of ['two ✓\n', '']) {
      const stored = await store.write(text, revision, 'change');
      expect(stored).toMatchObject({ text });
      expect(await open().read()).toEqual(stored);
      revision = stored === 'moved' ? '' : stored.revision;
    }
  });

  test('has one of two writers of the same text, and the other can write once it has read', async () => {
    const open = placed();
    const stores = [open(), open()];
    const written = await Promise.all(stores.map((store) => store.write('same\n', '', 'change')));
    const [first] = written.filter((one) => one !== 'moved');
    expect(written).toContain('moved');
    const loser = stores[written.indexOf('moved')] ?? open();
    const read = await loser.read();
    expect(read).toEqual(first);
    expect(await loser.write('both\n', read.revision, 'change')).toMatchObject({ text: 'both\n' });
    expect(await loser.write('late\n', read.revision, 'change')).toBe('moved');
    expect((await open().read()).text).toBe('both\n');
  });
});

/** A process that runs `body` with `store`, which keeps its text in the file state.json of `workspace`. */
function withFileStore(workspace: string, body: string) {
  const source = (path: string) => JSON.stringify(join(import.meta.dirname, '..', '..', 'src', path));
  const script = `
    import { systemClock } from ${source('clients/clock.ts')};
    import { fileStore } from ${source('state/file-store.ts')};
    const store = fileStore(${JSON.stringify(workspace)}, 'state.json', systemClock);
    ${body}`;
  return spawn(process.execPath, ['--input-type=module-typescript', '-e', script]);
}

test('processes that count in one file at once count right', async () => {
  const workspace = temporaryFolder();
  const counting = `for (let done = 0; done < 20; ) {
    const { text = '0', revision } = await store.read();
    if ((await store.write(String(Number(text) + 1), revision, '')) !== 'moved') done += 1;
  }`;
  const counters = [withFileStore(workspace, counting), withFileStore(workspace, counting)];
  const codes = await Promise.all(counters.map(async (counter) => (await once(counter, 'close'))[0]));
  expect(codes).toEqual([0, 0]);
  expect(readFileSync(join(workspace, 'state.json'), 'utf8')).toBe('40');
});

test('a file is the old text or the new one at whatever moment it is read, and when its writer was killed', async () => {
  const workspace = temporaryFolder();
  const store = fileStore(workspace, 'state.json', systemClock);
  const writer = withFileStore(
    workspace,
    `let revision = '';
    for (let count = 0; ; count += 1) {
      const stored = await store.write(String(count % 10).repeat(50_000), revision, '');
      revision = stored.revision;
      if (count === 0) process.stdout.write('written');
    }`,
  );
  const ended = once(writer, 'close');
  await once(writer.stdout, 'data');
  const seen = new Set<string>();
  const look = async () => {
    const { text = '', revision } = await store.read();
    expect(text).toMatch(/^(\d)\1{49999}$/);
    seen.add(revision);
  };
  for (let looks = 0; looks < 100 || seen.size < 10; looks += 1) await look();
  writer.kill('SIGKILL');
  await ended;
  await look();
});
