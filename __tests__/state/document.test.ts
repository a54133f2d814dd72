/** The state document in memory, and the store that an input names. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type Adopted,
  type Entry,
  emptyState,
  entryOf,
  type Intent,
  idOf,
  withEntries,
} from '../../src/state/document.ts';
import { type OpenOptions, openStore } from '../../src/state/open.ts';
import { temporaryFolder } from '../e2e/support.ts';

const common = {
  fingerprint: `sha256:${'0'.repeat(64)}`,
  body: {
    url: 'https://hooks.example.com/',
    events: ['customer.active'],
    status: 'enabled' as const,
  },
  patterns: ['customer.active'],
  at: '2026-01-01T00:00:00.000Z',
  run: { id: '1', attempt: '1', commit: 'c0ffee' },
};
const intent: Intent = { ...common, status: 'intent' };
const adopted: Adopted = { ...common, status: 'adopted', id: 'whk_1' };
const empty = emptyState('sandbox', 'm.yml', 'https://api');

describe('a document', () => {
  test('has nothing in it at first', () => {
    expect(empty).toEqual({
      version: 1,
      environment: 'sandbox',
      manifest: 'm.yml',
      apiUrl: 'https://api',
      webhooks: {},
    });
  });

  test('gets entries, and loses them, without a change of the one before', () => {
    const one = withEntries(
      empty,
      new Map<string, Entry | undefined>([
        ['a', intent],
        ['constructor', adopted],
      ]),
    );
    expect(one).toEqual({ ...empty, webhooks: { a: intent, constructor: adopted } });
    const other = withEntries(
      one,
      new Map<string, Entry | undefined>([
        ['a', adopted],
        ['constructor', undefined],
        ['b', undefined],
      ]),
    );
    expect(other).toEqual({ ...empty, webhooks: { a: adopted } });
    expect(Object.keys(other.webhooks)).toEqual(['a']);
    expect(one.webhooks.a).toBe(intent);
    expect(empty.webhooks).toEqual({});
  });

  test('knows what it holds under a name, and the ID of what exists', () => {
    const state = withEntries(
      empty,
      new Map<string, Entry | undefined>([
        ['a', intent],
        ['b', adopted],
      ]),
    );
    expect(entryOf(state, 'a')).toBe(intent);
    expect(entryOf(state, 'constructor')).toBeUndefined();
    expect(['a', 'b', 'c'].map((name) => idOf(entryOf(state, name)))).toEqual([
      undefined,
      'whk_1',
      undefined,
    ]);
  });
});

describe('openStore', () => {
  const options = (): OpenOptions => ({
    workspace: temporaryFolder(),
    environment: 'live',
    token: '',
    trailers: [],
    temporaryFolder: temporaryFolder(),
    env: { PATH: process.env.PATH },
    now: () => 0,
    mask: () => undefined,
  });

  test('opens a file of the workspace', async () => {
    const given = options();
    writeFileSync(join(given.workspace, 's.json'), 'text');
    const store = await openStore({ kind: 'file', path: 's.json' }, given);
    expect(store.place).toBe('file s.json');
    expect((await store.read()).text).toBe('text');
    store.close();
  });

  test('opens the ref of a name, in the repository that is given or the checkout’s', async () => {
    const [given, git] = [options(), temporaryFolder()];
    execFileSync('git', ['init', '--quiet', '--bare', git]);
    execFileSync('git', ['init', '--quiet', given.workspace]);
    execFileSync('git', ['remote', 'add', 'origin', `file://${git}`], { cwd: given.workspace });
    const choice = { kind: 'git', name: 'second' } as const;
    const store = await openStore(choice, given);
    expect(store.place).toBe('git ref refs/conduit-webhooks/second/live');
    const stored = await store.write('text', '', 'change');
    const other = await openStore(choice, { ...options(), remote: `file://${git}` });
    expect(await other.read()).toEqual(stored);
    for (const one of [store, other]) one.close();
    await expect(openStore(choice, options())).rejects.toThrow('no repository to keep state in');
  });

  test('hides what is secret in the checkout’s remote before git sees the remote', async () => {
    const given = options();
    execFileSync('git', ['init', '--quiet', given.workspace]);
    const url = 'ssh://u:hunter2@host.invalid/repo';
    execFileSync('git', ['remote', 'add', 'origin', url], { cwd: given.workspace });
    const masked: string[] = [];
    const mask = (secret: string) => void masked.push(secret);
    const store = await openStore({ kind: 'git', name: 'x' }, { ...given, mask });
    expect(masked).toContain('hunter2');
    store.close();
  });

  test('opens a store that remembers nothing', async () => {
    const store = await openStore({ kind: 'none' }, options());
    expect(store).toMatchObject({ place: 'nowhere', keepsEveryResult: false });
    expect(await store.write('text', '', 'change')).toEqual({ text: 'text', revision: '' });
    expect(await store.read()).toEqual({ revision: '' });
    store.close();
  });
});
