/**
 * Facts + declarations + decisions → what register does, what it asks, and what state is to say before any request.
 * Pure: the modes plan and register share it, so that they cannot disagree.
 */

import { isSame } from '../state/description.ts';
import {
  blankRecord,
  isOlder,
  recordOf,
  type StateDocument,
  secretKey,
} from '../state/document.ts';
import { describeDeclared, draftOf, finished } from './draft.ts';
import type { Plan, PlanContext, PlannedWebhook } from './plan.ts';
import type { Seen } from './secrets.ts';
import {
  checkDeletions,
  settle,
  settleBinding,
  settleUndeclared,
  takeWordOfRemovals,
  takeWordOfReplacements,
} from './settle.ts';
import { checkSecret } from './storage.ts';

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
  return isLate ? outdated(plan, state) : plan;
}

/** An older run that runs late: what it declares may be out of date, so that it sends, decides and records nothing. */
function outdated(plan: Plan, state: StateDocument): Plan {
  const isUnchanged =
    plan.questions.length === 0 && plan.webhooks.every(({ action }) => action === 'unchanged');
  const webhooks = plan.webhooks.map((webhook) =>
    webhook.action === 'unchanged' ? webhook : { ...webhook, action: 'undecided' as const },
  );
  const errors: Plan['errors'] = isUnchanged ? [] : [{ kind: 'outdated', run: state.writer.run }];
  return { ...inert(state, []), webhooks, errors };
}

function planWithoutState(state: StateDocument, { declarations, decisions }: PlanContext): Plan {
  const webhooks = declarations.map((declaration): PlannedWebhook => {
    const { id } = declaration;
    return { declaration, action: id === undefined ? 'create' : 'adopt', id, notes: [] };
  });
  return { ...inert(state, decisions), webhooks };
}

/** A plan that asks, decides and records nothing. */
function inert(state: StateDocument, decisions: PlanContext['decisions']): Omit<Plan, 'webhooks'> {
  return {
    questions: [],
    errors: [],
    decided: [],
    idle: [...decisions],
    isNew: false,
    removed: [],
    next: state,
  };
}
