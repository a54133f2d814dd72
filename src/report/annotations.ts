/** A page as annotations: at most two sentences each, and the lines to paste. */
import type { Problem, Range } from '../manifest/problem.ts';
import { kinds, type Topic } from '../plan/topic.ts';
import { counted, plainText, type Safe } from '../safe/prose.ts';
import { type Block, decisionItem, decisionsPlace, hasOnePlace, wholeYaml, wordsOf } from './blocks.ts';
import type { Page } from './page.ts';

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
    ...[...page.opening, ...page.blocks].flatMap((block) => ofBlock(block, page, safe)),
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

function ofProblem({ severity, subject, message, range }: Problem, { manifest }: Page, safe: Safe): Pending {
  // On its line, a problem needs no path.
  const text = subject === '' || range ? message : `${subject}: ${message}`;
  const file = manifest && safe(manifest.path);
  return { severity, make: () => ({ severity, message: safe(text), file, range }) };
}

/** One for each topic that has a place, and one for all that have none. */
function ofBlock({ kind, topics }: Block, page: Page, safe: Safe): Pending[] {
  const { manifest, environment } = page;
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
    return {
      severity,
      make: () => ({ severity, message: annotationText(block, environment, safe), ...where() }),
    };
  });
}

/** Where in the manifest the topic is to be seen. */
export function rangeOf({ place, name }: Topic, { rangeOf: find }: NonNullable<Page['manifest']>): Range | undefined {
  if (place === undefined || 'range' in place) return place?.range;
  return name === undefined ? undefined : find?.(name, place.field);
}

/** At most a few sentences, and what to paste, each with its condition. */
function annotationText(block: Block, environment: string, safe: Safe): string {
  const { says, advice, choices } = wordsOf(block);
  const isOnePlace = hasOnePlace(block.topics[0].choices ?? []);
  const head = [says, advice].flatMap((text) => (text ? plainText(text) : [])).join(' ');
  const lines = [
    ...(isOnePlace ? decisionsPlace(environment) : []),
    ...choices.flatMap(({ when, pastes }) => [
      plainText(when),
      ...(isOnePlace
        ? pastes.flatMap((paste) => ('line' in paste ? [decisionItem(paste.line)] : []))
        : wholeYaml(pastes, environment)),
    ]),
  ];
  const shown = lines.length > mostLines ? [...lines.slice(0, mostLines), '…'] : lines;
  return [head, ...shown].map((line) => safe(line)).join('\n');
}
