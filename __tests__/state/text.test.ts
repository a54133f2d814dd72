/** The document as text, and what makes two webhooks the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { events } from '../../src/generated/api.ts';
import type { WebhookBody } from '../../src/manifest/declarations.ts';
import { fingerprintOf, storedBody } from '../../src/state/fingerprint.ts';
import { parseState, stateText } from '../../src/state/text.ts';
import { runs } from '../fuzz.ts';
import { states } from '../registration/support.ts';

test('a document is read as it was written, whatever the order of its names', () => {
  fc.assert(
    fc.property(states, (state) => {
      const text = stateText(state);
      expect(parseState(text, 'sandbox')).toEqual(state);
      const webhooks = Object.fromEntries(Object.entries(state.webhooks).toReversed());
      expect(stateText({ ...state, webhooks })).toBe(text);
      expect(text.endsWith('}\n')).toBe(true);
    }),
  );
});

test('any text is a document or a clear error', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(() => parseState(text, 'sandbox')).toThrow(/^the state /);
    }),
  );
});

test('a document with one field too many, too few or of another type is damaged', () => {
  fc.assert(
    fc.property(
      states.filter(({ webhooks }) => Object.keys(webhooks).length > 0),
      fc.nat(),
      fc.constantFrom<unknown[]>(null, 1, [], { x: 1 }),
      (state, index, value) => {
        const [name = ''] = Object.keys(state.webhooks);
        const entry = { ...state.webhooks[name] } as Record<string, unknown>;
        const required = ['status', 'fingerprint', 'body', 'patterns', 'at', 'run'];
        const field = required[index % required.length] as string;
        const { [field]: _, ...missing } = entry;
        for (const bad of [
          missing,
          { ...entry, [field]: value === null ? 1 : null },
          { ...entry, extra: value },
        ]) {
          const text = JSON.stringify({ ...state, webhooks: { [name]: bad } });
          expect(() => parseState(text, 'sandbox')).toThrow(/^the state is damaged/);
        }
      },
    ),
  );
});

const bodies: fc.Arbitrary<WebhookBody> = fc
  .record({
    url: fc.constantFrom(
      'https://a.example.com/',
      'https://a.example.com/?x=1',
      'https://b.example.com/',
    ),
    events: fc.subarray(events.slice(0, 4), { minLength: 1 }),
    status: fc.constantFrom('enabled' as const, 'disabled' as const),
    organizationId: fc.option(fc.constantFrom('client_a', 'client_b'), { nil: undefined }),
  })
  .map(({ organizationId, ...body }) => ({
    ...body,
    ...(organizationId === undefined ? {} : { organizationId }),
  }));

test('fingerprints are the same if and only if bodies are, but for the order of events', () => {
  fc.assert(
    fc.property(bodies, bodies, (one, other) => {
      const canonical = (body: WebhookBody) => ({ ...body, events: body.events.toSorted() });
      let same = true;
      try {
        expect(canonical(one)).toEqual(canonical(other));
      } catch {
        same = false;
      }
      expect(fingerprintOf(one) === fingerprintOf(other)).toBe(same);
      expect(fingerprintOf({ ...one, events: one.events.toReversed() })).toBe(fingerprintOf(one));
      expect(fingerprintOf(one)).toMatch(/^sha256:[0-9a-f]{64}$/);
    }),
    runs(500),
  );
});

test.each([
  ['https://user:hunter2@a.example.com/in', 'hunter2'],
  ['https://a.example.com/in?token=hunter2', 'hunter2'],
  ['https://a.example.com/in#hunter2', 'hunter2'],
])('of %s only a hash is kept', (url, hidden) => {
  const body: WebhookBody = { url, events: ['customer.active'], status: 'enabled' };
  const stored = storedBody(body).url;
  expect(stored).toMatch(/^https:\/\/a\.example\.com\/in\?sha256=[0-9a-f]{16}$/);
  expect(stored).not.toContain(hidden);
  expect(storedBody({ ...body, url: `${url}x` }).url).not.toBe(stored);
});
