import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/clients/exchange.ts';
import { outcomeOf, secretOf } from '../../src/clients/reply.ts';
import type { WebhookBody } from '../../src/manifest/declarations.ts';
import { addSecret, holdsSecret, noSecrets } from '../../src/safe/redact.ts';
import { expectLinear } from '../growth.ts';

const sent: WebhookBody = {
  url: 'https://hooks.example.com/payments',
  events: ['transaction.completed', 'customer.active'],
  status: 'enabled',
};
const id = `whk_${'A'.repeat(27)}`;
const secret = 'whsec_0123456789';
const credential = 'the-api-key';
const notAnObject = ' and a body that is not a JSON object';
const isCredential = (text: string) => text.includes(credential);

/** As the client does it: the secret is masked, then the rest is judged. */
function judged(exchange: Exchange) {
  const secrets = noSecrets();
  addSecret(secrets, credential);
  const found = secretOf(exchange, isCredential);
  if (found !== undefined) addSecret(secrets, found);
  return outcomeOf(exchange, sent, found, (text) => holdsSecret(text, secrets));
}

function reply(status: number, value?: unknown) {
  const body = typeof value === 'string' || value === undefined ? value : JSON.stringify(value);
  const whole = body === undefined ? { reason: 'the reply was incomplete' } : { body };
  return judged({ kind: 'reply', status, headers: {}, ...whole });
}

/** A reply that is cut off behind `part`. */
function cut(status: number, part: string) {
  return judged({ kind: 'reply', status, headers: {}, part, reason: 'the reply was incomplete' });
}

