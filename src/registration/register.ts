/** Mode register: plan, preflight, intents, requests, results, in that order. */
import type { ConduitClient } from '../conduit/client.ts';
import {
  type SecretBefore,
  StateError,
  type StoredSecret,
  withEntries,
} from '../state/document.ts';
import type { StateStore } from '../state/store.ts';
import { stateText } from '../state/text.ts';
import { adviceFor } from './advice.ts';
import {
  entriesBefore,
  entryAfter,
  isNewlyRemoved,
  isReworded,
  type Moment,
  withOneOwnerEach,
} from './entries.ts';
import { openLedger, type Planned, readAndPlan, type Target } from './ledger.ts';
import { sendAll } from './requests.ts';
import { plannedResults, type Result, resultOf, stoppedResults } from './result.ts';
import { placeOf } from './secrets.ts';
import { blockersOf, nameOf, type Step } from './step.ts';

export interface RegisterOptions {
  store: StateStore;
  target: Target;
  /**
   * Loads what requests need, before the intents are written: after them nothing may fail that can fail earlier. Once `cancelled` is aborted, the client begins no request.
   */
  connect(): Promise<(cancelled: AbortSignal) => ConduitClient>;
  /** Requests at a time. */
  concurrency: number;
  /** Once aborted, no further request begins; its reason says why. */
  cancelled: AbortSignal;
  /** When and by which run something is recorded. */
  moment(): Moment;
  /** Waits, in milliseconds; cut short when the run has no time left. */
  pause(ms: number): Promise<void>;
  /** Told of results the moment they are known, with all so far in the plan's order. May throw: then nothing more is sent. */
  onResults(news: readonly Result[], all: readonly Result[]): void;
}

type Create = Extract<Step, { action: 'create' }>;

/** What a run of register came to. `failures` are troubles that no single webhook has. */
export interface Registration {
  results: Result[];
  failures: string[];
}

/** Another run may write state between our reading and our writing; a handful of times is bad luck, more is not. */
const maxPlans = 5;

/**
 * Creates what is declared and not yet registered. Nothing is sent before the intents are in state.
 * @throws StateError when state cannot be read or the intents cannot be written: nothing was sent.
 * @throws SecretsError when GitHub secrets cannot be written: nothing was sent.
 */
export async function register(options: RegisterOptions): Promise<Registration> {
  const { store, target } = options;
  for (let plans = 1; plans <= maxPlans; plans += 1) {
    const { steps, state, revision } = await readAndPlan(store, target);
    const began = options.moment();
    const before = entriesBefore(steps, began);
    if (before.size === 0 || blockersOf(steps).length > 0) {
      return withoutRequests(plannedResults(steps, target.environment), options);
    }
    if (options.cancelled.aborted) {
      const why = String(options.cancelled.reason);
      return withoutRequests(stoppedResults(steps, why, target.environment), options);
    }
    await prepareSecrets(steps, target);
    const connect = await options.connect();
    const next = withOneOwnerEach(withEntries(state, before));
    const written = await store.write(stateText(next), revision, intentMessage(steps, target));
    if (written === 'moved') continue;
    return carryOut({ steps, state: next, revision: written.revision }, began, connect, options);
  }
  throw new StateError(
    'other runs keep changing the state: nothing was sent. Give the job a concurrency group and run it again',
  );
}

/** Nothing is sent: every result is known already. */
function withoutRequests(results: Result[], { onResults }: RegisterOptions): Registration {
  onResults(results, results);
  return { results, failures: [] };
}

/** Nothing is created whose signing secret could not be stored. */
async function prepareSecrets(steps: readonly Step[], { secrets }: Target): Promise<void> {
  const needed = steps.some(
    (step) => step.action === 'create' && step.declaration.secret !== undefined,
  );
  if (needed && secrets !== undefined) await secrets.prepare();
}

