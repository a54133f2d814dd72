/** A manifest's text → every problem it has, and what it declares. */
import type { Environment } from '../generated/api.ts';
import type { Manifest } from '../generated/types.ts';
import { type Declaration, declarationOf, draftsFor } from './declarations.ts';
import { readManifest } from './file.ts';
import { lineIndex } from './lines.ts';
import type { Path, PathProblem, Problem, Range } from './problem.ts';
import { subjectOf } from './problem.ts';
import { ruleProblems } from './rules.ts';
import { isManifest, schemaProblems, soundPart } from './schema.ts';
import { placeOf } from './tree.ts';
import { parseYaml } from './yaml.ts';

/** A manifest that has been checked. */
export interface CheckedManifest {
  /** Relative to the workspace, with `/`. */
  path: string;
  /** In the order of the text. */
  problems: Problem[];
  /** True when no problem is an error. */
  valid: boolean;
  /** What is declared in an environment. Throws when the manifest is not valid. */
  declarationsFor(environment: Environment): Declaration[];
  /** Where a webhook's field stands; its name, for a field that it does not have or none. */
  rangeOf(name: string, environment: Environment, field?: string): Range;
}

/** The manifest at `path` in the workspace, checked; why it cannot be read is a problem like others. */
export function loadManifest(
  workspace: string,
  path: string,
  environments: readonly Environment[],
): CheckedManifest {
  const file = readManifest(workspace, path);
  if (file.ok) return { ...checkManifest(file.text, environments), path: file.path };
  const { message, before } = file;
  const range =
    before === undefined
      ? {}
      : { range: lineIndex(before).range(before.length, before.length + 1) };
  const problem: Problem = { severity: 'error', message, subject: '', ...range };
  return { ...checkManifest('', []), problems: [problem], path: file.path };
}

/** Checks `text` for all of `environments`. Every problem is found in one go; never throws. */
export function checkManifest(
  text: string,
  environments: readonly Environment[],
): Omit<CheckedManifest, 'path'> {
  const parsed = parseYaml(text);
  const { value } = parsed;
  const at = (path: Path, place: 'key' | 'value'): Range => {
    const { start, end } = placeOf(parsed.tree(), path, place);
    return parsed.lines().range(start, end);
  };
  const placed = ({ path, at: place, ...problem }: PathProblem): Problem => ({
    ...problem,
    subject: subjectOf(path),
    range: at(path, place),
  });

  let breaches: PathProblem[] = [];
  let sound: Manifest = { webhooks: {} };
  if (isManifest(value)) {
    sound = value;
  } else if (value !== undefined) {
    breaches = schemaProblems(value);
    sound = soundPart(value, breaches);
  }
  const found = breaches.concat(rulesFor(sound, environments));
  const problems = inOrder(parsed.problems.concat(found.map(placed)));
  const valid = !problems.some(({ severity }) => severity === 'error');
  return {
    problems,
    valid,
    declarationsFor(environment) {
      if (!valid) throw new Error('a manifest with errors declares nothing');
      return draftsFor(sound, environment).map(declarationOf);
    },
    rangeOf(name, environment, field) {
      const draft = draftsFor(sound, environment).find((one) => one.name === name);
      return field === undefined || draft === undefined || !Object.hasOwn(draft.fields, field)
        ? at(['webhooks', name], 'key')
        : at(draft.pathOf(field), 'value');
    },
  };
}

/**
 * Checks each environment. Where no block tells them apart, one stands for all. A problem that not all of them
 * have names those that do.
 */
function rulesFor(sound: Manifest, environments: readonly Environment[]): PathProblem[] {
  const differ = Object.values(sound.webhooks).some((webhook) => webhook?.environments);
  const checked = differ ? environments : environments.slice(0, 1);
  const found = checked.flatMap((environment) =>
    ruleProblems(draftsFor(sound, environment)).map((problem) => ({ problem, environment })),
  );
  if (checked.length < 2) return found.map(({ problem }) => problem);
  const same = Map.groupBy(found, ({ problem }) => JSON.stringify(problem));
  return [...same.values()].map((group) => {
    const { problem } = group[0] as (typeof found)[number];
    if (group.length >= checked.length) return problem;
    return {
      ...problem,
      message: `${problem.message} (in ${group.map((one) => one.environment).join(', ')})`,
    };
  });
}

/** Sorted by place. What an alias lets two webhooks share is said once. */
function inOrder(problems: Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems
    .filter(({ range, message }) => {
      const key = `${range?.line}:${range?.column}:${message}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .sort(
      (a, b) =>
        (a.range?.line ?? 0) - (b.range?.line ?? 0) ||
        (a.range?.column ?? 0) - (b.range?.column ?? 0),
    );
}
