/** The state document as text. */
import { validateState } from '../generated/state-validator.ts';
import { type StateDocument, StateError, stateVersion } from './document.ts';

/** What the manifest allows; names become names of step outputs. */
const webhookName = /^[a-z][a-z0-9_-]{0,63}$/;

/**
 * Reads a document.
 * @throws StateError when it is damaged, of a newer version, or of another environment.
 */
export function parseState(text: string, environment: string): StateDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new StateError('the state is damaged: it is not JSON');
  }
  const found = (value as { version?: unknown } | null)?.version;
  if (typeof found === 'number' && found > stateVersion) {
    throw new StateError(
      `the state was written by a newer version of this action (state version ${found}): use that version`,
    );
  }
  if (!validateState(value)) {
    const { instancePath = '', keyword = '' } = validateState.errors?.[0] ?? {};
    throw new StateError(
      `the state is damaged: ${instancePath || 'it'} breaks the rule "${keyword}"`,
    );
  }
  const state = value as StateDocument;
  for (const name of Object.keys(state.webhooks)) {
    if (!webhookName.test(name)) {
      throw new StateError(`the state is damaged: ${JSON.stringify(name)} is not a webhook's name`);
    }
  }
  if (state.environment !== environment) {
    throw new StateError(
      `the state is of the environment "${state.environment}", not "${environment}"`,
    );
  }
  return state;
}

/** The text of a document: names in order, so that a diff of two versions shows what changed and no more. */
export function stateText(state: StateDocument): string {
  const webhooks = Object.fromEntries(
    Object.entries(state.webhooks).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return `${JSON.stringify({ ...state, webhooks }, null, 2)}\n`;
}
