/** Re-added: declared again after a run reported it as removed. It may have been deleted in between. */
import { dateText, inNumber, say, subject } from '../../safe/prose.ts';
import { type Current, revised } from '../../state/document.ts';
import { type Asked, keepCode, type QuestionRule } from '../facts.ts';
import { originOf } from '../topic.ts';

export interface ReAdded extends Asked {
  kind: 're-added';
  current: Current;
  removedAt: string;
}

export const reAdded: QuestionRule<ReAdded> = {
  word: () => 're-added',

  ask(declaration, record, { context }) {
    const { name } = declaration;
    const { current, removedAt } = record;
    if (current === undefined || removedAt === undefined) return undefined;
    const code = keepCode('re-added', declaration, record, context);
    const options = [{ verb: 'keep', name, code } as const, { verb: 'gone', name, id: current.id } as const];
    return { kind: 're-added', name, current, removedAt, options };
  },

  keep: ({ name }, _, { recordOf }) => ({
    webhooks: { [name]: revised(recordOf(name), 're-added', { removedAt: undefined }) },
  }),

  words: ({ current, removedAt }, context) => ({
    says: say`${subject} ${inNumber('was', 'were')} removed from the manifest and later added again.
      Did you delete ${inNumber('it', 'them')} in the Conduit Dashboard in between?`,
    facts: [originOf(current, context), { label: 'removed', data: say`first seen ${dateText(removedAt)}` }],
    when: {
      keep: say`No, ${inNumber('it is', 'they are')} still there (no request is sent):`,
      gone: say`Yes, ${inNumber('it was', 'they were')} deleted. The next run creates
        ${inNumber('a new webhook with a new signing secret', 'new webhooks with new signing secrets')}:`,
    },
    place: { field: undefined },
  }),
};
