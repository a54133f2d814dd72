/** Ways to write the API down that cannot be used: each is refused in one sentence with its place. */
import { describe, expect, it } from 'vitest';
import { ApiDocument, pointerTo } from './document.ts';

/** Place and sentence, and what stands where in the document. */
const refused: Record<string, Record<string, unknown>> = {
  'request/properties/events/items: The reference "./events.yaml#/Event" leads out of the document.': {
    'request/properties/events/items': { $ref: './events.yaml#/Event' },
  },
  'components/schemas/Other: The reference "http://127.0.0.1:9/x.json" leads out of the document.': {
    'components/schemas/Other': { $ref: 'http://127.0.0.1:9/x.json' },
  },
  'request/properties/owner: The reference "#/components/schemas/Owner" leads nowhere.': {
    'request/properties/owner': { $ref: '#/components/schemas/Owner' },
  },
  'request/properties/organizationId: The schema contains itself.': {
    'components/schemas/ClientId': { $ref: '#/components/schemas/ClientId' },
  },
  'request/properties/filter: The schema contains itself.': {
    'components/schemas/Filter': { properties: { not: { $ref: '#/components/schemas/Filter' } } },
    'request/properties/filter': { $ref: '#/components/schemas/Filter' },
  },
  'request: The request has a field "secret", but the manifest has a field of its own with that name.': {
    'request/properties/secret': { type: 'string' },
  },
  'request: The request has a field "id", but the manifest has a field of its own with that name.': {
    'request/properties/id': { type: 'string' },
  },
  'request: The request has a field "environments", but the manifest has a field of its own with that name.': {
    'request/properties/environments': { type: 'string' },
  },
  'servers/2: There are two servers for the environment "live".': {
    'servers/2': { url: 'https://eu.example', description: 'Conduit EU live environment' },
  },
  'servers/1: There are two servers with the URL https://api.conduit.financial.': {
    'servers/1/url': 'https://api.conduit.financial/',
  },
  'servers/0: The description has no name, such as "The sandbox environment".': {
    'servers/0/description': 'Production',
  },
  'servers/0/url: The URL must begin with https and have no variables.': {
    'servers/0/url': 'https://{region}.conduit.financial',
  },
  'servers: There are no servers.': { servers: undefined },
  'post/servers: The operation has servers of its own.': {
    'post/servers': [{ url: 'https://hooks.conduit.financial' }],
  },
  'paths: There is no operation "createWebhook" and no POST /webhooks.': { paths: { '/hooks': { post: {} } } },
  'post/parameters/0: The action cannot send the required parameter "Idempotency-Key".': {
    'post/parameters': [{ name: 'Idempotency-Key', in: 'header', required: true }],
  },
  'post/requestBody: There is no "application/json" for the request.': {
    'post/requestBody/content': { 'application/xml': {} },
  },
  'post/responses/201: There is no "application/json" for the reply 201.': { 'post/responses': { 200: {} } },
  'request: The body of the request has alternatives, which are not supported.': {
    request: { oneOf: [{ properties: {} }, { type: 'array' }] },
  },
  'request/anyOf: Alternatives beside "properties" are not supported. Describe the fields in one place.': {
    'request/anyOf': [{ required: ['status'] }, { required: ['organizationId'] }],
  },
  'request/discriminator: The keyword "discriminator" is not supported.': {
    'request/discriminator': { propertyName: 'status' },
  },
  'request: The request has no required field "url".': {
    request: { type: 'object', properties: { data: { type: 'object' } }, required: ['data'] },
  },
  'request: The body of the request is not an object with properties.': { request: { type: 'object' } },
  'request: The field "events" is not a list with named values.': {
    'request/properties/events/items': { type: 'string' },
  },
  'request: The event "*" contains "*".': { 'request/properties/events/items/enum/28': '*' },
  'reply: The reply has no field "id" with a "pattern".': { 'components/schemas/WebhookId/pattern': undefined },
  'reply: The reply has no field "secret" for the signing secret.': { 'reply/properties/secret': undefined },
  'post/security: This does not ask for two headers, an API key and an API secret.': {
    'components/securitySchemes/apiSecret': { type: 'http', scheme: 'bearer' },
  },
  'request/properties/name: Two schemas of one value differ in "pattern".': {
    'request/properties/name': { allOf: [{ pattern: '^a' }, { pattern: 'b$' }] },
  },
  'request/properties/name/pattern: The pattern is not a regular expression of JavaScript.': {
    'request/properties/name': { type: 'string', pattern: '(' },
  },
  'request/properties/name/type: This must be equal to one of the allowed values.': {
    'request/properties/name': { type: 'text' },
  },
  'request/properties/name/enum: This must be array.': { 'request/properties/name': { type: 'string', enum: 'ab' } },
  'request/properties/name/required: This must be array.': {
    'request/properties/name': { type: 'string', required: true },
  },
  'info/version: The version of the API must be a string.': { 'info/version': 2 },
};

describe('a document is refused', () => {
  it.each(Object.entries(refused))('%s', async (said, values) => {
    const document = new ApiDocument();
    for (const [path, value] of Object.entries(values)) document.set(path, value);
    const error = await document.needs().catch((thrown: Error) => thrown);
    const [, place = '', sentence] = /^(\S+): (.*)$/.exec(said) ?? [];
    expect(error).toMatchObject({ name: 'SpecError', message: `${pointerTo(place)}: ${sentence}` });
  });
});
