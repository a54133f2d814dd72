/** What a person reads of a run of plan or register. Pure. */
import { isDrifted, type Registration, type Result } from '../apply/results.ts';
import type { Plan, Reminder } from '../plan/plan.ts';
import { questionWord, questionWords } from '../plan/questions/index.ts';
import { type ReportContext, runLink, type Topic } from '../plan/topic.ts';
import { counted, inThousands, say, type Text } from '../safe/prose.ts';
import { meaningOf, type Status, statuses } from '../state/status.ts';
import { shownUrl } from '../webhook/body.ts';
import { errorTopic, requestTopics } from './errors.ts';
import { judgementTopics, noAnswerFacts } from './judgements.ts';
import { firstRunTopic, nextTopics, noteTopic, reminderTopic, removedTopic } from './notes.ts';
import { type Block, blankPage, blocksOf, type Page, type Row } from './page.ts';
import { nothingSent, toldTopic } from './stops.ts';
import { findingWord, verificationTopics } from './verification.ts';

/** The page of a run that came to its end. */
export function pageOf(registration: Registration, context: ReportContext): Page {
  const { plan, results, reminders } = registration;
  const { mode, environment, manifest } = context;
  const { rowOf, nameWidth } = rowsOf(plan, context);
  return {
    ...blankPage,
    ...headlineOf(registration, context),
    // Register has said it before its first request.
    opening: mode === 'plan' ? openingBlocks(plan, context) : [],
    rows: results.map(rowOf),
    deletions: reminders.map((reminder) => deletionRow(reminder, context)),
    nameWidth,
    blocks: blocksOf(topicsOf(registration, context)),
    environment,
    manifest: {
      path: manifest.path,
      rangeOf: (name, field) => manifest.rangeOf(name, environment, field),
    },
  };
}

export function openingBlocks(plan: Plan, context: ReportContext): Block[] {
  const topic = firstRunTopic(plan, context);
  return topic === undefined ? [] : blocksOf([topic]);
}

/** How a result of the plan becomes a row, and the length of the longest name that any row may have. */
export function rowsOf(plan: Plan, context: ReportContext) {
  const declarations = new Map(plan.webhooks.map(({ declaration }) => [declaration.name, declaration]));
  const asked = new Map(
    plan.questions.flatMap((one) => (one.kind === 'state-mismatch' ? [] : [[one.name, questionWord(one)]])),
  );
  const active = Object.entries(plan.next.webhooks).flatMap(([name, record]) =>
    record?.current || record?.replaced.length ? name : [],
  );

  function runOf({ name, status }: Result): Text {
    // No run has registered what is yet to be.
    if (status === 'to-create' || status === 'to-adopt') return [];
    const isNew = status === 'created' || status === 'not-stored';
    const id = isNew ? context.run.id : (plan.next.webhooks[name]?.current?.run.id ?? '');
    return id === '' ? [] : [runLink(id, context)];
  }

  function rowOf(result: Result): Row {
    const { name, status, id, replaced, finding } = result;
    const { mark, word } = meaningOf(status);
    const { body, patterns = [] } = declarations.get(name) ?? {};
    const isAhead = status === 'to-create' || status === 'blocked';
    const old = isAhead ? id : replaced;
    return {
      mark,
      name,
      word: status === 'undecided' ? (asked.get(name) ?? word) : word,
      id: isAhead ? undefined : id,
      tail: old === undefined ? findingWord(finding) : `replaces ${old}`,
      url: body === undefined ? '' : shownUrl(body.url),
      patterns,
      run: runOf(result),
    };
  }

  const nameWidth = [...declarations.keys(), ...active].reduce((most, { length }) => Math.max(most, length), 0);
  return { rowOf, nameWidth };
}

function deletionRow({ kind, name, id }: Reminder, { mode }: ReportContext): Row {
  // Only a run that has recorded why it is to be deleted says so.
  const word = mode === 'plan' ? 'active' : 'to delete';
  return { mark: '-', name, word, id, tail: kind === 'removed' ? 'no longer in the manifest' : 'replaced' };
}

