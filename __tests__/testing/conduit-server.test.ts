/** The embedded Conduit server: it takes what the spec allows, and says what is wrong with all else. */
import { connect } from 'node:net';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats/dist/formats.js';
import { expect, it } from 'vitest';
import { readSpec } from '../../scripts/spec/read.ts';
import type { ConduitServer } from '../../testing/conduit-server.ts';
import { conduit, until } from '../../testing/temporary.ts';

const spec = await readSpec(join(import.meta.dirname, '..', '..', 'spec'));
const ajv = new Ajv();
ajv.addFormat('uri', formats.fullFormats.uri);
const isReply = ajv.compile(spec.reply);

const webhook = {
  url: 'https://hooks.example.com/conduit',
  events: ['transaction.completed', 'customer.active'],
  status: 'enabled',
};

/** POSTs a webhook; a header of undefined is left out. */
async function post(server: ConduitServer, body: unknown, headers: Record<string, string | undefined> = {}) {
  const credentials = { 'X-API-Key': server.apiKey, 'X-API-Secret': server.apiSecret };
  const all = { ...credentials, 'Content-Type': 'application/json', ...headers };
  const reply = await fetch(`${server.url}${spec.path}`, {
    method: 'POST',
    headers: Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  });
  return { status: reply.status, headers: reply.headers, body: JSON.parse(await reply.text()) };
}

it('creates webhooks as the spec says, each with an ID and a secret of its own, and keeps them', async () => {
  const server = await conduit();
  const asked = { ...webhook, organizationId: `client_${'a'.repeat(27)}` };
  const replies = await Promise.all(Array.from({ length: 10 }, () => post(server, asked)));
  for (const { status, headers, body } of replies) {
    expect([status, headers.get('content-type'), isReply(body)]).toEqual([201, 'application/json', true]);
    expect(body).toMatchObject(asked);
    expect(body.secret).toMatch(/^whsec_\S{32}$/);
    expect(server.webhooks).toContainEqual(body);
  }
  for (const field of ['id', 'secret'] as const)
    expect(new Set(server.webhooks.map((one) => one[field])).size).toBe(10);
});

it.each([
  ['without a key', 401, webhook, { 'X-API-Key': undefined }],
  ['without a secret', 401, webhook, { 'X-API-Secret': undefined }],
  ['with another key', 401, webhook, { 'X-API-Key': 'another' }],
  ['with another secret', 401, webhook, { 'X-API-Secret': 'another' }],
  ['without a media type', 415, webhook, { 'Content-Type': undefined }],
  ['with another media type', 415, webhook, { 'Content-Type': 'application/jsonp' }],
  ['that takes no JSON', 406, webhook, { Accept: 'text/html' }],
  ['with broken JSON', 400, '{', {}],
  ['with a wrong url', 400, { ...webhook, url: 'no URL' }, {}],
  ['with no url', 400, { ...webhook, url: undefined }, {}],
  ['with wrong events', 400, { ...webhook, events: [] }, {}],
  ['with a wrong events.1', 400, { ...webhook, events: ['customer.active', 'customer.*'] }, {}],
  ['with a wrong status', 400, { ...webhook, status: 'on' }, {}],
  ['with a wrong organizationId', 400, { ...webhook, organizationId: 'client_1' }, {}],
])('a request %s gets %s', async (what, status, body, headers) => {
  const server = await conduit();
  const field = /^with (?:a wrong|no|wrong) (.+)$/.exec(what)?.[1] ?? '';
  const errors = [{ detail: expect.stringContaining(field), code: expect.any(String) }];
  expect(await post(server, body, headers)).toMatchObject({ status, body: { errors } });
  expect(server.webhooks).toEqual([]);
});

it('has nothing at another path, and nothing for another method', async () => {
  const { url } = await conduit();
  expect((await fetch(`${url}/v2${spec.path}`, { method: 'POST' })).status).toBe(404);
  expect((await fetch(`${url}${spec.path}`)).status).toBe(405);
});

it('records each request, with the headers that nobody asked for', async () => {
  const server = await conduit();
  await post(server, webhook, { 'Idempotency-Key': '1' });
  await post(server, '{');
  expect(server.requests).toMatchObject([
    { method: 'POST', path: spec.path, text: JSON.stringify(webhook), body: webhook },
    { text: '{', body: undefined },
  ]);
  const [first, second] = server.requests.map(({ unexpectedHeaders }) => unexpectedHeaders);
  expect(first).toContain('idempotency-key');
  expect(second).not.toContain('idempotency-key');
});

it('limits the rate', async () => {
  const server = await conduit({ rateLimit: { requests: 2, windowMs: 60_000 } });
  const replies = [await post(server, webhook), await post(server, webhook), await post(server, webhook)];
  expect(replies.map(({ status }) => status)).toEqual([201, 201, 429]);
  expect(Number(replies[2]?.headers.get('retry-after'))).toSatisfy((seconds) => seconds > 0 && seconds <= 60);
});

it('ends what is in flight, and open connections, when it is closed', async () => {
  const server = await conduit({ latencyMs: 60_000 });
  const reply = expect(post(server, webhook)).rejects.toThrow();
  await until(() => server.requests.length === 1);
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  const ended = new Promise((resolve) => socket.on('error', () => undefined).on('close', resolve));
  await until(() => server.connections === 2);
  await server.close();
  await ended;
  await reply;
  expect(server.webhooks).toEqual([]);
});
