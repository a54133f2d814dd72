/** Several runs at once on one state: each webhook is created once, and those that lose say why and send nothing. */
import { expect, test } from 'vitest';
import type { StateDocument } from '../../../src/state/document.ts';
import { stateIn } from '../../../testing/git.ts';
import { manifestOf } from '../../../testing/manifests.ts';
import type { RunResult } from '../../../testing/runner/index.ts';
import { conduit, fileRemote, gate, httpRemote, register, workspaceWith } from '../support.ts';
import { registerIn, repeatedUrls, runNumber } from './support.ts';

const names = ['a', 'b', 'c'];

/** Each run won, or found all done, or says which run it is in the way of. */
function expectOneWinner(results: RunResult[]): void {
  for (const { exitCode, outputs, log } of results) {
    const [created, unchanged] = [outputs.created, outputs.unchanged].map((list) =>
      JSON.parse(list ?? '[]'),
    );
    if (exitCode === 0) expect([...created, ...unchanged], log).toEqual(names);
    else {
      expect(exitCode, log).toBe(1);
      expect(created).toEqual([]);
      expect(log).toMatch(
        /run \d+, attempt 1 was about to create it.*wait for it and run again|other runs keep changing/,
      );
    }
  }
  expect(results.filter(({ outputs }) => outputs.created !== '[]')).toHaveLength(1);
}

test.each([
  ['file', 4],
  ['file', 6],
  ['http', 5],
] as const)('over %s, %i runs at once', async (kind, runs) => {
  const token = 'ghs_0123456789abcdefABCDEF0123456789wxyz';
  for (let round = 1; round <= 3; round += 1) {
    const server = await conduit({ latencyMs: 20 * (round - 1) });
    const remote = kind === 'http' ? await httpRemote({ token }) : fileRemote();
    const run = (id: number) =>
      registerIn(remote, server, workspaceWith(manifestOf(...names)), {
        githubToken: token,
        env: runNumber(id),
      });

    const results = await Promise.all(Array.from({ length: runs }, (_, index) => run(index + 1)));

    expectOneWinner(results);
    expect(repeatedUrls(server)).toEqual([]);
    expect(server.requests).toHaveLength(names.length);
    const after = await run(99);
    expect(after.outputs.unchanged, after.log).toBe(JSON.stringify(names));
  }
});

test('jobs of one workflow run, which share its number and attempt', async () => {
  const server = await conduit();
  const remote = fileRemote();
  const workspace = workspaceWith(manifestOf(...names));
  const run = () => registerIn(remote, server, workspace, { env: runNumber(1) });

  expectOneWinner(await Promise.all([run(), run(), run(), run()]));
  expect(server.requests).toHaveLength(names.length);
});

test('one state file, written by processes of one machine', async () => {
  for (let round = 1; round <= 3; round += 1) {
    const server = await conduit({ latencyMs: 30 });
    const workspace = workspaceWith(manifestOf(...names));
    const run = (id: number) =>
      register(server, workspace, { inputs: { state: 'file:state.json' }, env: runNumber(id) });

    expectOneWinner(await Promise.all([run(1), run(2), run(3), run(4)]));
    expect(server.requests).toHaveLength(names.length);
    expect((await run(5)).outputs.unchanged).toBe(JSON.stringify(names));
  }
});

test('a run that goes on while another with further webhooks begins loses nothing', async () => {
  const first = gate();
  const server = await conduit({
    respond: async ({ text }, _, next) => {
      if (text.includes('/a"')) await first.pass();
      next();
    },
  });
  const remote = fileRemote();
  const run = (id: number, ...declared: string[]) =>
    registerIn(remote, server, workspaceWith(manifestOf(...declared)), { env: runNumber(id) });

  const slow = run(1, 'a');
  await first.reached;
  const other = await run(2, 'b');
  first.open();
  const done = await slow;

  for (const result of [other, done]) expect(result.exitCode, result.log).toBe(0);
  const webhooks: StateDocument['webhooks'] = stateIn(remote.git)?.webhooks ?? {};
  for (const { url, id } of server.webhooks) {
    expect(webhooks[url.slice(-1)]).toMatchObject({ status: 'registered', id });
  }
  expect(Object.keys(webhooks)).toEqual(['a', 'b']);
});

test('a run that is replaced while it goes on takes nothing away from the one that replaced it', async () => {
  const first = gate();
  const server = await conduit({
    respond: async (_, reply, next) => {
      if (server.requests.length > 1) return next();
      await first.pass();
      reply.writeHead(400).end('{"errors":[]}');
    },
  });
  const remote = fileRemote();
  const run = (id: number, replace = '') =>
    registerIn(remote, server, workspaceWith(manifestOf('a')), {
      inputs: { replace },
      env: runNumber(id),
    });

  const slow = run(1);
  await first.reached;
  const replaced = await run(2, 'a');
  first.open();
  const refused = await slow;

  expect(replaced.exitCode, replaced.log).toBe(0);
  expect(refused.exitCode).toBe(1);
  expect(stateIn(remote.git)?.webhooks.a).toMatchObject({ id: server.webhooks[0]?.id });
  expect((await run(3)).outputs.unchanged).toBe('["a"]');
  expect(server.webhooks).toHaveLength(1);
});

test('two webhooks that came of a replaced run are both remembered', async () => {
  const first = gate();
  const server = await conduit({
    respond: async (_, __, next) => {
      if (server.requests.length === 1) await first.pass();
      next();
    },
  });
  const remote = fileRemote();
  const run = (id: number, replace = '') =>
    registerIn(remote, server, workspaceWith(manifestOf('a')), {
      inputs: { replace },
      env: runNumber(id),
    });

  const slow = run(1);
  await first.reached;
  const replaced = await run(2, 'a');
  first.open();
  await slow;

  const [kept, other] = server.webhooks.map(({ id }) => id);
  expect(replaced.outputs['a-id']).toBe(kept);
  expect(stateIn(remote.git)?.webhooks.a).toMatchObject({ id: kept, replaced: [other] });
});