describe('outcomeOf', () => {
  it('has a webhook created, with no word of warning, when the reply is as the spec has it', () => {
    expect(reply(201, { ...sent, id, secret })).toEqual({
      kind: 'created',
      id,
      secret,
      warnings: [],
    });
    const reversed = { ...sent, events: sent.events.toReversed() };
    expect(reply(201, { ...reversed, id, secret })).toMatchObject({ warnings: [] });
  });

  it('has nothing sent, or no one knows, when there is no reply', () => {
    expect(judged({ kind: 'unsent', reason: 'x' })).toEqual({
      kind: 'unsent',
      reason: 'x',
    });
    expect(judged({ kind: 'no-reply', reason: 'x' })).toEqual({
      kind: 'unconfirmed',
      reason: 'x',
    });
  });

  it.each([400, 401, 403, 415, 429])('%i is a refusal, whatever its body', (status) => {
    const errors = [{ detail: 'No.', code: 'no' }];
    expect(reply(status, { errors })).toEqual({ kind: 'rejected', status, errors });
    for (const body of [undefined, '', '<html>', '[]', '{"errors":{}}', '{"errors":[null,1]}']) {
      expect(reply(status, body)).toEqual({ kind: 'rejected', status, errors: [] });
    }
  });

  it('404 is unknown, and doubts the API URL', () => {
    expect(reply(404, '<html>')).toEqual({
      kind: 'unconfirmed',
      reason: 'the reply had status 404, so the API URL may be wrong',
      isNotFound: true,
      errors: [],
    });
  });

  it.each([100, 200, 202, 204, 206, 299, 402, 405, 408, 409, 422, 500, 503, 599, 0])(
    '%i is unknown, whatever its body',
    (status) => {
      const reason = `the reply had status ${status}`;
      for (const body of [undefined, '', '<html>', { errors: [] }, { id }]) {
        expect(reply(status, body)).toEqual({ kind: 'unconfirmed', reason, errors: [] });
      }
      const errors = [{ detail: 'Perhaps.', code: 'perhaps' }];
      expect(reply(status, { errors, secret })).toEqual({
        kind: 'unconfirmed',
        reason: `${reason}; its signing secret is in the outputs of that run`,
        errors,
        secret,
      });
    },
  );

  it.each([300, 301, 308, 399])('%i is a redirect, whatever its body', (status) => {
    for (const body of [undefined, '', '<html>', { errors: [] }, { id }]) {
      expect(reply(status, body)).toEqual({
        kind: 'unconfirmed',
        reason: `Conduit replied with a redirect (${status}), which the action does not follow`,
      });
    }
  });

  it.each([
    [undefined, ', but the reply was incomplete'],
    ['', ' and no body'],
    [' \r\n', ' and no body'],
    ['null', notAnObject],
    ['[]', notAnObject],
    ['"x"', notAnObject],
    ['7', notAnObject],
    ['{', notAnObject],
    [`["${id}"]`, notAnObject],
  ])('201 with the body %j is unknown', (body, what) => {
    const reason = `the reply had status 201${what}`;
    expect(reply(201, body)).toEqual({ kind: 'unconfirmed', reason });
  });

  it.each([
    undefined,
    null,
    7,
    '',
    ' ',
    'whk 1',
    'whk_\n1',
    'whk_é',
    'x'.repeat(201),
    credential,
    `whk_${credential}`,
    secret,
    `${secret}1`,
    secret.slice(1),
    secret.slice(0, -1),
    Buffer.from(secret).toString('base64').replaceAll('=', ''),
    Buffer.from(credential).toString('hex'),
    'x"; curl',
    '$(id)',
    '!',
    '~',
    [id],
    { id },
  ])('201 with the ID %j is unknown, and its secret is kept', (odd) => {
    expect(reply(201, { ...sent, id: odd, secret })).toEqual({
      kind: 'unconfirmed',
      reason: 'the reply had status 201 and no usable ID; its signing secret is in the outputs of that run',
      secret,
    });
  });

  it.each(['x'.repeat(200), 'a.b-c_d', '7', 'undefined'])('201 with the odd ID %j is a success that says so', (odd) => {
    expect(reply(201, { ...sent, id: odd })).toEqual({
      kind: 'created',
      id: odd,
      warnings: [{ kind: 'no-secret' }, { kind: 'odd-id' }],
    });
  });

  it.each([
    ...[undefined, null, ''].map((none) => [none, 'no-secret'] as const),
    ...[
      ...['  ', 7, [secret], { secret }, credential, 's'.repeat(513)],
      // The runner would mask each line of these wherever it stands.
      ...['x', '0123456', '      0123456      ', `${secret}\nx`, `x\r\n${secret}`, `${secret}\n `],
    ].map((odd) => [odd, 'unusable-secret'] as const),
  ])('201 with the secret %j is a success that says that there is none', (odd, kind) => {
    expect(reply(201, { ...sent, id, secret: odd })).toStrictEqual({
      kind: 'created',
      id,
      secret: undefined,
      warnings: [{ kind }],
    });
  });

  it('201 with a secret that is not UTF-8 is a success that says where to take it from', () => {
    expect(reply(201, { ...sent, id, secret: 'whsec_0\ufffd' })).toEqual({
      kind: 'created',
      id,
      secret: 'whsec_0\ufffd',
      warnings: [{ kind: 'garbled-secret' }],
    });
  });

  it.each(['01234567', ' 01234567\n', 's'.repeat(512), 'a secret\r\n\n'.repeat(40)])('takes the secret %j', (one) => {
    expect(reply(201, { ...sent, id, secret: one })).toMatchObject({ secret: one });
  });

  it('has a secret with half a character garbled, as it will arrive', () => {
    expect(reply(201, { ...sent, id, secret: 'whsec_\ud800x' })).toMatchObject({
      secret: 'whsec_\ufffdx',
      warnings: [{ kind: 'garbled-secret' }],
    });
  });

  it('keeps the secret of a 201 that broke off once all of it had come, and names its ID', () => {
    expect(cut(201, JSON.stringify({ ...sent, id, secret }))).toEqual({
      kind: 'unconfirmed',
      reason: `the reply had status 201 and named the ID ${id}, but the reply was incomplete; its signing secret is in the outputs of that run`,
      secret,
    });
    expect(cut(201, JSON.stringify({ ...sent, id, secret }).slice(0, -1))).toEqual({
      kind: 'unconfirmed',
      reason: 'the reply had status 201, but the reply was incomplete',
    });
    expect(cut(500, JSON.stringify({ secret }))).toMatchObject({ kind: 'unconfirmed', secret });
  });

  it('is not taken in by an error with methods', () => {
    const detail = { toString: 1, valueOf: 1 };
    expect(reply(400, { errors: [{ code: 'x', detail }] })).toEqual({
      kind: 'rejected',
      status: 400,
      errors: [{ code: 'x', detail: '' }],
    });
  });

  it('keeps five errors at most, and of each no more than is ever shown', () => {
    const errors = Array.from({ length: 20 }, () => ({
      detail: '\u0001'.repeat(5000),
      code: 'c'.repeat(5000),
    }));
    const kept = { detail: '\u0001'.repeat(2000), code: 'c'.repeat(2000) };
    expect(reply(400, { errors })).toMatchObject({ errors: Array(5).fill(kept) });
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
    for (const status of [201, 400]) {
      expectLinear(bodyOf, (body) => reply(status, body));
    }
  });

  it('names what is odd in a 201, and never its values', () => {
    const odd = {
      id: 'odd-id',
      secret,
      url: 'odd-url',
      events: ['odd-event'],
      status: 'odd-status',
    };
    const outcome = reply(201, odd);
    expect(outcome).toMatchObject({
      kind: 'created',
      id: 'odd-id',
      secret,
      warnings: [
        { kind: 'odd-id' },
        { kind: 'breaks-spec', fields: expect.arrayContaining(['url', 'events', 'status']) },
      ],
    });
  });

  it.each([
    { status: 'disabled' },
    { url: 'https://hooks.example.com/other' },
    { events: ['transaction.completed'] },
    { events: ['transaction.completed', 'customer.created'] },
    { organizationId: 'client_2sbx1AD0xBtbEvBl20aEb1hEuAb' },
  ])('says that a 201 describes another webhook: %j', (other) => {
    expect(reply(201, { ...sent, ...other, id, secret })).toEqual({
      kind: 'created',
      id,
      secret,
      warnings: [{ kind: 'another-webhook', fields: Object.keys(other) }],
    });
  });

  it('keeps five errors, and only what is text in them', () => {
    const errors = Array.from({ length: 9 }, (_, n) => ({ detail: `d${n}`, code: n }));
    expect(reply(400, { errors })).toEqual({
      kind: 'rejected',
      status: 400,
      errors: [0, 1, 2, 3, 4].map((n) => ({ detail: `d${n}`, code: String(n) })),
    });
    const partial = [{ detail: 'No.' }, { code: 'no' }, { detail: 7, code: null }, {}, 'No.'];
    expect(reply(400, { errors: partial })).toEqual({
      kind: 'rejected',
      status: 400,
      errors: [
        { detail: 'No.', code: '' },
        { detail: '', code: 'no' },
      ],
    });
  });

  it('is not led astray by the names of fields', () => {
    const text = `{"__proto__":{"id":"${id}","secret":"${secret}"},"constructor":1}`;
    expect(reply(201, text)).toEqual({
      kind: 'unconfirmed',
      reason: 'the reply had status 201 and no usable ID',
    });
  });
});
