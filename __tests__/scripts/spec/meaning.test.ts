/** Usual ways to write the API down: what they mean. */
import { describe, expect, it } from 'vitest';
import { ApiDocument, base } from './document.ts';

const identifier = { $ref: '#/components/schemas/ClientId' };

const asBefore: Record<string, (document: ApiDocument) => void> = {
  'a reference to the request body': (document) => document.share('post/requestBody', 'requestBodies/Body'),
  'a reference to the schema of the request': (document) => document.share('request'),
  'a reference to a reference'(document) {
    document.share('request', 'schemas/Inner');
    document.share('request');
  },
  'a reference to the events': (document) => document.share('request/properties/events'),
  'a reference to the items of the events': (document) => document.share('request/properties/events/items'),
  'a reference to the reply': (document) => document.share('post/responses/201', 'responses/Created'),
  'a reference to the path'(document) {
    document.whole.components.pathItems = { Webhooks: document.whole.paths['/webhooks'] };
    document.whole.paths['/webhooks'] = { $ref: '#/components/pathItems/Webhooks' };
  },
  'a reference into the request itself'(document) {
    const at = '#/paths/~1webhooks/post/requestBody/content/application~1json/schema/properties/url';
    document.set('reply/properties/url', { $ref: at });
  },
  'a request of several parts'(document) {
    const { url, ...properties } = document.at('request/properties');
    const first = { type: 'object', properties: { url }, required: ['url'], additionalProperties: false };
    const second = { properties, required: ['events', 'status'], additionalProperties: true };
    document.set('request', { allOf: [first, second] });
    document.share('request/allOf/0');
  },
  'a reply that is the request and more (3.1)'(document) {
    document.set('openapi', '3.1.0');
    const { id, secret } = document.at('reply/properties');
    document.share('request');
    document.set('reply', { ...document.at('request'), properties: { id, secret }, required: ['id'] });
  },
  'one schema for both, with fields that are only read'(document) {
    document.set('reply/properties/id', { allOf: [document.at('reply/properties/id')], readOnly: true });
    document.set('reply/properties/secret/readOnly', true);
    document.share('reply');
    document.set('request', document.at('reply'));
  },
  'events as alternatives of one value each'(document) {
    const names: string[] = document.at('request/properties/events/items/enum');
    const oneOf = names.map((name) => ({ const: name, title: name, description: name }));
    document.set('request/properties/events/items', { oneOf, type: 'string' });
  },
  'events as alternatives of several values, in parts'(document) {
    const names: string[] = document.at('request/properties/events/items/enum');
    const anyOf = ['counterparty.', 'customer.', 'transaction.'].map((family) => ({
      type: 'string',
      enum: names.filter((name) => name.startsWith(family)),
    }));
    document.set('request/properties/events/items', { allOf: [{ anyOf }, { type: 'string' }] });
  },
  'an event that is named twice'(document) {
    document.at('request/properties/events/items/enum').push('transaction.completed');
  },
  'a media type with parameters'(document) {
    for (const path of ['request', 'reply']) {
      const content = { 'text/xml': {}, 'Application/JSON; charset=utf-8': { schema: document.at(path) } };
      document.set(path === 'request' ? 'post/requestBody' : 'post/responses/201', { content });
    }
  },
  'IDs under another name'(document) {
    document.set('components/schemas/Identifier', document.at('components/schemas/WebhookId'));
    document.set('components/schemas/WebhookId', undefined);
    document.set('reply/properties/id', { $ref: '#/components/schemas/Identifier' });
  },
  'security schemes under other names'(document) {
    const { apiKey, apiSecret } = document.at('components/securitySchemes');
    document.set('components/securitySchemes', { second: apiSecret, first: apiKey, other: { type: 'http' } });
    document.set('post/security', [{ other: [] }, { second: [], first: [] }]);
  },
  'security of the whole document'(document) {
    document.set('security', document.at('post/security'));
    document.set('post/security', undefined);
  },
  'another operation ID': (document) => document.set('post/operationId', 'post_webhooks'),
  'a slash at the end of a server'(document) {
    for (const server of document.whole.servers) server.url += '/';
  },
  'a server with a name of its own (3.2)'(document) {
    document.set('openapi', '3.2.0');
    const servers: { url: string }[] = document.at('servers');
    const sandbox = servers.find(({ url }) => url === base.environments.sandbox);
    Object.assign(sandbox ?? {}, { name: 'sandbox', description: 'For tests.' });
  },
  'extensions, examples, formats, and words for people'(document) {
    Object.assign(document.at('request'), { 'x-tags': [1], title: 'Webhook', example: { url: 1 }, xml: {} });
    Object.assign(document.at('request/properties/url'), { 'x-order': 1, example: 'https://a.example' });
    Object.assign(document.at('components/schemas/ClientId'), { title: 'Client', format: 'client-id' });
  },
  'bodies that say they are open'(document) {
    for (const body of ['request', 'reply']) document.set(`${body}/additionalProperties`, true);
  },
  'the same as 3.1'(document) {
    document.set('openapi', '3.1.1');
    document.set('components/schemas/ClientId/type', ['string']);
    document.set('components/schemas/WebhookId/examples', ['whk_2ofTA13AD0xBtbEvBl20aEb1hEu']);
  },
  'a schema elsewhere that contains itself'(document) {
    document.set('components/schemas/Tree', { properties: { top: { $ref: '#/components/schemas/Tree' } } });
  },
};

