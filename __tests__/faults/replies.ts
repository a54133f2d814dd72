/** What the Conduit API may reply to a request, or fail to. */
import { type CreatedWebhook, refusal, sendJson } from '../../testing/conduit-server.ts';
import { type Fault, inBothStores, inStoresByTurns } from './fault.ts';
import type { Asked, Scene } from './scene.ts';
import { httpServer } from './servers.ts';

type Act = (asked: Asked, scene: Scene) => unknown;

/** The webhooks that a fault is about; the others are replied to as usual. */
const hit = ['payments', 'refunds'];

export function onSome(scene: Scene, act: (asked: Asked) => unknown): void {
  scene.onConduit = (asked) => {
    if (hit.includes(asked.name)) act(asked);
    else asked.next();
  };
}

function reply(name: string, act: Act, inputs: Record<string, string> = {}): Fault {
  return {
    group: 'replies',
    name,
    arrange(scene) {
      scene.inputs = inputs;
      onSome(scene, (asked) => act(asked, scene));
    },
  };
}

const short = { 'timeout-seconds': '1' };
const json = { 'Content-Type': 'application/json' };

/** The webhook is created, and the reply has another body. */
function withBody(body: (webhook: CreatedWebhook) => string | Buffer, status = 201): Act {
  return (asked) => asked.reply.writeHead(status, json).end(body(asked.create()));
}

/** The webhook is created, and the reply departs from the spec in these fields. */
function withFields(change: (webhook: CreatedWebhook, asked: Asked) => object): Act {
  return (asked) => {
    const webhook = asked.create();
    const changed = JSON.stringify({ ...webhook, ...change(webhook, asked) });
    asked.reply.writeHead(201, json).end(changed);
  };
}

/** The webhook is created with other values than is usual, and the reply has them. */
function withValues(change: (webhook: CreatedWebhook) => Partial<CreatedWebhook>): Act {
  return (asked) => {
    const webhook = asked.create();
    Object.assign(webhook, change(webhook));
    asked.reply.writeHead(201, json).end(JSON.stringify(webhook));
  };
}

/** The webhook is created, and these bytes come in the place of a reply. */
function withBytes(bytes: (body: string) => string | Buffer): Act {
  return (asked) => asked.reply.socket?.end(bytes(JSON.stringify(asked.create())));
}

/** The webhook is not created, and the reply is this. */
function without(status: number, body: string): Act {
  return ({ reply }) => reply.writeHead(status, json).end(body);
}

const refused = JSON.stringify(refusal(400, 'invalid_request', 'No.').body);

const bodies = [
  reply(
    '201-with-no-body',
    withBody(() => ''),
  ),
  reply(
    '201-with-blanks',
    withBody(() => ' \r\n '),
  ),
  reply(
    '201-with-html',
    withBody(({ id }) => `<html><b>${id}</b></html>`),
  ),
  reply(
    '201-with-a-json-list',
    withBody((webhook) => JSON.stringify([webhook])),
  ),
  reply(
    '201-with-a-json-text',
    withBody(({ secret }) => JSON.stringify(secret)),
  ),
  reply(
    '201-with-null',
    withBody(() => 'null'),
  ),
  reply(
    '201-with-json-cut',
    withBody((webhook) => JSON.stringify(webhook).slice(0, -8)),
  ),
  reply(
    '201-with-json-twice',
    withBody((webhook) => JSON.stringify(webhook).repeat(2)),
  ),
  reply(
    '201-with-2-mb',
    withBody((webhook) => JSON.stringify(webhook) + ' '.repeat(2_000_000)),
  ),
  reply(
    '201-with-bytes-that-are-no-text',
    withBody(() => Buffer.from([0xff, 0xfe, 0, 13])),
  ),
  reply(
    '201-with-a-byte-order-mark',
    withBody((webhook) => `\ufeff${JSON.stringify(webhook)}`),
  ),
  reply(
    '201-in-utf-16',
    withBody((webhook) => Buffer.from(JSON.stringify(webhook), 'utf16le')),
  ),
  reply('201-that-calls-itself-gzip', (asked) => {
    const headers = { ...json, 'Content-Encoding': 'gzip' };
    asked.reply.writeHead(201, headers).end(Buffer.from('1f8b0800000000000003', 'hex'));
    asked.create();
  }),
];

