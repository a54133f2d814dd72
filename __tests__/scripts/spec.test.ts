/** Usual ways to write the API down: each means the same, or is refused in one sentence with its place. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { renamedEnvironment } from '../../scripts/spec/environments.ts';
import { type Needs, needsOf } from '../../scripts/spec/needs.ts';
import { readSpec, resolved } from '../../scripts/spec/read.ts';
import { temporaryFolder } from '../e2e/support.ts';
import { root } from './project.ts';

// biome-ignore lint/suspicious/noExplicitAny: a document is changed in ways that no type foresees.
type Any = any;

/** The parts of a document that the table below changes. */
interface Parts {
  doc: Any;
  post: Any;
  request: Any;
  reply: Any;
  /** Puts a part into `components` under a name, and gives a reference to it. */
  shared(part: Any, name?: string, kind?: string): Any;
}

const text = readFileSync(join(root, 'spec/conduit-2024-12-01.yaml'), 'utf8');

async function needsAfter(change: (parts: Parts) => void): Promise<Needs> {
  const doc = load(text) as Any;
  const { post } = doc.paths['/webhooks'];
  const schemaOf = (message: Any) => message.content['application/json'].schema;
  change({
    doc,
    post,
    request: schemaOf(post.requestBody),
    reply: schemaOf(post.responses['201']),
    shared(part, name = 'Shared', kind = 'schemas') {
      doc.components[kind] = { ...doc.components[kind], [name]: structuredClone(part) };
      return { $ref: `#/components/${kind}/${name}` };
    },
  });
  return needsOf(await resolved(doc));
}

const base = await needsAfter(() => undefined);

/** What a field of the request comes to. */
const field = (name: string, schema: object) => ({ request: { properties: { [name]: schema } } });
const put = (name: string, schema: object) => (parts: Parts) => {
  parts.request.properties[name] = schema;
};

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
    const at =
      '#/paths/~1webhooks/post/requestBody/content/application~1json/schema/properties/url';
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

const pointerTo = (name: string) =>
  `#/paths/~1webhooks/post/requestBody/content/application~1json/schema${name}`;
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
  [
    'null (3.0)',
    put('note', { type: 'string', nullable: true }),
    field('note', { type: ['string', 'null'] }),
  ],
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

