/** Reads what the product needs from the OpenAPI document: one operation, its schemas, the servers. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromSchema } from '@openapi-contrib/openapi-schema-to-json-schema';
import { load } from 'js-yaml';

/** A JSON schema (draft 7) as plain data. */
export type JsonSchema = { [keyword: string]: unknown };

export interface Spec {
  /** File name in `spec/`. */
  file: string;
  version: string;
  /** Environment name → base URL, in the document's order of servers. */
  environments: Record<string, string>;
  /** Path of the create operation, e.g. `/webhooks`. */
  path: string;
  headers: { key: string; secret: string };
  /** Shared schemas, by name. */
  definitions: Record<string, JsonSchema>;
  requestSchema: JsonSchema;
  replySchema: JsonSchema;
  events: string[];
}

interface Operation {
  operationId?: string;
  requestBody: { content: { 'application/json': { schema: JsonSchema } } };
  responses: Record<string, { content: { 'application/json': { schema: JsonSchema } } }>;
  security: Record<string, unknown>[];
}

interface OpenApi {
  info: { version: string };
  servers: { url: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, JsonSchema>;
    securitySchemes: Record<string, { name: string }>;
  };
}

/** The newest document in `folder`: versions are dates, so the last name in order is the newest. */
export function readSpec(folder: string): Spec {
  const file = readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .at(-1);
  if (file === undefined) throw new Error(`no OpenAPI document in ${folder}`);
  const document = load(readFileSync(join(folder, file), 'utf8')) as OpenApi;
  const [path, operation] = createOperation(document);
  const requestSchema = toJsonSchema(operation.requestBody.content['application/json'].schema);
  const reply = toJsonSchema(operation.responses['201']?.content['application/json'].schema);
  const definitions = definitionsIn([requestSchema, reply], document.components.schemas);
  const properties = requestSchema.properties as {
    events: { items: { enum: string[] } };
  };
  return {
    file,
    version: document.info.version,
    environments: environmentsOf(document),
    path,
    headers: {
      key: securityHeader(document, 'apiKey'),
      secret: securityHeader(document, 'apiSecret'),
    },
    definitions,
    requestSchema,
    replySchema: { ...reply, definitions },
    events: properties.events.items.enum,
  };
}

/** The shared schemas that `schemas` refer to, and those that these refer to in turn. */
function definitionsIn(
  schemas: JsonSchema[],
  components: Record<string, JsonSchema>,
): Record<string, JsonSchema> {
  const definitions: Record<string, JsonSchema> = {};
  const queue = [...schemas];
  for (let schema = queue.pop(); schema !== undefined; schema = queue.pop()) {
    for (const [, name = ''] of JSON.stringify(schema).matchAll(/"#\/definitions\/([^"]+)"/g)) {
      if (Object.hasOwn(definitions, name)) continue;
      const definition = toJsonSchema(components[name]);
      definitions[name] = definition;
      queue.push(definition);
    }
  }
  return Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function createOperation(document: OpenApi): [string, Operation] {
  for (const [path, methods] of Object.entries(document.paths)) {
    if (methods.post?.operationId === 'createWebhook') return [path, methods.post];
  }
  throw new Error('the OpenAPI document has no operation createWebhook');
}

/** The servers' names stand only in their descriptions: "The Conduit API Sandbox environment". */
function environmentsOf(document: OpenApi): Record<string, string> {
  return Object.fromEntries(
    document.servers.map(({ url, description }) => {
      const name = /(\w+) environment/i.exec(description)?.[1];
      if (name === undefined) throw new Error(`server ${url}: no environment in its description`);
      return [name.toLowerCase(), url];
    }),
  );
}

function securityHeader(document: OpenApi, scheme: string): string {
  const name = document.components.securitySchemes[scheme]?.name;
  if (name === undefined) throw new Error(`the OpenAPI document has no security scheme ${scheme}`);
  return name;
}

function toJsonSchema(schema: JsonSchema | undefined): JsonSchema {
  if (schema === undefined) throw new Error('the OpenAPI document lacks a schema');
  const { $schema: _, ...converted } = fromSchema(structuredClone(schema) as never) as JsonSchema;
  return JSON.parse(
    JSON.stringify(converted).replaceAll('#/components/schemas/', '#/definitions/'),
  );
}
