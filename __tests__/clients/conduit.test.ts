/** The client's tries and waits, in a time of its own. */
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type ClientOptions, type ConduitWait, createClient } from '../../src/clients/conduit.ts';
import { productVersion } from '../../src/generated/product.ts';
import type { WebhookBody } from '../../src/webhook/body.ts';
import { refusal, sendJson } from '../../testing/conduit-server.ts';
import { unusedPort } from '../../testing/servers.ts';
import { conduit, until } from '../e2e/support.ts';

const body: WebhookBody = {
  url: 'https://hooks.example.com/payments',
  events: ['transaction.completed'],
  status: 'enabled',
};

/** Time that passes only while someone sleeps. */
function testClock(random = 0.5) {
  const sleeps: number[] = [];
  let time = Date.parse('2026-01-01T00:00:00Z');
  return {
    sleeps,
    slept: () => sleeps.reduce((sum, ms) => sum + ms, 0),
    now: () => time,
    elapsed: () => time,
    async sleep(ms: number, signal: AbortSignal) {
      if (signal.aborted) return;
      sleeps.push(ms);
      time += ms;
    },
    random: () => random,
  };
}

function client(apiUrl: string, options: Partial<ClientOptions> = {}) {
  return createClient({
    apiUrl,
    apiKey: 'key-0123456789',
    apiSecret: 'secret-0123456789',
    timeoutMs: 5000,
    mask: () => undefined,
    holdsSecret: (text) => Object.values(keys).some((key) => text.includes(key)),
    onWait: () => undefined,
    cancelled: new AbortController().signal,
    deadline: { now: Number.POSITIVE_INFINITY, elapsed: Number.POSITIVE_INFINITY },
    expired: new AbortController().signal,
    clock: testClock(),
    ...options,
  });
}

const keys = { apiKey: 'key-0123456789', apiSecret: 'secret-0123456789' };

function throttle(reply: ServerResponse, retryAfter?: string): void {
  const headers = retryAfter === undefined ? {} : { 'Retry-After': retryAfter };
  sendJson(reply, { ...refusal(429, 'too_many_requests', 'Slow down.'), headers });
}

describe('a server that throttles for ever', () => {
  it.each([
    [0, [250, 500, 1000, 2000]],
    [0.5, [500, 1000, 2000, 4000]],
    [0.999, [749.5, 1499, 2998, 5996]],
  ])('without Retry-After is asked five times, with waits that double and vary (%d)', async (random, waits) => {
    const clock = testClock(random);
    const server = await conduit({ respond: (_, reply) => throttle(reply) });
    expect(await client(server.url, { clock }).create(body)).toMatchObject({
      kind: 'rejected',
      status: 429,
    });
    expect(server.requests).toHaveLength(5);
    expect(clock.sleeps).toEqual(waits.map((ms) => expect.closeTo(ms, 3)));
  });

  it('is waited for as it says', async () => {
    const clock = testClock();
    const waits: unknown[] = [];
    const server = await conduit({
      respond: (_, reply) => throttle(reply, server.requests.length === 1 ? '7' : '0'),
    });
    const onWait = (wait: ConduitWait, ms: number) => waits.push([wait, ms]);
    await client(server.url, { clock, onWait }).create(body);
    expect(clock.sleeps).toEqual([7000, 100, 100, 100]);
    expect(waits[0]).toEqual([{ kind: 'throttled' }, 7000]);
  });

  it('is waited for five minutes in all, and no longer', async () => {
    const clock = testClock();
    const server = await conduit({ respond: (_, reply) => throttle(reply, '150') });
    const outcome = await client(server.url, { clock }).create(body);
    expect(outcome).toMatchObject({ kind: 'rejected', status: 429 });
    expect(clock.sleeps).toEqual([150_000, 150_000]);
  });

  it('is not waited for beyond five minutes in all', async () => {
    const clock = testClock();
    const server = await conduit({ respond: (_, reply) => throttle(reply, '140') });
    const one = client(server.url, { clock });
    expect(await one.create(body)).toMatchObject({ kind: 'rejected', status: 429 });
    expect(await one.create(body)).toMatchObject({ kind: 'rejected', status: 429 });
    expect(clock.slept()).toBeLessThanOrEqual(300_000);
    expect(server.requests).toHaveLength(4);
  });
});

