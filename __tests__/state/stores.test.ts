/** The stores under the same rules: what one has written since the other has read is never written over. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clients/clock.ts';
import { fileStore } from '../../src/state/file-store.ts';
import { gitStore } from '../../src/state/git.ts';
import type { StateStore } from '../../src/state/store.ts';
import { temporaryFolder } from '../../testing/folders.ts';
import { until } from '../e2e/support.ts';

/** Opens stores that keep their text in one place. */
const places = {
  file() {
    const workspace = temporaryFolder();
    return () => fileStore(workspace, 'state.json', systemClock);
  },
  git() {
    const remote = temporaryFolder();
    const cache = temporaryFolder();
    execFileSync('git', ['init', '--quiet', '--bare', remote]);
    return () => {
      const store = gitStore({
        name: 'default',
        environment: 'sandbox',
        remote: `file://${remote}`,
        token: '',
        trailers: [],
        temporaryFolder: cache,
        env: process.env,
        writes: true,
        clock: systemClock,
        expired: new AbortController().signal,
      });
      onTestFinished(() => store.close());
      return store;
    };
  },
} satisfies Record<string, () => () => StateStore>;

describe.each(['file', 'git'] as const)('%s', (kind) => {
  test('is empty at first, and holds what was written last', async () => {
    const open = places[kind]();
    const store = open();
    expect(await store.read()).toEqual({ revision: '' });
    let revision = '';
    for (const text of ['one\n', 'two ✓\n', '']) {
      const stored = await store.write(text, revision, 'change');
      expect(stored).toMatchObject({ text });
      expect(await open().read()).toEqual(stored);
      revision = stored === 'moved' ? '' : stored.revision;
    }
  });

  test('is not read when it is larger than any state', async () => {
    const open = places[kind]();
    await open().write('x'.repeat(9 * 2 ** 20), '', 'change');
    await expect(open().read()).rejects.toThrow(
      /^The state \((file|git ref) \S+\) is damaged: it has 9\.0 MiB, and a state has at most 8\. Restore/,
    );
  });

  test('one of two writers of the same text wins', async () => {
    const open = places[kind]();
    const stores = [open(), open(), open(), open()];
    const written = await Promise.all(stores.map((store) => store.write('same\n', '', 'change')));
    expect(written.filter((one) => one !== 'moved')).toHaveLength(1);
  });

  test('a stale revision writes nothing, and after reading again it can be written', async () => {
    const open = places[kind]();
    const [one, other] = [open(), open()];
    const first = await one.write('one\n', '', 'change');
    expect(await other.write('other\n', '', 'change')).toBe('moved');
    const read = await other.read();
    expect(read).toEqual(first);
    expect(await other.write('both\n', read.revision, 'change')).toMatchObject({
      text: 'both\n',
    });
    expect(await one.write('late\n', read.revision, 'change')).toBe('moved');
    expect((await one.read()).text).toBe('both\n');
  });
});

test('git leaves nothing behind on this machine', async () => {
  const [remote, cache] = [temporaryFolder(), temporaryFolder()];
  execFileSync('git', ['init', '--quiet', '--bare', remote]);
  const store = gitStore({
    name: 'default',
    environment: 'live',
    remote: `file://${remote}`,
    token: 'ghs_token',
    trailers: ['Run: 1'],
    temporaryFolder: cache,
    env: process.env,
    writes: true,
    clock: systemClock,
    expired: new AbortController().signal,
  });
  await store.write('text\n', '', 'message');
  expect(readdirSync(cache)).toHaveLength(1);
  store.close();
  expect(readdirSync(cache)).toEqual([]);
});

/** A process that runs `body` with `store`, which keeps its text in the file state.json of `workspace`. */
function withFileStore(workspace: string, body: string) {
  const source = (path: string) => join(import.meta.dirname, '..', '..', 'src', path);
  const [clock, module] = [source('clients/clock.ts'), source('state/file-store.ts')];
  const script = `
    import { systemClock } from ${JSON.stringify(clock)};
    import { fileStore } from ${JSON.stringify(module)};
    const store = fileStore(${JSON.stringify(workspace)}, 'state.json', systemClock);
    ${body}`;
  return spawn(process.execPath, ['--input-type=module-typescript', '-e', script]);
}

test('processes that count in one file at once count right', async () => {
  const workspace = temporaryFolder();
  const [processes, times] = [4, 30];
  const counters = Array.from({ length: processes }, () =>
    withFileStore(
      workspace,
      `for (let done = 0; done < ${times}; ) {
        const { text = '0', revision } = await store.read();
        if ((await store.write(String(Number(text) + 1), revision, '')) !== 'moved') done += 1;
      }`,
    ),
  );
  const codes = await Promise.all(counters.map(async (counter) => (await once(counter, 'close'))[0]));
  expect(codes).toEqual(counters.map(() => 0));
  expect(readFileSync(join(workspace, 'state.json'), 'utf8')).toBe(String(processes * times));
});

test('a file is the old text or the new one at whatever moment its writer is killed', async () => {
  const workspace = temporaryFolder();
  const file = join(workspace, 'state.json');
  for (let round = 0; round < 8; round += 1) {
    const writer = withFileStore(
      workspace,
      `let { revision } = await store.read();
      process.stdout.write('ready');
      for (let count = 0; ; count += 1) {
        const stored = await store.write(String(count % 10).repeat(200_000), revision, '');
        revision = stored.revision;
      }`,
    );
    const ended = once(writer, 'close');
    await once(writer.stdout, 'data');
    if (round > 0) await until(() => existsSync(file));
    await delay(round);
    writer.kill('SIGKILL');
    await ended;
    // The next writer would wait for it.
    rmSync(`${file}.lock`, { force: true });
    const { text } = await fileStore(workspace, 'state.json', systemClock).read();
    expect(text === undefined || /^(\d)\1{199999}$/.test(text)).toBe(true);
  }
  expect(readFileSync(file).length).toBe(200_000);
});
