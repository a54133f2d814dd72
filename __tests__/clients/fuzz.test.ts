/** Any bytes that a server may reply with, in any pieces: what the client makes of them. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClient } from '../../src/clients/conduit.ts';
import type { WebhookBody } from '../../src/webhook/body.ts';
import { noDeadline, sleepingClock } from '../../testing/plans.ts';
import { runs } from '../fuzz.ts';

const keys = { apiKey: 'the-api-key-0123456789', apiSecret: 'the-api-secret-0123456789' };
const secret = 'whsec_0f-this-one-nothing-may-be-shown';
const id = `whk_${'5'.repeat(27)}`;

const sent: WebhookBody = {
  url: 'https://hooks.example.com/payments',
  events: ['transaction.completed'],
  status: 'enabled',
};

/** A reply as bytes, and how they are sent. */
interface Reply {
  status: number;
  body: Buffer;
  framing: 'length' | 'chunked' | 'close' | 'too long' | 'broken chunk' | 'no head';
  /** The reply is cut into pieces at these shares of its length. */
  cuts: number[];
  pauseMs: number;
  ending: 'end' | 'reset' | 'open';
  headers: string[];
}

let server: Server;

/**
 * Each case has a path of its own: a request that arrives when its time is up, on a busy machine, is not counted as one
 * of the next case.
 */
const cases: { reply: Reply; requests: number }[] = [];

beforeAll(async () => {
  server = createServer((socket) => {
    let seen = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      seen += chunk.toString('latin1');
      if (!seen.endsWith(JSON.stringify(sent))) return;
      const asked = cases[Number(/^POST \/(\d+)\//.exec(seen)?.[1])];
      seen = '';
      if (asked === undefined) return;
      asked.requests += 1;
      void send(socket, asked.reply);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});

afterAll(() => void server.close());

async function send(socket: Socket, { cuts, pauseMs, ending, ...rest }: Reply): Promise<void> {
  const bytes = bytesOf(rest);
  const ends = [...cuts.map((share) => Math.floor(share * bytes.length)), bytes.length];
  let start = 0;
  for (const end of ends.sort((a, b) => a - b)) {
    socket.write(bytes.subarray(start, end));
    start = end;
    if (pauseMs > 0) await delay(pauseMs);
  }
  if (ending === 'end') socket.end();
  if (ending === 'reset') socket.resetAndDestroy();
}

function bytesOf({ status, body, framing, headers }: Pick<Reply, 'status' | 'body' | 'framing' | 'headers'>): Buffer {
  const framingHeaders: Record<Reply['framing'], string[]> = {
    length: [`Content-Length: ${body.length}`],
    chunked: ['Transfer-Encoding: chunked'],
    close: ['Connection: close'],
    'too long': [`Content-Length: ${body.length + 1}`],
    'broken chunk': ['Transfer-Encoding: chunked'],
    'no head': [],
  };
  if (framing === 'no head') return body;
  const head = [`HTTP/1.1 ${status} Some words`, ...framingHeaders[framing], ...headers, '', ''];
  const size = body.length.toString(16);
  const whole: Record<string, Buffer[]> = {
    chunked: [
      ...(body.length === 0 ? [] : [Buffer.from(`${size}\r\n`), body, Buffer.from('\r\n')]),
      Buffer.from('0\r\n\r\n'),
    ],
    'broken chunk': [Buffer.from(`${size}x\r\n`), body, Buffer.from('\r\nz\r\n')],
  };
  return Buffer.concat([Buffer.from(head.join('\r\n')), ...(whole[framing] ?? [body])]);
}

/** True when the reply is well-formed and can arrive whole; a reset may come after it, or too soon. */
function isWhole({ framing, ending }: Reply): boolean {
  return framing === 'close' ? ending === 'end' : framing === 'length' || framing === 'chunked';
}

/** What a webhook is created as, and replies like it. */
const created = { ...sent, id, secret };

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(null, '', ' ', secret, keys.apiKey, `${keys.apiSecret}x`, '\u0000', [id]),
);

const json = fc.oneof(
  { weight: 3, arbitrary: fc.constant<unknown>(created) },
  fc
    .tuple(fc.constantFrom('id', 'secret', 'url', 'events', 'status', 'organizationId', '__proto__'), odd)
    .map(([field, value]) => ({ ...created, [field]: value })),
  fc
    .constantFrom('id', 'secret', 'url', 'events', 'status')
    .map((field) => Object.fromEntries(Object.entries(created).filter(([name]) => name !== field))),
  fc.record({ errors: fc.array(fc.oneof(fc.record({ detail: odd, code: odd }), odd)) }),
  odd,
);

const body = fc.oneof(
  { weight: 4, arbitrary: json.map((value) => Buffer.from(JSON.stringify(value) ?? '')) },
  json.map((value) => Buffer.from(`\ufeff${JSON.stringify(value)}`)),
  fc.tuple(json, fc.nat(), fc.uint8Array({ maxLength: 4 })).map(([value, at, bytes]) => {
    const text = Buffer.from(JSON.stringify(value) ?? '');
    const index = at % (text.length + 1);
    return Buffer.concat([text.subarray(0, index), bytes, text.subarray(index + 1)]);
  }),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
);

const headers = fc.array(
  fc.constantFrom(
    'Retry-After: 1',
    'Retry-After: soon',
    'Retry-After: -5',
    'Retry-After: 99999999999999999999',
    'Location: http://127.0.0.1:9/',
    'Location: ::',
    'Content-Type: text/html',
    `X-Echo: ${secret}`,
    'Set-Cookie: a=b',
    `X-Long: ${'x'.repeat(4000)}`,
  ),
  { maxLength: 3 },
);

const status = fc.oneof(
  { weight: 4, arbitrary: fc.constant(201) },
  fc.constantFrom(200, 202, 204, 301, 302, 304, 307, 400, 401, 403, 404, 415, 422, 429, 500, 503),
  fc.integer({ min: 200, max: 999 }),
);

const replies: fc.Arbitrary<Reply> = fc.record({
  status,
  body,
  framing: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<Reply['framing']>('length', 'chunked', 'close') },
    fc.constantFrom<Reply['framing']>('too long', 'broken chunk', 'no head'),
  ),
  cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
  pauseMs: fc.constantFrom(0, 0, 0, 3),
  ending: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<Reply['ending']>('end', 'end', 'reset') },
    fc.constant<Reply['ending']>('open'),
  ),
  headers,
});

