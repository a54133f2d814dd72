/** What is made of a reply, whatever stands in it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/clients/exchange.ts';
import { outcomeOf, readingOf, secretOf } from '../../src/clients/reply.ts';
import { addSecret, holdsSecret, noSecrets } from '../../src/safe/redact.ts';
import type { WebhookBody } from '../../src/webhook/body.ts';
import { runs } from '../fuzz.ts';
import { expectLinear } from '../growth.ts';

const sent: WebhookBody = {
  url: 'https://hooks.example.com/payments',
  events: ['transaction.completed', 'customer.active'],
  status: 'enabled',
};
const id = `whk_${'A'.repeat(27)}`;
const secret = 'whsec_0123456789';
const credential = 'the-api-key';
const inOutputs = '; its signing secret is in the outputs of that run';

/** As the client does it: the secret is masked, then the rest is judged. */
function judged(exchange: Exchange) {
  const secrets = noSecrets();
  addSecret(secrets, credential);
  const found = secretOf(exchange, (text) => text.includes(credential));
  if (found !== undefined) addSecret(secrets, found);
  return outcomeOf(exchange, sent, found, (text) => holdsSecret(text, secrets));
}

/** A reply; cut off behind `part`, or before all of it, when it has no body. */
function reply(status: number, value?: unknown, part = '') {
  const body = typeof value === 'string' ? value : JSON.stringify(value);
  const content = body === undefined ? { part, reason: 'the reply was incomplete' } : { body };
  return judged({ kind: 'reply', status, headers: {}, ...content });
}

const unknown = (reason: string, more: object = {}) => ({ kind: 'unconfirmed', reason, ...more });
const created = (more: object) => ({ kind: 'created', id, secret, warnings: [], ...more });

/** Bodies that say nothing, whatever the status. */
const nothing = [undefined, '', '<html>', '[]', { errors: {} }, { errors: [null, 1] }, { id }];

