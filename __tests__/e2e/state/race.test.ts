/** Several runs at once on one state: each webhook is created once, and those that lose say why and send nothing. */
import { expect, test } from 'vitest';
import { printed, printedIn } from '../../../testing/decisions.ts';
import { manifestOf } from '../../../testing/manifests.ts';
import type { RunResult } from '../../../testing/runner/index.ts';
import { conduit, fileRemote, gate, httpRemote, register, workspaceWith } from '../support.ts';
import { endWaits, gitProject, httpProject, output, registerIn, repeatedUrls, runNumber, token } from './support.ts';

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
  ['file', 4, 40],
  ['http', 4, 0],
  ['http that does not report the outcome of a push', 4, 20],
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

  expectOneWinner(await Promise.all([run(), run(), run()]));
  expect(server.requests).toHaveLength(names.length);
});

test('one state file, written by processes of one machine', async () => {
  const server = await conduit({ latencyMs: 30 });
  const workspace = workspaceWith(manifestOf(...names));
  const run = (id: number) => register(server, workspace, { inputs: { state: 'file:state.json' }, env: runNumber(id) });

  expectOneWinner(await Promise.all([run(1), run(2), run(3), run(4)]));
  expect(server.requests).toHaveLength(names.length);
  expect(output(await run(5), 'unchanged')).toEqual(names);
});

test('two first runs whose pushes meet on a remote: one goes on', async () => {
  // Both have read an empty ref before either of them writes.
  let readers = 0;
  const both = gate();
  const { server, declare, start } = await httpProject({
    remote: {
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
