/** What the Conduit API may reply to a request, fail to, or say to attack the log, the annotations or the masks. */
import { createServer } from 'node:http';
import { type CreatedWebhook, refusal } from '../../testing/conduit-server.ts';
import { refusal as gitHubRefusal, sendReply } from '../../testing/github-server.ts';
import { at } from './github.ts';
import { type Asked, eachWithEach, type Fault, type Group, type Scene } from './scene.ts';

function reply(act: (asked: Asked, scene: Scene) => unknown): Fault {
  return (scene) => scene.onSome((asked) => act(asked, scene));
}

/** The same, with a second for each request. */
function slowReply(act: (asked: Asked, scene: Scene) => unknown): Fault {
  return (scene) => {
    scene.inputs = { 'timeout-seconds': '1' };
    reply(act)(scene);
  };
}

/** The webhook is created, and the reply has another body. */
function withBody(body: (webhook: CreatedWebhook) => string | Buffer, status = 201): Fault {
  return reply((asked) => asked.send(status, body(asked.create())));
}

/** The webhook is created, and the reply departs from the spec in these fields. */
function withFields(change: (webhook: CreatedWebhook, asked: Asked) => object): Fault {
  return reply((asked) => {
    const webhook = asked.create();
    asked.send(201, JSON.stringify({ ...webhook, ...change(webhook, asked) }));
  });
}

/** The webhook is created with other values than is usual, and the reply has them. */
function withValues(change: (webhook: CreatedWebhook) => Partial<CreatedWebhook>): Fault {
  return withBody((webhook) => JSON.stringify(Object.assign(webhook, change(webhook))));
}

/** The webhook is created, and these bytes come in the place of a reply. */
function withBytes(bytes: (body: string) => string): Fault {
  return reply((asked) => asked.reply.socket?.end(bytes(JSON.stringify(asked.create()))));
}

/** The webhook is not created, and the reply is this. */
function without(status: number, body: string): Fault {
  return reply((asked) => asked.send(status, body));
}

function redirect(status: number, isCreated: boolean): Fault {
  return async (scene) => {
    const other = await scene.stand(createServer((_, answer) => answer.writeHead(201).end('{}')));
    scene.onSome((asked) => {
      if (isCreated) asked.create();
      asked.send(status, '', { Location: `${other.url}/webhooks` });
    });
  };
}

/** The webhook is created, and the connection closed. */
export function lose(asked: Asked): void {
  asked.create();
  asked.drop();
}

const refused = JSON.stringify(refusal(400, 'invalid_request', 'No.').body);
const head = 'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n';
const whole = (body: string) => `${head}Content-Length: ${body.length}\r\n\r\n${body}`;

