/** Sends the requests of a plan, a few at a time; after each reply: outputs, GitHub secret, state. */
import { type Deadline, leaves } from '../clients/clock.ts';
import type { ConduitClient } from '../clients/conduit.ts';
import type { Outcome, ReplyWarning } from '../clients/reply.ts';
import type { Declaration } from '../manifest/declarations.ts';
import { type Plan, type Reminder, remindersOf, toCreate } from '../plan/plan.ts';
import type { Question } from '../plan/questions/index.ts';
import { notStoredQuestion } from '../plan/questions/not-stored.ts';
import { unconfirmedQuestion } from '../plan/questions/unconfirmed.ts';
import { type StoreTrouble, slotOf } from '../plan/secrets.ts';
import { Foreseen } from '../safe/foreseen.ts';
import {
  blankRecord,
  heldIds,
  recordOf,
  type StandingRequest,
  type StateDocument,
  secretKey,
} from '../state/document.ts';
import { meaningOf } from '../state/status.ts';
import { openLedger } from './ledger.ts';
import type { Revision } from './observe.ts';
import type { RegisterOptions } from './options.ts';
import { createdRecord, type Ended, type EndedResult, sharedId } from './record.ts';
import { plannedResult, type Registration, type Result, resultOf } from './results.ts';
import { nothingSeen, secretIn } from './verify.ts';

/** Requests that were read back from state, and what led to them. */
export interface Intent {
  plan: Plan;
  looked: Registration['looked'];
  requests: ReadonlyMap<string, StandingRequest>;
  start: Revision;
  /** No request begins that could not end before. */
  deadline: Deadline;
  /** How long their write took, in milliseconds. */
  writeMs: number;
}

/** Why a run sends nothing more that has failed by an error of its own. */
const ownError = 'the action failed because of an error of its own';

/** Why no further request will do better, by the status of a reply. */
const hopeless: Readonly<Record<number, string>> = {
  401: 'Conduit rejected the credentials (401)',
  403: 'Conduit denied access (403)',
};

/**
 * Sends what the plan creates, and records what becomes of it. An error of our own is never taken for a result: it is
 * thrown once all that is known of every request is kept.
 */
