/** Findings → the problems that are kept, in the order of the text, and the count of all. */
import type { Environment } from '../generated/api.ts';
import { type Problem, quotedList, type Range, type RawProblem } from './problem.ts';

/** So many problems are kept, errors first, and the rest is counted: nobody reads more. */
export const mostKept = 1000;

/** Problems kept, and counts of all. */
export interface Gathered {
  problems: Problem[];
  counts: Record<Problem['severity'], number>;
}

/** Collects findings. What an alias lets several webhooks share is one problem. */
export interface Gatherer<Where> {
  /** `environment`: the one whose rules gave the finding, if not all have been judged by one. */
  add(finding: RawProblem<Where>, environment?: Environment): void;
  /** The problems, when the rules of all of `checked` have been applied; those that only some of them have say so. */
  result(checked: readonly Environment[]): Gathered;
}

type Placed = Problem & { range: Range };

/** What one environment has of a severity: the problems that are kept, by what tells them apart, and how many more. */
interface Batch {
  kept: Map<string, Placed>;
  beyond: number;
}

export function gatherer<Where>(locate: (where: Where) => { subject: string; range: Range }): Gatherer<Where> {
  const batches = { error: new Map(), warning: new Map(), notice: new Map() } satisfies Record<
    Problem['severity'],
    Map<Environment | undefined, Batch>
  >;
  return {
    add({ severity, message, where }, environment) {
      const batch: Batch = batches[severity].get(environment) ?? { kept: new Map(), beyond: 0 };
      batches[severity].set(environment, batch);
      if (batch.kept.size >= mostKept) {
        batch.beyond += 1;
        return;
      }
      const problem = { severity, message: message(), ...locate(where) };
      const key = `${problem.range.line}:${problem.range.column}:${problem.message}`;
      if (!batch.kept.has(key)) batch.kept.set(key, problem);
    },
    result(checked) {
      const error = together(batches.error, checked);
      const warning = together(batches.warning, checked);
      const notice = together(batches.notice, checked);
      const problems = [error, warning, notice]
        .flatMap((one) => one.problems)
        .slice(0, mostKept)
        .sort((a, b) => a.range.line - b.range.line || a.range.column - b.range.column);
      const counts = { error: error.count, warning: warning.count, notice: notice.count };
      return { problems, counts };
    },
  };
}

/** What all environments have of a severity. They most likely have the same problems beyond those that are kept. */
function together(
  batches: ReadonlyMap<Environment | undefined, Batch>,
  checked: readonly Environment[],
): { problems: Placed[]; count: number } {
  const all = new Map<string, Placed>();
  const owners = new Map<string, Environment[]>();
  for (const [environment, { kept }] of batches) {
    for (const [key, problem] of kept) {
      all.set(key, all.get(key) ?? problem);
      if (environment !== undefined) owners.set(key, [...(owners.get(key) ?? []), environment]);
    }
  }
  const problems = [...all].map(([key, problem]) => inWhich(problem, owners.get(key), checked));
  const beyond = (one?: Environment) => batches.get(one)?.beyond ?? 0;
  return { problems, count: all.size + beyond() + Math.max(0, ...checked.map(beyond)) };
}

/** The problem, with the environments that have it where not all have. */
function inWhich(problem: Placed, owners: readonly Environment[] | undefined, checked: readonly Environment[]): Placed {
  if (owners === undefined || owners.length === checked.length) return problem;
  const which = quotedList(owners).replaceAll('"', '');
  return { ...problem, message: `${problem.message} This applies to ${which} only.` };
}
