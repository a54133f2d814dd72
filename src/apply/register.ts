/** Modes plan and register: observe, plan once, preflight, requests in state, requests, results, in that order. */
import { deadlineIn } from '../clients/clock.ts';
import { maxThrottledMs } from '../clients/retry.ts';
import { lineOf } from '../manifest/decisions.ts';
import { appliedIn, type Plan, remindersOf, toCreate } from '../plan/plan.ts';
import { requestPrefix } from '../safe/id.ts';
import { type StandingRequest, StateError, writtenBy } from '../state/document.ts';
import { stateText, textBefore } from '../state/state-text.ts';
import { observeAndPlan, type Planned, type Revision, readState, type Target } from './observe.ts';
import { holdsRequests, requestFor, withRequests } from './record.ts';
import { carryOut, type RegisterOptions } from './requests.ts';
import { plannedResult, type Registration } from './results.ts';

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
  return {
    plan,
    unchecked,
    looked,
    results: plan.webhooks.map((one) => plannedResult(one, looked)),
    questions: plan.questions,
    recorded: false,
    reminders: remindersOf(plan.next, target.context.declarations),
    failures: [],
  };
}

/**
 * Creates what is declared and not yet registered. No request is sent before it is read back from state.
 * @throws StateError when state cannot be read, or the requests cannot be written to it: nothing was sent.
 * @throws Foreseen when GitHub secrets cannot be read or written: nothing was sent.
 */
export async function register(options: RegisterOptions): Promise<Registration> {
  const { context, clock, cancelled, randomId } = options;
  for (let plans = 1; plans <= maxPlans; plans += 1) {
    const planned = await observeAndPlan(options);
    if (cancelled.aborted || planned.plan.errors.length > 0) return await carryOut(planned, options);
    const creates = toCreate(planned.plan);
    if (creates.some(({ declaration }) => declaration.secret !== undefined)) await options.secrets?.prepare();
    const open = creates.length === 0 ? undefined : await options.connect();
    const began = clock.elapsed();
    const deadline = deadlineIn(standingTimeMs(creates.length, options), clock);
    const at = new Date(clock.now()).toISOString();
    const until = new Date(deadline.now).toISOString();
    const requests = new Map(
      creates.map(({ declaration }) => {
        const id = `${requestPrefix}${randomId()}`;
        return [declaration.name, requestFor(declaration, { id, until, at }, context)];
      }),
    );
    const mine = await writeAndReadBack(options, planned, requests);
    if (mine === undefined) continue;
    return await carryOut(planned, options, { ...mine, requests, open, deadline, writeMs: clock.elapsed() - began });
  }
  throw new StateError(
    `Other runs kept changing the state (${maxPlans} tries). Nothing was created at Conduit. Give the job a concurrency group, then re-run it.`,
  );
}

/** Long enough for all requests, one after the other in each lane, with as much again in reserve. */
function standingTimeMs(count: number, { concurrency, timeoutMs }: RegisterOptions): number {
  const rounds = Math.ceil(count / concurrency);
  return Math.max(shortestRequestMs, 2 * rounds * timeoutMs + slackMs);
}

/** Gives the state with what was to be recorded, as it was read back; undefined when another run was faster. */
async function writeAndReadBack(
  { store, context }: RegisterOptions,
  { plan, ...before }: Planned & Revision,
  requests: ReadonlyMap<string, StandingRequest>,
): Promise<Revision | undefined> {
  const next = writtenBy(withRequests(plan.next, requests), context.run);
  const nothingNew = stateText({ ...next, run: before.state.run }) === stateText(before.state);
  if (nothingNew) return before;
  const message = intentMessage(plan, requests, context.environment);
  const stored = await store.write(textBefore(requests.size, next), before.revision, message);
  if (stored !== 'moved') return { state: next, revision: stored.revision };
  // Our write may have arrived all the same, and another run may have written upon it.
  const now = await readState(store, before.state);
  return requests.size > 0 && holdsRequests(now.state, requests) ? now : undefined;
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
