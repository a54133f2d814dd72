/** Modes plan and register: observe, plan once, preflight, attempts, requests, results, in that order. */
import type { ConduitClient } from '../conduit/client.ts';
import type { Outcome } from '../conduit/reply.ts';
import type { SecretKeeper } from '../github/secrets.ts';
import type { Clock } from '../http/clock.ts';
import type { Declaration } from '../manifest/declarations.ts';
import {
  type Attempt,
  emptyState,
  isOlder,
  recordOf,
  type SecretSlot,
  type StateDocument,
  StateError,
  secretKey,
  writtenBy,
} from '../state/document.ts';
import type { StateStore } from '../state/store.ts';
import { stateText } from '../state/text.ts';
import { attemptOf, type Finding, holdsAttempts, withAttempts } from './findings.ts';
import { openLedger, type Revision, readState } from './ledger.ts';
import {
  type Moment,
  type NoToken,
  type Plan,
  type PlanContext,
  planOf,
  type Reminder,
  remindersOf,
  secretsToSee,
} from './plan.ts';
import { lineOf, type Question, unknownQuestion } from './question.ts';
import { sendAll } from './requests.ts';
import { plannedResult, type Registration, type Result, type StoreTrouble } from './result.ts';
import { awaiting, slotOf } from './secrets.ts';

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
  /** Takes results into the outputs the moment they are known, with all so far. May throw: then nothing more is sent. */
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
  return reportOf(
    plan,
    plan.webhooks.map((one) => plannedResult(one, false)),
    false,
  );
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
    const creates = mayRequest(plan)
      ? plan.webhooks.flatMap(({ action, declaration }) => (action === 'create' ? declaration : []))
      : [];
    if (cancelled.aborted) return cancelledBefore(plan, options);
    if (lacksToken(plan, creates, options) || plan.errors.length > 0) {
      return withoutRequests(plan, state, options);
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
    if (connect === undefined) return withoutRequests(plan, mine.state, options);
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

/** True when nothing stands in the way of a request. */
function mayRequest({ questions, errors }: Plan): boolean {
  return questions.length === 0 && errors.length === 0;
}

/**
 * Notes as an error that a signing secret could not be stored, or a GitHub secret not be looked at, for want of a token.
 */
function lacksToken(
  { webhooks, errors }: Plan,
  creates: readonly Declaration[],
  { noToken }: RegisterOptions,
): boolean {
  const needy =
    creates.find(({ secret }) => secret !== undefined) ??
    webhooks.find(({ notes }) => notes.some(({ kind }) => kind === 'secret-unseen'))?.declaration;
  if (noToken === undefined || needy?.secret === undefined) return false;
  errors.push({ kind: 'no-token', name: needy.name, secret: needy.secret, why: noToken });
  return true;
}

/** A run that was told to end before anything was sent. */
function cancelledBefore(
  plan: Plan,
  { cancelled, begin, keep, show }: RegisterOptions,
): Registration {
  begin(plan);
  const reason = String(cancelled.reason);
  const results = plan.webhooks.map((one): Result => {
    const result = plannedResult(one, false);
    return one.action === 'create' ? { ...result, status: 'unsent', reason } : result;
  });
  keep(results, results);
  for (const result of results) show(result);
  return reportOf(plan, results, false);
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

/** Nothing is sent: every result is known already. */
function withoutRequests(
  plan: Plan,
  state: StateDocument,
  { context, begin, keep, show }: RegisterOptions,
): Registration {
  begin(plan);
  const recorded = plan.errors.length === 0;
  const results = plan.webhooks.map((one) => plannedResult(one, recorded));
  keep(results, results);
  for (const result of results) show(result);
  const isOutdated = isOlder(context.writer, state.writer);
  return reportOf(
    plan,
    results,
    recorded,
    isOutdated ? [] : remindersOf(state, context.declarations),
  );
}

function reportOf(
  plan: Plan,
  results: Result[],
  recorded: boolean,
  reminders: Registration['reminders'] = [],
): Registration {
  return { plan, results, questions: plan.questions, recorded, reminders, failures: [] };
}

/** Attempts that were read back, and what led to them. */
interface Intent {
  plan: Plan;
  attempts: ReadonlyMap<string, Attempt>;
  start: Revision;
  /** No request begins that could not end before, as `elapsed` counts. */
  deadline: number;
  /** How long their write took, in milliseconds. */
  writeMs: number;
}

async function carryOut(
  { plan, attempts, start, deadline, writeMs }: Intent,
  connect: (halted: AbortSignal, deadline: number) => ConduitClient,
  options: RegisterOptions,
): Promise<Registration> {
  const { context, begin, show } = options;
  begin(plan);
  const failures: string[] = [];
  const halt = new AbortController();
  const halted = AbortSignal.any([options.cancelled, halt.signal]);
  const results = new Map<string, Result>();
  const asked = new Map<string, Question>();
  const inOrder = <T>(values: ReadonlyMap<string, T>) =>
    plan.webhooks.flatMap(({ declaration: { name } }) => values.get(name) ?? []);
  /** What cannot be kept stops the requests that have not begun. */
  const attempt = async (act: () => void | Promise<void>) => {
    try {
      await act();
    } catch (error) {
      const { message } = error as Error;
      if (!failures.includes(message)) failures.push(message);
      halt.abort('the result of another webhook could not be kept');
    }
  };
  const keep = (news: readonly Result[]) => {
    for (const result of news) results.set(result.name, result);
    return attempt(() => options.keep(news, inOrder(results)));
  };

  const settled = plan.webhooks.filter(({ action }) => action !== 'create');
  await keep(settled.map((one) => plannedResult(one, true)));
  for (const result of results.values()) show(result);

  const ledger = openLedger(start, { ...options, writer: context.writer, deadline, writeMs });
  const client = connect(halted, deadline);
  async function onOutcome(declaration: Declaration, outcome: Outcome): Promise<void> {
    const { name } = declaration;
    const tried = attempts.get(name);
    if (tried === undefined) return;
    const current = recordOf(start.state, name)?.current?.id;
    const result = withOwnId(resultOf(name, outcome, current), inOrder(results));
    await keep([result]);
    const { stored, trouble } = await storeSecret(declaration, outcome, start.state, options);
    const question = questionAfter(declaration, outcome, tried, { trouble, current, context });
    if (question !== undefined) asked.set(name, question);
    // What stands in the way of one signing secret stands in the way of the next.
    if (trouble?.kind === 'failed') halt.abort('a signing secret could not be stored');
    if (trouble !== undefined) {
      const status = outcome.kind === 'created' ? 'unstored' : result.status;
      await keep([{ ...result, status, trouble }]);
    }
    const finding = { name, attempt: tried, outcome: recordable(outcome, options), stored };
    await attempt(() => ledger.record(finding));
    show(results.get(name) ?? result);
  }
  try {
    await sendAll(
      plan.webhooks.flatMap(({ action, declaration }) => (action === 'create' ? declaration : [])),
      {
        client,
        concurrency: options.concurrency,
        cancelled: halted,
        halt: (reason) => halt.abort(reason),
        ready: () => ledger.ready(),
        onOutcome: (...known) => attempt(() => onOutcome(...known)),
      },
    );
  } finally {
    client.close();
  }
  let reminders: Reminder[] = [];
  await attempt(async () => {
    reminders = remindersOf(await ledger.close(), context.declarations);
  });
  const [shown, questions] = [inOrder(results), inOrder(asked)];
  return { plan, results: shown, questions, recorded: true, reminders, failures };
}

/** What state records of an outcome. */
function recordable(outcome: Outcome, { moment }: RegisterOptions): Finding['outcome'] {
  switch (outcome.kind) {
    case 'created':
      return { kind: 'created', id: outcome.id, moment: moment() };
    case 'unknown':
      return { kind: 'unknown', reason: outcome.reason };
    default:
      return { kind: 'refused' };
  }
}

/** `current` is the ID that is recorded now; it goes on unless the webhook was created. */
function resultOf(name: string, outcome: Outcome, current: string | undefined): Result {
  const notes: Result['notes'] = [];
  switch (outcome.kind) {
    case 'created': {
      const { id, secret, warnings } = outcome;
      return { name, status: 'created', id, replaced: current, secret, warnings, notes };
    }
    case 'rejected': {
      const { status, errors } = outcome;
      return { name, status: 'refused', id: current, refusedWith: status, errors, notes };
    }
    case 'unsent':
      return { name, status: 'unsent', id: current, reason: outcome.reason, notes };
    case 'unknown': {
      const { reason, secret, errors } = outcome;
      return { name, status: 'unknown', id: current, reason, secret, errors, notes };
    }
  }
}

/** Two webhooks have two IDs; an API that gives one twice has mixed something up. */
function withOwnId(result: Result, others: readonly Result[]): Result {
  const { id, name, warnings = [] } = result;
  const twin = others.find((other) => id !== undefined && other.id === id && other.name !== name);
  if (twin === undefined) return result;
  return { ...result, warnings: [...warnings, { kind: 'repeated-id', owner: twin.name }] };
}

/** Puts a signing secret where its declaration wants it, unless somebody has written there since state saw it. */
async function storeSecret(
  { secret: name }: Declaration,
  outcome: Outcome,
  state: StateDocument,
  { secrets, context }: RegisterOptions,
): Promise<{ stored?: Finding['stored']; trouble?: StoreTrouble }> {
  const isCreated = outcome.kind === 'created';
  if (name === undefined || secrets === undefined) return {};
  if (!isCreated && outcome.kind !== 'unknown') return {};
  const { secret } = outcome;
  const key = secretKey(name, context.secretsEnvironment);
  const before = state.secrets[key];
  const missing = (slot: SecretSlot | undefined): Finding['stored'] =>
    isCreated ? { key, slot: awaiting(slot, outcome.id) } : slot && { key, slot };
  if (secret === undefined) {
    return isCreated ? { stored: missing(before), trouble: { kind: 'no-secret' } } : {};
  }
  try {
    const now = context.remembers ? await secrets.updatedAt(name) : null;
    if (context.remembers && now !== (before?.updatedAt ?? null)) {
      return { stored: missing(slotOf(now)), trouble: { kind: 'written-meanwhile' } };
    }
    await secrets.store(name, secret);
    // Whose it is without an ID, the attempt tells: it names the GitHub secret.
    if (!isCreated || !context.remembers) return {};
    return { stored: { key, slot: slotOf(await secrets.updatedAt(name), outcome.id) } };
  } catch (error) {
    const { message } = error as Error;
    return { stored: missing(before), trouble: { kind: 'failed', message } };
  }
}

/** What the run asks at once about a webhook whose outcome or signing secret is in doubt. */
function questionAfter(
  { name, secret }: Declaration,
  outcome: Outcome,
  tried: Attempt,
  known: { trouble: StoreTrouble | undefined; current: string | undefined; context: PlanContext },
): Question | undefined {
  const { trouble, current, context } = known;
  if (outcome.kind === 'unknown') {
    const attempt = { ...tried, reason: outcome.reason };
    const facts = { waiting: false, isDeclared: true, id: current };
    const question = unknownQuestion(name, attempt, facts);
    return context.remembers ? question : { ...question, options: [] };
  }
  if (outcome.kind !== 'created' || secret === undefined || trouble === undefined) return undefined;
  const options: Question['options'] = [{ verb: 'replace', name, id: outcome.id }];
  const exists = trouble.kind === 'written-meanwhile';
  return {
    kind: 'unstored',
    name,
    id: outcome.id,
    secret,
    exists,
    observed: true,
    formerly: [],
    options: context.remembers ? options : [],
  };
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
