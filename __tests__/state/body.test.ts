/** What tells two webhooks apart, and what is kept and shown of one. */
import { expect, describe as group, it } from 'vitest';
import {
  canonicalText,
  departures,
  describe,
  differencesBetween,
  differencesFrom,
  grownEvents,
  type WebhookBody,
} from '../../src/webhook/body.ts';

const body: WebhookBody = {
  url: 'https://hooks.example.com/conduit',
  events: ['transaction.completed', 'customer.active'],
  status: 'enabled',
};

/** A body with fields that this version of the spec does not have. */
const withFields = (fields: Record<string, unknown>) => ({ ...body, ...fields }) as WebhookBody;

/** The same body in another order, with a field that is absent. */
const reordered = withFields({ status: 'enabled', events: body.events.toReversed(), organizationId: undefined });

const described = (one: WebhookBody, patterns: readonly string[] = one.events) => describe({ body: one, patterns });

group('the canonical text', () => {
  it('does not tell the order of keys and events, nor an absent field', () => {
    expect(canonicalText(Object.fromEntries(Object.entries(reordered).reverse()) as never)).toBe(canonicalText(body));
  });

  it('sorts the keys of objects within, and keeps the order of lists', () => {
    const textOf = (...filters: object[]) => canonicalText(withFields({ filters }));
    expect(textOf({ b: 1, a: 2 }, { c: 3 })).toBe(textOf({ a: 2, b: 1 }, { c: 3 }));
    expect(textOf({ b: 1, a: 2 }, { c: 3 })).not.toBe(textOf({ c: 3 }, { a: 2, b: 1 }));
  });
});

it.each(['?token=t0ken-in-the-url', '#t0ken-in-the-url', '/?a=1#t0ken-in-the-url'])(
  'a description keeps no token of a URL that ends in %s, and tells it from another',
  (end) => {
    const url = `https://hooks.example.com/conduit${end}`;
    const one = described({ ...body, url });
    expect(JSON.stringify(one)).not.toContain('t0ken');
    expect(one.body.url).toMatch(/^https:\/\/hooks\.example\.com\/conduit\/?\?sha256=\w{16}$/);
    const differences = differencesBetween(one, described({ ...body, url: `${url}2` }));
    expect(differences.map(({ field }) => field)).toEqual(['url']);
  },
);

group('differences', () => {
  it('are told field by field in the spec’s order, with what is absent on either side', () => {
    const before = described(withFields({ retries: 3, organizationId: 'client_1', tags: ['a', 'b'], hosts: ['a'] }));
    const now = described(withFields({ status: 'disabled', filters: [{ type: 'a' }], tags: ['b', 'c'], hosts: [1] }));
    expect(differencesBetween(before, now)).toEqual([
      { field: 'status', registered: 'enabled', declared: 'disabled' },
      { field: 'organizationId', registered: 'client_1', declared: undefined },
      { field: 'hosts', registered: '["a"]', declared: '[1]' },
      { field: 'retries', registered: '3', declared: undefined },
      { field: 'tags', removed: ['a'], added: ['c'] },
      { field: 'filters', registered: undefined, declared: '[{"type":"a"}]' },
    ]);
  });

  it('show events by the patterns that declare them', () => {
    const now = described({ ...body, events: ['customer.active'] });
    expect(differencesBetween(described(body), now)).toEqual([
      { field: 'events', removed: ['transaction.completed'], added: [] },
    ]);
  });

  it('are none when the same patterns stand for more events by now', () => {
    const before = described({ ...body, events: ['customer.active'] }, ['customer.*']);
    const now = described({ ...body, events: ['customer.active', 'customer.created'] }, ['customer.*']);
    expect(differencesBetween(before, now)).toEqual([]);
    const [one, other] = [
      described(body, ['customer.*', 'a.*']),
      described({ ...body, events: [] }, ['a.*', 'customer.*']),
    ];
    expect(differencesBetween(one, other)).toEqual([]);
    expect(grownEvents(before, now)).toEqual(['customer.created']);
    expect(grownEvents(before, described({ ...body, events: ['customer.created'] }))).toEqual([]);
  });

  it('are none when other patterns stand for the same events, nor in another order of them', () => {
    expect(differencesBetween(described(body, ['*']), described(reordered))).toEqual([]);
  });
});

it('a description keeps a URL without secrets as it stands', () => {
  expect(described({ ...body, url: 'https://Hooks.example.com' }).body.url).toBe('https://Hooks.example.com');
});

