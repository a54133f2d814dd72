/** Changed: declared and registered bodies differ. */
import { inNumber, say, subject } from '../../safe/prose.ts';
import { type Current, revised } from '../../state/document.ts';
import { type Difference, differencesBetween } from '../../webhook/body.ts';
import { type Asked, describeDeclared, keepCode, type QuestionRule, recordIn } from '../facts.ts';
import { addLine, choice, differenceFacts, originOf, toReplace } from '../topic.ts';

export interface Changed extends Asked {
  kind: 'changed';
  current: Current;
  differences: Difference[];
}

export const changed: QuestionRule<Changed> = {
  word: () => 'changed',

  ask({ name, declaration, record }, facts) {
    const { current } = record;
    if (current === undefined || declaration === undefined) return undefined;
    const differences = differencesBetween(current, describeDeclared(declaration));
    if (differences.length === 0) return undefined;
    const options = [
      { verb: 'replace', name, id: current.id },
      { verb: 'keep', name, code: keepCode('changed', declaration, record, facts) },
    ] as const;
    return {
      question: { kind: 'changed', name, current, differences, options },
      otherwise: facts.context.onChange === 'replace' ? { creates: true } : undefined,
    };
  },

  decide({ name, current }, decision, facts) {
    const declaration = facts.declared.get(name);
    if (decision.verb !== 'keep' || declaration === undefined) return { creates: true };
    const { body, patterns } = describeDeclared(declaration);
    const next = { ...current, body: { ...body }, patterns: [...patterns] };
    const record = revised(recordIn(facts, name), `keep ${decision.code}`, { current: next });
    return { records: [[name, record]] };
  },

  words({ name, current, differences, options }, context) {
    const choices = options.map((option) =>
      choice(
        option,
        option.verb === 'replace'
          ? toReplace
          : say`If you have already made ${inNumber('this change', 'these changes')} in the Conduit
              Dashboard (no request is sent):`,
      ),
    );
    return {
      kind: 'question',
      name,
      says: say`${subject}: the manifest changed after ${inNumber('it was', 'they were')} registered, but
        the action cannot edit a registered webhook. What should it do?`,
      facts: [...differenceFacts(differences), originOf(current, context)],
      advice: addLine(choices, say`Undo the change, or`),
      choices,
      place: { field: differences[0]?.field },
    };
  },
};