async function ask(reply: Reply) {
  const masked: string[] = [];
  const asked = { reply, requests: 0 };
  const path = cases.push(asked) - 1;
  const { port } = server.address() as AddressInfo;
  const client = createClient({
    apiUrl: `http://127.0.0.1:${port}/${path}`,
    ...keys,
    // What never ends must not be waited for, and what comes whole not be cut on a slow machine.
    timeoutMs: isWhole(reply) ? 20_000 : 200,
    mask: (text) => masked.push(text),
    holdsSecret: (text) => masked.some((one) => text.includes(one)),
    deadline: noDeadline,
    onWait: () => undefined,
    cancelled: new AbortController().signal,
    expired: new AbortController().signal,
    clock: sleepingClock(),
  });
  const outcome = await client.create(sent);
  client.close();
  return { outcome, masked, requests: asked.requests };
}

it('whatever the bytes: one request, an outcome that they bear out, and nothing secret in words', async () => {
  await fc.assert(
    fc.asyncProperty(replies, async (one) => {
      const { outcome, masked, requests } = await ask(one);

      const isThrottled = one.status === 429 && one.framing !== 'no head';
      // Fewer when the machine is so slow that the time is up before a request has arrived; never more.
      expect(requests).toBeLessThanOrEqual(isThrottled ? 5 : 1);
      if (isWhole(one)) expect(requests).toBe(isThrottled ? 5 : 1);
      if (outcome.kind === 'created') {
        expect(isWhole(one)).toBe(true);
        expect(one.status).toBe(201);
        expect(outcome.id).toBe((parsed(one.body) as { id?: unknown }).id);
      }
      if (outcome.kind === 'rejected') {
        expect([400, 401, 403, 415, 429]).toContain(one.status);
        expect(one.framing).not.toBe('no head');
      }
      if (outcome.kind === 'unsent' && !isThrottled) expect(requests).toBe(0);
      if ('secret' in outcome && outcome.secret !== undefined) expect(masked).toContain(outcome.secret);
      const { reason, warnings } = { reason: '', warnings: [], ...outcome };
      const words = JSON.stringify([reason, warnings]);
      for (const hidden of [secret, keys.apiKey, keys.apiSecret]) expect(words).not.toContain(hidden);
    }),
    runs(150),
  );
});

it('a webhook that was created is known, with its secret, however its reply is cut and framed', async () => {
  const bodies = ['', '\ufeff'].map((bom) => Buffer.from(bom + JSON.stringify(created)));
  const whole = fc
    .tuple(replies, fc.constantFrom(...bodies), fc.constantFrom<Reply['framing']>('length', 'chunked', 'close'))
    .map(([one, body, framing]): Reply => ({ ...one, status: 201, body, framing, ending: 'end' }));
  await fc.assert(
    fc.asyncProperty(whole, async (one) => {
      const { outcome, masked } = await ask(one);
      expect(outcome).toEqual({ kind: 'created', id, secret, warnings: [] });
      expect(masked).toEqual([secret]);
    }),
    runs(200),
  );
});

function parsed(bytes: Buffer): unknown {
  return JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
}
