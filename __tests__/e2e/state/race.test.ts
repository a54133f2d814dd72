/** Several runs at once on one state: each webhook is created once, and those that lose say why and send nothing. */
import { expect, test } from 'vitest';
import { printed, printedIn } from '../../../testing/decisions.ts';
import { type GitProject, gitProject, httpProject, output, project, runNumber } from '../../../testing/project.ts';
import type { RunResult } from '../../../testing/runner/index.ts';
import { gate } from '../../../testing/temporary.ts';

const webhooks = { a: {}, b: {}, c: {} };
const names = Object.keys(webhooks);

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
  ['over file://, two of them jobs of one workflow run, which share its number', gitProject, [1, 1, 2]],
  [
    'over HTTP, of which none is told what became of a push',
    () => httpProject({ remote: { withoutReportStatus: true } }),
    [1, 2, 3],
  ],
  ['on one machine, with a state file', project, [1, 2, 3]],
] as const)('three runs at once: %s', async (_, open, numbers) => {
  const here = await open();
  const { server, declare, start, onConduit } = here;
  declare(webhooks);
  // Longer than a request takes, so that others look while some are on their way.
  onConduit((_, __, next) => void setTimeout(next, 30));

  const results = await Promise.all(numbers.map((number) => start({ env: runNumber(number) }).done));

  expectOneWinner(results);
  for (const result of results) here.assertClean(result);
  expect(server.requests).toHaveLength(names.length);
  for (const name of names) expect(here.record(name)?.current?.id).toBe(here.created(name).id);
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
  declare(webhooks);

  expectOneWinner(await Promise.all([start().done, start().done]));
  expect(server.requests).toHaveLength(names.length);
});

test('a result that comes late takes nothing away from what was decided meanwhile', async () => {
  const first = gate();
  const story: GitProject = await gitProject({
    respond: async ({ text }, reply, next) => {
      if (server.requests.length > 2) return next();
      await first.pass();
      if (text.includes('/created"')) next();
      else reply.writeHead(400).end('{"errors":[]}');
    },
  });
  const { server, declare, record, state, register, start, endWaits } = story;
  declare({ refused: {}, created: {} });
  const slow = start({ env: runNumber(1) });
  await first.reached;
  endWaits();
  const asked = await register(undefined, { env: runNumber(2) });
  const decisions = ['gone refused', 'gone created'].map((start) => printed(asked, start)).join('\n');
  const decided = await register(undefined, { env: runNumber(3), inputs: { decisions } });
  const ids = { refused: story.created('refused').id, created: story.created('created').id };
  first.open();
  const late = await slow.done;

  expect(output(decided, 'created'), decided.log).toEqual(['refused', 'created']);
  expect(late.exitCode).toBe(1);
  expect(record('refused')).toMatchObject({ current: { id: ids.refused }, replaced: [] });
  // The webhook whose request was called gone is remembered as one to delete.
  const toDelete = { name: 'created', id: server.webhooks[2]?.id };
  expect(record('created')).toMatchObject({ current: { id: ids.created }, replaced: [toDelete.id] });
  expect(output(late, 'to-delete')).toContainEqual(toDelete);
  const after = await register(undefined, { env: runNumber(4) });
  expect(output(after, 'unchanged')).toEqual(['refused', 'created']);
  expect(output(after, 'ids')).toEqual(ids);
  expect(output(after, 'to-delete')).toEqual([toDelete]);
  expect(server.webhooks).toHaveLength(3);
  // The last run that wrote stays the newest one.
  expect(state()?.run.id).toBe('3');
});
