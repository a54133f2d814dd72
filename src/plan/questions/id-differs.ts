/** ID differs: the declared `id` was never held, and another one is current. With nothing current, it is adopted. */
import { code, inNumber, say, subject, value } from '../../safe/prose.ts';
import type { Current } from '../../state/document.ts';
import { type Asked, adoptChange, type QuestionRule } from '../facts.ts';
import { originOf } from '../topic.ts';

export interface IdDiffers extends Asked {
  kind: 'id-differs';
  current: Current;
  declaredId: string;
}

export const idDiffers: QuestionRule<IdDiffers> = {
  word: () => 'ID differs',

  ask(declaration, { current }, facts) {
    const { name, id } = declaration;
    if (id === undefined || facts.held.has(id) || id === current?.id) return undefined;
    if (current === undefined) return { change: adoptChange(declaration, id, facts) };
    return { kind: 'id-differs', name, current, declaredId: id, options: [{ verb: 'gone', name, id: current.id }] };
  },

  words: ({ current, declaredId }, context) => ({
    says: say`${subject}: the ${code('id')} in the manifest differs from the registered
      ${inNumber('webhook', 'webhooks')}. Which one is right?`,
    facts: [originOf(current, context), { label: 'id in the manifest', data: [value(declaredId)] }],
    lead: say`Remove the ${code('id')} from the manifest, or`,
    when: {
      gone: say`If ${inNumber('the registered webhook is', 'the registered webhooks are')} not in the Conduit
        Dashboard (the next run adopts the ${code('id')} in the manifest):`,
    },
    place: { field: 'id' },
  }),
};
