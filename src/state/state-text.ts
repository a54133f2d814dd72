/** The state document as text: what is read of it, what is refused, and what is written. */
import { validateState } from '../generated/state-validator.ts';
import type { SchemaError } from '../generated/validator.ts';
import { requestPrefix } from '../safe/id.ts';
import { bounded } from '../safe/text.ts';
import {
  blankRecord,
  damagedState,
  idsOf,
  mostBytes,
  type StateDocument,
  StateError,
  stateVersion,
} from './document.ts';

/** Deeper than any body, and not so deep that working on a value could exhaust the stack. */
const deepest = 500;

/** A value takes far more memory than its text: as written by the action, the largest state has fewer. */
const mostValues = 500_000;

/** More webhooks than any state of its size would name. */
const mostIds = 100_000;

/** So much is shown of what somebody else wrote, in UTF-16 units. */
const longestShown = 200;

/** So much more than its request a result takes at most, in bytes: an ID, or why there is none. */
const resultBytes = 1000;

/** Makes the error for a damaged document of what is wrong with it. */
type Damaged = (what: string) => StateError;

/**
 * Reads a document; `place` is where it is, for people.
 * @throws StateError when it is damaged, of a newer version, or of another environment.
 */
export function parseState(text: string, environment: string, place: string): StateDocument {
  const damaged: Damaged = (what) => damagedState(place, what);
  const repeatedKey = repeatedKeyIn(text, damaged);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const [at = ''] = / \(line \d{1,9} column \d{1,9}\)$/.exec((error as Error).message) ?? [];
    throw damaged(`it is not JSON${at}`);
  }
  const found = (value as { version?: unknown } | null)?.version;
  if (typeof found === 'number' && found > stateVersion) {
    throw new StateError(
      `The state (${place}) was written by a newer version of the action (state version ${found}). Use that version.`,
    );
  }
  if (repeatedKey !== undefined) throw damaged(`${shown(repeatedKey)} stands twice in one object`);
  if (!validateState(value)) {
    const [error] = validateState.errors ?? [];
    throw damaged(`${bounded(error?.instancePath || 'it', longestShown)} ${faultIn(error)}`);
  }
  const state = value as StateDocument;
  if (state.environment !== environment) {
    throw new StateError(
      `The state (${place}) belongs to the environment ${shown(state.environment)}, not "${environment}". Each environment needs its own state.`,
    );
  }
  checkFacts(state, damaged);
  return state;
}

/**
 * A key that stands twice in one object, of which parsing keeps the last. The text need not be JSON.
 * @throws StateError when it would cost too much to parse.
 */
function repeatedKeyIn(text: string, damaged: Damaged): string | undefined {
  /** The keys so far of each object that is open; undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  let repeatedKey: string | undefined;
  let isKey = false;
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case '{':
      case '[':
        if (open.length === deepest) throw damaged('it is nested too deeply');
        open.push(text[at] === '{' ? new Set() : undefined);
        isKey = true;
        values += 1;
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case ',':
        isKey = true;
        values += 1;
        break;
      case '"': {
        const [start, keys] = [at, open.at(-1)];
        at = endOfString(text, start);
        if (isKey && keys !== undefined) {
          const key = unquoted(text.slice(start, at + 1));
          if (keys.has(key)) repeatedKey ??= key;
          keys.add(key);
        }
        isKey = false;
        break;
      }
    }
    if (values > mostValues) throw damaged(`it has more than ${mostValues} values`);
  }
  return repeatedKey;
}

/** Where the string that begins at `start` ends. */
function endOfString(text: string, start: number): number {
  for (let end = start + 1; end < text.length; end += 1) {
    if (text[end] === '"') return end;
    if (text[end] === '\\') end += 1;
  }
  return text.length;
}

function unquoted(string: string): string {
  try {
    return JSON.parse(string) as string;
  } catch {
    return string;
  }
}

function shown(text: unknown): string {
  return JSON.stringify(bounded(String(text), longestShown));
}

/** What is wrong with a value, in words that do not show it. */
function faultIn({ keyword, params, propertyName }: Partial<SchemaError> = {}): string {
  if (propertyName !== undefined) return `has ${shown(propertyName)}, which is no name there`;
  switch (keyword) {
    case 'required':
      return `lacks ${shown(params?.missingProperty)}`;
    case 'additionalProperties':
      return `has the unknown field ${shown(params?.additionalProperty)}`;
    case 'type':
      return `is not of the type ${params?.type}`;
    default:
      return 'is not what the action writes there';
  }
}

/** @throws StateError for what no schema can say, such as a time that comes too early or an ID that stands twice. */
function checkFacts({ webhooks }: StateDocument, damaged: Damaged): void {
  /** Each webhook's ID, and the name that it stands under. */
  const places = new Map<string, string>();
  for (const [name, record = blankRecord] of Object.entries(webhooks)) {
    const { current, request, removedAt } = record;
    const times = { 'current/at': current?.at, 'request/at': request?.at, 'request/until': request?.until, removedAt };
    for (const [field, time] of Object.entries(times)) {
      if (time !== undefined && !isTime(time)) throw damaged(`/webhooks/${name}/${field} is not a time`);
    }
    if (request !== undefined && Date.parse(request.until) < Date.parse(request.at)) {
      throw damaged(`/webhooks/${name}/request/until is before its "at"`);
    }
    if (removedAt !== undefined && current === undefined) {
      throw damaged(`/webhooks/${name}/removedAt is about no webhook`);
    }
    for (const id of idsOf(record)) {
      if (id.startsWith(requestPrefix)) continue;
      const other = places.get(id);
      if (other !== undefined) throw damaged(`${id} stands in /webhooks/${other} and again in /webhooks/${name}`);
      places.set(id, name);
    }
    if (places.size > mostIds) throw damaged(`it has the IDs of more than ${mostIds} webhooks`);
  }
}

/** True for what `Date.toISOString` writes. */
function isTime(text: string): boolean {
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString() === text;
}

/**
 * The text of a document upon which `requests` are about to be sent.
 * @throws StateError when no run could read it any more once their results are in it.
 */
export function textBefore(requests: number, state: StateDocument): string {
  const text = stateText(state);
  if (Buffer.byteLength(text) + requests * resultBytes <= mostBytes) return text;
  throw new StateError(
    `The state would have more than ${mostBytes / 2 ** 20} MiB with these webhooks. Move some of them into another manifest, with a state of its own (git:NAME).`,
  );
}

/** The text of a document: names in order, so that a diff of two versions shows what changed and no more. */
export function stateText(state: StateDocument): string {
  const [webhooks, secrets] = [inOrder(state.webhooks), inOrder(state.secrets)];
  return `${JSON.stringify({ ...state, webhooks, secrets }, null, 2)}\n`;
}

function inOrder<T>(values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}
