/** Re-added: declared again after a run reported it as removed. It may have been deleted in between. */
import { dateText, inNumber, say, subject } from '../../safe/prose.ts';
import { type Current, revised } from '../../state/document.ts';
import { type Asked, keepCode, type QuestionRule, recordIn, withoutIds } from '../facts.ts';
import { addLine, choice, originOf } from '../topic.ts';

export interface ReAdded extends Asked {
  kind: 're-added';
  current: Current;
  removedAt: string;
}

export const reAdded: QuestionRule<ReAdded> = {
  word: () => 're-added',

  ask({ name, declaration, record }, facts) {
    const { current, removedAt } = record;
    if (current === undefined || removedAt === undefined || declaration === undefined) {
      return undefined;
    }
    const code = keepCode('re-added', declaration, record, facts);
    const options = [
      { verb: 'keep', name, code },
      { verb: 'gone', name, id: current.id },
    ] as const;
    return { question: { kind: 're-added', name, current, removedAt, options } };
  },

  decide({ name, current }, { verb }, facts) {
    const record = recordIn(facts, name);
    const next =
      verb === 'gone' ? withoutIds(record, current.id) : revised(record, 're-added', { removedAt: undefined });
    return { records: [[name, next]] };
  },

  words({ name, current, removedAt, options }, context) {
    const choices = options.map((option) =>
      choice(
        option,
        option.verb === 'keep'
          ? say`No, ${inNumber('it is', 'they are')} still there (no request is sent):`
          : say`Yes, ${inNumber('it was', 'they were')} deleted. The next run creates
              ${inNumber('a new webhook with a new signing secret', 'new webhooks with new signing secrets')}:`,
      ),
    );
    return {
      kind: 'question',
      name,
      says: say`${subject} ${inNumber('was', 'were')} removed from the manifest and later added again.
        Did you delete ${inNumber('it', 'them')} in the Conduit Dashboard in between?`,
      facts: [originOf(current, context), { label: 'removed', data: say`first seen ${dateText(removedAt)}` }],
      advice: addLine(choices),
      choices,
      place: { field: undefined },
    };
  },
};
