/** Several requests at a time, and a run that ends before its time. */
import { describe, expect, it } from 'vitest';
import { manifestOf } from '../../../testing/manifests.ts';
import { startAction } from '../../../testing/runner/index.ts';
import { assertClean, conduit, gate, register, registerOptions, until, workspaceWith } from '../support.ts';
import { assertOwnCommandsOnly, lists, ownLines, summaryRows } from './helpers.ts';

const letters = 'abcdefghijkl'.split('');

describe('concurrency', () => {
  it('limits how many requests there are at a time', async () => {
    const limit = 3;
    const held: (() => void)[] = [];
    const server = await conduit({
      respond(_request, _reply, next) {
        held.push(next);
        // One more than there may be has the time to come.
        if (held.length === limit) {
          setTimeout(() => {
            for (const reply of held.splice(0)) reply();
          }, 50);
        }
      },
    });
    const result = await register(server, workspaceWith(manifestOf(...letters)), {
      inputs: { concurrency: String(limit) },
    });
    expect(lists(result)).toEqual({ created: letters });
    expect(server.requests).toHaveLength(12);
    expect(server.maxConcurrent).toBe(limit);
  });

  it('leaves results in the manifest’s order, whatever the order of the replies', async () => {
    const waiting: Array<() => void> = [];
    const server = await conduit({
      respond(_request, _reply, next) {
        waiting.push(next);
        if (waiting.length < 4) return;
        for (const [index, reply] of waiting.toReversed().entries()) setTimeout(reply, index * 30);
      },
    });
    const names = ['zulu', 'alpha', 'mike', 'bravo'];
    const result = await register(server, workspaceWith(manifestOf(...names)));
    const replied = server.webhooks.map(({ url }) => url.split('/').at(-1));
    expect(replied).not.toEqual(names);
    expect(lists(result)).toEqual({ created: names });
    expect(Object.keys(JSON.parse(result.outputs.ids ?? ''))).toEqual(names);
    expect(Object.keys(JSON.parse(result.outputs.secrets ?? ''))).toEqual(names);
    expect(
      summaryRows(result)
        .slice(1)
        .map(([name]) => name),
    ).toEqual(names);
    const ids = new Map(server.webhooks.map(({ url, id }) => [url.split('/').at(-1), id]));
    expect(JSON.parse(result.outputs.ids ?? '')).toEqual(Object.fromEntries(ids));
  });
});

describe('a run that is killed', () => {
  it('has told and passed on each result when it was known', async () => {
    const server = await conduit({
      respond({ text }, _reply, next) {
        if (!/\/[ad]"/.test(text)) next();
      },
    });
    const running = startAction(
      registerOptions(server, workspaceWith(manifestOf('a', 'b', 'c', 'd')), {
        inputs: { concurrency: '2' },
      }),
    );
    await running.waitForLog(/✓ c +created/);
    running.kill();
    const result = await running.done;
    assertClean(result, server);
    expect(result).toMatchObject({ signal: 'SIGKILL', conclusion: 'failure' });
    const [b, c] = server.webhooks;
    expect(
      ownLines(result)
        .slice(1)
        .map((line) => line.slice(0, 3)),
    ).toEqual(['✓ b', '✓ c']);
    expect(result.outputs).toMatchObject({
      ...{ 'b-id': b?.id, 'b-secret': b?.secret },
      ...{ 'c-id': c?.id, 'c-secret': c?.secret },
    });
  });
});

describe('a run that is cancelled', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by %s starts no request and awaits those on their way', async (signal) => {
    const replies = gate();
    const server = await conduit({
      respond: async (_request, _reply, next) => {
        await replies.pass();
        next();
      },
    });
    const running = startAction(
      registerOptions(server, workspaceWith(manifestOf('a', 'b', 'c', 'd')), {
        inputs: { concurrency: '2' },
      }),
    );
    await until(() => server.requests.length === 2);
    running.signal(signal);
    await running.waitForLog(/Run cancelled/);
    replies.open();
    const result = await running.done;
    assertClean(result, server);
    assertOwnCommandsOnly(result);
    expect(result).toMatchObject({ exitCode: 130, signal: null, conclusion: 'failure' });
    expect(server.requests).toHaveLength(2);
    expect(lists(result)).toEqual({ created: ['a', 'b'], failed: ['c', 'd'] });
    expect(Object.keys(JSON.parse(result.outputs.secrets ?? ''))).toEqual(['a', 'b']);
    expect(
      summaryRows(result)
        .slice(1)
        .map(([name, outcome]) => [name, outcome]),
    ).toEqual([
      ['a', '✓ created'],
      ['b', '✓ created'],
      ['c', '✗ not sent'],
      ['d', '✗ not sent'],
    ]);
    expect(result.log).toContain('no request was sent (the run was cancelled)');
  });

  it('has an end: what is stalled becomes unknown', async () => {
    const reply = gate();
    const server = await conduit({
      respond: async ({ text }, _reply, next) => {
        if (!text.includes('/a"')) return;
        await reply.pass();
        next();
      },
    });
    const running = startAction(
      registerOptions(server, workspaceWith(manifestOf('a', 'b', 'c')), {
        inputs: { concurrency: '2' },
      }),
    );
    await until(() => server.requests.length === 2);
    running.cancel();
    await running.waitForLog(/Run cancelled/);
    reply.open();
    const result = await running.done;
    assertClean(result, server);
    expect(result).toMatchObject({ exitCode: 130, signal: null });
    expect(server.requests).toHaveLength(2);
    expect(lists(result)).toEqual({ created: ['a'], undecided: ['b'], failed: ['c'] });
    expect(result.outputs['a-secret']).toBe(server.webhooks[0]?.secret);
    expect(summaryRows(result)).toHaveLength(4);
  });
});
