/** Modes plan and register: observe, plan once, preflight, attempts, requests, results, in that order. */

import type { Clock } from '../clients/clock.ts';
import type { ConduitClient } from '../clients/conduit.ts';
import type { SecretKeeper } from '../clients/github-secrets.ts';
import type { Declaration } from '../manifest/declarations.ts';
import {
  type Moment,
  type NoToken,
  type Plan,
  type PlanContext,
  remindersOf,
} from '../plan/plan.ts';
import { planOf, secretsToSee } from '../plan/planner.ts';
import { lineOf } from '../plan/question.ts';
import {
  type Attempt,
  emptyState,
  isOlder,
  type StateDocument,
  StateError,
  secretKey,
  writtenBy,
} from '../state/document.ts';
import type { StateStore } from '../state/store.ts';
import { stateText } from '../state/text.ts';
import { carryOut } from './carry-out.ts';
import { attemptOf, holdsAttempts, withAttempts } from './findings.ts';
import { type Revision, readState } from './ledger.ts';
import { plannedResult, type Registration, type Result } from './result.ts';

/** What plan and register work upon. */
export interface Target {
  context: PlanContext;
  store: StateStore;
  /** Undefined without a token for it. */
  secrets: SecretKeeper | undefined;
}

export interface RegisterOptions extends Target {
  /**
   * Loads what requests need, before the attempts are written: after them nothing may fail that can fail earlier. The
   * client begins no request once `cancelled` is aborted, nor one that could not end before `deadline` (as `elapsed`
   * counts).
   */
  connect(): Promise<(cancelled: AbortSignal, deadline: number) => ConduitClient>;
  /** Requests at a time. */
  concurrency: number;
  /** For one request, in milliseconds. */
  timeoutMs: number;
  /** Once aborted, no further request begins; its reason says why. */
  cancelled: AbortSignal;
  /** Once aborted, waits end. */
  expired: AbortSignal;
  clock: Clock;
  /** When and by which run something is recorded. */
  moment(): Moment;
  /** Eight random hexadecimal digits. */
  randomId(): string;
  /** Why `secrets` is undefined. */
  noToken: NoToken | undefined;
  /** Takes results into the outputs as soon as they are known, with all so far. If it throws, nothing more is sent. */
  keep(news: readonly Result[], all: readonly Result[]): void;
  /** Told of the plan before anything is sent or shown. */
  begin(plan: Plan): void;
  /** Told of each result when nothing will change it any more. */
  show(result: Result): void;
}

/** Another run may write state between our reading and our writing; a handful of times is bad luck, more is not. */
const maxPlans = 5;

/** An attempt stands at least so long before anybody else may decide about it. */
const shortestAttemptMs = 10 * 60_000;

/** All that one run may wait when the API throttles it, and some more. */
const slackMs = 6 * 60_000;

/** How many GitHub secrets are looked at at a time. */
const looksAtATime = 4;

/**
 * What register would do, from the state as it is.
 * @throws StateError when it cannot be read.
 * @throws SecretsError when GitHub does not say what the plan depends on.
 */
export async function foresee(target: Target): Promise<Registration> {
  const { plan } = await observeAndPlan(target);
  const results = plan.webhooks.map((one) => plannedResult(one, false));
  const { questions } = plan;
  return { plan, results, questions, recorded: false, reminders: [], failures: [] };
}

/**
 * Creates what is declared and not yet registered. Nothing is sent before the attempts are read back from state.
 * @throws StateError when state cannot be read, or the attempts cannot be written: nothing was sent.
 * @throws SecretsError when GitHub secrets cannot be read or written: nothing was sent.
 */
export async function register(options: RegisterOptions): Promise<Registration> {
  const { context, clock, cancelled } = options;
  for (let plans = 1; plans <= maxPlans; plans += 1) {
    const { plan, state, revision } = await observeAndPlan(options);
    // An open question stops every request.
    const creates = plan.questions.length > 0 ? [] : toCreate(plan);
    if (cancelled.aborted) {
      return withoutRequests(plan, state, options, {
        recorded: false,
        why: String(cancelled.reason),
      });
    }
    noteLackOfToken(plan, creates, options);
    if (plan.errors.length > 0) {
      return withoutRequests(plan, state, options, { recorded: false });
    }
    if (creates.some(({ secret }) => secret !== undefined)) await options.secrets?.prepare();
    const connect = creates.length === 0 ? undefined : await options.connect();
    const began = clock.elapsed();
    const attemptMs = attemptTimeMs(creates.length, options);
    const attempts = new Map(
      creates.map((one) => {
        const attempt = attemptOf(one, newAttempt(options, attemptMs), context.secretsEnvironment);
        return [one.name, attempt] as const;
      }),
    );
    const next = writtenBy(withAttempts(plan.next, attempts), context.writer);
    const mine = await writeAndReadBack(options, { state, revision }, next, plan, attempts);
    if (mine === undefined) continue;
    if (connect === undefined)
      return withoutRequests(plan, mine.state, options, { recorded: true });
    const [deadline, writeMs] = [began + attemptMs, clock.elapsed() - began];
    return carryOut({ plan, attempts, start: mine, deadline, writeMs }, connect, options);
  }
  throw new StateError(
    `Other runs kept changing the state (${maxPlans} attempts). Nothing was sent. Give the job a concurrency group, then run it again.`,
  );
}

