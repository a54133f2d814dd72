/** Remotes as they come: over HTTP with a token, hostile configuration around them, no checkout at all. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../testing/folders.ts';
import { allObjectsOf, commitsOf, stateIn } from '../../../testing/git.ts';
import { githubToken, httpProject } from '../../../testing/project.ts';
import { httpRemote } from '../../../testing/temporary.ts';

test('over HTTP the token authenticates every git request and is on no command line; a run with nothing to do fetches once', async () => {
  const here = await httpProject();
  const { server, remote, register } = here;
  const [programs, trace] = [temporaryFolder(), join(temporaryFolder(), 'trace')];
  // Git says which programs it runs itself.
  const script = `#!/bin/sh\necho "git $*" >> '${trace}'\nGIT_TRACE='${trace}' PATH='${process.env.PATH}' exec git "$@"\n`;
  writeFileSync(join(programs, 'git'), script, { mode: 0o755 });

  const result = await register({ payments: {}, customers: {} }, { env: { PATH: `${programs}:${process.env.PATH}` } });

  expect(result.exitCode, result.log).toBe(0);
  const commandLines = readFileSync(trace, 'utf8');
  for (const seen of ['git push', 'git remote-http', 'conduit-webhooks/default']) expect(commandLines).toContain(seen);
  const encoded = [githubToken, `x-access-token:${githubToken}`].map((text) => Buffer.from(text).toString('base64'));
  for (const form of [githubToken, ...encoded]) {
    expect(commandLines).not.toContain(form);
    expect(result.stdout.toString().replaceAll(/^::add-mask::.*/gm, '')).not.toContain(form);
    expect(allObjectsOf(remote.git)).not.toContain(form);
  }
  expect(remote.requests.filter(({ status }) => status === 401)).toEqual([]);
  expect(Object.keys(stateIn(remote.git)?.webhooks ?? {})).toEqual(['customers', 'payments']);

  const { connections } = server;
  const [requests, commits] = [remote.requests.length, commitsOf(remote.git)];
  const again = await register();

  expect(again.exitCode, again.log).toBe(0);
  expect(again.outputs).toMatchObject({ unchanged: '["payments","customers"]', secrets: '{}' });
  expect(again.outputs['payments-id']).toBe(here.created('payments').id);
  expect(server.connections).toBe(connections);
  expect(commitsOf(remote.git)).toBe(commits);
  const urls = remote.requests.slice(requests).map(({ url }) => url);
  expect(urls.filter((url) => url.includes('receive-pack'))).toEqual([]);
  expect(urls.filter((url) => url.includes('info/refs'))).toHaveLength(1);
});

test('neither the configuration of the user nor that of the checkout is used', async () => {
  const { remote, workspace, declare, register, record } = await httpProject();
  const decoy = await httpRemote({ token: 'another' });
  declare({ payments: {} });
  execFileSync('git', ['init', '--quiet', workspace]);
  execFileSync('git', ['add', '-A'], { cwd: workspace });
  const touched = join(temporaryFolder(), 'touched');
  const script = join(temporaryFolder(), 'script');
  writeFileSync(script, `#!/bin/sh\necho "$0 $*" >> '${touched}'\n`);
  chmodSync(script, 0o755);
  const config = `
[core]
  hooksPath = ${join(script, '..')}
  sshCommand = ${script}
  fsmonitor = ${script}
  askPass = ${script}
  gitProxy = ${script}
[credential]
  helper = !${script}
[alias]
  fetch = !${script}
  push = !${script}
  ls-remote = !${script}
[url "${decoy.origin}/"]
  insteadOf = ${remote.origin}/
  pushInsteadOf = ${remote.origin}/
[http]
  proxy = ${decoy.origin}
  extraHeader = X-Hostile: yes
[receive]
  denyNonFastForwards = true
`;
  const home = temporaryFolder();
  writeFileSync(join(home, '.gitconfig'), config);
  mkdirSync(join(home, '.config', 'git'), { recursive: true });
  writeFileSync(join(home, '.config', 'git', 'config'), config);
  writeFileSync(join(workspace, '.git', 'config'), config, { flag: 'a' });
  for (const hook of ['pre-push', 'reference-transaction', 'post-index-change']) {
    writeFileSync(join(workspace, '.git', 'hooks', hook), readFileSync(script), { mode: 0o755 });
    writeFileSync(join(script, '..', hook), readFileSync(script), { mode: 0o755 });
  }
  const index = readFileSync(join(workspace, '.git', 'index'));

  const result = await register(undefined, {
    env: {
      HOME: home,
      XDG_CONFIG_HOME: join(home, '.config'),
      GIT_CONFIG_PARAMETERS: `'http.proxy=${decoy.origin}'`,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'http.proxy',
      GIT_CONFIG_VALUE_0: decoy.origin,
      GIT_DIR: join(workspace, '.git'),
      GIT_INDEX_FILE: join(workspace, '.git', 'index'),
      GIT_SSH_COMMAND: script,
      GIT_ASKPASS: script,
      GIT_TRACE_CURL: touched,
    },
  });

  expect(result.exitCode, result.log).toBe(0);
  expect(existsSync(touched)).toBe(false);
  expect(decoy.requests).toEqual([]);
  expect(remote.requests.every(({ authorization }) => authorization?.startsWith('Basic '))).toBe(true);
  expect(readFileSync(join(workspace, '.git', 'index'))).toEqual(index);
  expect(existsSync(join(workspace, '.git', 'refs', 'conduit-webhooks'))).toBe(false);
  expect(record('payments')?.current?.origin).toBe('created');
});
