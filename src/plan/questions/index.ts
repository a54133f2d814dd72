/** The questions about a webhook, in the order in which they are asked. */
import type { Decision, DecisionLine } from '../../manifest/decisions.ts';
import type { Change } from '../book.ts';
import type { Facts, QuestionRule, Subject, Verdict } from '../facts.ts';
import type { ReportContext, Topic } from '../topic.ts';
import { type Changed, changed } from './changed.ts';
import { type IdDiffers, idDiffers } from './id-differs.ts';
import type { QuestionKind } from './kinds.ts';
import { type NotStored, notStored } from './not-stored.ts';
import { type ReAdded, reAdded } from './re-added.ts';
import { type Renamed, renamed } from './renamed.ts';
import { type StateMismatch, stateMismatchWords } from './state-mismatch.ts';
import { type Unconfirmed, unconfirmed } from './unconfirmed.ts';

export type WebhookQuestion = Unconfirmed | ReAdded | Renamed | IdDiffers | Changed | NotStored;

/** Facts and declaration leave open what the user wants. Open, it stops every request of the run. */
export type Question = StateMismatch | WebhookQuestion;

type Of<Kind extends WebhookQuestion['kind']> = Extract<WebhookQuestion, { kind: Kind }>;

/** In the order of `questionKinds`: the first that is open is asked; once it is answered, they begin anew. */
const rules: {
  readonly [Kind in Exclude<QuestionKind, 'state-mismatch'>]: QuestionRule<Of<Kind>>;
} = {
  unconfirmed,
  're-added': reAdded,
  renamed,
  'id-differs': idDiffers,
  changed,
  'not-stored': notStored,
};

/** The first question that the facts raise about a webhook, or the first change that follows from them. */
export function firstVerdict(subject: Subject, facts: Facts): Verdict<WebhookQuestion> | undefined {
  for (const rule of Object.values(rules)) {
    const verdict = rule.ask(subject, facts);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

/** What a decision does that answers the question. */
export function decided(question: WebhookQuestion, decision: Decision, facts: Facts): Change {
  return ruleOf(question).decide(question, decision, facts);
}

/** The decisions that claim what an answer to the question takes: those about one webhook are no contradiction. */
export function rivalsOf(question: WebhookQuestion, facts: Facts): DecisionLine[] {
  return ruleOf(question).rivals?.(question, facts) ?? [];
}

/** What people read of a question. */
export function questionWords(question: Question, context: ReportContext): Topic {
  return question.kind === 'state-mismatch'
    ? stateMismatchWords(question, context)
    : ruleOf(question).words(question, context);
}

/** Its word in the webhook's line. */
export function questionWord(question: WebhookQuestion): string {
  return ruleOf(question).word(question);
}

function ruleOf(question: WebhookQuestion): QuestionRule<WebhookQuestion> {
  // A rule and its questions have one kind.
  return rules[question.kind] as unknown as QuestionRule<WebhookQuestion>;
}
