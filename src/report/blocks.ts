/** Topics with the same words share a block: the reason once, and then what differs from webhook to webhook. */
import { type Choice, type Kind, kinds, type Paste, type Topic } from '../plan/topic.ts';
import { resolved, type Text } from '../safe/prose.ts';

/** Topics that differ in nothing but the webhook, its facts and what it has to paste. */
export interface Block {
  kind: Kind;
  topics: readonly [Topic, ...Topic[]];
  /** How many more it is about that are not told one by one. */
  more?: number;
}

/** The words of a block, as they are for its webhooks. */
export interface BlockWords {
  says: Text;
  advice: Text | undefined;
  also: Text | undefined;
  choices: readonly { when: Text; pastes: readonly Paste[] }[];
}

/** The topics in blocks, in the order of kinds. */
export function blocksOf(topics: readonly Topic[]): Block[] {
  const groups = Map.groupBy(topics, ({ kind, says, advice, choices = [], also }) =>
    JSON.stringify([kind, says, advice, also, choices.map(({ when }) => when)]),
  );
  const blocks = [...groups.values()].map((group): Block => {
    const [first, ...rest] = group as [Topic, ...Topic[]];
    return { kind: first.kind, topics: [first, ...rest] };
  });
  const order = Object.keys(kinds);
  return blocks.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** The first `most` topics of the blocks, and how many are left. Mere names count as one. */
export function firstTopics(blocks: readonly Block[], most: number): [Block[], left: number] {
  let room = most;
  let left = 0;
  const shown = blocks.flatMap(({ kind, topics }): Block[] => {
    const isNames = topics.every(({ facts, choices }) => !facts?.length && !choices?.length);
    const cost = isNames ? 1 : topics.length;
    const [first, ...rest] = cost <= room ? topics : topics.slice(0, room);
    const count = first === undefined ? 0 : rest.length + 1;
    room -= Math.min(cost, room);
    const more = topics.length - count;
    left += more;
    return first === undefined ? [] : [{ kind, topics: [first, ...rest], more }];
  });
  return [shown, left];
}

/** The words of a block, and what each choice has to paste together. */
export function wordsOf({ topics, more = 0 }: Block): BlockWords {
  const [{ says, advice, also, choices = [] }] = topics;
  const names = topics.flatMap(({ name }) => name ?? []);
  const forAll = (text: Text) => resolved(text, names[0], names.length + more);
  const shared = (text: Text | undefined) => text && forAll(text);
  return {
    says: forAll(says),
    advice: shared(advice),
    also: shared(also),
    choices: choices.map((choice, index) => ({
      when: forAll(choice.when),
      pastes: topics.flatMap((topic) => topic.choices?.[index]?.paste ?? []),
    })),
  };
}

/** The place of an environment's decisions in the manifest, as YAML keys. */
export function decisionsPlace(environment: string): string[] {
  return ['environments:', `  ${environment}:`, '    decisions:'];
}

/** True when one place holds for all that the choices have to paste: it need be shown once. */
export function hasOnePlace(choices: readonly Pick<Choice, 'paste'>[]): boolean {
  return choices.length > 0 && choices.every(({ paste }) => 'line' in paste);
}

/** What is pasted, below the place that `decisionsPlace` gives. */
export function decisionItem(line: string): string {
  return `      - ${line}`;
}

/** What is pasted, as a whole piece of YAML from the top of the manifest down. */
export function wholeYaml(pastes: readonly Paste[], environment: string): string[] {
  const lines = pastes.flatMap((paste) => ('line' in paste ? [decisionItem(paste.line)] : []));
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

/**
 * What can be copied at once. A line that claims something which may not be done yet stands alone: a copy of it is one
 * decision.
 */
export function copiesOf(pastes: readonly Paste[]): Paste[][] {
  const isClaim = (paste: Paste) => 'line' in paste && !paste.line.startsWith('replace ');
  const together = pastes.filter((paste) => !isClaim(paste));
  return [...(together.length > 0 ? [together] : []), ...pastes.filter(isClaim).map((one) => [one])];
}
