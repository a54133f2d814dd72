/** What is said of decisions: each is told how it turned out. */
import type { Registration } from '../apply/results.ts';
import { lineOf } from '../manifest/decisions.ts';
import { didYouMean } from '../manifest/suggest.ts';
import type { Judgement, NoAnswer, NoEffect } from '../plan/plan.ts';
import type { Question } from '../plan/questions/index.ts';
import type { Fact, ReportContext, Topic } from '../plan/topic.ts';
import { code, listed, say, type Text, value } from '../safe/prose.ts';
import type { Status } from '../state/status.ts';
import { placeOf } from './errors.ts';

/** Statuses with which a webhook that was to be replaced has not been. */
const notReplacedStatuses: readonly (Status | undefined)[] = ['blocked', 'faulty', 'rejected', 'unsent'];

/** What the judgements come to, but for those in a question's block. */
export function judgementTopics(registration: Registration, context: ReportContext): Topic[] {
  const { judgements } = registration.plan;
  const statusOf = new Map(registration.results.map(({ name, status }) => [name, status]));
  const past = judgements.filter(({ kind, line }) => kind === 'past' && line.range !== undefined);
  const idle = judgements.filter((one) => one.kind === 'no-effect' && one.why.kind === 'no-state');
  return [
    ...judgements.flatMap((judgement) => judgementTopic(judgement, statusOf, registration.recorded, context)),
    ...quiet(past, (which, count) => {
      const were = count === 1 ? 'decision was' : 'decisions were';
      return say`${count} ${were} applied by an earlier run and can stay: ${which}.`;
    }),
    ...quiet(idle, (which) => say`Decisions have no effect with ${code('state: none')}: ${which}.`),
  ];
}

/** What is said in a question's block of lines that do not answer it. */
export function noAnswerFacts(judgements: readonly Judgement[] = []): Fact[] {
  return judgements.flatMap((one) =>
    one.kind === 'no-answer' ? [noAnswerText(lineOf(one.line.decision), one.why, one.question)] : [],
  );
}

function noAnswerText(line: string, why: NoAnswer, { options }: Question): Text {
  if (options.length === 0) return say`${value(line)} cannot be applied yet.`;
  switch (why.kind) {
    case 'code':
      return say`${value(line)} does not answer this question: its code is now ${value(why.code)}. The
        manifest or the webhook changed since, or the line is from another environment.`;
    case 'id':
      return say`${value(line)} does not answer this question: the ID is ${value(why.id)}.`;
    case 'verb':
      return say`${value(line)} does not answer this question. Use one of the lines below.`;
    case 'environment':
      return say`${value(line)} is under ${code(`environments.${why.environment}`)}. Move it to the place
        below.`;
    case 'secret-missing':
      return say`${value(line)} does not count yet: GitHub has no secret ${value(why.secret)}. Set it first.`;
  }
}

function judgementTopic(
  judgement: Judgement,
  statusOf: ReadonlyMap<string, Status>,
  recorded: boolean,
  { mode }: ReportContext,
): Topic[] {
  const { line } = judgement;
  const { decision } = line;
  const shown = value(lineOf(decision));
  const place = placeOf([line]);
  switch (judgement.kind) {
    case 'applied': {
      const status = statusOf.get(decision.name);
      const isDone = recorded && (decision.verb !== 'replace' || !notReplacedStatuses.includes(status));
      const says =
        mode === 'plan'
          ? say`The next register run applies:`
          : isDone
            ? say`Applied:`
            : say`Not applied in this run (see above):`;
      return [{ kind: isDone || mode === 'plan' ? 'decision' : 'quiet', says, facts: [[shown]] }];
    }
    case 'past': {
      if (line.range !== undefined) return [];
      const { current } = judgement;
      const now =
        current === undefined
          ? say`${value(decision.name)} has no registered webhook now.`
          : say`The current ID of ${value(decision.name)} is ${value(current)}.`;
      return [
        {
          kind: 'warning',
          says: say`${shown} was applied by an earlier run and did nothing in this one. ${now}`,
        },
      ];
    }
    case 'no-effect':
      return judgement.why.kind === 'no-state'
        ? []
        : [{ kind: 'warning', says: noEffectText(shown, decision.name, judgement.why), place }];
    case 'no-answer':
      return [];
  }
}

function noEffectText(shown: Text[number], name: string, why: NoEffect): Text {
  switch (why.kind) {
    case 'unknown-name':
      return say`${shown} has no effect: there is no webhook ${value(name)}.${didYouMean(name, why.known)}`;
    case 'other-id':
      return why.current === undefined
        ? say`${shown} has no effect: ${value(name)} has no registered webhook.`
        : say`${shown} has no effect: the current ID of ${value(name)} is ${value(why.current)}.`;
    case 'other-name':
      return say`${shown} has no effect: this is the ID of ${value(why.name)}.`;
    case 'not-declared':
      return say`${shown} has no effect: ${value(name)} is not in the manifest.`;
    case 'error-first':
      return say`${shown} was not applied: fix the error about ${value(name)} first.`;
    case 'nothing-asked':
      return say`${shown} has no effect: no question about ${value(name)} is open. Remove the line, or move it
        to the environment that asked for it.`;
    case 'no-state':
      return say`${shown} has no effect.`;
  }
}

function quiet(judgements: readonly Judgement[], says: (which: Text, count: number) => Text): Topic[] {
  const lines = [...new Set(judgements.map(({ line }) => lineOf(line.decision)))];
  if (lines.length === 0) return [];
  return [{ kind: 'quiet', says: says(listed(lines.map(value)), lines.length) }];
}
