/** Remotes as they come: over HTTP with a token, hostile configuration around them, no checkout at all. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { allObjectsOf, commitsOf, gitOn, refOf, stateIn } from '../../../testing/git.ts';
import { manifestOf } from '../../../testing/manifests.ts';
import { commandLinesDuring } from '../../../testing/processes.ts';
import { conduit, fileRemote, httpRemote, temporaryFolder, workspaceWith } from '../support.ts';
import { output, planIn, registerIn, token } from './support.ts';

const readOnlyToken = 'ghs_readonly6789abcdefABCDEF0123456789wx';

/** Forms in which a token could be written down. */
const formsOf = (secret: string) => [
  secret,
  Buffer.from(`x-access-token:${secret}`).toString('base64'),
  Buffer.from(secret).toString('base64'),
];

test('over HTTP the token authenticates every git request and is on no command line; a run with nothing to do fetches once', async () => {
  const server = await conduit();
  const remote = await httpRemote({ token, before: () => delay(60) });
  const workspace = workspaceWith(manifestOf('payments', 'customers'));

  const run = registerIn(remote, server, workspace, { githubToken: token });
  const lines = await commandLinesDuring(run);
  const result = await run;

  expect(result.exitCode, result.log).toBe(0);
  expect(
    [...lines].filter((line) => line.includes('conduit-webhooks/default')).length,
  ).toBeGreaterThan(0);
  for (const form of formsOf(token)) {
    expect([...lines].filter((line) => line.includes(form))).toEqual([]);
    expect(result.stdout.toString().replaceAll(/^::add-mask::.*/gm, '')).not.toContain(form);
    expect(allObjectsOf(remote.git)).not.toContain(form);
  }
  expect(remote.requests.filter(({ status }) => status === 401)).toEqual([]);
  expect(Object.keys(stateIn(remote.git)?.webhooks ?? {})).toEqual(['customers', 'payments']);

  const { connections } = server;
  const [requests, commits] = [remote.requests.length, commitsOf(remote.git)];
  const again = await registerIn(remote, server, workspace, { githubToken: token });

  expect(again.exitCode, again.log).toBe(0);
  expect(again.outputs).toMatchObject({ unchanged: '["payments","customers"]', secrets: '{}' });
  const payments = server.webhooks.find(({ url }) => url.endsWith('/payments'));
  expect(again.outputs['payments-id']).toBe(payments?.id);
  expect(server.connections).toBe(connections);
  expect(commitsOf(remote.git)).toBe(commits);
  const urls = remote.requests.slice(requests).map(({ url }) => url);
  expect(urls.filter((url) => url.includes('receive-pack'))).toEqual([]);
  expect(urls.filter((url) => url.includes('info/refs'))).toHaveLength(1);
});

test('without the token nothing is sent, and the message says which permission it needs', async () => {
  const server = await conduit();
  const remote = await httpRemote({ token });
  const workspace = workspaceWith(manifestOf('payments'));

  const result = await registerIn(remote, server, workspace);

  expect(result.exitCode).toBe(1);
  expect(result.log).toMatch(
    /could not be read\. The input github-token is empty.*contents: write/,
  );
  expect(server.connections).toBe(0);
});

test('a token that may only read plans, and registers nothing', async () => {
  const server = await conduit();
  const remote = await httpRemote({ token, readOnlyToken });
  const workspace = workspaceWith(manifestOf('payments'));

  const planned = await planIn(remote, server, workspace, { githubToken: readOnlyToken });
  expect(planned.exitCode, planned.log).toBe(0);
  expect(output(planned, 'to-create')).toEqual(['payments']);

  const refused = await registerIn(remote, server, workspace, { githubToken: readOnlyToken });
  expect(refused.exitCode).toBe(1);
  expect(refused.log).toMatch(/could not be written\..*contents: write/);
  expect(server.connections).toBe(0);
  expect(stateIn(remote.git)).toBeUndefined();
});

test('a redirect of the git server does not take the token along', async () => {
  const server = await conduit();
  const target = await httpRemote({ token });
  const remote = await httpRemote({ token, redirectTo: target.origin });
  const workspace = workspaceWith(manifestOf('payments'));

  const result = await registerIn(remote, server, workspace, { githubToken: token });

  expect(result.exitCode).toBe(1);
  expect(remote.requests.length).toBeGreaterThan(0);
  expect(target.requests).toEqual([]);
  expect(server.connections).toBe(0);
});

