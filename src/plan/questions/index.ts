/** The questions about a webhook, in the order in which they are asked. */
import type { Decision } from '../../manifest/decisions.ts';
import type { Declaration } from '../../manifest/declarations.ts';
import type { Change, Facts, QuestionRule } from '../facts.ts';
import { addLine, choice, type ReportContext, type Topic } from '../topic.ts';
import { type Changed, changed } from './changed.ts';
import { type IdDiffers, idDiffers } from './id-differs.ts';
import { type QuestionKind, questionKinds } from './kinds.ts';
import { type NotStored, notStored } from './not-stored.ts';
import { type ReAdded, reAdded } from './re-added.ts';
import { type Renamed, renamed } from './renamed.ts';
import { type StateMismatch, stateMismatchWords } from './state-mismatch.ts';
import { type Unconfirmed, unconfirmed } from './unconfirmed.ts';

export type WebhookQuestion = Unconfirmed | ReAdded | Renamed | IdDiffers | Changed | NotStored;

/** Facts and declaration leave open what the user wants. Open, it stops every request of the run. */
export type Question = StateMismatch | WebhookQuestion;

const rules: {
  readonly [Kind in Exclude<QuestionKind, 'state-mismatch'>]: QuestionRule<Extract<WebhookQuestion, { kind: Kind }>>;
} = {
  unconfirmed,
  're-added': reAdded,
  renamed,
  'id-differs': idDiffers,
  changed,
  'not-stored': notStored,
};

/**
 * The first question, in the order of `questionKinds`, that the facts raise about a declared webhook, or what comes before
 * it. Once it is answered, they begin anew.
 */
export function firstAsked(declaration: Declaration, facts: Facts): ReturnType<QuestionRule<WebhookQuestion>['ask']> {
  const record = facts.recordOf(declaration.name);
  for (const kind of questionKinds) {
    const asked = kind === 'state-mismatch' ? undefined : rules[kind].ask(declaration, record, facts);
    if (asked !== undefined) return asked;
  }
  return undefined;
}

/** What a `keep` does that answers the question. */
export function keptBy(question: WebhookQuestion, decision: Extract<Decision, { verb: 'keep' }>, facts: Facts): Change {
  return ruleOf(question).keep?.(question, decision, facts) ?? {};
}

/** What people read of a question. */
export function questionWords(question: Question, context: ReportContext): Topic {
  const words =
    question.kind === 'state-mismatch'
      ? stateMismatchWords(question, context)
      : ruleOf(question).words(question, context);
  const { when = {}, lead, choices: others = [], ...topic } = words;
  const choices = [
    ...others,
    ...question.options.flatMap((option) => {
      const condition = when[option.verb];
      return condition === undefined ? [] : choice(option, condition);
    }),
  ];
  return { kind: 'question', name: question.name, advice: addLine(choices, lead), choices, ...topic };
}

/** Its word in the webhook's line. */
export function questionWord(question: WebhookQuestion): string {
  return ruleOf(question).word(question);
}

function ruleOf(question: WebhookQuestion): QuestionRule<WebhookQuestion> {
  // A rule and its questions have one kind.
  return rules[question.kind] as unknown as QuestionRule<WebhookQuestion>;
}
