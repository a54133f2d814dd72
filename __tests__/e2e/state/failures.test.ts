/** State that cannot be read, written or believed: nothing is sent, or what was sent is not lost. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyState, type StateDocument } from '../../../src/state/document.ts';
import { printed, printedIn } from '../../../testing/decisions.ts';
import { commitsOf, gitOn, refOf, writeState } from '../../../testing/git.ts';
import { manifestOf } from '../../../testing/manifests.ts';
import { conduit, fileRemote, register, temporaryFolder, workspaceWith } from '../support.ts';
import { decide, endWaits, gitProject, output, planIn, registerIn, runNumber } from './support.ts';

/** A hook of a bare repository. */
function addHook(git: string, name: string, script: string): void {
  writeFileSync(join(git, 'hooks', name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(git, 'hooks', name), 0o755);
}

/** A summary as a page shows it. */
const plain = (markdown: string) =>
  markdown.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));

const refusal = 'echo "GH013: Repository rule violations found" >&2; exit 1';

test.each([
  ['pre-receive', refusal],
  ['update', `case "$1" in refs/conduit-webhooks/*) ${refusal};; esac`],
])('a push that the %s hook refuses: nothing is sent', async (hook, script) => {
  const server = await conduit();
  const remote = fileRemote();
  addHook(remote.git, hook, script);

  const result = await registerIn(remote, server, workspaceWith(manifestOf('payments')));

  expect(result.exitCode).toBe(1);
  expect(result.log).toMatch(/The state \(refs\S+\) could not be written\. .*ruleset or hook/);
  expect(result.log).toContain('GH013');
  expect(server.connections).toBe(0);
});

test('a ref that is protected after the requests: all is in outputs, summary and log', async () => {
  const { server, remote, declare, register } = await gitProject({
    respond(_, __, next) {
      addHook(remote.git, 'pre-receive', refusal);
      next();
    },
  });
  declare({ payments: {}, customers: {} });

  const result = await register();

  expect(result.exitCode).toBe(1);
  expect(output(result, 'created')).toEqual(['payments', 'customers']);
  for (const { id, url, secret } of server.webhooks) {
    const name = url.split('/').at(-1);
    expect(result.outputs).toMatchObject({ [`${name}-id`]: id, [`${name}-secret`]: secret });
    expect(result.log).toContain(id);
    expect(plain(result.summary)).toContain(id);
  }
  expect(output(result, 'to-delete')).toEqual([]);
  expect(result.log).toMatch(/The state \(refs\S+\) could not be written/);
  expect(result.annotations.map(({ message }) => message).join()).toMatch(/could not be written/);
  rmSync(join(remote.git, 'hooks', 'pre-receive'));

  // The requests stand, and this run may still be going for all that the next one knows.
  const next = await register();
  expect(next.exitCode).toBe(1);
  expect(output(next, 'undecided')).toEqual(['payments', 'customers']);
  expect(printedIn(next)).toEqual([]);
  expect(server.webhooks).toHaveLength(2);
});

test('a remote that is gone between requests and results: the next runs wait, then ask', async () => {
  const story = await gitProject({
    respond(_, __, next) {
      if (existsSync(story.remote.git)) renameSync(story.remote.git, away);
      next();
    },
  });
  const { server, remote, declare, record, register, plan } = story;
  const away = `${remote.git}-away`;
  declare({ payments: {} });

  const result = await register(undefined, { env: runNumber(4711) });
  const [{ id, secret } = { id: '', secret: '' }] = server.webhooks;
  expect(result.exitCode).toBe(1);
  expect(result.outputs).toMatchObject({ 'payments-id': id, 'payments-secret': secret });
  expect(result.log).toContain(id);
  expect(plain(result.summary)).toContain(id);

  renameSync(away, remote.git);
  for (const next of [
    await plan({ env: runNumber(4712) }),
    await register(undefined, { env: runNumber(4712) }),
  ]) {
    expect(next.exitCode).toBe(1);
    expect(output(next, 'undecided')).toEqual(['payments']);
    expect(next.log).toMatch(/^\? payments +in progress/m);
    expect(next.log).toMatch(/run 4711 may still be creating it\.\n.*Wait for that run/);
    expect(printedIn(next)).toEqual([]);
  }

  endWaits(story);
  const asked = await register(undefined, { env: runNumber(4713) });
  expect(asked.log).toMatch(/^\? payments +unconfirmed/m);
  expect(asked.log).toMatch(/requested +\d.*, run 4711$/m);
  expect(asked.log).toContain('    url        https://hooks.example.com/payments');
  expect(printed(asked, 'gone payments')).toBe(`gone payments ${record('payments')?.request?.id}`);
  const settled = await register({ payments: { id } }, { env: runNumber(4714) });
  expect(settled.exitCode, settled.log).toBe(0);
  expect(settled.outputs['payments-id']).toBe(id);
  expect(server.webhooks).toHaveLength(1);
});

