/** The API document in other words. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { type Needs, needsOf } from '../../../scripts/spec/needs.ts';
import { resolved } from '../../../scripts/spec/read.ts';
import { root } from '../project.ts';

// biome-ignore lint/suspicious/noExplicitAny: a document is changed in ways that no type foresees.
export type Any = any;

/** The parts of a document that the tests change. */
export interface Parts {
  doc: Any;
  post: Any;
  request: Any;
  reply: Any;
  /** Puts a part into `components` under a name, and gives a reference to it. */
  shared(part: Any, name?: string, kind?: string): Any;
}

/** The document as it is. */
export const text = readFileSync(join(root, 'spec/conduit-2024-12-01.yaml'), 'utf8');

/** What the product takes from the document after a change. */
export async function needsAfter(change: (parts: Parts) => void): Promise<Needs> {
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

/** What it takes from the document as it is. */
export const base = await needsAfter(() => undefined);

/** A change that gives the request a field. */
export const put = (name: string, schema: object) => (parts: Parts) => {
  parts.request.properties[name] = schema;
};