export async function sendRequests(
  { plan, looked, requests, start, deadline, writeMs }: Intent,
  connect: (halted: AbortSignal, deadline: Deadline) => ConduitClient,
  options: RegisterOptions,
): Promise<Registration> {
  const { context, show, clock } = options;
  const failures = new Set<string>();
  const seen = typeof looked === 'object' ? looked : nothingSeen;
  /** The signing secrets of webhooks: no two have one. */
  const taken = new Set(seen.secrets.values());
  /** The first error of our own. */
  let crash: { error: unknown } | undefined;
  const halt = new AbortController();
  const halted = AbortSignal.any([options.cancelled, halt.signal]);
  const results = new Map<string, Result>();
  const asked = new Map<string, Question>();
  /** Whose each ID is. */
  const owners = new Map([...heldIds(start.state)].map((id) => [id, 'another webhook']));
  for (const { id, declaration } of plan.webhooks) if (id) owners.set(id, declaration.name);
  /** What a run asks that no later one knows of, no decision answers. */
  const ask = (question: Question) =>
    asked.set(question.name, context.remembers ? question : { ...question, options: [] });
  const inOrder = <T>(values: ReadonlyMap<string, T>) =>
    plan.webhooks.flatMap(({ declaration: { name } }) => values.get(name) ?? []);
  /** What cannot be kept stops the requests that have not begun. */
  const guarded = async (act: () => void | Promise<void>) => {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Foreseen)) {
        crash ??= { error };
        halt.abort(ownError);
        return;
      }
      failures.add(error.message);
      halt.abort('the result of another webhook could not be recorded');
    }
  };
  const keep = (news: readonly Result[]) => {
    for (const result of news) {
      results.set(result.name, result);
      if (result.secret !== undefined) taken.add(result.secret);
    }
    return guarded(() => options.keep(news, () => inOrder(results)));
  };

  await guarded(() => options.begin(plan));
  const others = plan.webhooks.filter(({ status }) => status !== 'to-create');
  await keep(others.map((one) => plannedResult(one, { recorded: true }, looked)));
  await guarded(() => results.forEach(show));

  const ledger = openLedger(start, { ...options, run: context.run, deadline, writeMs });
  const client = connect(halted, deadline);
  async function onOutcome(declaration: Declaration, request: StandingRequest, sent: Outcome): Promise<void> {
    const { name } = declaration;
    const record = recordOf(start.state, name) ?? blankRecord;
    const current = record.current?.id;
    const outcome = withOwnId(sent, name, owners);
    let result = resultOf(name, outcome, current, seen.secrets.get(current ?? ''));
    await keep([result]);
    let { stored, trouble }: Awaited<ReturnType<typeof storeSecret>> = {};
    await guarded(async () => {
      const into = { ...options, deadline };
      ({ stored, trouble } = await storeSecret(declaration, outcome, start.state, into));
    });
    const at = new Date(clock.now()).toISOString();
    const ended = endedAs(outcome, { at, run: context.run });
    // What stands in the way of one signing secret stands in the way of the next.
    if (trouble?.kind === 'failed') halt.abort('a signing secret could not be stored');
    await guarded(() => ledger.record({ name, request, result: ended, stored }));
    await guarded(async () => {
      result = await withReadSecret(result);
    });
    if (ended.status === 'unconfirmed') {
      const known = { inProgress: false, isDeclared: true, current, errors: result.errors };
      ask(unconfirmedQuestion(name, { ...request, reason: ended.reason }, known));
    }
    const { secret } = declaration;
    if (trouble !== undefined && ended.status === 'created' && secret !== undefined) {
      const known = {
        seen: trouble.kind === 'written-meanwhile' ? '' : undefined,
        formerly: [],
        trouble,
        inOutputs: result.secret !== undefined,
      };
      const next = createdRecord(record, request, ended);
      const question = notStoredQuestion({ ...declaration, secret }, next, ended.id, known, context);
      ask(question);
    }
    if (trouble !== undefined) {
      const status = outcome.kind === 'created' ? 'not-stored' : result.status;
      result = { ...result, status, trouble };
    }
    if (result !== results.get(name)) await keep([result]);
    show(results.get(name) ?? result);
  }

  /** A webhook that was created without a signing secret is read once, with `verify`. */
  async function withReadSecret(result: Result): Promise<Result> {
    const { look } = options;
    const { status, id = '', secret, warnings = [] } = result;
    if (status !== 'created' || secret !== undefined || typeof look !== 'object') return result;
    const read = secretIn((await look.read([id])).get(id));
    if (read === undefined || taken.has(read)) return result;
    taken.add(read);
    const isSettled = ({ kind }: ReplyWarning) => kind === 'no-secret' || kind === 'unusable-secret';
    return { ...result, secret: read, warnings: warnings.filter((one) => !isSettled(one)) };
  }

  /** Undefined when a request was sent, and an error of our own keeps us from knowing what became of it. */
  async function outcomeOf({ name, body }: Declaration): Promise<Outcome | undefined> {
    let isSent = false;
    try {
      return await client.create(body, () => {
        isSent = true;
        options.onSend(name);
      });
    } catch (error) {
      crash ??= { error };
      halt.abort(ownError);
      return isSent ? undefined : { kind: 'unsent', reason: ownError };
    }
  }

  const queue = toCreate(plan).values();
  async function work(): Promise<void> {
    for (const declaration of queue) {
      const request = requests.get(declaration.name);
      if (request === undefined) continue;
      await guarded(() => ledger.ready());
      const outcome = await outcomeOf(declaration);
      if (outcome === undefined) continue;
      const reason = reasonToStop(outcome);
      if (reason !== undefined) halt.abort(reason);
      await guarded(() => onOutcome(declaration, request, outcome));
    }
  }
  await Promise.all(Array.from({ length: options.concurrency }, work));
  client.close();
  let reminders: Reminder[] = [];
  await guarded(async () => {
    const state = await ledger.close();
    reminders = remindersOf(state, context.declarations);
    if (context.remembers) for (const text of notInUse(results.values(), state)) failures.add(text);
  });
  if (crash !== undefined) throw (crash as { error: unknown }).error;
  const [shown, questions] = [inOrder(results), inOrder(asked)];
  const told = { questions, reminders, failures: [...failures] };
  return { plan, results: shown, ...told, recorded: true, looked };
}