describe('requests beside one another', () => {
  it('wait together, those that begin while one waits included', async () => {
    const clock = testClock();
    const server = await conduit({
      ...keys,
      respond: (_, reply, next) => (server.requests.length === 1 ? throttle(reply, '7') : next()),
    });
    const others: Promise<unknown>[] = [];
    const one = client(server.url, { clock, onWait: () => others.push(one.create(body)) });
    await one.create(body);
    await Promise.all(others);
    expect(clock.sleeps).toEqual([7000, 7000]);
    expect(server.webhooks).toHaveLength(2);
  });

  it('wait for the longest time that one of them was told', async () => {
    const clock = testClock();
    const replies: ServerResponse[] = [];
    const server = await conduit({
      ...keys,
      respond(_, reply, next) {
        replies.push(reply);
        if (replies.length === 2) throttle(reply, '10');
        if (replies.length > 2) next();
      },
    });
    // The longer wait begins first, and lasts until the other request has had its webhook.
    const sleep = async (ms: number, signal: AbortSignal) => {
      if (ms !== 10_000) return clock.sleep(ms, signal);
      clock.sleeps.push(ms);
      throttle(replies[0] as ServerResponse, '1');
      await until(() => server.webhooks.length === 1);
    };
    const one = client(server.url, { clock: { ...clock, sleep } });
    await Promise.all([one.create(body), one.create(body)]);
    expect(server.webhooks).toHaveLength(2);
    expect(clock.sleeps).toEqual([10_000, 1000, 9000]);
  });
});

describe('a connection that is refused', () => {
  it.each([
    [0, [250, 500, 1000, 2000]],
    [0.5, [500, 1000, 2000, 4000]],
  ])('is tried five times, with waits that double and vary (%d)', async (random, waits) => {
    const clock = testClock(random);
    const url = `http://127.0.0.1:${await unusedPort()}`;
    const told: unknown[] = [];
    const onWait = (wait: ConduitWait, ms: number) => told.push([wait, ms]);
    const unsent = { kind: 'unsent', reason: 'the connection was refused' };
    expect(await client(url, { clock, onWait }).create(body)).toEqual(unsent);
    expect(clock.sleeps).toEqual(waits);
    expect(told).toEqual(waits.map((ms) => [unsent, ms]));
  });
});