function topicsOf(registration: Registration, context: ReportContext): Topic[] {
  const { plan, results, questions, reminders, failures, unchecked } = registration;
  const judgements = Map.groupBy(plan.judgements, (one) => (one.kind === 'no-answer' ? one.question : undefined));
  return [
    ...failures.map((message) => toldTopic('error', message)),
    ...plan.errors.map((error) => errorTopic(error, context)),
    ...requestTopics(registration, context),
    ...questions.map((question): Topic => {
      const topic = questionWords(question, context);
      return { ...topic, facts: [...(topic.facts ?? []), ...noAnswerFacts(judgements.get(question))] };
    }),
    // A plan advises no deletion: its pull request may never be merged.
    ...(context.mode === 'plan'
      ? plan.removed.map((name) => removedTopic(name, context))
      : reminders.map((reminder) => reminderTopic(reminder, context))),
    ...results.flatMap(({ name, notes }) => notes.map((note) => noteTopic(name, note, context))),
    ...(unchecked === undefined
      ? []
      : [{ kind: 'notice' as const, says: say`GitHub secrets were not checked: ${unchecked}` }]),
    ...verificationTopics(registration, context),
    ...judgementTopics(registration, context),
    ...nextTopics(registration, context),
  ];
}

function headlineOf(
  { plan, results, questions, reminders, failures, looked }: Registration,
  { mode, environment, isCancelled, remembers }: ReportContext,
): Pick<Page, 'title' | 'remarks' | 'closing'> {
  const start = mode === 'plan' ? `Plan for ${environment}` : environment;
  const cancelled = isCancelled ? ['Cancelled.'] : [];
  const drifted = results.filter(isDrifted).length;
  const errors = plan.errors.length + failures.length;
  const isStopped = questions.length + errors > 0;
  const isUnchanged = results.length > 0 && results.every(({ status }) => status === 'unchanged');
  if (isUnchanged && !isStopped && drifted + reminders.length === 0) {
    const all =
      ['The webhook is', 'Both webhooks are'][results.length - 1] ?? `All ${counted(results.length, 'webhook')} are`;
    return { title: `${start}: no changes`, remarks: [...cancelled, `${all} registered as declared.`], closing: [] };
  }
  const inProgress = questions.filter((one) => one.kind === 'unconfirmed' && one.inProgress).length;
  const open = questions.length - inProgress;
  const reminded = (kind: Reminder['kind']) => reminders.filter((one) => one.kind === kind).length;
  const tallies: readonly (readonly [count: number, of: string])[] = [
    [open, open === 1 ? 'question' : 'questions'],
    [errors, errors === 1 ? 'error' : 'errors'],
    [inProgress, 'in progress in another run'],
    ...countedWords.map(
      (word) => [results.filter(({ status }) => meaningOf(status).counted === word).length, word] as const,
    ),
    [drifted, drifted === 1 ? 'differs at Conduit' : 'differ at Conduit'],
    [mode === 'plan' ? reminded('removed') : 0, 'no longer in the manifest'],
    [mode === 'plan' ? reminded('replaced') : 0, 'replaced and still active'],
    [mode === 'plan' ? 0 : reminders.length, 'to delete'],
  ];
  const parts = tallies.flatMap(([count, of]) => (count > 0 ? `${inThousands(count)} ${of}` : []));
  const isSent = results.some(({ status }) => sentStatuses.includes(status));
  const stop = mode === 'plan' ? 'Registering would stop here, before any request.' : nothingSent(looked !== undefined);
  return {
    title: `${start}: ${parts.join(', ') || 'no webhooks declared'}`,
    remarks: [...cancelled, ...(isStopped && !isSent ? [stop] : [])],
    closing:
      open > 0 && remembers ? [`Until you answer, the action sends no requests for ${environment}.`, byHand] : [],
  };
}

const byHand = 'To decide without a commit, use the input `decisions`.';

/** What a headline counts statuses as, in its order. */
const countedWords = [...new Set(Object.keys(statuses).flatMap((status) => meaningOf(status as Status).counted ?? []))];

/** Statuses of webhooks for which a request was started. */
const sentStatuses: readonly Status[] = ['created', 'not-stored', 'unconfirmed', 'rejected', 'unsent'];
