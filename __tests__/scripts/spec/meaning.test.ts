/** Usual ways to write the API down: what they mean. */
import { describe, expect, it } from 'vitest';
import { base, needsAfter, type Parts, put } from './document.ts';

const asBefore: Record<string, (parts: Parts) => void> = {
  'a reference to the request body': ({ post, shared }) => {
    post.requestBody = shared(post.requestBody, 'Body', 'requestBodies');
  },
  'a reference to the schema of the request': ({ post, request, shared }) => {
    post.requestBody.content['application/json'].schema = shared(request);
  },
  'a reference to a reference': ({ doc, post, request, shared }) => {
    doc.components.schemas.Inner = structuredClone(request);
    post.requestBody.content['application/json'].schema = shared({
      $ref: '#/components/schemas/Inner',
    });
  },
  'a reference to the events': ({ request, shared }) => {
    request.properties.events = shared(request.properties.events);
  },
  'a reference to the items of the events': ({ request, shared }) => {
    request.properties.events.items = shared(request.properties.events.items);
  },
  'a reference to the reply': ({ post, shared }) => {
    post.responses['201'] = shared(post.responses['201'], 'Created', 'responses');
  },
  'a reference to the path': ({ doc }) => {
    doc.components.pathItems = { Webhooks: doc.paths['/webhooks'] };
    doc.paths['/webhooks'] = { $ref: '#/components/pathItems/Webhooks' };
  },
  'a reference into the request itself': ({ reply }) => {
    const at = '#/paths/~1webhooks/post/requestBody/content/application~1json/schema/properties/url';
    reply.properties.url = { $ref: at };
  },
  'a request of several parts': ({ request, shared }) => {
    const { url, ...properties } = request.properties;
    const first = { type: 'object', properties: { url }, required: ['url'] };
    const second = {
      properties,
      required: ['events', 'status'],
      additionalProperties: true,
    };
    for (const key of Object.keys(request)) delete request[key];
    request.allOf = [shared({ ...first, additionalProperties: false }), second];
  },
  'a reply that is the request and more (3.1)': ({ doc, request, reply, shared }) => {
    doc.openapi = '3.1.0';
    const { id, secret } = reply.properties;
    for (const key of Object.keys(reply)) delete reply[key];
    Object.assign(reply, shared(request), { properties: { id, secret }, required: ['id'] });
  },
  'one schema for both, with fields that are only read': ({ post, reply, shared }) => {
    reply.properties.id = { allOf: [reply.properties.id], readOnly: true };
    reply.properties.secret.readOnly = true;
    const ref = shared(reply);
    for (const message of [post.requestBody, post.responses['201']]) {
      message.content['application/json'].schema = ref;
    }
  },
  'events as alternatives of one value each': ({ request }) => {
    const { items } = request.properties.events;
    request.properties.events.items = {
      oneOf: items.enum.map((name: string) => ({ const: name, title: name, description: name })),
      type: 'string',
    };
  },
  'events as alternatives of several values, in parts': ({ request }) => {
    const { items } = request.properties.events;
    const families = ['counterparty.', 'customer.', 'transaction.'].map((family) => ({
      type: 'string',
      enum: items.enum.filter((name: string) => name.startsWith(family)),
    }));
    request.properties.events.items = { allOf: [{ anyOf: families }, { type: 'string' }] };
  },
  'an event that is named twice': ({ request }) => {
    request.properties.events.items.enum.push('transaction.completed');
  },
  'a media type with parameters': ({ post }) => {
    for (const message of [post.requestBody, post.responses['201']]) {
      const { schema } = message.content['application/json'];
      message.content = { 'text/xml': {}, 'Application/JSON; charset=utf-8': { schema } };
    }
  },
  'IDs under another name': ({ doc, reply }) => {
    doc.components.schemas.Identifier = doc.components.schemas.WebhookId;
    delete doc.components.schemas.WebhookId;
    reply.properties.id = { $ref: '#/components/schemas/Identifier' };
  },
  'security schemes under other names': ({ doc, post }) => {
    const { apiKey, apiSecret } = doc.components.securitySchemes;
    doc.components.securitySchemes = { second: apiSecret, first: apiKey, other: { type: 'http' } };
    post.security = [{ other: [] }, { second: [], first: [] }];
  },
  'security of the whole document': ({ doc, post }) => {
    doc.security = post.security;
    delete post.security;
  },
  'another operation ID': ({ post }) => {
    post.operationId = 'post_webhooks';
  },
  'a slash at the end of a server': ({ doc }) => {
    for (const server of doc.servers) server.url += '/';
  },
  'a server with a name of its own (3.2)': ({ doc }) => {
    doc.openapi = '3.2.0';
    doc.servers[1].name = 'sandbox';
    doc.servers[1].description = 'For tests.';
  },
  'extensions, examples, formats, and words for people': ({ doc, request }) => {
    Object.assign(request, { 'x-tags': [1], title: 'Webhook', example: { url: 1 }, xml: {} });
    Object.assign(request.properties.url, { 'x-order': 1, example: 'https://a.example' });
    Object.assign(doc.components.schemas.ClientId, { title: 'Client', format: 'client-id' });
  },
  'bodies that say they are open': ({ request, reply }) => {
    for (const body of [request, reply]) body.additionalProperties = true;
  },
  'the same as 3.1': ({ doc }) => {
    doc.openapi = '3.1.1';
    doc.components.schemas.ClientId.type = ['string'];
    doc.components.schemas.WebhookId.examples = ['whk_2ofTA13AD0xBtbEvBl20aEb1hEu'];
  },
  'a schema elsewhere that contains itself': ({ doc }) => {
    doc.components.schemas.Tree = { properties: { top: { $ref: '#/components/schemas/Tree' } } };
  },
};

