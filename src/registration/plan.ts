/**
 * Facts + declarations + decisions → what register does, what it asks, and what state is to say before any request.
 * Pure: the modes plan and register share it, so that they cannot disagree.
 */
import type { DecisionLine } from '../manifest/decisions.ts';
import type { Declaration } from '../manifest/declarations.ts';
import {
  blankRecord,
  isOlder,
  type Run,
  recordOf,
  type StateDocument,
  secretKey,
  type Writer,
} from '../state/document.ts';
import { isSame } from '../webhook.ts';
import { describeDeclared, draftOf, finished } from './draft.ts';
import type { Binding, Question } from './question.ts';
import type { Seen } from './secrets.ts';
import {
  checkDeletions,
  checkSecret,
  settle,
  settleBinding,
  settleUndeclared,
  takeWordOfRemovals,
  takeWordOfReplacements,
} from './settle.ts';

/** When and by which run something is recorded. `at` is ISO 8601, UTC. */
export interface Moment {
  at: string;
  run: Run;
}

/** What a plan is made for. */
export interface PlanContext extends Binding {
  environment: string;
  declarations: readonly Declaration[];
  decisions: readonly DecisionLine[];
  /** The policy for the question `changed`. */
  onChange: 'ask' | 'replace';
  /** The GitHub environment that keeps the secrets; the repository when undefined. */
  secretsEnvironment: string | undefined;
  /** False when nothing is remembered from run to run: then all that has no `id` is created, and nothing is asked. */
  remembers: boolean;
  writer: Writer;
  moment: Moment;
}

/** What a person should know about a webhook although it stops nothing. */
export type Note =
  /** Its declared `id` was held before, and does nothing. */
  | { kind: 'inert-id'; id: string; fate: 'replaced' | 'gone' }
  /** Its patterns have come to mean these events, too. */
  | { kind: 'grown'; events: string[] }
  /** The GitHub secret was written by hand since it was last looked at, and is taken for its signing secret. */
  | { kind: 'secret-written'; secret: string }
  /** It was adopted together with a GitHub secret that was there. */
  | { kind: 'secret-adopted'; secret: string }
  /** GitHub was not asked about the secret. */
  | { kind: 'secret-unseen'; secret: string };

/** What becomes of one declared webhook. */
export interface PlannedWebhook {
  declaration: Declaration;
  action: 'create' | 'adopt' | 'unchanged' | 'undecided';
  /** The ID it has now, or has once the adoption is recorded. */
  id?: string | undefined;
  notes: Note[];
}

/** Why GitHub secrets cannot be reached: the input is empty, or it is `GITHUB_TOKEN`, which can never write them. */
export type NoToken = 'missing' | 'github-token';

/** What no decision can settle: nothing is sent and nothing recorded. */
export type PlanError =
  | { kind: 'contradiction'; lines: DecisionLine[] }
  | { kind: 'gone-but-current'; line: DecisionLine; name: string; id: string }
  /** The declared `id` is current under another declared name. */
  | { kind: 'id-taken'; name: string; id: string; owner: string }
  /** A new webhook would overwrite a GitHub secret of which nothing is known. */
  | { kind: 'secret-taken'; name: string; secret: string }
  /** A signing secret would have to be stored, or a GitHub secret be looked at. */
  | { kind: 'no-token'; name: string; secret: string; why: NoToken }
  /** This run is older than the one that wrote the state, and declares something else. */
  | { kind: 'outdated'; run: string };

export interface Plan {
  /** One for each declaration, in the manifest's order. */
  webhooks: PlannedWebhook[];
  questions: Question[];
  errors: PlanError[];
  /** Decisions that are carried out, and those that do nothing now. */
  decided: DecisionLine[];
  idle: DecisionLine[];
  /** True when nothing is recorded in a state that would remember. */
  isNew: boolean;
  /** Names that are recorded and for the first time no longer declared. */
  removed: string[];
  /** The state with all that needs no request recorded. */
  next: StateDocument;
}

/** Webhooks that are active at Conduit and no longer wanted, as state records them. */
export interface Reminder {
  kind: 'removed' | 'replaced';
  name: string;
  id: string;
}

