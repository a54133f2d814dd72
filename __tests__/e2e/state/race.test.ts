/** Several runs at once on one state: each webhook is created once, and those that lose say why and send nothing. */
import { expect, test } from 'vitest';
import { editState } from '../../../testing/git.ts';
import { manifestOf } from '../../../testing/manifests.ts';
import type { RunResult } from '../../../testing/runner/index.ts';
import { conduit, fileRemote, gate, httpRemote, register, workspaceWith } from '../support.ts';
import {
  endWaits,
  gitProject,
  httpProject,
  output,
  printed,
  printedIn,
  registerIn,
  repeatedUrls,
  runNumber,
  token,
} from './support.ts';

const names = ['a', 'b', 'c'];

/** What a run says that was in another one's way. */
const isLoser =
  /is registering (it|these)\.[^✗]*\n +Wait for it, then run this one again\.|[Oo]ther runs kept changing the state|This run is older than run \d+/;

/** Each run won, or found all done, or says which run it is in the way of. */
function expectOneWinner(results: RunResult[]): void {
  for (const result of results) {
    const created = output(result, 'created') as string[];
    const unchanged = output(result, 'unchanged') as string[];
    if (result.exitCode === 0) expect([...created, ...unchanged], result.log).toEqual(names);
    else {
      expect(result.exitCode, result.log).toBe(1);
      expect(created).toEqual([]);
      expect(result.log).toMatch(isLoser);
      expect(printedIn(result)).toEqual([]);
    }
  }
  expect(results.filter(({ outputs }) => outputs.created !== '[]')).toHaveLength(1);
}

test.each([
  ['file', 4],
  ['file', 6],
  ['http', 5],
  ['http that does not report the outcome of a push', 5],
] as const)('over %s, %i runs at once', async (kind, runs) => {
  for (let round = 1; round <= 3; round += 1) {
    const server = await conduit({ latencyMs: 20 * (round - 1) });
    const withoutReportStatus = kind.includes('not report');
    const remote =
      kind === 'file' ? fileRemote() : await httpRemote({ token, withoutReportStatus });
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
    expect(output(after, 'unchanged'), after.log).toEqual(names);
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
    expect(output(await run(5), 'unchanged')).toEqual(names);
  }
});

test.each(['', ' without report-status'])(
  'two first runs whose pushes meet on a remote%s: one goes on',
  async (kind) => {
    // Both have read an empty ref before either of them writes.
    let readers = 0;
    const both = gate();
    const { server, declare, start } = await httpProject({
      remote: {
        withoutReportStatus: kind !== '',
        async before({ url }) {
          if (!url.endsWith('service=git-receive-pack')) return;
          readers += 1;
          if (readers === 2) both.open();
          await both.pass();
        },
      },
    });
    declare({ a: {}, b: {}, c: {} });

    expectOneWinner(await Promise.all([start().done, start().done]));
    expect(server.requests).toHaveLength(names.length);
    expect(repeatedUrls(server)).toEqual([]);
  },
);

test('while a run goes on, another one waits for it, also for what it does not declare', async () => {
  const first = gate();
  const { server, declare, record, register, plan, start } = await gitProject({
    respond: async ({ text }, _, next) => {
      if (text.includes('/a"')) await first.pass();
      next();
    },
  });
  declare({ a: {} });
  const slow = start({ env: runNumber(1) });
  await first.reached;
  declare({ b: {} });
  const attempt = record('a')?.attempt?.id;

  for (const result of [
    await register(undefined, { env: runNumber(2) }),
    await plan({ env: runNumber(2) }),
    // Nobody decides about an attempt of a run that may still be going.
    await register({ a: {} }, { env: runNumber(2), inputs: { decisions: `gone a ${attempt}` } }),
    await register({ a: { id: `whk_${'a'.repeat(27)}` } }, { env: runNumber(2) }),
    await register({ fresh: { url: 'https://hooks.example.com/a' } }, { env: runNumber(2) }),
  ]) {
    expect(result.exitCode, result.log).toBe(1);
    expect(result.log).toMatch(/run 1 is registering it\.\n.*Wait for it/);
    expect(printedIn(result)).toEqual([]);
  }
  first.open();
  const done = await slow.done;
  const after = await register({ a: {}, b: {} }, { env: runNumber(2) });

  expect(done.exitCode, done.log).toBe(0);
  expect(output(after, 'unchanged')).toEqual(['a']);
  expect(output(after, 'created')).toEqual(['b']);
  expect(server.requests).toHaveLength(2);
});

test('a result that comes late takes nothing away from what was decided meanwhile', async () => {
  const first = gate();
  const story = await gitProject({
    respond: async (_, reply, next) => {
      if (server.requests.length > 1) return next();
      await first.pass();
      reply.writeHead(400).end('{"errors":[]}');
    },
  });
  const { server, declare, record, register, start } = story;
  declare({ a: {} });
  const slow = start({ env: runNumber(1) });
  await first.reached;
  endWaits(story);
  const asked = await register(undefined, { env: runNumber(2) });
  const line = printed(asked, 'gone a');
  const decided = await register(undefined, { env: runNumber(3), inputs: { decisions: line } });
  first.open();
  const refused = await slow.done;

  expect(output(decided, 'created'), decided.log).toEqual(['a']);
  expect(refused.exitCode).toBe(1);
  expect(record('a')).toMatchObject({ current: { id: server.webhooks[0]?.id }, replaced: [] });
  expect(output(await register(undefined, { env: runNumber(4) }), 'unchanged')).toEqual(['a']);
  expect(server.webhooks).toHaveLength(1);
});

test('a webhook whose attempt was called gone meanwhile is remembered as one to delete', async () => {
  const first = gate();
  const story = await gitProject({
    respond: async (_, __, next) => {
      if (server.requests.length === 1) await first.pass();
      next();
    },
  });
  const { server, remote, declare, record, register, start } = story;
  declare({ a: {} });
  const slow = start({ env: runNumber(1) });
  await first.reached;
  endWaits(story);
  const line = printed(await register(undefined, { env: runNumber(2) }), 'gone a');
  await register(undefined, { env: runNumber(3), inputs: { decisions: line } });
  first.open();
  const late = await slow.done;

  const [kept, other] = server.webhooks.map(({ id }) => id);
  expect(record('a')).toMatchObject({ current: { id: kept }, replaced: [other] });
  expect(output(late, 'to-delete')).toContainEqual({ name: 'a', id: other });
  const after = await register(undefined, { env: runNumber(4) });
  expect(output(after, 'unchanged')).toEqual(['a']);
  expect(output(after, 'ids')).toEqual({ a: kept });
  expect(output(after, 'to-delete')).toEqual([{ name: 'a', id: other }]);
  // The last run that wrote stays the newest one.
  editState(remote.git, ({ writer }) => expect(writer.run).toBe('3'));
});
