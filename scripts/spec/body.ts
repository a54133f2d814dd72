/** What an operation takes and gives. */
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import { type Part, SpecError } from './part.ts';
import { type JsonSchema, oneWay, plainSchema } from './schema.ts';

/** The schema of a body. */
export interface ObjectSchema extends JsonSchema {
  properties: Record<string, JsonSchema>;
  required: string[];
}

/** The action sends what the schema of the body has, to the servers of the document, and nothing else. */
export function refuseOwnServersAndParameters(item: Part, operation: Part): void {
  for (const servers of [item.at('servers'), operation.at('servers')]) {
    if (servers.value !== undefined) throw servers.error('The operation has servers of its own.');
  }
  for (const list of [item.at('parameters'), operation.at('parameters')]) {
    for (const [, parameter] of list.entries()) {
      const isInPath = parameter.at('in').value === 'path';
      if (isInPath || parameter.at('required').value !== true) continue;
      const name = JSON.stringify(parameter.at('name').value);
      throw parameter.error(`The action cannot send the required parameter ${name}.`);
    }
  }
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