/** What a field of the request comes to. */
const field = (name: string, schema: object) => ({ request: { properties: { [name]: schema } } });
const createdAt = { type: 'string', format: 'date-time', readOnly: true };

const otherwise: [name: string, change: (parts: Parts) => void, means: object][] = [
  [
    'a description beside a reference',
    put('owner', { $ref: '#/components/schemas/ClientId', description: 'Its owner.' }),
    field('owner', { description: 'Its owner.', pattern: '^client_[a-zA-Z0-9]{27}$' }),
  ],
  [
    'a description beside parts',
    put('owner', { allOf: [{ $ref: '#/components/schemas/ClientId' }], description: 'Its owner.' }),
    field('owner', { description: 'Its owner.', pattern: '^client_[a-zA-Z0-9]{27}$' }),
  ],
  ['null (3.0)', put('note', { type: 'string', nullable: true }), field('note', { type: ['string', 'null'] })],
  [
    'null beside a reference in parts (3.0)',
    put('owner', { nullable: true, allOf: [{ $ref: '#/components/schemas/ClientId' }] }),
    field('owner', { type: ['string', 'null'], pattern: '^client_[a-zA-Z0-9]{27}$' }),
  ],
  [
    'null beside a type and a reference in parts (3.0)',
    put('owner', {
      type: 'string',
      nullable: true,
      allOf: [{ $ref: '#/components/schemas/ClientId' }],
    }),
    field('owner', { type: ['string', 'null'], pattern: '^client_[a-zA-Z0-9]{27}$' }),
  ],
  [
    'null among values (3.0)',
    put('mode', { type: 'string', nullable: true, enum: ['a', 'b'] }),
    field('mode', { enum: ['a', 'b', null] }),
  ],
  [
    'null beside values without a type (3.0)',
    put('mode', { nullable: true, enum: ['a', 'b'] }),
    field('mode', { enum: ['a', 'b', null] }),
  ],
  [
    'null beside alternatives (3.0)',
    put('wait', { nullable: true, oneOf: [{ type: 'integer' }, { type: 'string' }] }),
    field('wait', { oneOf: [{ type: 'integer' }, { type: 'string' }, { type: 'null' }] }),
  ],
  [
    'null as a type (3.1)',
    (parts) => {
      parts.doc.openapi = '3.1.0';
      put('note', { type: ['string', 'null'] })(parts);
    },
    field('note', { type: ['string', 'null'] }),
  ],
  [
    'null as an alternative (3.1)',
    put('owner', { oneOf: [{ $ref: '#/components/schemas/ClientId' }, { type: 'null' }] }),
    field('owner', { type: ['string', 'null'], pattern: '^client_[a-zA-Z0-9]{27}$' }),
  ],
  [
    'an exclusive limit (3.0)',
    put('rate', { type: 'number', minimum: 0, exclusiveMinimum: true }),
    field('rate', { exclusiveMinimum: 0 }),
  ],
  [
    'an exclusive limit (3.1)',
    put('rate', { type: 'number', exclusiveMinimum: 0 }),
    field('rate', { exclusiveMinimum: 0 }),
  ],
  ['one value', put('kind', { const: 'push' }), field('kind', { enum: ['push'] })],
  [
    'a default, and a field that goes',
    put('kind', { type: 'string', default: 'a', deprecated: true }),
    field('kind', { default: 'a', deprecated: true }),
  ],
  [
    'a field that is only written',
    ({ reply }) => {
      reply.properties.token = { type: 'string', writeOnly: true };
      reply.required.push('token');
    },
    { reply: { required: base.reply.required } },
  ],
  [
    'a field that is only read, within a field',
    put('retry', { type: 'object', properties: { max: { type: 'integer' }, createdAt } }),
    field('retry', { properties: { max: { type: 'integer' } }, additionalProperties: false }),
  ],
  [
    'a third environment',
    ({ doc }) => {
      doc.servers.push({ url: 'https://eu.conduit.financial/v1', description: 'EU environment' });
    },
    { environments: { ...base.environments, eu: 'https://eu.conduit.financial/v1' } },
  ],
];

describe('a document with', () => {
  it.each(Object.entries(asBefore))('%s means the same', async (_name, change) => {
    expect(await needsAfter(change)).toEqual(base);
  });

  it.each(otherwise)('%s says so', async (_name, change, means) => {
    expect(await needsAfter(change)).toMatchObject(means);
  });
});