/** What a person has to delete in the Dashboard, in the order of names. */
export function remindersOf(
  state: StateDocument,
  declarations: readonly Declaration[],
): Reminder[] {
  const declared = new Set(declarations.map(({ name }) => name));
  return Object.entries(state.webhooks).flatMap(([name, record]): Reminder[] => {
    const { current, removedAt, replaced = [] } = record ?? {};
    const isRemoved = current !== undefined && removedAt !== undefined && !declared.has(name);
    return [
      ...(isRemoved ? [{ kind: 'removed' as const, name, id: current.id }] : []),
      ...replaced.map((id) => ({ kind: 'replaced' as const, name, id })),
    ];
  });
}

/**
 * The GitHub secrets that the plan depends on: all but those that hold the signing secret of what stays as it is, and
 * those that a run without an outcome may have written.
 */
export function secretsToSee(state: StateDocument, context: PlanContext): string[] {
  const { secretsEnvironment, onChange } = context;
  const decided = new Set(
    context.decisions.flatMap(({ decision }) => (decision.verb === 'keep' ? [] : decision.id)),
  );
  const declared = context.declarations.flatMap((declaration) => {
    const { secret, name } = declaration;
    if (secret === undefined) return [];
    const { current, attempt } = recordOf(state, name) ?? blankRecord;
    const slot = state.secrets[secretKey(secret, secretsEnvironment)];
    const stays =
      attempt === undefined &&
      current !== undefined &&
      slot?.owner === current.id &&
      !decided.has(current.id) &&
      (onChange === 'ask' || isSame(current, describeDeclared(declaration)));
    return stays ? [] : [secret];
  });
  const attempted = Object.values(state.webhooks).flatMap((record) => {
    const { secret } = record?.attempt ?? {};
    const [name = ''] = secret?.split('/') ?? [];
    return secret === secretKey(name, secretsEnvironment) ? [name] : [];
  });
  return [...declared, ...attempted];
}

/** The plan upon `state`; `seen` is what GitHub says of the secrets that `secretsToSee` names. */
export function planOf(state: StateDocument, context: PlanContext, seen: Seen): Plan {
  if (!context.remembers) return planWithoutState(state, context);
  const isLate = isOlder(context.writer, state.writer);
  const draft = draftOf(state, isLate ? { ...context, decisions: [] } : context, seen);
  const isBound = settleBinding(draft);
  if (isBound) takeWordOfRemovals(draft);
  const settled = context.declarations.map((declaration): Omit<PlannedWebhook, 'notes'> => {
    const action = isBound ? settle(draft, declaration) : 'undecided';
    const id = isBound ? draft.records.get(declaration.name)?.current?.id : undefined;
    return { declaration, action, id };
  });
  if (isBound) settleUndeclared(draft);
  for (const { action, declaration } of settled) {
    if (action === 'create') checkSecret(draft, declaration);
  }
  if (isBound) {
    takeWordOfReplacements(draft);
    checkDeletions(draft);
  }
  const webhooks = settled.map((one) => {
    return { ...one, notes: draft.notes.get(one.declaration.name) ?? [] };
  });
  const plan = { webhooks, ...finished(draft) };
  return isLate ? outdated(plan, state, context) : plan;
}

/** An older run that runs late: what it declares may be out of date, so that it sends, decides and records nothing. */
function outdated(plan: Plan, state: StateDocument, { decisions }: PlanContext): Plan {
  const isUnchanged =
    plan.questions.length === 0 && plan.webhooks.every(({ action }) => action === 'unchanged');
  const webhooks = plan.webhooks.map((webhook) =>
    webhook.action === 'unchanged' ? webhook : { ...webhook, action: 'undecided' as const },
  );
  return {
    webhooks,
    questions: [],
    errors: isUnchanged ? [] : [{ kind: 'outdated', run: state.writer.run }],
    decided: [],
    idle: [...decisions],
    isNew: false,
    removed: [],
    next: state,
  };
}

function planWithoutState(state: StateDocument, { declarations, decisions }: PlanContext): Plan {
  const webhooks = declarations.map((declaration): PlannedWebhook => {
    const { id } = declaration;
    return { declaration, action: id === undefined ? 'create' : 'adopt', id, notes: [] };
  });
  return {
    webhooks,
    questions: [],
    errors: [],
    decided: [],
    idle: [...decisions],
    isNew: false,
    removed: [],
    next: state,
  };
}
