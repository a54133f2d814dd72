/** Carries a plan out once its attempts are read back: requests; after each reply outputs, GitHub secret, state. */
import type { ConduitClient } from '../clients/conduit.ts';
import type { Outcome } from '../clients/reply.ts';
import type { Declaration } from '../manifest/declarations.ts';
import { type Plan, type Reminder, remindersOf } from '../plan/plan.ts';
import type { Question } from '../plan/question.ts';
import { type Attempt, recordOf } from '../state/document.ts';
import { openLedger, type Revision } from './ledger.ts';
import { questionAfter, recordable, resultOf, withOwnId } from './outcome.ts';
import type { RegisterOptions } from './register.ts';
import { sendAll } from './requests.ts';
import { plannedResult, type Registration, type Result } from './result.ts';
import { storeSecret } from './store-secret.ts';

/** Attempts that were read back, and what led to them. */
export interface Intent {
  plan: Plan;
  attempts: ReadonlyMap<string, Attempt>;
  start: Revision;
  /** No request begins that could not end before, as `elapsed` counts. */
  deadline: number;
  /** How long their write took, in milliseconds. */
  writeMs: number;
}

export async function carryOut(
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
    const finding = {
      name,
      attempt: tried,
      outcome: recordable(outcome, options.moment()),
      stored,
    };
    await attempt(() => ledger.record(finding));
    show(results.get(name) ?? result);
  }
  try {
    await sendAll(
      plan.webhooks.flatMap(({ action, declaration }) => (action === 'create' ? declaration : [])),
      {
        client,
        concurrency: options.concurrency,
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
