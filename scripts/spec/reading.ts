/** The operation that reads one webhook, where there is one. */
import type { Needs } from './needs.ts';
import {
  credentialHeaders,
  jsonSchemaOf,
  type ObjectSchema,
  objectSchema,
  operationIn,
  refuseOwnServersAndParameters,
} from './operation.ts';
import { Part } from './part.ts';
import { opened } from './schema.ts';

export interface Reading {
  /** Its path, such as `/webhooks/{id}`. */
  path: string;
  /** The body of the reply 200, open to other fields. The signing secret may be absent. */
  reply: ObjectSchema;
}

/** `getWebhook`, or a GET of what is below the path that creates. */
export function readingOf(
  document: unknown,
  { path: createPath, headers }: Pick<Needs, 'path' | 'headers'>,
): Reading | undefined {
  const root = new Part(document, []);
  const isBelow = (path: string) => path.startsWith(`${createPath}/{`) && path.indexOf('}') === path.length - 1;
  const found = operationIn(root, { method: 'get', id: 'getWebhook', fits: isBelow });
  if (found === undefined) return undefined;
  const [path, operation] = found;
  const [parameter = '', ...others] = path.match(/\{[^{}]*\}/g) ?? [];
  if (parameter === '' || others.length > 0) {
    throw operation.error('The path must have one parameter, the ID of a webhook.');
  }
  refuseOwnServersAndParameters(root, path, operation);
  const security = operation.at('security');
  if (security.value !== undefined) {
    const own = credentialHeaders(root, operation);
    const isSame = own.key === headers.key && own.secret === headers.secret;
    if (!isSame) throw security.error('These are not the headers of the operation that creates.');
  }
  const body = jsonSchemaOf(operation.at('responses').at('200'), 'the reply 200');
  const { required, ...reply } = opened(objectSchema(body, 'reply')) as ObjectSchema;
  if (reply.properties.id === undefined) throw body.error('The reply has no field "id".');
  return {
    path: path.replace(parameter, '{id}'),
    reply: { ...reply, required: required.filter((field) => field !== 'secret') } as ObjectSchema,
  };
}
