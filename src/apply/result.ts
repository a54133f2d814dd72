/** What became of each webhook, and what the step's outputs say of it. */
import type { ApiError, ReplyWarning } from '../clients/reply.ts';
import type { Note, Plan, PlannedWebhook, Reminder } from '../plan/plan.ts';

/** How one webhook ended; in mode plan, how it would. */
export type Status =
  | 'created'
  | 'adopted'
  | 'unchanged'
  | 'to-create'
  | 'to-adopt'
  | 'undecided'
  | 'unknown'
  | 'unstored'
  | 'refused'
  | 'unsent';

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
  notes: Note[];
  /** The status with which the API refused the request. */
  refusedWith?: number | undefined;
  /** What the API said when it created nothing, or nothing certain. */
  errors?: ApiError[] | undefined;
  /** Why nothing was sent, or why the outcome is unknown. */
  reason?: string | undefined;
  /** Why the signing secret is not in its GitHub secret. */
  trouble?: StoreTrouble | undefined;
  /** Ways in which a success was odd. */
  warnings?: ReplyWarning[] | undefined;
}

/** Why a signing secret was not stored. */
export type StoreTrouble =
  /** The reply had none. */
  | { kind: 'no-secret' }
  /** Somebody has written the GitHub secret since this run looked at it. */
  | { kind: 'written-meanwhile' }
  /** GitHub did not take it. */
  | { kind: 'failed'; message: string };

/** The lists of names that are step outputs. */
export type NameList = 'to-create' | 'created' | 'unchanged' | 'undecided' | 'failed';

/** What a status means: the lists that name the webhook, and whether the run has failed. */
export const statuses: Readonly<Record<Status, { lists: readonly NameList[]; fails: boolean }>> = {
  created: { lists: ['created'], fails: false },
  adopted: { lists: ['unchanged'], fails: false },
  unchanged: { lists: ['unchanged'], fails: false },
  'to-create': { lists: ['to-create'], fails: false },
  'to-adopt': { lists: ['unchanged'], fails: false },
  undecided: { lists: ['undecided'], fails: true },
  unknown: { lists: ['undecided'], fails: true },
  unstored: { lists: ['created', 'undecided', 'failed'], fails: true },
  refused: { lists: ['failed'], fails: true },
  unsent: { lists: ['failed'], fails: true },
};

/** What the plan foresees for a webhook; `recorded` once what needs no request is in state. */
export function plannedResult(
  { declaration: { name }, action, id, notes }: PlannedWebhook,
  recorded: boolean,
): Result {
  const statusOf = {
    create: 'to-create',
    adopt: recorded ? 'adopted' : 'to-adopt',
    unchanged: 'unchanged',
    undecided: 'undecided',
  } as const satisfies Record<PlannedWebhook['action'], Status>;
  return { name, status: statusOf[action], id, notes };
}

/** What a run of plan or register came to. */
export interface Registration {
  plan: Plan;
  /** One for each declaration, in the manifest's order. */
  results: Result[];
  questions: Plan['questions'];
  /** True when what needs no request is in state: decisions were carried out. */
  recorded: boolean;
  /** Active at Conduit and no longer wanted, as the state that was read back says. */
  reminders: Reminder[];
  /** Troubles that no single webhook has. */
  failures: string[];
}

/**
 * The outputs that `news` sets and those that `all` results so far set together. IDs and secrets never share one: the
 * runner drops a job output that holds a masked value (JobExtension.cs).
 */
export function outputsOf(news: readonly Result[], all: readonly Result[]): Record<string, string> {
  const names = (list: NameList) =>
    all.filter(({ status }) => statuses[status].lists.includes(list)).map(({ name }) => name);
  const lists: readonly NameList[] = ['to-create', 'created', 'unchanged', 'undecided', 'failed'];
  return {
    ids: JSON.stringify(Object.fromEntries(known(all, 'id'))),
    secrets: JSON.stringify(Object.fromEntries(known(all, 'secret'))),
    ...Object.fromEntries(lists.map((list) => [list, JSON.stringify(names(list))])),
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

/** True when the run has failed: something is asked, was refused, or could not be kept. */
export function hasFailed({ results, questions, plan, failures }: Registration): boolean {
  return (
    questions.length + plan.errors.length + failures.length > 0 ||
    results.some(({ status }) => statuses[status].fails)
  );
}
