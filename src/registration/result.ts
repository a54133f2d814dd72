/** What became of each webhook, and what the step's outputs say of it. */
import type { ApiError } from '../conduit/reply.ts';
import type { Environment } from '../generated/api.ts';
import { idOf } from '../state/document.ts';
import { adviceFor } from './advice.ts';
import { blockersOf, nameOf, type Step } from './step.ts';

/** How one webhook ended; in mode plan, how it would. */
export interface Result {
  name: string;
  outcome: 'created' | 'adopted' | 'unchanged' | 'changed' | 'removed' | 'unknown' | 'failed';
  /** Known for all that are registered. */
  id?: string;
  /** Only of a webhook created in this run. */
  secret?: string;
  /** Why it ended so and what to do; parts of it may be untrusted. */
  reason?: string;
  /** Lines to paste into the manifest. */
  lines?: string[];
  /** What the API said; not safe to print as it is. */
  errors?: ApiError[];
  /** Ways in which a success was odd. */
  warnings?: string[];
}

/** The lists of names that are step outputs; `adopted` has none. */
const lists = ['created', 'unchanged', 'changed', 'removed', 'unknown', 'failed'] as const;

/** The outcome of a step that is not, or in mode plan not yet, carried out. */
const outcomes = {
  create: 'created',
  adopt: 'adopted',
  unchanged: 'unchanged',
  changed: 'changed',
  removed: 'removed',
  unknown: 'unknown',
  renamed: 'failed',
  returned: 'failed',
  unstored: 'failed',
  conflict: 'failed',
} as const satisfies Record<Step['action'], Result['outcome']>;

/** The result of a step for which no request is sent. */
export function resultOf(step: Step, environment: Environment): Result {
  const id = recordedId(step);
  return {
    name: nameOf(step),
    outcome: outcomes[step.action],
    ...(id === undefined ? {} : { id }),
    ...adviceFor(step, environment),
  };
}

/** The results of steps of which none is carried out, for the reason `why`. */
export function stoppedResults(
  steps: readonly Step[],
  why: string,
  environment: Environment,
): Result[] {
  return steps.map((step) => {
    const { name, outcome, ...rest } = resultOf(step, environment);
    return outcome === 'created' || outcome === 'adopted'
      ? { name, outcome: 'failed', reason: `not sent: ${why}` }
      : { name, outcome, ...rest };
  });
}

/** The results that a plan foresees: when something has to be settled first, nothing else is done. */
export function plannedResults(steps: readonly Step[], environment: Environment): Result[] {
  return blockersOf(steps).length > 0
    ? stoppedResults(steps, 'others must be settled first', environment)
    : steps.map((step) => resultOf(step, environment));
}

/** The ID that a step's name has now, or has once an adoption is recorded. */
function recordedId(step: Step): string | undefined {
  switch (step.action) {
    case 'adopt':
    case 'unstored':
      return step.id;
    case 'create':
      return idOf(step.replaces);
    case 'renamed':
    case 'returned':
      return undefined;
    default:
      return idOf(step.entry);
  }
}

/**
 * The outputs that `news` sets and those that `all` results so far set together. IDs and secrets never share one: the
 * runner drops a job output that holds a masked value (JobExtension.cs).
 */
export function outputsOf(news: readonly Result[], all: readonly Result[]): Record<string, string> {
  const changes = all.some(({ outcome }) => outcome === 'created' || outcome === 'adopted');
  const names = (wanted: Result['outcome']) =>
    all.filter(({ outcome }) => outcome === wanted).map(({ name }) => name);
  return {
    ids: JSON.stringify(Object.fromEntries(known(all, 'id'))),
    secrets: JSON.stringify(Object.fromEntries(known(all, 'secret'))),
    ...Object.fromEntries(lists.map((list) => [list, JSON.stringify(names(list))])),
    changes: String(changes),
    ...Object.fromEntries(known(news, 'id').map(([name, id]) => [`${name}-id`, id])),
    ...Object.fromEntries(
      known(news, 'secret').map(([name, secret]) => [`${name}-secret`, secret]),
    ),
  };
}

/** Name and value of each result that has `field`. */
function known(results: readonly Result[], field: 'id' | 'secret'): [string, string][] {
  return results.flatMap(({ name, [field]: value }): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
}

/** True when every declared webhook is where it is declared to be. */
export function isComplete(results: readonly Result[]): boolean {
  return results.every(({ outcome }) => !['unknown', 'failed', 'changed'].includes(outcome));
}