/** What was created, and is recorded as not in use: another run decided about the request while this one was stopped. */
function notInUse(results: Iterable<Result>, { webhooks }: StateDocument): string[] {
  const inUse = new Set(Object.values(webhooks).map((record) => record?.current?.id));
  return [...results].flatMap(({ name, status, id }) =>
    meaningOf(status).lists.includes('created') && !inUse.has(id)
      ? `${name} was created as ${id} after another run had decided about its request. Do not use this ID or its signing secret. Delete the webhook in the Conduit Dashboard.`
      : [],
  );
}

/** Why no further request would do better than this one. */
function reasonToStop(outcome: Outcome): string | undefined {
  switch (outcome.kind) {
    case 'unsent':
      return outcome.reason;
    case 'rejected':
      return hopeless[outcome.status];
    case 'unconfirmed':
      return outcome.isNotFound ? 'the API URL may be wrong (404)' : undefined;
    case 'created':
      return undefined;
  }
}

/**
 * Two webhooks have two IDs. An API that gives one twice has mixed something up: what it did is not known. `owners`
 * learns whose the ID is.
 */
function withOwnId(outcome: Outcome, name: string, owners: Map<string, string>): Outcome {
  if (outcome.kind !== 'created') return outcome;
  const { id, secret } = outcome;
  const owner = owners.get(id);
  if (owner === undefined) {
    owners.set(id, name);
    return outcome;
  }
  const reason = sharedId(id, owner === name ? 'the webhook registered before' : owner);
  return { kind: 'unconfirmed', reason, ...(secret !== undefined && { secret }) };
}

/** What state records of an outcome. */
function endedAs(outcome: Outcome, recorded: Pick<StandingRequest, 'at' | 'run'>): EndedResult {
  switch (outcome.kind) {
    case 'created':
      return { status: 'created', id: outcome.id, ...recorded };
    case 'unconfirmed':
      return { status: 'unconfirmed', reason: outcome.reason };
    default:
      return { status: outcome.kind };
  }
}

/**
 * Puts a signing secret where its declaration wants it, unless somebody has written there since state saw it. After
 * `deadline` another run may have, so that what is seen then says nothing of ours.
 */
async function storeSecret(
  { secret: name }: Declaration,
  outcome: Outcome,
  state: StateDocument,
  { secrets, context, clock, deadline }: RegisterOptions & { deadline: Deadline },
): Promise<{ stored?: Ended['stored']; trouble?: StoreTrouble }> {
  const isCreated = outcome.kind === 'created';
  if (name === undefined || secrets === undefined) return {};
  if (!isCreated && outcome.kind !== 'unconfirmed') return {};
  const { secret } = outcome;
  const key = secretKey(name, context.secretsEnvironment);
  if (secret === undefined) return isCreated ? { trouble: { kind: 'no-secret' } } : {};
  try {
    const now = context.remembers ? await secrets.updatedAt(name) : null;
    if (context.remembers && now !== (state.secrets[key]?.updatedAt ?? null)) {
      return { stored: { key, slot: slotOf(now) }, trouble: { kind: 'written-meanwhile' } };
    }
    await secrets.store(name, secret, deadline);
    // Whose it is without an ID, the request tells: it names the GitHub secret.
    if (!isCreated || !context.remembers) return {};
    const stored = await secrets.updatedAt(name);
    if (!leaves(0, deadline, clock)) return {};
    return { stored: { key, slot: slotOf(stored, outcome.id) } };
  } catch (error) {
    if (!(error instanceof Foreseen)) throw error;
    return { trouble: { kind: 'failed', message: error.message } };
  }
}