test('a push whose answer is lost counts by what the ref holds', async () => {
  const { server, remote, record, register } = await gitProject();
  addHook(remote.git, 'post-receive', 'kill -9 $PPID');

  const result = await register({ payments: {} });

  expect(result.exitCode, result.log).toBe(0);
  expect(record('payments')?.current?.id).toBe(server.webhooks[0]?.id);
  expect(commitsOf(remote.git)).toBe(2);
});

test('a ref that cannot be read again after the push stops the run before any request', async () => {
  const story = await gitProject();
  const { server, remote, register } = story;
  const head = join(remote.git, 'HEAD');
  addHook(remote.git, 'post-receive', `mv '${head}' '${head}.away'`);

  const result = await register({ payments: {} });
  expect(result.exitCode).toBe(1);
  expect(server.connections).toBe(0);

  renameSync(`${head}.away`, head);
  rmSync(join(remote.git, 'hooks', 'post-receive'));
  endWaits(story);
  const next = await register();
  decide(story, [printed(next, 'gone payments')]);
  const settled = await register();
  expect(output(settled, 'created'), settled.log).toEqual(['payments']);
});

/** A document as it should be. */
const sound = emptyState(
  'sandbox',
  '.github/conduit-webhooks.yml',
  'https://api.sandbox.conduit.financial',
);

test('a state document that is damaged is left as it is, and nothing is sent', async () => {
  const [server, remote] = [await conduit(), fileRemote()];
  const text = JSON.stringify(sound).slice(0, 40);
  writeState(remote.git, text);

  const result = await registerIn(remote, server, workspaceWith(manifestOf('payments')));

  expect(result.exitCode).toBe(1);
  expect(result.log).toContain(`The state (git ref ${refOf()}) is damaged: it is not JSON (`);
  expect(server.connections).toBe(0);
  expect(gitOn(remote.git, 'show', `${refOf()}:state.json`)).toBe(text);
});

test('a ref without the document', async () => {
  const server = await conduit();
  const remote = fileRemote();
  const input = `commit ${refOf()}\ncommitter o <o@example.com> 1 +0000\ndata 1\nx\n`;
  execFileSync('git', ['fast-import', '--quiet'], { cwd: remote.git, input });

  const result = await registerIn(remote, server, workspaceWith(manifestOf('payments')));

  expect(result.exitCode).toBe(1);
  expect(result.log).toMatch(/has no (file )?state\.json/);
  expect(server.connections).toBe(0);
});

