/** Whatever a server replies to a reading, it is one of a few things. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readingOf, secretOf } from '../../src/clients/reply.ts';
import { runs } from '../fuzz.ts';

const id = `whk_${'a'.repeat(27)}`;
const right = {
  id,
  url: 'https://hooks.example.com/',
  events: ['customer.created'],
  status: 'enabled',
  secret: 'whsec_0123456789',
};

it('is found only as what was asked for and as the API describes it', () => {
  const odd = fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.values(right)));
  const fields = fc.record(
    Object.fromEntries(Object.entries(right).map(([key, value]) => [key, fc.oneof(fc.constant(value), odd)])),
    { requiredKeys: [] },
  );
  const bodies = fc.oneof(
    fields.map((one) => JSON.stringify(one)),
    fc.json(),
    fc.string(),
  );
  const property = fc.property(bodies, fc.constantFrom(200, 404, 401, 500), (body, status) => {
    const answer = { kind: 'reply', status, headers: {}, body } as const;
    const secret = secretOf(answer, () => false);
    const reading = readingOf(answer, id, secret);
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
