/** Every decision that was given → how it turned out. Nothing that a person wrote goes without a word. */
import { type DecisionLine, lineOf, wholeState } from '../manifest/decisions.ts';
import { recordOf, type StateDocument } from '../state/document.ts';
import type { Facts, NoAnswer } from './facts.ts';
import type { Judgement, NoEffect, PlanError } from './plan.ts';
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
  const faulty = new Set(errors.flatMap((error) => ('name' in error ? error.name : [])));
  const wasApplied = pastOf(start, facts);
  const byName = Map.groupBy(questions, ({ name }) => name);
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
    return { kind: 'other-id', current: records.get(name)?.current?.id };
  }

  const judge = (line: DecisionLine): Judgement => {
    const { name } = line.decision;
    if (isApplied(line)) return { line, kind: 'applied' };
    if (wasApplied(line)) return { line, kind: 'past', current: records.get(name)?.current?.id };
    const [question] = byName.get(name) ?? [];
    return question === undefined
      ? { line, kind: 'no-effect', why: noEffectOf(line) }
      : { line, kind: 'no-answer', question, why: whyNoAnswer(line, question) };
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

/**
 * Tells whether an earlier run applied a line. That of a webhook that has another name since is known by its words; any
 * other one by its ID, however the webhook came to be replaced or gone.
 */
function pastOf(state: StateDocument, { ownerOf }: Facts): (line: DecisionLine) => boolean {
  const lines = new Set(state.decided);
  return ({ decision }) => {
    const isKnown = lines.has(lineOf(decision));
    if (decision.verb === 'keep') return isKnown;
    const { verb, name, id } = decision;
    // A `replace` whose request was rejected is not over.
    if (isKnown && ownerOf(id) === undefined) return true;
    const { replaced = [], gone = [] } = recordOf(state, name) ?? {};
    return gone.includes(id) || (verb === 'replace' && replaced.includes(id));
  };
}

/** The names of the webhooks that still have something to decide about, by their IDs. */
function placesOf({ records }: Facts): ReadonlyMap<string, string> {
  return new Map(
    [...records].flatMap(([name, { current, request, replaced }]) =>
      [current?.id, request?.id, ...replaced].flatMap((id): [string, string][] =>
        id === undefined ? [] : [[id, name]],
      ),
    ),
  );
}

function whyNoAnswer({ decision }: DecisionLine, { options, unmet }: Question): NoAnswer {
  if (unmet !== undefined && unmet.line === lineOf(decision)) return unmet.why;
  const option = options.find(({ verb }) => verb === decision.verb);
  if (option === undefined) return { kind: 'verb' };
  return option.verb === 'keep' ? { kind: 'code', code: option.code } : { kind: 'id', id: option.id };
}

/** The decisions that an error is about. */
function linesIn(error: PlanError): readonly DecisionLine[] {
  if (error.kind === 'contradiction') return error.lines;
  return error.kind === 'gone-but-current' ? [error.line] : [];
}