const refused: [name: string, change: (parts: Parts) => void, message: string | RegExp][] = [
  [
    'a reference to a file',
    ({ request }) => {
      request.properties.events.items = { $ref: './events.yaml#/Event' };
    },
    `${pointerTo('/properties/events/items')}: The reference "./events.yaml#/Event" leads out of the document.`,
  ],
  [
    'a reference to a URL, anywhere',
    ({ doc }) => {
      doc.components.schemas.Other = { $ref: 'http://127.0.0.1:9/x.json' };
    },
    '#/components/schemas/Other: The reference "http://127.0.0.1:9/x.json" leads out of the document.',
  ],
  [
    'a reference to nothing',
    put('owner', { $ref: '#/components/schemas/Owner' }),
    `${pointerTo('/properties/owner')}: The reference "#/components/schemas/Owner" leads nowhere.`,
  ],
  [
    'a reference to itself',
    ({ doc }) => {
      doc.components.schemas.ClientId = { $ref: '#/components/schemas/ClientId' };
    },
    /organizationId: The schema contains itself\.$/,
  ],
  [
    'a schema that contains itself',
    ({ request, shared }) => {
      request.properties.filter = shared({
        properties: { not: { $ref: '#/components/schemas/Shared' } },
      });
    },
    /filter(\/properties\/not)?: The schema contains itself\.$/,
  ],
  ...['secret', 'id', 'environments'].map((name): (typeof refused)[number] => [
    `a field called ${name}`,
    put(name, { type: 'string' }),
    `${pointerTo('')}: The request has a field "${name}", but the manifest has a field of its own with that name.`,
  ]),
  [
    'two servers of one environment',
    ({ doc }) => {
      doc.servers.push({ url: 'https://eu.example', description: 'Conduit EU live environment' });
    },
    `#/servers/${Object.keys(base.environments).length}: There are two servers for the environment "live".`,
  ],
  [
    'two servers with one URL',
    ({ doc }) => {
      doc.servers[1].url = `${doc.servers[0].url}/`;
    },
    '#/servers/1: There are two servers with the URL https://api.conduit.financial.',
  ],
  [
    'a server without a name',
    ({ doc }) => {
      doc.servers[0].description = 'Production';
    },
    '#/servers/0: The description has no name, such as "The sandbox environment".',
  ],
  [
    'a server with variables',
    ({ doc }) => {
      doc.servers[0].url = 'https://{region}.conduit.financial';
    },
    '#/servers/0/url: The URL must begin with https and have no variables.',
  ],
  [
    'no servers',
    ({ doc }) => {
      delete doc.servers;
    },
    '#/servers: There are no servers.',
  ],
  [
    'servers of the operation',
    ({ post }) => {
      post.servers = [{ url: 'https://hooks.conduit.financial' }];
    },
    '#/paths/~1webhooks/post/servers: The operation has servers of its own.',
  ],
  [
    'no operation',
    ({ doc }) => {
      doc.paths = { '/hooks': doc.paths['/webhooks'] };
      delete doc.paths['/hooks'].post.operationId;
    },
    '#/paths: There is no operation "createWebhook" and no POST /webhooks.',
  ],
  [
    'a header that must be sent',
    ({ post }) => {
      post.parameters = [{ name: 'Idempotency-Key', in: 'header', required: true }];
    },
    '#/paths/~1webhooks/post/parameters/0: The action cannot send the required parameter "Idempotency-Key".',
  ],
  [
    'no JSON',
    ({ post }) => {
      post.requestBody.content = { 'application/xml': {} };
    },
    '#/paths/~1webhooks/post/requestBody: There is no "application/json" for the request.',
  ],
  [
    'no reply 201',
    ({ post }) => {
      post.responses = { 200: post.responses['201'] };
    },
    '#/paths/~1webhooks/post/responses/201: There is no "application/json" for the reply 201.',
  ],
  [
    'a request of alternatives',
    ({ post, request }) => {
      post.requestBody.content['application/json'].schema = { oneOf: [request, { type: 'array' }] };
    },
    `${pointerTo('')}: The body of the request has alternatives, which are not supported.`,
  ],
  [
    'alternatives beside fields',
    ({ request }) => {
      request.anyOf = [{ required: ['status'] }, { required: ['organizationId'] }];
    },
    `${pointerTo('/anyOf')}: Alternatives beside "properties" are not supported. Describe the fields in one place.`,
  ],
  [
    'a discriminator',
    ({ request }) => {
      request.discriminator = { propertyName: 'status' };
    },
    `${pointerTo('/discriminator')}: The keyword "discriminator" is not supported.`,
  ],
  [
    'an envelope',
    ({ post, request }) => {
      const schema = { type: 'object', properties: { data: request }, required: ['data'] };
      post.requestBody.content['application/json'].schema = schema;
    },
    `${pointerTo('')}: The request has no required field "url".`,
  ],
  [
    'no fields',
    ({ post }) => {
      post.requestBody.content['application/json'].schema = { type: 'object' };
    },
    `${pointerTo('')}: The body of the request is not an object with properties.`,
  ],
  [
    'events without names',
    ({ request }) => {
      request.properties.events.items = { type: 'string' };
    },
    `${pointerTo('')}: The field "events" is not a list with named values.`,
  ],
  [
    'an event that looks like a pattern',
    ({ request }) => {
      request.properties.events.items.enum.push('*');
    },
    `${pointerTo('')}: The event "*" contains "*".`,
  ],
  [
    'an ID without a form',
    ({ doc }) => {
      delete doc.components.schemas.WebhookId.pattern;
    },
    /201.*: The reply has no field "id" with a "pattern"\.$/,
  ],
  [
    'a signing secret under another name',
    ({ reply }) => {
      reply.properties.signingSecret = reply.properties.secret;
      delete reply.properties.secret;
    },
    /201.*: The reply has no field "secret" for the signing secret\.$/,
  ],
  [
    'other credentials',
    ({ doc }) => {
      doc.components.securitySchemes.apiSecret = { type: 'http', scheme: 'bearer' };
    },
    '#/paths/~1webhooks/post/security: This does not ask for two headers, an API key and an API secret.',
  ],
  [
    'parts that contradict',
    put('name', { allOf: [{ pattern: '^a' }, { pattern: 'b$' }] }),
    `${pointerTo('/properties/name')}: Two schemas of one value differ in "pattern".`,
  ],
  [
    'a pattern that is none',
    put('name', { type: 'string', pattern: '(' }),
    `${pointerTo('/properties/name/pattern')}: The pattern is not a regular expression of JavaScript.`,
  ],
  [
    'a schema that is none',
    put('name', { type: 'text' }),
    `${pointerTo('/properties/name/type')}: This must be equal to one of the allowed values.`,
  ],
  [
    'values that are no list',
    put('name', { type: 'string', enum: 'ab' }),
    `${pointerTo('/properties/name/enum')}: This must be array.`,
  ],
  [
    'a required field in the way of an older draft',
    put('name', { type: 'string', required: true }),
    `${pointerTo('/properties/name/required')}: This must be array.`,
  ],
  [
    'no version',
    ({ doc }) => {
      doc.info.version = 2;
    },
    '#/info/version: The version of the API must be a string.',
  ],
];

