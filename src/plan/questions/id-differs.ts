/** ID differs: the declared `id` was never held, and another one is current. With nothing current, it is adopted. */
import { code, inNumber, say, subject, value } from '../../safe/prose.ts';
import { type Current, revised } from '../../state/document.ts';
import { type Asked, adopted, describeDeclared, type QuestionRule, recordIn, withoutIds } from '../facts.ts';
import { addLine, choice, originOf } from '../topic.ts';

export interface IdDiffers extends Asked {
  kind: 'id-differs';
  current: Current;
  declaredId: string;
}

export const idDiffers: QuestionRule<IdDiffers> = {
  word: () => 'ID differs',

  ask({ name, declaration, record }, facts) {
    const { current } = record;
    if (declaration === undefined) return undefined;
    const { id } = declaration;
    if (id === undefined || facts.held.has(id) || id === current?.id) return undefined;
    if (current === undefined) {
      const adoption = adopted(id, describeDeclared(declaration), facts.context);
      return {
        change: { records: [[name, revised(record, `adopt ${id}`, { current: adoption })]] },
      };
    }
    const options = [{ verb: 'gone', name, id: current.id }] as const;
    return { question: { kind: 'id-differs', name, current, declaredId: id, options } };
  },

  decide: ({ name, current }, _, facts) => ({
    records: [[name, withoutIds(recordIn(facts, name), current.id)]],
  }),

  words({ name, current, declaredId, options }, context) {
    const choices = options.map((option) =>
      choice(
        option,
        say`If ${inNumber('the registered webhook is', 'the registered webhooks are')} not in the Conduit
          Dashboard (the next run adopts the ${code('id')} in the manifest):`,
      ),
    );
    return {
      kind: 'question',
      name,
      says: say`${subject}: the ${code('id')} in the manifest differs from the registered
        ${inNumber('webhook', 'webhooks')}. Which one is right?`,
      facts: [originOf(current, context), { label: 'id in the manifest', data: [value(declaredId)] }],
      advice: addLine(choices, say`Remove the ${code('id')} from the manifest, or`),
      choices,
      place: { field: 'id' },
    };
  },
};
