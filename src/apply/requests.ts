/** Carries a plan out in register: tells what needs no request, and sends the requests, a few at a time. */
import { type Clock, type Deadline, leaves } from '../clients/clock.ts';
import type { ConduitClient } from '../clients/conduit.ts';
import type { Outcome, ReplyWarning } from '../clients/reply.ts';
import type { Declaration } from '../manifest/declarations.ts';
import { type Plan, type PlannedWebhook, remindersOf, toCreate } from '../plan/plan.ts';
import type { Question } from '../plan/questions/index.ts';
import { notStoredQuestion } from '../plan/questions/not-stored.ts';
import { unconfirmedQuestion } from '../plan/questions/unconfirmed.ts';
import { type StoreTrouble, slotOf } from '../plan/secrets.ts';
import { Foreseen } from '../safe/foreseen.ts';
import {
  blankRecord,
  heldIds,
  isOlder,
  recordOf,
  type StandingRequest,
  type StateDocument,
  secretKey,
  type WebhookRecord,
} from '../state/document.ts';
import { meaningOf } from '../state/status.ts';
import { openLedger } from './ledger.ts';
import { secretIn, seenBy } from './look.ts';
import type { Planned, Revision, Target } from './observe.ts';
import { createdRecord, type Ended, keptIn, withOwnId } from './record.ts';
import { type Registration, type Result, resultOf, settledResult } from './results.ts';

/** Begins no request once `halted` is aborted, nor one that could not end before `deadline`. */
type OpenClient = (halted: AbortSignal, deadline: Deadline) => ConduitClient;

export interface RegisterOptions extends Target {
  /** Loads what requests need, before they are written to state: after that nothing may fail that can fail earlier. */
  connect(): Promise<OpenClient>;
  /** Requests at a time. */
  concurrency: number;
  /** For one request, in milliseconds. */
  timeoutMs: number;
  /** Once aborted, no further request begins; its reason says why. */
  cancelled: AbortSignal;
  /** Once aborted, waits end. */
  expired: AbortSignal;
  clock: Clock;
  /** Sixteen random hexadecimal digits. */
  randomId(): string;
  /**
   * Takes results into the outputs as soon as they are known, with all so far. If it throws, nothing more is sent.
   * @throws Foreseen
   */
  keep(news: readonly Result[], all: () => readonly Result[]): void;
  /** Told of the plan before anything is sent or shown. */
  begin(plan: Plan): void;
  /** Told the name of each webhook just before the first byte of its request is sent. */
  onSend(name: string): void;
  /** Told of each result when nothing will change it any more. */
  show(result: Result): void;
}

/** What a run has recorded, and read back, before it sends anything. */
interface Intent extends Revision {
  requests: ReadonlyMap<string, StandingRequest>;
  /** Undefined where there is nothing to send. */
  open: OpenClient | undefined;
  deadline: Deadline;
  /** How long the write took, in milliseconds. */
  writeMs: number;
}

/** Why a run sends nothing more that has failed by an error of its own. */
const ownError = 'the action failed because of an error of its own';

/** Why no further request will do better, by the status of a reply. */
const hopeless: Readonly<Record<number, string>> = {
  401: 'Conduit rejected the credentials (401)',
  403: 'Conduit denied access (403)',
  429: 'Conduit limits requests (429)',
};

/**
 * Tells what needs no request, sends the requests of `intent`, and records what becomes of them; without an intent,
 * nothing was recorded. An error of our own is never taken for a result: it is thrown once all that is known is kept.
 */