async function observeAndPlan({
  store,
  context,
  secrets,
}: Target): Promise<Revision & { plan: Plan }> {
  const { environment, manifest, apiUrl } = context;
  const read = await readState(store, emptyState(environment, manifest, apiUrl));
  const names = context.remembers ? secretsToSee(read.state, context) : [];
  const seen = new Map<string, string | null>();
  const queue = new Set(names).values();
  async function look(keeper: SecretKeeper): Promise<void> {
    for (const name of queue) {
      seen.set(secretKey(name, context.secretsEnvironment), await keeper.updatedAt(name));
    }
  }
  if (secrets !== undefined) {
    const keeper = secrets;
    await Promise.all(Array.from({ length: looksAtATime }, () => look(keeper)));
  }
  return { ...read, plan: planOf(read.state, context, seen) };
}

function toCreate({ webhooks }: Plan): Declaration[] {
  return webhooks.flatMap(({ action, declaration }) => (action === 'create' ? declaration : []));
}

/**
 * Notes as an error that a signing secret was not stored, or a GitHub secret not looked at, for want of a token.
 */
function noteLackOfToken(
  { webhooks, errors }: Plan,
  creates: readonly Declaration[],
  { noToken }: RegisterOptions,
): void {
  const needy =
    creates.find(({ secret }) => secret !== undefined) ??
    webhooks.find(({ notes }) => notes.some(({ kind }) => kind === 'secret-unseen'))?.declaration;
  if (noToken === undefined || needy?.secret === undefined) return;
  errors.push({ kind: 'no-token', name: needy.name, secret: needy.secret, why: noToken });
}

/** Long enough for all requests, one after the other in each lane, with as much again in reserve. */
function attemptTimeMs(count: number, { concurrency, timeoutMs }: RegisterOptions): number {
  const rounds = Math.ceil(count / concurrency);
  return Math.max(shortestAttemptMs, 2 * rounds * timeoutMs + slackMs);
}

function newAttempt({ moment, randomId }: RegisterOptions, attemptMs: number) {
  const now = moment();
  const until = new Date(Date.parse(now.at) + attemptMs).toISOString();
  return { id: `try_${randomId()}`, until, moment: now };
}

/** Gives the state with what was to be recorded, as it was read back; undefined when another run was faster. */
async function writeAndReadBack(
  { store, context }: RegisterOptions,
  before: Revision,
  next: StateDocument,
  plan: Plan,
  attempts: ReadonlyMap<string, Attempt>,
): Promise<Revision | undefined> {
  const nothingNew =
    stateText({ ...next, writer: before.state.writer }) === stateText(before.state);
  if (nothingNew) return before;
  const stored = await store.write(
    stateText(next),
    before.revision,
    messageOf(plan, attempts, context.environment),
    'read back',
  );
  if (stored !== 'moved') return { state: next, revision: stored.revision };
  // Our write may have arrived all the same, and another run may have written upon it.
  const now = await readState(store, before.state);
  return attempts.size > 0 && holdsAttempts(now.state, attempts) ? now : undefined;
}

/**
 * Nothing is sent: every result is known already. `recorded` when what needs no request is in `state`; `why` says why a
 * run sends nothing that was told to end.
 */
function withoutRequests(
  plan: Plan,
  state: StateDocument,
  { context, begin, keep, show }: RegisterOptions,
  { recorded, why }: { recorded: boolean; why?: string },
): Registration {
  begin(plan);
  const results = plan.webhooks.map((one): Result => {
    const result = plannedResult(one, recorded);
    const isUnsent = why !== undefined && one.action === 'create';
    return isUnsent ? { ...result, status: 'unsent', reason: why } : result;
  });
  keep(results, results);
  for (const result of results) show(result);
  // What an older run would call removed, a later one may declare.
  const isLate = isOlder(context.writer, state.writer);
  const reminders = isLate ? [] : remindersOf(state, context.declarations);
  return { plan, results, questions: plan.questions, recorded, reminders, failures: [] };
}

/** What changes in state, for its audit trail. */
function messageOf(
  { webhooks, decided, removed }: Plan,
  attempts: ReadonlyMap<string, Attempt>,
  environment: string,
): string {
  const adopted = webhooks.flatMap((one) => (one.action === 'adopt' ? one.declaration.name : []));
  const parts = [
    ...(attempts.size > 0 ? [`about to create ${[...attempts.keys()].join(', ')}`] : []),
    ...(adopted.length > 0 ? [`adopt ${adopted.join(', ')}`] : []),
    ...decided.map(({ decision }) => lineOf(decision)),
    ...(removed.length > 0 ? [`no longer declared: ${removed.join(', ')}`] : []),
  ];
  return `${environment}: ${parts.join('; ') || 'GitHub secrets as they are now'}`;
}
