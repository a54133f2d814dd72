/** What became of each webhook, and what the step's outputs say of it. */
import type { ApiError, Outcome, ReplyWarning } from '../clients/reply.ts';
import type { Note, PlannedWebhook, Reminder } from '../plan/plan.ts';
import type { Question } from '../plan/questions/index.ts';
import type { StoreTrouble } from '../plan/secrets.ts';
import { meaningOf, type NameList, type Status } from '../state/status.ts';
import { type Finding, seenBy } from './look.ts';
import type { Planned } from './observe.ts';

/** One webhook's result. */
export interface Result {
  name: string;
  status: Status;
  /** Known for all that are registered. */
  id?: string | undefined;
  /** The webhook that it replaced. */
  replaced?: string | undefined;
  /** In register: of a webhook that was created in this run, or that Conduit gives the secret of. */
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
  /** What reading it from Conduit has shown. */
  finding?: Finding | undefined;
}

/** What a run of plan or register came to. */
export interface Registration extends Planned {
  /** One for each declaration, in the manifest's order. */
  results: readonly Result[];
  questions: readonly Question[];
  /** True when what needs no request is in state: decisions were applied. */
  recorded: boolean;
  /** Active at Conduit and no longer wanted: as the state that was read back says, or in a plan as it would. */
  reminders: readonly Reminder[];
  /** Troubles that no single webhook has. */
  failures: readonly string[];
}

/** What the plan foresees for a webhook. */
export function plannedResult(
  { declaration: { name }, status, id, notes }: PlannedWebhook,
  looked?: Planned['looked'],
): Result {
  // What is to be replaced may be otherwise than declared.
  const finding = status === 'to-create' ? undefined : seenBy(looked).findings.get(id ?? '');
  return { name, status, id, notes, finding };
}

/** The same in register, without a request; `recorded` says whether what needs none is in state. */
export function settledResult(planned: PlannedWebhook, recorded: boolean, looked?: Planned['looked']): Result {
  const result = plannedResult(planned, looked);
  const secret = seenBy(looked).secrets.get(planned.id ?? '');
  if (result.status === 'to-create') return { ...result, status: 'blocked', secret };
  return { ...result, status: result.status === 'to-adopt' && recorded ? 'adopted' : result.status, secret };
}

/**
 * The result of a request. `known` is the signing secret of the webhook that is registered now, where Conduit gave it: it
 * goes on, as the ID does, unless the webhook was created.
 */
export function resultOf(
  { declaration: { name }, id: current, notes }: PlannedWebhook,
  outcome: Outcome,
  known?: string,
): Result {
  // What the plan notes of the registered webhook and of GitHub secrets is over.
  const still = notes.filter(({ kind }) => kind === 'inert-id');
  const base = { name, status: outcome.kind, id: current, notes: still, secret: known };
  switch (outcome.kind) {
    case 'created':
      return { ...base, id: outcome.id, replaced: current, secret: outcome.secret, warnings: outcome.warnings };
    case 'rejected':
      return { ...base, rejectedWith: outcome.status, errors: outcome.errors };
    case 'unsent':
      return { ...base, reason: outcome.reason };
    case 'unconfirmed':
      return { ...base, reason: outcome.reason, secret: outcome.secret ?? known, errors: outcome.errors };
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
    ...Object.fromEntries(namesAnd(results, 'secret').map(([name, secret]) => [`${name}-secret`, secret])),
  };
}

/** True for what Conduit has otherwise than declared, or does not have. */
export function isDrifted({ finding }: Result): boolean {
  return finding?.kind === 'drifted' || finding?.kind === 'missing';
}

/** The names of these, as a step output; none without `verify`. */
export function driftOf({ results, looked }: Registration): Record<string, string> {
  if (typeof looked !== 'object') return {};
  return { drifted: JSON.stringify(results.filter(isDrifted).map(({ name }) => name)) };
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
    questions.length + plan.errors.length + failures.length > 0 || results.some(({ status }) => meaningOf(status).fails)
  );
}
