/** What the schema refuses, in words. Advice that is followed to the letter is valid. */
import { environments, eventPatterns, events, requestFields } from '../generated/api.ts';
import type { SchemaError } from '../generated/validator.ts';
import { parseDecision } from './decisions.ts';
import { type Path, quoted, quotedList } from './problem.ts';
import { didYouMean, nearestOf } from './suggest.ts';
import { notReplaced } from './syntax.ts';
import { wrongUrl } from './webhook-url.ts';

/** True for the path of a webhook's block for one environment. */
export function isBlock(path: Path): boolean {
  return path.length === 4 && path[2] === 'environments';
}

/** What is wrong with what stands at `path`. */
export function explain(error: SchemaError, path: Path): string {
  const { keyword, params, schema, data, parentSchema } = error;
  const field = String(path.at(-1) ?? '');
  switch (keyword) {
    case 'additionalProperties':
      return unknownField(path, Object.keys((parentSchema?.properties ?? {}) as object), data);
    case 'required':
      return `${quoted(String(params.missingProperty))} is missing.`;
    case 'enum':
    case 'const':
      if (typeof data !== 'string' || isBlock(path)) return wrongKind(error, path);
      return notReplaced(data) ?? wrongValue(data, path, [schema].flat().map(String));
    case 'format':
    case 'pattern':
    case 'anyOf':
      if (typeof data !== 'string') return wrongKind(error, path);
      // What stands there may be a secret itself: it is not repeated.
      if (field === 'secret') return `This is not a valid GitHub secret name. ${secretHint(data)}`;
      return notReplaced(data) ?? wrongForm(data, field, error);
    case 'type':
      return wrongKind(error, path);
    default:
      if (keyword === 'minItems' && field === 'events') {
        return 'The list is empty. Name at least one event, or "*" for all events.';
      }
      return bounds[keyword]?.(schema) ?? `The value does not meet the API's "${keyword}" rule.`;
  }
}

const bounds: Readonly<Record<string, (limit: unknown) => string>> = {
  minimum: (limit) => `The number must be at least ${limit}.`,
  maximum: (limit) => `The number must be at most ${limit}.`,
  exclusiveMinimum: (limit) => `The number must be greater than ${limit}.`,
  exclusiveMaximum: (limit) => `The number must be less than ${limit}.`,
  multipleOf: (limit) => `The number must be a multiple of ${limit}.`,
  minLength: (limit) => `The string must have at least ${limit} characters.`,
  maxLength: (limit) => `The string must have at most ${limit} characters.`,
  minItems: (limit) => `The list must have at least ${limit} items.`,
  maxItems: (limit) => `The list must have at most ${limit} items.`,
  uniqueItems: () => 'The list must not have an item twice.',
};

/** The field at `path`, which is none of `fields`, in a mapping that has the fields of `beside`. */
export function unknownField(path: Path, fields: readonly string[], beside: unknown): string {
  const place = rightPlace(path);
  if (place !== undefined) return place;
  const field = String(path.at(-1));
  const others = beside as Readonly<Record<string, unknown>>;
  const nearest = nearestOf(field, fields);
  const isThere = nearest !== undefined && Object.hasOwn(others, nearest);
  const suggestion = isThere ? ` ${quoted(nearest)} is already set. Remove one of them.` : didYouMean(field, fields);
  if (path.at(-2) === 'environments') {
    return `Unknown environment ${quoted(field)}.${suggestion || ` Use ${quotedList(fields, 'or')}.`}`;
  }
  const value = others[field];
  const isLikeWebhook = typeof value === 'object' && value !== null && ('url' in value || 'events' in value);
  if (path.length === 1 && suggestion === '' && isLikeWebhook) {
    return `${quoted(field)} looks like a webhook. Move it below "webhooks:".`;
  }
  return `Unknown field ${quoted(field)}.${suggestion || ` The fields are ${quotedList(fields)}.`}`;
}

const ofEnvironments = Object.keys(environments);
const ofSettings: readonly string[] = ['baseUrl', 'decisions'];
const ofWebhooks: readonly string[] = [...requestFields, 'secret'];
const knownFields = [...ofEnvironments, ...ofSettings, ...ofWebhooks, 'environments', 'webhooks', 'id'];

