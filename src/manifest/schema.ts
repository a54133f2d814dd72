/** The schema's verdict on a manifest, in words; and what is left of the manifest without all that was refused. */
import { apiVersion, environments, eventPatterns } from '../generated/api.ts';
import { validateEnvironments, validateWebhook } from '../generated/manifest-validator.ts';
import type { Manifest } from '../generated/types.ts';
import type { SchemaError, Validator } from '../generated/validator.ts';
import { webhookName, wrongName } from './name.ts';
import { listed, type Path, type PathFinding, quoted } from './problem.ts';
import { scales } from './size.ts';
import { didYouMean } from './suggest.ts';
import { isUri, longestUrl } from './uri.ts';

type Report = (finding: PathFinding) => void;

const rootFields = ['environments', 'webhooks'];

/** More than 8 MiB hold, unless the webhooks are empty or wrong. */
const mostWebhooks = 100_000;

/** No webhook, nor the settings of all environments, has a greater size; see size.ts. */
const largestPart = 2 ** 18;

/** All webhooks together have no greater one: four times what 8 MiB hold without aliases. */
const largestWhole = 2 ** 25;

/**
 * Reports every breach of the schema. A refused field, or event of a list, stays as undefined, so that what stands
 * beside it can still be judged. `value` itself is changed: it may be large, and what its aliases share must go from
 * each of them. Which fields are required is a matter of each environment.
 */
export function soundPart(value: unknown, report: Report): Manifest {
  const nothing: Manifest = { webhooks: {} };
  const error = errorReporter(report);
  if (!isMapping(value)) {
    error(
      [],
      'value',
      () => `The manifest must be a mapping with the key "webhooks", but is ${broadKindOf(value)}.`,
    );
    return nothing;
  }
  const isManifest = Object.hasOwn(value, 'webhooks');
  for (const field of Object.keys(value)) {
    if (rootFields.includes(field)) continue;
    // What is no manifest at all may hold anything, secrets too: nothing of it is repeated.
    if (!isManifest && didYouMean(field, rootFields) === '') continue;
    error([field], 'key', () => unknownField(field, [field], rootFields));
  }
  if (!isManifest) {
    error([], 'value', () => '"webhooks" is missing. Declare webhooks under that key.');
    return nothing;
  }
  return {
    environments: soundSettings(value.environments, error),
    webhooks: soundWebhooks(value.webhooks, error),
  } as Manifest;
}

type ErrorReporter = (path: Path, at: 'key' | 'value', message: () => string) => void;

function errorReporter(report: Report): ErrorReporter {
  return (path, at, message) => report({ severity: 'error', message, where: { path, at } });
}

function soundSettings(settings: unknown, error: ErrorReporter): unknown {
  const path = ['environments'];
  if (settings === undefined) return {};
  const isTooLarge = scales()(settings) > largestPart;
  if (isTooLarge) {
    error(
      path,
      'key',
      () => 'The settings are larger than 256 KiB once their aliases are followed.',
    );
  } else {
    refuse(validateEnvironments, settings, path, error);
  }
  const sound = isMapping(settings) && !isTooLarge ? settings : refusedSettings();
  for (const name of Object.keys(sound)) sound[name] ??= { baseUrl: undefined };
  return sound;
}

/** Settings of which nobody knows whether they have a base URL. */
function refusedSettings(): Record<string, unknown> {
  return Object.fromEntries(Object.keys(environments).map((name) => [name, undefined]));
}

function soundWebhooks(webhooks: unknown, error: ErrorReporter): unknown {
  const path = ['webhooks'];
  if (!isMapping(webhooks)) {
    const wanted = 'a mapping of names to webhooks';
    error(path, 'value', () =>
      webhooks === null
        ? `The value is empty. It must be ${wanted}.`
        : `The value must be ${wanted}, but is ${kindOf(webhooks)}.`,
    );
    return {};
  }
  const all = Object.entries(webhooks);
  if (all.length > mostWebhooks) {
    error(
      path,
      'key',
      () => `The manifest has ${all.length} webhooks. It can have at most 100,000.`,
    );
    return {};
  }
  const sizeOf = scales();
  let whole = 0;
  for (const [name, webhook] of all) {
    if (!webhookName.test(name)) error([...path, name], 'key', () => wrongName(name));
    const size = sizeOf(webhook);
    if (size > largestPart) {
      error(
        [...path, name],
        'key',
        () => 'The webhook is larger than 256 KiB once its aliases are followed.',
      );
      delete webhooks[name];
      continue;
    }
    whole += size;
    if (whole > largestWhole) {
      error(
        [...path, name],
        'key',
        () => 'The webhooks up to here are larger than 32 MiB once their aliases are followed.',
      );
      return {};
    }
    refuse(validateWebhook, webhook, [...path, name], error);
    if (!isMapping(webhook)) delete webhooks[name];
  }
  return webhooks;
}

