/** The client's tries and waits, in a time of its own. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type ConduitWait, createClient } from '../../src/clients/conduit.ts';
import { productVersion } from '../../src/generated/product.ts';
import type { WebhookBody } from '../../src/webhook/body.ts';
import { refusal, sendJson } from '../../testing/conduit-server.ts';
import { noDeadline, sleepingClock } from '../../testing/plans.ts';
import { unusedPort } from '../../testing/servers.ts';
import { conduit, until } from '../../testing/temporary.ts';

const body: WebhookBody = {
  url: 'https://hooks.example.com/payments',
  events: ['transaction.completed'],
  status: 'enabled',
};
const created = { ...body, id: `whk_${'A'.repeat(27)}` };
const keys = { apiKey: 'key-0123456789', apiSecret: 'secret-0123456789' };

/** A clock that only sleeping moves on, and how long was slept. */
function testClock(random = 0.5) {
  const clock = sleepingClock();
  const sleeps: number[] = [];
  const sleep = async (ms: number, signal: AbortSignal) => {
    if (!signal.aborted) sleeps.push(ms);
    await clock.sleep(ms, signal);
  };
  return { ...clock, random: () => random, sleeps, sleep };
}

/** A client, with the secrets that it masks and the waits that it tells. */
function clientTo(apiUrl: string, options: Partial<Parameters<typeof createClient>[0]> = {}) {
  const masked: string[] = [];
  const waits: [ConduitWait, number][] = [];
  const client = createClient({
    apiUrl,
    ...keys,
    timeoutMs: 5000,
    mask: (secret) => masked.push(secret),
    holdsSecret: (text) => [...masked, ...Object.values(keys)].some((secret) => text.includes(secret)),
    onWait: (...wait) => waits.push(wait),
    cancelled: new AbortController().signal,
    deadline: noDeadline,
    expired: new AbortController().signal,
    clock: testClock(),
    ...options,
  });
  return { ...client, masked, waits };
}

function throttle(reply: ServerResponse, retryAfter?: string): void {
  const headers = retryAfter === undefined ? {} : { 'Retry-After': retryAfter };
  sendJson(reply, { ...refusal(429, 'too_many_requests', 'Slow down.'), headers });
}

/** A server that replies with a 201 of these fields. */
const creating = (fields: object) => conduit({ respond: (_, reply) => sendJson(reply, { status: 201, body: fields }) });

describe('a server that throttles for ever', () => {
  it.each([
    [0, [250, 500, 1000, 2000]],
    [0.5, [500, 1000, 2000, 4000]],
    [0.999, [749.5, 1499, 2998, 5996]],
  ])('without Retry-After is asked five times, with waits that double and vary (%d)', async (random, waits) => {
    const clock = testClock(random);
    const server = await conduit({ respond: (_, reply) => throttle(reply) });
    const outcome = await clientTo(server.url, { clock }).create(body);
    expect(outcome).toMatchObject({ kind: 'rejected', status: 429 });
    expect(server.requests).toHaveLength(5);
    expect(clock.sleeps).toEqual(waits.map((ms) => expect.closeTo(ms, 3)));
  });

  it('is waited for as it says', async () => {
    const clock = testClock();
    const server = await conduit({
      respond: (_, reply) => throttle(reply, server.requests.length === 1 ? '7' : '0'),
    });
    const client = clientTo(server.url, { clock });
    await client.create(body);
    expect(clock.sleeps).toEqual([7000, 100, 100, 100]);
    expect(client.waits[0]).toEqual([{ kind: 'throttled' }, 7000]);
  });

  it.each([150_000, 140_000])('is waited for five minutes in all, and no longer: twice for %i ms', async (ms) => {
    const clock = testClock();
    const server = await conduit({ respond: (_, reply) => throttle(reply, String(ms / 1000)) });
    const client = clientTo(server.url, { clock });
    for (const requests of [3, 4]) {
      expect(await client.create(body)).toMatchObject({ kind: 'rejected', status: 429 });
      expect(server.requests).toHaveLength(requests);
    }
    expect(clock.sleeps).toEqual([ms, ms]);
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
    const client = clientTo(server.url, { clock, onWait: () => others.push(client.create(body)) });
    await client.create(body);
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
    const client = clientTo(server.url, { clock: { ...clock, sleep } });
    await Promise.all([client.create(body), client.create(body)]);
    expect(server.webhooks).toHaveLength(2);
    expect(clock.sleeps).toEqual([10_000, 1000, 9000]);
  });

  it('have a connection each: a server that closes every one after its reply makes nothing unknown', async () => {
    const server = await conduit({
      respond(_, reply) {
        const { socket } = reply;
        const text = JSON.stringify(created);
        reply.writeHead(201, { Connection: 'keep-alive', 'Content-Length': text.length });
        reply.end(text, () => socket?.destroy());
      },
    });
    const client = clientTo(server.url);
    for (let count = 1; count <= 12; count += 1) {
      expect(await client.create(body)).toMatchObject({ kind: 'created' });
      expect(server.connections).toBe(count);
    }
  });
});

