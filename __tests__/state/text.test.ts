/** The document as text: what is read, what is refused, and in which words. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StateError } from '../../src/state/document.ts';
import { parseState, stateText } from '../../src/state/text.ts';
import { runs } from '../fuzz.ts';
import { expectLinear } from '../growth.ts';
import { states } from '../plan/support.ts';

test('a document is read as it was written, whatever the order of its names', () => {
  fc.assert(
    fc.property(states, (state) => {
      const text = stateText(state);
      expect(parseState(text, 'sandbox', 'here')).toEqual(state);
      const reversed = <T>(values: Record<string, T>) =>
        Object.fromEntries(Object.entries(values).toReversed());
      const [webhooks, secrets] = [reversed(state.webhooks), reversed(state.secrets)];
      expect(stateText({ ...state, webhooks, secrets })).toBe(text);
      expect(text.endsWith('}\n')).toBe(true);
    }),
    runs(200),
  );
});

test('any text is a document or a clear error', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(() => parseState(text, 'sandbox', 'here')).toThrow(/^The state .*\.$/s);
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

const time = '2026-01-01T00:00:00.000Z';
const described = {
  body: { url: 'https://a.example.com/', events: ['customer.active'], status: 'enabled' },
  patterns: ['customer.*'],
  at: time,
  run: { id: '1', attempt: '1', commit: 'c0ffee' },
};
const current = { id: 'whk_1', origin: 'created', ...described };
const attempt = { id: 'try_00000001', ...described, until: time };
const webhook = { revision: '0'.repeat(16), replaced: [], gone: [] };
const document = {
  version: 1,
  environment: 'sandbox',
  manifest: 'm.yml',
  apiUrl: 'https://api',
  revision: '0'.repeat(16),
  writer: { server: '', run: '' },
  webhooks: {},
  secrets: {},
};

const damaged = (what: string) =>
  `The state (here) is damaged: ${what}. Restore an earlier version of it, and declare the ID of each webhook that was created since. Without its ID, the next run creates it again.`;

/** Lists within one another: parts of a body that only a stranger writes. */
const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
const withBody = (field: unknown) => ({
  ...document,
  webhooks: { a: { ...webhook, current: { ...current, body: { field } } } },
});

test.each<[unknown, string]>([
  ['', damaged('it is not JSON')],
  ['{"version": 1,\n<<<<<<< ours\n', damaged('it is not JSON (line 2 column 1)')],
  ['null', damaged('it is not of the type object')],
  [{ ...document, version: 0 }, damaged('/version is not what the action writes there')],
  [{ ...document, version: '2' }, damaged('/version is not of the type number')],
  [
    { version: 2 },
    'The state (here) was written by a newer version of the action (state version 2). Use that version.',
  ],
  [{ version: 1 }, damaged('it lacks "environment"')],
  [{ ...document, lock: 'x' }, damaged('it has the unknown field "lock"')],
  [
    { ...document, environment: 'live' },
    'The state (here) belongs to the environment "live", not "sandbox". Each environment needs its own state.',
  ],
  [{ ...document, revision: '0' }, damaged('/revision is not what the action writes there')],
  [
    { ...document, secrets: { S: { value: 'x' } } },
    damaged('/secrets/S has the unknown field "value"'),
  ],
  [
    { ...document, secrets: { S: { owner: '::x' } } },
    damaged('/secrets/S/owner is not what the action writes there'),
  ],
  ...['x'.repeat(65), 'A', 'a b', 'a\n', '1a', 'é', '-a', 'a::b', ''].map(
    (name): [object, string] => [
      { ...document, webhooks: { [name]: webhook } },
      damaged(`${JSON.stringify(name)} is not a webhook name`),
    ],
  ),
  ...['2026-13-01T00:00:00Z', '2026-01-32T00:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01'].map(
    (removedAt): [object, string] => [
      { ...document, webhooks: { a: { ...webhook, removedAt } } },
      damaged('/webhooks/a/removedAt is not what the action writes there'),
    ],
  ),
  ...(
    [
      [null, '/webhooks/a is not of the type object'],
      [{}, '/webhooks/a lacks "revision"'],
      [{ ...webhook, gone: ['a b'] }, '/webhooks/a/gone/0 is not what the action writes there'],
      [{ ...webhook, current: described }, '/webhooks/a/current lacks "id"'],
      [
        { ...webhook, current: { ...current, until: time } },
        '/webhooks/a/current has the unknown field "until"',
      ],
      [
        { ...webhook, current: { ...current, body: 'x' } },
        '/webhooks/a/current/body is not of the type object',
      ],
      [
        { ...webhook, attempt: { ...attempt, id: 'whk_1' } },
        '/webhooks/a/attempt/id is not what the action writes there',
      ],
    ] as const
  ).map(([a, what]): [object, string] => [{ ...document, webhooks: { a } }, damaged(what)]),
  [withBody(nested(1000)), damaged('it is nested too deeply')],
  [`${'['.repeat(200_000)}${']'.repeat(200_000)}`, damaged('it is nested too deeply')],
])('what is wrong with it is said (%#)', (value, message) => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  expect(() => parseState(text, 'sandbox', 'here')).toThrow(new StateError(message));
});

test('a body may have any fields, as deep as a manifest has them', () => {
  const text = JSON.stringify(withBody(nested(100)));
  const state = parseState(text, 'sandbox', 'here');
  expect(parseState(stateText(state), 'sandbox', 'here')).toEqual(state);
});

test('a document is text that a person can read, its names in order', () => {
  const names = ['b', 'a-1', 'constructor', 'a', `z${'_'.repeat(63)}`];
  const of = <T>(values: readonly string[], value: T) =>
    Object.fromEntries(values.map((name) => [name, value]));
  const given = { ...document, webhooks: of(names, { ...webhook, current, attempt }) };
  const text = stateText(parseState(JSON.stringify(given), 'sandbox', 'here'));
  const sorted = { ...given, webhooks: of(names.toSorted(), { ...webhook, current, attempt }) };
  expect(text).toBe(`${JSON.stringify(sorted, null, 2)}\n`);
});

test('a document with one field too many, too few or of another type is damaged', () => {
  const parts = [
    [],
    ['writer'],
    ['webhooks', 'a'],
    ['webhooks', 'a', 'current'],
    ['webhooks', 'a', 'attempt'],
    ['webhooks', 'a', 'attempt', 'run'],
    ['secrets', 'S'],
  ];
  const optional = ['current', 'attempt', 'owner'];
  const whole = {
    ...document,
    webhooks: { a: { ...webhook, current, attempt } },
    secrets: { S: { owner: 'whk_1' } },
  };
  expect(() => parseState(JSON.stringify(whole), 'sandbox', 'here')).not.toThrow();
  for (const path of parts) {
    const partOf = (root: unknown) =>
      path.reduce((value, key) => (value as Record<string, unknown>)[key], root) as Record<
        string,
        unknown
      >;
    for (const field of Object.keys(partOf(whole))) {
      for (const edit of [
        (part: Record<string, unknown>) => {
          if (!optional.includes(field)) delete part[field];
          else part[field] = 7;
        },
        (part: Record<string, unknown>) => {
          part[field] = null;
        },
        (part: Record<string, unknown>) => {
          part.extra = part[field];
        },
      ]) {
        const copy = structuredClone(whole);
        edit(partOf(copy));
        expect(
          () => parseState(JSON.stringify(copy), 'sandbox', 'here'),
          `${path} ${field}`,
        ).toThrow(/^The state \(here\) is damaged/);
      }
    }
  }
});