const fields = [
  reply(
    'id-missing',
    withFields(() => ({ id: undefined })),
  ),
  reply(
    'id-empty',
    withFields(() => ({ id: '' })),
  ),
  reply(
    'id-a-number',
    withFields(() => ({ id: 17 })),
  ),
  reply(
    'id-with-commands',
    withFields(() => ({ id: 'whk_\r::stop-commands::x' })),
  ),
  reply(
    'id-endless',
    withFields(() => ({ id: `whk_${'A'.repeat(10_000)}` })),
  ),
  reply(
    'id-is-the-signing-secret',
    withFields(({ secret }) => ({ id: secret })),
  ),
  reply(
    'id-holds-the-signing-secret',
    withFields(({ secret }) => ({ id: `whk_${secret}` })),
  ),
  reply(
    'id-is-the-api-key',
    withFields((_, { request }) => ({ id: request.headers['x-api-key'] })),
  ),
  reply(
    'id-holds-the-api-secret',
    withFields((_, { request }) => ({ id: `whk_${request.headers['x-api-secret']}` })),
  ),
  reply(
    'id-of-another-form',
    withValues(({ url }) => ({ id: `hook-${url.split('/').at(-1)}` })),
  ),
  reply(
    'one-id-twice',
    withValues(() => ({ id: `whk_${'7'.repeat(27)}` })),
  ),
  reply(
    'secret-missing',
    withFields(() => ({ secret: undefined })),
  ),
  reply(
    'secret-empty',
    withFields(() => ({ secret: '' })),
  ),
  reply(
    'secret-not-text',
    withFields(({ secret }) => ({ secret: { value: secret } })),
  ),
  reply(
    'secret-is-the-api-secret',
    withFields((_, { request }) => ({ secret: request.headers['x-api-secret'] })),
  ),
  reply(
    'secret-of-several-lines',
    withValues(({ secret }) => ({ secret: `-----BEGIN KEY-----\r\n${secret}\nand ${secret}\n` })),
  ),
  reply(
    'secret-with-marks',
    withValues(({ secret }) => ({ secret: `"<&'%0A::add-mask::${secret}\\\u2028` })),
  ),
  reply(
    'secret-in-other-fields',
    withFields(({ secret }) => ({ url: secret, status: secret, [secret]: [secret] })),
  ),
  reply('secret-garbled', (asked) => {
    const webhook = asked.create();
    const text = JSON.stringify({ ...webhook, secret: `${webhook.secret}\u00ff` });
    asked.reply.writeHead(201, json).end(Buffer.from(text, 'latin1'));
  }),
  reply(
    'fields-missing',
    withFields(() => ({ url: undefined, events: undefined })),
  ),
  reply(
    'fields-of-other-kinds',
    withFields(() => ({ status: ['enabled'], organizationId: 7 })),
  ),
  reply(
    'another-webhook',
    withFields(() => ({ url: 'https://other.example.com/' })),
  ),
  reply(
    'prototype-of-objects',
    withBody((webhook) =>
      JSON.stringify(webhook).replace('{', '{"__proto__":{"id":"x"},"constructor":1,'),
    ),
  ),
];

const otherStatuses = [200, 202, 204, 404, 405, 408, 409, 410, 422, 500, 502, 503, 504, 520, 999];

const statuses = [
  ...otherStatuses.map((status) =>
    reply(
      `${status}-and-created`,
      withBody((webhook) => JSON.stringify(webhook), status),
    ),
  ),
  ...[404, 409, 500, 503].map((status) =>
    reply(`${status}-and-not-created`, without(status, refused)),
  ),
  ...[400, 401, 403, 415].map((status) => reply(`${status}`, without(status, refused))),
  reply('400-with-no-body', without(400, '')),
  reply('400-with-a-list', without(400, '[]')),
  reply('400-with-errors-that-are-none', without(400, '{"errors":[null,7,"x",[],{"detail":{}}]}')),
  reply('400-with-3-mb', without(400, JSON.stringify({ errors: 'x'.repeat(3_000_000) }))),
  reply('401-while-another-is-on-its-way', ({ name, next, reply: response }, scene) => {
    if (name === 'payments') scene.later(200, next);
    else response.writeHead(401, json).end(refused);
  }),
  reply('401-of-every-request', without(401, refused)),
];

const redirects = [301, 302, 303, 307, 308].flatMap((status): Fault[] =>
  [true, false].map((isCreated) => ({
    group: 'replies',
    name: `${status}-to-another-origin-and-${isCreated ? 'created' : 'not-created'}`,
    async arrange(scene) {
      const other = await httpServer(scene, (_, response) =>
        response.writeHead(201, json).end('{}'),
      );
      onSome(scene, (asked) => {
        if (isCreated) asked.create();
        asked.reply.writeHead(status, { Location: `${other.url}/webhooks` }).end();
      });
    },
  })),
);

const head = 'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n';