/** Where the unknown field at `path` belongs, and what to do; undefined when it is a field nowhere. */
function rightPlace(path: Path): string | undefined {
  const field = String(path.at(-1));
  const parts = field.split('.');
  if (parts.length > 1 && parts.length < 6 && knownFields.includes(parts[0] ?? '')) {
    const nested = parts.map((part) => quoted(`${part}:`)).join(', below it ');
    return `${quoted(field)} is one key in YAML. Nest it: ${nested}.`;
  }
  const isWithinWebhook = path[0] === 'webhooks' && path.length > 2;
  const anyName = `the name of the environment (${quotedList(ofEnvironments, 'or')})`;
  if (field === 'id') {
    const whose = isWithinWebhook ? 'this' : 'its';
    return `"id" is set per environment. Move it below "environments:" of ${whose} webhook, then ${anyName}.`;
  }
  if (ofSettings.includes(field)) {
    const place = `"environments:" at the top of the manifest, then ${anyName}`;
    return `${quoted(field)} is set per environment. Move it below ${place}.`;
  }
  if (ofEnvironments.includes(field)) {
    const whose = isWithinWebhook ? ' of this webhook' : '';
    return `${quoted(field)} is an environment. Move it below "environments:"${whose}.`;
  }
  if (ofWebhooks.includes(field)) {
    return `${quoted(field)} belongs to a webhook. Move it below "webhooks:", then the name of the webhook.`;
  }
  return undefined;
}

/** About a value of another type than the schema wants. */
function wrongKind(error: SchemaError, path: Path): string {
  const { data } = error;
  const field = path.at(-1) ?? '';
  if (typeof data === 'string') {
    const why = notReplaced(data);
    if (why !== undefined) return why;
    if (field === 'events') return `The value must be a list. ${eventList(data)}`;
    if (field === 'decisions') return `The value must be a list. ${decisionList(data)}`;
  }
  const wanted = isBlock(path)
    ? 'a mapping of the fields that differ, or false'
    : (wantedByField[field] ?? wantedBySchema(error, path));
  return mustBe(wanted, data);
}

export function mustBe(wanted: string, value: unknown): string {
  if (value === null) return `The value is empty. It must be ${wanted}.`;
  return `The value must be ${wanted}, but is ${kindOf(value)}.`;
}

/** A longer text is no list that somebody forgot the brackets of. */
const longestList = 2000;

const everyEvent = [...events, ...Object.keys(eventPatterns)];

/** How to write the list that a text was meant as. */
function eventList(text: string): string {
  const words = wordsIn(text);
  const perLine = 'one event per line, each starting with "- "';
  if (words.length === 0) return `Write ${perLine}.`;
  const meant = words.map(eventMeant);
  const unknown = words[meant.indexOf(undefined)];
  if (unknown !== undefined) return `Write ${perLine}. ${unknownEvent(unknown)}`;
  const names = [...new Set(meant)].map((name) => JSON.stringify(name));
  return names.length > 5 ? `Write ${perLine}.` : `Write [${names.join(', ')}], or ${perLine}.`;
}

