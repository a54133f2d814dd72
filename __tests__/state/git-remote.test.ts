/** The URL of `origin`, in each way to write credentials into it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { StateError } from '../../src/state/document.ts';
import { originRemote, publicRemote } from '../../src/state/git-remote.ts';
import { temporaryFolder } from '../../testing/folders.ts';
import { gitOn } from '../../testing/git.ts';
import { expectLinear } from '../growth.ts';

const token = 'ghs_Zt83mKp0RrYh6Q';

test.each([
  [`https://x:${token}@github.com/octo/repo`, 'https://github.com/octo/repo'],
  [`HTTPS://x:${token}@github.com/octo/repo`, 'HTTPS://github.com/octo/repo'],
  [`https://${token}@github.com/octo/repo`, 'https://github.com/octo/repo'],
  [`https://${token}:x-oauth-basic@github.com/octo/repo`, 'https://github.com/octo/repo'],
  [`https://u:p@${token}@github.com:8443/octo/repo`, 'https://github.com:8443/octo/repo'],
  [`http://u:${token}@[::1]:8080/octo/repo`, 'http://[::1]:8080/octo/repo'],
  [`ssh://git:${token}@github.com/octo/repo`, 'ssh://git@github.com/octo/repo'],
  [`git+SSH://git:${token}@github.com:22/octo/repo`, 'git+SSH://git@github.com:22/octo/repo'],
  [`ssh://git:${token}@x@github.com/octo/repo`, 'ssh://git@github.com/octo/repo'],
  [`https://u:${token}@github.com`, 'https://github.com'],
  [`https://u:${token}@github.com?a#b`, 'https://github.com?a#b'],
  [`file://u:${token}@localhost/srv/repo`, 'file://localhost/srv/repo'],
])('credentials are taken out of %s, and told', (given, remote) => {
  const found = publicRemote(given);
  expect(found.remote).toBe(remote);
  expect(found.secrets.join()).toContain(token);
});

test('what is encoded is told as it stands, and decoded', () => {
  const { secrets } = publicRemote('https://u:p%40ss-w0rd@github.com/octo/repo');
  expect(secrets).toEqual(['p%40ss-w0rd', 'p@ss-w0rd']);
});

test.each([
  'https://github.com/octo/me@home',
  'https://github.com:8443/octo/me@home?x@y',
  'http://[::1]:8080/octo/me@home',
  'ssh://git@github.com:22/octo/repo',
  'git@github.com:octo/repo.git',
  'host:me@repo.git',
  '/srv/http://me@repo',
  '../repo@home',
  'C:\\repos\\me@home',
  'file:///srv/me@home',
])('%s is left as it is', (remote) => {
  expect(publicRemote(remote)).toEqual({ remote, secrets: [] });
});

test.each([
  `https://u:${token}/x@github.com/octo/repo`,
  `https://u:${token}#x@github.com/octo/repo`,
  `https://u:${token}?x@github.com/octo/repo`,
  `https://u:${token}\\x@github.com/octo/repo`,
  `u:${token}@github.com:octo/repo`,
  `https::https://u:${token}@github.com/octo/repo`,
])('%s is refused, and not repeated', (remote) => {
  expect(() => publicRemote(remote)).toThrow(
    new StateError(
      'The remote "origin" of the checkout is not a URL that git can use for state. Write it without credentials.',
    ),
  );
});

test.each(['@', ':', '/', '[', 'https://', 'a:@'])('many a %s take time that grows with their number', (piece) => {
  for (const start of ['', 'https://']) {
    expectLinear(
      (size) => start + piece.repeat(size),
      (remote) => {
        try {
          publicRemote(remote);
        } catch {
          // It may be refused, and then in no more time.
        }
      },
    );
  }
});

test('the remote of a checkout is its origin, without credentials', async () => {
  const workspace = temporaryFolder();
  const missing = new StateError(
    'The workspace is not a checkout with a remote "origin", so the state cannot be stored. Run actions/checkout first, or set `state` to `file:PATH`.',
  );
  const found = () => originRemote(workspace, { PATH: process.env.PATH });
  await expect(found()).rejects.toThrow(missing);
  gitOn(workspace, 'init', '--quiet', '--template=');
  await expect(found()).rejects.toThrow(missing);
  writeFileSync(join(workspace, '.git', 'config'), `[remote "origin"]\n\turl = https://x:${token}@github.com/a/b\n`);
  expect(await found()).toEqual({ remote: 'https://github.com/a/b', secrets: [token, token] });
});
