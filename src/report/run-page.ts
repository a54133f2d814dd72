/** What a person reads of a run of plan or register. Pure. */
import { isDrifted, type Registration } from '../apply/results.ts';
import { type Plan, type Reminder, remindersOf } from '../plan/plan.ts';
import { questionWords } from '../plan/questions/index.ts';
import type { ReportContext, Topic } from '../plan/topic.ts';
import { counted, inThousands, say } from '../safe/prose.ts';
import { meaningOf, type Status, statuses } from '../state/status.ts';
import { type Block, blocksOf } from './blocks.ts';
import { errorTopic, requestTopics } from './errors.ts';
import { judgementTopics, noAnswerFacts } from './judgements.ts';
import { firstRunTopic, nextTopics, noteTopic, reminderTopic, removedTopic } from './notes.ts';
import { blankPage, type Page } from './page.ts';
import { rowsOf } from './rows.ts';
import { failureTopic, nothingSent } from './stops.ts';
import { verificationTopics } from './verification.ts';

/** The page of a run that came to its end. */
export function pageOf(registration: Registration, context: ReportContext): Page {
  const { plan, results } = registration;
  const { environment, manifest } = context;
  const rows = rowsOf(plan, context);
  const reminders = unwanted(registration, context);
  return {
    ...blankPage,
    ...headlineOf(registration, reminders, context),
    // Register has said it before its first request.
    opening: context.mode === 'plan' ? openingBlocks(plan, context) : [],
    rows: results.map(rows.rowOf),
    deletions: reminders.map(rows.rowOfReminder),
    nameWidth: rows.nameWidth,
    blocks: blocksOf(topicsOf(registration, context)),
    environment,
    manifest: {
      path: manifest.path,
      rangeOf: (name, field) => manifest.rangeOf(name, environment, field),
    },
  };
}

/** What is said before the first request of a run. */
export function openingBlocks(plan: Plan, context: ReportContext): Block[] {
  return blocksOf(firstRunTopic(plan, context));
}

function topicsOf(registration: Registration, context: ReportContext): Topic[] {
  const { plan, results, questions, reminders, failures, unchecked } = registration;
  const judgements = Map.groupBy(plan.judgements, (one) => (one.kind === 'no-answer' ? one.question : undefined));
  return [
    ...failures.map(failureTopic),
    ...plan.errors.map((error) => errorTopic(error, context)),
    ...requestTopics(registration, context),
    ...questions.map((question): Topic => {
      const topic = questionWords(question, context);
      const facts = noAnswerFacts(judgements.get(question));
      return { ...topic, facts: [...(topic.facts ?? []), ...facts] };
    }),
    ...reminders.map((reminder) => reminderTopic(reminder, context)),
    ...(context.mode === 'plan' ? plan.removed.map((name) => removedTopic(name, context)) : []),
    ...results.flatMap(({ name, notes }) => notes.map((note) => noteTopic(name, note, context))),
    ...(unchecked === undefined
      ? []
      : [{ kind: 'notice' as const, says: say`GitHub secrets were not checked: ${unchecked}` }]),
    ...verificationTopics(registration, context),
    ...judgementTopics(registration, context),
    ...nextTopics(registration, context),
  ];
}

/** What is active and no longer wanted. */
function unwanted({ plan, reminders }: Registration, { mode }: ReportContext): readonly Reminder[] {
  if (mode === 'register') return reminders;
  const declarations = plan.webhooks.map(({ declaration }) => declaration);
  return remindersOf(plan.next, declarations);
}

function headlineOf(
  { plan, results, questions, failures, looked }: Registration,
  reminders: readonly Reminder[],
  { mode, environment, isCancelled, remembers }: ReportContext,
): Pick<Page, 'mark' | 'title' | 'remarks' | 'closing'> {
  const cancelled = isCancelled ? ['Cancelled.'] : [];
  const drifted = results.filter(isDrifted).length;
  const isClear =
    results.length > 0 &&
    results.every(({ status }) => status === 'unchanged') &&
    drifted === 0 &&
    questions.length + plan.errors.length + failures.length + reminders.length === 0;
  const start = mode === 'plan' ? `Plan for ${environment}` : environment;
  if (isClear) {
    const all =
      ['The webhook is', 'Both webhooks are'][results.length - 1] ?? `All ${counted(results.length, 'webhook')} are`;
    return {
      title: `${start}: no changes`,
      remarks: [...cancelled, `${all} registered as declared.`],
      closing: [],
    };
  }
  const tally = new Map<string, number>();
  for (const [status, { counted: word }] of counts) {
    const count = results.filter((one) => one.status === status).length;
    if (count > 0) tally.set(word, (tally.get(word) ?? 0) + count);
  }
  const done = [...tally].map(([word, count]) => `${inThousands(count)} ${word}`);
  const inProgress = questions.filter((one) => one.kind === 'unconfirmed' && one.inProgress).length;
  const open = questions.length - inProgress;
  const errors = plan.errors.length + failures.length;
  const gone = (kind: Reminder['kind'], word: string) => {
    const count = reminders.filter((one) => one.kind === kind).length;
    return count === 0 ? [] : [`${inThousands(count)} ${word}`];
  };
  const parts = [
    ...(open > 0 ? [counted(open, 'question')] : []),
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(inProgress > 0 ? [`${inThousands(inProgress)} in progress in another run`] : []),
    ...done,
    ...(drifted > 0 ? [`${inThousands(drifted)} ${drifted === 1 ? 'differs' : 'differ'} at Conduit`] : []),
    ...(mode === 'plan'
      ? [...gone('removed', 'no longer in the manifest'), ...gone('replaced', 'replaced and still active')]
      : reminders.length > 0
        ? [`${inThousands(reminders.length)} to delete`]
        : []),
  ];
  return {
    title: `${start}: ${parts.join(', ') || 'no webhooks declared'}`,
    remarks: [...cancelled, ...remarksOf(results, open + errors + inProgress, mode, looked !== undefined)],
    closing:
      open === 0 || !remembers
        ? []
        : [
            `Until you answer, the action sends no requests for ${environment}.`,
            'To decide without a commit, use the input `decisions`.',
          ],
  };
}

/** The statuses that a headline counts, in its order. */
const counts = Object.keys(statuses).flatMap((status) => {
  const { counted: word } = meaningOf(status as Status);
  return word === undefined ? [] : [[status as Status, { counted: word }] as const];
});

/** Statuses of webhooks for which a request was started. */
const sentStatuses: readonly Status[] = ['created', 'not-stored', 'unconfirmed', 'rejected', 'unsent'];

function remarksOf(
  results: Registration['results'],
  stops: number,
  mode: ReportContext['mode'],
  verifies: boolean,
): string[] {
  if (stops === 0) return [];
  if (mode === 'plan') return ['Registering would stop here, before any request.'];
  const isSilent = !results.some(({ status }) => sentStatuses.includes(status));
  return isSilent ? [nothingSent(verifies)] : [];
}
