/** State that cannot be read, written or believed: nothing is sent, or what was sent is not lost. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { StateDocument } from '../../../src/state/document.ts';
import { commitsOf, gitOn, refOf, stateIn, writeState } from '../../../testing/git.ts';
import { manifestFor, manifestOf } from '../../../testing/manifests.ts';
import { conduit, fileRemote, register, temporaryFolder, workspaceWith } from '../support.ts';
import { planIn, registerIn, runNumber } from './support.ts';

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
  expect(result.log).toMatch(/state ref cannot be written.*contents: write.*no rule may protect/);
  expect(result.log).toContain('GH013');
  expect(server.connections).toBe(0);
});

test('a ref that is protected after the intents: all is in outputs, summary and log', async () => {
  const remote = fileRemote();
  const server = await conduit({
    respond(_, __, next) {
      addHook(remote.git, 'pre-receive', refusal);
      next();
    },
  });
  const workspace = workspaceWith(manifestOf('payments', 'customers'));

  const result = await registerIn(remote, server, workspace);

  expect(result.exitCode).toBe(1);
  expect(JSON.parse(result.outputs.created ?? '')).toEqual(['payments', 'customers']);
  for (const { id, url, secret } of server.webhooks) {
    const name = url.split('/').at(-1);
    expect(result.outputs).toMatchObject({ [`${name}-id`]: id, [`${name}-secret`]: secret });
    expect(result.log).toContain(id);
    expect(plain(result.summary)).toContain(id);
  }
  expect(result.summary).toContain('state ref cannot be written');
  execFileSync('rm', [join(remote.git, 'hooks', 'pre-receive')]);

  const next = await registerIn(remote, server, workspace, { env: runNumber(2) });
  expect(next.exitCode).toBe(1);
  expect(JSON.parse(next.outputs.unknown ?? '')).toEqual(['payments', 'customers']);
  expect(server.webhooks).toHaveLength(2);
});

test('a remote that is gone between intents and results: the next run says how to settle it', async () => {
  const remote = fileRemote();
  const away = `${remote.git}-away`;
  const server = await conduit({
    respond(_, __, next) {
      if (existsSync(remote.git)) renameSync(remote.git, away);
      next();
    },
  });
  const workspace = workspaceWith(manifestOf('payments'));

  const result = await registerIn(remote, server, workspace, { env: runNumber(4711) });
  const [{ id, secret } = { id: '', secret: '' }] = server.webhooks;
  expect(result.exitCode).toBe(1);
  expect(result.outputs).toMatchObject({ 'payments-id': id, 'payments-secret': secret });
  expect(result.log).toContain(id);
  expect(plain(result.summary)).toContain(id);

  renameSync(away, remote.git);
  for (const mode of [planIn, registerIn]) {
    const next = await mode(remote, server, workspace, { env: runNumber(4712) });
    expect(next.exitCode).toBe(1);
    expect(next.outputs.unknown).toBe('["payments"]');
    expect(next.log).toContain('run 4711, attempt 1 was about to create it');
    expect(next.log).toMatch(
      /Dashboard under Webhooks for the URL https:\/\/hooks\.example\.com\/payments/,
    );
    expect(next.log).toMatch(/environments:\n\s+sandbox:\n\s+id: whk_… # from the Dashboard/);
    expect(next.log).toContain('list "payments" in the input replace');
  }

  writeFileSync(
    join(workspace, '.github', 'conduit-webhooks.yml'),
    manifestFor({ payments: { id } }),
  );
  const settled = await registerIn(remote, server, workspace, { env: runNumber(4713) });
  expect(settled.exitCode, settled.log).toBe(0);
  expect(settled.outputs['payments-id']).toBe(id);
  expect(server.webhooks).toHaveLength(1);
});

test('a push whose answer is lost counts by what the ref holds', async () => {
  const server = await conduit();
  const remote = fileRemote();
  addHook(remote.git, 'post-receive', 'kill -9 $PPID');

  const result = await registerIn(remote, server, workspaceWith(manifestOf('payments')));

  expect(result.exitCode, result.log).toBe(0);
  expect(stateIn(remote.git)?.webhooks.payments).toMatchObject({ id: server.webhooks[0]?.id });
  expect(commitsOf(remote.git)).toBe(2);
});

test('a ref that cannot be read again after the push stops the run before any request', async () => {
  const server = await conduit();
  const remote = fileRemote();
  const head = join(remote.git, 'HEAD');
  addHook(remote.git, 'post-receive', `mv '${head}' '${head}.away'`);
  const workspace = workspaceWith(manifestOf('payments'));

  const result = await registerIn(remote, server, workspace, { env: runNumber(1) });
  expect(result.exitCode).toBe(1);
  expect(server.connections).toBe(0);

  renameSync(`${head}.away`, head);
  execFileSync('rm', [join(remote.git, 'hooks', 'post-receive')]);
  const next = await registerIn(remote, server, workspace, { env: runNumber(2) });
  expect(next.outputs.unknown).toBe('["payments"]');
  const settled = await registerIn(remote, server, workspace, {
    inputs: { replace: 'payments' },
    env: runNumber(3),
  });
  expect(settled.outputs.created, settled.log).toBe('["payments"]');
});

/** A document as it should be. */
const sound: StateDocument = {
  version: 1,
  environment: 'sandbox',
  manifest: '.github/conduit-webhooks.yml',
  apiUrl: 'https://api.sandbox.conduit.financial',
  webhooks: {},
};

