/** What a person reads of a run of plan or register. Pure. */

import type { Registration, Status } from '../apply/result.ts';
import type { Note, Plan, Reminder } from '../plan/plan.ts';
import { counted, inThousands } from '../safe/prose.ts';
import { recordOf } from '../state/document.ts';
import type { ReportContext } from './context.ts';
import { blankPage, type Page } from './page.ts';
import { questionTopic } from './questions.ts';
import {
  decidedTopics,
  errorTopic,
  firstRunTopic,
  idleTopics,
  noteTopic,
  reminderTopic,
  removedTopic,
  resultTopics,
} from './results.ts';
import { faultyNames, rowsOf } from './rows.ts';
import { type Block, blocksOf, failureTopic, type Topic } from './topic.ts';

/** The page of a run that came to its end. */
export function pageOf(registration: Registration, context: ReportContext): Page {
  const { plan, results } = registration;
  const { environment, manifest } = context;
  const rows = rowsOf(plan, context);
  return {
    ...blankPage,
    title: titleOf(registration, context),
    remarks: remarksOf(registration, context),
    rows: results.map(rows.rowOf),
    deletions: unwanted(registration, context).map(rows.rowOfReminder),
    nameWidth: rows.nameWidth,
    blocks: blocksOf(topicsOf(registration, context)),
    manifest: {
      path: manifest.path,
      rangeOf: (name, field) => manifest.rangeOf(name, environment, field),
    },
  };
}

function topicsOf(registration: Registration, context: ReportContext): Topic[] {
  const { plan, results, questions, reminders, failures } = registration;
  const byName = new Map(results.map((result) => [result.name, result]));
  const isAhead = results.some(({ status }) => status === 'to-create');
  return [
    ...failures.map(failureTopic),
    ...plan.errors.map((error) => errorTopic(error, context)),
    ...resultTopics(registration, context),
    ...questions.map((question) => {
      const result = question.kind === 'moved' ? undefined : byName.get(question.name);
      return questionTopic(question, result, context);
    }),
    ...reminders.map((reminder) => reminderTopic(reminder, context)),
    ...decidedTopics(registration, context),
    ...(isAhead ? firstRunTopic(plan) : []),
    ...(context.mode === 'plan' ? plan.removed.map((name) => removedTopic(name, context)) : []),
    ...results.flatMap(({ name, id, notes }) =>
      notes.flatMap((note) => (isTold(note, plan) ? [] : noteTopic(name, id, note, context))),
    ),
    ...idleTopics(registration, context),
  ];
}

/** True when an error says it already. */
function isTold({ kind }: Note, { errors }: Plan): boolean {
  return kind === 'secret-unseen' && errors.some((error) => error.kind === 'no-token');
}

/** What is to delete; in a plan, what is no longer declared. */
function unwanted({ plan, reminders }: Registration, { mode }: ReportContext): Reminder[] {
  if (mode === 'register') return reminders;
  return plan.removed.flatMap((name): Reminder[] => {
    const id = recordOf(plan.next, name)?.current?.id;
    return id === undefined ? [] : [{ kind: 'removed', name, id }];
  });
}

/** In the order in which a title counts them. */
const counts: readonly (readonly [statuses: readonly Status[], word: string])[] = [
  [['created', 'unstored'], 'created'],
  [['adopted'], 'adopted'],
  [['to-create'], 'to create'],
  [['to-adopt'], 'to adopt'],
  [['unchanged'], 'unchanged'],
  [['refused'], 'refused'],
  [['unsent'], 'not sent'],
];

function titleOf(
  { plan, results, questions, failures }: Registration,
  { mode, environment }: ReportContext,
): string {
  const faulty = faultyNames(plan);
  const sound = results.filter(({ name, status }) => status !== 'to-create' || !faulty.has(name));
  const parts = counts.flatMap(([statuses, word]) => {
    const count = sound.filter(({ status }) => statuses.includes(status)).length;
    const isHeld = mode === 'register' && word === 'to create';
    return count === 0 ? [] : [`${inThousands(count)} ${isHeld ? 'held back' : word}`];
  });
  const waiting = questions.filter((one) => one.kind === 'unknown' && one.waiting).length;
  const open = questions.length - waiting;
  const errors = plan.errors.length + failures.length;
  if (waiting > 0) parts.push(`${waiting} waiting`);
  if (open > 0) parts.push(counted(open, 'question'));
  if (errors > 0) parts.push(counted(errors, 'error'));
  const what = parts.join(', ') || 'no webhook is declared';
  return `${mode === 'plan' ? 'plan for ' : ''}${environment}: ${what}`;
}

/** Statuses of webhooks for which a request was sent. */
const sent: readonly Status[] = ['created', 'unstored', 'unknown', 'refused'];

function remarksOf(
  { plan, results }: Registration,
  { mode, isCancelled }: ReportContext,
): string[] {
  const cancelled = isCancelled ? ['The run was cancelled.'] : [];
  if (mode === 'register') {
    const isSilent = !results.some(({ status }) => sent.includes(status) || status === 'unsent');
    return [...cancelled, ...(isSilent ? ['Nothing was sent.'] : [])];
  }
  const creates = results.filter(({ status }) => status === 'to-create').length;
  const isStopped = plan.questions.length + plan.errors.length > 0;
  const ahead = isStopped
    ? 'A register run would stop here and send nothing.'
    : creates === 0
      ? 'A register run would send nothing.'
      : `A register run would send ${counted(creates, 'request')}.`;
  return [...cancelled, ahead];
}

/** What is said before the first request of a run. */
export function openingBlocks(plan: Plan): Block[] {
  const mayStart = plan.questions.length + plan.errors.length === 0;
  return blocksOf(mayStart ? firstRunTopic(plan) : []);
}