it('tries a connection that is refused five times, and says so', async () => {
  const clock = testClock();
  const client = clientTo(`http://127.0.0.1:${await unusedPort()}`, { clock });
  const unsent = { kind: 'unsent', reason: 'the connection was refused' };
  expect(await client.create(body)).toEqual(unsent);
  expect(clock.sleeps).toEqual([500, 1000, 2000, 4000]);
  expect(client.waits).toEqual(clock.sleeps.map((ms) => [unsent, ms]));
});

describe('a webhook', () => {
  it('is asked for below the API URL with what the spec names, and the product and its version', async () => {
    const server = await conduit(keys);
    await clientTo(`${server.url}/gateway/v1`).create(body);
    expect(server.requests).toMatchObject([
      {
        method: 'POST',
        path: '/gateway/v1/webhooks',
        text: JSON.stringify(body),
        unexpectedHeaders: [],
        headers: {
          'x-api-key': keys.apiKey,
          'x-api-secret': keys.apiSecret,
          'content-type': 'application/json',
          accept: 'application/json',
          'user-agent': `conduit-webhooks-action/${productVersion}`,
        },
      },
    ]);
  });

  it.each([
    ['is refused', 'rejected', (reply: ServerResponse) => sendJson(reply, refusal(400, 'no'))],
    ['has a server fail', 'unconfirmed', (reply: ServerResponse) => sendJson(reply, refusal(500, 'no'))],
    ['has its reply lost', 'unconfirmed', (reply: ServerResponse) => void reply.socket?.destroy()],
  ])('that %s is asked for once', async (_, kind, act) => {
    const clock = testClock();
    const server = await conduit({ respond: (_, reply) => act(reply) });
    expect(await clientTo(server.url, { clock }).create(body)).toMatchObject({ kind });
    expect(server.requests).toHaveLength(1);
    expect(clock.sleeps).toEqual([]);
  });

  it.each(Object.entries(keys))('takes no %s for its ID or its secret', async (_, key) => {
    const server = await creating({ ...created, secret: `whsec_${key}` });
    const client = clientTo(server.url);
    const warnings = [{ kind: 'unusable-secret' }];
    expect(await client.create(body)).toEqual({ kind: 'created', id: created.id, warnings });
    expect(client.masked).toEqual([]);
    const other = await creating({ ...created, id: `whk_${key}` });
    expect(await clientTo(other.url).create(body)).toEqual({
      kind: 'unconfirmed',
      reason: 'the reply had status 201 and no usable ID',
    });
  });

  it('has its secret masked before its ID is looked at', async () => {
    const secret = 'whsec_0123456789';
    const server = await creating({ ...created, id: secret, secret });
    const client = clientTo(server.url);
    expect(await client.create(body)).toMatchObject({ kind: 'unconfirmed', secret });
    expect(client.masked).toEqual([secret]);
  });

  it('is not asked for once the run is cancelled', async () => {
    const server = await conduit();
    const client = clientTo(server.url, { cancelled: AbortSignal.abort('the run was cancelled') });
    expect(await client.create(body)).toEqual({ kind: 'unsent', reason: 'the run was cancelled' });
    expect(server.connections).toBe(0);
  });

  it('is not asked for again when the run is cancelled while it waits', async () => {
    const controller = new AbortController();
    const server = await conduit({ respond: (_, reply) => throttle(reply, '9') });
    const onWait = () => controller.abort('the run was cancelled');
    const client = clientTo(server.url, { cancelled: controller.signal, onWait });
    expect(await client.create(body)).toEqual({ kind: 'unsent', reason: 'the run was cancelled' });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['time is left by both clocks', { now: 5000, elapsed: 5000 }, 0, 1],
    ['the run has taken too long', { now: 5000, elapsed: 4999 }, 0, 0],
    ['the machine was suspended', { now: 4999, elapsed: 5000 }, 0, 0],
    ['the machine is suspended while it connects', { now: 5000, elapsed: 5000 }, 3_600_000, 0],
  ])('is asked for only in time: %s', async (_, left, suspendedMs, requests) => {
    const clock = testClock();
    const start = { now: clock.now(), elapsed: clock.elapsed() };
    let looks = 0;
    const now = () => (looks++ === 0 ? start.now : start.now + suspendedMs);
    const server = await conduit(keys);
    const deadline = { now: start.now + left.now, elapsed: start.elapsed + left.elapsed };
    const outcome = await clientTo(server.url, { clock: { ...clock, now }, deadline }).create(body);
    expect(outcome).toMatchObject(
      requests === 1 ? { kind: 'created' } : { kind: 'unsent', reason: 'not enough time left in this run' },
    );
    expect(server.requests).toHaveLength(requests);
    expect(clock.sleeps).toEqual([]);
  });

  it('is not asked for again when no time is left after a wait: nothing was created', async () => {
    const clock = testClock();
    const server = await conduit({ respond: (_, reply) => throttle(reply, '60') });
    const deadline = { now: clock.now() + 30_000, elapsed: clock.elapsed() + 30_000 };
    expect(await clientTo(server.url, { clock, deadline }).create(body)).toEqual({
      kind: 'unsent',
      reason: 'not enough time left in this run',
    });
    expect(server.requests).toHaveLength(1);
  });

  it('whose request is on its way when time is up is unknown', async () => {
    const expired = new AbortController();
    const server = await conduit({ respond: () => expired.abort() });
    expect(await clientTo(server.url, { expired: expired.signal }).create(body)).toEqual({
      kind: 'unconfirmed',
      reason: 'the run was cancelled',
    });
    expect(server.requests).toHaveLength(1);
  });
});