test('neither the configuration of the user nor that of the checkout is used', async () => {
  const server = await conduit();
  const remote = await httpRemote({ token });
  const decoy = await httpRemote({ token: 'another' });
  const workspace = workspaceWith(manifestOf('payments'));
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

  const result = await registerIn(remote, server, workspace, {
    githubToken: token,
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
  expect(remote.requests.every(({ authorization }) => authorization?.startsWith('Basic '))).toBe(
    true,
  );
  expect(readFileSync(join(workspace, '.git', 'index'))).toEqual(index);
  expect(existsSync(join(workspace, '.git', 'refs', 'conduit-webhooks'))).toBe(false);
  expect(stateIn(remote.git)?.webhooks.payments?.current?.origin).toBe('created');
});

test('a shallow clone without credentials will do, and so will no checkout at all', async () => {
  const server = await conduit();
  const remote = await httpRemote({ token });
  const seed = temporaryFolder();
  const commit = ['-c', 'user.name=o', '-c', 'user.email=o@example.com', 'commit', '--quiet'];
  execFileSync('git', ['init', '--quiet', '-b', 'main', seed]);
  for (const message of ['one', 'two']) {
    execFileSync('git', [...commit, '--allow-empty', '-m', message], { cwd: seed });
  }
  execFileSync('git', ['push', '--quiet', remote.git, 'main'], { cwd: seed });
  const clone = join(temporaryFolder(), 'clone');
  const url = `file://${remote.git}`;
  execFileSync('git', ['clone', '--quiet', '--depth=1', '-b', 'main', url, clone]);
  mkdirSync(join(clone, '.github'));
  writeFileSync(join(clone, '.github', 'conduit-webhooks.yml'), manifestOf('payments'));

  const cloned = await registerIn(remote, server, clone, { githubToken: token });
  const bare = workspaceWith(manifestOf('payments'));
  const unchecked = await registerIn(remote, server, bare, { githubToken: token });

  expect(cloned.outputs.created, cloned.log).toBe('["payments"]');
  expect(unchecked.outputs.unchanged, unchecked.log).toBe('["payments"]');
  expect(server.webhooks).toHaveLength(1);
  expect(gitOn(clone, 'for-each-ref', 'refs/conduit-webhooks')).toBe('');
});

test('outside a workflow the checkout’s origin keeps the state, its credentials left out', async () => {
  const server = await conduit();
  const remote = fileRemote();
  const workspace = workspaceWith(manifestOf('payments'));
  execFileSync('git', ['init', '--quiet', workspace]);
  execFileSync('git', ['remote', 'add', 'origin', `file://${remote.git}`], { cwd: workspace });
  const env = { GITHUB_REPOSITORY: '', GITHUB_SERVER_URL: '' };

  const result = await registerIn({ env }, server, workspace);
  expect(result.exitCode, result.log).toBe(0);
  expect(stateIn(remote.git)?.webhooks.payments?.current?.origin).toBe('created');

  const http = await httpRemote({ token });
  const withCredentials = `${http.origin.replace('http://', 'http://me:hunter2@')}/octo/repo`;
  execFileSync('git', ['remote', 'set-url', 'origin', withCredentials], { cwd: workspace });
  const second = await registerIn({ env }, server, workspace, { githubToken: token });
  expect(second.exitCode, second.log).toBe(0);
  expect(http.requests.some(({ authorization }) => authorization?.includes('bWU6'))).toBe(false);

  const none = await registerIn({ env }, server, workspaceWith(manifestOf('payments')));
  expect(none.exitCode).toBe(1);
  expect(none.log).toContain('The workspace is not a checkout');
  expect(server.webhooks).toHaveLength(2);
});

test('a branch whose name ends like the ref’s is not taken for it', async () => {
  const server = await conduit();
  const remote = fileRemote();
  await registerIn(remote, server, workspaceWith(manifestOf('payments')));
  const tree = gitOn(remote.git, 'hash-object', '-w', '-t', 'tree', '/dev/null').trim();
  const commit = execFileSync('git', ['commit-tree', tree, '-m', 'decoy'], {
    cwd: remote.git,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      GIT_AUTHOR_NAME: 'o',
      GIT_AUTHOR_EMAIL: 'o@example.com',
      GIT_COMMITTER_NAME: 'o',
      GIT_COMMITTER_EMAIL: 'o@example.com',
    },
  }).trim();
  gitOn(remote.git, 'update-ref', `refs/heads/${refOf()}`, commit);

  const both = workspaceWith(manifestOf('payments', 'customers'));
  const result = await registerIn(remote, server, both);
  expect(result.outputs, result.log).toMatchObject({
    created: '["customers"]',
    unchanged: '["payments"]',
  });
  expect(gitOn(remote.git, 'rev-parse', `refs/heads/${refOf()}`).trim()).toBe(commit);

  gitOn(remote.git, 'update-ref', `refs/heads/${refOf('sandbox', 'second')}`, commit);
  const first = await registerIn(remote, server, both, { inputs: { state: 'git:second' } });
  expect(first.exitCode, first.log).toBe(0);
  expect(server.webhooks).toHaveLength(4);
});

test('a missing git and a missing temporary folder are said in words', async () => {
  const server = await conduit();
  const remote = fileRemote();
  const workspace = workspaceWith(manifestOf('payments'));

  const noGit = await registerIn(remote, server, workspace, { env: { PATH: temporaryFolder() } });
  expect(noGit.exitCode).toBe(1);
  expect(noGit.log).toContain('Git is not installed');

  const noRoom = await registerIn(remote, server, workspace, {
    env: { RUNNER_TEMP: join(temporaryFolder(), 'gone') },
  });
  expect(noRoom.exitCode).toBe(1);
  expect(noRoom.log).toContain('/gone (ENOENT)');
  expect(server.connections).toBe(0);
});
