/** The decisions that were given: which of them answers what, which was applied, and which stand against each other. */
import { type Decision, type DecisionLine, lineOf } from '../manifest/decisions.ts';
import type { Asked } from './facts.ts';

export interface Answers {
  /** Every line that is one of the question's options. */
  linesFor(question: Asked): DecisionLine[];
  /** Whether the decision was taken; if so, it is applied. */
  has(decision: Decision): boolean;
  /** The decision that answers a question. */
  to(question: Asked): Decision | 'contradiction' | undefined;
  isApplied(line: DecisionLine): boolean;
  /** The lines in the order in which they were given, each once. */
  inOrder(lines: readonly DecisionLine[]): DecisionLine[];
}

export function answersOf(decisions: readonly DecisionLine[]): Answers {
  const lines = Map.groupBy(decisions, ({ decision }) => lineOf(decision));
  const places = new Map(decisions.map((line, place) => [line, place]));
  const placeOf = (line: DecisionLine) => places.get(line) ?? 0;
  const applied = new Set<DecisionLine>();
  const take = (some: readonly DecisionLine[]) => {
    for (const line of some) applied.add(line);
    return some[0]?.decision;
  };
  const linesFor = ({ options, unmet }: Asked) =>
    options.flatMap((option) => (unmet?.line === lineOf(option) ? [] : (lines.get(lineOf(option)) ?? [])));
  return {
    linesFor,
    has: (decision) => take(lines.get(lineOf(decision)) ?? []) !== undefined,
    to(question) {
      const given = linesFor(question);
      const verbs = new Set(given.map(({ decision }) => decision.verb));
      return verbs.size > 1 ? 'contradiction' : take(given);
    },
    isApplied: (line) => applied.has(line),
    inOrder: (some) => [...new Set(some)].sort((one, other) => placeOf(one) - placeOf(other)),
  };
}
