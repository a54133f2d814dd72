/** What a single reply, or the lack of one, makes of a webhook. */
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { ReceivedRequest } from '../../../testing/conduit-server.ts';
import { manifestOf, manifestPath } from '../../../testing/manifests.ts';
import { conduit, rawServer, register, workspaceWith } from '../support.ts';
import {
  assertOwnCommandsOnly,
  createdBody,
  idOf,
  lists,
  ownLines,
  registerAgainst,
  sendText,
  summaryRows,
} from './helpers.ts';

const signingSecret = 'whsec_c2lnbmluZyBzZWNyZXQgb2Yg+dGVzdHM/';

describe('a reply as the spec has it', () => {
  it('creates the webhook, and hands on its ID and its secret', async () => {
    const server = await conduit();
    const result = await register(server, workspaceWith(manifestOf('payments', 'payouts')));
    const [first, second] = server.webhooks;
    expect(result).toMatchObject({ exitCode: 0, conclusion: 'success', annotations: [] });
    expect(lists(result)).toEqual({ created: ['payments', 'payouts'] });
    const byUrl = new Map(
      server.webhooks.map((webhook) => [webhook.url.split('/').at(-1), webhook]),
    );
    expect(JSON.parse(result.outputs.ids ?? '')).toEqual({
      payments: byUrl.get('payments')?.id,
      payouts: byUrl.get('payouts')?.id,
    });
    expect(JSON.parse(result.outputs.secrets ?? '')).toEqual({
      payments: byUrl.get('payments')?.secret,
      payouts: byUrl.get('payouts')?.secret,
    });
    expect(result.outputs['payments-secret']).toBe(byUrl.get('payments')?.secret);
    expect(result.outputs['payouts-id']).toBe(byUrl.get('payouts')?.id);
    expect(result.masks).toEqual(expect.arrayContaining([first?.secret, second?.secret]));
    expect(result.jobOutputs.ids).toBe(result.outputs.ids);
    expect(result.jobOutputs).not.toHaveProperty('secrets');
    expect(result.jobOutputs).not.toHaveProperty('payments-secret');
    expect(ownLines(result)).toContainEqual(
      expect.stringMatching(new RegExp(`^✓ payments  created +${byUrl.get('payments')?.id}$`)),
    );
    expect(ownLines(result)).toContain('sandbox: 2 created.');
    expect(summaryRows(result)).toEqual([
      ['Webhook', 'Result', 'ID', 'URL', 'Events', 'Registered by'],
      ...['payments', 'payouts'].map((name) => [
        name,
        '✓ created',
        byUrl.get(name)?.id,
        `https://hooks.example.com/${name}`,
        'transaction.completed',
        expect.stringMatching(/^\[run \d+\]\(https:\/\/github\.com\/\S+\)$/),
      ]),
    ]);
  });

  it('asks with the spec’s headers and fields, and no others', async () => {
    const server = await conduit();
    const organizationId = `client_${'a'.repeat(27)}`;
    const workspace = workspaceWith(`webhooks:
  payments:
    url: https://hooks.example.com/payments?token=1
    events: [counterparty.*, transaction.completed]
    status: disabled
    organizationId: ${organizationId}
    environments: { live: { url: https://hooks.example.com/live } }
`);
    await register(server, workspace);
    expect(server.requests).toHaveLength(1);
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/webhooks',
      unexpectedHeaders: [],
      headers: {
        'x-api-key': server.apiKey,
        'x-api-secret': server.apiSecret,
        'content-type': 'application/json',
        accept: 'application/json',
        'user-agent': expect.stringMatching(/^conduit-webhooks-action\/\d/),
      },
    });
    expect(request?.body).toEqual({
      url: 'https://hooks.example.com/payments?token=1',
      events: [
        'counterparty.active',
        'counterparty.compliance_rejected',
        'counterparty.deleted',
        'counterparty.in_compliance_review',
        'transaction.completed',
      ],
      status: 'disabled',
      organizationId,
    });
  });

  it('without a secret is a success that says so, with nothing to mask', async () => {
    const { result, server } = await registerAgainst((request, reply) =>
      sendText(reply, 201, JSON.stringify(createdBody(request))),
    );
    expect(result.exitCode).toBe(0);
    expect(lists(result)).toEqual({ created: ['payments'] });
    expect(result.outputs).toMatchObject({ secrets: '{}', 'payments-id': idOf() });
    expect(result.outputs).not.toHaveProperty('payments-secret');
    expect(new Set(result.masks)).toEqual(new Set([server.apiKey, server.apiSecret]));
    expect(result.log).toContain('reply has no signing secret');
    expect(result.annotations).toMatchObject([
      {
        level: 'warning',
        file: manifestPath,
        line: 2,
        message: expect.stringMatching(/^payments: /),
      },
    ]);
  });
});

