/** The document as text, and what makes two webhooks the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { events } from '../../src/generated/api.ts';
import type { WebhookBody } from '../../src/manifest/declarations.ts';
import { StateError } from '../../src/state/document.ts';
import { fingerprintOf, storedBody } from '../../src/state/fingerprint.ts';
import { parseState, stateText } from '../../src/state/text.ts';
import { runs } from '../fuzz.ts';
import { expectLinear } from '../growth.ts';
import { states } from '../registration/support.ts';

test('a document is read as it was written, whatever the order of its names', () => {
  fc.assert(
    fc.property(states, (state) => {
      const text = stateText(state);
      expect(parseState(text, 'sandbox', 'here')).toEqual(state);
      const webhooks = Object.fromEntries(Object.entries(state.webhooks).toReversed());
      expect(stateText({ ...state, webhooks })).toBe(text);
      expect(text.endsWith('}\n')).toBe(true);
    }),
    runs(200),
  );
});

test('any text is a document or a clear error', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(() => parseState(text, 'sandbox', 'here')).toThrow(/^the state /);
    }),
    runs(200),
  );
});

test.each([
  ['lists in lists', (size: number) => '['.repeat(size) + ']'.repeat(size)],
  ['objects in objects', (size: number) => `${'{"webhooks":'.repeat(size)}1${'}'.repeat(size)}`],
  ['open brackets', (size: number) => '['.repeat(size)],
  ['line ends', (size: number) => '\n'.repeat(size)],
  ['keys', (size: number) => `{${'"a":1,'.repeat(size)}"version":1}`],
  [
    'wrong webhooks',
    (size: number) =>
      JSON.stringify({
        ...document,
        webhooks: Object.fromEntries(Array.from({ length: size }, (_, at) => [`A${at}`, [at]])),
      }),
  ],
])('many %s are refused in time that grows with their number', (_, textOf) => {
  expectLinear(textOf, (text) => {
    expect(() => parseState(text, 'sandbox', 'here')).toThrow(StateError);
  });
});

const document = {
  version: 1,
  environment: 'sandbox',
  manifest: 'm.yml',
  apiUrl: 'https://api',
  webhooks: {},
};
const webhook = {
  status: 'intent',
  fingerprint: `sha256:${'0'.repeat(64)}`,
  body: { url: 'https://a.example.com/', events: ['customer.active'], status: 'enabled' },
  patterns: ['customer.*'],
  at: '2026-01-01T00:00:00.000Z',
  run: { id: '1', attempt: '1', commit: 'c0ffee' },
};

const damaged = (what: string) =>
  `the state (here) is damaged: ${what}. Put an earlier version of it back, and declare the id of each webhook that was created since, which is created again otherwise`;

test.each([
  ['', damaged('it is not JSON')],
  ['{"version": 1,\n<<<<<<< ours\n', damaged('it is not JSON (line 2 column 1)')],
  ['null', damaged('it is not of the type object')],
  [{ ...document, version: 0 }, damaged('/version is not what the action writes there')],
  [{ ...document, version: '2' }, damaged('/version is not of the type number')],
  [
    { version: 2 },
    'the state (here) was written by a newer version of this action (state version 2): use that version',
  ],
  [{ version: 1 }, damaged('it lacks "environment"')],
  [{ ...document, lock: 'x' }, damaged('it has an unknown field "lock"')],
  [
    { ...document, environment: 'live' },
    'the state (here) is of the environment "live", not "sandbox": give each environment one of its own',
  ],
  ...['x'.repeat(65), 'A', 'a b', 'a\n', '1a', 'é', '-a', 'a::b', ''].map(
    (name): [object, string] => [
      { ...document, webhooks: { [name]: webhook } },
      damaged(`${JSON.stringify(name)} is not a webhook's name`),
    ],
  ),
  ...['2026-13-01T00:00:00Z', '2026-01-32T00:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01'].map(
    (at): [object, string] => [
      { ...document, webhooks: { a: { ...webhook, at } } },
      damaged('/webhooks/a/at is not what the action writes there'),
    ],
  ),
  ...(
    [
      [null, '/webhooks/a is not of the type object'],
      [{}, '/webhooks/a lacks "status"'],
      [{ status: 'deleted' }, '/webhooks/a has a status that the action does not know'],
      [{ ...webhook, status: 'registered' }, '/webhooks/a lacks "id"'],
      [{ ...webhook, id: 'whk_1' }, '/webhooks/a has an unknown field "id"'],
      [{ ...webhook, body: 'x' }, '/webhooks/a/body is not of the type object'],
      [
        { ...webhook, previous: webhook },
        '/webhooks/a/previous has a status that the action does not know',
      ],
    ] as const
  ).map(([a, what]): [object, string] => [{ ...document, webhooks: { a } }, damaged(what)]),
])('what is wrong with %j is said', (value, message) => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  expect(() => parseState(text, 'sandbox', 'here')).toThrow(new StateError(message));
});

test('a document is text that a person can read, its names in order', () => {
  const names = ['b', 'a-1', 'constructor', 'a', `z${'_'.repeat(63)}`];
  const webhooks = Object.fromEntries(names.map((name) => [name, webhook]));
  const text = stateText(parseState(JSON.stringify({ ...document, webhooks }), 'sandbox', 'here'));
  const sorted = Object.fromEntries(names.toSorted().map((name) => [name, webhook]));
  expect(text).toBe(`${JSON.stringify({ ...document, webhooks: sorted }, null, 2)}\n`);
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
          expect(() => parseState(text, 'sandbox', 'here')).toThrow(
            /^the state \(here\) is damaged/,
          );
        }
      },
    ),
    runs(200),
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

test('a fingerprint is the same in every version: those in the state of today are compared with it', () => {
  const body: WebhookBody = {
    url: 'https://a.example.com/in?token=hunter2',
    events: ['transaction.completed', 'customer.active'],
    status: 'enabled',
  };
  expect(fingerprintOf(body)).toBe(
    'sha256:c19e2fecaa06b42cccea9ddaa3238409f78eb25fe163592694ffdd29abbc728e',
  );
  expect(fingerprintOf({ ...body, organizationId: 'client_a' })).toBe(
    'sha256:775e96493190699ae46c1aa020783127de0d05baf2c66db4d10975b1812e2616',
  );
  expect(storedBody(body)).toEqual({
    url: 'https://a.example.com/in?sha256=1d7907a6159b9a1c',
    events: ['customer.active', 'transaction.completed'],
    status: 'enabled',
  });
  const plain = { ...body, url: 'HTTPS://a.example.com:443', organizationId: 'client_a' };
  expect(storedBody(plain)).toEqual({ ...plain, events: body.events.toSorted() });
  expect(storedBody(body)).not.toHaveProperty('organizationId');
});