export async function carryOut(
  planned: Planned & Revision,
  options: RegisterOptions,
  intent?: Intent,
): Promise<Registration> {
  const { plan, unchecked, looked } = planned;
  const { context, cancelled, clock, show } = options;
  const { state, revision } = intent ?? planned;
  const seen = seenBy(looked);
  const errors: unknown[] = [];
  const halt = new AbortController();
  const results = new Map<string, Result>();
  const asked = new Map<string, Question>();
  /** The signing secrets of webhooks: no two have one. */
  const taken = new Set(seen.secrets.values());
  const inOrder = <T>(values: ReadonlyMap<string, T>) =>
    plan.webhooks.flatMap(({ declaration: { name } }) => values.get(name) ?? []);

  /** What cannot be kept stops the requests that have not begun. */
  async function guarded<T>(act: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      errors.push(error);
      halt.abort(error instanceof Foreseen ? 'the result of another webhook could not be recorded' : ownError);
      return undefined;
    }
  }

  function keep(news: readonly Result[]): Promise<void> {
    for (const result of news) {
      results.set(result.name, result);
      if (result.secret !== undefined) taken.add(result.secret);
    }
    return guarded(() => options.keep(news, () => inOrder(results)));
  }

  /** Gives the state as it was read back. */
  async function send({ requests, deadline, writeMs }: Intent, open: OpenClient): Promise<StateDocument> {
    /** Whose each ID is. */
    const owners = new Map([...heldIds(state)].map((id) => [id, 'another webhook']));
    for (const { id, declaration } of plan.webhooks) if (id) owners.set(id, declaration.name);
    const { run, remembers } = context;
    const ledger = openLedger({ state, revision }, { ...options, run, remembers, deadline, writeMs });
    const client = open(AbortSignal.any([cancelled, halt.signal]), deadline);

    /** Undefined when a request was sent, and an error of our own keeps us from knowing what became of it. */
    async function outcomeOf({ name, body }: Declaration): Promise<Outcome | undefined> {
      let isSent = false;
      const onSend = () => {
        isSent = true;
        options.onSend(name);
      };
      const told = await guarded(async () => {
        await ledger.ready();
        return await client.create(body, onSend);
      });
      return told ?? (isSent ? undefined : { kind: 'unsent', reason: ownError });
    }

    async function create(planned: PlannedWebhook, request: StandingRequest): Promise<void> {
      const { declaration } = planned;
      const { name } = declaration;
      const sent = await outcomeOf(declaration);
      if (sent === undefined) return;
      const reason = reasonToStop(sent);
      if (reason !== undefined) halt.abort(reason);
      const outcome = withOwnId(sent, name, owners);
      if (outcome.kind === 'created') owners.set(outcome.id, name);
      const record = recordOf(state, name) ?? blankRecord;
      const first = resultOf(planned, outcome, seen.secrets.get(planned.id ?? ''));
      await keep([first]);
      const storing = await guarded(() => storeSecret(declaration, outcome, state, options, deadline));
      const { stored, trouble, isKept } = storing ?? {};
      // What stands in the way of one signing secret stands in the way of the next.
      if (trouble?.kind === 'failed') halt.abort('a signing secret could not be stored');
      const told = isKept ? keptIn(declaration.secret, outcome) : outcome;
      const ended = { name, request, outcome: told, at: new Date(clock.now()).toISOString(), stored };
      await guarded(() => ledger.record(ended));
      const read = (await guarded(() => withReadSecret(first, taken, options))) ?? first;
      const status = outcome.kind === 'created' ? 'not-stored' : read.status;
      const result = trouble === undefined ? read : { ...read, status, trouble };
      const question = questionAfter(ended, declaration, record, result, options);
      if (question !== undefined) asked.set(name, question);
      if (result !== first) await keep([result]);
      show(result);
    }

    const queue = toCreate(plan).values();
    async function work(): Promise<void> {
      for (const one of queue) {
        const request = requests.get(one.declaration.name);
        if (request !== undefined) await guarded(() => create(one, request));
      }
    }
    await Promise.all(Array.from({ length: options.concurrency }, work));
    client.close();
    return await ledger.close();
  }

  await guarded(() => options.begin(plan));
  const others = plan.webhooks.filter(({ declaration: { name } }) => !intent?.requests.has(name));
  await keep(
    others.map((one): Result => {
      const result = settledResult(one, intent !== undefined, looked);
      const isUnsent = intent === undefined && cancelled.aborted && result.status === 'blocked';
      return isUnsent ? { ...result, status: 'unsent', reason: String(cancelled.reason) } : result;
    }),
  );
  await guarded(() => {
    for (const result of results.values()) show(result);
  });
  const last = await guarded(() => (intent?.open ? send(intent, intent.open) : state));

  const failures = errors.filter((error) => error instanceof Foreseen);
  if (failures.length < errors.length) throw errors.find((error) => !(error instanceof Foreseen));
  // What an older run would call removed, a later one may declare.
  const isLate = isOlder(context.run, planned.state.run);
  return {
    plan,
    unchecked,
    looked,
    results: inOrder(results),
    questions: [...plan.questions, ...inOrder(asked)],
    recorded: intent !== undefined,
    reminders: last === undefined || isLate ? [] : remindersOf(last, context.declarations),
    failures: [
      ...new Set(failures.map(({ message }) => message)),
      ...(last !== undefined && context.remembers ? notInUse(results.values(), last) : []),
    ],
  };
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
  if (outcome.kind === 'unsent') return outcome.reason;
  if (outcome.kind === 'rejected') return hopeless[outcome.status];
  return outcome.kind === 'unconfirmed' && outcome.isNotFound ? 'the API URL may be wrong (404)' : undefined;
}

