/** Finds the newest OpenAPI document, resolves its references, and reads what the product needs of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { $RefParser } from '@apidevtools/json-schema-ref-parser';
import { upgradeFromThreeToThreeOne } from '@scalar/openapi-upgrader/3.0-to-3.1';
import { load } from 'js-yaml';
import { type Needs, needsOf } from './needs.ts';
import { type Place, SpecError } from './part.ts';
import { type Reading, readingOf } from './reading.ts';

export type { JsonSchema } from './schema.ts';

export interface Spec extends Needs {
  /** File name in `spec/`. */
  file: string;
  /** How one webhook is read; absent where no document says it. */
  reading: Reading | undefined;
}

/** Used where the newest document has no operation that reads a webhook. */
const readingFile = 'get-webhook.yaml';

/** What the newest document in `folder` says, by its version; throws a `SpecError`. */
export async function readSpec(folder: string): Promise<Spec> {
  const documents = readdirSync(folder)
    .filter((file) => /\.(ya?ml|json)$/.test(file) && file !== readingFile)
    .map((file) => ({ file, document: documentIn(folder, file) }))
    .map((one) => ({ ...one, version: String(one.document.info?.version) }))
    .sort((a, b) => (a.version < b.version ? -1 : 1));
  const [before, newest] = [documents.at(-2), documents.at(-1)];
  if (newest === undefined) throw new SpecError(folder, 'There is no OpenAPI document.');
  const { file, document, version } = newest;
  if (before?.version === version) {
    throw new SpecError(`spec/${file}`, `spec/${before.file} has the same version, ${version}.`);
  }
  const { whole, needs, reading } = await naming(file, async () => {
    const whole = await resolved(document);
    const needs = needsOf(whole);
    return { whole, needs, reading: readingOf(whole, needs) };
  });
  return { file, ...needs, reading: reading ?? (await ownReading(folder, whole, needs)) };
}

/** The operation of `get-webhook.yaml`, whose reply is that of the operation that creates. */
async function ownReading(folder: string, whole: Whole, needs: Needs) {
  if (!existsSync(join(folder, readingFile))) return undefined;
  const own = documentIn(folder, readingFile);
  const responses = whole.paths[needs.path]?.post.responses;
  const paths = { '/webhooks': { post: { responses: { 201: responses?.['201'] } } }, ...own.paths };
  return await naming(readingFile, async () => {
    const reading = readingOf(await resolved({ ...own, paths }), { ...needs, path: '/webhooks' });
    return reading && { ...reading, path: reading.path.replace('/webhooks', needs.path) };
  });
}

/** What `work` gives; what it refuses is told with the name of the file. */
async function naming<Value>(file: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof SpecError ? new SpecError(`spec/${file}`, error.message) : error;
  }
}

interface Document {
  openapi: string;
  info?: { version?: unknown };
  paths?: object;
}

/** A document that has what the product needs. */
interface Whole {
  paths: Record<string, { post: { responses: Record<string, unknown> } }>;
}

function documentIn(folder: string, file: string): Document {
  const text = readFileSync(join(folder, file), 'utf8').replace(/^\uFEFF/, '');
  try {
    const document = (file.endsWith('.json') ? JSON.parse(text) : load(text)) as Document | null;
    if (/^3\.\d/.test(String(document?.openapi))) return document as Document;
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('\n', 1);
    throw new SpecError(`spec/${file}`, `The file cannot be read: ${reason}.`);
  }
  throw new SpecError(`spec/${file}`, 'This is not an OpenAPI document of version 3.');
}

/** The document as OpenAPI 3.1, with what it refers to in place. A schema that contains itself keeps that reference. */
export async function resolved(document: object): Promise<Whole> {
  const within = { resolve: { external: false } } as const;
  const refs = await $RefParser.resolve(document, within);
  const checked = checkedReferences(document, [], (ref) => refs.exists(ref, within));
  const whole = await $RefParser.dereference(upgradeFromThreeToThreeOne(checked as never), {
    ...within,
    dereference: { circular: 'ignore', cloneReferences: true },
  });
  return whole as Whole;
}

/** A copy in which a reference stands alone: what is beside it adds to it (OpenAPI 3.1), and replaces nothing. */
function checkedReferences(value: unknown, place: Place, exists: (ref: string) => boolean): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.entries(value).map(
    ([key, one]) => [key, checkedReferences(one, [...place, key], exists)] as const,
  );
  if (Array.isArray(value)) return copy.map(([, one]) => one);
  const { $ref, ...beside } = Object.fromEntries(copy);
  if (typeof $ref !== 'string') return Object.fromEntries(copy);
  if (!$ref.startsWith('#')) {
    throw new SpecError(place, `The reference "${$ref}" leads out of the document.`);
  }
  if (!exists($ref)) throw new SpecError(place, `The reference "${$ref}" leads nowhere.`);
  const isPlain = Object.keys(beside).every((key) => ['summary', 'description'].includes(key));
  return isPlain ? { $ref, ...beside } : { ...beside, allOf: [{ $ref }] };
}
