/** The schema's verdict on a manifest, in words. */
import { apiVersion, environments, eventPatterns, events, statuses } from '../generated/api.ts';
import { validateFrame, validateWebhook } from '../generated/manifest-validator.ts';
import type { Manifest } from '../generated/types.ts';
import type { SchemaError } from '../generated/validator.ts';
import { type Path, type PathProblem, quoted } from './problem.ts';
import { didYouMean } from './suggest.ts';

const environmentNames = Object.keys(environments);
const eventNames = [...events, ...Object.keys(eventPatterns)];
const webhookFields = ['url', 'events', 'status', 'organizationId', 'secret', 'environments'];
const overlayFields = ['url', 'events', 'status', 'organizationId', 'secret', 'id'];

/** True when the value has the manifest's shape; which fields are required is a matter of each environment. */
export function isManifest(value: unknown): value is Manifest {
  return validateFrame(value) && Object.values(asRecord(asRecord(value).webhooks)).every(isWebhook);
}

function isWebhook(value: unknown): boolean {
  return validateWebhook(value);
}

/**
 * Every breach of the schema, in the schema's order. What aliases share is judged once: a few lines can name
 * millions of values. Call it only when `isManifest` said no.
 */
export function schemaProblems(value: unknown): PathProblem[] {
  const judged = new Map<unknown, Set<string>>();
  const problems: PathProblem[] = [];
  for (const { path: base, root, error } of breachesOf(value)) {
    const path = [...base, ...pointerPath(error.instancePath, root)];
    const subject = valueAt(value, path);
    const isKey = error.keyword === 'additionalProperties';
    const holder = isKey ? subject : valueAt(value, path.slice(0, -1));
    const last = isKey ? error.params.additionalProperty : path.at(-1);
    const breach = `${path.length} ${error.keyword} ${error.params.propertyName} ${last}`;
    const known = judged.get(holder) ?? new Set();
    if (known.has(breach)) continue;
    judged.set(holder, known.add(breach));
    const explained = explain(error, path, subject);
    if (explained !== undefined) {
      problems.push({ severity: 'error', path, at: 'value', ...explained });
    }
  }
  return problems;
}

/** An error of a validator: its pointer begins at `root`, which stands at `path` in the manifest. */
interface Breach {
  path: Path;
  root: unknown;
  error: SchemaError;
}

/**
 * The validators' errors. The frame is judged once and then each webhook by itself: over many at once a validator
 * joins its lists of errors anew for each, in time that grows with their square.
 */
function* breachesOf(value: unknown): Generator<Breach> {
  if (!validateFrame(value)) {
    for (const error of validateFrame.errors ?? []) yield { path: [], root: value, error };
  }
  for (const [name, webhook] of Object.entries(asRecord(asRecord(value).webhooks))) {
    if (validateWebhook(webhook)) continue;
    for (const error of validateWebhook.errors ?? []) {
      yield { path: ['webhooks', name], root: webhook, error };
    }
  }
}

/**
 * What is left of a manifest when all that `problems` (of the schema) speak of is taken out. A refused field or
 * event stays as undefined, so that what stands beside it can still be judged. `value` itself is changed: it may be
 * large, and what its aliases share must go from each of them.
 */
export function soundPart(value: unknown, problems: readonly PathProblem[]): Manifest {
  const root = asRecord(value);
  for (const { path, at } of problems) {
    const last = path.at(-1);
    const holder = valueAt(root, path.slice(0, -1));
    if (last === undefined || typeof holder !== 'object' || holder === null) continue;
    const isName = path.length === 2;
    if (at === 'key' && isName) continue;
    const isField = at === 'value' && path.length > 2 && !isContainer(path);
    if (isField) (holder as Record<string | number, unknown>)[last] = undefined;
    else delete (holder as Record<string | number, unknown>)[last];
  }
  return { webhooks: asRecord(root.webhooks) as Manifest['webhooks'] };
}

