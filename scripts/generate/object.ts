/** What the schemas of this project's own documents are made of. */
import type { JsonSchema } from '../spec/read.ts';

/** An object with no other fields; those whose name ends in `?` may be absent. */
export function object(description: string, fields: Record<string, JsonSchema>): JsonSchema {
  const names = Object.entries(fields).map(([name, schema]) => [name.replace('?', ''), schema]);
  return {
    type: 'object',
    description,
    additionalProperties: false,
    required: Object.keys(fields).filter((name) => !name.endsWith('?')),
    properties: Object.fromEntries(names),
  };
}

/** What is defined under a name. */
export function ref(name: string): JsonSchema {
  return { $ref: `#/definitions/${name}` };
}
