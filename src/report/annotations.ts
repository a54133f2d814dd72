/** A page as annotations: at most two sentences each, and the lines to paste. */
import type { Problem, Range } from '../manifest/problem.ts';
import { counted, type Safe } from '../safe/prose.ts';
import type { Page } from './page.ts';
import { type Block, briefOf, kinds, type Topic, wordsOf } from './topic.ts';

export interface Annotation {
  severity: Problem['severity'];
  /** Safe to print; may have several lines. */
  message: string;
  /** Safe to print. Absent when it is about the run. */
  file?: string | undefined;
  range?: Range | undefined;
}

/** The runner keeps this many annotations of a level and step (ExecutionContext.cs). */
const mostOfALevel = 10;

/** The runner keeps 4096 characters of a message (IssueExtensions.cs). */
const mostLines = 20;

/** An annotation that is made only if there is room for it. */
interface Pending {
  severity: Problem['severity'];
  make(): Annotation;
}

/** As many annotations as the runner keeps, the last of a level counting the rest. */
export function annotationsOf(page: Page, safe: Safe): Annotation[] {
  const all = [
    ...page.problems.map((problem) => ofProblem(problem, page, safe)),
    ...page.blocks.flatMap((block) => ofBlock(block, page, safe)),
  ];
  return (['error', 'warning', 'notice'] as const).flatMap((severity) => {
    const level = all.filter((one) => one.severity === severity);
    const count = level.length + (page.unlisted[severity] ?? 0);
    if (count <= mostOfALevel) return level.map(({ make }) => make());
    const shown = level.slice(0, mostOfALevel - 1);
    const rest = counted(count - shown.length, `more ${severity}`);
    const message = `There are ${rest}.`;
    return [...shown.map(({ make }) => make()), { severity, message }];
  });
}

function ofProblem(
  { severity, subject, message, range }: Problem,
  { manifest }: Page,
  safe: Safe,
): Pending {
  const text = subject === '' ? message : `${subject}: ${message}`;
  const file = manifest && safe(manifest.path);
  return { severity, make: () => ({ severity, message: safe(text), file, range }) };
}

/** One for each topic that has a place, and one for all that have none. */
function ofBlock({ kind, topics }: Block, { manifest }: Page, safe: Safe): Pending[] {
  const { severity } = kinds[kind];
  if (severity === undefined) return [];
  const placeless = topics.filter(({ place }) => place === undefined);
  const groups = [
    ...topics.flatMap((topic) => (topic.place === undefined ? [] : [[topic]])),
    ...(placeless.length === 0 ? [] : [placeless]),
  ];
  return groups.map((group): Pending => {
    const [first, ...rest] = group as [Topic, ...Topic[]];
    const block: Block = { kind, topics: [first, ...rest] };
    const where = () =>
      first.place === undefined || manifest === undefined
        ? {}
        : { file: safe(manifest.path), range: rangeOf(first, manifest) };
    return { severity, make: () => ({ severity, message: messageOf(block, safe), ...where() }) };
  });
}

/** Where in the manifest the topic is to be seen. */
export function rangeOf(
  { place, name }: Topic,
  { rangeOf: find }: NonNullable<Page['manifest']>,
): Range | undefined {
  if (place === undefined || 'range' in place) return place?.range;
  return name === undefined ? undefined : find?.(name, place.field);
}

function messageOf(block: Block, safe: Safe): string {
  const lines = wordsOf(block).choices.flatMap((choice) => choice.lines);
  const shown = lines.length > mostLines ? [...lines.slice(0, mostLines), '…'] : lines;
  return [briefOf(block), ...shown].map((line) => safe(line)).join('\n');
}
