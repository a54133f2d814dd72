/** What each question says, and what each decision that answers it does. */

import type { Result, StoreTrouble } from '../apply/result.ts';
import { apiVersion } from '../generated/api.ts';
import { lineOf, type Question } from '../plan/question.ts';
import {
  code,
  dateText,
  ended,
  inNumber,
  say,
  sentence,
  subject,
  type Text,
  value,
} from '../safe/prose.ts';
import {
  apiSaid,
  decide,
  oldOnesStay,
  origin,
  type ReportContext,
  replaces,
  runLink,
  whenAndBy,
  withLine,
} from './context.ts';
import type { Fact, Topic } from './topic.ts';

type Of<K extends Question['kind']> = Extract<Question, { kind: K }>;

/** The word for a question in a webhook's line. */
export function questionWord(question: Question): string {
  if (question.kind === 'another-id') return 'another ID';
  return question.kind === 'unknown' && question.waiting ? 'waiting' : question.kind;
}

/** `result` is what became of the webhook in this run, once a request was sent for it. */
export function questionTopic(
  question: Question,
  result: Result | undefined,
  context: ReportContext,
): Topic {
  switch (question.kind) {
    case 'moved':
      return moved(question, context);
    case 'unknown':
      return question.waiting ? waiting(question, context) : unknown(question, result, context);
    case 'renamed':
      return renamed(question, context);
    case 'returned':
      return returned(question, context);
    case 'another-id':
      return anotherId(question, context);
    case 'changed':
      return changed(question, context);
    case 'unstored':
      return unstored(question, result, context);
  }
}

/** The question's decisions, each with what it does. */
function choicesOf(
  { options }: Question,
  meanings: { [verb in Question['options'][number]['verb']]?: Text },
): Topic['choices'] {
  return options.map((option) => ({ line: lineOf(option), says: meanings[option.verb] }));
}

function moved(question: Of<'moved'>, context: ReportContext): Topic {
  const { recorded, given } = question;
  const [what, old, change, undo] =
    recorded.apiUrl === given.apiUrl
      ? ['manifest', recorded.manifest, 'manifest moved', 'old path']
      : recorded.manifest === given.manifest
        ? ['base URL', recorded.apiUrl, 'base URL changed', 'old base URL']
        : [
            'manifest and base URL',
            `${recorded.manifest}, ${recorded.apiUrl}`,
            'manifest and the base URL changed',
            'old path and base URL',
          ];
  const differences = [
    { field: 'manifest', recorded: recorded.manifest, declared: given.manifest },
    { field: 'api-url', recorded: recorded.apiUrl, declared: given.apiUrl },
  ];
  return {
    kind: 'question',
    says: say`The state of ${context.environment} belongs to another ${what}: ${value(old)}.`,
    facts: differences.filter((one) => one.recorded !== one.declared),
    advice: decide(context, say`Restore the ${undo}`),
    choices: choicesOf(question, {
      keep: say`These are the same webhooks: the ${change}. Nothing is sent.`,
    }),
    also: say`For a second manifest or a second Conduit account, set ${context.words.state} to
      ${code('git:NAME')}.`,
  };
}

function waiting({ name, attempt }: Of<'unknown'>, context: ReportContext): Topic {
  const { id } = attempt.run;
  const isOwn = id !== '' && id === context.run.id;
  const who = isOwn
    ? 'an earlier attempt or another job of this run'
    : id === ''
      ? 'another run'
      : runLink(id, context);
  return {
    kind: 'question',
    name,
    says: say`${subject}: ${who} is registering ${inNumber('it', 'these')}.`,
    advice: say`Wait for it, then run this one again.`,
    also: say`If that run was killed, run this one again after ${dateText(attempt.until)}.`,
  };
}

