/** A git that does not know the variables by which the action configures it. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { gitStore } from '../../src/state/git.ts';
import { httpRemote, temporaryFolder } from '../e2e/support.ts';

const path = process.env.PATH ?? '';
const realGit = path
  .split(':')
  .map((folder) => join(folder, 'git'))
  .find((file) => existsSync(file));
const token = 'ghs_0123456789abcdefABCDEF0123456789wxyz';

/** A store on a private repository; git says that it is `version`, and ignores its configuration if `old`. */
async function storeWith(version: string, old: boolean, allowed = token) {
  const folder = temporaryFolder();
  const lines = [
    '#!/bin/sh',
    `[ "$1" = version ] && echo 'git version ${version}' && exit`,
    old ? 'unset GIT_CONFIG_COUNT' : '',
    `exec '${realGit}' "$@"`,
  ];
  writeFileSync(join(folder, 'git'), lines.join('\n'), { mode: 0o755 });
  const { origin } = await httpRemote({ token: allowed });
  const store = gitStore({
    name: 'default',
    environment: 'sandbox',
    remote: `${origin}/octo/repo`,
    token,
    trailers: [],
    temporaryFolder: temporaryFolder(),
    env: { PATH: `${folder}:${path}` },
    now: Date.now,
  });
  onTestFinished(() => store.close());
  return store;
}

describe('a git that is too old', () => {
  it.each(['2.30.2', '2.9.5', '1.8.3.1', '2.30.1.windows.1'])('%s is told', async (version) => {
    const store = await storeWith(version, true);
    await expect(store.read()).rejects.toThrow(
      `The state ref cannot be read. This machine has Git ${version}. Git 2.31 or newer is needed.`,
    );
  });

  it.each(['2.31.0', '2.100.0', '3.0', 'of nobody'])('%s is not the reason', async (version) => {
    const store = await storeWith(version, false, 'another token');
    await expect(store.read()).rejects.toThrow(/contents: read.*Git said: /);
  });
});
