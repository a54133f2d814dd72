/** The outcome of a request → what is reported, recorded and asked. Pure. */
import type { Outcome } from '../clients/reply.ts';
import type { Declaration } from '../manifest/declarations.ts';
import type { Moment, PlanContext } from '../plan/plan.ts';
import { type Question, unknownQuestion } from '../plan/question.ts';
import type { Attempt } from '../state/document.ts';
import type { Finding } from './findings.ts';
import type { Result, StoreTrouble } from './result.ts';

/** What state records of an outcome. */
export function recordable(outcome: Outcome, moment: Moment): Finding['outcome'] {
  switch (outcome.kind) {
    case 'created':
      return { kind: 'created', id: outcome.id, moment };
    case 'unknown':
      return { kind: 'unknown', reason: outcome.reason };
    default:
      return { kind: 'refused' };
  }
}

/** `current` is the ID that is recorded now; it goes on unless the webhook was created. */
export function resultOf(name: string, outcome: Outcome, current: string | undefined): Result {
  const notes: Result['notes'] = [];
  switch (outcome.kind) {
    case 'created': {
      const { id, secret, warnings } = outcome;
      return { name, status: 'created', id, replaced: current, secret, warnings, notes };
    }
    case 'rejected': {
      const { status, errors } = outcome;
      return { name, status: 'refused', id: current, refusedWith: status, errors, notes };
    }
    case 'unsent':
      return { name, status: 'unsent', id: current, reason: outcome.reason, notes };
    case 'unknown': {
      const { reason, secret, errors } = outcome;
      return { name, status: 'unknown', id: current, reason, secret, errors, notes };
    }
  }
}

/** Two webhooks have two IDs; an API that gives one twice has mixed something up. `others` are of other webhooks. */
export function withOwnId(result: Result, others: readonly Result[]): Result {
  const { id, warnings = [] } = result;
  const twin = others.find((other) => id !== undefined && other.id === id);
  if (twin === undefined) return result;
  return { ...result, warnings: [...warnings, { kind: 'repeated-id', owner: twin.name }] };
}

/** What the run asks at once about a webhook whose outcome or signing secret is in doubt. */
export function questionAfter(
  { name, secret }: Declaration,
  outcome: Outcome,
  tried: Attempt,
  known: { trouble: StoreTrouble | undefined; current: string | undefined; context: PlanContext },
): Question | undefined {
  const { trouble, current, context } = known;
  if (outcome.kind === 'unknown') {
    const attempt = { ...tried, reason: outcome.reason };
    const facts = { waiting: false, isDeclared: true, id: current };
    const question = unknownQuestion(name, attempt, facts);
    return context.remembers ? question : { ...question, options: [] };
  }
  if (outcome.kind !== 'created' || secret === undefined || trouble === undefined) return undefined;
  const options: Question['options'] = [{ verb: 'replace', name, id: outcome.id }];
  const exists = trouble.kind === 'written-meanwhile';
  return {
    kind: 'unstored',
    name,
    id: outcome.id,
    secret,
    exists,
    taken: exists,
    observed: true,
    formerly: [],
    options: context.remembers ? options : [],
  };
}
