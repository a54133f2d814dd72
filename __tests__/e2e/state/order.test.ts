/** What is written when: requests before the first request, results while requests go on, and no more than that. */
import { expect, test } from 'vitest';
import type { StateDocument } from '../../../src/state/document.ts';
import { commitsOf, stateIn } from '../../../testing/git.ts';
import { withTime } from '../../../testing/time.ts';
import { assertClean, gate, until } from '../support.ts';
import { gitProject, httpProject, isPush, output } from './support.ts';

const names = Array.from({ length: 12 }, (_, index) => `hook-${index + 10}`);
const webhooks = Object.fromEntries(names.map((name) => [name, {}]));

/** What state has of each webhook: "current", "request" or both. */
function facts(state: StateDocument | undefined): string[] {
  return Object.values(state?.webhooks ?? {}).map((record) =>
    ['current', 'request'].filter((fact) => record !== undefined && fact in record).join(', '),
  );
}

test('every request is in the remote when the first request comes; one push before, one after', async () => {
  const seen: string[][] = [];
  const { server, remote, register } = await httpProject({
    respond(_, __, next) {
      seen.push(facts(stateIn(remote.git)));
      next();
    },
  });

  // However busy the machine is, no push comes due in between.
  const result = await register(webhooks, { env: withTime({ speed: 0.05 }) });

  expect(result.exitCode, result.log).toBe(0);
  expect(seen).toEqual(names.map(() => names.map(() => 'request')));
  expect(commitsOf(remote.git)).toBe(2);
  expect(remote.requests.filter(isPush)).toHaveLength(2);
  expect(facts(stateIn(remote.git))).toEqual(names.map(() => 'current'));
  expect(server.requests).toHaveLength(names.length);
});

test('cancelled while the requests are pushed: no request, and they are taken back', async () => {
  const push = gate();
  const { server, remote, state, declare, start } = await httpProject({
    remote: {
      before: async (request) => {
        if (isPush(request)) await push.pass();
      },
    },
  });
  declare({ a: {}, b: {} });

  const running = start();
  await push.reached;
  running.signal('SIGINT');
  await running.waitForLog(/Run cancelled/);
  push.open();
  const result = await running.done;

  assertClean(result, server);
  expect(result.exitCode, result.log).toBe(130);
  expect(server.connections).toBe(0);
  expect(facts(state())).toEqual(['', '']);
  expect(output(result, 'failed')).toEqual(['a', 'b']);
  expect(remote.requests.filter(isPush).length).toBeGreaterThan(1);
});

test('cancelled while the results are pushed: they are recorded all the same', async () => {
  const push = gate();
  const { server, state, declare, start } = await httpProject({
    remote: {
      before: async (request) => {
        if (isPush(request) && server.webhooks.length === 2) await push.pass();
      },
    },
  });
  declare({ a: {}, b: {} });

  const running = start();
  await push.reached;
  running.cancel();
  await running.waitForLog(/Run cancelled/);
  push.open();
  const result = await running.done;

  assertClean(result, server);
  expect(result.exitCode, result.log).toBe(130);
  expect(facts(state())).toEqual(['current', 'current']);
  expect(output(result, 'created')).toEqual(['a', 'b']);
});

test('cancelled while state is read: nothing is written at all', async () => {
  const fetching = gate();
  const { server, remote, declare, start } = await httpProject({
    remote: { before: fetching.pass },
  });
  declare({ a: {}, b: {} });

  const running = start();
  await fetching.reached;
  running.signal('SIGTERM');
  await running.waitForLog(/Run cancelled/);
  fetching.open();
  const result = await running.done;

  expect(result.exitCode, result.log).toBe(130);
  expect(server.connections).toBe(0);
  expect(stateIn(remote.git)).toBeUndefined();
  expect(remote.requests.filter(({ url }) => url.includes('receive-pack'))).toEqual([]);
});

test.each([
  ['git', 'SIGTERM'],
  ['file:state.json', 'SIGINT'],
] as const)('cancelled while requests are on their way, with state in %s, by %s', async (state, signal) => {
  const replies = gate();
  const { server, declare, register, start } = await gitProject({
    respond: async (_, __, next) => {
      await replies.pass();
      next();
    },
  });
  declare({ a: {}, b: {}, c: {}, d: {}, e: {} });

  const running = start({ inputs: { state, concurrency: '2' } });
  await until(() => server.requests.length === 2);
  running.signal(signal);
  await running.waitForLog(/Run cancelled/);
  replies.open();
  const result = await running.done;

  assertClean(result, server);
  expect(result.exitCode, result.log).toBe(130);
  expect(server.webhooks).toHaveLength(2);
  expect(output(result, 'created')).toEqual(['a', 'b']);
  expect(output(result, 'failed')).toEqual(['c', 'd', 'e']);
  expect(result.summary).toContain('\nCancelled.');

  const next = await register(undefined, { inputs: { state } });
  expect(next.exitCode, next.log).toBe(0);
  expect(output(next, 'unchanged')).toEqual(['a', 'b']);
  expect(output(next, 'created')).toEqual(['c', 'd', 'e']);
  expect(server.webhooks).toHaveLength(5);
});
