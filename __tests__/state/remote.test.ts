/** The URL of `origin`, in each way to write credentials into it. */
import { describe, expect, it } from 'vitest';
import { StateError } from '../../src/state/document.ts';
import { publicRemote } from '../../src/state/git-remote.ts';
import { expectLinear } from '../growth.ts';

const token = 'ghs_Zt83mKp0RrYh6Q';

describe('publicRemote', () => {
  it.each([
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
  ])('takes them out of %s, and tells them', (given, remote) => {
    const result = publicRemote(given);
    expect(result.remote).toBe(remote);
    expect(result.secrets.join()).toContain(token);
  });

  it('tells what is encoded as it stands, and decoded', () => {
    const { secrets } = publicRemote('https://u:p%40ss-w0rd@github.com/octo/repo');
    expect(secrets).toEqual(['p%40ss-w0rd', 'p@ss-w0rd']);
  });

  it.each([
    'https://github.com/octo/repo',
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
  ])('leaves %s as it is', (remote) => {
    expect(publicRemote(remote)).toEqual({ remote, secrets: [] });
  });

  it.each([
    `https://u:${token}/x@github.com/octo/repo`,
    `https://u:${token}#x@github.com/octo/repo`,
    `https://u:${token}?x@github.com/octo/repo`,
    `https://u:${token}\\x@github.com/octo/repo`,
    `u:${token}@github.com:octo/repo`,
    `https::https://u:${token}@github.com/octo/repo`,
  ])('refuses %s, and does not repeat it', (remote) => {
    expect(() => publicRemote(remote)).toThrow(
      new StateError(
        'The remote "origin" of the checkout is not a URL that git can use for state. ' +
          'Write it without credentials.',
      ),
    );
  });

  it.each(['a', '@', ':', 'https://', '@:', ':@', '/', '[', 'a:@', '%41'])(
    'takes time that grows with the length of many a %s',
    (piece) => {
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
    },
  );
});