it('what differs from what is declared is told with both values', () => {
  const declared = { url: 'https://a.example.com/?a', status: 'enabled', organizationId: 'client_1' };
  const read = { url: 7, status: 'disabled', events: [] };
  expect(differencesFrom(declared as unknown as WebhookBody, read, [])).toEqual([
    { field: 'url', registered: '7', declared: expect.stringMatching(/^https:\/\/a\.example\.com\/\?sha256=/) },
    { field: 'status', registered: 'disabled', declared: 'enabled' },
    { field: 'organizationId', registered: undefined, declared: 'client_1' },
  ]);
});

it.each([
  ['a URL in another form', { url: 'HTTPS://A.example.com:443' }, { url: 'https://a.example.com/' }, 0],
  ['another path', { url: 'https://a.example.com/a' }, { url: 'https://a.example.com/b' }, 1],
  ['another query', { url: 'https://a.example.com/?a' }, { url: 'https://a.example.com/?b' }, 1],
  ['another order of events', { events: ['a', 'b'] }, { events: ['b', 'a', 'a'] }, 0],
  ['an event less', { events: ['a', 'b'] }, { events: ['a'] }, 1],
  ['an event that may be missing', { events: ['a', 'grown'] }, { events: ['a'] }, 0],
  ['null for what is absent', { organizationId: null }, {}, 0],
  ['null for what is declared', { organizationId: 'client_1' }, { organizationId: null }, 1],
  ['nothing for what is declared', { organizationId: 'client_1' }, {}, 1],
  ['a field that is not declared', {}, { organizationId: 'client_1' }, 0],
  ['a default in an object', { status: { on: true } }, { status: { on: true, retries: 3 } }, 0],
  ['a list in another order', { status: [1, 2] }, { status: [2, 1] }, 1],
  ['a longer list', { status: [1] }, { status: [1, 2] }, 1],
  ['the same list', { status: [1, { a: 1, b: 2 }] }, { status: [1, { b: 2, a: 1 }] }, 0],
  ['one of a list', { status: [1, 2] }, { status: [1, 3] }, 1],
  ['one of an object', { status: { a: 1, b: 2 } }, { status: { a: 1, b: 3 } }, 1],
  ['a text for an object', { status: { length: 1 } }, { status: 'a' }, 1],
  ['events that are no list', { events: ['a'] }, { events: 'a' }, 1],
  ['events that are no texts', { events: ['a'] }, { events: ['a', 1] }, 1],
  ['a URL over http in another form', { url: 'HTTP://A.example.com:80' }, { url: 'http://a.example.com/' }, 0],
  ['a text that has a URL in it', { status: 'see https://A.example.com' }, { status: 'see https://a.example.com' }, 1],
])('%s is so many differences from what is declared', (_, declared, read, count) => {
  const differences = differencesFrom(declared as unknown as WebhookBody, read, ['grown']);
  expect(differences).toHaveLength(count);
  expect(JSON.stringify(differences)).not.toContain('?b');
});

const https = 'https://hooks.example.com';

it.each<[what: string, sent: Partial<WebhookBody>, reply: Record<string, unknown>, fields: string[]]>([
  ['other values', {}, { ...body, events: ['customer.active'], status: 'disabled' }, ['events', 'status']],
  ['fewer fields, and its events in another order', {}, { events: body.events.toReversed(), id: 'whk_1' }, []],
  ['null', {}, { ...body, status: null }, ['status']],
  ['a field that was not sent', {}, { organizationId: 'client_1' }, ['organizationId']],
  ['the same URL in another form', { url: 'HTTPS://Hooks.Example.com:443' }, { url: `${https}/` }, []],
  ['the same URL in normal form', { url: `${https}/` }, { url: 'HTTPS://Hooks.Example.com:443' }, []],
  ['no slash after the host', { url: `${https}/` }, { url: https }, []],
  ['a slash after the path', { url: `${https}/a` }, { url: `${https}/a/` }, ['url']],
  ['a path in upper case', { url: `${https}/a` }, { url: `${https}/A` }, ['url']],
  ['another port', { url: `${https}:443` }, { url: `${https}:8443` }, ['url']],
  ['another scheme', { url: https }, { url: 'http://hooks.example.com' }, ['url']],
  ['no URL', { url: https }, { url: 'https://' }, ['url']],
  ['no scheme', { url: https }, { url: 'hooks.example.com' }, ['url']],
])('a reply with %s departs in its fields', (_, sent, reply, fields) => {
  expect(departures({ ...body, ...sent }, reply)).toEqual(fields);
});
