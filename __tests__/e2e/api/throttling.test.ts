/** 429: when it is tried again, and when no more. */
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { refusal, sendJson } from '../../../testing/conduit-server.ts';
import { manifestOf } from '../../../testing/manifests.ts';
import { startAction } from '../../../testing/runner/index.ts';
import { assertClean, conduit, gate, registerOptions, workspaceWith } from '../support.ts';
import { lists, nameIn, once, registerAgainst, registerEach } from './helpers.ts';

/** A 429 that says how long to wait, if it does. */
function throttle(reply: ServerResponse, retryAfter?: string): void {
  const headers = retryAfter === undefined ? {} : { 'Retry-After': retryAfter };
  sendJson(reply, { ...refusal(429, 'too_many_requests', 'Too many requests.'), headers });
}

describe('429', () => {
  /** Of a request's first reply; the wait for the first one is longer than the others. */
  const waits: Record<string, () => string | undefined> = {
    seconds: () => '2',
    'a-date': () => new Date(Date.now() + 1000).toUTCString(),
    'a-date-that-is-over': () => 'Wed, 21 Oct 2015 07:28:00 GMT',
    'no-retry-after': () => undefined,
    'a-retry-after-that-says-nothing': () => 'soon',
  };
  const waited = once(() => {
    const refused = new Set<string>();
    return registerEach(waits, (header, request, reply, next) => {
      if (refused.has(nameIn(request))) next();
      else throttle(reply, header());
      refused.add(nameIn(request));
    });
  });

  it.each(Object.keys(waits))('with %s is tried again, and then created once', async (name) => {
    const { result, server, of } = await waited();
    expect(result.exitCode).toBe(0);
    expect(of(name)).toMatchObject({ list: ['created'], requests: 2 });
    expect(server.webhooks.filter(({ url }) => url.endsWith(`/${name}`))).toHaveLength(1);
  });

  it('has each wait said', async () => {
    const { result } = await waited();
    const said = result.log.match(/Rate limited by Conduit \(429\)\. Retrying in \d\.\d s\./g);
    expect(said).toHaveLength(Object.keys(waits).length);
  });

  it('with seconds waits at least so long', async () => {
    const { server } = await waited();
    const [first, second] = server.requests.filter((one) => nameIn(one) === 'seconds');
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(1950);
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
    await Promise.all([running.waitForLog(/Retrying/), other.reached]);
    other.open();
    const result = await running.done;
    assertClean(result, server);
    expect(lists(result)).toEqual({ created: ['a', 'b', 'c', 'd'] });
    const [first, second, ...later] = server.requests;
    expect(later).toHaveLength(3);
    const refusedAt = Math.min(first?.at ?? 0, second?.at ?? 0);
    for (const { at } of later) expect(at - refusedAt).toBeGreaterThan(950);
  });

  it('for ever ends after five tries: failed, not unconfirmed; what is unconfirmed is not tried again', async () => {
    let tries = 0;
    const { result, of } = await registerEach(
      { throttled: false, cut: true },
      (isCut, _, reply) => {
        if (isCut && tries++ > 0) reply.socket?.destroy();
        else throttle(reply, '0');
      },
    );
    expect(result.exitCode).toBe(1);
    expect(of('throttled')).toMatchObject({
      list: ['failed'],
      requests: 5,
      annotations: [{ message: expect.stringContaining('rate limited by Conduit (429)') }],
    });
    expect(of('cut')).toMatchObject({ list: ['undecided'], requests: 2 });
  });

  it('that asks for a wait out of all reason ends at once', async () => {
    const { result, server } = await registerAgainst((_, reply) => throttle(reply, '86400'));
    expect(result.exitCode).toBe(1);
    expect(lists(result)).toEqual({ failed: ['payments'] });
    expect(server.requests).toHaveLength(1);
  });
});
