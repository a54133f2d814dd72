/** The state document as text. */
import { validateState } from '../generated/state-validator.ts';
import type { SchemaError } from '../generated/validator.ts';
import { type StateDocument, StateError, stateVersion } from './document.ts';

/** What the manifest allows; names become names of step outputs. */
const webhookName = /^[a-z][a-z0-9_-]{0,63}$/;

/** Deeper than any body, and not so deep that working on a value could exhaust the stack. */
const deepest = 500;

/**
 * Reads a document; `place` is where it is, for people.
 * @throws StateError when it is damaged, of a newer version, or of another environment.
 */
export function parseState(text: string, environment: string, place: string): StateDocument {
  const damaged = (what: string) =>
    new StateError(
      `The state (${place}) is damaged: ${what}. Restore an earlier version of it, and declare the ID of each webhook that was created since. Without its ID, the next run creates it again.`,
    );
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
  if (isDeeperThan(deepest, value)) throw damaged('it is nested too deeply');
  if (!validateState(value)) {
    const [error] = validateState.errors ?? [];
    throw damaged(`${error?.instancePath || 'it'} ${faultIn(error)}`);
  }
  const state = value as StateDocument;
  for (const name of Object.keys(state.webhooks)) {
    if (!webhookName.test(name)) {
      throw damaged(`${JSON.stringify(name)} is not a webhook name`);
    }
  }
  if (state.environment !== environment) {
    throw new StateError(
      `The state (${place}) belongs to the environment "${state.environment}", not "${environment}". Each environment needs its own state.`,
    );
  }
  return state;
}

/** What is wrong with a value, in words that do not show it. */
function faultIn({ keyword, params }: Partial<SchemaError> = {}): string {
  switch (keyword) {
    case 'required':
      return `lacks ${JSON.stringify(params?.missingProperty)}`;
    case 'additionalProperties':
      return `has the unknown field ${JSON.stringify(params?.additionalProperty)}`;
    case 'type':
      return `is not of the type ${params?.type}`;
    default:
      return 'is not what the action writes there';
  }
}

/** True when more than `levels` lists and objects stand within one another. */
function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => isDeeperThan(levels - 1, one));
}

/** The text of a document: names in order, so that a diff of two versions shows what changed and no more. */
export function stateText(state: StateDocument): string {
  const [webhooks, secrets] = [inOrder(state.webhooks), inOrder(state.secrets)];
  return `${JSON.stringify({ ...state, webhooks, secrets }, null, 2)}\n`;
}

function inOrder<T>(values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}
