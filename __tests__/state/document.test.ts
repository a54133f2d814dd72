/** The state document in memory, and the store that an input names. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clients/clock.ts';
import {
  blankRecord,
  emptyState,
  heldIds,
  isEmpty,
  isOlder,
  nextRevision,
  recordOf,
  revised,
  secretKey,
  writtenBy,
} from '../../src/state/document.ts';
import { type OpenOptions, openStore } from '../../src/state/open.ts';
import { temporaryFolder } from '../../testing/folders.ts';
import { current, declared, earlier, record, request, runOf } from '../../testing/plans.ts';
import { runs } from '../fuzz.ts';

const empty = emptyState('sandbox', 'm.yml', 'https://api');
const declaration = declared('payments');
const one = record({ current: current('whk_1', declaration), replaced: ['whk_0'] });

describe('a document', () => {
  test('has nothing in it at first, and is bound to nothing', () => {
    expect(empty).toMatchObject({ version: 2, webhooks: {}, secrets: {} });
    expect(isEmpty(empty)).toBe(true);
    expect(isEmpty({ ...empty, webhooks: { payments: blankRecord } })).toBe(false);
  });

  test('knows nothing under the name of what every object has', () => {
    expect(recordOf(empty, 'constructor')).toBeUndefined();
    expect(recordOf({ ...empty, webhooks: { constructor: one } }, 'constructor')).toBe(one);
  });

  test('knows every ID that it ever had', () => {
    const other = record({
      request: request('req_0000000000000001', declaration),
      gone: ['whk_9'],
    });
    expect(heldIds({ ...empty, webhooks: { payments: one, ledger: other } })).toEqual(
      new Set(['whk_1', 'whk_0', 'whk_9']),
    );
  });
});

describe('a record', () => {
  test('keeps what a change does not name, and loses what it names as undefined', () => {
    const before = record({ ...one, removedAt: earlier, gone: ['whk_9'] });
    const { revision, ...rest } = revised(before, 'returned', { removedAt: undefined });
    expect(rest).toEqual({ current: one.current, replaced: ['whk_0'], gone: ['whk_9'] });
    expect(revision).not.toBe(before.revision);
  });

  test('has another revision after each change, whatever came before: the same for all who make it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('keep 01234567', 'removed', 'returned', 'refused', 'unknown'), {
          maxLength: 40,
        }),
        (changes) => {
          const revisions = [blankRecord.revision];
          for (const what of changes) revisions.push(nextRevision(revisions.at(-1) ?? '', what));
          expect(new Set(revisions).size).toBe(revisions.length);
          expect(revisions.every((text) => /^[0-9a-f]{16}$/.test(text))).toBe(true);
        },
      ),
      runs(100),
    );
    expect(nextRevision(blankRecord.revision, 'removed')).toBe(nextRevision(blankRecord.revision, 'removed'));
    expect(nextRevision(blankRecord.revision, 'removed')).not.toBe(nextRevision(blankRecord.revision, 'returned'));
  });
});

test.each([
  ['payments_secret', undefined, 'PAYMENTS_SECRET'],
  ['PAYMENTS_SECRET', 'Production', 'PAYMENTS_SECRET/production'],
])('the GitHub secret %s of the environment %s is %s', (name, environment, key) => {
  expect(secretKey(name, environment)).toBe(key);
});

describe('an older run', () => {
  test.each([
    ['99', '100', true],
    ['100', '100', false],
    ['101', '100', false],
    ['9007199254740993', '9007199254740994', true],
    ['', '100', false],
    ['local', '100', false],
    ['99', '', false],
  ])('is told by its number: %s, when %s has written', (mine, last, isIt) => {
    expect(isOlder(runOf(mine), runOf(last))).toBe(isIt);
    const written = writtenBy({ ...empty, run: runOf(last) }, runOf(mine));
    expect(written.run.id).toBe(isIt ? last : mine);
  });

  test('is of the same server', () => {
    expect(isOlder(runOf('1'), runOf('2', 'other'))).toBe(false);
  });
});

describe('openStore', () => {
  const options = (): OpenOptions => ({
    workspace: temporaryFolder(),
    trust: 'runner',
    environment: 'live',
    token: '',
    trailers: [],
    temporaryFolder: temporaryFolder(),
    env: { PATH: process.env.PATH },
    writes: true,
    clock: systemClock,
    expired: new AbortController().signal,
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
    await expect(openStore(choice, options())).rejects.toThrow(
      'The workspace is not a checkout with a remote "origin"',
    );
  });

  test('hides what is secret in the checkout’s remote, and the token as git gets it', async () => {
    const given = options();
    execFileSync('git', ['init', '--quiet', given.workspace]);
    const url = 'ssh://u:hunter2@host.invalid/repo';
    execFileSync('git', ['remote', 'add', 'origin', url], { cwd: given.workspace });
    const masked: string[] = [];
    const mask = (secret: string) => void masked.push(secret);
    const store = await openStore({ kind: 'git', name: 'x' }, { ...given, token: 'ghs_x', mask });
    expect(new Set(masked)).toEqual(new Set(['hunter2', btoa('x-access-token:ghs_x')]));
    store.close();
  });

  test.each(['runner', 'user'] as const)(
    'starts no git on the machine of a %s whose environment would be printed',
    async (trust) => {
      const given = { ...options(), trust, env: { NODE_DEBUG: 'child_process' } };
      await expect(openStore({ kind: 'git', name: 'x' }, given)).rejects.toThrow(
        'Remove NODE_DEBUG. With it, Node.js can print the environment of Git',
      );
    },
  );

  test('opens a store that remembers nothing', async () => {
    const store = await openStore({ kind: 'none' }, options());
    expect(store).toMatchObject({ place: 'nowhere', remembers: false, patienceMs: 0 });
    expect(await store.write('text', '', 'change')).toEqual({
      text: 'text',
      revision: '',
    });
    expect(await store.read()).toEqual({ revision: '' });
    store.close();
  });
});
