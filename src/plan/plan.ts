/** What a plan says: steps and questions as codes and facts, no words. */
import type { DecisionLine } from '../manifest/decisions.ts';
import type { Declaration } from '../manifest/declarations.ts';
import type { Run, StateDocument, Writer } from '../state/document.ts';
import type { Binding, Question } from './question.ts';

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