/** Reports what `validate` finds in `value`, which stands at `base`, and takes it out. */
function refuse(validate: Validator, value: unknown, base: Path, error: ErrorReporter): void {
  if (validate(value)) return;
  const refused: Path[] = [];
  const reported = new Set<string>();
  for (const one of validate.errors ?? []) {
    const extra = one.params.additionalProperty;
    const unknown = typeof extra === 'string' ? [extra] : [];
    // It was refused where another alias of it stands.
    if (valueAt(one.data, unknown) === undefined) continue;
    const holder = [...base, ...pointerPath(one.instancePath, value)];
    // `false` may stand for the block of an environment: that a block is not `false` says nothing about it.
    if (isBlock(holder) && isMapping(one.data) && extra === undefined) continue;
    const path = [...holder, ...unknown];
    const key = `${one.instancePath} ${extra ?? one.params.missingProperty}`;
    if (reported.has(key)) continue;
    reported.add(key);
    error(path, typeof extra === 'string' ? 'key' : 'value', () => explain(one, path));
    refused.push(path);
  }
  for (const path of refused) takeOut(value, unitOf(path).slice(base.length));
}

/** True for the path of a webhook's block for one environment. */
function isBlock(path: Path): boolean {
  return path.length === 4 && path[2] === 'environments';
}

/**
 * The path of what is refused as a whole when something at `path` is wrong: an event or a decision of a list, or else
 * the field, since what is left of a broken value is no value.
 */
function unitOf(path: Path): Path {
  const field = path[0] === 'environments' ? 2 : path[2] === 'environments' ? 4 : 2;
  const isList = path[field] === 'events' || path[field] === 'decisions';
  return path.slice(0, isList ? field + 2 : field + 1);
}

function takeOut(root: unknown, path: Path): void {
  const last = path.at(-1);
  const holder = valueAt(root, path.slice(0, -1));
  if (last !== undefined && typeof holder === 'object' && holder !== null) {
    (holder as Record<string | number, unknown>)[last] = undefined;
  }
}

function explain(error: SchemaError, path: Path): string {
  const { keyword, params, schema, data } = error;
  const last = path.at(-1) ?? '';
  switch (keyword) {
    case 'additionalProperties':
      return unknownField(String(last), path, namesIn(error));
    case 'required':
      return `${quoted(String(params.missingProperty))} is missing.`;
    case 'type':
      return wrongType(error, path);
    case 'enum':
    case 'const':
      return typeof data === 'string' && !isBlock(path)
        ? wrongValue(data, path, schema)
        : wrongType(error, path);
    case 'minItems':
      return last === 'events'
        ? 'The list is empty. Name at least one event, or "*" for all events.'
        : `The list must have at least ${schema} items.`;
    case 'format':
    case 'pattern':
    case 'anyOf':
      return typeof data === 'string' ? wrongForm(data, path, error) : wrongType(error, path);
    default:
      return bounds[keyword]?.(schema) ?? `The value breaks the rule "${keyword}" of the API.`;
  }
}

const bounds: Readonly<Record<string, (limit: unknown) => string>> = {
  minimum: (limit) => `The number must be at least ${limit}.`,
  maximum: (limit) => `The number must be at most ${limit}.`,
  exclusiveMinimum: (limit) => `The number must be greater than ${limit}.`,
  exclusiveMaximum: (limit) => `The number must be less than ${limit}.`,
  multipleOf: (limit) => `The number must be a multiple of ${limit}.`,
  minLength: (limit) => `The text must have at least ${limit} characters.`,
  maxLength: (limit) => `The text must have at most ${limit} characters.`,
  maxItems: (limit) => `The list must have at most ${limit} items.`,
  uniqueItems: () => 'The list must not have an item twice.',
};