describe('a state file', () => {
  const run = async (workspace: string, state: string) => {
    const server = await conduit();
    return { server, result: await register(server, workspace, { inputs: { state } }) };
  };

  test('in a folder that is not there yet, and nothing else is left beside it', async () => {
    const workspace = workspaceWith(manifestOf('payments'));
    const inputs = { state: 'file:a/b/state.json' };
    const planned = await planIn({ env: {} }, await conduit(), workspace, { inputs });
    expect(output(planned, 'to-create'), planned.log).toEqual(['payments']);
    expect(existsSync(join(workspace, 'a'))).toBe(false);
    const { result, server } = await run(workspace, 'file:a/b/state.json');
    expect(result.exitCode, result.log).toBe(0);
    expect(readdirSync(join(workspace, 'a', 'b'))).toEqual(['state.json']);
    const text = readFileSync(join(workspace, 'a', 'b', 'state.json'), 'utf8');
    for (const { id, secret } of server.webhooks) {
      expect(text).toContain(id);
      expect(text).not.toContain(secret);
    }
    expect(text).not.toContain(server.apiKey);
  });

  test.each(['file:../state.json', 'file:/tmp/state.json', 'file:a/../../state.json', 'file:'])(
    'outside of the workspace is refused: %s',
    async (state) => {
      const { result, server } = await run(workspaceWith(manifestOf('payments')), state);
      expect(result.exitCode).toBe(1);
      expect(result.log).toMatch(/✗ .*input "state"/);
      expect(server.connections).toBe(0);
    },
  );

  test.each(['a folder', 'a folder of the folder', 'the file'])(
    'outside of the workspace by a symlink is refused: %s',
    async (what) => {
      const outside = temporaryFolder();
      writeFileSync(join(outside, 'state.json'), JSON.stringify(sound));
      const workspace = workspaceWith(manifestOf('payments'));
      if (what === 'the file') {
        mkdirSync(join(workspace, 'link'));
        symlinkSync(join(outside, 'state.json'), join(workspace, 'link', 'state.json'));
      } else symlinkSync(outside, join(workspace, 'link'));
      const path = what === 'a folder of the folder' ? 'link/deep/state.json' : 'link/state.json';

      const { result, server } = await run(workspace, `file:${path}`);

      expect(result.exitCode).toBe(1);
      expect(result.log).toContain('is outside the workspace');
      expect(server.connections).toBe(0);
      expect(readdirSync(outside)).toEqual(['state.json']);
      expect(readFileSync(join(outside, 'state.json'), 'utf8')).toBe(JSON.stringify(sound));
    },
  );

  test.each([
    ['a folder', 'mkdir'],
    ['a pipe', 'mkfifo'],
  ])('that is %s is refused at once', async (_, program) => {
    const workspace = workspaceWith(manifestOf('payments'));
    execFileSync(program, [join(workspace, 'state.json')]);
    const { result, server } = await run(workspace, 'file:state.json');
    expect(result.exitCode).toBe(1);
    expect(result.log).toContain('state file state.json is not a regular file');
    expect(server.connections).toBe(0);
  });

  test('that is the manifest itself is left alone', async () => {
    const workspace = workspaceWith(manifestOf('payments'));
    const { result, server } = await run(workspace, 'file:.github/conduit-webhooks.yml');
    expect(result.exitCode).toBe(1);
    expect(server.connections).toBe(0);
    expect(readFileSync(join(workspace, '.github/conduit-webhooks.yml'), 'utf8')).toBe(
      manifestOf('payments'),
    );
  });

  test('has every result as soon as its reply is there', async () => {
    const workspace = workspaceWith(manifestOf('a', 'b', 'c', 'd'));
    const seen: boolean[][] = [];
    const server = await conduit({
      respond(_, __, next) {
        const { webhooks } = JSON.parse(
          readFileSync(join(workspace, 'state.json'), 'utf8'),
        ) as StateDocument;
        seen.push(Object.values(webhooks).map((one) => one?.current !== undefined));
        next();
      },
    });

    await register(server, workspace, { inputs: { state: 'file:state.json', concurrency: '1' } });

    expect(seen).toEqual(
      [0, 1, 2, 3].map((done) => [
        ...Array<boolean>(done).fill(true),
        ...Array<boolean>(4 - done).fill(false),
      ]),
    );
  });

  test('that can no longer be written: no further request, and all that is known is shown', async () => {
    const workspace = workspaceWith(manifestOf('a', 'b', 'c'));
    const server = await conduit({
      respond(_, __, next) {
        rmSync(join(workspace, 'state', 'state.json'));
        mkdirSync(join(workspace, 'state', 'state.json'));
        next();
      },
    });
    const inputs = { state: 'file:state/state.json', concurrency: '1' };

    const result = await register(server, workspace, { inputs });

    expect(result.exitCode).toBe(1);
    expect(server.requests).toHaveLength(1);
    expect(result.outputs).toMatchObject({
      'a-id': server.webhooks[0]?.id,
      'a-secret': server.webhooks[0]?.secret,
      failed: '["b","c"]',
    });
    expect(result.log).toContain('the result of another webhook could not be recorded');
    expect(result.log.match(/##\[error\]The state file/g)).toHaveLength(1);
  });
});
