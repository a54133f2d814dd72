/** What a plan says: statuses, questions, judgements of decisions. No words. */
import type { ApiError } from '../clients/reply.ts';
import type { Decision, DecisionLine } from '../manifest/decisions.ts';
import type { Declaration } from '../manifest/declarations.ts';
import type { StateDocument } from '../state/document.ts';
import type { PlannedStatus } from '../state/status.ts';
import type { Question } from './questions/index.ts';

/** What a person should know about a webhook although it stops nothing. */
export type Note =
  /** Its declared `id` was held before, and does nothing. */
  | { kind: 'inert-id'; id: string; fate: 'replaced' | 'gone' }
  /** Its patterns have come to mean these events, too. */
  | { kind: 'grown'; id: string; events: string[] }
  /** Somebody has written the GitHub secret since it was last recorded. `keep` says that it is its signing secret. */
  | { kind: 'secret-written'; secret: string; at: string; keep: Decision }
  /** A new signing secret has to be stored, and GitHub was not asked whether there is room for it. */
  | { kind: 'secret-unseen'; secret: string };

/** What becomes of one declared webhook. */
export interface PlannedWebhook {
  declaration: Declaration;
  status: PlannedStatus;
  /** The ID it has now, or has once the adoption is recorded. */
  id?: string | undefined;
  notes: readonly Note[];
}

/** Why GitHub secrets cannot be reached: the input is empty, or it is `GITHUB_TOKEN`, which can never write them. */
export type NoToken = 'missing' | 'github-token';

/** What no decision can settle: nothing is sent and nothing recorded. `name` is the webhook's that it is about. */
export type PlanError =
  | { kind: 'contradiction'; name: string; lines: DecisionLine[] }
  | { kind: 'gone-but-current'; name: string; line: DecisionLine; id: string }
  /** The declared `id` is current under another declared name. */
  | { kind: 'id-taken'; name: string; id: string; owner: string }
  /** A new webhook would overwrite a GitHub secret of which nothing is known. */
  | { kind: 'secret-taken'; name: string; secret: string }
  /** Conduit does not have the webhook whose `id` would be adopted. */
  | { kind: 'id-missing'; name: string; id: string }
  /** Conduit did not let the run read these webhooks, before any request that creates. */
  | { kind: 'read-denied'; status: 401 | 403; webhooks: { name: string; id: string }[]; errors: readonly ApiError[] }
  /** A signing secret would have to be stored. */
  | { kind: 'no-token'; name: string; secret: string; why: NoToken }
  /** The state is that of another manifest, which still declares webhooks for this environment. */
  | { kind: 'second-manifest'; recorded: string }
  /** This run is older than the one that wrote the state, and declares something else. */
  | { kind: 'outdated'; run: string };

/** How a line is judged that is no answer to any question, or was one. */
export type Judgement = { line: DecisionLine } & (
  | { kind: 'applied' }
  /** Applied by an earlier run. `current` is the ID that the name has now. */
  | { kind: 'past'; current: string | undefined }
  /** A question about its webhook is open. */
  | { kind: 'no-answer'; question: Question; why: NoAnswer }
  | { kind: 'no-effect'; why: NoEffect }
);

/** Why a decision about a webhook with an open question is no answer to it. */
export type NoAnswer =
  /** The question has another code now. */
  | { kind: 'code'; code: string }
  /** The question is about another ID. */
  | { kind: 'id'; id: string }
  | { kind: 'verb' }
  /** It is right, but stands under another environment. */
  | { kind: 'environment'; environment: string }
  /** GitHub does not have the secret. */
  | { kind: 'secret-missing'; secret: string };

export type NoEffect =
  /** `known` are the names that may have been meant. */
  | { kind: 'unknown-name'; known: string[] }
  | { kind: 'other-id'; current: string | undefined }
  /** The ID is that of another webhook. */
  | { kind: 'other-name'; name: string }
  /** The ID is right, but the webhook is not declared. */
  | { kind: 'not-declared' }
  | { kind: 'nothing-asked' }
  /** An error about its webhook comes before all decisions. */
  | { kind: 'error-first' }
  /** With `state: none`. */
  | { kind: 'no-state' };

export interface Plan {
  /** One for each declaration, in the manifest's order. */
  webhooks: readonly PlannedWebhook[];
  questions: readonly Question[];
  errors: readonly PlanError[];
  /** Each decision, as it turned out; none while nothing is judged. */
  judgements: readonly Judgement[];
  /** True when nothing is recorded in a state that would remember. */
  isNew: boolean;
  /** Names that are recorded and for the first time no longer declared. */
  removed: readonly string[];
  /** The state with all that needs no request recorded. */
  next: StateDocument;
}

/** The webhooks that a plan creates. An open question or an error stops every request. */
export function toCreate({ webhooks, questions, errors }: Plan): PlannedWebhook[] {
  return questions.length + errors.length > 0 ? [] : webhooks.filter(({ status }) => status === 'to-create');
}

/** The decisions that a plan applies. */
export function appliedIn({ judgements }: Plan): Decision[] {
  return judgements.flatMap(({ kind, line }) => (kind === 'applied' ? line.decision : []));
}

/** A webhook that is active at Conduit and no longer wanted, as state records it. */
export interface Reminder {
  kind: 'removed' | 'replaced';
  name: string;
  id: string;
  /** Whether it was registered to deliver. */
  isEnabled: boolean;
}

/** What a person has to delete in the Dashboard, in the order of names. */
export function remindersOf(state: StateDocument, declarations: readonly Declaration[]): Reminder[] {
  const declared = new Set(declarations.map(({ name }) => name));
  return Object.entries(state.webhooks).flatMap(([name, record]): Reminder[] => {
    const { current, removedAt, replaced = [] } = record ?? {};
    const isRemoved = current !== undefined && removedAt !== undefined && !declared.has(name);
    const isEnabled = current?.body.status !== 'disabled';
    return [
      ...(isRemoved ? [{ kind: 'removed' as const, name, id: current.id, isEnabled }] : []),
      ...replaced.map((id) => ({ kind: 'replaced' as const, name, id, isEnabled: true })),
    ];
  });
}
