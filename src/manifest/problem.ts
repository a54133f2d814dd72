/** What is wrong with a manifest, and where. */
import type { Environment } from '../generated/api.ts';

/** Path of a value in the manifest: mapping keys and list indexes, from the root. */
export type Path = readonly (string | number)[];

/** A stretch of the text, as offsets; `end` is exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** A value, or its key, by its path; or a stretch of the text. */
export type Place = Path | { keyOf: Path } | Span;

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

/** Takes in what is wrong. It is put into words only when it is kept: most of very many never are. */
export type Report = (severity: Problem['severity'], where: Place, message: () => string) => void;

/** So many problems are kept, errors first, and the rest is counted: nobody reads more. */
export const mostKept = 1000;

type Placed = Problem & { range: Range };

/** What one environment has of a severity: the problems that are kept, by what tells them apart, and how many more. */
interface Batch {
  kept: Map<string, Placed>;
  beyond: number;
}

type Batches = Map<Environment | undefined, Batch>;

/** Collects problems. What an alias lets several webhooks share is one problem. */
export function gatherer(rangeOf: (where: Place) => Range) {
  const batches = { error: new Map(), warning: new Map(), notice: new Map() } satisfies Record<string, Batches>;
  return {
    /** `environment`: the one whose rules find the problems, if it is one. */
    reportFor(environment?: Environment): Report {
      return (severity, where, message) => {
        const path = pathOf(where);
        // A place in what is one environment's own says of which it is.
        const owner = path.includes('environments') ? undefined : environment;
        const batch: Batch = batches[severity].get(owner) ?? { kept: new Map(), beyond: 0 };
        batches[severity].set(owner, batch);
        if (batch.kept.size >= mostKept) {
          batch.beyond += 1;
          return;
        }
        const problem = { severity, message: message(), subject: subjectOf(path), range: rangeOf(where) };
        const key = `${problem.range.line}:${problem.range.column}:${problem.message}`;
        if (!batch.kept.has(key)) batch.kept.set(key, problem);
      };
    },
    /** At most 1,000 problems in the order of the text, and the counts of all, once all of `checked` were judged. */
    result(checked: readonly Environment[]) {
      const error = together(batches.error, checked);
      const warning = together(batches.warning, checked);
      const notice = together(batches.notice, checked);
      const problems = [error, warning, notice]
        .flatMap((one) => one.problems)
        .slice(0, mostKept)
        .sort((a, b) => a.range.line - b.range.line || a.range.column - b.range.column);
      return { problems, counts: { error: error.count, warning: warning.count, notice: notice.count } };
    },
  };
}

/** What all environments have of a severity. They most likely have the same problems beyond those that are kept. */
function together(batches: Batches, checked: readonly Environment[]): { problems: Placed[]; count: number } {
  const all = new Map<string, Placed>();
  for (const { kept } of batches.values()) {
    for (const [key, problem] of kept) if (!all.has(key)) all.set(key, problem);
  }
  const problems = [...all].map(([key, problem]) => {
    const owners = checked.filter((environment) => batches.get(environment)?.kept.has(key));
    if (owners.length === 0 || owners.length === checked.length) return problem;
    return { ...problem, message: `${problem.message} This applies to ${inWords(owners)} only.` };
  });
  const beyond = (environment?: Environment) => batches.get(environment)?.beyond ?? 0;
  return { problems, count: all.size + beyond() + Math.max(0, ...checked.map(beyond)) };
}

function pathOf(where: Place): Path {
  if ('keyOf' in where) return where.keyOf;
  return 'start' in where ? [] : where;
}

/** `webhooks.payments.events[0]`. Keys that are not plain words are quoted. */
function subjectOf(path: Path): string {
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

/**
 * The text in double quotes, shortened where it is very long, as it stands or as its escapes are written; without what
 * may be a secret: people write one where it does not belong.
 */
export function quoted(text: string): string {
  const whole = JSON.stringify(shortened(withoutSecrets(text)));
  return whole.length > 2 * longestQuote ? `${whole.slice(0, 2 * longestQuote)}…"` : whole;
}

/** How a secret begins that stands in a text, after a colon that lacks its blank, or as Conduit writes one. */
const secretStart = /(?:[Ss]ecret|SECRET)["']?[:=\uff1a] ?(?=\S)|\bwhsec_/;

/** What a broken URL is broken by is not known: all before its last "@" may be a password. */
function withoutSecrets(text: string): string {
  const end = text.lastIndexOf('@');
  const start = text.slice(0, Math.max(0, end)).indexOf('//') + 2;
  const hasUserinfo = start >= 2 || text.slice(0, Math.max(0, end)).includes(':');
  const shown = hasUserinfo ? `${start < 2 ? '' : text.slice(0, start)}***${text.slice(end)}` : text;
  const secret = secretStart.exec(shown);
  return secret === null ? shown : `${shown.slice(0, secret.index + secret[0].length)}…`;
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
