/** One thing that a person is told, and the blocks that things with the same words share. */
import type { Range } from '../manifest/problem.ts';
import { plainText, resolved, sentence, type Text, withCode } from '../safe/prose.ts';
import type { Difference } from '../state/description.ts';

/** What each kind of topic is marked and headed with, and the severity of its annotation. */
export const kinds = {
  error: { mark: '✗', heading: 'Errors', severity: 'error' },
  question: { mark: '?', heading: 'Questions', severity: 'error' },
  warning: { mark: '!', heading: 'Warnings', severity: 'warning' },
  deletion: { mark: '-', heading: 'To delete in the Conduit Dashboard', severity: 'warning' },
  decision: { mark: '✓', heading: 'Decisions', severity: undefined },
  notice: { mark: 'i', heading: 'Notices', severity: 'notice' },
  quiet: { mark: '·', heading: 'Decisions not carried out', severity: undefined },
} as const;

/** In the order in which they are told. */
export type Kind = keyof typeof kinds;

export interface Topic {
  kind: Kind;
  /** The webhook that it is about; absent when it is about the run. */
  name?: string | undefined;
  /** What happened, in one sentence. */
  says: Text;
  /** What is so of this webhook. */
  facts?: readonly Fact[] | undefined;
  /** What to do, in one sentence; before choices it ends with a colon. */
  advice?: Text | undefined;
  choices?: readonly Choice[] | undefined;
  /** What else there is to know. */
  also?: Text | undefined;
  /** Where in the manifest it is to be seen; absent when no place is better than another. */
  place?: Place | undefined;
}

/** A sentence, or a field that is declared otherwise than it is recorded. */
export type Fact = Text | Difference;

/** A decision that can be taken. */
export interface Choice {
  /** The line that says it. */
  line: string;
  /** What it does. */
  says?: Text | undefined;
}

/** A field of the webhook, or its name where it has no such field; or a place that is known. */
export type Place = { field: string | undefined } | { range: Range };

/** Topics that differ in nothing but the webhook, its facts and its lines. */
export interface Block {
  kind: Kind;
  topics: readonly [Topic, ...Topic[]];
}

/** The topics in blocks, in the order of kinds. */
export function blocksOf(topics: readonly Topic[]): Block[] {
  const groups = Map.groupBy(topics, ({ kind, says, advice, choices = [], also }) =>
    JSON.stringify([kind, says, advice, also, choices.map((choice) => choice.says)]),
  );
  const blocks = [...groups.values()].map((group): Block => {
    const [first, ...rest] = group as [Topic, ...Topic[]];
    return { kind: first.kind, topics: [first, ...rest] };
  });
  const order = Object.keys(kinds);
  return blocks.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** The words of a block, and the lines of each choice together. */
export function wordsOf({ topics }: Block) {
  const [{ says, advice, also, choices = [] }] = topics;
  const names = topics.flatMap(({ name }) => name ?? []);
  const shared = (text: Text | undefined) => text && resolved(text, names);
  return {
    says: resolved(says, names),
    advice: shared(advice),
    also: shared(also),
    choices: choices.map((choice, index) => ({
      says: shared(choice.says),
      lines: topics.flatMap((topic) => topic.choices?.[index]?.line ?? []),
    })),
  };
}

/** The first sentence or two of a block, as an annotation has them. */
export function briefOf(block: Block): string {
  const { says, advice } = wordsOf(block);
  return [says, advice].flatMap((text) => (text ? plainText(text) : [])).join(' ');
}

/** Something that failed, in words that were made where it did. */
export function failureTopic(message: string): Topic {
  return { kind: 'error', says: withCode(sentence(message)) };
}