/** The fields that the schema names at the place of an error. */
function namesIn({ parentSchema }: SchemaError): string[] {
  return Object.keys((parentSchema?.properties ?? {}) as object);
}

function unknownField(field: string, path: Path, known: readonly string[]): string {
  if (path.at(-2) === 'environments') {
    const suggestion = didYouMean(field, known) || ` Use ${listed(known, 'or')}.`;
    return `${quoted(field)} is not an environment.${suggestion}`;
  }
  if (field === 'id' && path.length === 3) {
    return 'An "id" belongs to one environment. Put it under "environments", below the name of the environment.';
  }
  const suggestion = didYouMean(field, known) || ` The fields are ${listed(known)}.`;
  return `${quoted(field)} is not a field.${suggestion}`;
}

function wrongType(error: SchemaError, path: Path): string {
  const { data } = error;
  const item = itemNames[path.at(-1) ?? ''];
  if (item !== undefined && typeof data === 'string') {
    return `The value must be a list. Write [${quoted(data)}], or one ${item} per line, each starting with "- ".`;
  }
  const wanted = isBlock(path)
    ? 'a mapping of the fields that differ, or false'
    : (wantedByField[path.at(-1) ?? ''] ?? wantedBySchema(error, path));
  if (data === null) return `The value is empty. It must be ${wanted}.`;
  return `The value must be ${wanted}, but is ${kindOf(data)}.`;
}

/** What the lists that people know hold. */
const itemNames: Readonly<Record<string, string>> = { events: 'event', decisions: 'decision' };

/** Better words for some fields than their types. */
const wantedByField: Readonly<Record<string, string>> = {
  url: 'a URL, or a path that begins with "/"',
  events: 'a list of events',
  organizationId: "a client's ID",
  secret: 'the name of a GitHub secret',
  id: "a webhook's ID",
  baseUrl: 'a URL',
  decisions: 'a list of decisions',
  environments: `a mapping of ${listed(Object.keys(environments))}`,
};

const wantedByType: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  null: 'empty',
};

function wantedBySchema({ parentSchema = {} }: SchemaError, path: Path): string {
  const { enum: values, type, properties } = parentSchema;
  if (path.at(-2) === 'events') return 'the name of an event';
  if (path.at(-2) === 'decisions') return 'a decision, such as "replace NAME whk_…"';
  if (path.length === 2 && path[0] === 'webhooks') return 'a mapping of fields such as "url"';
  if (Array.isArray(values)) return listed(values.map(String), 'or');
  if (properties !== undefined) return `a mapping of ${listed(Object.keys(properties as object))}`;
  return [type ?? []]
    .flat()
    .map((one) => wantedByType[String(one)] ?? 'a mapping')
    .join(' or ');
}