const cuts = [
  reply('closed-without-a-reply', (asked) => {
    asked.create();
    asked.reply.socket?.destroy();
  }),
  reply('closed-without-a-reply-and-not-created', ({ reply: { socket } }) => socket?.destroy()),
  reply('reset-without-a-reply', (asked) => {
    asked.create();
    asked.reply.socket?.resetAndDestroy();
  }),
  reply('cut-after-its-headers', (asked) => {
    asked.reply.writeHead(201, { ...json, 'Content-Length': 300 }).flushHeaders();
    asked.create();
    setTimeout(() => asked.reply.socket?.destroy(), 30);
  }),
  reply('cut-in-its-body', (asked) => {
    const text = JSON.stringify(asked.create());
    asked.reply.writeHead(201, { ...json, 'Content-Length': text.length });
    asked.reply.write(text.slice(0, -5), () => asked.reply.socket?.destroy());
  }),
  reply('cut-before-the-last-chunk', (asked) => {
    const text = JSON.stringify(asked.create());
    asked.reply.writeHead(201, json).write(text, () => asked.reply.socket?.destroy());
  }),
  reply(
    'cut-where-only-the-end-of-the-connection-tells',
    withBytes((body) => `${head}Connection: close\r\n\r\n${body.slice(0, -12)}`),
  ),
  reply(
    'whole-where-only-the-end-of-the-connection-tells',
    withBytes((body) => `${head}Connection: close\r\n\r\n${body}`),
  ),
  reply(
    'content-length-too-small',
    withBytes((body) => `${head}Content-Length: ${body.length - 40}\r\n\r\n${body}`),
  ),
  reply(
    'content-length-too-large',
    withBytes((body) => `${head}Content-Length: ${body.length + 40}\r\n\r\n${body}`),
  ),
  reply(
    'content-length-and-chunks',
    withBytes(
      (body) =>
        `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    ),
  ),
  reply(
    'a-chunk-that-is-none',
    withBytes((body) => `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n${body}\r\n`),
  ),
  reply(
    'two-replies',
    withBytes((body) => {
      const whole = `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
      return `${whole}HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n`;
    }),
  ),
  reply(
    'early-hints-first',
    withBytes(
      (body) =>
        `HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${head}Content-Length: ${body.length}\r\n\r\n${body}`,
    ),
  ),
  reply(
    'not-http',
    withBytes(() => 'SSH-2.0-OpenSSH_9.6\r\n'),
  ),
  reply(
    'endless-headers',
    withBytes(() => `${head}X: ${'x'.repeat(100_000)}\r\n\r\n`),
  ),
  reply(
    'headers-with-a-bare-line-feed',
    withBytes((body) => `${head}X: a\nY\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
  ),
  reply(
    '101-switching-protocols',
    withBytes(
      () => 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
    ),
  ),
];

const slow = [
  reply('stalled-before-its-headers', (asked) => asked.create(), short),
  reply(
    'stalled-in-its-body',
    (asked) => {
      const text = JSON.stringify(asked.create());
      asked.reply.writeHead(201, json).write(text.slice(0, 10));
    },
    short,
  ),
  reply(
    'dripping-for-ever',
    (asked) => {
      asked.reply.writeHead(201, json);
      asked.create();
      const drip = setInterval(() => asked.reply.write(' '), 20);
      asked.reply.once('close', () => clearInterval(drip));
    },
    short,
  ),
  reply(
    'created-and-replied-after-the-time-is-up',
    (asked, scene) => scene.later(1200, asked.next),
    short,
  ),
  reply('created-after-the-connection-is-gone', (asked, scene) => {
    asked.reply.socket?.destroy();
    scene.later(300, asked.create);
  }),
];

export const replyFaults = [
  ...inBothStores([...slow, ...cuts, ...statuses]),
  ...inStoresByTurns([...bodies, ...fields, ...redirects]),
];

function throttle(name: string, headers: () => Record<string, string>, tries: number): Fault {
  return {
    group: 'throttling',
    name,
    arrange(scene) {
      const counts = new Map<string, number>();
      onSome(scene, (asked) => {
        const count = (counts.get(asked.name) ?? 0) + 1;
        counts.set(asked.name, count);
        const refused429 = refusal(429, 'too_many_requests', 'Too many requests.');
        if (count > tries) asked.next();
        else sendJson(asked.reply, { ...refused429, headers: headers() });
      });
    },
  };
}

export const throttlingFaults = inBothStores([
  throttle('once-with-seconds', () => ({ 'Retry-After': '1' }), 1),
  throttle(
    'once-with-a-date',
    () => ({ 'Retry-After': new Date(Date.now() + 1000).toUTCString() }),
    1,
  ),
  throttle(
    'once-with-a-date-that-is-over',
    () => ({ 'Retry-After': new Date(0).toUTCString() }),
    1,
  ),
  throttle('twice-without-a-time', () => ({}), 2),
  throttle('once-with-a-time-that-is-none', () => ({ 'Retry-After': 'soon' }), 1),
  throttle('once-with-a-negative-time', () => ({ 'Retry-After': '-5' }), 1),
  throttle('for-ever', () => ({ 'Retry-After': '0' }), Number.POSITIVE_INFINITY),
  throttle('for-a-day', () => ({ 'Retry-After': '86400' }), Number.POSITIVE_INFINITY),
  throttle('for-ages', () => ({ 'Retry-After': '9'.repeat(40) }), 2),
  {
    group: 'throttling',
    name: 'then-closed-without-a-reply',
    arrange(scene) {
      const asked = new Set<string>();
      onSome(scene, (one) => {
        if (asked.has(one.name)) {
          one.create();
          one.reply.socket?.destroy();
        } else {
          asked.add(one.name);
          const { status, body } = refusal(429, 'too_many_requests', 'Too many requests.');
          sendJson(one.reply, { status, body, headers: { 'Retry-After': '0' } });
        }
      });
    },
  },
  {
    group: 'throttling',
    name: 'one-request-a-second',
    arrange: (scene) => scene.serve({ rateLimit: { requests: 2, windowMs: 1000 } }),
  },
]);
