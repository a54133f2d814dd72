/** All that a person reads of one moment of a run, before it is laid out. */
import type { Problem, Range } from '../manifest/problem.ts';
import type { Row } from './rows.ts';
import type { Block } from './topic.ts';

export interface Page {
  /** Stands before the title in the log. */
  mark?: '✓' | '✗';
  /** `sandbox: 2 created, 1 question`. */
  title: string;
  /** Sentences that go with it. */
  remarks: readonly string[];
  /** Of the declared webhooks. */
  rows: readonly Row[];
  /** Of the webhooks to delete. */
  deletions: readonly Row[];
  nameWidth: number;
  /** What is wrong with the manifest. */
  problems: readonly Problem[];
  /** How many more problems it has. */
  unlisted: Readonly<Record<Problem['severity'], number>>;
  blocks: readonly Block[];
  /** The manifest, for annotations and excerpts; absent where they have no place. */
  manifest?: {
    path: string;
    rangeOf?: (name: string, field?: string) => Range;
    /** The text of a line; '' where it may not be shown. */
    line?: (number: number) => string;
  };
}

/** What is the same for every page that has no webhooks. */
export const blankPage = {
  rows: [],
  deletions: [],
  nameWidth: 0,
  problems: [],
  unlisted: { error: 0, warning: 0, notice: 0 },
  blocks: [],
} as const satisfies Partial<Page>;
