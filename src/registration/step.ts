/** What is to be done with one webhook: what a plan is made of. */
import type { RequestField } from '../generated/api.ts';
import type { Declaration } from '../manifest/declarations.ts';
import type {
  Adopted,
  Entry,
  Intent,
  Registered,
  SecretBefore,
  StoredSecret,
  Unknown,
} from '../state/document.ts';

/** One field that is declared otherwise than it is recorded; both as they may be shown. */
export interface Difference {
  field: RequestField;
  recorded: string;
  declared: string;
}

/** What is to be done with one webhook. */
export type Step =
  /**
   * A request is sent. `replaces` is what is recorded now, and stays active at Conduit; `asked` when the input "replace"
   * names it.
   */
  | {
      action: 'create';
      declaration: Declaration;
      asked?: true;
      replaces?: Registered | Adopted;
      secretBefore?: SecretBefore;
    }
  /**
   * Its declared ID is recorded, and no request is sent. `from` is the name that it is moved from; `entries` is what is
   * recorded of it, under its name and under that one; `accepted` are the fields in which its
   * declaration departs from what was recorded or sent.
   */
  | {
      action: 'adopt';
      declaration: Declaration;
      id: string;
      entries: readonly Entry[];
      replaces?: Registered | Adopted;
      from?: string;
      accepted?: Difference[];
      secret?: SecretStatus;
    }
  /**
   * Nothing is done. `grown` are the events that its patterns have come to mean since; `laterRun` is the workflow run for
   * which the input "replace" does not hold: it wrote the entry, and this older one is run again.
   */
  | {
      action: 'unchanged';
      declaration: Declaration;
      entry: Registered | Adopted;
      grown: string[];
      secret?: SecretStatus;
      laterRun?: string;
    }
  /** Registered, and no longer declared. */
  | { action: 'removed'; name: string; entry: Entry }
  /** Those below stop the run before any request. */
  | {
      action: 'changed';
      declaration: Declaration;
      entry: Registered | Adopted;
      differences: Difference[];
      laterRun?: string;
    }
  /** `isDeclared` when its old name stands for another webhook now. */
  | { action: 'renamed'; declaration: Declaration; from: string; entry: Entry; isDeclared: boolean }
  /** Declared again after a run had advised to delete it. */
  | { action: 'returned'; declaration: Declaration; entry: Registered | Adopted; removedAt: string }
  /** `forgotten` when no state will remember it. */
  | { action: 'unknown'; declaration: Declaration; entry: Intent | Unknown; forgotten?: boolean }
  /** It exists, and the GitHub secret it names does not have its signing secret. */
  | { action: 'unstored'; declaration: Declaration; id: string; secret: string }
  | { action: 'conflict'; declaration: Declaration; entry?: Entry; reason: string };

/**
 * What is known of the GitHub secret that a registered webhook names and that state does not record as stored:
 * nothing yet, or that somebody has written it since.
 */
export type SecretStatus = { kind: 'unchecked' } | ({ kind: 'found' } & StoredSecret);

const blocking: readonly Step['action'][] = [
  'changed',
  'renamed',
  'returned',
  'unknown',
  'unstored',
  'conflict',
];

/** The steps that stop the run before any request. */
export function blockersOf(steps: readonly Step[]): Step[] {
  return steps.filter(({ action }) => blocking.includes(action));
}

/** Name of the webhook that a step is about. */
export function nameOf(step: Step): string {
  return step.action === 'removed' ? step.name : step.declaration.name;
}
