/** What is said of decisions: each is told how it turned out. */
import type { Registration, Result } from '../apply/results.ts';
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
  const results = new Map(registration.results.map((result) => [result.name, result]));
  const past = linesOf(judgements.filter(({ kind, line }) => kind === 'past' && line.range !== undefined));
  const idle = linesOf(judgements.filter((one) => one.kind === 'no-effect' && one.why.kind === 'no-state'));
  const were = past.length === 1 ? 'decision was' : 'decisions were';
  return [
    ...judgements.flatMap(
      (one) => judgementTopic(one, results.get(one.line.decision.name), registration, context) ?? [],
    ),
    ...quiet(past, say`${past.length} ${were} applied by an earlier run and can stay`),
    ...quiet(idle, say`Decisions have no effect with ${code('state: none')}`),
  ];
}

function quiet(lines: readonly string[], what: Text): Topic[] {
  return lines.length === 0 ? [] : [{ kind: 'quiet', says: say`${what}: ${listed(lines.map(value))}.` }];
}

function linesOf(judgements: readonly Judgement[]): string[] {
  return [...new Set(judgements.map(({ line }) => lineOf(line.decision)))];
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
      return say`${value(line)} does not answer this question: its code is now ${value(why.code)}. The manifest or the
        webhook changed since, or the line is from another environment.`;
    case 'id':
      return say`${value(line)} does not answer this question: the ID is ${value(why.id)}.`;
    case 'verb':
      return say`${value(line)} does not answer this question. Use one of the lines below.`;
    case 'environment':
      return say`${value(line)} is under ${code(`environments.${why.environment}`)}. Move it to the place below.`;
    case 'secret-missing':
      return say`${value(line)} does not count until GitHub says that it has the secret ${value(why.secret)}.`;
  }
}

function judgementTopic(
  judgement: Judgement,
  result: Result | undefined,
  { plan, recorded }: Registration,
  { mode }: ReportContext,
): Topic | undefined {
  const { line } = judgement;
  const { decision } = line;
  const name = value(decision.name);
  const shown = value(lineOf(decision));
  switch (judgement.kind) {
    case 'applied': {
      const facts = [[shown]];
      const isReplace = decision.verb === 'replace';
      if (mode === 'plan') {
        const isHeldBack = plan.errors.length > 0 || (isReplace && plan.questions.length > 0);
        return isHeldBack
          ? { kind: 'quiet', says: say`Not applied until the above is settled:`, facts }
          : { kind: 'decision', says: say`The next register run applies:`, facts };
      }
      if (isReplace && result?.status === 'unconfirmed') {
        return { kind: 'notice', says: say`A request was started, but its result is not known (see above):`, facts };
      }
      return recorded && !(isReplace && notReplacedStatuses.includes(result?.status))
        ? { kind: 'decision', says: say`Applied:`, facts }
        : { kind: 'quiet', says: say`Not applied in this run (see above):`, facts };
    }
    case 'past': {
      if (line.range !== undefined) return undefined;
      const current = result?.status === 'created' ? result.id : judgement.current;
      const now =
        current === undefined
          ? say`${name} has no registered webhook now.`
          : say`The current ID of ${name} is ${value(current)}.`;
      return {
        kind: 'warning',
        says: say`${shown} was applied by an earlier run and did nothing in this one. ${now}`,
      };
    }
    case 'no-effect': {
      const why = noEffectText(decision.name, judgement.why);
      return why && { kind: 'warning', says: say`${shown} ${why}`, place: placeOf([line]) };
    }
    case 'no-answer':
      return undefined;
  }
}

/** Why a line has no effect; undefined for what is said once for all lines. */
function noEffectText(decided: string, why: NoEffect): Text | undefined {
  const name = value(decided);
  switch (why.kind) {
    case 'unknown-name':
      return say`has no effect: there is no webhook ${name}.${didYouMean(decided, why.known)}`;
    case 'other-id':
      return why.current === undefined
        ? say`has no effect: ${name} has no registered webhook.`
        : say`has no effect: the current ID of ${name} is ${value(why.current)}.`;
    case 'other-name':
      return say`has no effect: this is the ID of ${value(why.name)}.`;
    case 'not-declared':
      return say`has no effect: ${name} is not in the manifest.`;
    case 'error-first':
      return say`was not applied: fix the error about ${name} first.`;
    case 'nothing-asked':
      return say`has no effect: no question about ${name} is open. Remove the line, or move it to the environment that
        asked for it.`;
    case 'no-state':
      return undefined;
  }
}