function unknown(
  question: Of<'unknown'>,
  result: Result | undefined,
  context: ReportContext,
): Topic {
  const { name, attempt, isDeclared, id } = question;
  const why =
    attempt.reason === undefined
      ? 'That run ended before it recorded an outcome.'
      : sentence(attempt.reason);
  const { url } = attempt.body;
  const base = {
    kind: 'question',
    name,
    says: say`${subject}: a request may have reached Conduit, and its outcome is unknown.`,
    facts: [
      say`Requested${whenAndBy(attempt, context)}. ${why}`,
      ...apiSaid(result?.errors),
      ...(typeof url === 'string' ? [say`Its URL is ${value(url)}.`] : []),
    ],
    place: isDeclared ? { field: undefined } : undefined,
  } satisfies Topic;
  if (!context.remembers) {
    return {
      ...base,
      advice: say`Look in the Conduit Dashboard before you run this again: with
        ${code('state: none')}, every run registers ${inNumber('it', 'them')}.`,
    };
  }
  const itIs = inNumber('it is', 'they are');
  const next =
    id === undefined
      ? say`The action registers ${inNumber('it', 'them')}.`
      : say`The ${inNumber('webhook', 'webhooks')} recorded before ${inNumber('stays', 'stay')} in use.`;
  return {
    ...base,
    advice: isDeclared
      ? decide(
          context,
          say`Declare the ${code('id')}
            ${inNumber('if the Conduit Dashboard shows it', 'of each that the Conduit Dashboard shows')}`,
        )
      : decide(context, say`Declare the name again with the ${code('id')} if you need the webhook`),
    choices: choicesOf(question, {
      gone: isDeclared
        ? say`You looked, and ${itIs} not in the Conduit Dashboard. ${next}`
        : say`You looked, and ${itIs} not, or no longer, in the Conduit Dashboard.`,
    }),
  };
}

function renamed(question: Of<'renamed'>, context: ReportContext): Topic {
  const { name, from, recorded, isAttempt, differences } = question;
  const moves = say`It is the same webhook. Its record moves to the new name`;
  const keep = isAttempt
    ? say`${moves}, and the run then asks what became of the request.`
    : differences.length === 0
      ? say`${moves}. Nothing is sent.`
      : say`${moves}, and the run then asks about the differences.`;
  return {
    kind: 'question',
    name,
    says: say`${subject}: the name is new, and the webhook looks like one that is recorded and no
      longer declared.`,
    facts: [
      say`Recorded as ${value(from)}, ${origin(recorded, context)}.`,
      ...(differences.length === 0 ? [say`Only the name differs.`] : differences),
    ],
    advice: decide(context, 'Restore the old name'),
    choices: choicesOf(question, {
      keep,
      replace: say`It is another webhook. The action registers it, and the recorded one stays
        active until you delete it.`,
    }),
    place: { field: undefined },
  };
}

function returned(question: Of<'returned'>, context: ReportContext): Topic {
  const { name, current, removedAt } = question;
  return {
    kind: 'question',
    name,
    says: say`${subject} ${inNumber('was', 'were')} removed from the manifest, and
      ${inNumber('is', 'are')} declared again.`,
    facts: [
      sentenceOf(origin(current, context)),
      say`First found removed on ${dateText(removedAt)}.`,
    ],
    advice: decide(context),
    choices: choicesOf(question, {
      keep: say`You did not delete it in the Conduit Dashboard. Nothing is sent.`,
      gone: say`You deleted it in the Conduit Dashboard. The action registers a new one with a new
        signing secret.`,
    }),
    place: { field: undefined },
  };
}

function anotherId(question: Of<'another-id'>, context: ReportContext): Topic {
  const { name, current, declaredId } = question;
  return {
    kind: 'question',
    name,
    says: say`${subject}: the declared ${code('id')} is not that of the recorded webhook.`,
    facts: [
      { field: 'id', recorded: current.id, declared: declaredId },
      sentenceOf(origin(current, context)),
    ],
    advice: decide(context, say`Take the ${code('id')} out`),
    choices: choicesOf(question, {
      gone: say`The recorded webhook is not, or no longer, in the Conduit Dashboard. The action
        adopts the declared one. Nothing is sent.`,
    }),
    place: { field: 'id' },
  };
}

