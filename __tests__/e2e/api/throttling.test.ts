/** 429: when it is tried again, and when no more. */
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { refusal, sendJson } from '../../../testing/conduit-server.ts';
import { manifestOf } from '../../../testing/manifests.ts';
import { startAction } from '../../../testing/runner/index.ts';
import { assertClean, conduit, gate, registerOptions, workspaceWith } from '../support.ts';
import { lists, registerAgainst } from './helpers.ts';

/** A 429 that says how long to wait, if it does. */
function throttle(reply: ServerResponse, retryAfter?: string): void {
  const headers = retryAfter === undefined ? {} : { 'Retry-After': retryAfter };
  sendJson(reply, { ...refusal(429, 'too_many_requests', 'Too many requests.'), headers });
}

describe('429', () => {
  const waits: Array<[name: string, header: () => string | undefined]> = [
    ['with seconds', () => '1'],
    ['with a date', () => new Date(Date.now() + 1000).toUTCString()],
    ['with a date that is over', () => 'Wed, 21 Oct 2015 07:28:00 GMT'],
    ['without Retry-After', () => undefined],
    ['with a Retry-After that says nothing', () => 'soon'],
  ];
  it.each(waits)('%s is tried again, and then created once', async (_, header) => {
    let refused = false;
    const { result, server } = await registerAgainst((_request, reply, next) => {
      if (refused) next();
      else throttle(reply, header());
      refused = true;
    });
    expect(result.exitCode).toBe(0);
    expect(lists(result)).toEqual({ created: ['payments'] });
    expect(server.requests).toHaveLength(2);
    expect(server.webhooks).toHaveLength(1);
    expect(result.log).toMatch(/Waiting \d\.\d s\. .*slow down \(status 429\)/);
  });

  it('with seconds waits at least so long', async () => {
    let tries = 0;
    const { server } = await registerAgainst((_, reply, next) => {
      if (tries++ > 0) next();
      else throttle(reply, '1');
    });
    const [first, second] = server.requests;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(950);
  });

  it('holds back every request', async () => {
    let tries = 0;
    const other = gate();
    const server = await conduit({
      respond: async ({ text }, reply, next) => {
        if (text.includes('/a"') && tries++ === 0) {
          throttle(reply, '1');
          return;
        }
        if (text.includes('/b"')) await other.pass();
        next();
      },
    });
    const running = startAction(
      registerOptions(server, workspaceWith(manifestOf('a', 'b', 'c', 'd')), {
        inputs: { concurrency: '2' },
      }),
    );
    await Promise.all([running.waitForLog(/Waiting/), other.reached]);
    other.open();
    const result = await running.done;
    assertClean(result, server);
    expect(lists(result)).toEqual({ created: ['a', 'b', 'c', 'd'] });
    const [first, second, ...later] = server.requests;
    expect(later).toHaveLength(3);
    const refusedAt = Math.min(first?.at ?? 0, second?.at ?? 0);
    for (const { at } of later) expect(at - refusedAt).toBeGreaterThan(950);
  });

  it('for ever ends after five tries: failed, not unknown', async () => {
    const { result, server } = await registerAgainst((_, reply) => throttle(reply, '0'));
    expect(result.exitCode).toBe(1);
    expect(lists(result)).toEqual({ failed: ['payments'] });
    expect(server.requests).toHaveLength(5);
    expect(result.log).toContain('still asks to slow down (status 429)');
  });

  it('that asks for a wait out of all reason ends at once', async () => {
    const { result, server } = await registerAgainst((_, reply) => throttle(reply, '86400'));
    expect(result.exitCode).toBe(1);
    expect(lists(result)).toEqual({ failed: ['payments'] });
    expect(server.requests).toHaveLength(1);
  });

  it('then an outcome that is unknown is not tried again', async () => {
    let tries = 0;
    const { result, server } = await registerAgainst((_, reply) => {
      if (tries++ > 0) reply.socket?.destroy();
      else throttle(reply, '0');
    });
    expect(lists(result)).toEqual({ undecided: ['payments'] });
    expect(server.requests).toHaveLength(2);
  });
});
