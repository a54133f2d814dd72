/** What the product needs of a resolved OpenAPI document: one operation, its schemas, the servers. */
import { environmentsOf } from './environments.ts';
import {
  type CredentialHeaders,
  credentialHeaders,
  jsonSchemaOf,
  type ObjectSchema,
  objectSchema,
  operationIn,
  refuseOwnServersAndParameters,
} from './operation.ts';
import { Part } from './part.ts';
import { closed, type JsonSchema, opened } from './schema.ts';

export interface Needs {
  version: string;
  /** Environment name → base URL, in the document's order of servers. */
  environments: Record<string, string>;
  /** Path of the create operation, e.g. `/webhooks`. */
  path: string;
  headers: CredentialHeaders;
  /** The body of a request: its fields, closed to others. */
  request: ObjectSchema;
  /** The body of the reply 201, open to other fields. */
  reply: ObjectSchema;
  events: string[];
  /** The schema of a webhook's ID. */
  webhookId: JsonSchema & { pattern: string };
}

/** Fields of a webhook in the manifest that the API does not have. */
const ownFields = ['secret', 'id', 'environments'];

/** What the document says of the create operation; throws a `SpecError` where it says too little. */
export function needsOf(document: unknown): Needs {
  const root = new Part(document, []);
  const found = operationIn(root, { method: 'post', id: 'createWebhook', fits: (path) => path === '/webhooks' });
  if (found === undefined) {
    throw root.at('paths').error('There is no operation "createWebhook" and no POST /webhooks.');
  }
  const [path, operation] = found;
  if (path.includes('{')) throw operation.error('The path has parameters, which are not supported.');
  refuseOwnServersAndParameters(root, path, operation);
  return {
    ...requestSchema(operation),
    ...replySchema(operation),
    version: root.at('info').at('version').text('The version of the API must be a string.'),
    environments: environmentsOf(root.at('servers')),
    path,
    headers: credentialHeaders(root, operation),
  };
}

function requestSchema(operation: Part): Pick<Needs, 'request' | 'events'> {
  const body = jsonSchemaOf(operation.at('requestBody'), 'the request');
  const request = objectSchema(body, 'request');
  for (const field of ownFields) {
    if (!Object.hasOwn(request.properties, field)) continue;
    const own = `the manifest has a field of its own with that name`;
    throw body.error(`The request has a field "${field}", but ${own}.`);
  }
  for (const field of ['url', 'events']) {
    if (request.required.includes(field)) continue;
    throw body.error(`The request has no required field "${field}".`);
  }
  if (request.properties.url?.type !== 'string') throw body.error('The field "url" is not a string.');
  const { type, items = {} } = request.properties.events as { type?: unknown; items?: JsonSchema };
  const events: unknown = items.enum;
  if (type !== 'array' || !isTexts(events)) {
    throw body.error('The field "events" is not a list with named values.');
  }
  for (const event of events) {
    // A manifest writes patterns so, such as `customer.*`.
    if (event.includes('*')) throw body.error(`The event "${event}" contains "*".`);
  }
  return { request: { ...(closed(request) as ObjectSchema), additionalProperties: false }, events };
}

function replySchema(operation: Part): Pick<Needs, 'reply' | 'webhookId'> {
  const body = jsonSchemaOf(operation.at('responses').at('201'), 'the reply 201');
  const reply = objectSchema(body, 'reply');
  const { id, secret } = reply.properties;
  if (typeof id?.pattern !== 'string') {
    throw body.error('The reply has no field "id" with a "pattern".');
  }
  if (secret === undefined) throw body.error('The reply has no field "secret" for the signing secret.');
  return { reply: opened(reply) as ObjectSchema, webhookId: id as Needs['webhookId'] };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
}
