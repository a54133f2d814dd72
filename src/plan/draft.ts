/** A plan in the making. Each decision's outcome is a fact for the question after it. */
import type { Decision, DecisionLine } from '../manifest/decisions.ts';
import type { Declaration } from '../manifest/declarations.ts';
import { type Description, describe } from '../state/description.ts';
import {
  blankRecord,
  changed,
  heldIds,
  isEmpty,
  type SecretSlot,
  type StateDocument,
  type WebhookRecord,
} from '../state/document.ts';
import type { Note, Plan, PlanContext, PlanError } from './plan.ts';
import { lineOf, type Question } from './question.ts';
import type { Seen } from './secrets.ts';

/** The facts as they stand after what was settled so far, and what came of it. */
export interface Draft {
  readonly context: PlanContext;
  readonly seen: Seen;
  /** The state without its webhooks and GitHub secrets. */
  state: StateDocument;
  readonly records: Map<string, WebhookRecord>;
  readonly secrets: Map<string, SecretSlot>;
  readonly declared: ReadonlyMap<string, Declaration>;
  /** The decisions by what they say. */
  readonly lines: ReadonlyMap<string, DecisionLine[]>;
  /** Every ID that was known before. */
  readonly held: ReadonlySet<string>;
  readonly questions: Question[];
  readonly errors: PlanError[];
  readonly decided: Set<DecisionLine>;
  readonly removed: string[];
  readonly notes: Map<string, Note[]>;
}

export function draftOf(state: StateDocument, context: PlanContext, seen: Seen): Draft {
  return {
    context,
    seen,
    state,
    records: present(state.webhooks),
    secrets: present(state.secrets),
    declared: new Map(context.declarations.map((one) => [one.name, one])),
    lines: Map.groupBy(context.decisions, ({ decision }) => lineOf(decision)),
    held: heldIds(state),
    questions: [],
    errors: [],
    decided: new Set(),
    removed: [],
    notes: new Map(),
  };
}

/** What a plan says beside its webhooks. */
export function finished(draft: Draft): Omit<Plan, 'webhooks'> {
  const { state, context, records, secrets, questions, errors, decided, removed } = draft;
  return {
    questions,
    errors,
    removed,
    isNew: isEmpty(state),
    decided: context.decisions.filter((line) => decided.has(line)),
    idle: context.decisions.filter((line) => !decided.has(line)),
    next: {
      ...state,
      webhooks: Object.fromEntries(records),
      secrets: Object.fromEntries(secrets),
    },
  };
}

/** A declaration as it is compared with what is recorded. */
export function describeDeclared({ body, patterns }: Declaration): Description {
  return describe(body, patterns);
}

/**
 * The decision that answers a question, marked as carried out; undefined where there is none, or where two lines
 * contradict each other, which is an error.
 */
export function answerTo(draft: Draft, options: readonly Decision[]): Decision | undefined {
  const given = options.flatMap((option) => draft.lines.get(lineOf(option)) ?? []);
  const [first] = given;
  if (given.some(({ decision }) => decision.verb !== first?.decision.verb)) {
    draft.errors.push({ kind: 'contradiction', lines: given });
    return undefined;
  }
  for (const line of given) draft.decided.add(line);
  return first?.decision;
}

/** Records a change of what is known under `name`; `what` names it for the new revision. */
export function change(
  draft: Draft,
  name: string,
  what: string,
  fields: Parameters<typeof changed>[2],
): WebhookRecord {
  const record = changed(draft.records.get(name) ?? blankRecord, what, fields);
  draft.records.set(name, record);
  return record;
}

export function note(draft: Draft, name: string, one: Note): void {
  draft.notes.set(name, [...(draft.notes.get(name) ?? []), one]);
}

function present<T>(values: Readonly<Record<string, T | undefined>>): Map<string, T> {
  return new Map(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
