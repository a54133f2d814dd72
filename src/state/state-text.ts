/** The state document as text. */
import { validateState } from '../generated/state-validator.ts';
import type { SchemaError } from '../generated/validator.ts';
import { bounded } from '../safe/text.ts';
import { contradictionIn } from './contradictions.ts';
import { damagedState, mostBytes, type StateDocument, StateError, stateVersion } from './document.ts';
import { lookThrough } from './look-through.ts';

/**
 * Reads a document; `place` is where it is, for people.
 * @throws StateError when it is damaged, of a newer version, or of another environment.
 */
export function parseState(text: string, environment: string, place: string): StateDocument {
  const damaged = (what: string) => damagedState(place, what);
  const { excess, repeatedKey } = lookThrough(text);
  if (excess !== undefined) throw damaged(`it ${excess}`);
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
  const contradiction = contradictionIn(state);
  if (contradiction !== undefined) throw damaged(contradiction);
  return state;
}

/** So much is shown of what somebody else wrote, in UTF-16 units. */
const longestShown = 200;

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

/** So much more than its request a result takes at most, in bytes: an ID, or why there is none. */
const resultBytes = 1000;

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