const entry = {
  status: 'registered',
  fingerprint: `sha256:${'0'.repeat(64)}`,
  body: { url: 'https://hooks.example.com/x', events: [], status: 'enabled' },
  patterns: [],
  at: '2026-01-01T00:00:00.000Z',
  run: { id: '1', attempt: '1', commit: '' },
  id: 'whk_x',
};

const damaged: [string, string, RegExp][] = [
  ['half of a document', JSON.stringify(sound).slice(0, 40), /damaged: it is not JSON/],
  ['an empty document', '', /damaged: it is not JSON/],
  [
    'conflict marks',
    JSON.stringify(sound, null, 2).replace('{\n', '{\n<<<<<<< ours\n'),
    /damaged: it is not JSON \(line 2 column 1\)/,
  ],
  ['a list', '[]', /damaged/],
  ['null', 'null', /damaged/],
  ['a newer version', JSON.stringify({ ...sound, version: 2 }), /newer version.*state version 2/],
  ['a version that is none', JSON.stringify({ ...sound, version: '1' }), /damaged/],
  [
    'another environment',
    JSON.stringify({ ...sound, environment: 'live' }),
    /"live", not "sandbox"/,
  ],
  ['an unknown field', JSON.stringify({ ...sound, lock: true }), /damaged/],
  [
    'an unknown field of a webhook',
    JSON.stringify({ ...sound, webhooks: { x: { ...entry, secret: 'whsec_x' } } }),
    /damaged/,
  ],
  [
    'an unknown status',
    JSON.stringify({ ...sound, webhooks: { x: { ...entry, status: 'deleted' } } }),
    /damaged/,
  ],
  [
    'a name that is none',
    JSON.stringify({ ...sound, webhooks: { 'x\nevil=1': entry } }),
    /damaged: "x.*evil=1" is not a webhook's name/,
  ],
  [
    'a name of an object’s prototype',
    '{"version":1,"environment":"sandbox","manifest":"m","apiUrl":"u","webhooks":{"__proto__":null}}',
    /damaged/,
  ],
];

describe.each(['git', 'file'] as const)('a state document that is damaged, in %s', (kind) => {
  test.each(damaged)('%s', async (_, text, message) => {
    const server = await conduit();
    const remote = fileRemote();
    const workspace = workspaceWith(manifestOf('payments'));
    if (kind === 'git') writeState(remote.git, text);
    else writeFileSync(join(workspace, 'state.json'), text);
    const inputs = { state: kind === 'git' ? 'git' : 'file:state.json' };

    const result = await registerIn(remote, server, workspace, { inputs });

    expect(result.exitCode).toBe(1);
    expect(result.log).toMatch(message);
    expect(result.log).toContain(
      kind === 'git' ? `the state (git ref ${refOf()})` : 'the state (file state.json)',
    );
    expect(result.stdout.toString()).not.toContain('did not foresee');
    expect(server.connections).toBe(0);
    if (kind === 'git') expect(gitOn(remote.git, 'show', `${refOf()}:state.json`)).toBe(text);
    else expect(readFileSync(join(workspace, 'state.json'), 'utf8')).toBe(text);
  });
});

test('a ref without the document', async () => {
  const server = await conduit();
  const remote = fileRemote();
  const input = `commit ${refOf()}\ncommitter o <o@example.com> 1 +0000\ndata 1\nx\n`;
  execFileSync('git', ['fast-import', '--quiet'], { cwd: remote.git, input });

  const result = await registerIn(remote, server, workspaceWith(manifestOf('payments')));

  expect(result.exitCode).toBe(1);
  expect(result.log).toContain('has no state.json');
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
    expect(planned.outputs.created, planned.log).toBe('["payments"]');
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
      expect(result.log).toContain('input "state"');
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
    expect(result.log).toContain('the state file state.json is not a regular file');
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
    const seen: (string | undefined)[][] = [];
    const server = await conduit({
      respond(_, __, next) {
        const { webhooks } = JSON.parse(
          readFileSync(join(workspace, 'state.json'), 'utf8'),
        ) as StateDocument;
        seen.push(Object.values(webhooks).map((one) => one?.status));
        next();
      },
    });

    await register(server, workspace, { inputs: { state: 'file:state.json', concurrency: '1' } });

    expect(seen).toEqual(
      [0, 1, 2, 3].map((done) => [
        ...Array<string>(done).fill('registered'),
        ...Array<string>(4 - done).fill('intent'),
      ]),
    );
  });

  test('that can no longer be written: no further request, and all that is known is shown', async () => {
    const workspace = workspaceWith(manifestOf('a', 'b', 'c'));
    const server = await conduit({
      respond(_, __, next) {
        execFileSync('rm', [join(workspace, 'state', 'state.json')]);
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
    expect(result.log).toContain('the result of another webhook could not be kept');
    expect(result.log.match(/##\[error\]the state file/g)).toHaveLength(1);
  });
});

test('without state everything is created each time', async () => {
  const server = await conduit();
  const workspace = workspaceWith(manifestOf('payments'));
  for (const count of [1, 2]) {
    const result = await register(server, workspace, { inputs: { state: 'none' } });
    expect(result.exitCode).toBe(0);
    expect(server.webhooks).toHaveLength(count);
  }
});
