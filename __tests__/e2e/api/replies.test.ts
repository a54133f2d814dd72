/** What a single reply, or the lack of one, makes of a webhook. */
import { describe, expect, it } from 'vitest';
import type { ReceivedRequest } from '../../../testing/conduit-server.ts';
import { manifestOf } from '../../../testing/manifests.ts';
import { conduit, register, workspaceWith } from '../support.ts';
import {
  createdBody,
  idFor,
  lists,
  nameIn,
  once,
  ownLines,
  type Respond,
  registerEach,
  secretFor,
  sendText,
  summaryRows,
} from './helpers.ts';

describe('a reply as the spec has it', () => {
  it('creates the webhook, and hands on its ID and its secret', async () => {
    const server = await conduit();
    const result = await register(server, workspaceWith(manifestOf('payments', 'payouts')));
    const [first, second] = server.webhooks;
    expect(result).toMatchObject({ exitCode: 0, conclusion: 'success', annotations: [] });
    expect(lists(result)).toEqual({ created: ['payments', 'payouts'] });
    const byUrl = new Map(server.webhooks.map((webhook) => [webhook.url.split('/').at(-1), webhook]));
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
      ['Webhook', 'Result', 'ID', 'URL', 'Events', 'Registered in'],
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
});

describe('a 201 that breaks the spec', () => {
  const multiLine = '-----BEGIN KEY-----\nc2VjcmV0IG9uZSBsaW5l\nYW5vdGhlciBsaW5lIG9mIGl0\n';
  interface Case {
    changes: Record<string, unknown>;
    id?: string;
    /** Its own, unless it has none that can be kept. */
    secret?: string | undefined;
    warns?: RegExp;
  }
  const wouldMaskWords = { secret: undefined, warns: /cannot be a signing secret.*Dashboard/ };
  const cases: Record<string, Case> = {
    'id-of-another-form': {
      changes: { id: 'hook-17' },
      id: 'hook-17',
      warns: /the ID in Conduit's reply/,
    },
    'secret-of-several-lines': { changes: { secret: multiLine }, secret: multiLine },
    'secret-that-is-not-text': {
      changes: { secret: { value: secretFor('secret-that-is-not-text') } },
      secret: undefined,
      warns: /cannot be a signing secret/,
    },
    'empty-secret': {
      changes: { secret: '' },
      secret: undefined,
      warns: /reply contained no signing secret/,
    },
    'missing-fields': {
      changes: { url: undefined, events: undefined },
      warns: /does not match .*`url` and `events`/,
    },
    'fields-of-other-kinds': {
      changes: { status: ['enabled'], organizationId: 7 },
      warns: /does not match .*`status` and `organizationId`/,
    },
    'another-webhook': {
      changes: { url: 'https://other.example.com/' },
      warns: /different values for `url`/,
    },
    'a-letter-for-a-secret': { changes: { secret: 'e' }, ...wouldMaskWords },
    'a-word-for-a-secret': { changes: { secret: 'secret' }, ...wouldMaskWords },
    'a-letter-on-a-line-of-a-secret': {
      changes: { secret: `${secretFor('a-letter-on-a-line-of-a-secret')}\ne` },
      ...wouldMaskWords,
    },
  };

  const kept = once(() => registerEach(cases, ({ changes }, ...to) => sendCreated(to, changes)));

  it.each(Object.entries(cases))('is kept: %s', async (name, given) => {
    const { result, of } = await kept();
    const { id = idFor(name), warns } = given;
    const secret = 'secret' in given ? given.secret : secretFor(name);
    expect(result.exitCode).toBe(0);
    expect(of(name)).toMatchObject({ list: ['created'], id, outcome: '✓ created' });
    expect(of(name).secret).toBe(secret);
    if (secret !== undefined) expect(result.masks).toContain(secret);
    expect(result.log).toMatch(new RegExp(`^✓ ${name} +created`, 'm'));
    expect(of(name).annotations).toMatchObject(
      warns ? [{ level: 'warning', message: expect.stringMatching(warns) }] : [],
    );
    expect(result.visible).not.toContain(secretFor(name));
    for (const line of multiLine.trim().split('\n')) expect(result.visible).not.toContain(line);
  });

  const odd: Record<string, Respond> = {
    'names-that-are-commands': (...to) =>
      sendCreated(to, {
        '::set-output name=ids::x': secretFor('names-that-are-commands'),
        url: `\r::warning::${secretFor('names-that-are-commands')}`,
      }),
    'not-utf-8': (request, reply) => {
      const changes = { id: idFor('not-utf-8'), secret: 'whsec_garbled_\u00ff_secret' };
      const text = JSON.stringify(createdBody(request, changes));
      sendText(reply, 201, Buffer.from(text, 'latin1'));
    },
    'a-credential': (...to) => sendCreated(to, { secret: to[0].headers['x-api-secret'] }),
    'byte-order-mark': (request, reply) => sendText(reply, 201, `\ufeff${JSON.stringify(created(request))}`),
  };
  const replied = once(() => registerEach(odd, (respond, ...to) => respond(...to)));

  it('has a text hidden in its place that the server chose', async () => {
    const { result, of } = await replied();
    const name = 'names-that-are-commands';
    expect(of(name).list).toEqual(['created']);
    expect(result.visible).not.toContain(secretFor(name));
  });

  it('and is not UTF-8 is kept, and its garbled secret is said to be so', async () => {
    const { result, of } = await replied();
    expect(of('not-utf-8')).toMatchObject({
      list: ['created'],
      id: idFor('not-utf-8'),
      annotations: [{ message: expect.stringMatching(/signing secret in Conduit's reply is not UTF-8/) }],
    });
    expect(result.visible).not.toContain('whsec_garbled');
  });

  it('and has a credential for a signing secret is kept without it', async () => {
    const { of } = await replied();
    expect(of('a-credential')).toMatchObject({
      list: ['created'],
      secret: undefined,
      annotations: [{ message: expect.stringContaining('cannot be a signing secret') }],
    });
  });

  it('and begins with a byte order mark is read', async () => {
    const { result, of } = await replied();
    expect(result.exitCode).toBe(0);
    expect(of('byte-order-mark').secret).toBe(secretFor('byte-order-mark'));
  });
});

describe('a 201 without a usable ID leaves the webhook unknown', () => {
  const unusable: Record<string, (secret: string, request: ReceivedRequest) => unknown> = {
    missing: () => undefined,
    empty: () => '',
    'a-number': () => 17,
    'with-blanks-and-commands': () => 'whk_\r::stop-commands::x',
    endless: () => `whk_${'A'.repeat(10_000)}`,
    'a-line-of-a-shell': () => 'x"; curl example.com',
    'the-signing-secret': (secret) => secret,
    'the-signing-secret-in-hexadecimal': (secret) => Buffer.from(secret).toString('hex'),
    'with-the-signing-secret-in-it': (secret) => `whk_${secret}`,
    'the-api-key': (_, { headers }) => headers['x-api-key'],
    'with-the-api-secret-in-it': (_, { headers }) => `whk_${headers['x-api-secret']}`,
  };

  const withoutId = once(() =>
    registerEach(unusable, (id, ...to) => sendCreated(to, { id: id(secretFor(nameIn(to[0])), to[0]) })),
  );

  it.each(Object.keys(unusable))('one that is %s; the secret is masked and in the outputs', async (name) => {
    const { result, of } = await withoutId();
    expect(result.exitCode).toBe(1);
    expect(of(name)).toMatchObject({
      list: ['undecided'],
      id: undefined,
      secret: secretFor(name),
      details: expect.stringContaining('no usable ID; its signing secret is in the outputs of that run'),
    });
    expect(result.masks).toContain(secretFor(name));
    expect(result.visible).not.toContain(secretFor(name));
  });
});

describe('a redirect', () => {
  const redirects = [301, 302, 303, 307, 308];
  const redirected = once(async () => {
    const other = await conduit();
    const to: Record<string, [status: number, Location: string]> = { home: [307, '/webhooks/'] };
    for (const status of redirects) to[`r${status}`] = [status, `${other.url}/webhooks`];
    const run = await registerEach(to, ([status, Location], _, reply) => {
      reply.writeHead(status, { Location }).end();
    });
    return { ...run, other };
  });

  it.each(redirects)('%i to another origin is not followed: nothing gets there', async (status) => {
    const { result, of, other } = await redirected();
    expect(other.connections).toBe(0);
    expect(result.exitCode).toBe(1);
    expect(of(`r${status}`)).toMatchObject({
      requests: 1,
      list: ['undecided'],
      details: expect.stringContaining(`a redirect (${status}), which the action does not follow`),
    });
    expect(result.log).not.toContain(other.url);
  });

  it('a redirect to the same origin is not followed either', async () => {
    const { of, server } = await redirected();
    expect(of('home')).toMatchObject({ requests: 1, list: ['undecided'] });
    expect(server.requests).toHaveLength(redirects.length + 1);
  });
});

describe('a reply that does not come whole leaves the webhook unknown', () => {
  const head = { 'Content-Type': 'application/json' };
  const stalling: Record<string, [respond: Respond]> = {
    'stalled-before-its-headers': [() => undefined],
    'stalled-in-its-body': [
      (request, reply) => {
        reply.writeHead(201, head);
        reply.write(JSON.stringify(created(request)).slice(0, 10));
      },
    ],
    'dripping-for-ever': [
      (_, reply) => {
        reply.writeHead(201, head);
        const drip = setInterval(() => reply.write(' '), 20);
        reply.once('close', () => clearInterval(drip));
      },
    ],
  };
  const cutWithSecret = 'cut-behind-its-secret';
  const cases: Record<string, [respond: Respond, says: RegExp]> = {
    [cutWithSecret]: [
      (request, reply) => {
        const text = JSON.stringify(created(request));
        reply.writeHead(201, { ...head, 'Content-Length': text.length + 1 });
        reply.write(text, () => reply.socket?.end());
      },
      new RegExp(`named the ID ${idFor(cutWithSecret)}, but the reply was incomplete`),
    ],
    'no-reply-at-all': [(_, reply) => reply.socket?.destroy(), /the connection was (closed|reset)/i],
    'not-http': [(_, reply) => reply.socket?.write('SSH-2.0-OpenSSH_9.6\r\n'), /the connection failed/i],
  };
  const registered = (some: Record<string, [Respond, ...unknown[]]>, inputs = {}) =>
    once(() => registerEach(some, ([respond], ...to) => respond(...to), inputs));
  const broken = registered(cases);
  // A run of its own: what does come has all the time that it needs on a busy machine.
  const stalled = registered(stalling, { 'timeout-seconds': '1' });

  it.each([
    ...Object.entries(cases).map(([name, [, says]]) => [name, says, broken] as const),
    ...Object.keys(stalling).map((name) => [name, /timed out after 1 s/i, stalled] as const),
  ])('%s', async (name, says, run) => {
    const { result, of } = await run();
    expect(result).toMatchObject({ exitCode: 1, timedOut: false });
    expect(of(name)).toMatchObject({
      list: ['undecided'],
      requests: 1,
      details: expect.stringMatching(says),
    });
    expect(result.visible).not.toContain(secretFor(name));
    expect(result.log).not.toContain('OpenSSH');
  });

  it('and the signing secret is kept that had come by then', async () => {
    const { result, of } = await broken();
    expect(of(cutWithSecret).secret).toBe(secretFor(cutWithSecret));
    expect(result.masks).toContain(secretFor(cutWithSecret));
  });
});

/** The reply that the spec asks for, with an ID and a signing secret of the webhook's own. */
function created(request: ReceivedRequest, changes: Record<string, unknown> = {}) {
  const name = nameIn(request);
  return createdBody(request, { id: idFor(name), secret: secretFor(name), ...changes });
}

function sendCreated([request, reply]: Parameters<Respond>, changes: Record<string, unknown>) {
  sendText(reply, 201, JSON.stringify(created(request, changes)));
}