function changed(question: Of<'changed'>, context: ReportContext): Topic {
  const { name, current, differences } = question;
  return {
    kind: 'question',
    name,
    says: say`${subject}: the manifest changed, and API ${apiVersion} cannot change a webhook.`,
    facts: [...differences, sentenceOf(origin(current, context))],
    advice: decide(context, 'Undo the change'),
    choices: choicesOf(question, {
      replace: replaces,
      keep: say`You already made ${inNumber('this edit', 'these edits')} in the Conduit Dashboard.
        Nothing is sent.`,
    }),
    place: { field: differences[0]?.field },
  };
}

function unstored(
  question: Of<'unstored'>,
  result: Result | undefined,
  context: ReportContext,
): Topic {
  const { name, id, secret, exists, taken, observed, formerly } = question;
  const why: Text = result?.trouble
    ? troubleText(result.trouble, secret)
    : exists
      ? observed
        ? say`The GitHub secret ${value(secret)} holds something else: it has not been written
          since a run last checked it.`
        : say`The GitHub secret ${value(secret)} exists, and no run has recorded what it holds.`
      : say`The GitHub secret ${value(secret)} does not exist.`;
  const facts: Fact[] = [
    why,
    ...(result?.secret === undefined
      ? []
      : [say`The signing secret is in the output ${code(`${name}-secret`)} of this step.`]),
    say`The webhook is ${value(id)}.`,
    ...formerly.map((key) => {
      const [old = '', environment] = key.split('/');
      const where =
        environment === undefined ? '' : say` in the GitHub environment ${value(environment)}`;
      return say`The GitHub secret ${value(old)}${where} holds it, and is not needed once
        ${value(secret)} does.`;
    }),
  ];
  const set = say`${inNumber('the', 'each')} GitHub secret to the Key Secret that the Conduit
    Dashboard shows`;
  const isUnseen = context.mode === 'plan' && !observed;
  const lead = isUnseen ? say`Run register once, then set ${set}` : say`Set ${set}`;
  const newOnes = inNumber(
    'a new webhook and store its signing secret',
    'new webhooks and store their signing secrets',
  );
  const choices = choicesOf(question, { replace: say`Register ${newOnes}. ${oldOnesStay}` });
  const orDecide = taken
    ? withLine(context, say`${lead}, or delete it in GitHub if nothing needs it and decide`)
    : decide(context, lead);
  return {
    kind: 'question',
    name,
    says: say`${subject}: the signing secret is not in the GitHub secret that the manifest names.`,
    facts,
    advice: choices?.length ? orDecide : say`${lead}.`,
    choices,
    also: isUnseen
      ? say`A plan records nothing. Only a value that is written after the next register run is
        recognized.`
      : context.remembers
        ? say`The next run sees that
          ${inNumber('the GitHub secret was', 'the GitHub secrets were')} written.`
        : undefined,
    place: { field: 'secret' },
  };
}

/** Why a signing secret was not stored. */
function troubleText(trouble: StoreTrouble, secret: string): Text {
  switch (trouble.kind) {
    case 'no-secret':
      return say`Conduit's reply had no signing secret to store in the GitHub secret
        ${value(secret)}.`;
    case 'written-meanwhile':
      return say`Somebody wrote the GitHub secret ${value(secret)} during this run, and it was
        left as it is.`;
    case 'failed':
      return say`GitHub did not store the secret ${value(secret)}: ${ended(trouble.message)}`;
  }
}

/** The text with a capital first and a full stop last; it begins with a word. */
function sentenceOf([first, ...rest]: Text): Text {
  const start = typeof first === 'string' ? first : '';
  return [`${start.slice(0, 1).toUpperCase()}${start.slice(1)}`, ...rest, '.'];
}
