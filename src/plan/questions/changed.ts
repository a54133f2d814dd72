/** Changed: declared and registered bodies differ. */
import { inNumber, say, subject } from '../../safe/prose.ts';
import { type Current, revised } from '../../state/document.ts';
import { type Difference, describe, differencesBetween } from '../../webhook/body.ts';
import { type Asked, keepCode, type QuestionRule } from '../facts.ts';
import { differenceFacts, originOf, toReplace } from '../topic.ts';

export interface Changed extends Asked {
  kind: 'changed';
  current: Current;
  differences: Difference[];
}

export const changed: QuestionRule<Changed> = {
  word: () => 'changed',

  ask(declaration, record, { context }) {
    const { name } = declaration;
    const { current } = record;
    if (current === undefined) return undefined;
    const differences = differencesBetween(current, describe(declaration));
    if (differences.length === 0) return undefined;
    const code = keepCode('changed', declaration, record, context);
    const options = [{ verb: 'replace', name, id: current.id } as const, { verb: 'keep', name, code } as const];
    return { kind: 'changed', name, current, differences, options };
  },

  keep({ name, current }, { code }, { declared, recordOf }) {
    const declaration = declared.get(name);
    const next = { ...current, ...(declaration && describe(declaration)) };
    return { webhooks: { [name]: revised(recordOf(name), `keep ${code}`, { current: next }) } };
  },

  words: ({ current, differences }, context) => ({
    says: say`${subject}: the manifest changed after ${inNumber('it was', 'they were')} registered, but
      the action cannot edit a registered webhook. What should it do?`,
    facts: [...differenceFacts(differences), originOf(current, context)],
    lead: say`Undo the change, or`,
    when: {
      replace: toReplace,
      keep: say`If you have already made ${inNumber('this change', 'these changes')} in the Conduit
        Dashboard (no request is sent):`,
    },
    place: { field: differences[0]?.field },
  }),
};
