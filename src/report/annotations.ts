/** A page as annotations: at most two sentences each, and the lines to paste. */
import type { Problem, Range } from '../manifest/problem.ts';
import { kinds, type Topic } from '../plan/topic.ts';
import { counted, plainText, type Safe } from '../safe/prose.ts';
import { type Block, blockOf, type Page, pastedLines, severities } from './page.ts';

export interface Annotation {
  severity: Problem['severity'];
  /** Safe to print; may have several lines. */
  message: string;
  /** Safe to print. Absent when it is about the run. */
  file?: string | undefined;
  range?: Range | undefined;
}

/** Of every annotation. The runner does not mask titles, so it is constant. */
export const annotationTitle = 'Conduit webhooks';

/** The runner keeps this many annotations of a level and step (ExecutionContext.cs). */
const mostOfALevel = 10;

/** The runner keeps 4096 characters of a message (IssueExtensions.cs). */
const mostLines = 20;

/** As many annotations as the runner keeps, the last of a level counting the rest. Only those are made. */
export function annotationsOf(page: Page, safe: Safe): Annotation[] {
  return severities.flatMap((severity): Annotation[] => {
    const problems = page.problems.filter((problem) => problem.severity === severity);
    const groups = [...page.opening, ...page.blocks]
      .filter(({ kind }) => kinds[kind].severity === severity)
      .flatMap(({ topics }) => groupsOf(topics));
    const all = [
      ...problems.map((problem) => () => ofProblem(problem, page, safe)),
      ...groups.map((group) => () => ({ severity, ...ofTopics(group, page, safe) })),
    ];
    const count = groups.length + page.counts[severity];
    if (count <= mostOfALevel) return all.map((make) => make());
    const shown = all.slice(0, mostOfALevel - 1).map((make) => make());
    return [...shown, { severity, message: `There are ${counted(count - shown.length, `more ${severity}`)}.` }];
  });
}

function ofProblem({ severity, subject, message, range }: Problem, { manifest }: Page, safe: Safe): Annotation {
  // On its line, a problem needs no path.
  const text = subject === '' || range ? message : `${subject}: ${message}`;
  return { severity, message: safe(text), file: manifest && safe(manifest.path), range };
}

/** One for each topic that has a place, and one for all that have none. */
function groupsOf(topics: readonly Topic[]): Topic[][] {
  const placeless = topics.filter(({ place }) => place === undefined);
  const placed = topics.filter(({ place }) => place !== undefined);
  return [...placed.map((topic) => [topic]), ...(placeless.length === 0 ? [] : [placeless])];
}

function ofTopics(topics: readonly Topic[], { manifest, environment }: Page, safe: Safe): Omit<Annotation, 'severity'> {
  const [first] = topics;
  const message = annotationLines(blockOf(topics), environment).map(safe).join('\n');
  if (first?.place === undefined || manifest === undefined) return { message };
  return { message, file: safe(manifest.path), range: rangeOf(first, manifest) };
}

/** Where in the manifest the topic is to be seen. */
export function rangeOf({ place, name }: Topic, { rangeOf: find }: NonNullable<Page['manifest']>): Range | undefined {
  if (place === undefined || 'range' in place) return place?.range;
  return name === undefined ? undefined : find?.(name, place.field);
}

/** At most a few sentences, and what to paste, each with its condition. */
function annotationLines(block: Block, environment: string): string[] {
  const head = [block.says, ...(block.advice ? [block.advice] : [])].map(plainText).join(' ');
  const { place, choices } = pastedLines(block, environment);
  const pasted = [...place, ...choices.flatMap(({ when, lines }) => [plainText(when), ...lines])];
  return [head, ...(pasted.length > mostLines ? [...pasted.slice(0, mostLines), '…'] : pasted)];
}