describe('outcomeOf', () => {
  it('has a webhook created, with no word of warning, when the reply is as the spec has it', () => {
    expect(reply(201, { ...sent, id, secret })).toEqual(created({}));
    expect(reply(201, { ...sent, events: sent.events.toReversed(), id, secret })).toEqual(created({}));
  });

  it('has nothing sent, or no one knows, when there is no reply', () => {
    expect(judged({ kind: 'unsent', reason: 'x' })).toEqual({ kind: 'unsent', reason: 'x' });
    expect(judged({ kind: 'no-reply', reason: 'x' })).toEqual(unknown('x'));
  });

  it.each([400, 401, 403, 415, 429])('%i is a refusal, whatever its body', (status) => {
    const errors = [{ detail: 'No.', code: 'no' }];
    expect(reply(status, { errors })).toEqual({ kind: 'rejected', status, errors });
    for (const body of nothing) expect(reply(status, body)).toEqual({ kind: 'rejected', status, errors: [] });
  });

  it.each([100, 200, 202, 204, 206, 299, 402, 404, 405, 408, 409, 422, 500, 503, 599, 0])(
    '%i is unknown, whatever its body',
    (status) => {
      const isNotFound = status === 404;
      const reason = `the reply had status ${status}${isNotFound ? ', so the API URL may be wrong' : ''}`;
      const more = isNotFound ? { isNotFound } : {};
      for (const body of nothing) expect(reply(status, body)).toEqual(unknown(reason, { ...more, errors: [] }));
      const errors = [{ detail: 'Perhaps.', code: 'perhaps' }];
      expect(reply(status, { errors, secret })).toEqual(unknown(reason + inOutputs, { ...more, errors, secret }));
    },
  );

  it.each([300, 301, 308, 399])('%i is a redirect, whatever its body', (status) => {
    const reason = `Conduit replied with a redirect (${status}), which the action does not follow`;
    for (const body of nothing) expect(reply(status, body)).toEqual(unknown(reason));
  });

  it.each([
    [', but the reply was incomplete', [undefined]],
    [' and no body', ['', ' \r\n']],
    [' and a body that is not a JSON object', ['null', '[]', '"x"', '7', '{', `["${id}"]`]],
  ])('201%s is unknown', (what, bodies) => {
    for (const body of bodies) expect(reply(201, body)).toEqual(unknown(`the reply had status 201${what}`));
  });

  it.each([
    ...[undefined, null, 7, '', ' ', 'whk 1', 'whk_\n1', 'whk_é', 'x'.repeat(201), [id], { id }],
    ...[credential, `whk_${credential}`, secret, `${secret}1`, secret.slice(1), secret.slice(0, -1)],
    Buffer.from(secret).toString('base64').replaceAll('=', ''),
    Buffer.from(credential).toString('hex'),
    ...['x"; curl', '$(id)', '!', '~'],
  ])('201 with the ID %j is unknown, and its secret is kept', (odd) => {
    const reason = `the reply had status 201 and no usable ID${inOutputs}`;
    expect(reply(201, { ...sent, id: odd, secret })).toEqual(unknown(reason, { secret }));
  });

  it.each(['x'.repeat(200), 'a.b-c_d', '7', 'undefined'])('201 with the odd ID %j is a success that says so', (odd) => {
    const warnings = [{ kind: 'no-secret' }, { kind: 'odd-id' }];
    expect(reply(201, { ...sent, id: odd })).toEqual({ kind: 'created', id: odd, warnings });
  });

  it.each([
    ['no-secret', [undefined, null, '']],
    ['unusable-secret', ['  ', 7, [secret], { secret }, credential, 's'.repeat(513)]],
    // The runner would mask each line of these wherever it stands.
    ['unusable-secret', ['x', '0123456', '      0123456      ', `${secret}\nx`, `x\r\n${secret}`, `${secret}\n `]],
  ])('201 has a warning "%s" for what cannot be a signing secret: %j', (kind, odds) => {
    for (const odd of odds) {
      const outcome = reply(201, { ...sent, id, secret: odd });
      expect(outcome).toStrictEqual(created({ secret: undefined, warnings: [{ kind }] }));
    }
  });

  it.each(['01234567', ' 01234567\n', 's'.repeat(512), 'a secret\r\n\n'.repeat(40)])('takes the secret %j', (one) => {
    expect(reply(201, { ...sent, id, secret: one })).toEqual(created({ secret: one }));
  });

  it.each(['\ufffd', '\ud800'])(
    'says of a secret with %j in it that it is not UTF-8, and gives it as it will arrive',
    (half) => {
      const garbled = created({ secret: 'whsec_\ufffdx', warnings: [{ kind: 'garbled-secret' }] });
      expect(reply(201, { ...sent, id, secret: `whsec_${half}x` })).toEqual(garbled);
    },
  );

  it('keeps the secret of a reply that broke off once all of it had come, and names its ID', () => {
    const whole = JSON.stringify({ ...sent, id, secret });
    const named = `the reply had status 201 and named the ID ${id}, but the reply was incomplete${inOutputs}`;
    expect(reply(201, undefined, whole)).toEqual(unknown(named, { secret }));
    const reason = 'the reply had status 201, but the reply was incomplete';
    expect(reply(201, undefined, whole.slice(0, -1))).toEqual(unknown(reason));
    expect(reply(500, undefined, JSON.stringify({ secret }))).toMatchObject({ kind: 'unconfirmed', secret });
  });

  it('names what is odd in a 201, and never its values', () => {
    const odd = { id: 'odd-id', secret, url: 'odd-url', events: ['odd-event'], status: 'odd-status' };
    const fields = expect.arrayContaining(['url', 'events', 'status']);
    const warnings = [{ kind: 'odd-id' }, { kind: 'breaks-spec', fields }];
    expect(reply(201, odd)).toEqual(created({ id: 'odd-id', warnings }));
  });

  it.each([
    { status: 'disabled' },
    { url: 'https://hooks.example.com/other' },
    { events: ['transaction.completed'] },
    { events: ['transaction.completed', 'customer.created'] },
    { organizationId: 'client_2sbx1AD0xBtbEvBl20aEb1hEuAb' },
  ])('says that a 201 describes another webhook: %j', (other) => {
    const warnings = [{ kind: 'another-webhook', fields: Object.keys(other) }];
    expect(reply(201, { ...sent, ...other, id, secret })).toEqual(created({ warnings }));
  });

  it('keeps five errors, of each what is text in it, and no more of that than is ever shown', () => {
    const refused = (errors: unknown) => reply(400, { errors });
    const long = Array.from({ length: 20 }, (_, code) => ({ detail: '\u0001'.repeat(5000), code }));
    const kept = ['0', '1', '2', '3', '4'].map((code) => ({ detail: '\u0001'.repeat(2000), code }));
    expect(refused(long)).toMatchObject({ errors: kept });
    const withMethods = { code: 'x', detail: { toString: 1, valueOf: 1 } };
    expect(refused([{ detail: 'No.' }, { detail: 'd', code: 7 }, { detail: 7, code: null }, {}, withMethods])).toEqual({
      kind: 'rejected',
      status: 400,
      errors: [
        { detail: 'No.', code: '' },
        { detail: 'd', code: '7' },
        { detail: '', code: 'x' },
      ],
    });
  });

  it('is not led astray by the names of fields', () => {
    const text = `{"__proto__":{"id":"${id}","secret":"${secret}"},"constructor":1}`;
    expect(reply(201, text)).toEqual(unknown('the reply had status 201 and no usable ID'));
  });

  it.each([
    ['details', (size: number) => `{"errors":[{"code":"${'\\u0001%41'.repeat(size)}"}]}`],
    ['errors', (size: number) => `{"errors":[${'{"code":"x"},'.repeat(size)}{}]}`],
    ['lists in lists', (size: number) => `{"errors":${'['.repeat(size)}${']'.repeat(size)}}`],
    ['objects in objects', (size: number) => `{"secret":${'{"a":'.repeat(size)}1${'}'.repeat(size)}}`],
    ['open brackets', (size: number) => `{"errors":${'['.repeat(size)}`],
    ['keys', (size: number) => `{${'"a":1,'.repeat(size)}"secret":"${'a'.repeat(size)}"}`],
    ['events', (size: number) => `{"events":[${'1,'.repeat(size)}2]}`],
    ['lines of a secret', (size: number) => `{"secret":"${'a secret\\n'.repeat(size)}"}`],
  ])('takes time that grows with the length of many %s', (_, bodyOf) => {
    for (const status of [201, 400]) expectLinear(bodyOf, (body) => reply(status, body));
  });
});

