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
  severity: 'error' | 'warning' | 'notice';
  /** What is wrong and what to do, in sentences; may hold text of the manifest, so it is not yet safe to print. */
  message: string;
  /** The value spoken of, e.g. `webhooks.payments.events[0]`; empty for the whole file. */
  subject: string;
  /** Absent only when the file could not be read. */
  range?: Range;
}

/** A problem that nobody has put into words yet: most of very many never are. */
export interface RawProblem<Where> {
  severity: Problem['severity'];
  message: () => string;
  where: Where;
}

/** A place by its path: `at: 'key'` is the key of that path, `'value'` its value. */
export interface PathPlace {
  path: Path;
  at: 'key' | 'value';
}

export type PathProblem = RawProblem<PathPlace>;

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

/** The text, with "…" in place of the rest where it is very long. */
export function shortened(text: string): string {
  return text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text;
}

/** The text in double quotes, shortened where it is very long, as it stands or as its escapes are written. */
export function quoted(text: string): string {
  const whole = JSON.stringify(shortened(text));
  return whole.length > 2 * longestQuote ? `${whole.slice(0, 2 * longestQuote)}…"` : whole;
}

/** `"a", "b" and "c"`. */
export function quotedList(names: readonly string[], word: 'and' | 'or' = 'and'): string {
  return inWords(names.map(quoted), word);
}

/** `a, b and c`. */
export function inWords(names: readonly string[], word: 'and' | 'or' = 'and'): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${word} ${last}`;
}