export const replies: Group = {
  stores: 'by turns',
  faults: {
    '201-with-no-body': withBody(() => ''),
    '201-with-json-cut': withBody((webhook) => JSON.stringify(webhook).slice(0, -8)),
    '201-with-2-mb': withBody((webhook) => JSON.stringify(webhook) + ' '.repeat(2_000_000)),
    '201-with-a-byte-order-mark': withBody((webhook) => `\ufeff${JSON.stringify(webhook)}`),
    'id-missing': withFields(() => ({ id: undefined })),
    'id-with-commands': withFields(() => ({ id: 'whk_\r::stop-commands::x' })),
    'id-is-the-signing-secret': withFields(({ secret }) => ({ id: secret })),
    'id-holds-the-api-secret': withFields((_, { request }) => ({ id: `whk_${request.headers['x-api-secret']}` })),
    'id-of-another-form': withValues(({ url }) => ({ id: `hook-${url.split('/').at(-1)}` })),
    'one-id-twice'(scene) {
      scene.inputs = { concurrency: '1' };
      withFields(() => ({ id: scene.webhooks[0]?.id }))(scene);
    },
    'secret-missing': withFields(() => ({ secret: undefined })),
    'secret-not-text': withFields(({ secret }) => ({ secret: { value: secret } })),
    'secret-is-the-api-secret': withFields((_, { request }) => ({ secret: request.headers['x-api-secret'] })),
    'secret-of-several-lines': withValues(({ secret }) => ({
      secret: `-----BEGIN KEY-----\r\n${secret}\nand ${secret}\n`,
    })),
    'secret-with-marks': withValues(({ secret }) => ({ secret: `"<&'%0A::add-mask::${secret}\\\u2028` })),
    'secret-in-other-fields': withFields(({ secret }) => ({ url: secret, status: secret, [secret]: [secret] })),
    'secret-garbled': withBody((webhook) =>
      Buffer.from(JSON.stringify({ ...webhook, secret: `${webhook.secret}\u00ff` }), 'latin1'),
    ),
    'another-webhook': withFields(() => ({ url: 'https://other.example.com/' })),
    'prototype-of-objects': withBody((webhook) =>
      JSON.stringify(webhook).replace('{', '{"__proto__":{"id":"x"},"constructor":1,'),
    ),
    '200-and-created': withBody((webhook) => JSON.stringify(webhook), 200),
    '409-and-created': withBody((webhook) => JSON.stringify(webhook), 409),
    '500-and-created': withBody((webhook) => JSON.stringify(webhook), 500),
    '500-and-not-created': without(500, refused),
    '503-and-not-created': without(503, refused),
    '400': without(400, refused),
    '400-with-3-mb': without(400, JSON.stringify({ errors: 'x'.repeat(3_000_000) })),
    '401-of-some-requests': without(401, refused),
    '401-while-another-is-on-its-way': reply((asked, scene) => {
      if (asked.name === 'payments') scene.later(200, asked.next);
      else asked.send(401, refused);
    }),
    'redirected-and-created': redirect(307, true),
    'redirected-and-not-created': redirect(302, false),
    'closed-without-a-reply': reply(lose),
    'closed-without-a-reply-and-not-created': reply((asked) => asked.drop()),
    'cut-in-its-body': reply((asked) => {
      const text = JSON.stringify(asked.create());
      asked.begin(text, text.slice(0, -5), asked.drop);
    }),
    'cut-before-the-last-chunk': reply((asked) =>
      asked.reply.writeHead(201).write(JSON.stringify(asked.create()), asked.drop),
    ),
    'cut-where-only-the-end-of-the-connection-tells': withBytes(
      (body) => `${head}Connection: close\r\n\r\n${body.slice(0, -12)}`,
    ),
    'content-length-too-large': withBytes((body) => `${head}Content-Length: ${body.length + 40}\r\n\r\n${body}`),
    'two-replies': withBytes((body) => `${whole(body)}HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n`),
    'early-hints-first': withBytes((body) => `HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${whole(body)}`),
    'not-http': withBytes(() => 'SSH-2.0-OpenSSH_9.6\r\n'),
    'switching-protocols': withBytes(
      () => 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
    ),
    'endless-headers': withBytes(() => `${head}X: ${'x'.repeat(100_000)}\r\n\r\n`),
    'stalled-before-its-headers': slowReply((asked) => asked.create()),
    'stalled-in-its-body': slowReply((asked) => {
      const text = JSON.stringify(asked.create());
      asked.begin(text, text.slice(0, 10));
    }),
    'dripping-for-ever': slowReply((asked) => {
      asked.create();
      asked.reply.writeHead(201);
      const drip = setInterval(() => asked.reply.write(' '), 20);
      asked.reply.once('close', () => clearInterval(drip));
    }),
    'created-after-the-time-is-up': slowReply((asked, scene) => scene.later(1200, asked.next)),
    'created-after-the-connection-is-gone': reply((asked, scene) => {
      asked.drop();
      scene.later(300, asked.create);
    }),
  },
};

/** The first tries are too many; what comes after them is replied to as usual, or `then`. */
function throttled(tries: number, retryAfter: () => string | undefined, then = (asked: Asked) => asked.next()): Fault {
  return reply((asked) => {
    if (asked.attempt > tries) return then(asked);
    const value = retryAfter();
    const { body } = refusal(429, 'too_many_requests', 'Too many requests.');
    asked.send(429, JSON.stringify(body), value === undefined ? {} : { 'Retry-After': value });
  });
}

