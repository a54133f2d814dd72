/** One git process: what it is given, how it is ended, and what is said when there is none. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { environmentFor, isolated, runGit } from '../../src/state/git-process.ts';
import { temporaryFolder } from '../../testing/folders.ts';
import { scriptedGit } from '../../testing/git.ts';

const token = 'ghs_0123456789abcdefABCDEF0123456789wxyz';

test('a git that gives no answer is ended after a minute, with all that it has started', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const cwd = temporaryFolder();
  const outcome = runGit([], { cwd, env: scriptedGit(cwd, "touch started; sleep 600 & wait; echo 'no'") });
  while (!existsSync(join(cwd, 'started'))) await new Promise((resolve) => setImmediate(resolve));
  vi.advanceTimersByTime(60_000);
  expect(await outcome).toEqual({ code: null, stdout: '', stderr: 'git did not finish within 60 s' });
  const listeners = process.listenerCount('exit');
  await runGit(['version'], { cwd, env: isolated(process.env) });
  expect(vi.getTimerCount()).toBe(0);
  expect(process.listenerCount('exit')).toBe(listeners);
});

test('a git that says more than anyone could read is ended', async () => {
  const cwd = temporaryFolder();
  const { code, stdout } = await runGit([], { cwd, env: scriptedGit(cwd, 'exec head -c 70000000 /dev/zero') });
  expect(code).toBeNull();
  expect(stdout.length).toBeLessThanOrEqual(64 * 2 ** 20);
});

test('a git that complains at length is heard at the beginning and the end', async () => {
  const cwd = temporaryFolder();
  const script = "exec >&2; echo GH013; head -c 1000000 /dev/zero | tr '\\0' '`'; echo Bye; exit 1";
  const { code, stderr } = await runGit([], { cwd, env: scriptedGit(cwd, script) });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^GH013\n`{1000,40000}Bye\n$/);
});

test.each<[string, (folder: string) => Parameters<typeof runGit>[1], string]>([
  ['is there', (cwd) => ({ cwd, env: { PATH: cwd } }), 'Git is not installed. `state: git` needs Git 2.31 or newer.'],
  [
    'may be run',
    (cwd) => {
      writeFileSync(join(cwd, 'git'), '', { mode: 0o644 });
      return { cwd, env: { PATH: cwd } };
    },
    'Git could not be started (EACCES).',
  ],
  [
    'can be given its environment',
    (cwd) => ({ cwd, env: { ...isolated(process.env), SSL_CERT_DIR: 'x'.repeat(3_000_000) } }),
    'Git could not be started (E2BIG).',
  ],
  [
    'has a folder to work in',
    (cwd) => ({ cwd: join(cwd, 'gone'), env: isolated(process.env) }),
    'Git could not be started, because its working folder was deleted.',
  ],
])('it is said that no git %s', async (_, given, message) => {
  await expect(runGit(['version'], given(temporaryFolder()))).rejects.toThrow(new Error(message));
});

describe('what git gets on the machine of a runner', () => {
  const proxies = {
    http_proxy: 'http://127.0.0.1:9',
    https_proxy: 'http://127.0.0.1:9',
    HTTP_PROXY: 'http://127.0.0.1:9',
    HTTPS_PROXY: 'http://127.0.0.1:9',
    all_proxy: 'http://127.0.0.1:9',
    ALL_PROXY: 'http://127.0.0.1:9',
  };
  const settings = {
    no_proxy: '.example.com',
    NO_PROXY: '.example.com',
    SSL_CERT_FILE: '/certificates.pem',
    SSL_CERT_DIR: '/certificates',
    GIT_SSL_CAINFO: '/certificates.pem',
    GIT_SSL_CAPATH: '/certificates',
    SystemRoot: 'C:\\Windows',
    PATH: process.env.PATH ?? '',
  };
  const hostile = {
    HOME: '/home/somebody',
    GIT_DIR: '/elsewhere',
    GIT_CONFIG_GLOBAL: '/elsewhere',
    GIT_CONFIG_PARAMETERS: "'http.proxy=http://127.0.0.1:9'",
    GIT_SSH_COMMAND: 'false',
    GIT_TRACE: '1',
    INPUT_API_SECRET: 'hunter2',
    LC_ALL: 'de_DE.UTF-8',
  };
  const own = {
    ...settings,
    HOME: '/private',
    GIT_DIR: '/private',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GCM_INTERACTIVE: 'never',
    GIT_ALLOW_PROTOCOL: 'https:http:file:ssh',
    GIT_SSH_COMMAND: 'ssh -oBatchMode=yes',
    GIT_CONFIG_COUNT: '5',
    GIT_CONFIG_KEY_0: 'core.hooksPath',
    GIT_CONFIG_VALUE_0: '/dev/null',
    GIT_CONFIG_KEY_1: 'gc.auto',
    GIT_CONFIG_VALUE_1: '0',
    GIT_CONFIG_KEY_2: 'maintenance.auto',
    GIT_CONFIG_VALUE_2: 'false',
    GIT_CONFIG_KEY_3: 'credential.helper',
    GIT_CONFIG_VALUE_3: '',
    GIT_CONFIG_KEY_4: 'http.followRedirects',
    GIT_CONFIG_VALUE_4: 'false',
  };
  const withToken = (origin: string) => ({
    GIT_CONFIG_COUNT: '6',
    GIT_CONFIG_KEY_5: `http.${origin}/.extraHeader`,
    GIT_CONFIG_VALUE_5: `Authorization: Basic ${btoa(`x-access-token:${token}`)}`,
  });

  test.each<[what: string, remote: string, Record<string, string>]>([
    ['is its way out to the network, and nothing else of the environment', 'file:///repo', proxies],
    ['is the token, past any proxy, for this machine', 'http://127.0.0.1:80/repo', withToken('http://127.0.0.1')],
    ['is no token for a remote over plain http', 'http://git.example.com/octo/repo', proxies],
  ])('%s', async (_, remote, more) => {
    const env = { ...proxies, ...settings, ...hostile };
    expect(await environmentFor({ env, remote, token }, '/private')).toEqual({ ...own, ...more });
  });

  test('is the token for a remote over https, and no authority that nobody named', async () => {
    const folder = temporaryFolder();
    const given = await environmentFor(
      { env: { PATH: settings.PATH }, remote: 'https://github.com/octo/repo', token },
      folder,
    );
    expect(given).toMatchObject(withToken('https://github.com'));
    expect(given).not.toHaveProperty('GIT_SSL_CAINFO');
  });
});
