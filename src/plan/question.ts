/** What a run asks, and the decisions that answer it: codes and facts, no words. */
import { createHash } from 'node:crypto';
import type { Decision } from '../manifest/decisions.ts';
import type { Difference } from '../state/description.ts';
import type { Attempt, Current } from '../state/document.ts';

/** Where the state's webhooks are declared and registered. */
export interface Binding {
  /** Path of the manifest in the repository. */
  manifest: string;
  apiUrl: string;
}

/**
 * Facts and declaration leave open what the user wants. `options` are the decisions that answer it, the safest first;
 * undoing the edit that raised it answers it, too. Open, it stops every request of the run.
 */
export type Question = { options: Decision[] } & (
  | { kind: 'moved'; recorded: Binding; given: Binding }
  /** `waiting` while the run that made the attempt may still act on it. `id` is current beside the attempt. */
  | {
      kind: 'unknown';
      name: string;
      attempt: Attempt;
      waiting: boolean;
      isDeclared: boolean;
      id: string | undefined;
    }
  /** Recorded under the name `from`, as `current` or as an `attempt`. */
  | {
      kind: 'renamed';
      name: string;
      from: string;
      recorded: Current | Attempt;
      isAttempt: boolean;
      differences: Difference[];
    }
  | { kind: 'returned'; name: string; current: Current; removedAt: string }
  | { kind: 'another-id'; name: string; current: Current; declaredId: string }
  | { kind: 'changed'; name: string; current: Current; differences: Difference[] }
  /**
   * `exists` says whether GitHub has the secret, `taken` whether a new signing secret would overwrite what is in it,
   * and `observed` whether an earlier run has asked, so that a write since would have shown. `formerly` are the GitHub
   * secrets that are recorded as holding its signing secret.
   */
  | {
      kind: 'unstored';
      name: string;
      id: string;
      secret: string;
      exists: boolean;
      taken: boolean;
      observed: boolean;
      formerly: string[];
    }
);

/** A question that is about one webhook. */
export type WebhookQuestion = Exclude<Question, { kind: 'moved' }>;

/** The name in a decision about the state as a whole. */
export const stateName = '@state';

/** The code of a `keep`: eight hexadecimal digits over all that it is about, so that it answers one question once. */
export function codeOf(...about: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 8);
}

/** The line that says a decision. */
export function lineOf(decision: Decision): string {
  const { verb, name } = decision;
  return `${verb} ${name} ${decision.verb === 'keep' ? decision.code : decision.id}`;
}

/** The question what became of an attempt; while its run may still act on it, nobody decides. */
export function unknownQuestion(
  name: string,
  attempt: Attempt,
  facts: { waiting: boolean; isDeclared: boolean; id: string | undefined },
): Question {
  const options: Decision[] = facts.waiting ? [] : [{ verb: 'gone', name, id: attempt.id }];
  return { kind: 'unknown', name, attempt, ...facts, options };
}
