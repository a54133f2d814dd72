/** Every decision that was given → how it turned out. Nothing that a person wrote goes without a word. */
import { type DecisionLine, lineOf } from '../manifest/decisions.ts';
import type { StateDocument } from '../state/document.ts';
import type { Facts, NoAnswer } from './facts.ts';
import type { Judgement, PlanError } from './plan.ts';
import type { Question } from './questions/index.ts';

/** For so many names that no webhook has, one that may have been meant is looked for. */
const mostSuggestions = 20;

/** What lines are judged by, once everything is settled that could be. */
interface Settled {
  /** The state before this run. */
  start: StateDocument;
  facts: Facts;
  questions: readonly Question[];
  errors: readonly PlanError[];
  isApplied(line: DecisionLine): boolean;
}

/** One judgement for each line that no error is about, in the order of the lines. */
export function judgementsOf({ start, facts, questions, errors, isApplied }: Settled): Judgement[] {
  const { context, records, declared } = facts;
  const told = new Set(errors.flatMap(linesIn));
  const past = pastOf(start);
  const byName = Map.groupBy(questions, ({ name }) => name);
  const names = new Set([...declared.keys(), ...records.keys()]);
  let unknown = 0;
  const judge = (line: DecisionLine): Judgement => {
    const { decision } = line;
    const { name } = decision;
    const current = records.get(name)?.current?.id;
    if (isApplied(line)) return { line, kind: 'applied' };
    if (past.has(decision.verb === 'keep' ? decision.code : decision.id)) {
      return { line, kind: 'past', current };
    }
    const [question] = byName.get(name) ?? [];
    if (question !== undefined) {
      return { line, kind: 'no-answer', question, why: whyNoAnswer(line, question) };
    }
    if (!names.has(name)) {
      unknown += 1;
      const known = unknown > mostSuggestions ? [] : [...names];
      return { line, kind: 'no-effect', why: { kind: 'unknown-name', known } };
    }
    return decision.verb === 'keep'
      ? { line, kind: 'no-effect', why: { kind: 'nothing-asked' } }
      : { line, kind: 'no-effect', why: { kind: 'other-id', current } };
  };
  const elsewhere = Map.groupBy(context.elsewhere, ({ line }) => lineOf(line.decision));
  const misplaced = questions.flatMap((question) =>
    question.options
      .flatMap((option) => elsewhere.get(lineOf(option)) ?? [])
      .map(({ environment, line }): Judgement => {
        return { line, kind: 'no-answer', question, why: { kind: 'environment', environment } };
      }),
  );
  return [...context.decisions.filter((line) => !told.has(line)).map(judge), ...misplaced];
}

/** The codes and IDs of decisions that earlier runs applied. */
function pastOf({ kept, webhooks }: StateDocument): ReadonlySet<string> {
  const records = Object.values(webhooks);
  return new Set([
    ...kept,
    ...records.flatMap((record) => (record ? [...record.replaced, ...record.gone] : [])),
  ]);
}

function whyNoAnswer({ decision }: DecisionLine, { options, unmet }: Question): NoAnswer {
  if (unmet !== undefined && unmet.line === lineOf(decision)) return unmet.why;
  const option = options.find(({ verb }) => verb === decision.verb);
  if (option === undefined) return { kind: 'verb' };
  return option.verb === 'keep'
    ? { kind: 'code', code: option.code }
    : { kind: 'id', id: option.id };
}

/** The decisions that an error is about. */
function linesIn(error: PlanError): readonly DecisionLine[] {
  if (error.kind === 'contradiction') return error.lines;
  return error.kind === 'gone-but-current' ? [error.line] : [];
}