/** True for the path of `environments` and of the block of one of them. */
function isContainer(path: Path): boolean {
  return path[2] === 'environments' && path.length < 5;
}

function asRecord(value: unknown): Record<string | number, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

type Explained = Pick<PathProblem, 'message'> & Partial<PathProblem>;

function explain(error: SchemaError, path: Path, value: unknown): Explained | undefined {
  switch (error.keyword) {
    case 'propertyNames': {
      const name = String(error.params.propertyName);
      return { ...nameProblem(name), path: [...path, name], at: 'key' };
    }
    case 'additionalProperties': {
      const field = String(error.params.additionalProperty);
      return { message: unknownField(field, path), path: [...path, field], at: 'key' };
    }
    case 'required':
      return {
        message: `has no "${error.params.missingProperty}": declare webhooks under that key`,
      };
    case 'type':
      return { message: wrongType(String(error.params.type), path, value) };
    case 'minItems':
      return { message: 'is an empty list: name at least one event, or "*" for all' };
    case 'enum':
      return typeof value === 'string' ? { message: wrongValue(path, value) } : undefined;
    case 'format':
      return { message: wrongUrl(String(value)) };
    case 'pattern':
      return error.propertyName === undefined ? { message: wrongForm(path, value) } : undefined;
    default:
      return { message: `breaks the rule "${error.keyword}" of the schema` };
  }
}

function nameProblem(name: string): { message: string } {
  const fixed = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 64);
  const suggestion = fixed === '' ? '' : ` Did you mean ${JSON.stringify(fixed)}?`;
  return {
    message: `${quoted(name)} is not a webhook's name: a lower-case letter, then lower-case letters, digits, "_" or "-", at most 64 in all.${suggestion}`,
  };
}

function unknownField(field: string, path: Path): string {
  if (path.at(-1) === 'environments') {
    return `${quoted(field)} is not an environment: there are ${listed(environmentNames)}.${didYouMean(field, environmentNames)}`;
  }
  if (path.length === 0) {
    return `unknown field ${quoted(field)}: the manifest has one, "webhooks".${didYouMean(field, ['webhooks'])}`;
  }
  const inOverlay = path.length > 2;
  if (field === 'id' && !inOverlay) {
    return 'an "id" belongs to one environment: put it under "environments", then the environment\'s name';
  }
  const known = inOverlay ? overlayFields : webhookFields;
  return `unknown field ${quoted(field)}.${didYouMean(field, known) || ` The fields are ${listed(known)}`}`;
}

function wrongType(expected: string, path: Path, value: unknown): string {
  const wanted = wantedAt(path) ?? expected;
  if (value === null) return `is empty: it must be ${wanted}`;
  if (path.at(-1) === 'events' && typeof value === 'string') {
    return `must be a list: write [${quoted(value)}], or one event a line after "- "`;
  }
  return `must be ${wanted}, but is ${kindOf(value)}`;
}

const wantedByField: Readonly<Record<string, string>> = {
  url: 'a URL',
  events: 'a list of events',
  status: listed(statuses, 'or'),
  organizationId: "a client's ID",
  secret: 'the name of a GitHub secret',
  id: "a webhook's ID",
  environments: `a mapping of ${listed(environmentNames)}`,
};

/** What belongs at `path`, in words. */
function wantedAt(path: Path): string | undefined {
  const last = path.at(-1);
  if (typeof last === 'number') return 'the name of an event';
  switch (path.length) {
    case 0:
      return 'a mapping with the key "webhooks"';
    case 1:
      return 'a mapping of names to webhooks';
    case 2:
      return 'a mapping of fields such as "url"';
    case 4:
      return 'a mapping of the fields that differ';
    default:
      return wantedByField[last ?? ''];
  }
}

