/** The decisions that were given: what they answer, and how each turned out. Nothing that was written goes without a word. */
import { type Decision, type DecisionLine, lineOf, wholeState } from '../manifest/decisions.ts';
import { blankRecord, type StateDocument } from '../state/document.ts';
import type { Facts } from './facts.ts';
import type { Judgement, NoAnswer, NoEffect, Plan, PlanError } from './plan.ts';
import type { Question, WebhookQuestion } from './questions/index.ts';
import { isTooEarly } from './questions/not-stored.ts';
import { claimFinder } from './questions/renamed.ts';

/** For so many names that no webhook has, one that may have been meant is looked for. */
const mostSuggestions = 20;

export interface Answers {
  /** Whether a decision was taken; if so, it is applied. */
  has(decision: Decision): boolean;
  /** The decision that answers a question; or the lines that contradict each other, none where they were told before. */
  to(question: WebhookQuestion): Decision | { contradiction: DecisionLine[] } | undefined;
  isApplied(line: DecisionLine): boolean;
}

export function answersFor(facts: Facts): Answers {
  const { decisions } = facts.context;
  const lines = Map.groupBy(decisions, ({ decision }) => lineOf(decision));
  const places = new Map(decisions.map((line, place) => [line, place]));
  const placeOf = (line: DecisionLine) => places.get(line) ?? 0;
  const claimsOn = claimFinder(facts);
  const [applied, contradicting] = [new Set<DecisionLine>(), new Set<DecisionLine>()];
  const linesOf = (decision: Decision) => lines.get(lineOf(decision)) ?? [];

  function has(decision: Decision): boolean {
    for (const line of linesOf(decision)) applied.add(line);
    return linesOf(decision).length > 0;
  }

  function to(question: WebhookQuestion): ReturnType<Answers['to']> {
    const given = question.options.filter((option) => !isTooEarly(question, option, facts.context)).flatMap(linesOf);
    const [first] = given;
    if (first === undefined) return undefined;
    if (given.some((line) => contradicting.has(line))) return { contradiction: [] };
    // One webhook can go on under one name alone.
    const rivals = question.kind === 'renamed' ? claimsOn(question) : [];
    const all = [...new Set([...given, ...rivals])].sort((one, other) => placeOf(one) - placeOf(other));
    const answers = new Set(all.map(({ decision: { verb, name } }) => `${verb} ${name}`));
    if (answers.size === 1 && has(first.decision)) return first.decision;
    for (const line of all) contradicting.add(line);
    return { contradiction: all };
  }

  return { has, to, isApplied: (line) => applied.has(line) };
}

/**
 * Once everything is settled: an error for each `gone` of an ID that is current while no question asks for it, after
 * those that there are; and one judgement for each line that no error is about, in the order of the lines.
 */
export function judged(
  start: StateDocument,
  facts: Facts,
  { questions, errors }: Pick<Plan, 'questions' | 'errors'>,
  { isApplied }: Answers,
): Pick<Plan, 'errors' | 'judgements'> {
  const { context, records, declared, recordOf, ownerOf } = facts;
  const asked = new Map(questions.map((question) => [question.name, question]));
  const contradictions = errors.filter((error) => error.kind === 'contradiction');
  const open = new Set([...questions, ...contradictions].map(({ name }) => name));
  const premature = context.decisions.flatMap((line): Extract<PlanError, { kind: 'gone-but-current' }>[] => {
    const { verb, name } = line.decision;
    const { id } = recordOf(name).current ?? {};
    if (verb !== 'gone' || line.decision.id !== id || isApplied(line)) return [];
    return open.has(name) ? [] : [{ kind: 'gone-but-current', line, name, id }];
  });
  const told = new Set([...contradictions.flatMap(({ lines }) => lines), ...premature.map(({ line }) => line)]);
  const faulty = new Set([...errors, ...premature].flatMap((error) => ('name' in error ? error.name : [])));
  const decided = new Set(start.decided);
  /** The lines about what is replaced or gone already, however it came to be so. */
  const past = new Set(
    Object.entries(start.webhooks).flatMap(([name, { replaced, gone } = blankRecord]) => [
      ...gone.map((id) => lineOf({ verb: 'gone', name, id })),
      ...[...replaced, ...gone].map((id) => lineOf({ verb: 'replace', name, id })),
    ]),
  );
  const names = new Set([...declared.keys(), ...records.keys()]);
  const places = placesOf(facts);
  let unknown = 0;

  function noEffectOf({ decision }: DecisionLine): NoEffect {
    const { name } = decision;
    if (!names.has(name) && name !== wholeState) {
      unknown += 1;
      return { kind: 'unknown-name', known: unknown > mostSuggestions ? [] : [...names] };
    }
    if (faulty.has(name)) return { kind: 'error-first' };
    if (decision.verb === 'keep') return { kind: 'nothing-asked' };
    const place = places.get(decision.id);
    if (place === name) return { kind: 'not-declared' };
    if (place !== undefined) return { kind: 'other-name', name: place };
    return { kind: 'other-id', current: recordOf(name).current?.id };
  }

  /** Whether an earlier run applied it. What is about a webhook that has another name since is known by its words. */
  function isPast({ decision }: DecisionLine): boolean {
    const text = lineOf(decision);
    // A `replace` whose request was rejected is not over.
    const isOver = decision.verb === 'keep' || ownerOf(decision.id) === undefined;
    return past.has(text) || (isOver && decided.has(text));
  }

  const judge = (line: DecisionLine): Judgement => {
    const { name } = line.decision;
    if (isApplied(line)) return { line, kind: 'applied' };
    if (isPast(line)) return { line, kind: 'past', current: recordOf(name).current?.id };
    const question = asked.get(name);
    return question === undefined
      ? { line, kind: 'no-effect', why: noEffectOf(line) }
      : { line, kind: 'no-answer', question, why: whyNoAnswer(line.decision, question) };
  };
  const elsewhere = Map.groupBy(context.elsewhere, ({ line }) => lineOf(line.decision));
  const misplaced = questions.flatMap((question) =>
    question.options
      .flatMap((option) => elsewhere.get(lineOf(option)) ?? [])
      .map(({ environment, line }): Judgement => {
        return { line, kind: 'no-answer', question, why: { kind: 'environment', environment } };
      }),
  );
  const judgements = context.decisions.filter((line) => !told.has(line)).map(judge);
  return { errors: [...errors, ...premature], judgements: [...judgements, ...misplaced] };
}

/** The names of the webhooks that still have something to decide about, by their IDs. */
function placesOf({ records }: Facts): ReadonlyMap<string | undefined, string> {
  return new Map(
    [...records].flatMap(([name, { current, request, replaced }]) =>
      [current?.id, request?.id, ...replaced].map((id) => [id, name] as const),
    ),
  );
}

function whyNoAnswer(decision: Decision, question: Question): NoAnswer {
  const option = question.options.find(({ verb }) => verb === decision.verb);
  if (option === undefined) return { kind: 'verb' };
  if (option.verb !== 'keep') return { kind: 'id', id: option.id };
  return lineOf(option) === lineOf(decision) && question.kind === 'not-stored'
    ? { kind: 'secret-missing', secret: question.secret }
    : { kind: 'code', code: option.code };
}
