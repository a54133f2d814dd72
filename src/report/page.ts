/** All that a person reads of one moment of a run, before it is laid out: rows, problems, and topics in blocks. */
import type { Problem, Range } from '../manifest/problem.ts';
import { kinds, type Paste, type Topic } from '../plan/topic.ts';
import { resolved, type Text } from '../safe/prose.ts';
import type { Mark } from '../state/status.ts';

export const severities = ['error', 'warning', 'notice'] as const;

/** What is said of a webhook in one line. */
export interface Row {
  mark: Mark;
  name: string;
  word: string;
  id: string | undefined;
  /** What else the line says. */
  tail: string;
  /** Absent for what is not declared. */
  url?: string;
  patterns?: readonly string[];
  /** The run that registered or adopted it. */
  run?: Text;
}

/** Topics that differ in nothing but the webhook, its facts and what it has to paste, with the words for all. */
export interface Block {
  kind: Topic['kind'];
  topics: readonly Topic[];
  says: Text;
  advice: Text | undefined;
  also: Text | undefined;
  choices: readonly { when: Text; pastes: readonly Paste[] }[];
}

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
  /** What is wrong with the manifest; of very many problems, a part. */
  problems: readonly Problem[];
  /** Of all problems. */
  counts: Readonly<Record<Problem['severity'], number>>;
  blocks: readonly Block[];
  /** Sentences that end it; code is between backticks. */
  closing: readonly string[];
  /** The Conduit environment that the run is for; '' where it is not known, or of several. */
  environment: string;
  /** The manifest, for annotations and excerpts; absent where they have no place. */
  manifest?: {
    path: string;
    rangeOf?: (name: string, field?: string) => Range;
    /** The text of a line; '' where it may not be shown. */
    line?: (number: number) => string;
  };
}

export const blankPage = {
  remarks: [],
  opening: [],
  rows: [],
  deletions: [],
  nameWidth: 0,
  problems: [],
  counts: { error: 0, warning: 0, notice: 0 },
  blocks: [],
  closing: [],
  environment: '',
} as const satisfies Partial<Page>;

export function unlistedIn({ counts, problems }: Page): number {
  return counts.error + counts.warning + counts.notice - problems.length;
}

/** The topics in blocks, in the order of kinds. */
export function blocksOf(topics: readonly Topic[]): Block[] {
  const groups = Map.groupBy(topics, ({ kind, says, advice, choices = [], also }) =>
    JSON.stringify([kind, says, advice, also, choices.map(({ when }) => when)]),
  );
  const order = Object.keys(kinds);
  return [...groups.values()]
    .map((group) => blockOf(group))
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** Topics of one block; `more` webhooks that it is about are not told one by one. */
export function blockOf(topics: readonly Topic[], more = 0): Block {
  const { kind, says, advice, also, choices = [] } = topics[0] as Topic;
  const names = topics.flatMap(({ name }) => name ?? []);
  const forAll = (text: Text) => resolved(text, names[0], names.length + more);
  return {
    kind,
    topics,
    says: forAll(says),
    advice: advice && forAll(advice),
    also: also && forAll(also),
    choices: choices.map(({ when }, index) => ({
      when: forAll(when),
      pastes: topics.flatMap((topic) => topic.choices?.[index]?.paste ?? []),
    })),
  };
}

/** What the choices of a block have to paste: below `place`, shown once, or with its place where they have several. */
export function pastedLines({ choices }: Block, environment: string) {
  const isOnePlace = choices.length > 0 && choices.flatMap(({ pastes }) => pastes).every((paste) => 'line' in paste);
  const place = isOnePlace ? decisionsPlace(environment) : [];
  const linesOf = (pastes: readonly Paste[]) => wholeYaml(pastes, environment).slice(place.length);
  return { place, choices: choices.map(({ when, pastes }) => ({ when, lines: linesOf(pastes) })) };
}

const decisionsPlace = (environment: string) => ['environments:', `  ${environment}:`, '    decisions:'];

/** What is pasted, as a whole piece of YAML from the top of the manifest down. */
export function wholeYaml(pastes: readonly Paste[], environment: string): string[] {
  const lines = pastes.flatMap((paste) => ('line' in paste ? `      - ${paste.line}` : []));
  const ids = pastes.flatMap((paste) =>
    'idOf' in paste
      ? [`  ${paste.idOf}:`, '    environments:', `      ${environment}:`, `        id: ${paste.id ?? 'whk_…'}`]
      : [],
  );
  return [
    ...(lines.length > 0 ? [...decisionsPlace(environment), ...lines] : []),
    ...(ids.length > 0 ? ['webhooks:', ...ids] : []),
  ];
}
