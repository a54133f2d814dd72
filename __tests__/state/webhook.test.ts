import { describe, expect, it } from 'vitest';
import { canonicalText, departures, type WebhookBody } from '../../src/webhook/body.ts';

const body: WebhookBody = {
  url: 'https://hooks.example.com/conduit',
  events: ['transaction.completed', 'customer.active'],
  status: 'enabled',
};

/** A body with fields that this version of the spec does not have. */
const withFields = (fields: Record<string, unknown>) => ({ ...body, ...fields }) as WebhookBody;

describe('the canonical form', () => {
  it('does not tell the order of keys and events, nor an absent field', () => {
    const other = { status: 'enabled', events: body.events.toReversed(), url: body.url } as const;
    expect(canonicalText({ ...other, organizationId: undefined } as never)).toBe(canonicalText(body));
  });

  it('sorts the keys of objects within, and keeps the order of lists', () => {
    const one = withFields({ filters: [{ b: 1, a: 2 }, { c: 3 }] });
    const same = withFields({ filters: [{ a: 2, b: 1 }, { c: 3 }] });
    const other = withFields({ filters: [{ c: 3 }, { a: 2, b: 1 }] });
    expect(canonicalText(one)).toBe(canonicalText(same));
    expect(canonicalText(one)).not.toBe(canonicalText(other));
  });
});

describe('a reply', () => {
  it('departs in the fields that it repeats with another value', () => {
    const reply = { ...body, events: ['customer.active'], status: 'disabled' };
    expect(departures(body, reply)).toEqual(['events', 'status']);
  });

  it('may leave fields out, and have its events in another order', () => {
    expect(departures(body, { events: body.events.toReversed(), id: 'whk_1' })).toEqual([]);
  });

  it.each([
    ['HTTPS://Hooks.Example.com:443', 'https://hooks.example.com/', []],
    ['https://hooks.example.com/', 'https://hooks.example.com', []],
    ['https://hooks.example.com/a', 'https://hooks.example.com/a/', ['url']],
    ['https://hooks.example.com/a', 'https://hooks.example.com/A', ['url']],
    ['https://hooks.example.com:443', 'https://hooks.example.com:8443', ['url']],
    ['https://hooks.example.com', 'http://hooks.example.com', ['url']],
    ['https://hooks.example.com', 'hooks.example.com', ['url']],
  ])('has its URL compared in normal form: %s, %s', (url, given, fields) => {
    expect(departures({ ...body, url }, { url: given })).toEqual(fields);
    expect(departures({ ...body, url: given }, { url })).toEqual(fields);
  });

  it('departs in a field that is null', () => {
    expect(departures(body, { ...body, status: null })).toEqual(['status']);
  });

  it('departs in a field that was not sent', () => {
    expect(departures(body, { organizationId: 'client_1' })).toEqual(['organizationId']);
  });
});
