/** The state of one run: read, planned upon, written before the first request and after the last. */
import type { Environment } from '../generated/api.ts';
import type { SecretKeeper } from '../github/secrets.ts';
import type { Declaration } from '../manifest/declarations.ts';
import {
  emptyState,
  entryOf,
  type StateDocument,
  StateError,
  withEntries,
} from '../state/document.ts';
import type { StateStore } from '../state/store.ts';
import { parseState, stateText } from '../state/text.ts';
import { type Entries, merged, withOneOwnerEach } from './entries.ts';
import { type PlanOptions, planOf } from './plan.ts';
import { uncheckedSecrets } from './secrets.ts';
import type { Step } from './step.ts';

/** What a plan is made for. */
export interface Target {
  environment: Environment;
  /** Path of the manifest, relative to the workspace. */
  manifest: string;
  apiUrl: string;
  declarations: readonly Declaration[];
  options: PlanOptions;
  /** Absent when there is no token for it, or no need. */
  secrets?: SecretKeeper;
}

/** A plan, and the state that it was made upon. */
export interface Planned {
  steps: Step[];
  state: StateDocument;
  revision: string;
}

/**
 * Reads the state and plans upon it.
 * @throws StateError when it cannot be read, or is of another manifest or base URL.
 * @throws SecretsError when GitHub does not say what the plan depends on.
 */
export async function readAndPlan(store: StateStore, target: Target): Promise<Planned> {
  const { environment, manifest, apiUrl } = target;
  const { text, revision } = await store.read();
  const kept = text === undefined ? undefined : parseState(text, environment, store.place);
  const isEmpty = kept === undefined || Object.keys(kept.webhooks).length === 0;
  const state = isEmpty ? emptyState(environment, manifest, apiUrl) : kept;
  for (const [what, recorded, given] of [
    ['manifest', state.manifest, manifest],
    ['base URL', state.apiUrl, apiUrl],
  ] as const) {
    if (recorded !== given) {
      throw new StateError(
        `the state (${store.place}) is of another ${what}: it records ${recorded}, this run has ${given}. ` +
          `If that is not meant, correct it. Otherwise give this ${what} a state of its own with the input state (git:NAME, or another file). ` +
          'If it only moved, declare the recorded ids there, which adopts the webhooks and creates none',
      );
    }
  }
  return { steps: await certainSteps(target, state), state, revision };
}

/** The plan, made again with GitHub's answer where it depends on when a GitHub secret was written. */
async function certainSteps(
  { declarations, options, secrets }: Target,
  state: StateDocument,
): Promise<Step[]> {
  const steps = planOf(declarations, state, options);
  const names = uncheckedSecrets(steps);
  if (secrets === undefined || names.length === 0) return steps;
  const secretTimes = new Map<string, number | undefined>();
  for (const name of names) secretTimes.set(name, await secrets.updatedAt(name));
  return planOf(declarations, state, { ...options, secretTimes });
}

/** The last write is tried this often: others may write at the same time, or the remote be away for a moment. */
const lastWrites = 5;

/** Keeps the results of a run until they are written. */
export interface Ledger {
  /** Takes note of what is known; a store for which that is cheap has it on disk when this resolves. */
  record(entries: Entries): Promise<void>;
  /**
   * Writes all that was recorded into whatever the store holds by then: other runs may have written other names,
   * and these too when they were told to replace them.
   * @throws StateError
   */
  save(message: string): Promise<void>;
}

/** A ledger upon a state that has been written with the run's intents. */
export function openLedger(
  store: StateStore,
  start: { state: StateDocument; revision: string },
  environment: Environment,
  pause: (ms: number) => Promise<void>,
): Ledger {
  const known: Entries = new Map();
  let { state, revision } = start;
  let turn: Promise<void> = Promise.resolve();
  let hasFailed = false;

  async function write(message: string, maxWrites: number): Promise<void> {
    for (let writes = 1; ; writes += 1) {
      try {
        const news: Entries = new Map();
        for (const [name, entry] of known) {
          news.set(name, merged(entry, entryOf(start.state, name), entryOf(state, name)));
        }
        const next = withOneOwnerEach(withEntries(state, news));
        const stored = await store.write(stateText(next), revision, message);
        if (stored !== 'moved') {
          state = next;
          revision = stored.revision;
          return;
        }
        const now = await store.read();
        state =
          now.text === undefined ? start.state : parseState(now.text, environment, store.place);
        revision = now.revision;
        if (writes >= maxWrites)
          throw new StateError('the state was changed by others again and again');
      } catch (error) {
        if (writes >= maxWrites) throw error;
        await pause(500 * writes);
      }
    }
  }

  /** Writes of one process wait for each other. */
  function inTurn(message: string, maxWrites: number): Promise<void> {
    const done = turn.then(() => write(message, maxWrites));
    turn = done.catch(() => {
      hasFailed = true;
    });
    return done;
  }

  return {
    async record(entries) {
      for (const [name, entry] of entries) known.set(name, entry);
      if (store.keepsEveryResult && !hasFailed) {
        await inTurn(`record ${[...entries.keys()].join(', ')}`, 2);
      }
    },
    save: (message) => inTurn(message, lastWrites),
  };
}
