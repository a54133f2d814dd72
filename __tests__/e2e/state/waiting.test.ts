/** Results that wait: recorded while requests go on, and a push that hangs. The product's own clock makes these slow. */
import { expect, test } from 'vitest';
import { printedIn } from '../../../testing/decisions.ts';
import { decide, httpProject, isPush, output } from '../../../testing/project.ts';
import type { RunResult } from '../../../testing/runner/index.ts';
import { gate, until } from '../../../testing/temporary.ts';

/** Killed while requests go on: what was known is in state, and the rest is asked about in time. */
async function killedWhileRequestsGoOn(): Promise<void> {
  const replies = gate();
  let isOver = false;
  const story = await httpProject({
    async respond({ text }, reply, next) {
      if (text.includes('/a"') || text.includes('/d"')) return next();
      await replies.pass();
      if (isOver || text.includes('/b"')) next();
      else reply.destroy();
    },
  });
  const { server, remote, declare, record, register, plan, start } = story;
  declare({ a: {}, b: {}, c: {}, d: {} });

  const running = start();
  await replies.reached;
  // The push with the first results, which nothing but time brings about.
  await until(() => remote.requests.filter((one) => isPush(one) && one.status === 200).length === 2);
  running.kill();
  const killed = await running.done;
  expect(killed.signal).toBe('SIGKILL');
  story.assertClean(killed);
  const [a, d] = ['a', 'd'].map((name) => killed.outputs[`${name}-id`]);
  expect([record('a')?.current?.id, record('d')?.current?.id]).toEqual([a, d]);
  for (const name of ['a', 'd']) expect(record(name)).not.toHaveProperty('request');
  replies.open();
  await until(() => server.webhooks.length === 3);
  const b = story.lastId();

  const gone = ['b', 'c'].map((name) => `gone ${name} ${record(name)?.request?.id}`);
  decide(story, gone);
  for (const early of [await plan(), await register()]) {
    expect(early.exitCode).toBe(1);
    expect(output(early, 'unchanged')).toEqual(['a', 'd']);
    expect(output(early, 'undecided')).toEqual(['b', 'c']);
    expect(early.log).toMatch(/2 webhooks: run 9001 may still be creating them/);
    expect(early.log).toMatch(/If that run is no longer active, re-run this job after \d/);
    expect(printedIn(early)).toEqual([]);
  }
  expect(server.requests).toHaveLength(4);

  story.environments.sandbox = { decisions: [] };
  story.endWaits();
  const asked = await register();
  expect(printedIn(asked)).toEqual(gone);
  decide(story, [gone[1] as string]);
  isOver = true;
  const settled = await register({ a: {}, b: { id: b }, c: {}, d: {} });
  expect(settled.exitCode, settled.log).toBe(0);
  expect(output(settled, 'created')).toEqual(['c']);
  expect(output(settled, 'ids')).toEqual({ a, b, c: story.lastId(), d });
  expect(new Set(server.webhooks.map(({ url }) => url)).size).toBe(server.webhooks.length);
}

/** A push that hangs is ended, and what the ref holds decides. */
async function pushesThatHang(): Promise<void> {
  const [unsent, unanswered, late] = [gate(), gate(), gate()];
  let pushes = 0;
  const stories = {
    /** The requests do not arrive. */
    nothing: await httpProject({
      remote: { before: async (request) => (isPush(request) ? unsent.pass() : undefined) },
    }),
    /** The requests arrive, and git's answer does not. */
    requests: await httpProject({
      remote: {
        async after(request) {
          if (!isPush(request)) return;
          pushes += 1;
          if (pushes === 1) await unanswered.pass();
        },
      },
    }),
    /** The results do not arrive at first. */
    results: await httpProject({
      remote: {
        async before(request) {
          const { server, remote } = stories.results;
          if (!isPush(request) || server.webhooks.length === 0) return;
          if (remote.requests.filter(isPush).length === 2) await late.pass();
        },
      },
    }),
  };
  const { nothing, requests, results } = stories;
  const runs = [nothing, requests, results].map((story) => story.register({ payments: {} }));
  await Promise.all([unsent.reached, unanswered.reached, late.reached]);
  expect([nothing, requests].map(({ server }) => server.connections)).toEqual([0, 0]);

  const [stopped, ...settled] = (await Promise.all(runs)) as [RunResult, ...RunResult[]];
  expect(stopped.exitCode).toBe(1);
  expect(stopped.log).toMatch(/could not be written\..*did not finish within 20 s/);
  expect(stopped.log).toContain('No requests were sent to Conduit.');
  expect(nothing.server.connections).toBe(0);
  expect(nothing.state()).toBeUndefined();
  for (const result of settled) {
    expect(result.exitCode, result.log).toBe(0);
    expect(output(result, 'created')).toEqual(['payments']);
  }
  for (const { record, server, lastId } of [requests, results]) {
    expect(server.requests).toHaveLength(1);
    expect(record('payments')?.current?.id).toBe(lastId());
  }
  expect(requests.remote.requests.filter(isPush)).toHaveLength(2);
  expect(results.remote.requests.filter(isPush)).toHaveLength(3);
  for (const one of [unsent, unanswered, late]) one.open();
}

// Each is a wait, so that both take no longer than one.
test('what was known when a run was killed is in state; a push that hangs is ended', async () => {
  await Promise.all([killedWhileRequestsGoOn(), pushesThatHang()]);
});