it('reads each webhook once where reading one has come to nothing in three tries', async () => {
  const server = await conduit({ respond: (_, reply) => sendJson(reply, refusal(500, 'no')) });
  const client = clientTo(server.url);
  const unread = { kind: 'unread', reason: 'the reply had status 500' };
  for (const requests of [3, 4, 5]) {
    expect(await client.read(created.id)).toEqual(unread);
    expect(server.requests).toHaveLength(requests);
  }
  client.close();
  expect(client.waits).toEqual([500, 1000].map((ms) => [unread, ms]));
});

it('reads over one connection, creates over one of its own each time, and closes them in the end', async () => {
  const sockets: (Socket | null)[] = [];
  const server = await conduit({
    respond(request, reply) {
      sockets.push(reply.socket);
      sendJson(reply, { status: request.method === 'GET' ? 200 : 201, body: created });
    },
  });
  const client = clientTo(server.url);
  for (let count = 0; count < 2; count += 1) await client.create(body);
  for (let count = 0; count < 2; count += 1) await client.read(created.id);
  const [one, other, reading, again] = sockets;
  expect(new Set([one, other, reading]).size).toBe(3);
  expect(again).toBe(reading);
  const closed = once(reading as Socket, 'close');
  client.close();
  await closed;
});

it('tells of each request just before it is sent, and of none that is not', async () => {
  const cancelled = new AbortController();
  const told: string[] = [];
  const server = await conduit({ respond: (_, reply) => throttle(reply, '1') });
  const client = clientTo(server.url, { cancelled: cancelled.signal, onWait: () => cancelled.abort('enough') });
  await client.create(body, () => told.push('first'));
  await client.create(body, () => told.push('second'));
  await clientTo(`http://127.0.0.1:${await unusedPort()}`).create(body, () => told.push('third'));
  expect(told).toEqual(['first']);
});
