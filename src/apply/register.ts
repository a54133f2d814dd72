/** Modes plan and register: observe, plan once, preflight, requests in state, requests, results, in that order. */
import { deadlineIn } from '../clients/clock.ts';
import { maxThrottledMs } from '../clients/retry.ts';
import { lineOf } from '../manifest/decisions.ts';
import { appliedIn, type NoToken, type Plan, remindersOf, toCreate } from '../plan/plan.ts';
import { Foreseen } from '../safe/foreseen.ts';
import { requestPrefix } from '../safe/id.ts';
import { isOlder, type StandingRequest, type StateDocument, StateError, writtenBy } from '../state/document.ts';
import { stateText, textBefore } from '../state/state-text.ts';
import { observeAndPlan, type Planned, type Revision, readState } from './observe.ts';
import type { RegisterOptions, Target } from './options.ts';
import { holdsRequests, requestFor, withRequests } from './record.ts';
import { sendRequests } from './requests.ts';
import { plannedResult, type Registration, type Result } from './results.ts';

/** Another run may write state between our reading and our writing; a handful of times is bad luck, more is not. */
const maxPlans = 5;

/** A request stands at least so long before anybody else may decide about it. */
const shortestRequestMs = 10 * 60_000;

/** What else takes time: waits when the API throttles the run, and the requests' way into state. */
const slackMs = maxThrottledMs + 60_000;

/**
 * What register would do, from the state as it is.
 * @throws StateError when it cannot be read.
 * @throws Foreseen when GitHub does not say what the plan depends on.
 */
export async function foresee(target: Target): Promise<Registration> {
  const { plan, unchecked, looked } = await observeAndPlan(target);
  const results = plan.webhooks.map((one) => plannedResult(one, 'plan', looked));
  const { questions } = plan;
  const [reminders, failures] = [[], []];
  return { plan, results, questions, recorded: false, reminders, failures, unchecked, looked };
}

/**
 * Creates what is declared and not yet registered. No request is sent before it is read back from state.
 * @throws StateError when state cannot be read, or the requests cannot be written to it: nothing was sent.
 * @throws Foreseen when GitHub secrets cannot be read or written: nothing was sent.
 */
export async function register(options: RegisterOptions): Promise<Registration> {
  const { context, clock, cancelled } = options;
  for (let plans = 1; plans <= maxPlans; plans += 1) {
    const observed = await observeAndPlan(options);
    const planned = { ...observed, plan: needingToken(observed.plan, options.noToken) };
    const { plan } = planned;
    if (cancelled.aborted) {
      return withoutRequests(planned, options, { recorded: false, why: String(cancelled.reason) });
    }
    if (plan.errors.length > 0) return withoutRequests(planned, options, { recorded: false });
    const creates = toCreate(plan);
    if (creates.some(({ secret }) => secret !== undefined)) await options.secrets?.prepare();
    const connect = creates.length === 0 ? undefined : await options.connect();
    const began = clock.elapsed();
    const deadline = deadlineIn(standingTimeMs(creates.length, options), clock);
    const at = new Date(clock.now()).toISOString();
    const until = new Date(deadline.now).toISOString();
    const requests = new Map(
      creates.map((one) => {
        const id = `${requestPrefix}${options.randomId()}`;
        return [one.name, requestFor(one, { id, until, at }, context)] as const;
      }),
    );
    const next = writtenBy(withRequests(plan.next, requests), context.run);
    const mine = await writeAndReadBack(options, planned, next, requests);
    if (mine === undefined) continue;
    if (connect === undefined) {
      return withoutRequests({ ...planned, state: mine.state }, options, { recorded: true });
    }
    const writeMs = clock.elapsed() - began;
    const { unchecked, looked } = planned;
    const intent = { plan, looked, requests, start: mine, deadline, writeMs };
    return { ...(await sendRequests(intent, connect, options)), unchecked };
  }
  throw new StateError(
    `Other runs kept changing the state (${maxPlans} tries). Nothing was created at Conduit. Give the job a concurrency group, then re-run it.`,
  );
}