/** Says what is wrong without showing credentials that the URL carries. */
function wrongUrl(text: string): string {
  const shown = text.replace(/\/\/[^/?#]*@/, '//***@');
  return `${quoted(shown)} is not a URL.${urlHint(text)}`;
}

/** The URL that was likely meant: with a scheme, or with what a URL cannot hold encoded. */
function urlHint(text: string): string {
  const isHostFirst = text.length <= longestSuggestion && /^[^/:@\s]+\.[^@\s]*$/.test(text);
  const meant = URL.parse(text) ?? (isHostFirst ? URL.parse(`https://${text}`) : null);
  if (meant !== null && meant.href.length <= longestSuggestion) {
    meant.username = '';
    meant.password = '';
    const isUrl = isWebhook({ url: meant.href });
    if (isUrl && meant.hostname !== '') return ` Did you mean "${meant.href}"?`;
  }
  return ' Write it whole, such as https://hooks.example.com/conduit';
}

/** A longer URL is no help, and is not looked at. */
const longestSuggestion = 200;

function wrongValue(path: Path, value: string): string {
  if (path.at(-1) === 'status') {
    return `${quoted(value)} is not a status: it is ${listed(statuses, 'or')}.${didYouMean(value, statuses)}`;
  }
  const suggestion = didYouMean(value, eventNames);
  const family = suggestion === '' ? familyHint(value) : suggestion;
  return `${quoted(value)} is not an event of API version ${apiVersion}.${family}`;
}

/** For a name that is near none: the family it seems to be of, or the families there are. */
function familyHint(value: string): string {
  const patterns = Object.keys(eventPatterns);
  const family = patterns.find(
    (pattern) => pattern !== '*' && value.startsWith(pattern.slice(0, -1)),
  );
  const members = family === undefined ? undefined : eventPatterns[family];
  return members === undefined
    ? ` Events begin with ${listed(
        patterns.filter((pattern) => pattern !== '*').map((pattern) => pattern.slice(0, -1)),
        'or',
      )}`
    : ` The events of this family are ${listed(members)}`;
}

function wrongForm(path: Path, value: unknown): string {
  const text = String(value);
  switch (path.at(-1)) {
    case 'organizationId':
      return `${quoted(text)} is not a client's ID: ${idForm('client_', text)}`;
    case 'id':
      return `${quoted(text)} is not a webhook's ID: ${idForm('whk_', text)}`;
    default:
      // What stands there may be a secret itself: it is not repeated.
      return `cannot name a GitHub secret: ${secretHint(text)}`;
  }
}

function secretHint(text: string): string {
  const named = /^\$\{\{\s*secrets\.([A-Za-z_][A-Za-z0-9_]*)\s*\}\}$/.exec(text)?.[1];
  if (named !== undefined) return `write its name alone. Did you mean ${quoted(named)}?`;
  return /^github_/i.test(text)
    ? 'GitHub keeps names that begin with GITHUB_ for itself'
    : 'use letters, digits and underscores, and do not begin with a digit (a name, never the value)';
}

/** The vendor's own guide shows an ID that is one character too short; say what is off, not just that it is. */
function idForm(prefix: string, text: string): string {
  const form = `"${prefix}" and 27 letters or digits`;
  if (!text.startsWith(prefix)) return `it must be ${form}`;
  const rest = text.slice(prefix.length);
  const odd = /[^a-zA-Z0-9]/.exec(rest);
  if (odd !== null) return `it must be ${form}, but has ${JSON.stringify(odd[0])}`;
  const guide =
    prefix === 'client_' && rest.length === 26
      ? " (a sample in Conduit's guide is one too short as well)"
      : '';
  return `it must be ${form}, but has ${rest.length} after "${prefix}"${guide}`;
}

/** Splits a JSON pointer (RFC 6901); steps into a list become numbers. */
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

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string'
    ? `the text ${quoted(value)}`
    : `the ${typeof value} ${String(value)}`;
}

function listed(names: readonly string[], word: 'and' | 'or' = 'and'): string {
  const all = names.map((name) => JSON.stringify(name));
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} ${word} ${all.at(-1)}`;
}
