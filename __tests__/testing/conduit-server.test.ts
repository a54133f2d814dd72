import { connect } from 'node:net';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats/dist/formats.js';
import { afterEach, describe, expect, it } from 'vitest';
import { readSpec } from '../../scripts/spec/read.ts';
import {
  type ConduitServer,
  type ConduitServerOptions,
  refusal,
  sendJson,
  startConduitServer,
} from '../../testing/conduit-server.ts';

const spec = await readSpec(join(import.meta.dirname, '..', '..', 'spec'));
const ajv = new Ajv();
ajv.addFormat('uri', formats.fullFormats.uri);
const isReply = ajv.compile(spec.reply);

const webhook = {
  url: 'https://hooks.example.com/conduit',
  events: ['transaction.completed', 'customer.active'],
  status: 'enabled',
};

let server: ConduitServer;
const start = async (options?: ConduitServerOptions) => {
  server = await startConduitServer(options);
};
afterEach(() => server.close());

/** POSTs a webhook; a header of undefined is left out. */
function post(body: unknown, headers: Record<string, string | undefined> = {}): Promise<Response> {
  const all = {
    'X-API-Key': server.apiKey,
    'X-API-Secret': server.apiSecret,
    'Content-Type': 'application/json',
    ...headers,
  };
  const given = Object.entries(all).filter((entry): entry is [string, string] => !!entry[1]);
  return fetch(`${server.url}${spec.path}`, {
    method: 'POST',
    headers: given,
    body: typeof body === 'string' ? Buffer.from(body) : Buffer.from(JSON.stringify(body)),
  });
}

async function json(reply: Response): Promise<Record<string, unknown>> {
  return JSON.parse(await reply.text());
}

describe('a created webhook', () => {
  it('is replied as the spec says, and kept', async () => {
    await start();
    const organizationId = `client_${'a'.repeat(27)}`;
    const reply = await post({ ...webhook, organizationId });
    const body = await json(reply);
    expect(reply.status).toBe(201);
    expect(reply.headers.get('content-type')).toBe('application/json');
    expect(isReply(body)).toBe(true);
    expect(body).toMatchObject({ ...webhook, organizationId });
    expect(body.secret).toMatch(/^whsec_\S{32}$/);
    expect(server.webhooks).toEqual([body]);
  });

  it('has an ID and a secret of its own', async () => {
    await start();
    await Promise.all(Array.from({ length: 10 }, () => post(webhook)));
    expect(new Set(server.webhooks.map(({ id }) => id)).size).toBe(10);
    expect(new Set(server.webhooks.map(({ secret }) => secret)).size).toBe(10);
  });
});

describe('a request that the spec does not allow', () => {
  it.each([
    ['without a key', 401, webhook, { 'X-API-Key': undefined }],
    ['without a secret', 401, webhook, { 'X-API-Secret': undefined }],
    ['with another key', 401, webhook, { 'X-API-Key': 'another' }],
    ['with another secret', 401, webhook, { 'X-API-Secret': 'another' }],
    ['without a media type', 415, webhook, { 'Content-Type': undefined }],
    ['with another media type', 415, webhook, { 'Content-Type': 'application/jsonp' }],
    ['that takes no JSON', 406, webhook, { Accept: 'text/html' }],
    ['with broken JSON', 400, '{', {}],
  ])('%s gets %s', async (_, status, body, headers) => {
    await start();
    const reply = await post(body, headers);
    expect(reply.status).toBe(status);
    expect(await reply.json()).toEqual({
      errors: [{ detail: expect.any(String), code: expect.any(String) }],
    });
    expect(server.webhooks).toEqual([]);
  });

  it.each([
    ['url', { ...webhook, url: 'no URL' }],
    ['url', { ...webhook, url: undefined }],
    ['events', { ...webhook, events: [] }],
    ['events.1', { ...webhook, events: ['customer.active', 'customer.*'] }],
    ['status', { ...webhook, status: 'on' }],
    ['organizationId', { ...webhook, organizationId: 'client_1' }],
  ])('has its wrong field named: %s', async (field, body) => {
    await start();
    const reply = await post(body);
    expect(reply.status).toBe(400);
    expect((await json(reply)).errors).toEqual([{ detail: expect.stringContaining(field), code: expect.any(String) }]);
  });

  it('gets 404 at another path, 405 with another method', async () => {
    await start();
    expect((await fetch(`${server.url}/v2${spec.path}`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${server.url}${spec.path}`)).status).toBe(405);
  });
});

describe('the record', () => {
  it('has each request, with the headers that nobody asked for', async () => {
    await start();
    await post(webhook, { 'Idempotency-Key': '1' });
    await post('{');
    expect(server.requests).toMatchObject([
      { method: 'POST', path: spec.path, text: JSON.stringify(webhook), body: webhook },
      { text: '{', body: undefined },
    ]);
    expect(server.requests[0]?.headers['x-api-key']).toBe(server.apiKey);
    expect(server.requests[0]?.unexpectedHeaders).toContain('idempotency-key');
    expect(server.requests[1]?.unexpectedHeaders).not.toContain('idempotency-key');
  });

  it('has the highest number of requests at a time, and of connections', async () => {
    const held: (() => void)[] = [];
    await start({
      respond(_request, _reply, next) {
        held.push(next);
        if (server.requests.length >= 3) for (const reply of held.splice(0)) reply();
      },
    });
    await Promise.all([post(webhook), post(webhook), post(webhook)]);
    expect(server.connections).toBe(3);
    await post(webhook);
    expect(server.maxConcurrent).toBe(3);
  });
});

describe('options', () => {
  it('limit the rate', async () => {
    await start({ rateLimit: { requests: 2, windowMs: 60_000 } });
    const replies = [await post(webhook), await post(webhook), await post(webhook)];
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 429]);
    expect(Number(replies[2]?.headers.get('retry-after'))).toSatisfy((s) => s > 0 && s <= 60);
  });

  it('limit the rate for a while', async () => {
    await start({ rateLimit: { requests: 1, windowMs: 500 } });
    await post(webhook);
    await expect.poll(async () => (await post(webhook)).status, { timeout: 30_000 }).toBe(201);
  });

  it('let a test reply in another way', async () => {
    await start({
      respond(_, reply, next) {
        if (server.requests.length > 1) next();
        else sendJson(reply, refusal(403, 'forbidden', 'No.'));
      },
    });
    const first = await post(webhook);
    expect(first.status).toBe(403);
    expect(await first.json()).toEqual({ errors: [{ detail: 'No.', code: 'forbidden' }] });
    expect((await post(webhook)).status).toBe(201);
  });

  it('set the credentials', async () => {
    await start({ apiKey: 'key-of-a-test', apiSecret: 'secret-of-a-test' });
    const headers = { 'X-API-Key': 'key-of-a-test', 'X-API-Secret': 'secret-of-a-test' };
    expect((await post(webhook, headers)).status).toBe(201);
  });
});

describe('close', () => {
  it('ends what is in flight, and open connections', async () => {
    await start({ latencyMs: 60_000 });
    const reply = post(webhook);
    reply.catch(() => {});
    await expect.poll(() => server.requests.length).toBe(1);
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    const ended = new Promise((resolve) => socket.on('error', () => {}).on('close', resolve));
    await expect.poll(() => server.connections).toBe(2);
    await server.close();
    await ended;
    await expect(reply).rejects.toThrow();
    expect(server.webhooks).toEqual([]);
  });
});
