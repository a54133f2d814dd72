/** Several runs at once on one state: each webhook is created once, and those that lose say why and send nothing. */
import { expect, test } from 'vitest';
import { printed, printedIn } from '../../../testing/decisions.ts';
import { manifestOf } from '../../../testing/manifests.ts';
import type { RunResult } from '../../../testing/runner/index.ts';
import { conduit, fileRemote, gate, httpRemote, register, workspaceWith } from '../support.ts';
import {
  endWaits,
  gitProject,
  httpProject,
  output,
  project,
  registerIn,
  repeatedUrls,
  runNumber,
  token,
} from './support.ts';

const names = ['a', 'b', 'c'];

/** What a run says that was in another one's way. */
const isLoser =
  /may still be creating (it|them)\.[^✗]*\n +Wait for that run|[Oo]ther runs kept changing the state|A newer run, run \d+,/;

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
  ['file', 6, 0],
  ['file', 4, 40],
  ['http', 5, 0],
  ['http that does not report the outcome of a push', 5, 20],
] as const)('over %s, %i runs at once, each reply after %i ms', async (kind, runs, latencyMs) => {
  const server = await conduit({ latencyMs });
  const withoutReportStatus = kind.includes('not report');
  const remote = kind === 'file' ? fileRemote() : await httpRemote({ token, withoutReportStatus });
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
  // Nothing makes them meet between reading and writing but chance.
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
  const { server, declare, record, register, plan, start } = await project({
    respond: async ({ text }, _, next) => {
      if (!text.includes('/b"')) await first.pass();
      next();
    },
  });
  const declared = { decided: {}, held: {}, renamed: {}, undeclared: {} };
  declare(declared);
  const slow = start({ env: runNumber(1) });
  await first.reached;
  const request = record('decided')?.request?.id;
  const webhooks = {
    // Nobody decides about a request of a run that may still be going.
    decided: {},
    held: { id: `whk_${'a'.repeat(27)}` },
    fresh: { url: 'https://hooks.example.com/renamed' },
    b: {},
  };
  const inputs = { decisions: `gone decided ${request}` };

  for (const result of [
    await register({ b: {} }, { env: runNumber(2) }),
    await register(webhooks, { env: runNumber(2), inputs }),
    await plan({ env: runNumber(2), inputs }),
  ]) {
    expect(result.exitCode, result.log).toBe(1);
    expect(result.log).toMatch(
      /4 webhooks: run 1 may still be creating them\.\s+decided[^✗]* held,?\s+renamed,?\s+undeclared\s+Wait for that run/,
    );
    expect(printedIn(result)).toEqual([]);
  }
  first.open();
  const done = await slow.done;
  const after = await register({ ...declared, b: {} }, { env: runNumber(2) });

  expect(done.exitCode, done.log).toBe(0);
  expect(output(after, 'unchanged')).toEqual(Object.keys(declared));
  expect(output(after, 'created')).toEqual(['b']);
  expect(server.requests).toHaveLength(5);
});

test('a result that comes late takes nothing away from what was decided meanwhile', async () => {
  const first = gate();
  const story = await gitProject({
    respond: async ({ text }, reply, next) => {
      if (server.requests.length > 2) return next();
      await first.pass();
      if (text.includes('/created"')) next();
      else reply.writeHead(400).end('{"errors":[]}');
    },
  });
  const { server, declare, record, state, register, start } = story;
  declare({ refused: {}, created: {} });
  const slow = start({ env: runNumber(1) });
  await first.reached;
  endWaits(story);
  const asked = await register(undefined, { env: runNumber(2) });
  const decisions = ['gone refused', 'gone created'].map((start) => printed(asked, start));
  const decided = await register(undefined, {
    env: runNumber(3),
    inputs: { decisions: decisions.join('\n') },
  });
  const idOf = (name: string) => server.webhooks.find(({ url }) => url.endsWith(name))?.id;
  const ids = { refused: idOf('refused'), created: idOf('created') };
  first.open();
  const late = await slow.done;

  expect(output(decided, 'created'), decided.log).toEqual(['refused', 'created']);
  expect(late.exitCode).toBe(1);
  expect(record('refused')).toMatchObject({ current: { id: ids.refused }, replaced: [] });
  // The webhook whose request was called gone is remembered as one to delete.
  const toDelete = { name: 'created', id: server.webhooks[2]?.id };
  expect(record('created')).toMatchObject({
    current: { id: ids.created },
    replaced: [toDelete.id],
  });
  expect(output(late, 'to-delete')).toContainEqual(toDelete);
  const after = await register(undefined, { env: runNumber(4) });
  expect(output(after, 'unchanged')).toEqual(['refused', 'created']);
  expect(output(after, 'ids')).toEqual(ids);
  expect(output(after, 'to-delete')).toEqual([toDelete]);
  expect(server.webhooks).toHaveLength(3);
  // The last run that wrote stays the newest one.
  expect(state().run.id).toBe('3');
});