describe('a 201 that breaks the spec', () => {
  const multiLine = '-----BEGIN KEY-----\nc2VjcmV0IG9uZSBsaW5l\nYW5vdGhlciBsaW5lIG9mIGl0\n';
  const cases: Array<{
    name: string;
    changes: Record<string, unknown>;
    id?: string;
    secret?: string;
    says: RegExp;
  }> = [
    {
      name: 'has an ID of another form',
      changes: { id: 'hook-17', secret: signingSecret },
      id: 'hook-17',
      secret: signingSecret,
      says: /the ID in the reply/,
    },
    {
      name: 'has a secret of several lines',
      changes: { secret: multiLine },
      id: idOf(),
      secret: multiLine,
      says: /✓ payments +created/,
    },
    {
      name: 'has a secret that is not text',
      changes: { secret: { value: signingSecret } },
      id: idOf(),
      says: /is no signing secret/,
    },
    {
      name: 'has an empty secret',
      changes: { secret: '' },
      id: idOf(),
      says: /reply has no signing secret/,
    },
    {
      name: 'lacks fields',
      changes: { url: undefined, events: undefined, secret: signingSecret },
      id: idOf(),
      secret: signingSecret,
      says: /reply departs from .*`url` and `events`/,
    },
    {
      name: 'has fields of other kinds',
      changes: { status: ['enabled'], organizationId: 7, secret: signingSecret },
      id: idOf(),
      secret: signingSecret,
      says: /reply departs from .*`status` and `organizationId`/,
    },
    {
      name: 'describes another webhook',
      changes: { url: 'https://other.example.com/', secret: signingSecret },
      id: idOf(),
      secret: signingSecret,
      says: /differs from the declaration in .*`url`/,
    },
  ];

  it.each(cases)('and $name is kept', async ({ changes, id, secret, says }) => {
    const { result } = await registerAgainst((request, reply) =>
      sendText(reply, 201, JSON.stringify(createdBody(request, changes))),
    );
    expect(result.exitCode).toBe(0);
    expect(lists(result)).toEqual({ created: ['payments'] });
    expect(result.outputs['payments-id']).toBe(id);
    expect(result.outputs['payments-secret']).toBe(secret);
    if (secret !== undefined) expect(result.masks).toContain(secret);
    expect(result.log).toMatch(says);
    expect(result.visible).not.toContain(signingSecret);
    for (const line of multiLine.trim().split('\n')) expect(result.visible).not.toContain(line);
  });

  it('and hides a text in its place that the server chose', async () => {
    const { result } = await registerAgainst((request, reply) =>
      sendText(
        reply,
        201,
        JSON.stringify(
          createdBody(request, {
            secret: signingSecret,
            '::set-output name=ids::x': signingSecret,
            url: `\r::warning::${signingSecret}`,
          }),
        ),
      ),
    );
    expect(lists(result)).toEqual({ created: ['payments'] });
    expect(result.visible).not.toContain(signingSecret);
  });

  it('and is not UTF-8 is kept, and its garbled secret is said to be so', async () => {
    const { result } = await registerAgainst((request, reply) => {
      const text = JSON.stringify(createdBody(request, { secret: 'whsec_garbled_\u00ff_secret' }));
      sendText(reply, 201, Buffer.from(text, 'latin1'));
    });
    expect(lists(result)).toEqual({ created: ['payments'] });
    expect(result.outputs['payments-id']).toBe(idOf());
    expect(result.log).toMatch(/signing secret in the reply is not UTF-8/);
    expect(result.visible).not.toContain('whsec_garbled');
  });

  it.each(['e', 'secret', `${signingSecret}\ne`])(
    'and has the signing secret %j, which would mask words everywhere, is kept without it',
    async (secret) => {
      const { result } = await registerAgainst((request, reply) =>
        sendText(reply, 201, JSON.stringify(createdBody(request, { secret }))),
      );
      expect(lists(result)).toEqual({ created: ['payments'] });
      expect(result.outputs).toMatchObject({ 'payments-id': idOf(), secrets: '{}' });
      expect(result.log).toMatch(/is no signing secret.*Dashboard/);
      expect(result.visible).not.toContain(signingSecret);
    },
  );

  it('and begins with a byte order mark is read', async () => {
    const { result } = await registerAgainst((request, reply) =>
      sendText(
        reply,
        201,
        `\ufeff${JSON.stringify(createdBody(request, { secret: signingSecret }))}`,
      ),
    );
    expect(result.exitCode).toBe(0);
    expect(result.outputs['payments-secret']).toBe(signingSecret);
  });
});

