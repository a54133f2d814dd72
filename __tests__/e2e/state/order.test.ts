/** What is written when: requests before the first request, results while requests go on, and no more than that. */
import { expect, test } from 'vitest';
import type { StateDocument } from '../../../src/state/document.ts';
import type { ConduitServer } from '../../../testing/conduit-server.ts';
import { commitsOf, stateIn } from '../../../testing/git.ts';
import type { HttpRequest } from '../../../testing/http-remote.ts';
import { gitProject, httpProject, isPush, output } from '../../../testing/project.ts';
import { gate, until } from '../../../testing/temporary.ts';
import { withTime } from '../../../testing/time.ts';

/** What state has of each webhook: "current", "request" or both. */
function facts(state: StateDocument | undefined): string[] {
  return Object.values(state?.webhooks ?? {}).map((record) =>
    ['current', 'request'].filter((fact) => record !== undefined && fact in record).join(', '),
  );
}

test('every request is in the remote when the first request comes; one push before, one after', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const seen: string[][] = [];
  const { server, remote, state, onConduit, register } = await httpProject();
  onConduit((_, __, next) => {
    seen.push(facts(stateIn(remote.git)));
    next();
  });

  // However busy the machine is, no push comes due in between.
  const webhooks = Object.fromEntries(names.map((name) => [name, {}]));
  const result = await register(webhooks, { env: withTime({ speed: 0.05 }) });

  expect(result.exitCode, result.log).toBe(0);
  expect(seen).toEqual(names.map(() => names.map(() => 'request')));
  expect(commitsOf(remote.git)).toBe(2);
  expect(remote.requests.filter(isPush)).toHaveLength(2);
  expect(facts(state())).toEqual(names.map(() => 'current'));
  expect(server.requests).toHaveLength(names.length);
});

interface Cancelled {
  while: string;
  /** True of the request that the remote does not answer before the run is cancelled. */
  stops(request: HttpRequest, server: ConduitServer): boolean;
  facts: string[];
  list: 'created' | 'failed';
}

test.each<Cancelled>([
  { while: 'state is read: nothing is written at all', stops: () => true, facts: [], list: 'failed' },
  {
    while: 'the requests are pushed: no request, and they are taken back',
    stops: isPush,
    facts: ['', ''],
    list: 'failed',
  },
  {
    while: 'the results are pushed: they are recorded all the same',
    stops: (request, { webhooks }) => isPush(request) && webhooks.length === 2,
    facts: ['current', 'current'],
    list: 'created',
  },
])('cancelled while $while', async (cancelled) => {
  const held = gate();
  const here = await httpProject({
    remote: {
      before: async (request) => {
        if (cancelled.stops(request, here.server)) await held.pass();
      },
    },
  });
  const { server, remote, state, declare, start } = here;
  declare({ a: {}, b: {} });

  const running = start();
  await held.reached;
  running.signal('SIGINT');
  await running.waitForLog(/Run cancelled/);
  held.open();
  const result = await running.done;

  here.assertClean(result);
  expect(result.exitCode, result.log).toBe(130);
  expect(facts(state())).toEqual(cancelled.facts);
  expect(server.connections).toBe(cancelled.list === 'created' ? 2 : 0);
  expect(remote.requests.some(({ url }) => url.includes('receive-pack'))).toBe(cancelled.facts.length > 0);
  if (cancelled.facts.length > 0) expect(output(result, cancelled.list)).toEqual(['a', 'b']);
});

test.each([
  ['git', 'SIGTERM'],
  ['file:state.json', 'SIGINT'],
] as const)('cancelled while requests are on their way, with state in %s, by %s', async (state, signal) => {
  const replies = gate();
  const here = await gitProject({
    respond: async (_, __, next) => {
      await replies.pass();
      next();
    },
  });
  const { server, declare, register, start } = here;
  declare({ a: {}, b: {}, c: {}, d: {}, e: {} });

  const running = start({ inputs: { state, concurrency: '2' } });
  await until(() => server.requests.length === 2);
  running.signal(signal);
  await running.waitForLog(/Run cancelled/);
  replies.open();
  const result = await running.done;

  here.assertClean(result);
  expect(result).toMatchObject({ exitCode: 130, signal: null, conclusion: 'failure' });
  expect(server.webhooks).toHaveLength(2);
  expect(output(result, 'created')).toEqual(['a', 'b']);
  expect(Object.keys(output(result, 'secrets') as object)).toEqual(['a', 'b']);
  expect(output(result, 'failed')).toEqual(['c', 'd', 'e']);
  expect(result.log).toContain('no request was sent (the run was cancelled)');
  expect(result.summary).toContain('\nCancelled.');

  const next = await register(undefined, { inputs: { state } });
  expect(next.exitCode, next.log).toBe(0);
  expect(output(next, 'unchanged')).toEqual(['a', 'b']);
  expect(output(next, 'created')).toEqual(['c', 'd', 'e']);
  expect(server.webhooks).toHaveLength(5);
});