it.each([
  [undefined, 'absent'],
  [null, 'absent'],
  ['', 'absent'],
  ['whsec_01••••89', 'redacted'],
  ['short', 'unusable'],
  [`whsec_${id}`, 'unusable'],
  [`${secret}\ufffd`, 'unusable'],
  [secret, { value: secret }],
])('readingOf takes the secret %j of a reading for %j', (given, taken) => {
  const answer = {
    kind: 'reply',
    status: 200,
    headers: {},
    body: JSON.stringify({ ...sent, id, secret: given }),
  } as const;
  const found = { kind: 'found', webhook: sent, secret: taken };
  expect(
    readingOf(
      answer,
      id,
      secretOf(answer, () => false),
    ),
  ).toEqual(found);
});

it('readingOf takes null for what is absent', () => {
  const body = JSON.stringify({ ...sent, id, organizationId: null, secret: null });
  const answer = { kind: 'reply', status: 200, headers: {}, body } as const;
  const webhook = { ...sent, organizationId: null };
  expect(readingOf(answer, id, undefined)).toEqual({ kind: 'found', webhook, secret: 'absent' });
});

it('readingOf finds a webhook only as what was asked for and as the API describes it', () => {
  const right = { ...sent, id, secret };
  const odd = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>(...Object.values(right)));
  const fields = fc.record(
    Object.fromEntries(Object.entries(right).map(([key, value]) => [key, fc.oneof(fc.constant<unknown>(value), odd)])),
    { requiredKeys: [] },
  );
  const bodies = fc.oneof(
    fields.map((one) => JSON.stringify(one)),
    fc.json(),
    fc.string(),
  );
  const property = fc.property(bodies, fc.constantFrom(200, 404, 401, 500), (body, status) => {
    const answer = { kind: 'reply', status, headers: {}, body } as const;
    const reading = readingOf(
      answer,
      id,
      secretOf(answer, () => false),
    );
    if (reading.kind === 'missing') expect(status).toBe(404);
    if (reading.kind !== 'found') return;
    const reply = JSON.parse(body) as typeof right;
    expect([status, reply.id]).toEqual([200, id]);
    expect(reply).toMatchObject(reading.webhook);
    expect(reading.webhook).not.toHaveProperty('secret');
    if (typeof reading.secret !== 'string') expect(reading.secret.value).toBe(reply.secret);
  });
  fc.assert(property, runs(2000));
});
