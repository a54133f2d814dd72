/** The store that the setting `state` names. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src/state/open.ts';
import { temporaryFolder } from '../../testing/folders.ts';
import { emptyRepository, gitOn, storeOptions } from '../../testing/git.ts';

type Options = Parameters<typeof openStore>[1];

function options(): Options {
  const { remote: _, ...others } = storeOptions('');
  return { ...others, environment: 'live', workspace: temporaryFolder(), trust: 'runner', mask: () => undefined };
}

/** Options with a workspace whose `origin` is `url`. */
function withOrigin(url: string): Options {
  const given = options();
  gitOn(given.workspace, 'init', '--quiet', '--template=');
  gitOn(given.workspace, 'remote', 'add', 'origin', url);
  return given;
}

test('a file of the workspace', async () => {
  const given = options();
  writeFileSync(join(given.workspace, 's.json'), 'text');
  const store = await openStore({ kind: 'file', path: 's.json' }, given);
  expect(store.place).toBe('file s.json');
  expect((await store.read()).text).toBe('text');
  store.close();
});

test('the ref of a name, in the repository that is given or the checkout’s', async () => {
  const remote = `file://${emptyRepository(temporaryFolder())}`;
  const choice = { kind: 'git', name: 'second' } as const;
  const store = await openStore(choice, withOrigin(remote));
  expect(store.place).toBe('git ref refs/conduit-webhooks/second/live');
  const stored = await store.write('text', '', 'change');
  const other = await openStore(choice, { ...options(), remote });
  expect(await other.read()).toEqual(stored);
  for (const one of [store, other]) one.close();
});

test('what is secret in the checkout’s remote is hidden, and the token as git gets it', async () => {
  const masked: string[] = [];
  const mask = (secret: string) => void masked.push(secret);
  const given = { ...withOrigin('ssh://u:hunter2@host.invalid/repo'), token: 'ghs_x', mask };
  const store = await openStore({ kind: 'git', name: 'x' }, given);
  expect(new Set(masked)).toEqual(new Set(['hunter2', btoa('x-access-token:ghs_x')]));
  store.close();
});

test.each(['runner', 'user'] as const)(
  'no git is started on the machine of a %s whose environment would be printed',
  async (trust) => {
    const given = { ...options(), trust, env: { NODE_DEBUG: 'child_process' } };
    await expect(openStore({ kind: 'git', name: 'x' }, given)).rejects.toThrow(
      'Remove NODE_DEBUG. With it, Node.js can print the environment of Git',
    );
  },
);

test('nothing that remembers', async () => {
  const store = await openStore({ kind: 'none' }, options());
  expect(store).toMatchObject({ place: 'nowhere', patienceMs: 0 });
  expect(await store.write('text', '', 'change')).toEqual({ text: 'text', revision: '' });
  expect(await store.read()).toEqual({ revision: '' });
  store.close();
});
