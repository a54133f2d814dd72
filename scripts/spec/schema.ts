/** A schema of a resolved OpenAPI 3.1 document → the one plain form that everything here is made from. */
import { isDeepStrictEqual } from 'node:util';
import { type Place, SpecError } from './part.ts';

/** A JSON schema (draft 7) as plain data. */
export type JsonSchema = { [keyword: string]: unknown };

/** What a schema says to people. Of two for one value, the outer one holds. */
const annotations = ['description', 'default', 'deprecated', 'readOnly', 'writeOnly'];

/** What is neither checked nor shown. A title would name the TypeScript type. */
const unused = new Set([
  ...['title', 'example', 'examples', 'externalDocs', 'xml', '$comment'],
  ...['contentEncoding', 'contentMediaType'],
]);

const keywords = new Set([
  ...annotations,
  ...['type', 'enum', 'const', 'properties', 'required', 'additionalProperties', 'items'],
  ...['allOf', 'anyOf', 'oneOf', 'pattern', 'format', 'multipleOf', 'uniqueItems'],
  ...['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'],
  ...['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'],
]);

/** Without `allOf`, `const`, lists of one type, and alternatives that are only values or "or null". */
export function plainSchema(value: unknown, place: Place): JsonSchema {
  if (value === true) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SpecError(place, 'This is not a schema.');
  }
  // Of OpenAPI 3.0, where no type is beside it.
  const { nullable, ...known } = value as JsonSchema;
  const own: JsonSchema = {};
  for (const [key, one] of Object.entries(known)) {
    if (key === '$ref') throw new SpecError(place, 'The schema contains itself.');
    // Other formats are the API's to check.
    const isUnused = key === 'format' ? one !== 'uri' : unused.has(key) || key.startsWith('x-');
    if (isUnused) continue;
    if (!keywords.has(key)) {
      throw new SpecError([...place, key], `The keyword "${key}" is not supported.`);
    }
    if (key === 'pattern') checkPattern(String(one), [...place, key]);
    own[key] = one;
  }
  const { allOf, const: only, ...rest } = mapParts(own, (part, steps) => plainSchema(part, [...place, ...steps]));
  const values = Object.hasOwn(own, 'const') ? { enum: [only] } : {};
  const parts = (allOf ?? []) as JsonSchema[];
  const merged = [...parts, { ...rest, ...values }].reduce((all, part) => merge(all, part, place));
  const schema = withoutAlternatives(merged, place);
  // What says of itself that it may be null means that, whatever its parts say.
  const isNullable = nullable === true || [own.type].flat().includes('null');
  return withNull(isNullable ? orNull(schema) : schema);
}

function checkPattern(pattern: string, place: Place): void {
  try {
    new RegExp(pattern, 'u');
  } catch {
    throw new SpecError(place, 'The pattern is not a regular expression of JavaScript.');
  }
}

/** The schema with `change` applied to each schema that stands directly in it. */
export function mapParts(schema: JsonSchema, change: (part: JsonSchema, steps: Place) => JsonSchema): JsonSchema {
  const changed = { ...schema };
  for (const key of ['properties', 'allOf', 'anyOf', 'oneOf']) {
    const parts = schema[key];
    if (typeof parts !== 'object' || parts === null) continue;
    const entries = Object.entries(parts).map(([step, part]) => [step, change(part, [key, step])] as const);
    changed[key] = Array.isArray(parts) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
  }
  for (const key of ['items', 'additionalProperties']) {
    const part = schema[key];
    if (part === undefined || typeof part === 'boolean') continue;
    changed[key] = change(part as JsonSchema, [key]);
  }
  return changed;
}

/** One schema for what both describe: what fits it fits both. `other` has the last word in what is for people. */
function merge(one: JsonSchema, other: JsonSchema, place: Place): JsonSchema {
  const merged = { ...one };
  for (const [key, theirs] of Object.entries(other)) {
    const ours = one[key];
    merged[key] = ours === undefined || isDeepStrictEqual(ours, theirs) ? theirs : joined(key, ours, theirs, place);
  }
  return merged;
}

