/** The client's tries and waits, in a time of its own. */
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { refusal, sendJson } from '../../scripts/conduit-server.ts';
import { type ClientOptions, createClient } from '../../src/conduit/client.ts';
import type { WebhookBody } from '../../src/manifest/declarations.ts';
import { closedPort } from '../e2e/api/helpers.ts';
import { conduit } from '../e2e/support.ts';

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
    onWait: () => undefined,
    cancelled: new AbortController().signal,
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
  ])(
    'without Retry-After is asked five times, with waits that double and vary (%d)',
    async (random, waits) => {
      const clock = testClock(random);
      const server = await conduit({ respond: (_, reply) => throttle(reply) });
      expect(await client(server.url, { clock }).create(body)).toMatchObject({
        kind: 'rejected',
        status: 429,
      });
      expect(server.requests).toHaveLength(5);
      expect(clock.sleeps).toEqual(waits.map((ms) => expect.closeTo(ms, 3)));
    },
  );

  it('is waited for as it says', async () => {
    const clock = testClock();
    const waits: string[] = [];
    const server = await conduit({
      respond: (_, reply) => throttle(reply, server.requests.length === 1 ? '7' : '0'),
    });
    const onWait = (reason: string, ms: number) => waits.push(`${ms}: ${reason}`);
    await client(server.url, { clock, onWait }).create(body);
    expect(clock.sleeps).toEqual([7000, 100, 100, 100]);
    expect(waits[0]).toBe('7000: the API asks to slow down (429)');
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

describe('a connection that is refused', () => {
  it.each([
    [0, [250, 500, 1000, 2000]],
    [0.5, [500, 1000, 2000, 4000]],
  ])('is tried five times, with waits that double and vary (%d)', async (random, waits) => {
    const clock = testClock(random);
    const url = `http://127.0.0.1:${await closedPort()}`;
    expect(await client(url, { clock }).create(body)).toEqual({
      kind: 'unsent',
      reason: 'the connection was refused',
    });
    expect(clock.sleeps).toEqual(waits);
  });
});

describe('a webhook', () => {
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
    expect(outcome).toMatchObject({ kind: 'unknown', secret: 'whsec_0123456789' });
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

  it('whose request is on its way when time is up is unknown', async () => {
    const expired = new AbortController();
    const server = await conduit({ respond: () => expired.abort() });
    expect(await client(server.url, { expired: expired.signal }).create(body)).toEqual({
      kind: 'unknown',
      reason: 'the run was cancelled',
    });
    expect(server.requests).toHaveLength(1);
  });

  it('is sent once when its reply is lost, whatever the clock says', async () => {
    const clock = testClock();
    const server = await conduit({ respond: (_, reply) => reply.socket?.destroy() });
    expect(await client(server.url, { clock }).create(body)).toMatchObject({ kind: 'unknown' });
    expect(server.requests).toHaveLength(1);
    expect(clock.sleeps).toEqual([]);
  });
});
