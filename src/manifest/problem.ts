/** What is wrong with a manifest, and where. */

/** Path of a value in the manifest: mapping keys and list indexes, from the root. */
export type Path = readonly (string | number)[];

/** A stretch of one line. Lines and columns count from 1, columns in UTF-16 units; `endColumn` is exclusive. */
export interface Range {
  line: number;
  column: number;
  endColumn: number;
}

/** One thing to report about the manifest. */
export interface Problem {
  severity: 'error' | 'warning';
  /** What is wrong, why, and what to do; may hold text of the manifest, so it is not yet safe to print. */
  message: string;
  /** The value spoken of, e.g. `webhooks.payments.events[0]`; empty for the whole file. */
  subject: string;
  /** Absent only when the file could not be read. */
  range?: Range;
}

/**
 * A problem that still names its place by path. `at: 'key'` points at the key of that path, `'value'` at its value.
 */
export interface PathProblem {
  severity: Problem['severity'];
  message: string;
  path: Path;
  at: 'key' | 'value';
}

/** `webhooks.payments.events[0]`. Keys that are not plain words are quoted. */
export function subjectOf(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      const plain = /^[A-Za-z_][A-Za-z0-9_-]{0,99}$/.test(step);
      const text = plain ? step : quoted(step);
      return index === 0 ? text : `.${text}`;
    })
    .join('');
}

/** Longest text that a message quotes: what to do about it must still fit after it. */
const longestQuote = 100;

/** The text in double quotes, cut where it is very long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text);
}