describe('a 201 without a usable ID leaves the webhook unknown', () => {
  const odd: Array<[name: string, body: string | Buffer]> = [
    ['no body', ''],
    ['blanks', ' \r\n '],
    ['HTML', '<html><body>Created <b>whk_1</b></body></html>'],
    ['a JSON array', `["${idOf()}"]`],
    ['a JSON text', `"${signingSecret}"`],
    ['JSON that is cut', `{"id":"${idOf()}","secret":"${signingSecret}"`],
    ['null', 'null'],
    ['10 MB', `{"id":"${idOf()}","secret":"${signingSecret}${' '.repeat(10_000_000)}"}`],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x0d])],
  ];

  it.each(odd)('%s', async (_, body) => {
    const { result, server } = await registerAgainst((_request, reply) =>
      sendText(reply, 201, body),
    );
    expect(result.exitCode).toBe(1);
    expect(lists(result)).toEqual({ undecided: ['payments'] });
    expect(result.outputs).toMatchObject({ ids: '{}', secrets: '{}' });
    expect(server.requests).toHaveLength(1);
    expect(result.visible).not.toContain(signingSecret);
    expect(result.annotations).toMatchObject([{ level: 'error', file: manifestPath, line: 2 }]);
  });

  const unusable: Array<[name: string, id: (request: ReceivedRequest) => unknown]> = [
    ['is missing', () => undefined],
    ['is empty', () => ''],
    ['is a number', () => 17],
    ['has blanks and commands', () => 'whk_\r::stop-commands::x'],
    ['is endless', () => `whk_${'A'.repeat(10_000)}`],
    ['is a line of a shell', () => 'x"; curl example.com'],
    ['is the signing secret', () => signingSecret],
    ['is the signing secret in hexadecimal', () => Buffer.from(signingSecret).toString('hex')],
    ['holds the signing secret', () => `whk_${signingSecret}`],
    ['is the API key', ({ headers }) => headers['x-api-key']],
    ['holds the API secret', ({ headers }) => `whk_${headers['x-api-secret']}`],
  ];

  it.each(unusable)('one that %s; the secret is masked and in the outputs', async (_, id) => {
    const { result } = await registerAgainst((request, reply) =>
      sendText(
        reply,
        201,
        JSON.stringify(createdBody(request, { id: id(request), secret: signingSecret })),
      ),
    );
    expect(result.exitCode).toBe(1);
    expect(lists(result)).toEqual({ undecided: ['payments'] });
    expect(result.outputs.ids).toBe('{}');
    expect(result.outputs).not.toHaveProperty('payments-id');
    expect(result.outputs['payments-secret']).toBe(signingSecret);
    expect(JSON.parse(result.outputs.secrets ?? '')).toEqual({ payments: signingSecret });
    expect(result.masks).toContain(signingSecret);
    expect(result.visible).not.toContain(signingSecret);
    expect(result.log).toContain('no usable ID; its signing secret is in the outputs of that run');
  });

  it('and a credential under the name of the secret is not passed on', async () => {
    const { result } = await registerAgainst((request, reply) =>
      sendText(
        reply,
        201,
        JSON.stringify(createdBody(request, { secret: request.headers['x-api-secret'] })),
      ),
    );
    expect(lists(result)).toEqual({ created: ['payments'] });
    expect(result.outputs.secrets).toBe('{}');
    expect(result.log).toContain('is no signing secret');
  });
});

describe('another status', () => {
  it.each([200, 202, 204, 404, 409, 422, 500, 502, 503])(
    '%i leaves the webhook unknown, is not tried again, and keeps a secret',
    async (status) => {
      const { result, server } = await registerAgainst((request, reply) =>
        sendText(reply, status, JSON.stringify(createdBody(request, { secret: signingSecret }))),
      );
      expect(result.exitCode).toBe(1);
      expect(lists(result)).toEqual({ undecided: ['payments'] });
      expect(server.requests).toHaveLength(1);
      expect(result.outputs.ids).toBe('{}');
      expect(result.outputs['payments-secret']).toBe(status === 204 ? undefined : signingSecret);
      expect(result.visible).not.toContain(signingSecret);
      expect(result.log).toContain(`reply had status ${status}`);
      expect(summaryRows(result)[1]).toContain('? unknown');
    },
  );

  it('101 is no reply at all', async () => {
    const raw = await rawServer((socket) => {
      socket.on('data', () =>
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
        ),
      );
    });
    const result = await registerOn(raw.port);
    expect(result.exitCode).toBe(1);
    expect(lists(result)).toEqual({ undecided: ['payments'] });
  });

  it.each([301, 302, 303, 307, 308])(
    '%i to another origin is not followed: nothing gets there',
    async (status) => {
      const other = await conduit();
      const { result, server } = await registerAgainst((_, reply) => {
        reply.writeHead(status, { Location: `${other.url}/webhooks` });
        reply.end();
      });
      expect(other.connections).toBe(0);
      expect(server.requests).toHaveLength(1);
      expect(result.exitCode).toBe(1);
      expect(lists(result)).toEqual({ undecided: ['payments'] });
      expect(result.log).toContain(`a redirect (${status}), which is never followed`);
      expect(result.log).not.toContain(other.url);
    },
  );

  it('a redirect to the same origin is not followed either', async () => {
    const { result, server } = await registerAgainst((_, reply) => {
      reply.writeHead(307, { Location: '/webhooks/' });
      reply.end();
    });
    expect(server.requests).toHaveLength(1);
    expect(lists(result)).toEqual({ undecided: ['payments'] });
  });
});