describe('a webhook', () => {
  it('is asked for with what the spec names, and the product and its version', async () => {
    const server = await conduit(keys);
    await client(server.url).create(body);
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/webhooks',
      text: JSON.stringify(body),
      unexpectedHeaders: [],
      headers: {
        'x-api-key': keys.apiKey,
        'x-api-secret': keys.apiSecret,
        'content-type': 'application/json',
        accept: 'application/json',
        'user-agent': `conduit-webhooks-action/${productVersion}`,
      },
    });
  });

  it('is asked for below the path of a gateway', async () => {
    const server = await conduit({ respond: (_, reply) => sendJson(reply, refusal(400, 'no')) });
    await client(`${server.url}/gateway/v1`).create(body);
    expect(server.requests.map(({ path }) => path)).toEqual(['/gateway/v1/webhooks']);
  });

  it.each([400, 401, 403, 415, 500])('is asked for once when the answer is %i', async (status) => {
    const clock = testClock();
    const server = await conduit({
      respond: (_, reply) => sendJson(reply, refusal(status, 'no', 'No.')),
    });
    expect(await client(server.url, { clock }).create(body)).toMatchObject({
      kind: status === 500 ? 'unconfirmed' : 'rejected',
      errors: [{ code: 'no', detail: 'No.' }],
    });
    expect(server.requests).toHaveLength(1);
    expect(clock.sleeps).toEqual([]);
  });

  it.each(Object.entries(keys))('whose ID has the %s in it has no usable ID', async (_, text) => {
    const server = await conduit({
      respond: (request, reply) =>
        sendJson(reply, { status: 201, body: { ...(request.body as object), id: `whk_${text}` } }),
    });
    expect(await client(server.url).create(body)).toEqual({
      kind: 'unconfirmed',
      reason: 'the reply had status 201 and no usable ID',
    });
  });

  it.each(Object.entries(keys))('whose secret has the %s in it has none', async (_, text) => {
    const told: unknown[] = [];
    const id = `whk_${'A'.repeat(27)}`;
    const server = await conduit({
      respond: (_, reply) => sendJson(reply, { status: 201, body: { ...body, id, secret: `whsec_${text}` } }),
    });
    const one = client(server.url, { mask: (secret) => told.push(secret) });
    const outcome = await one.create(body);
    expect(outcome).toMatchObject({ kind: 'created', warnings: [{ kind: 'unusable-secret' }] });
    expect(outcome).not.toHaveProperty('secret');
    expect(told).toEqual([]);
  });

  it('without a secret has nothing masked', async () => {
    const told: unknown[] = [];
    const id = `whk_${'A'.repeat(27)}`;
    const server = await conduit({
      respond: (_, reply) => sendJson(reply, { status: 201, body: { ...body, id } }),
    });
    const one = client(server.url, { mask: (secret) => told.push(secret) });
    expect(await one.create(body)).toMatchObject({ kind: 'created', id });
    expect(told).toEqual([]);
  });

  it('has its secret masked before anyone is told of it', async () => {
    const told: string[] = [];
    const server = await conduit(keys);
    const one = client(server.url, { mask: (secret) => told.push(secret) });
    const outcome = await one.create(body).then((result) => {
      expect(told).toHaveLength(1);
      return result;
    });
    expect(outcome).toMatchObject({ kind: 'created', secret: told[0], warnings: [] });
    expect(told).toEqual([server.webhooks[0]?.secret]);
  });

  it('has its secret masked when the reply has no ID', async () => {
    const told: string[] = [];
    const server = await conduit({
      respond: (_, reply) => sendJson(reply, { status: 201, body: { secret: 'whsec_0123456789' } }),
    });
    const outcome = await client(server.url, { mask: (secret) => told.push(secret) }).create(body);
    expect(outcome).toMatchObject({ kind: 'unconfirmed', secret: 'whsec_0123456789' });
    expect(told).toEqual(['whsec_0123456789']);
  });

  it('is not asked for once the run is cancelled', async () => {
    const server = await conduit();
    const cancelled = AbortSignal.abort('the run was cancelled');
    expect(await client(server.url, { cancelled }).create(body)).toEqual({
      kind: 'unsent',
      reason: 'the run was cancelled',
    });
    expect(server.connections).toBe(0);
  });

  it('is not asked for again when the run is cancelled while it waits', async () => {
    const controller = new AbortController();
    const server = await conduit({ respond: (_, reply) => throttle(reply, '9') });
    const outcome = await client(server.url, {
      cancelled: controller.signal,
      onWait: () => controller.abort('the run was cancelled'),
    }).create(body);
    expect(outcome).toEqual({ kind: 'unsent', reason: 'the run was cancelled' });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['time is left by both clocks', { now: 5000, elapsed: 5000 }, 0, 1],
    ['the run has taken too long', { now: 5000, elapsed: 4999 }, 0, 0],
    ['the machine was suspended', { now: 4999, elapsed: 5000 }, 0, 0],
    ['the machine is suspended while it connects', { now: 5000, elapsed: 5000 }, 3_600_000, 0],
  ])('is asked for only in time: %s', async (_, left, suspendedMs, requests) => {
    const clock = testClock();
    const start = clock.now();
    let looks = 0;
    const now = () => (looks++ === 0 ? start : start + suspendedMs);
    const server = await conduit(keys);
    const outcome = await client(server.url, {
      clock: { ...clock, now },
      deadline: { now: start + left.now, elapsed: start + left.elapsed },
    }).create(body);
    expect(outcome).toMatchObject(
      requests === 1 ? { kind: 'created' } : { kind: 'unsent', reason: 'not enough time left in this run' },
    );
    expect(server.requests).toHaveLength(requests);
    expect(clock.sleeps).toEqual([]);
  });

  it('is not asked for again when no time is left after a wait: nothing was created', async () => {
    const clock = testClock();
    const server = await conduit({ respond: (_, reply) => throttle(reply, '60') });
    const end = clock.elapsed() + 30_000;
    const deadline = { now: end, elapsed: end };
    expect(await client(server.url, { clock, deadline }).create(body)).toEqual({
      kind: 'unsent',
      reason: 'not enough time left in this run',
    });
    expect(server.requests).toHaveLength(1);
  });

  it('whose request is on its way when time is up is unknown', async () => {
    const expired = new AbortController();
    const server = await conduit({ respond: () => expired.abort() });
    expect(await client(server.url, { expired: expired.signal }).create(body)).toEqual({
      kind: 'unconfirmed',
      reason: 'the run was cancelled',
    });
    expect(server.requests).toHaveLength(1);
  });

  it('is sent once when its reply is lost, whatever the clock says', async () => {
    const clock = testClock();
    const server = await conduit({ respond: (_, reply) => reply.socket?.destroy() });
    expect(await client(server.url, { clock }).create(body)).toMatchObject({ kind: 'unconfirmed' });
    expect(server.requests).toHaveLength(1);
    expect(clock.sleeps).toEqual([]);
  });
});