async function carryOut(
  planned: Planned,
  before: Moment,
  connect: (cancelled: AbortSignal) => ConduitClient,
  options: RegisterOptions,
): Promise<Registration> {
  const { store, target, onResults } = options;
  const { steps } = planned;
  const failures: string[] = [];
  const halt = new AbortController();
  const cancelled = AbortSignal.any([options.cancelled, halt.signal]);
  const results = new Map<string, Result>();
  const all = () => steps.flatMap((step) => results.get(nameOf(step)) ?? []);
  const attempt = async (act: () => void | Promise<void>) => {
    try {
      await act();
    } catch (error) {
      const { message } = error as Error;
      if (!failures.includes(message)) failures.push(message);
      halt.abort('the result of another webhook could not be kept');
    }
  };
  const tell = (news: readonly Result[]) => {
    for (const result of news) results.set(result.name, result);
    return attempt(() => onResults(news, all()));
  };

  /**
   * Puts a signing secret where its declaration wants it; gives what state records of that: where it is, or who
   * else's is there.
   */
  const keepSecret = async (
    { declaration: { name, secret: secretName }, secretBefore }: Create,
    { id, secret, outcome }: Result,
  ): Promise<{ secret?: StoredSecret; secretBefore?: SecretBefore }> => {
    const { secrets } = target;
    if (secretName === undefined || secrets === undefined) return {};
    const place = placeOf(secretName, target.options);
    let kept: Awaited<ReturnType<typeof keepSecret>> = {};
    await attempt(async () => {
      if (secret === undefined) {
        if (outcome !== 'created') return;
        throw new Error(
          `"${name}" was created as ${id}, but the reply had no signing secret to store in ${secretName}: set it by hand to the Key Secret that the Conduit Dashboard shows`,
        );
      }
      let storedAt: number | undefined;
      try {
        const time = await secrets.updatedAt(secretName);
        const writtenAt = time === undefined ? undefined : new Date(time).toISOString();
        if (writtenAt !== secretBefore?.writtenAt) {
          if (writtenAt !== undefined) kept = { secretBefore: { ...place, writtenAt } };
          throw new Error(
            'It was written after this run had looked, perhaps by another run: find out whose it is',
          );
        }
        storedAt = await secrets.store(secretName, secret);
      } catch (error) {
        throw new Error(
          `"${name}" was created${id === undefined ? '' : ` as ${id}`}, but its signing secret was not stored in ${secretName}: it is in the step output ${name}-secret and in the Conduit Dashboard. ${(error as Error).message}`,
        );
      }
      const time = storedAt === undefined ? options.moment().at : new Date(storedAt).toISOString();
      kept = { secret: { ...place, storedAt: time } };
    });
    return kept;
  };

  const creates = steps.filter((step) => step.action === 'create');
  await tell(
    steps
      .filter((step) => step.action !== 'create')
      .map((step) => resultOf(step, target.environment)),
  );
  if (creates.length === 0) return { results: all(), failures };

  const ledger = openLedger(store, planned, target.environment, options.pause);
  const byName = new Map(creates.map((step) => [step.declaration.name, step]));
  const client = connect(cancelled);
  try {
    await sendAll(
      creates.map(({ declaration }) => declaration),
      {
        client,
        concurrency: options.concurrency,
        cancelled,
        halt: (reason) => halt.abort(reason),
        async onResult(result) {
          const step = byName.get(result.name) as Create;
          await tell([withAdvice(withOwnId(result, all()), step, before, target)]);
          // From now on it exists: a GitHub secret that is written later has its signing secret.
          const after = options.moment();
          const { secret, secretBefore } = await keepSecret(step, result);
          const entry = entryAfter({ ...step, ...(secretBefore && { secretBefore }) }, result, {
            before,
            after,
            ...(secret && { secret }),
          });
          await attempt(() => ledger.record(new Map([[result.name, entry]])));
        },
      },
    );
  } finally {
    client.close();
  }
  await attempt(() => ledger.save(resultMessage(all(), target)));
  return { results: all(), failures };
}

/** Two webhooks have two IDs; an API that gives one twice has mixed something up. */
function withOwnId(result: Result, others: readonly Result[]): Result {
  const twin = others.find(
    ({ name, id }) => id !== undefined && id === result.id && name !== result.name,
  );
  if (twin === undefined) return result;
  const warning = `the API gave the ID of "${twin.name}" again: look at both in the Dashboard`;
  return { ...result, warnings: [...(result.warnings ?? []), warning] };
}

/**
 * A result of a request, with what the plan had to say of it; how to settle it when it is unknown; and the ID that
 * still holds when it failed.
 */
function withAdvice(
  result: Result,
  step: Create,
  before: Moment,
  { environment, options: { stateless = false } }: Target,
): Result {
  const { id, reason } = resultOf(step, environment);
  if (result.outcome === 'created') return reason === undefined ? result : { ...result, reason };
  const still = id === undefined ? result : { ...result, id };
  const entry = entryAfter(step, result, { before, after: before });
  return entry?.status === 'unknown'
    ? {
        ...still,
        ...adviceFor({ ...step, action: 'unknown', entry, forgotten: stateless }, environment),
      }
    : still;
}

function intentMessage(steps: readonly Step[], { environment }: Target): string {
  const named = (action: Step['action']) =>
    steps.filter((step) => step.action === action).map(nameOf);
  const found = steps
    .filter((step) => step.action === 'unchanged' && step.secret?.kind === 'found')
    .map(nameOf);
  const reworded = steps
    .filter((step) => step.action === 'unchanged' && isReworded(step))
    .map(nameOf);
  const removed = steps.filter(isNewlyRemoved).map(nameOf);
  const parts = [
    ...(named('create').length > 0 ? [`about to create ${named('create').join(', ')}`] : []),
    ...(named('adopt').length > 0 ? [`adopt ${named('adopt').join(', ')}`] : []),
    ...(found.length > 0 ? [`GitHub secret found of ${found.join(', ')}`] : []),
    ...(removed.length > 0 ? [`no longer declared: ${removed.join(', ')}`] : []),
    ...(reworded.length > 0 ? [`events of ${reworded.join(', ')} declared in other words`] : []),
  ];
  return `${environment}: ${parts.join('; ')}`;
}

function resultMessage(results: readonly Result[], { environment }: Target): string {
  const parts = (['created', 'unknown', 'failed'] as const).flatMap((outcome) => {
    const names = results.filter((result) => result.outcome === outcome).map(({ name }) => name);
    return names.length === 0 ? [] : [`${outcome} ${names.join(', ')}`];
  });
  return `${environment}: ${parts.join('; ')}`;
}
