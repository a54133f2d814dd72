/** The document as text: what is read, what is refused, and in which words. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StateError } from '../../src/state/document.ts';
import { parseState, stateText, textBefore } from '../../src/state/state-text.ts';
import { current, declared, earlier, record, request, stateOf, states } from '../../testing/plans.ts';
import { runs } from '../fuzz.ts';

const json = JSON.stringify;
const read = (text: string) => parseState(text, 'sandbox', 'here');

test('a document is read as it was written, whatever the order of its names', () => {
  fc.assert(
    fc.property(states, (state) => {
      const text = stateText(state);
      expect(read(text)).toEqual(state);
      const reversed = <T>(values: Record<string, T>) => Object.fromEntries(Object.entries(values).toReversed());
      const [webhooks, secrets] = [reversed(state.webhooks), reversed(state.secrets)];
      expect(stateText({ ...state, webhooks, secrets })).toBe(text);
    }),
    runs(200),
  );
});

test('a document is text that a person can read, its names in order', () => {
  const names = ['b', 'a-1', 'constructor', 'a', `z${'_'.repeat(63)}`];
  const of = (some: string[]) => stateOf(Object.fromEntries(some.map((name) => [name, record({})])));
  expect(stateText(read(json(of(names))))).toBe(`${JSON.stringify(of(names.toSorted()), null, 2)}\n`);
});

const declaration = declared('a');
const one = current('whk_1', declaration);
const sent = request('req_0000000000000001', declaration);
const empty = stateOf({});
const withRecord = (fields: object) => ({ ...empty, webhooks: { a: { ...record({}), ...fields } } });
/** Lists within one another: parts of a body that only a stranger writes. */
const nested = (depth: number) => withBody(JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`));
const withBody = (field: unknown) => withRecord({ current: { ...one, body: { field } } });

const damaged = (what: string) =>
  `The state (here) is damaged: ${what}. Restore an earlier version of it. Then add the \`id\` of every webhook created since, or the next run creates it again.`;

describe('what is wrong with a document is said', () => {
  test.each<[what: unknown, message: string]>([
    ['', damaged('it is not JSON')],
    ['{"version": 1,\n<<<<<<< ours\n', damaged('it is not JSON (line 2 column 1)')],
    [
      { version: 3 },
      'The state (here) was written by a newer version of the action (state version 3). Use that version.',
    ],
    [
      { ...empty, environment: 'live' },
      'The state (here) belongs to the environment "live", not "sandbox". Each environment needs its own state.',
    ],
    // Of what would take too much.
    [`[${'[],'.repeat(500_000)}0]`, damaged('it has more than 500000 values')],
    [
      withRecord({ gone: Array.from({ length: 100_001 }, (_, at) => `w${at}`) }),
      damaged('it has the IDs of more than 100000 webhooks'),
    ],
    [nested(1000), damaged('it is nested too deeply')],
    [`${'['.repeat(200_000)}${']'.repeat(200_000)}`, damaged('it is nested too deeply')],
    // Of keys that stand twice, of which parsing keeps the last.
    ...['a', '\\u0061'].map((key): [string, string] => [
      json(withRecord({ current: one })).replace('"webhooks":{', `"webhooks":{"${key}":${json(record({}))},`),
      damaged('"a" stands twice in one object'),
    ]),
    [
      json(withBody([{ x: 1 }])).replace('"x":1', '"x":1,"y":"\\\\\\"{,","x":1'),
      damaged('"x" stands twice in one object'),
    ],
  ])('(%#)', (value, message) => {
    expect(() => read(typeof value === 'string' ? value : json(value))).toThrow(new StateError(message));
  });

  /** As JSON text, since a key `__proto__` is lost in an object. */
  const withKey = (field: 'secrets' | 'webhooks', key: string) =>
    JSON.parse(json(empty).replace(`"${field}":{`, `"${field}":{${json(key)}:{}`));

  test.each<[what: string, values: unknown[]]>([
    ['it is not of the type object', [null]],
    ['it lacks "environment"', [{ version: 2 }]],
    ['it has the unknown field "lock"', [{ ...empty, lock: 'x' }]],
    ['/version is not what the action writes there', [{ ...empty, version: 0 }]],
    ['/version is not of the type number', [{ ...empty, version: '3' }]],
    ['/revision is not what the action writes there', [{ ...empty, revision: '0' }]],
    [
      '/apiUrl is not what the action writes there',
      ['api', 'ftp://api', 'https://u:p@api', 'https://api/?x', 'https://api/#x', 'https://a b'].map((apiUrl) => ({
        ...empty,
        apiUrl,
      })),
    ],
    ['/secrets/S has the unknown field "value"', [{ ...empty, secrets: { S: { value: 'x' } } }]],
    ['/secrets/S/owner is not what the action writes there', [{ ...empty, secrets: { S: { owner: '::x' } } }]],
    ...['../x', 'x', 'GITHUB_X', 'X?y', 'X/', '__proto__'].map((key): [string, unknown[]] => [
      `/secrets has ${json(key)}, which is no name there`,
      [withKey('secrets', key)],
    ]),
    ...['x'.repeat(65), 'A', 'a b', 'a\n', '1a', 'é', '-a', 'a::b', '', '__proto__'].map((key): [string, unknown[]] => [
      `/webhooks has ${json(key)}, which is no name there`,
      [withKey('webhooks', key)],
    ]),
    ['/webhooks/a is not of the type object', [{ ...empty, webhooks: { a: null } }]],
    ['/webhooks/a lacks "revision"', [{ ...empty, webhooks: { a: {} } }]],
    ['/webhooks/a/current lacks "id"', [withRecord({ current: { ...one, id: undefined } })]],
    ['/webhooks/a/current has the unknown field "until"', [withRecord({ current: { ...one, until: earlier } })]],
    ['/webhooks/a/current/body is not of the type object', [withRecord({ current: { ...one, body: 'x' } })]],
    ['/webhooks/a/gone/0 is not what the action writes there', [withRecord({ gone: ['a b'] })]],
    [
      '/webhooks/a/request/id is not what the action writes there',
      ['whk_1', 'req_00000001', `${sent.id}\n`].map((id) => withRecord({ request: { ...sent, id } })),
    ],
    [
      '/webhooks/a/request/secret is not what the action writes there',
      ['..\\..\\ADMIN\\X?Y=1#', '../X', 'X?', 'X#/a', 'x', '1X', 'GITHUB_X', 'X/', 'X Y/live', ''].map((secret) =>
        withRecord({ request: { ...sent, secret } }),
      ),
    ],
    [
      '/webhooks/a/request/until is before its "at"',
      [withRecord({ request: { ...sent, until: new Date(Date.parse(sent.at) - 1).toISOString() } })],
    ],
    ['/webhooks/a/removedAt is about no webhook', [withRecord({ removedAt: earlier, replaced: ['whk_1'] })]],
    [
      'whk_1 stands in /webhooks/a and again in /webhooks/a',
      [
        withRecord({ current: one, replaced: ['whk_1'] }),
        withRecord({ current: one, gone: ['whk_1'] }),
        withRecord({ replaced: ['whk_1'], gone: ['whk_1'] }),
      ],
    ],
    [
      'whk_1 stands in /webhooks/a and again in /webhooks/b',
      [{ current: one }, { replaced: ['whk_1'] }, { gone: ['whk_1'] }].map((fields) =>
        stateOf({ a: record({ current: one }), b: record(fields) }),
      ),
    ],
  ])('%s', (what, values) => {
    for (const value of values) expect(() => read(json(value))).toThrow(new StateError(damaged(what)));
  });

  // What would lead elsewhere in a path, or is a request's.
  test.each(['', '.', '..', 'a/b', 'a\n', sent.id, 'req_', 'x'.repeat(201)])('%j is no ID of a webhook', (id) => {
    const error = (place: string) => new StateError(damaged(`${place} is not what the action writes there`));
    expect(() => read(json(withRecord({ current: { ...one, id } })))).toThrow(error('/webhooks/a/current/id'));
    expect(() => read(json(withRecord({ replaced: [id] })))).toThrow(error('/webhooks/a/replaced/0'));
  });

  test.each([
    [
      'is not a time',
      [
        '2026-01-32T00:00:00.000Z',
        '2026-02-30T00:00:00.000Z',
        '2026-01-01T24:00:00.000Z',
        '+275760-09-13T00:00:00.001Z',
        '-000000-01-01T00:00:00.000Z',
      ],
    ],
    ['is not what the action writes there', ['2026-01-01', '2026-01-01T00:00:00.000+01:00', 'now']],
  ])('of a time: it %s', (what, times) => {
    for (const time of times) {
      for (const [place, fields] of [
        ['removedAt', { removedAt: time }],
        ['current/at', { current: { ...one, at: time } }],
        ['request/at', { request: { ...sent, at: time } }],
        ['request/until', { request: { ...sent, until: time } }],
      ] as const) {
        const error = new StateError(damaged(`/webhooks/a/${place} ${what}`));
        expect(() => read(json(withRecord(fields)))).toThrow(error);
      }
    }
  });
});

test('a body may have any fields, as deep as a manifest has them', () => {
  const state = read(json(nested(100)));
  expect(read(stateText(state))).toEqual(state);
});

test('a state leaves room for the results of the requests that are about to be sent', () => {
  const state = read(json(withBody('x'.repeat(7 * 2 ** 20))));
  expect(textBefore(100, state)).toBe(stateText(state));
  expect(() => textBefore(2000, state)).toThrow(
    new StateError(
      'The state would have more than 8 MiB with these webhooks. Move some of them into another manifest, with a state of its own (git:NAME).',
    ),
  );
});

test('a document with one field too many, too few or of another type is damaged', () => {
  const slot = 'S_1/Größe ⚙';
  const whole = stateOf({ a: record({ current: one, request: sent }) }, { secrets: { [slot]: { owner: 'whk_1' } } });
  expect(read(json(whole))).toEqual(whole);
  const optional = ['current', 'request', 'owner'];
  type Part = Record<string, unknown>;
  for (const path of [
    [],
    ['run'],
    ['webhooks', 'a'],
    ['webhooks', 'a', 'current'],
    ['webhooks', 'a', 'request'],
    ['webhooks', 'a', 'request', 'run'],
    ['secrets', slot],
  ]) {
    const partOf = (root: unknown) => path.reduce((value, key) => (value as Part)[key], root) as Part;
    for (const field of Object.keys(partOf(whole))) {
      const edits: ((part: Part) => void)[] = [
        (part) => (optional.includes(field) ? Object.assign(part, { [field]: 7 }) : delete part[field]),
        (part) => Object.assign(part, { [field]: null }),
        (part) => Object.assign(part, { extra: part[field] }),
      ];
      for (const edit of edits) {
        const copy = structuredClone(whole);
        edit(partOf(copy));
        expect(() => read(json(copy)), `${path} ${field}`).toThrow(/^The state \(here\) is damaged/);
      }
    }
  }
});
