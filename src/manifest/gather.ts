/** Findings → the problems that are kept, in the order of the text, and the count of all. */
import type { Environment } from '../generated/api.ts';
import { type Finding, listed, type Problem, type Range } from './problem.ts';

/** So many problems are kept, errors first, and the rest is counted: nobody reads more. */
export const mostKept = 1000;

type Severity = Problem['severity'];
type Counts = Record<Severity, number>;

/** Problems kept, and counts of all. */
export interface Gathered {
  problems: Problem[];
  counts: Counts;
}

/** Collects findings. What an alias lets several webhooks share is one problem. */
export interface Gatherer<Where> {
  /** `environment`: the one whose rules gave the finding, if not all have been judged by one. */
  add(finding: Finding<Where>, environment?: Environment): void;
  /** The problems, when the rules of all of `checked` have been applied; those that only some of them have say so. */
  result(checked: readonly Environment[]): Gathered;
}

/** The problems of a severity: those that are kept, by what tells them apart, and how many are not. */
interface Found {
  kept: Map<string, Kept>;
  beyond: Map<Environment | undefined, number>;
}

interface Kept {
  problem: Problem & { range: Range };
  environments: Set<Environment>;
}

const none = (): Found => ({ kept: new Map(), beyond: new Map() });

export function gatherer<Where>(
  locate: (where: Where) => { subject: string; range: Range },
): Gatherer<Where> {
  const found: Record<Severity, Found> = { error: none(), warning: none(), notice: none() };
  return {
    add({ severity, message, where }, environment) {
      const { kept, beyond } = found[severity];
      const isFull = kept.size >= mostKept;
      const count = () => beyond.set(environment, (beyond.get(environment) ?? 0) + 1);
      if (isFull && environment === undefined) return void count();
      const problem = { severity, message: message(), ...locate(where) };
      const key = `${problem.range.line}:${problem.range.column}:${problem.message}`;
      const known = kept.get(key) ?? { problem, environments: new Set<Environment>() };
      if (isFull && !kept.has(key)) return void count();
      kept.set(key, known);
      if (environment !== undefined) known.environments.add(environment);
    },
    result(checked) {
      const counts = { error: 0, warning: 0, notice: 0 };
      const first: Kept[] = [];
      for (const severity of ['error', 'warning', 'notice'] as const) {
        const { kept, beyond } = found[severity];
        // The environments most likely have the same ones beyond those that are kept.
        const ofOne = Math.max(0, ...checked.map((one) => beyond.get(one) ?? 0));
        counts[severity] = kept.size + (beyond.get(undefined) ?? 0) + ofOne;
        for (const one of kept.values()) if (first.length < mostKept) first.push(one);
      }
      first.sort(
        ({ problem: a }, { problem: b }) =>
          a.range.line - b.range.line || a.range.column - b.range.column,
      );
      return { counts, problems: first.map((one) => inWhich(one, checked)) };
    },
  };
}

/** The problem, with the environments that have it where not all have. */
function inWhich({ problem, environments }: Kept, checked: readonly Environment[]): Problem {
  if (environments.size === 0 || environments.size === checked.length) return problem;
  const which = listed([...environments]).replaceAll('"', '');
  return { ...problem, message: `${problem.message} This applies to ${which} only.` };
}