/** The words of a text that was meant as a list. */
function wordsIn(text: string): string[] {
  if (text.length > longestList) return [];
  const words = text.replaceAll(/["'[\]{}]/g, ' ').split(/(?:[\s,;]|\s-\s)+/);
  return words.filter((word) => word !== '' && word !== '-');
}

/** The event that a word is, or is near to. */
function eventMeant(word: string): string | undefined {
  return everyEvent.includes(word) ? word : nearestOf(word, everyEvent);
}

function decisionList(text: string): string {
  const perLine = 'Write one decision per line, each starting with "- ".';
  if (text.length > longestList) return perLine;
  const lines = text
    .replaceAll(/["'[\],;]/g, ' ')
    .split(/(?=\b(?:replace|keep|gone)\s)/)
    .map((part) => part.trim().replace(/(?:^|\s)-$/, ''))
    .filter((part) => part !== '');
  for (const line of lines) {
    const read = parseDecision(line);
    if (!read.ok) return `${perLine} ${read.message}`;
  }
  return lines.length === 1 ? `Write [${quoted(lines[0] ?? '')}], or start it with "- ".` : perLine;
}

/** Better words for some fields than their types. */
const wantedByField: Readonly<Record<string, string>> = {
  url: 'a URL, or a path that begins with "/"',
  events: 'a list of events',
  organizationId: "a client's ID",
  secret: 'the name of a GitHub secret',
  id: "a webhook's ID",
  baseUrl: 'a URL',
  decisions: 'a list of decisions',
  environments: `a mapping of ${quotedList(ofEnvironments)}`,
};

const wantedByType: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'an integer',
  boolean: 'true or false',
  array: 'a list',
  null: 'empty',
};

function wantedBySchema({ parentSchema = {} }: SchemaError, path: Path): string {
  const { enum: values, type, properties } = parentSchema;
  if (path.at(-2) === 'events') return 'the name of an event';
  if (path.at(-2) === 'decisions') return 'a decision, such as "replace NAME whk_…"';
  if (path.length === 2 && path[0] === 'webhooks') return 'a mapping of fields such as "url"';
  if (Array.isArray(values)) return quotedList(values.map(String), 'or');
  if (properties !== undefined) return `a mapping of ${quotedList(Object.keys(properties as object))}`;
  const types = [type ?? []].flat().map(String);
  return types.map((one) => wantedByType[one] ?? 'a mapping').join(' or ');
}

/** About a text that is none of `values`. */
function wrongValue(value: string, path: Path, values: readonly string[]): string {
  if (path.at(-2) === 'events') {
    const words = wordsIn(value);
    if (words.length < 2 || !words.some((word) => everyEvent.includes(word))) {
      return unknownEvent(value);
    }
    const unknown = words.find((word) => eventMeant(word) === undefined);
    return `Make each event an item of its own.${unknown ? ` ${unknownEvent(unknown)}` : ''}`;
  }
  const field = String(path.at(-1));
  const what = field === 'status' ? 'Unknown status' : `Unknown value for ${quoted(field)}:`;
  const suggestion = didYouMean(value, values) || ` Use ${quotedList(values, 'or')}.`;
  return `${what} ${quoted(value)}.${suggestion}`;
}

function unknownEvent(value: string): string {
  return `Unknown event ${quoted(value)}.${didYouMean(value, everyEvent) || familyHint(value)}`;
}

/** For a name that is near none: the family it seems to be of, or the families there are. */
function familyHint(value: string): string {
  const families = Object.keys(eventPatterns).filter((pattern) => pattern !== '*');
  const family = families.find((pattern) => value.startsWith(pattern.slice(0, -1)));
  if (family !== undefined) return ` The events of this family are ${quotedList(eventPatterns[family] ?? [])}.`;
  const starts = families.map((pattern) => pattern.slice(0, -1));
  return ` Events begin with ${quotedList(starts, 'or')}.`;
}

function wrongForm(text: string, field: string, { keyword, schema, parentSchema }: SchemaError): string {
  if (field === 'url' || field === 'baseUrl') return wrongUrl(text, field === 'url');
  if (keyword === 'format') return `${quoted(text)} is not of the form "${schema}".`;
  return wrongId(text, wantedByField[field] ?? 'a valid ID', String(parentSchema?.pattern));
}

/** The vendor's own guide shows an ID that is one character too short; say what is off, not just that it is. */
function wrongId(text: string, wanted: string, pattern: string): string {
  const form = /^\^(\w+_)\[a-zA-Z0-9\]\{(\d+)\}\$$/.exec(pattern);
  if (form === null) return `${quoted(text)} does not have the form ${pattern}.`;
  const [, prefix = '', length = ''] = form;
  const start = `${quoted(text)} is not ${wanted}.`;
  const rule = `${start} It must be "${prefix}" followed by ${length} letters or digits`;
  if (!text.startsWith(prefix)) {
    const meant = text.trim().replace(/^[a-z]+[-_: ]*/i, prefix);
    const isCase = text.trim().toLowerCase().startsWith(prefix.slice(0, -1));
    const rest = meant.slice(prefix.length);
    const isId = rest.length === Number(length) && /^[a-zA-Z0-9]*$/.test(rest);
    if (isCase && isId) return `${start} Did you mean ${quoted(meant)}?`;
    const isWebhook = text.startsWith('whk_') ? ' "whk_" begins the ID of a webhook.' : '';
    return `${rule}.${isWebhook}`;
  }
  const rest = text.slice(prefix.length);
  const odd = /[^a-zA-Z0-9]/.exec(rest);
  if (odd !== null) return `${rule}, but has ${JSON.stringify(odd[0])}.`;
  const guide =
    prefix === 'client_' && rest.length === 26 ? " The example in Conduit's guide is also one character short." : '';
  return `${rule}, but has ${rest.length} after "${prefix}".${guide}`;
}

function secretHint(text: string): string {
  const named = /^(?:\$\{\{\s*)?secrets\.([A-Za-z_][A-Za-z0-9_]*)(?:\s*\}\})?$/.exec(text)?.[1];
  if (text.startsWith('whsec_'))
    return 'It looks like a signing secret. If it is one, revoke it: it is now in your Git history.';
  if (/^github_/i.test(named ?? text)) return 'GitHub reserves names that begin with GITHUB_.';
  if (named !== undefined) return `Use only the name: ${quoted(named)}.`;
  return 'Use letters, digits and underscores, not starting with a digit. If you pasted the secret itself, revoke it: it is now in your Git history.';
}

function kindOf(value: unknown): string {
  // What stands in the place of something else may be anything, a secret too.
  if (typeof value === 'string' && /^[\w .*-]{1,40}$/.test(value)) return `the string ${quoted(value)}`;
  if (typeof value === 'object' || typeof value === 'string') return broadKindOf(value);
  return typeof value === 'number' ? `the number ${value}` : String(value);
}

/** What a value is, without showing it. */
export function broadKindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? 'a string' : `a ${typeof value}`;
}