const pattern = '^client_[a-zA-Z0-9]{27}$';
const either = [{ type: 'integer' }, { type: 'string' }];
const max = { type: 'integer' };
const createdAt = { type: 'string', format: 'date-time', readOnly: true };

const fields: [what: string, written: object, means: object][] = [
  ['a description beside a reference', { ...identifier, description: 'Who.' }, { description: 'Who.', pattern }],
  ['a description beside parts', { allOf: [identifier], description: 'Who.' }, { description: 'Who.', pattern }],
  ['null (3.0)', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
  [
    'null beside a reference in parts (3.0)',
    { nullable: true, allOf: [identifier] },
    { type: ['string', 'null'], pattern },
  ],
  [
    'null beside a type and a reference in parts (3.0)',
    { type: 'string', nullable: true, allOf: [identifier] },
    { type: ['string', 'null'], pattern },
  ],
  ['null among values (3.0)', { type: 'string', nullable: true, enum: ['a'] }, { enum: ['a', null] }],
  ['null beside values without a type (3.0)', { nullable: true, enum: ['a'] }, { enum: ['a', null] }],
  ['null beside alternatives (3.0)', { nullable: true, oneOf: either }, { oneOf: [...either, { type: 'null' }] }],
  ['null as a type (3.1)', { type: ['string', 'null'] }, { type: ['string', 'null'] }],
  ['null as an alternative (3.1)', { oneOf: [identifier, { type: 'null' }] }, { type: ['string', 'null'], pattern }],
  ['an exclusive limit (3.0)', { type: 'number', minimum: 0, exclusiveMinimum: true }, { exclusiveMinimum: 0 }],
  ['an exclusive limit (3.1)', { type: 'number', exclusiveMinimum: 0 }, { exclusiveMinimum: 0 }],
  ['one value', { const: 'push' }, { enum: ['push'] }],
  ['a default, and a field that goes', { default: 'a', deprecated: true }, { default: 'a', deprecated: true }],
  [
    'a field that is only read, within a field',
    { type: 'object', properties: { max, createdAt } },
    { properties: { max }, additionalProperties: false },
  ],
];

describe('a document with', () => {
  it.each(Object.entries(asBefore))('%s means the same', async (_, change) => {
    const document = new ApiDocument();
    change(document);
    expect(await document.needs()).toEqual(base);
  });

  it.each(fields)('%s says so', async (what, written, means) => {
    const document = new ApiDocument();
    if (what.endsWith('(3.1)')) document.set('openapi', '3.1.0');
    document.set('request/properties/field', written);
    expect((await document.needs()).request.properties.field).toMatchObject(means);
  });

  it('a field of the reply that is only written has a reply without it', async () => {
    const document = new ApiDocument();
    document.set('reply/properties/token', { type: 'string', writeOnly: true });
    document.at('reply/required').push('token');
    expect((await document.needs()).reply).toEqual(base.reply);
  });

  it('one more server has one more environment', async () => {
    const document = new ApiDocument();
    document.at('servers').push({ url: 'https://antarctica.example/v1', description: 'Antarctica environment' });
    expect((await document.needs()).environments).toEqual({
      ...base.environments,
      antarctica: 'https://antarctica.example/v1',
    });
  });
});