function wrongValue(value: string, path: Path, schema: unknown): string {
  const known = isTexts(schema) ? schema : [schema].flat().map(String);
  const suggestion = didYouMean(value, known);
  if (path.at(-2) === 'events') {
    const hint = suggestion || familyHint(value);
    return `${quoted(value)} is not an event of API version ${apiVersion}.${hint}`;
  }
  const last = path.at(-1);
  const what = last === 'status' ? 'a status' : `a value for ${quoted(String(last))}`;
  return `${quoted(value)} is not ${what}.${suggestion || ` Use ${listed(known, 'or')}.`}`;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

/** For a name that is near none: the family it seems to be of, or the families there are. */
function familyHint(value: string): string {
  const families = Object.keys(eventPatterns).filter((pattern) => pattern !== '*');
  const family = families.find((pattern) => value.startsWith(pattern.slice(0, -1)));
  if (family !== undefined)
    return ` The events of this family are ${listed(eventPatterns[family] ?? [])}.`;
  return ` Events begin with ${listed(
    families.map((pattern) => pattern.slice(0, -1)),
    'or',
  )}.`;
}

function wrongForm(
  text: string,
  path: Path,
  { keyword, schema, parentSchema }: SchemaError,
): string {
  switch (path.at(-1)) {
    case 'url':
    case 'baseUrl':
      return wrongUrl(text);
    case 'secret':
      // What stands there may be a secret itself: it is not repeated.
      return `This cannot be the name of a GitHub secret. ${secretHint(text)}`;
  }
  if (keyword === 'format') return `${quoted(text)} is not of the form "${schema}".`;
  return wrongId(text, String(path.at(-1)), String(parentSchema?.pattern));
}

const idNames: Readonly<Record<string, string>> = {
  organizationId: "a client's ID",
  id: "a webhook's ID",
};

/** The vendor's own guide shows an ID that is one character too short; say what is off, not just that it is. */
function wrongId(text: string, field: string, pattern: string): string {
  const form = /^\^(\w+_)\[a-zA-Z0-9\]\{(\d+)\}\$$/.exec(pattern);
  if (form === null) return `${quoted(text)} does not have the form ${pattern}.`;
  const [, prefix = '', length = ''] = form;
  const start = `${quoted(text)} is not ${idNames[field] ?? 'a valid ID'}.`;
  const rule = `${start} It must be "${prefix}" and ${length} letters or digits`;
  if (!text.startsWith(prefix)) {
    const isWebhook = text.startsWith('whk_') ? ' "whk_" begins the ID of a webhook.' : '';
    return `${rule}.${isWebhook}`;
  }
  const rest = text.slice(prefix.length);
  const odd = /[^a-zA-Z0-9]/.exec(rest);
  if (odd !== null) return `${rule}, but has ${JSON.stringify(odd[0])}.`;
  const guide =
    prefix === 'client_' && rest.length === 26
      ? " A sample in Conduit's guide is one too short as well."
      : '';
  return `${rule}, but has ${rest.length} after "${prefix}".${guide}`;
}

/** Says what is wrong without showing credentials that the URL carries. */
function wrongUrl(text: string): string {
  if (text.length > longestUrl) {
    return `The URL has ${text.length} characters. It can have at most ${longestUrl}.`;
  }
  const shown = withoutUserinfo(text);
  if (text.startsWith('//')) {
    return `${quoted(shown)} begins with two slashes. A path below "baseUrl" begins with one.`;
  }
  return text.startsWith('/')
    ? `${quoted(shown)} is not a path. Encode what a path cannot hold: a blank as "%20", "#" as "%23".`
    : `${quoted(shown)} is not a URL.${urlHint(text)}`;
}

/** The text with all that may be credentials hidden: what a broken URL is broken by is not known. */
function withoutUserinfo(text: string): string {
  const start = text.indexOf('//') + 2;
  const end = text.lastIndexOf('@');
  return start < 2 || end < start ? text : `${text.slice(0, start)}***${text.slice(end)}`;
}

/** The URL that was likely meant: with a scheme, or with what a URL cannot hold encoded. */
function urlHint(text: string): string {
  const [host = ''] = text.split(/[/:]/, 1);
  const isHostFirst = host.indexOf('.') > 0 && !/[@\s]/.test(text);
  const meant = URL.parse(text) ?? (isHostFirst ? URL.parse(`https://${text}`) : null);
  if (meant !== null && meant.hostname !== '' && meant.href.length <= longestSuggestion) {
    meant.username = '';
    meant.password = '';
    if (isUri(meant.href)) return ` Did you mean "${meant.href}"?`;
  }
  return ' Write it in full, such as https://hooks.example.com/conduit.';
}

/** A longer URL is no help. */
const longestSuggestion = 200;

function secretHint(text: string): string {
  const named = /^\$\{\{\s*secrets\.([A-Za-z_][A-Za-z0-9_]*)\s*\}\}$/.exec(text)?.[1];
  if (named !== undefined) return `Write the name alone. Did you mean ${quoted(named)}?`;
  return /^github_/i.test(text)
    ? 'GitHub reserves names that begin with GITHUB_.'
    : 'Use letters, digits and underscores, and do not begin with a digit. Write the name, never the value.';
}

/** Splits a JSON pointer (RFC 6901) into `root`; steps into a list become numbers. */
function pointerPath(pointer: string, root: unknown): Path {
  let value = root;
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(value) ? Number(key) : key;
      value = valueAt(value, [step]);
      return step;
    });
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<string | number, unknown>)[step]
        : undefined,
    root,
  );
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (typeof value === 'string') return `the text ${quoted(value)}`;
  if (typeof value === 'object') return broadKindOf(value);
  return typeof value === 'number' ? `the number ${value}` : String(value);
}

/** What a value is, without showing it. */
function broadKindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}
