/** An operation: where it is, which headers it asks for, what it takes and gives. */
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import { type Part, SpecError } from './part.ts';
import { type JsonSchema, oneWay, plainSchema } from './schema.ts';

/** The schema of a body. */
export interface ObjectSchema extends JsonSchema {
  properties: Record<string, JsonSchema>;
  required: string[];
}

/** The names of the two headers with credentials. */
export interface CredentialHeaders {
  key: string;
  secret: string;
}

/** The operation with this ID, or else the first of this method at a path that fits. */
export function operationIn(
  root: Part,
  { method, id, fits }: { method: string; id: string; fits: (path: string) => boolean },
): [path: string, operation: Part] | undefined {
  const all = root
    .at('paths')
    .entries()
    .map(([path, item]): [string, Part] => [path, item.at(method)])
    .filter(([, { value }]) => value !== undefined);
  return all.find(([, one]) => one.at('operationId').value === id) ?? all.find(([path]) => fits(path));
}

/** The action sends what the schema of the body has, to the servers of the document, and nothing else. */
export function refuseOwnServersAndParameters(root: Part, path: string, operation: Part): void {
  const both = [root.at('paths').at(path), operation];
  for (const servers of both.map((part) => part.at('servers'))) {
    if (servers.value !== undefined) throw servers.error('The operation has servers of its own.');
  }
  for (const [, parameter] of both.flatMap((part) => part.at('parameters').entries())) {
    const isInPath = parameter.at('in').value === 'path';
    if (isInPath || parameter.at('required').value !== true) continue;
    const name = JSON.stringify(parameter.at('name').value);
    throw parameter.error(`The action cannot send the required parameter ${name}.`);
  }
}

/** The two headers with credentials that the operation asks for, whatever the schemes are called. */
export function credentialHeaders(root: Part, operation: Part): CredentialHeaders {
  const own = operation.at('security');
  const security = own.value === undefined ? root.at('security') : own;
  const schemes = root.at('components').at('securitySchemes');
  for (const [, requirement] of security.entries()) {
    const all = requirement.entries().map(([name]) => schemes.at(name));
    const headers = all
      .filter((scheme) => scheme.at('in').value === 'header')
      .map((scheme) => scheme.at('name').text('The name of the header is missing.'));
    const secret = headers.find((name) => /secret/i.test(name));
    const key = headers.find((name) => name !== secret);
    const isPair = all.length === 2 && headers.length === 2;
    if (isPair && secret !== undefined && key !== undefined) return { key, secret };
  }
  throw security.error('This does not ask for two headers, an API key and an API secret.');
}

/** The schema that stands under `application/json`, whatever the parameters of that media type. */
export function jsonSchemaOf(message: Part, what: string): Part {
  const types = message.at('content').entries();
  const json = types.find(([type]) => /^application\/json\s*(;|$)/i.test(type.trim()));
  if (json === undefined) throw message.error(`There is no "application/json" for ${what}.`);
  const schema = json[1].at('schema');
  if (schema.value === undefined) throw schema.error(`There is no schema for ${what}.`);
  return schema;
}

const metaSchema = new Ajv2020({ strict: false, validateFormats: false });

/** The schema of a body, with the fields that it has in this direction. */
export function objectSchema(body: Part, direction: 'request' | 'reply'): ObjectSchema {
  if (metaSchema.validateSchema(body.value as AnySchema) !== true) {
    const { instancePath = '', message } = metaSchema.errors?.[0] ?? {};
    throw new SpecError([...body.place, ...instancePath.split('/').slice(1)], `This ${message}.`);
  }
  const plain = plainSchema(body.value, body.place);
  const { properties, type, anyOf, oneOf } = plain;
  if (anyOf !== undefined || oneOf !== undefined) {
    throw body.error(`The body of the ${direction} has alternatives, which are not supported.`);
  }
  if (properties === undefined || ![undefined, 'object'].includes(type as string)) {
    throw body.error(`The body of the ${direction} is not an object with properties.`);
  }
  const schema = oneWay(plain, direction === 'request' ? 'readOnly' : 'writeOnly');
  return { required: [], ...schema, type: 'object' } as JsonSchema as ObjectSchema;
}
