/** The document as text: what is read, what is refused, and in which words. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StateError } from '../../src/state/document.ts';
import { parseState, stateText, textBefore } from '../../src/state/state-text.ts';
import { states } from '../../testing/plans.ts';
import { runs } from '../fuzz.ts';

test('a document is read as it was written, whatever the order of its names', () => {
  fc.assert(
    fc.property(states, (state) => {
      const text = stateText(state);
      expect(parseState(text, 'sandbox', 'here')).toEqual(state);
      const reversed = <T>(values: Record<string, T>) => Object.fromEntries(Object.entries(values).toReversed());
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

const time = '2026-01-01T00:00:00.000Z';
const described = {
  body: { url: 'https://a.example.com/', events: ['customer.active'], status: 'enabled' },
  patterns: ['customer.*'],
  at: time,
  run: { server: 'https://github.com', id: '1', attempt: '1', commit: 'c0ffee' },
};
const current = { id: 'whk_1', origin: 'created', ...described };
const request = { id: 'req_0000000000000001', ...described, until: time };
const webhook = { revision: '0'.repeat(16), replaced: [], gone: [] };
const document = {
  version: 2,
  environment: 'sandbox',
  manifest: 'm.yml',
  apiUrl: 'https://api',
  revision: '0'.repeat(16),
  run: { server: '', id: '', attempt: '', commit: '' },
  decided: [],
  webhooks: {},
  secrets: {},
};

/** Records with `time` in each of the places that have one. */
const notTimes = (what: string) => (time: string) =>
  [
    [{ ...webhook, removedAt: time }, `/webhooks/a/removedAt ${what}`],
    [{ ...webhook, current: { ...current, at: time } }, `/webhooks/a/current/at ${what}`],
    [{ ...webhook, request: { ...request, at: time } }, `/webhooks/a/request/at ${what}`],
    [{ ...webhook, request: { ...request, until: time } }, `/webhooks/a/request/until ${what}`],
  ] as const;