/** The plan, with an error for each webhook whose signing secret could not be stored for want of a token. */
function needingToken(plan: Plan, noToken: NoToken | undefined): Plan {
  if (noToken === undefined) return plan;
  const needs = ({ status, notes }: Plan['webhooks'][number]) =>
    status === 'to-create' && notes.some(({ kind }) => kind === 'secret-unseen');
  const errors = plan.webhooks.filter(needs).map(({ declaration: { name, secret = '' } }) => {
    return { kind: 'no-token' as const, name, secret, why: noToken };
  });
  const webhooks = plan.webhooks.map((one) =>
    needs(one)
      ? {
          ...one,
          status: 'faulty' as const,
          notes: one.notes.filter(({ kind }) => kind !== 'secret-unseen'),
        }
      : one,
  );
  return { ...plan, webhooks, errors: [...plan.errors, ...errors] };
}

/** Long enough for all requests, one after the other in each lane, with as much again in reserve. */
function standingTimeMs(count: number, { concurrency, timeoutMs }: RegisterOptions): number {
  const rounds = Math.ceil(count / concurrency);
  return Math.max(shortestRequestMs, 2 * rounds * timeoutMs + slackMs);
}

/** Gives the state with what was to be recorded, as it was read back; undefined when another run was faster. */
async function writeAndReadBack(
  { store, context }: RegisterOptions,
  before: Planned,
  next: StateDocument,
  requests: ReadonlyMap<string, StandingRequest>,
): Promise<Revision | undefined> {
  const nothingNew = stateText({ ...next, run: before.state.run }) === stateText(before.state);
  if (nothingNew) return before;
  const message = intentMessage(before.plan, requests, context.environment);
  const stored = await store.write(textBefore(requests.size, next), before.revision, message);
  if (stored !== 'moved') return { state: next, revision: stored.revision };
  // Our write may have arrived all the same, and another run may have written upon it.
  const now = await readState(store, before.state);
  return requests.size > 0 && holdsRequests(now.state, requests) ? now : undefined;
}

/**
 * No request is sent: every result is known already. `recorded` when what needs no request is in state; `why` says why
 * a run sends nothing that was told to end.
 */
function withoutRequests(
  { plan, state, unchecked, looked }: Planned,
  { context, begin, keep, show }: RegisterOptions,
  { recorded, why }: { recorded: boolean; why?: string },
): Registration {
  begin(plan);
  const results = plan.webhooks.map((one): Result => {
    const result = plannedResult(one, { recorded }, looked);
    const isUnsent = why !== undefined && result.status === 'blocked';
    return isUnsent ? { ...result, status: 'unsent', reason: why } : result;
  });
  const failures: string[] = [];
  try {
    keep(results, () => results);
  } catch (error) {
    if (!(error instanceof Foreseen)) throw error;
    failures.push(error.message);
  }
  for (const result of results) show(result);
  // What an older run would call removed, a later one may declare.
  const isLate = isOlder(context.run, state.run);
  const reminders = isLate ? [] : remindersOf(state, context.declarations);
  const { questions } = plan;
  return { plan, results, questions, recorded, reminders, failures, unchecked, looked };
}

/** What changes in state, for its audit trail. */
function intentMessage(plan: Plan, requests: ReadonlyMap<string, StandingRequest>, environment: string): string {
  const { webhooks, removed } = plan;
  const adopted = webhooks.flatMap((one) => (one.status === 'to-adopt' ? one.declaration.name : []));
  const parts = [
    ...(requests.size > 0 ? [`about to create ${[...requests.keys()].join(', ')}`] : []),
    ...(adopted.length > 0 ? [`adopt ${adopted.join(', ')}`] : []),
    ...appliedIn(plan).map(lineOf),
    ...(removed.length > 0 ? [`no longer in the manifest: ${removed.join(', ')}`] : []),
  ];
  return `${environment}: ${parts.join('; ') || 'GitHub secrets as they are now'}`;
}
