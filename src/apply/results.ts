/** What became of each webhook, and what the step's outputs say of it. */
import type { ApiError, Outcome, ReplyWarning } from '../clients/reply.ts';
import type { Note, Plan, PlannedWebhook, Reminder } from '../plan/plan.ts';
import type { Question } from '../plan/questions/index.ts';
import type { StoreTrouble } from '../plan/secrets.ts';
import { meaningOf, type NameList, type Status } from '../state/status.ts';

/** One webhook's result. */
export interface Result {
  name: string;
  status: Status;
  /** Known for all that are registered. */
  id?: string | undefined;
  /** The webhook that it replaced. */
  replaced?: string | undefined;
  /** Only of a webhook that was created in this run. */
  secret?: string | undefined;
  notes: readonly Note[];
  /** The status with which the API rejected the request. */
  rejectedWith?: number | undefined;
  /** What the API said when it created nothing, or nothing certain. */
  errors?: readonly ApiError[] | undefined;
  /** Why no request was sent, or why its result is not known. */
  reason?: string | undefined;
  /** Why the signing secret is not in its GitHub secret. */
  trouble?: StoreTrouble | undefined;
  /** Ways in which a success was odd. */
  warnings?: readonly ReplyWarning[] | undefined;
}

/** What a run of plan or register came to. */
export interface Registration {
  plan: Plan;
  /** One for each declaration, in the manifest's order. */
  results: readonly Result[];
  questions: readonly Question[];
  /** True when what needs no request is in state: decisions were applied. */
  recorded: boolean;
  /** Active at Conduit and no longer wanted, as the state that was read back says. */
  reminders: readonly Reminder[];
  /** Troubles that no single webhook has. */
  failures: readonly string[];
  /** Why GitHub's secrets were not looked at although a token was given. */
  unchecked?: string | undefined;
}

/** What the plan foresees for a webhook; in register, `recorded` says whether what needs no request is in state. */
export function plannedResult(
  { declaration: { name }, status, id, notes }: PlannedWebhook,
  mode: 'plan' | { recorded: boolean },
): Result {
  const base = { name, id, notes };
  if (mode === 'plan') return { ...base, status };
  if (status === 'to-create') return { ...base, status: 'blocked' };
  return { ...base, status: status === 'to-adopt' && mode.recorded ? 'adopted' : status };
}

/** The result of a request. `current` is the ID that is registered now; it goes on unless the webhook was created. */
export function resultOf(name: string, outcome: Outcome, current: string | undefined): Result {
  const base = { name, status: outcome.kind, id: current, notes: [] };
  switch (outcome.kind) {
    case 'created': {
      const { id, secret, warnings } = outcome;
      return { ...base, id, replaced: current, secret, warnings };
    }
    case 'rejected':
      return { ...base, rejectedWith: outcome.status, errors: outcome.errors };
    case 'unsent':
      return { ...base, reason: outcome.reason };
    case 'unconfirmed': {
      const { reason, secret, errors } = outcome;
      return { ...base, reason, secret, errors };
    }
  }
}

/** What is active at Conduit and no longer wanted, as a step output. */
export function deletionsOf(reminders: readonly Reminder[]): Record<string, string> {
  return { 'to-delete': JSON.stringify(reminders.map(({ name, id }) => ({ name, id }))) };
}

/**
 * The outputs that all results so far set together. IDs and secrets never share one: the runner drops a job output that
 * holds a masked value (JobExtension.cs).
 */
export function jsonOutputs(all: readonly Result[]): Record<string, string> {
  const names = (list: NameList) =>
    all.filter(({ status }) => meaningOf(status).lists.includes(list)).map(({ name }) => name);
  const lists: readonly NameList[] = ['to-create', 'created', 'unchanged', 'undecided', 'failed'];
  return {
    ids: JSON.stringify(Object.fromEntries(namesAnd(all, 'id'))),
    secrets: JSON.stringify(Object.fromEntries(namesAnd(all, 'secret'))),
    ...Object.fromEntries(lists.map((list) => [list, JSON.stringify(names(list))])),
  };
}

/** The outputs that each of `results` sets for itself. */
export function ownOutputs(results: readonly Result[]): Record<string, string> {
  return {
    ...Object.fromEntries(namesAnd(results, 'id').map(([name, id]) => [`${name}-id`, id])),
    ...Object.fromEntries(
      namesAnd(results, 'secret').map(([name, secret]) => [`${name}-secret`, secret]),
    ),
  };
}

/** Name and value of each result that has `field`. */
function namesAnd(results: readonly Result[], field: 'id' | 'secret'): [string, string][] {
  return results.flatMap(({ name, [field]: value }): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
}

/** True when the run has failed: something is asked, was rejected, or could not be kept. */
export function hasFailed({ results, questions, plan, failures }: Registration): boolean {
  return (
    questions.length + plan.errors.length + failures.length > 0 ||
    results.some(({ status }) => meaningOf(status).fails)
  );
}