/** Two values of one keyword as one. */
function joined(key: string, ours: unknown, theirs: unknown, place: Place): unknown {
  if (annotations.includes(key)) return theirs;
  if (key === 'properties') {
    const all = { ...(ours as Record<string, JsonSchema>) };
    for (const [name, schema] of Object.entries(theirs as Record<string, JsonSchema>)) {
      const known = all[name];
      all[name] = known === undefined ? schema : merge(known, schema, [...place, key, name]);
    }
    return all;
  }
  const [a, b] = [[ours].flat(), [theirs].flat()];
  if (key === 'required') return [...new Set([...a, ...b])];
  if (key === 'enum' || key === 'type') {
    const both = a.filter((value) => b.some((its) => isDeepStrictEqual(its, value)));
    if (both.length > 0) return key === 'type' && both.length === 1 ? both[0] : both;
  }
  if (key === 'items') return merge(ours as JsonSchema, theirs as JsonSchema, [...place, key]);
  // Each part of an `allOf` that is closed refuses the fields of the others: it is not meant.
  if (key === 'additionalProperties') return undefined;
  if (key === 'uniqueItems') return true;
  if (/^(exclusiveM|m)in/.test(key)) return Math.max(Number(ours), Number(theirs));
  if (/^(exclusiveM|m)ax/.test(key)) return Math.min(Number(ours), Number(theirs));
  throw new SpecError(place, `Two schemas of one value differ in "${key}".`);
}

/** Alternatives that are only values become one list of values; "or null" becomes one of the types. */
function withoutAlternatives(schema: JsonSchema, place: Place): JsonSchema {
  const { anyOf, oneOf, ...rest } = schema;
  const branches = (anyOf ?? oneOf) as JsonSchema[] | undefined;
  if (branches === undefined) return schema;
  const keyword = anyOf === undefined ? 'oneOf' : 'anyOf';
  if (anyOf !== undefined && oneOf !== undefined) {
    throw new SpecError(place, 'Of "anyOf" and "oneOf", only one is supported in a schema.');
  }
  const lists = branches.map(valuesOf);
  if (lists.every((list) => list !== undefined)) {
    return merge({ enum: [...new Set(lists.flat())] }, rest, place);
  }
  const [branch, ...others] = branches.filter(({ type }) => type !== 'null');
  if (branch !== undefined && others.length === 0 && branch.anyOf === branch.oneOf) {
    const isNullable = branches.length > 1;
    return merge(isNullable ? orNull(branch) : branch, rest, place);
  }
  if (rest.properties !== undefined) {
    throw new SpecError(
      [...place, keyword],
      'Alternatives beside "properties" are not supported. Describe the fields in one place.',
    );
  }
  return schema;
}

/** The values of a schema that allows nothing else. */
function valuesOf({ type, enum: values }: JsonSchema): unknown[] | undefined {
  return type === 'null' ? [null] : (values as unknown[] | undefined);
}

function orNull(schema: JsonSchema): JsonSchema {
  const { type, enum: values, anyOf, oneOf } = schema;
  if (type !== undefined) return { ...schema, type: [...new Set([type, 'null'].flat())] };
  if (values !== undefined) return { ...schema, enum: [values, null].flat() };
  const [keyword, branches] = anyOf === undefined ? ['oneOf', oneOf] : ['anyOf', anyOf];
  return branches === undefined ? schema : { ...schema, [String(keyword)]: [branches, { type: 'null' }].flat() };
}

/** What may be null has null among its values, where these are listed; a list of one type is that type. */
function withNull(schema: JsonSchema): JsonSchema {
  const types = [schema.type ?? []].flat();
  const values = schema.enum as unknown[] | undefined;
  return {
    ...schema,
    ...(types.length === 1 ? { type: types[0] } : {}),
    ...(values === undefined ? {} : { enum: [...new Set([...values, ...(types.includes('null') ? [null] : [])])] }),
  };
}

/** The schema as a request has it, or a reply: without the fields that only the other one has. */
export function oneWay(schema: JsonSchema, hidden: 'readOnly' | 'writeOnly'): JsonSchema {
  const { readOnly: _, writeOnly: __, ...rest } = schema;
  const all = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const gone = all.flatMap(([name, property]) => (property[hidden] === true ? [name] : []));
  const properties = Object.fromEntries(all.filter(([name]) => !gone.includes(name)));
  const required = ((schema.required ?? []) as string[]).filter((name) => !gone.includes(name));
  const kept = {
    ...rest,
    ...(schema.properties === undefined ? {} : { properties }),
    ...(schema.required === undefined ? {} : { required }),
  };
  return mapParts(kept, (part) => oneWay(part, hidden));
}

/** The schema with every object closed to fields that it does not name. */
export function closed(schema: JsonSchema): JsonSchema {
  const parts = mapParts(schema, closed);
  const isOpen = parts.properties !== undefined && parts.additionalProperties === undefined;
  return isOpen ? { ...parts, additionalProperties: false } : parts;
}

/** The schema with no object closed to fields that it does not name. */
export function opened(schema: JsonSchema): JsonSchema {
  const { additionalProperties, ...rest } = mapParts(schema, opened);
  return typeof additionalProperties === 'object' ? { ...rest, additionalProperties } : rest;
}
