/** What a run knows before it plans: the state, the GitHub secrets, and the manifest that the state was written for. */
import type { SecretKeeper } from '../clients/github-secrets.ts';
import type { Observed, PlanContext } from '../plan/facts.ts';
import type { Plan } from '../plan/plan.ts';
import { planOf } from '../plan/planner.ts';
import { Foreseen } from '../safe/foreseen.ts';
import { emptyState, type StateDocument, secretKey } from '../state/document.ts';
import { parseState } from '../state/state-text.ts';
import type { StateStore } from '../state/store.ts';
import { type Look, type Looked, lookAt } from './look.ts';

/** What plan and register work upon. */
export interface Target {
  context: PlanContext;
  store: StateStore;
  /** Undefined without a token for it. */
  secrets: SecretKeeper | undefined;
  /** Reads from Conduit; absent when the run is not to, or has no credentials for it. */
  look?: Look | 'no-credentials' | undefined;
  /** True when there is a manifest at `path` of the repository that declares webhooks for this environment. */
  isManifest(path: string): boolean;
}

/** A state document and what names it in its store. */
export interface Revision {
  state: StateDocument;
  revision: string;
}

/** A plan, and what was seen for it beside the state. */
export interface Planned {
  plan: Plan;
  /** Why GitHub's secrets were not looked at although a token was given; nothing has to be stored. */
  unchecked?: string | undefined;
  /** What was seen at Conduit, with `verify`. */
  looked?: Looked | 'no-credentials' | undefined;
}

/**
 * Looks, and plans.
 * @throws StateError when the state cannot be read.
 * @throws Foreseen when GitHub does not say what is to be known before something is stored.
 */
export async function observeAndPlan(target: Target): Promise<Planned & Revision> {
  const { store, context, isManifest, look } = target;
  const { environment, manifest, apiUrl } = context;
  const { state, revision } = await readState(store, emptyState(environment, manifest, apiUrl));
  const otherManifest = state.manifest !== manifest && isManifest(state.manifest);
  const planWith = (secrets: Observed['secrets']) => planOf(state, context, { secrets, otherManifest });
  let plan: Plan;
  let unchecked: string | undefined;
  try {
    plan = planWith(await secretsOf(target, state));
  } catch (error) {
    if (!(error instanceof Foreseen)) throw error;
    plan = planWith(undefined);
    const mustStore = plan.webhooks.some(({ status, declaration: { secret } }) => status === 'to-create' && secret);
    if (mustStore) throw error;
    unchecked = error.message;
  }
  const seen = typeof look === 'function' ? await lookAt(plan, state, look) : { plan, looked: look };
  return { state, revision, unchecked, ...seen };
}

/** When each declared GitHub secret was updated, and each that a standing request may have written. */
async function secretsOf({ secrets, context }: Target, { webhooks }: StateDocument): Promise<Observed['secrets']> {
  if (secrets === undefined || !context.remembers) return undefined;
  const { secretsEnvironment, declarations } = context;
  const declared = declarations.flatMap(({ secret }) => secret ?? []);
  const requested = Object.values(webhooks).flatMap((record) => {
    const [name = ''] = record?.request?.secret?.split('/') ?? [];
    return record?.request?.secret === secretKey(name, secretsEnvironment) ? [name] : [];
  });
  const names = [...declared, ...requested];
  if (names.length === 0) return undefined;
  const listed = await secrets.list();
  const seen = new Map<string, string | null>();
  for (const name of names) {
    const key = secretKey(name, secretsEnvironment);
    // A list can be older than a write: what it lacks is asked for by name.
    if (!seen.has(key)) {
      seen.set(key, listed.get(name.toUpperCase()) ?? (await secrets.updatedAt(name)));
    }
  }
  return seen;
}

/**
 * What the store holds now; `otherwise` when it holds nothing.
 * @throws StateError
 */
export async function readState(store: StateStore, otherwise: StateDocument): Promise<Revision> {
  const { text, revision } = await store.read();
  const state = text === undefined ? otherwise : parseState(text, otherwise.environment, store.place);
  return { state, revision };
}
