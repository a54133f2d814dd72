/** All that a person reads of one moment of a run, before it is laid out. */
import type { Problem, Range } from '../manifest/problem.ts';
import type { Block } from './blocks.ts';
import type { Row } from './rows.ts';

export interface Page {
  /** Stands before the title in the log. */
  mark?: '✓' | '✗';
  /** `sandbox: 2 created, 1 question`. */
  title: string;
  /** Sentences that go with it. */
  remarks: readonly string[];
  /** What is said before all else. */
  opening: readonly Block[];
  /** Of the declared webhooks. */
  rows: readonly Row[];
  /** Of the webhooks that are active and no longer wanted. */
  deletions: readonly Row[];
  nameWidth: number;
  /** What is wrong with the manifest. */
  problems: readonly Problem[];
  /** How many more problems it has. */
  unlisted: Readonly<Record<Problem['severity'], number>>;
  blocks: readonly Block[];
  /** Sentences that end it; code is between backticks. */
  closing: readonly string[];
  /** The Conduit environment whose decisions are shown; '' where there are none. */
  environment: string;
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
  opening: [],
  rows: [],
  deletions: [],
  nameWidth: 0,
  problems: [],
  unlisted: { error: 0, warning: 0, notice: 0 },
  blocks: [],
  closing: [],
  environment: '',
} as const satisfies Partial<Page>;