/**
 * Puts a signing secret where its declaration wants it, unless somebody has written there since state saw it. After
 * `deadline` another run may have, so that what is seen then says nothing of ours.
 */
async function storeSecret(
  { secret: name }: Declaration,
  outcome: Outcome,
  state: StateDocument,
  { secrets, context, clock }: RegisterOptions,
  deadline: Deadline,
): Promise<{ stored?: Ended['stored']; trouble?: StoreTrouble; isKept?: true }> {
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
    if (!isCreated) return { isKept: true };
    if (!context.remembers) return {};
    const stored = await secrets.updatedAt(name);
    return leaves(0, deadline, clock) ? { stored: { key, slot: slotOf(stored, outcome.id) } } : {};
  } catch (error) {
    if (!(error instanceof Foreseen)) throw error;
    return { trouble: { kind: 'failed', message: error.message } };
  }
}

/** A webhook that was created without a signing secret is read once, with `verify`. */
async function withReadSecret(result: Result, taken: Set<string>, { look }: RegisterOptions): Promise<Result> {
  const { status, id = '', secret, warnings = [] } = result;
  if (status !== 'created' || secret !== undefined || typeof look !== 'function') return result;
  const read = secretIn((await look([id])).get(id));
  if (read === undefined || taken.has(read)) return result;
  taken.add(read);
  const isSettled = ({ kind }: ReplyWarning) => kind === 'no-secret' || kind === 'unusable-secret';
  return { ...result, secret: read, warnings: warnings.filter((one) => !isSettled(one)) };
}

/** What is left open. What a run asks that no later one knows of, no decision answers. */
function questionAfter(
  { name, request, outcome, at }: Ended,
  { secret, ...declaration }: Declaration,
  record: WebhookRecord,
  result: Result,
  { context }: RegisterOptions,
): Question | undefined {
  const { trouble } = result;
  let question: Question | undefined;
  if (outcome.kind === 'unconfirmed') {
    const current = record.current?.id;
    const known = { inProgress: false, isDeclared: true, current, errors: outcome.errors };
    question = unconfirmedQuestion(name, { ...request, reason: outcome.reason }, known);
  } else if (outcome.kind === 'created' && trouble !== undefined && secret !== undefined) {
    const seen = trouble.kind === 'written-meanwhile' ? '' : undefined;
    const known = { seen, formerly: [], unused: [], trouble, inOutputs: result.secret !== undefined };
    const next = createdRecord(record, request, outcome.id, at);
    question = notStoredQuestion({ ...declaration, secret }, next, outcome.id, known, context);
  }
  return question && (context.remembers ? question : { ...question, options: [] });
}
