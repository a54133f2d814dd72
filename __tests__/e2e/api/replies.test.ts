/** What replies make of webhooks, as a person and later steps see it: one run, and a webhook for each reply. */
import { expect, it } from 'vitest';
import { meaningOf } from '../../../src/state/status.ts';
import { type ConduitServerOptions, type ReceivedRequest, refusal, sendJson } from '../../../testing/conduit-server.ts';
import { manifestPath } from '../../../testing/manifests.ts';
import { project } from '../../../testing/project.ts';
import type { RunOptions, RunResult } from '../../../testing/runner/index.ts';
import { conduit } from '../../../testing/temporary.ts';
import {
  assertOwnCommandsOnly,
  createdBody,
  idFor,
  nameIn,
  ownLines,
  secretFor,
  summaryRows,
  summaryText,
} from './helpers.ts';

type Respond = NonNullable<ConduitServerOptions['respond']>;

const json = { 'Content-Type': 'application/json' };

/** Registers a webhook of each name, and has each request answered by what stands under its name. */
async function registerEach<T>(
  cases: Readonly<Record<string, T>>,
  respond: (one: T, ...to: Parameters<Respond>) => void,
  inputs: RunOptions['inputs'] = {},
) {
  const names = Object.keys(cases);
  const here = await project({ respond: (request, ...to) => respond(cases[nameIn(request)] as T, request, ...to) });
  const webhooks = Object.fromEntries(names.map((name) => [name, {}]));
  const result = await here.register(webhooks, {
    inputs: { state: 'none', concurrency: '16', ...inputs },
  });
  assertOwnCommandsOnly(result);
  expect(here.server.requests.map(nameIn).toSorted()).toEqual(names.toSorted());
  return { ...here, result };
}

/** Names in the output that has a list of them. */
const listed = ({ outputs }: RunResult, list: string) => JSON.parse(outputs[list] ?? '[]') as string[];

/** The log's lines below the name of a webhook, where it lists several. */
const detailsOf = (name: string, { log }: RunResult) =>
  new RegExp(`^ {4}${name}\\n((?: {6}.*\\n)+)`, 'm').exec(log)?.[1] ?? '';

/** The reply that the spec asks for, with an ID and a signing secret of the webhook's own. */
function created(request: ReceivedRequest, changes: object = {}): string {
  const name = nameIn(request);
  return JSON.stringify(createdBody(request, { id: idFor(name), secret: secretFor(name), ...changes }));
}

interface Case {
  reply: Respond;
  list: 'created' | 'undecided';
  /** What is known of it; its own unless given. */
  id?: string | undefined;
  secret?: string | undefined;
  /** A warning about it, or what the log has below its name. */
  says?: RegExp;
}

/** A 201 with other values than the spec asks for is kept. */
function kept(changes: object | ((request: ReceivedRequest) => object), expected: Partial<Case> = {}): Case {
  const reply: Respond = (request, reply) =>
    reply.writeHead(201, json).end(created(request, typeof changes === 'function' ? changes(request) : changes));
  return { reply, list: 'created', ...expected };
}

/** A 201 with such an ID is none that can be used; its secret is known all the same. */
function withoutId(id: (secret: string, request: ReceivedRequest) => unknown): Case {
  const { reply } = kept((request) => ({ id: id(secretFor(nameIn(request)), request) }));
  const says = /no usable ID; its signing secret is in the outputs of that run/;
  return { reply, list: 'undecided', id: undefined, says };
}

function unknown(says: RegExp, reply: Respond): Case {
  return { reply, list: 'undecided', id: undefined, secret: undefined, says };
}

function redirect(status: number, to: string): Case {
  return unknown(new RegExp(`a redirect \\(${status}\\), which the action does not follow`), (_, reply) =>
    reply.writeHead(status, { Location: to }).end(),
  );
}

const multiLine = '-----BEGIN KEY-----\nc2VjcmV0IG9uZSBsaW5l\nYW5vdGhlciBsaW5lIG9mIGl0\n';
const noSecret = { secret: undefined, says: /cannot be a signing secret.*Dashboard/ };
const cutWithSecret = 'cut-behind-its-secret';

