/** What is written when: intents before the first request, results after the last, and no more than that. */
import { expect, test } from 'vitest';
import type { StateDocument } from '../../../src/state/document.ts';
import { refusal, sendJson } from '../../../testing/conduit-server.ts';
import { commitsOf, stateIn } from '../../../testing/git.ts';
import type { HttpRequest } from '../../../testing/http-remote.ts';
import { manifestOf } from '../../../testing/manifests.ts';
import { startAction } from '../../../testing/runner/index.ts';
import {
  assertClean,
  conduit,
  fileRemote,
  gate,
  httpRemote,
  registerOptions,
  until,
  workspaceWith,
} from '../support.ts';
import { registerIn, runNumber, stateRun } from './support.ts';

const names = Array.from({ length: 12 }, (_, index) => `hook-${index + 10}`);
const token = 'ghs_0123456789abcdefABCDEF0123456789wxyz';

const isPush = ({ method, url }: HttpRequest) =>
  method === 'POST' && url.endsWith('git-receive-pack');

const statuses = (state: StateDocument | undefined) =>
  Object.values(state?.webhooks ?? {}).map((entry) => entry?.status);

test('every intent is in the remote when the first request comes; one push before, one after', async () => {
  const remote = await httpRemote({ token });
  const seen: (string | undefined)[][] = [];
  const server = await conduit({
    respond(_, __, next) {
      seen.push(statuses(stateIn(remote.git)));
      next();
    },
  });

  const result = await registerIn(remote, server, workspaceWith(manifestOf(...names)), {
    githubToken: token,
  });

  expect(result.exitCode, result.log).toBe(0);
  expect(seen).toEqual(names.map(() => names.map(() => 'intent')));
  expect(commitsOf(remote.git)).toBe(2);
  expect(remote.requests.filter(isPush)).toHaveLength(2);
  expect(statuses(stateIn(remote.git))).toEqual(names.map(() => 'registered'));
});

test('some created, some refused, some unknown: state tells them apart', async () => {
  const remote = fileRemote();
  const server = await conduit({
    respond({ text }, reply, next) {
      if (text.includes('/refused')) sendJson(reply, refusal(400, 'bad', 'no'));
      else if (text.includes('/unknown')) sendJson(reply, refusal(500, 'oops', 'no'));
      else next();
    },
  });
  const workspace = workspaceWith(manifestOf('created', 'refused', 'unknown'));

  const result = await registerIn(remote, server, workspace, { env: runNumber(1) });
  expect(result.exitCode).toBe(1);
  expect(stateIn(remote.git)?.webhooks).toEqual({
    created: expect.objectContaining({ status: 'registered', id: server.webhooks[0]?.id }),
    unknown: expect.objectContaining({ status: 'unknown', reason: 'the reply had status 500' }),
  });

  const again = await registerIn(remote, server, workspace, { env: runNumber(1, 2) });
  expect(again.outputs).toMatchObject({
    unchanged: '["created"]',
    unknown: '["unknown"]',
    failed: '["refused"]',
  });
  expect(server.requests).toHaveLength(3);
});

test('cancelled while the intents are pushed: no request, and the intents are taken back', async () => {
  const server = await conduit();
  const push = gate();
  const remote = await httpRemote({
    token,
    before: async (request) => {
      if (isPush(request)) await push.pass();
    },
  });
  const workspace = workspaceWith(manifestOf('a', 'b'));
  const options = stateRun(remote, { githubToken: token });

  const running = startAction(registerOptions(server, workspace, options));
  await push.reached;
  running.signal('SIGINT');
  await running.waitForLog(/was cancelled/);
  push.open();
  const result = await running.done;

  assertClean(result, server);
  expect(result.exitCode, result.log).toBe(130);
  expect(server.connections).toBe(0);
  expect(stateIn(remote.git)?.webhooks).toEqual({});
  expect(result.outputs.failed).toBe('["a","b"]');
});

test('cancelled while the results are pushed: they are recorded all the same', async () => {
  const server = await conduit();
  const push = gate();
  const remote = await httpRemote({
    token,
    before: async (request) => {
      if (isPush(request) && server.webhooks.length === 2) await push.pass();
    },
  });
  const workspace = workspaceWith(manifestOf('a', 'b'));

  const running = startAction(
    registerOptions(server, workspace, stateRun(remote, { githubToken: token })),
  );
  await push.reached;
  running.cancel();
  await running.waitForLog(/was cancelled/);
  push.open();
  const result = await running.done;

  expect(result.exitCode, result.log).toBe(130);
  expect(statuses(stateIn(remote.git))).toEqual(['registered', 'registered']);
  expect(result.outputs.created).toBe('["a","b"]');
});

test('cancelled while state is read: nothing is written at all', async () => {
  const server = await conduit();
  const fetching = gate();
  const remote = await httpRemote({ token, before: fetching.pass });
  const workspace = workspaceWith(manifestOf('a', 'b'));

  const running = startAction(
    registerOptions(server, workspace, stateRun(remote, { githubToken: token })),
  );
  await fetching.reached;
  running.signal('SIGINT');
  await running.waitForLog(/was cancelled/);
  fetching.open();
  const result = await running.done;

  expect(result.exitCode, result.log).toBe(130);
  expect(server.connections).toBe(0);
  expect(stateIn(remote.git)).toBeUndefined();
  expect(remote.requests.filter(({ url }) => url.includes('receive-pack'))).toEqual([]);
});

test.each(['git', 'file:state.json'])(
  'cancelled while requests are on their way, with state in %s',
  async (state) => {
    const replies = gate();
    const server = await conduit({
      respond: async (_, __, next) => {
        await replies.pass();
        next();
      },
    });
    const remote = fileRemote();
    const workspace = workspaceWith(manifestOf('a', 'b', 'c', 'd', 'e'));
    const options = stateRun(remote, { inputs: { state, concurrency: '2' } });

    const running = startAction(registerOptions(server, workspace, options));
    await until(() => server.requests.length === 2);
    running.cancel();
    await running.waitForLog(/was cancelled/);
    replies.open();
    const result = await running.done;

    assertClean(result, server);
    expect(result.exitCode, result.log).toBe(130);
    expect(server.webhooks).toHaveLength(2);
    expect(JSON.parse(result.outputs.created ?? '')).toEqual(['a', 'b']);
    expect(JSON.parse(result.outputs.failed ?? '')).toEqual(['c', 'd', 'e']);

    const next = await registerIn(remote, server, workspace, { inputs: { state } });
    expect(next.exitCode, next.log).toBe(0);
    expect(next.outputs).toMatchObject({ unchanged: '["a","b"]', created: '["c","d","e"]' });
    expect(server.webhooks).toHaveLength(5);
  },
);
