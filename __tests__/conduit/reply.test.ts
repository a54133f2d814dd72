import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../src/conduit/reply.ts';
import type { WebhookBody } from '../../src/manifest/declarations.ts';

const sent: WebhookBody = {
  url: 'https://hooks.example.com/payments',
  events: ['transaction.completed', 'customer.active'],
  status: 'enabled',
};
const id = `whk_${'A'.repeat(27)}`;
const secret = 'whsec_0123456789';
const credential = 'the-api-key';
const isSecret = (text: string) => text.includes(credential);

function reply(status: number, value?: unknown) {
  const body = typeof value === 'string' || value === undefined ? value : JSON.stringify(value);
  const whole = body === undefined ? { reason: 'the reply was cut off' } : { body };
  return outcomeOf({ kind: 'reply', status, headers: {}, ...whole }, sent, isSecret);
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
    expect(outcomeOf({ kind: 'unsent', reason: 'x' }, sent, isSecret)).toEqual({
      kind: 'unsent',
      reason: 'x',
    });
    expect(outcomeOf({ kind: 'no-reply', reason: 'x' }, sent, isSecret)).toEqual({
      kind: 'unknown',
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

  it.each([
    100, 200, 202, 204, 206, 300, 301, 308, 399, 402, 404, 405, 408, 409, 422, 500, 503, 599, 0,
  ])('%i is unknown, whatever its body', (status) => {
    for (const body of [undefined, '', '<html>', { errors: [] }, { id }]) {
      expect(reply(status, body)).toMatchObject({ kind: 'unknown' });
    }
  });

  it.each([undefined, '', ' ', 'null', '[]', '"x"', '7', '{', `["${id}"]`])(
    '201 with the body %j is unknown',
    (body) => {
      expect(reply(201, body)).toEqual({ kind: 'unknown', reason: expect.any(String) });
    },
  );

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
    [id],
    { id },
  ])('201 with the ID %j is unknown, and its secret is kept', (odd) => {
    expect(reply(201, { ...sent, id: odd, secret })).toEqual({
      kind: 'unknown',
      reason: expect.stringContaining('its signing secret is in the outputs'),
      secret,
    });
  });

  it.each([undefined, null, '', '  ', 7, [secret], { secret }, credential])(
    '201 with the secret %j is a success that says that there is none',
    (odd) => {
      const outcome = reply(201, { ...sent, id, secret: odd });
      expect(outcome).toMatchObject({ kind: 'created', id });
      expect(outcome).not.toHaveProperty('secret');
      expect(outcome).toMatchObject({
        warnings: [expect.stringMatching(/no signing secret.* the Dashboard has it$/)],
      });
    },
  );

  it('names what is odd in a 201, and never its values', () => {
    const odd = {
      id: 'odd-id',
      secret,
      url: 'odd-url',
      events: ['odd-event'],
      status: 'odd-status',
    };
    const outcome = reply(201, odd);
    expect(outcome).toMatchObject({ kind: 'created', id: 'odd-id', secret });
    const { warnings } = outcome as { warnings: string[] };
    expect(warnings).toEqual([
      "the reply's ID has not the form that the spec gives",
      expect.stringMatching(
        /^the reply breaks the spec in (url|events|status)(, (url|events|status))*$/,
      ),
    ]);
    expect(reply(201, { ...sent, status: 'disabled', id, secret })).toMatchObject({
      warnings: [expect.stringContaining('another webhook than was asked for')],
    });
  });

  it('keeps five errors, and only what is text in them', () => {
    const errors = Array.from({ length: 9 }, (_, n) => ({ detail: `d${n}`, code: n }));
    expect(reply(400, { errors })).toMatchObject({
      errors: [0, 1, 2, 3, 4].map((n) => ({ detail: `d${n}`, code: String(n) })),
    });
  });

  it('is not led astray by the names of fields', () => {
    const text = `{"__proto__":{"id":"${id}","secret":"${secret}"},"constructor":1}`;
    expect(reply(201, text)).toEqual({
      kind: 'unknown',
      reason: 'the reply had status 201 and no usable ID',
    });
  });
});
