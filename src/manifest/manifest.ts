/** A manifest's text → every problem it has, and what it declares. */
import type { Environment } from '../generated/api.ts';
import type { Manifest } from '../generated/types.ts';
import { type DecisionLine, lineOf, parseDecision } from './decisions.ts';
import { type Declaration, declarationOf, draftsFor } from './declarations.ts';
import { type ManifestFile, readManifest, repositoryOf } from './file.ts';
import { lineIndex } from './lines.ts';
import { gatherer, type Place, type Problem, type Range } from './problem.ts';
import { judge, judgeTogether } from './rules.ts';
import { soundPart } from './schema.ts';
import { type Lookalike, lookalikeMessage, lookalikesIn, withMeant } from './syntax.ts';
import { parseYaml } from './yaml.ts';

/** A manifest that has been checked. */
export interface CheckedManifest {
  /** How it is told of, with `/`: `repositoryPath`, unless the face names it as it was asked for. */
  path: string;
  /** Relative to the git repository that the manifest is in, with `/`; to the workspace when it is in none. */
  repositoryPath: string;
  /** At most 1,000, in the order of the text. */
  problems: Problem[];
  /** Of all problems, kept or not. */
  counts: Record<Problem['severity'], number>;
  /** True when no problem is an error. */
  valid: boolean;
  /** What is declared in an environment: each decision once, and those of the others. Throws when there is an error. */
  declaredIn(environment: Environment): {
    declarations: Declaration[];
    decisions: DecisionLine[];
    elsewhere: { environment: string; line: DecisionLine }[];
  };
  /** Where a webhook's field stands; its name, for a field that it does not have or none. */
  rangeOf(name: string, environment: Environment, field?: string): Range;
  /** The text of a line, without its end; '' for what could not be read, or is no manifest. */
  line(number: number): string;
}

type Checked = Omit<CheckedManifest, 'path' | 'repositoryPath'>;

/**
 * The manifest at `path` in the workspace, checked; why it cannot be read is a problem like others, with `advice` when
 * it does not exist.
 */
export function loadManifest(
  workspace: string,
  path: string,
  environments: readonly Environment[],
  advice?: () => string,
): CheckedManifest {
  return checkFile(readManifest(workspace, path, advice), environments);
}

/**
 * True when the git repository that `folder` is in has a manifest at `path` that declares webhooks for the environment,
 * or may: one with errors is not known to declare none.
 */
export function declaresFor(folder: string, path: string, environment: Environment): boolean {
  const file = readManifest(repositoryOf(folder) ?? folder, path);
  if (!file.ok) return false;
  const manifest = checkFile(file, [environment]);
  return !manifest.valid || manifest.declaredIn(environment).declarations.length > 0;
}

/** What came of reading a manifest, checked. */
export function checkFile(file: ManifestFile, environments: readonly Environment[]): CheckedManifest {
  const paths = { path: file.path, repositoryPath: file.path };
  if (file.ok) return { ...checkManifest(file.text, environments), ...paths };
  const { message, before } = file;
  const problem: Problem = { severity: 'error', message, subject: '' };
  if (before !== undefined) {
    problem.range = lineIndex(before).range({ start: before.length, end: before.length + 1 });
  }
  const counts = { error: 1, warning: 0, notice: 0 };
  return { ...checkManifest('', []), problems: [problem], counts, ...paths };
}

/** Checks `text` for all of `environments`. Every problem is found in one go; never throws. */
export function checkManifest(text: string, environments: readonly Environment[]): Checked {
  const checked = check(text, environments, []);
  // What comes of characters that look like others would mislead: the rest is said of what was meant.
  const lookalikes = checked.valid ? [] : lookalikesIn(text);
  return lookalikes.length === 0 ? checked : check(text, environments, lookalikes);
}

function check(text: string, environments: readonly Environment[], lookalikes: readonly Lookalike[]): Checked {
  const lines = lineIndex(text);
  const parsed = parseYaml(withMeant(text, lookalikes));
  const rangeAt = (where: Place): Range => lines.range(parsed.spanOf(where));
  const found = gatherer(rangeAt);
  const report = found.reportFor();
  for (const one of lookalikes) {
    report('error', { start: one.at, end: one.at + 1 }, () => lookalikeMessage(one));
  }
  const isOne = isManifest(parsed.value, text);
  for (const { where, message } of parsed.faults) {
    report('error', where, isOne ? message : () => withoutQuotes(message()));
  }
  const manifest: Manifest = parsed.value === undefined ? { webhooks: {} } : soundPart(parsed.value, report);
  const drafts = new Map(environments.map((one) => [one, draftsFor(manifest, one)]));
  for (const [environment, own] of drafts) {
    judge(own, environment, manifest.environments?.[environment] ?? {}, found.reportFor(environment));
  }
  judgeTogether(manifest, drafts, report);

  const { problems, counts } = found.result(environments);
  const valid = counts.error === 0;
  const decisionsFor = (environment: Environment): DecisionLine[] => {
    const decisions = new Map<string, DecisionLine>();
    for (const [at, line] of (manifest.environments?.[environment]?.decisions ?? []).entries()) {
      const read = parseDecision(line);
      if (!read.ok || decisions.has(lineOf(read.decision))) continue;
      const range = rangeAt(['environments', environment, 'decisions', at]);
      decisions.set(lineOf(read.decision), { decision: read.decision, range });
    }
    return [...decisions.values()];
  };
  return {
    problems,
    counts,
    valid,
    declaredIn(environment) {
      if (!valid) throw new Error('a manifest with errors declares nothing');
      const { baseUrl } = manifest.environments?.[environment] ?? {};
      const all = Object.keys(manifest.environments ?? {}) as Environment[];
      const others = all.filter((other) => other !== environment);
      return {
        declarations: draftsFor(manifest, environment).map((draft) => declarationOf(draft, baseUrl)),
        decisions: decisionsFor(environment),
        elsewhere: others.flatMap((other) => decisionsFor(other).map((line) => ({ environment: other, line }))),
      };
    },
    line: (number) => (isOne ? lines.line(number) : ''),
    rangeOf(name, environment, field) {
      const draft = draftsFor(manifest, environment).find((one) => one.name === name);
      const isThere = field !== undefined && draft !== undefined && Object.hasOwn(draft.fields, field);
      return rangeAt(isThere ? draft.pathOf(field) : { keyOf: ['webhooks', name] });
    },
  };
}

/** What is no manifest may hold anything, secrets too: nothing of it is repeated. */
function isManifest(value: unknown, text: string): boolean {
  if (value === undefined) return /^[ \t{]*["']?webhooks["']?[ \t]*:/m.test(text);
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'webhooks');
}

/** The words that messages quote which are not of the text. */
const ownQuotes = /"(?:webhooks|payments|---|\*|: )"/g;

/** The message, in words that repeat nothing of the text. */
function withoutQuotes(message: string): string {
  const repeats = message.replaceAll(ownQuotes, '').includes('"');
  return repeats ? 'This is not valid YAML, and no manifest.' : message;
}