const damaged = (what: string) =>
  `The state (here) is damaged: ${what}. Restore an earlier version of it. Then add the \`id\` of every webhook created since, or the next run creates it again.`;

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
  [{ ...document, version: '3' }, damaged('/version is not of the type number')],
  [
    { version: 3 },
    'The state (here) was written by a newer version of the action (state version 3). Use that version.',
  ],
  [{ version: 2 }, damaged('it lacks "environment"')],
  [{ ...document, lock: 'x' }, damaged('it has the unknown field "lock"')],
  [
    { ...document, environment: 'live' },
    'The state (here) belongs to the environment "live", not "sandbox". Each environment needs its own state.',
  ],
  [{ ...document, revision: '0' }, damaged('/revision is not what the action writes there')],
  [{ ...document, secrets: { S: { value: 'x' } } }, damaged('/secrets/S has the unknown field "value"')],
  [{ ...document, secrets: { S: { owner: '::x' } } }, damaged('/secrets/S/owner is not what the action writes there')],
  ...['x'.repeat(65), 'A', 'a b', 'a\n', '1a', 'é', '-a', 'a::b', ''].map((name): [object, string] => [
    { ...document, webhooks: { [name]: webhook } },
    damaged(`/webhooks has ${JSON.stringify(name)}, which is no name there`),
  ]),
  ...(
    [
      [null, '/webhooks/a is not of the type object'],
      [{}, '/webhooks/a lacks "revision"'],
      [{ ...webhook, gone: ['a b'] }, '/webhooks/a/gone/0 is not what the action writes there'],
      [{ ...webhook, current: described }, '/webhooks/a/current lacks "id"'],
      [{ ...webhook, current: { ...current, until: time } }, '/webhooks/a/current has the unknown field "until"'],
      [{ ...webhook, current: { ...current, body: 'x' } }, '/webhooks/a/current/body is not of the type object'],
      ...['whk_1', 'req_00000001', `${request.id}\n`].map(
        (id) =>
          [
            { ...webhook, request: { ...request, id } },
            '/webhooks/a/request/id is not what the action writes there',
          ] as const,
      ),
      // What would lead elsewhere in a path, or is an attempt's.
      ...['', '.', '..', 'a/b', 'a\n', request.id, 'req_', 'x'.repeat(201)].flatMap(
        (id) =>
          [
            [{ ...webhook, current: { ...current, id } }, '/webhooks/a/current/id is not what the action writes there'],
            [{ ...webhook, replaced: [id] }, '/webhooks/a/replaced/0 is not what the action writes there'],
          ] as const,
      ),
      ...['..\\..\\ADMIN\\X?Y=1#', '../X', 'X?', 'X#/a', 'x', '1X', 'GITHUB_X', 'X/', 'X Y/live', ''].map(
        (secret) =>
          [
            { ...webhook, request: { ...request, secret } },
            '/webhooks/a/request/secret is not what the action writes there',
          ] as const,
      ),
      ...['2026-01-32T00:00:00.000Z', '2026-02-30T00:00:00.000Z', '2026-01-01T24:00:00.000Z'].flatMap(
        notTimes('is not a time'),
      ),
      ...['2026-01-01', '2026-01-01T00:00:00.000+01:00', 'now'].flatMap(
        notTimes('is not what the action writes there'),
      ),
      ...['+275760-09-13T00:00:00.001Z', '-000000-01-01T00:00:00.000Z'].flatMap(notTimes('is not a time')),
      [
        { ...webhook, request: { ...request, until: '2025-12-31T23:59:59.999Z' } },
        '/webhooks/a/request/until is before its "at"',
      ],
      ...(['replaced', 'gone'] as const).map(
        (field) =>
          [
            { ...webhook, current, [field]: [current.id] },
            'whk_1 stands in /webhooks/a and again in /webhooks/a',
          ] as const,
      ),
      [{ ...webhook, replaced: ['whk_2'], gone: ['whk_2'] }, 'whk_2 stands in /webhooks/a and again in /webhooks/a'],
    ] as const
  ).map(([a, what]): [object, string] => [{ ...document, webhooks: { a } }, damaged(what)]),
  ...[
    { b: { ...webhook, current } },
    { b: { ...webhook, replaced: ['whk_1'] } },
    { b: { ...webhook, gone: ['whk_1'] } },
  ].map((other): [object, string] => [
    { ...document, webhooks: { a: { ...webhook, current }, ...other } },
    damaged('whk_1 stands in /webhooks/a and again in /webhooks/b'),
  ]),
  ...['../x', 'x', 'GITHUB_X', 'X?y', 'X/', '__proto__'].map((key): [string, string] => [
    JSON.stringify(document).replace('"secrets":{', `"secrets":{${JSON.stringify(key)}:{}`),
    damaged(`/secrets has ${JSON.stringify(key)}, which is no name there`),
  ]),
  ...['api', 'ftp://api', 'https://u:p@api', 'https://api/?x', 'https://api/#x', 'https://a b'].map(
    (apiUrl): [object, string] => [{ ...document, apiUrl }, damaged('/apiUrl is not what the action writes there')],
  ),
  ...['a', '\\u0061'].map((key): [string, string] => [
    JSON.stringify({ ...document, webhooks: { a: { ...webhook, current } } }).replace(
      '"webhooks":{',
      `"webhooks":{"${key}":${JSON.stringify(webhook)},`,
    ),
    damaged('"a" stands twice in one object'),
  ]),
  [
    JSON.stringify(withBody([{ x: 1 }])).replace('"x":1', '"x":1,"y":"\\\\\\"{,","x":1'),
    damaged('"x" stands twice in one object'),
  ],
  [
    JSON.stringify(document).replace('"webhooks":{}', '"webhooks":{"__proto__":null}'),
    damaged('/webhooks has "__proto__", which is no name there'),
  ],
  [`[${'[],'.repeat(500_000)}0]`, damaged('it has more than 500000 values')],
  [
    {
      ...document,
      webhooks: { a: { ...webhook, gone: Array.from({ length: 100_001 }, (_, at) => `w${at}`) } },
    },
    damaged('it has the IDs of more than 100000 webhooks'),
  ],
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
  const of = (values: readonly string[]) =>
    Object.fromEntries(values.map((name) => [name, { ...webhook, current: { ...current, id: name }, request }]));
  const text = stateText(parseState(JSON.stringify({ ...document, webhooks: of(names) }), 'sandbox', 'here'));
  const sorted = { ...document, webhooks: of(names.toSorted()) };
  expect(text).toBe(`${JSON.stringify(sorted, null, 2)}\n`);
});

test('a state leaves room for the results of the requests that are about to be sent', () => {
  const state = parseState(JSON.stringify(withBody('x'.repeat(7 * 2 ** 20))), 'sandbox', 'here');
  expect(textBefore(100, state)).toBe(stateText(state));
  expect(() => textBefore(2000, state)).toThrow(
    new StateError(
      'The state would have more than 8 MiB with these webhooks. Move some of them into another manifest, with a state of its own (git:NAME).',
    ),
  );
});

test('a document with one field too many, too few or of another type is damaged', () => {
  const parts = [
    [],
    ['run'],
    ['webhooks', 'a'],
    ['webhooks', 'a', 'current'],
    ['webhooks', 'a', 'request'],
    ['webhooks', 'a', 'request', 'run'],
    ['secrets', 'S_1/Größe ⚙'],
  ];
  const optional = ['current', 'request', 'owner'];
  const whole = {
    ...document,
    webhooks: { a: { ...webhook, current, request } },
    secrets: { 'S_1/Größe ⚙': { owner: 'whk_1' } },
  };
  expect(() => parseState(JSON.stringify(whole), 'sandbox', 'here')).not.toThrow();
  for (const path of parts) {
    const partOf = (root: unknown) =>
      path.reduce((value, key) => (value as Record<string, unknown>)[key], root) as Record<string, unknown>;
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
        expect(() => parseState(JSON.stringify(copy), 'sandbox', 'here'), `${path} ${field}`).toThrow(
          /^The state \(here\) is damaged/,
        );
      }
    }
  }
});