const cases = (elsewhere: string): Record<string, Case> => ({
  'as-the-spec-has-it': kept({}),
  'id-of-another-form': kept({ id: 'hook-17' }, { id: 'hook-17', says: /the ID in Conduit's reply/ }),
  'secret-of-several-lines': kept({ secret: multiLine }, { secret: multiLine }),
  'secret-that-is-not-text': kept((request) => ({ secret: { value: secretFor(nameIn(request)) } }), noSecret),
  'secret-with-a-letter-on-a-line': kept((request) => ({ secret: `${secretFor(nameIn(request))}\ne` }), noSecret),
  'secret-that-is-a-credential': kept(({ headers }) => ({ secret: headers['x-api-secret'] }), noSecret),
  'empty-secret': kept({ secret: '' }, { secret: undefined, says: /reply contained no signing secret/ }),
  'missing-fields': kept({ url: undefined, events: undefined }, { says: /does not match .*`url` and `events`/ }),
  'fields-of-other-kinds': kept(
    { status: ['enabled'], organizationId: 7 },
    { says: /does not match .*`status` and `organizationId`/ },
  ),
  'another-webhook': kept({ url: 'https://other.example.com/' }, { says: /different values for `url`/ }),
  'names-that-are-commands': kept((request) => ({
    '::set-output name=ids::x': secretFor(nameIn(request)),
    url: `\r::warning::${secretFor(nameIn(request))}`,
  })),
  'not-utf-8': {
    reply: (request, reply) =>
      reply
        .writeHead(201, json)
        .end(Buffer.from(created(request, { secret: 'whsec_garbled_\u00ff_secret' }), 'latin1')),
    list: 'created',
    secret: 'whsec_garbled_\ufffd_secret',
    says: /signing secret in Conduit's reply is not UTF-8/,
  },
  'byte-order-mark': {
    reply: (request, reply) => reply.writeHead(201, json).end(`\ufeff${created(request)}`),
    list: 'created',
  },
  'no-id': withoutId(() => undefined),
  'id-with-blanks-and-commands': withoutId(() => 'whk_\r::stop-commands::x'),
  'id-that-is-the-signing-secret': withoutId((secret) => secret),
  'id-that-is-the-signing-secret-in-hex': withoutId((secret) => Buffer.from(secret).toString('hex')),
  'id-with-the-signing-secret-in-it': withoutId((secret) => `whk_${secret}`),
  'id-that-is-the-api-key': withoutId((_, { headers }) => headers['x-api-key']),
  'id-with-the-api-secret-in-it': withoutId((_, { headers }) => `whk_${headers['x-api-secret']}`),
  'redirect-302': redirect(302, elsewhere),
  'redirect-307': redirect(307, elsewhere),
  'redirect-home': redirect(307, '/webhooks/'),
  'no-reply-at-all': unknown(/the connection was (closed|reset)/i, (_, reply) => void reply.socket?.destroy()),
  'not-http': unknown(/the connection failed/i, (_, reply) => void reply.socket?.write('SSH-2.0-OpenSSH_9.6\r\n')),
  [cutWithSecret]: {
    reply(request, reply) {
      const text = created(request);
      reply.writeHead(201, { ...json, 'Content-Length': text.length + 1 });
      reply.write(text, () => reply.socket?.end());
    },
    list: 'undecided',
    id: undefined,
    says: new RegExp(`named the ID ${idFor(cutWithSecret)}, but the reply was incomplete`),
  },
});

it('an odd reply is not asked for again: what is known is kept, and nothing secret is shown', async () => {
  const elsewhere = await conduit();
  const all = cases(`${elsewhere.url}/webhooks`);
  const { result } = await registerEach(all, ({ reply }, ...to) => reply(...to));
  const { outputs, masks, log, visible, jobOutputs } = result;
  const known = { id: {} as Record<string, string>, secret: {} as Record<string, string> };
  for (const [name, given] of Object.entries(all)) {
    const { id, secret } = { id: idFor(name), secret: secretFor(name), ...given };
    if (id !== undefined) known.id[name] = id;
    if (secret !== undefined) known.secret[name] = secret;
    expect([outputs[`${name}-id`], outputs[`${name}-secret`]], name).toEqual([id, secret]);
    if (secret !== undefined) expect(masks, name).toContain(secret);
    expect(visible).not.toContain(secretFor(name));
    expect(listed(result, given.list)).toContain(name);
    const warnings = result.annotations.filter(({ message }) => message.startsWith(`${name}: `));
    const warned = warnings.map(({ level, message }) => `${level} ${message}`).join();
    if (given.list === 'created') {
      expect(log).toMatch(new RegExp(`^✓ ${name} +${meaningOf('created').word}`, 'm'));
      expect(warned, name).toMatch(given.says === undefined ? /^/ : /^warning /);
    }
    expect(given.list === 'created' ? warned : detailsOf(name, result), name).toMatch(given.says ?? /^/);
  }
  expect(JSON.parse(outputs.ids ?? '')).toEqual(known.id);
  expect(JSON.parse(outputs.secrets ?? '')).toEqual(known.secret);
  expect(jobOutputs.ids).toBe(outputs.ids);
  expect(jobOutputs).not.toHaveProperty('secrets');
  for (const line of multiLine.trim().split('\n')) expect(visible).not.toContain(line);
  for (const hidden of ['whsec_garbled', 'OpenSSH', elsewhere.url]) expect(visible).not.toContain(hidden);
  expect(result.annotations.some(({ message }) => message.startsWith('as-the-spec-has-it'))).toBe(false);
  expect(elsewhere.connections).toBe(0);
});

it('a reply that does not end leaves the webhook unknown', async () => {
  const stalling: Record<string, Respond> = {
    'stalled-before-its-headers': () => undefined,
    'stalled-in-its-body': (request, reply) => void reply.writeHead(201, json).write(created(request).slice(0, 10)),
    'dripping-for-ever': (_, reply) => {
      reply.writeHead(201, json);
      const drip = setInterval(() => reply.write(' '), 20);
      reply.once('close', () => clearInterval(drip));
    },
  };
  const { result } = await registerEach(stalling, (respond, ...to) => respond(...to), { 'timeout-seconds': '1' });
  expect(listed(result, 'undecided')).toEqual(Object.keys(stalling));
  for (const name of Object.keys(stalling)) expect(detailsOf(name, result)).toMatch(/timed out after 1 s/i);
});

const markup = [
  '<img src=x onerror=alert(1)><!--',
  '| a | b |\n| --- | --- |',
  '**bold** [link](https://evil.example) ![i](https://evil.example/i.png)',
  '</td></tr></table><script>alert(1)</script>',
  '`code` @octocat #1 \\| ~~x~~ $y$ &lt;b&gt;',
];
const commands = [
  'x\r::stop-commands::x',
  '##[add-mask]a',
  '\n::set-output name=ids::x',
  '\u2028  ::error title=x,file=y::z\u0085::warning::w',
  '\u001b[31m##[error]red\u001b[0m %0A::notice::n',
];

/** The credentials of a request, written and cut in many ways. */
function credentialsIn({ headers }: ReceivedRequest): string[] {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const key = String(headers['x-api-key']);
  const secret = String(headers['x-api-secret']);
  return [
    `key ${key}, secret=${secret}, ${JSON.stringify({ key, secret })}`,
    `Basic ${base64(`${key}:${secret}`)} ${base64(secret)} ${base64(`x${key}`)}`,
    `?key=${encodeURIComponent(key)}&${Buffer.from(secret).toString('hex')}`,
    `${JSON.stringify({ secret }).replaceAll('/', '\\/')} ${new URLSearchParams({ key, secret })}`,
    `${secret.replaceAll(/\W/g, (c) => `&#${c.charCodeAt(0)};`)} ${secret.slice(0, 20)}`,
    `${'x'.repeat(590)}${secret}`,
    `no such credential ${secret.slice(-14)}, nor ${key.slice(-14)}`,
    `${'x'.repeat(600 - key.length / 2)}${key}`,
  ];
}

/** What an error reply says of each webhook. Of each reply, five details are shown. */
const attacks: Record<string, (request: ReceivedRequest) => string[]> = {
  commands: () => commands,
  markup: () => markup,
  credentials: credentialsIn,
  'more-credentials': (request) => credentialsIn(request).slice(5),
  long: () => [`begin ${'long '.repeat(200_000)}`],
};

it.each([400, 401])(
  'an error reply of %i with hostile details is shown as text, cut and without credentials',
  async (status) => {
    const names = status === 400 ? Object.keys(attacks) : ['some-of-each'];
    // Of what is said of the credentials, a run shows the first reply alone.
    const someOfEach = (request: ReceivedRequest) => [
      `${commands[0]} ${commands[1]}`,
      `${commands[3]} ${commands[4]}`,
      `${markup[0]} ${markup[2]} ${markup[4]}`,
      `${markup[1]} ${markup[3]} ${credentialsIn(request).slice(0, 2).join(' ')}`,
      credentialsIn(request)[5] ?? '',
    ];
    const said = Object.fromEntries(names.map((name) => [name, attacks[name] ?? someOfEach]));
    const { result, server, github } = await registerEach(said, (details, request, reply) =>
      sendJson(reply, refusal(status, 'invalid_request', ...details(request))),
    );
    expect(result).toMatchObject({ exitCode: 1, conclusion: 'failure', outputs: { ids: '{}', secrets: '{}' } });
    expect(listed(result, 'failed')).toEqual(names);
    expect(new Set(result.masks)).toEqual(new Set([server.apiKey, server.apiSecret, github.token]));
    expect(result.log).toContain('\\r:\\:stop-commands:\\:x');
    expect(result.log).toMatch(/key \*\*\* \*\*\*/i);
    for (const line of ownLines(result)) expect(line.length).toBeLessThan(4200);
    // The summary has one table whose rows have six cells, and no markup but the action's own.
    expect(summaryRows(result).map((row) => row.length)).toEqual(Array(names.length + 1).fill(6));
    expect(result.summary).not.toMatch(/<(?!\/?code>)/);
    const [, , ...rows] = result.summary.split('\n').filter((line) => line.startsWith('|'));
    for (const row of rows) expect(row).not.toMatch(/[*`@]/);
    expect(result.summary).not.toMatch(/\]\((?!https:\/\/github\.com\/)|\*\*bold|@octocat|~~|!\[/);
    expect(result.summary.length).toBeLessThan(20_000);
    for (const detail of markup) expect(summaryText(result)).toContain(detail.replaceAll('\n', '\\n'));
    if (status === 401) return;
    expect(result.log).toContain('no such credential *** nor ***');
    expect(result.log).toMatch(/begin long long/i);
  },
);

it('an error reply of any body is a refusal, annotated at the field that it is about', async () => {
  /** The line is that of a field, counted from the webhook's name. */
  const fields: [detail: string, line: number][] = [
    ['url must be reachable', 1],
    ['events.0 must be equal to one of the allowed values', 2],
    ['Invalid value for "status"', 3],
    ['the body is wrong', 0],
    ['organizationId is required', 0],
  ];
  const bodies = {
    ...Object.fromEntries(fields.map(([detail], n) => [`field-${n}`, refusal(400, 'invalid_request', detail).body])),
    empty: '',
    'errors-that-are-no-errors': { errors: [null, 7, 'x', [], { detail: {} }] },
    'errors-with-methods': { errors: [{ code: 'x', detail: { toString: 1, valueOf: 1 } }] },
    'more-bytes-than-are-read': refusal(400, 'invalid_request', 'x'.repeat(3_000_000)).body,
  };
  const { result } = await registerEach(bodies, (body, _, reply) => sendJson(reply, { status: 400, body }));
  expect(result.exitCode).toBe(1);
  expect(listed(result, 'failed')).toEqual(Object.keys(bodies));
  expect(result.log).not.toContain('xxxx');
  for (const [index, name] of Object.keys(bodies).entries()) {
    const [detail, line = 0] = fields[index] ?? [];
    const about = result.annotations.filter(({ message }) => message.startsWith(`${name}: `));
    expect(about, name).toMatchObject([{ level: 'error', file: manifestPath, line: 2 + 4 * index + line }]);
    const said = detail === undefined ? 'rejected the request (400)' : `${detail} (invalid_request)`;
    expect(about[0]?.message.toLowerCase()).toContain(said.toLowerCase());
  }
});
