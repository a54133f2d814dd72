/** Ways to write the API down that cannot be used: each is refused in one sentence with its place. */
import { describe, expect, it } from 'vitest';
import { base, needsAfter, type Parts, put } from './document.ts';

const pointerTo = (name: string) => `#/paths/~1webhooks/post/requestBody/content/application~1json/schema${name}`;

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
  it.each(refused)('%s is refused', async (_name, change, message) => {
    const error = await needsAfter(change).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({
      name: 'SpecError',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });
});