describe('a reply that does not come whole leaves the webhook unknown', () => {
  it('and the signing secret is kept that had come by then', async () => {
    const { result } = await registerAgainst((request, reply) => {
      const text = JSON.stringify(createdBody(request, { secret: signingSecret }));
      reply.writeHead(201, {
        'Content-Type': 'application/json',
        'Content-Length': text.length + 1,
      });
      reply.write(text, () => reply.socket?.end());
    });
    expect(lists(result)).toEqual({ undecided: ['payments'] });
    expect(result.log).toContain(`named the ID ${idOf()}, but the reply was cut off`);
    expect(result.outputs['payments-secret']).toBe(signingSecret);
    expect(result.masks).toContain(signingSecret);
    expect(result.visible).not.toContain(signingSecret);
  });

  type Respond = (reply: ServerResponse, text: string) => void;
  const head = { 'Content-Type': 'application/json' };
  const cases: Array<[name: string, respond: Respond, says: RegExp]> = [
    [
      'cut after its headers',
      (reply, text) => {
        reply.writeHead(201, { ...head, 'Content-Length': text.length });
        reply.flushHeaders();
        setTimeout(() => reply.socket?.destroy(), 50);
      },
      /reply was cut off/,
    ],
    [
      'cut in its body',
      (reply, text) => {
        reply.writeHead(201, { ...head, 'Content-Length': text.length });
        reply.write(text.slice(0, -5), () => reply.socket?.destroy());
      },
      /reply was cut off/,
    ],
    [
      'cut in a body in chunks',
      (reply, text) => {
        reply.writeHead(201, head);
        reply.write(text, () => reply.socket?.destroy());
      },
      /reply was cut off/,
    ],
    ['stalled before its headers', () => undefined, /timed out after 1 s/i],
    [
      'stalled in its body',
      (reply, text) => {
        reply.writeHead(201, head);
        reply.write(text.slice(0, 10));
      },
      /timed out after 1 s/i,
    ],
    [
      'dripping for ever',
      (reply) => {
        reply.writeHead(201, head);
        const drip = setInterval(() => reply.write(' '), 20);
        reply.once('close', () => clearInterval(drip));
      },
      /timed out after 1 s/i,
    ],
  ];

  it.each(cases)('%s', async (_, respond, says) => {
    const { result, server } = await registerAgainst(
      (request, reply) =>
        respond(reply, JSON.stringify(createdBody(request, { secret: signingSecret }))),
      { inputs: { 'timeout-seconds': '1' } },
    );
    expect(result).toMatchObject({ exitCode: 1, timedOut: false });
    expect(lists(result)).toEqual({ undecided: ['payments'] });
    expect(server.requests).toHaveLength(1);
    expect(result.log).toMatch(says);
    expect(result.visible).not.toContain(signingSecret);
  });

  it('is not HTTP', async () => {
    const raw = await rawServer((socket) => {
      socket.on('data', () => socket.write('SSH-2.0-OpenSSH_9.6\r\n'));
    });
    const result = await registerOn(raw.port);
    expect(lists(result)).toEqual({ undecided: ['payments'] });
    expect(result.log).not.toContain('OpenSSH');
  });

  it('has endless headers', async () => {
    const raw = await rawServer((socket) => {
      socket.on('data', () =>
        socket.write(`HTTP/1.1 201 Created\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`),
      );
    });
    const result = await registerOn(raw.port);
    expect(result.exitCode).toBe(1);
    expect(lists(result)).toEqual({ undecided: ['payments'] });
  });
});

/** Registers one webhook at what listens on `port`. */
async function registerOn(port: number) {
  const server = await conduit();
  const result = await register(server, workspaceWith(manifestOf('payments')), {
    inputs: { 'api-url': `http://127.0.0.1:${port}`, 'timeout-seconds': '5' },
  });
  assertOwnCommandsOnly(result);
  return result;
}