describe('a document with', () => {
  it.each(Object.entries(asBefore))('%s means the same', async (_name, change) => {
    expect(await needsAfter(change)).toEqual(base);
  });

  it.each(otherwise)('%s says so', async (_name, change, means) => {
    expect(await needsAfter(change)).toMatchObject(means);
  });

  it.each(refused)('%s is refused', async (_name, change, message) => {
    const error = await needsAfter(change).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({
      name: 'SpecError',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });
});

describe('a folder of documents', () => {
  const newer = text.replace("'2024-12-01'", '2025-06-01');
  const read = (files: Record<string, string>) => {
    const folder = temporaryFolder();
    for (const [file, content] of Object.entries({ 'a.yaml': text, ...files })) {
      writeFileSync(join(folder, file), content);
    }
    return readSpec(folder);
  };

  it('is read for its newest version, in YAML or JSON', async () => {
    const json = `\uFEFF${JSON.stringify(load(newer), null, '\t')}`;
    for (const files of [{ '0.json': json }, { '0.yml': newer, 'README.md': '# Spec' }]) {
      const [file] = Object.keys(files);
      expect(await read(files)).toEqual({
        ...base,
        file,
        version: '2025-06-01',
        reading: undefined,
      });
    }
  });

  it.each([
    [{ 'b.yaml': text }, 'spec/b.yaml: spec/a.yaml has the same version, 2024-12-01.'],
    [{ 'b.yaml': 'a: b' }, 'spec/b.yaml: This is not an OpenAPI document of version 3.'],
    [{ 'b.yml': 'swagger: "2.0"' }, 'spec/b.yml: This is not an OpenAPI document of version 3.'],
    [{ 'b.yaml': 'a: [' }, /^spec\/b.yaml: The file cannot be read: .+\.$/],
    [{ 'b.json': '{' }, /^spec\/b.json: The file cannot be read: .+\.$/],
    [{ 'b.yaml': `${newer}\nsecurity: {}\n` }, /^spec\/b.yaml: The file cannot be read: .+\.$/],
    [
      { 'b.yaml': newer.replace('/webhooks:', '/hooks/{id}:') },
      /^spec\/b.yaml: #\/paths\/.* parameters/,
    ],
  ] as [Record<string, string>, string | RegExp][])(
    'is refused with %j',
    async (files, message) => {
      await expect(read(files)).rejects.toThrow(message);
    },
  );
});

describe('how one webhook is read', () => {
  const own = readFileSync(join(root, 'spec/get-webhook.yaml'), 'utf8');
  const get = (change: (operation: Any) => void = () => undefined) => {
    const doc = load(text) as Any;
    const operation = {
      responses: { 200: structuredClone(doc.paths['/webhooks'].post.responses['201']) },
    };
    change(operation);
    doc.paths['/webhooks/{webhookId}'] = { get: operation };
    return doc;
  };
  const readingIn = async (doc: unknown, files: Record<string, string> = {}) => {
    const folder = temporaryFolder();
    for (const [file, content] of Object.entries({ 'a.json': JSON.stringify(doc), ...files })) {
      writeFileSync(join(folder, file), content);
    }
    return (await readSpec(folder)).reading;
  };

  it('is known from the document, from the file beside it, or not at all', async () => {
    const own201 = { path: '/webhooks/{id}', reply: base.reply };
    const withLabel = get((operation) => {
      const { schema } = operation.responses[200].content['application/json'];
      schema.properties.label = { type: 'string' };
      schema.required.push('secret');
    });
    expect(await readingIn(load(text))).toBeUndefined();
    expect(await readingIn(load(text), { 'get-webhook.yaml': own })).toEqual(own201);
    expect(await readingIn(withLabel, { 'get-webhook.yaml': own })).toMatchObject({
      path: '/webhooks/{id}',
      reply: { properties: { label: { type: 'string' } }, required: base.reply.required },
    });
    const moved = load(text) as Any;
    moved.paths = { '/v1/hooks': moved.paths['/webhooks'] };
    expect(await readingIn(moved, { 'get-webhook.yaml': own })).toEqual({
      ...own201,
      path: '/v1/hooks/{id}',
    });
  });

  it('is refused where the document says what the action cannot do', async () => {
    const at = 'spec/a.json: #/paths/~1webhooks~1{webhookId}/get';
    const header = { name: 'X-Account', in: 'header', required: true };
    const parameters = [{ name: 'webhookId', in: 'path', required: true }, header];
    await expect(
      readingIn(get((operation) => Object.assign(operation, { parameters }))),
    ).rejects.toThrow(
      `${at}/parameters/1: The action cannot send the required parameter "X-Account".`,
    );
    const other = get((operation) =>
      Object.assign(operation, { security: [{ token: [], apiSecret: [] }] }),
    );
    other.components.securitySchemes.token = { type: 'apiKey', in: 'header', name: 'X-Token' };
    await expect(readingIn(other)).rejects.toThrow(
      `${at}/security: These are not the headers of the operation that creates.`,
    );
  });
});

describe('an environment', () => {
  const before = { live: 'https://a.example', sandbox: 'https://b.example' };

  it.each<[object, string | undefined]>([
    [before, undefined],
    [{ ...before, eu: 'https://c.example' }, undefined],
    [{ ...before, live: 'https://d.example' }, undefined],
    [{ live: before.live }, 'The environment "sandbox" (https://b.example) is gone.'],
    [
      { live: before.live, test: before.sandbox },
      'The environment "sandbox" (https://b.example) is now called "test".',
    ],
    [
      { live: before.sandbox, sandbox: before.live },
      'The environment "live" (https://a.example) is now called "sandbox".',
    ],
  ])('is known by its name: %j', (now, message) => {
    expect(renamedEnvironment(before, now as Record<string, string>)).toBe(message);
  });
});