export const throttling: Group = {
  stores: 'by turns',
  faults: {
    'once-with-seconds': throttled(1, () => '1'),
    'once-with-a-date': throttled(1, () => new Date(Date.now() + 1000).toUTCString()),
    'twice-without-a-time': throttled(2, () => undefined),
    'once-with-a-time-that-is-none': throttled(1, () => 'soon'),
    'for-ever': throttled(Number.POSITIVE_INFINITY, () => '0'),
    'for-ages': throttled(2, () => '9'.repeat(40)),
    'then-closed-without-a-reply': throttled(1, () => '0', lose),
    'two-requests-a-second': (scene) => scene.serve({ rateLimit: { requests: 2, windowMs: 1000 } }),
  },
};

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Texts of servers, by what they try. */
const attacks: Record<string, (scene: Scene) => string[]> = {
  'with-commands': () => [
    '\r::stop-commands::x',
    '##[add-mask]payments',
    '\n::add-mask::created\n::set-output name=ids::x',
    '\u2028  ::error title=x,file=y::z\u0085::warning::w',
    '%0A::save-state name=x::y',
  ],
  'with-marks': () => [
    '<img src=x onerror=alert(1)><!--',
    '| a | b |\n| --- | --- |',
    '![i](https://evil.example/i.png) @octocat `x` </td></tr></table>',
    '\u001b[2J\u001b]8;;https://evil.example\u0007x\u0000\u0008\u009b1A',
    '\u202e\u2066abc\u2069\ufeff\u200b\u00ad\ud800',
  ],
  'with-great-length': () => [`begin ${'long '.repeat(100_000)}`],
  'with-credentials': ({ apiKey, apiSecret, github, gitToken }) => [
    `key ${apiKey}, secret=${apiSecret}, ${JSON.stringify({ apiKey, apiSecret })}`,
    `${github.token} ${gitToken}`,
    `${'x'.repeat(590)}${apiSecret}`,
    `${'x'.repeat(600 - apiKey.length / 2)}${apiKey}`,
  ],
  'with-encoded-credentials': ({ apiKey, apiSecret, gitToken }) => [
    `Basic ${base64(`${apiKey}:${apiSecret}`)} ${base64(apiSecret)} ${base64(`x${apiKey}`)}`,
    `Basic ${base64(`x-access-token:${gitToken}`)}`,
    `?key=${encodeURIComponent(apiKey)}&${Buffer.from(apiSecret).toString('hex')}`,
  ],
  'with-signing-secrets': ({ webhooks }) =>
    webhooks.flatMap(({ secret }) => [secret, base64(secret), encodeURIComponent(secret)]),
};

const shell = (text: string) => `'${text.replaceAll('\0', '').replaceAll("'", "'\\''")}'`;

/** Where a server may put such texts. */
const places: Record<string, (scene: Scene, texts: () => string[]) => void> = {
  'conduit-400': (scene, texts) =>
    scene.onSome((asked) =>
      asked.send(400, JSON.stringify({ errors: texts().map((text) => ({ detail: text, code: text })) })),
    ),
  'conduit-201': (scene, texts) =>
    withFields(() => {
      const [text = ''] = texts();
      return { url: text, status: text, [text.slice(0, 500)]: text };
    })(scene),
  'github-check': (scene, texts) =>
    at('check', (_, answer) => sendReply(answer, gitHubRefusal(403, texts().join(' '))))(scene),
  'github-put': (scene, texts) =>
    at('put', (_, answer) => sendReply(answer, gitHubRefusal(404, texts().join(' '))))(scene),
  'git-refusal'(scene, texts) {
    const said = texts().map((text) => `printf '%s\\n' ${shell(text)} >&2`);
    scene.addHook('pre-receive', `${said.join('\n')}\nexit 1`);
  },
};

export const texts: Group = {
  stores: 'git',
  secrets: true,
  faults: {
    ...eachWithEach(places, attacks, (put, attack) => (scene) => put(scene, () => attack(scene))),
    'conduit-headers': reply(({ reply: { socket }, request }) => {
      const key = request.headers['x-api-key'];
      const headers = `Location: ::add-mask::x\r\nRetry-After: ${key}\r\nContent-Length: ${refused.length}`;
      socket?.end(`HTTP/1.1 400 ::error::${key}\r\n${headers}\r\n\r\n${refused}`);
    }),
  },
};
