/** What is said of errors, results, notes, decisions and webhooks to delete. */

import type { Registration, Result } from '../apply/result.ts';
import type { ApiError, ReplyWarning } from '../clients/reply.ts';
import { apiVersion, requestFields } from '../generated/api.ts';
import type { DecisionLine } from '../manifest/decisions.ts';
import type { Declaration } from '../manifest/declarations.ts';
import { didYouMean } from '../manifest/suggest.ts';
import type { Note, Plan, PlanError, Reminder } from '../plan/plan.ts';
import { lineOf, stateName } from '../plan/question.ts';
import { code, counted, inNumber, listed, say, subject, type Text, value } from '../safe/prose.ts';
import {
  apiSaid,
  detailsOf,
  type ReportContext,
  replaces,
  runLink,
  thenAdd,
  withLine,
} from './context.ts';
import type { Topic } from './topic.ts';

/** Answers of the API that speak of the credentials. */
const credentialStatuses: readonly (number | undefined)[] = [401, 403];

const isAre = inNumber('is', 'are');
const itThem = inNumber('it', 'them');

export function errorTopic(error: PlanError, context: ReportContext): Topic {
  const kind = 'error';
  switch (error.kind) {
    case 'contradiction': {
      const lines = [...new Set(error.lines.map(({ decision }) => lineOf(decision)))];
      return {
        kind,
        says: say`These decisions contradict each other: ${listed(lines.map(value))}.`,
        advice: say`Keep one of them.`,
        place: placeOf(error.lines),
      };
    }
    case 'gone-but-current': {
      const { line, name, id } = error;
      return {
        kind,
        says: say`${value(lineOf(line.decision))}: this webhook is the current one, and no
          question asks about it.`,
        advice: withLine(
          context,
          say`Take ${value(name)} out of the manifest, or register a new webhook`,
        ),
        choices: [{ line: lineOf({ verb: 'replace', name, id }), says: replaces }],
        place: placeOf([line]),
      };
    }
    case 'id-taken':
      return {
        kind,
        name: error.name,
        says: say`${subject}: the declared ${code('id')} ${value(error.id)} is recorded for
          ${value(error.owner)}.`,
        advice: say`Declare this webhook under one name only.`,
        place: { field: 'id' },
      };
    case 'secret-taken':
      return {
        kind,
        name: error.name,
        says: say`${subject}: the GitHub secret ${value(error.secret)} exists, and the action does
          not overwrite it.`,
        advice: say`Delete it in GitHub if nothing needs it, or declare another name.`,
        place: { field: 'secret' },
      };
    case 'no-token': {
      const input = code('secrets-token');
      const why =
        error.why === 'missing'
          ? say`the input ${input} is empty`
          : say`the input ${input} is GITHUB_TOKEN, which can never write secrets`;
      return {
        kind,
        name: error.name,
        says: say`${subject}: the GitHub secret ${value(error.secret)} cannot be checked or
          written, because ${why}.`,
        advice: say`Use a GitHub App token or a fine-grained token that can write secrets.`,
        place: { field: 'secret' },
      };
    }
    case 'outdated':
      return {
        kind,
        says: say`This run is older than ${runLink(error.run, context)}, which wrote the state. It
          sent, decided and recorded nothing.`,
        advice: say`Start a new run of the workflow.`,
      };
  }
}

/** The decisions that an error is about. */
function linesOf(error: PlanError): readonly DecisionLine[] {
  if (error.kind === 'contradiction') return error.lines;
  return error.kind === 'gone-but-current' ? [error.line] : [];
}

/** Where the first of the lines stands that is in the manifest. */
function placeOf(lines: readonly DecisionLine[]): Topic['place'] {
  const range = lines.find((line) => line.range !== undefined)?.range;
  return range && { range };
}

/** What the requests came to, where that is no question and no plain success. */
export function resultTopics({ plan, results }: Registration, context: ReportContext): Topic[] {
  const declarations = new Map(plan.webhooks.map((one) => [one.declaration.name, one.declaration]));
  const denied = results.filter(({ refusedWith }) => credentialStatuses.includes(refusedWith));
  const topics = results.flatMap((result) => [
    ...refusal(result, declarations.get(result.name), denied.length > 0),
    ...(result.warnings ?? []).map(
      (warning): Topic => ({
        kind: 'warning',
        name: result.name,
        says: say`${subject}: ${warningText(warning)}`,
        place: { field: undefined },
      }),
    ),
  ]);
  return denied.length === 0 ? topics : [deniedTopic(denied, results, context), ...topics];
}

/** 401 and 403 speak of the run's credentials, not of a webhook. */
function deniedTopic(
  denied: readonly Result[],
  results: readonly Result[],
  { environment }: ReportContext,
): Topic {
  const [first] = denied;
  const unsent = results.filter(({ status }) => status === 'unsent');
  const names = (some: readonly Result[]) => listed(some.map(({ name }) => value(name)));
  return {
    kind: 'error',
    says: say`Conduit refused the credentials with status ${first?.refusedWith ?? ''}, and created
      nothing for ${names(denied)}.`,
    facts: [
      ...apiSaid(first?.errors),
      ...(unsent.length === 0 ? [] : [say`Nothing was sent for ${names(unsent)}.`]),
    ],
    advice: say`Check that ${code('api-key')} and ${code('api-secret')} are those of the
      ${environment} environment.`,
  };
}

function refusal(
  { name, status, refusedWith, errors = [], reason = '' }: Result,
  declaration: Declaration | undefined,
  isDenied: boolean,
): Topic[] {
  const place = { field: declaration && fieldOf(errors, declaration) };
  if (status === 'unsent' && !isDenied) {
    return [{ kind: 'error', name, says: say`${subject}: nothing was sent (${reason}).` }];
  }
  if (status !== 'refused' || credentialStatuses.includes(refusedWith)) return [];
  if (refusedWith === 429) {
    return [
      {
        kind: 'error',
        name,
        says: say`${subject}: Conduit still asks to slow down (status 429) after several tries,
          and created nothing.`,
        facts: apiSaid(errors),
        advice: say`Run this again later, or with a lower ${code('concurrency')}.`,
        place,
      },
    ];
  }
  const said = detailsOf(errors);
  const why = said === undefined ? 'and gave no reason.' : `and created nothing: ${said}`;
  return [
    {
      kind: 'error',
      name,
      says: say`${subject}: Conduit refused the request with status ${refusedWith ?? ''} ${why}`,
      place,
    },
  ];
}

/** The declared field that the API's errors speak of, when they name one. */
function fieldOf(errors: readonly ApiError[], { body }: Declaration): string | undefined {
  const said = errors.map(({ detail, code: name }) => `${detail} ${name}`.slice(0, 2000)).join(' ');
  const words = new Set(said.toLowerCase().match(/\w+/g));
  return requestFields.find((field) => body[field] !== undefined && words.has(field.toLowerCase()));
}

/** What is to be known of a webhook although it stops nothing. `id` is the one it has now. */
export function noteTopic(
  name: string,
  id: string | undefined,
  note: Note,
  context: ReportContext,
): Topic {
  const base = { kind: 'notice', name } as const;
  const secret = { ...base, place: { field: 'secret' } };
  switch (note.kind) {
    case 'inert-id':
      return {
        ...base,
        kind: 'warning',
        says:
          note.fate === 'replaced'
            ? say`${subject}: the declared ${code('id')} was replaced earlier, and does nothing
              now.`
            : say`${subject}: the declared ${code('id')} is recorded as gone, and does nothing
              now.`,
        advice: say`Take it out.`,
        place: { field: 'id' },
      };
    case 'grown':
      return {
        ...base,
        says: say`${subject}: the declared patterns now also cover
          ${listed(note.events.map(value))}, and
          ${inNumber('the webhook stays', 'the webhooks stay')} as registered.`,
        advice: withLine(context, 'To receive these events, register a new webhook'),
        choices:
          id === undefined ? [] : [{ line: lineOf({ verb: 'replace', name, id }), says: replaces }],
        place: { field: 'events' },
      };
    case 'secret-written':
      return {
        ...secret,
        says: say`${subject}: the GitHub secret was written since a run last checked it, and the
          action assumes that it holds the signing secret.`,
        facts: [say`The GitHub secret is ${value(note.secret)}.`],
        advice: say`Verify this. The action cannot.`,
      };
    case 'secret-adopted':
      return {
        ...secret,
        says: say`${subject}: the GitHub secret existed before the adoption, and the action
          assumes that it holds the signing secret.`,
        facts: [say`The GitHub secret is ${value(note.secret)}.`],
        advice: say`Verify this. The action cannot.`,
      };
    case 'secret-unseen':
      return {
        ...base,
        says: say`${subject}: the GitHub secret was not checked, because
          ${context.words.unseen}.`,
        advice: say`A register run needs a token that can.`,
      };
  }
}

/** Advice to delete comes of a state that was read back, so there is none in a plan. */
export function reminderTopic({ kind, name, id }: Reminder, context: ReportContext): Topic {
  return {
    kind: 'deletion',
    name,
    says:
      kind === 'removed'
        ? say`${subject} ${isAre} no longer declared in ${context.environment}, and ${isAre} still
          active at Conduit.`
        : say`${subject} ${inNumber('was', 'were')} replaced, and the old
          ${inNumber('webhook is', 'webhooks are')} still active at Conduit.`,
    advice: thenAdd(context, say`Delete ${itThem} in the Conduit Dashboard`),
    choices: [{ line: lineOf({ verb: 'gone', name, id }) }],
  };
}

/** What a plan says of a name that is recorded and for the first time not declared. */
export function removedTopic(name: string, { environment }: ReportContext): Topic {
  return {
    kind: 'notice',
    name,
    says: say`${subject} ${isAre} no longer declared in ${environment}.`,
    advice: say`A register run records this, and sends nothing for ${itThem}.`,
  };
}

/** There is no state: what exists at Conduit already would be created again. */
export function firstRunTopic({ isNew, webhooks }: Plan): Topic[] {
  const created = webhooks.filter(({ action }) => action === 'create').length;
  if (!isNew || created === 0) return [];
  const all =
    created < webhooks.length
      ? `${created} of ${counted(webhooks.length, 'webhook')} will be created`
      : created === 1
        ? 'The webhook will be created'
        : created === 2
          ? 'Both webhooks will be created'
          : `All ${counted(created, 'webhook')} will be created`;
  const rest = created === 1 ? 'if it exists' : 'of those that exist';
  return [
    { kind: 'notice', says: say`No state exists. ${all}; declare the ${code('id')} ${rest}.` },
  ];
}

/** The decisions that this run carried out, or did not come to. */
export function decidedTopics(
  { plan, results, recorded }: Registration,
  { mode }: ReportContext,
): Topic[] {
  const statuses = new Map(results.map(({ name, status }) => [name, status]));
  return plan.decided.map(({ decision }): Topic => {
    const status = statuses.get(decision.name);
    const isCreated = status !== 'to-create' && status !== 'refused' && status !== 'unsent';
    const isDone = recorded && (decision.verb !== 'replace' || isCreated);
    const kind = isDone || mode === 'plan' ? 'decision' : 'quiet';
    const says =
      mode === 'plan'
        ? say`Decided. The next register run carries this out:`
        : !isDone
          ? say`Not carried out in this run:`
          : decision.verb === 'replace'
            ? say`Carried out:`
            : say`Carried out. Not verified: API ${apiVersion} has no list.`;
    return { kind, says, facts: [[value(lineOf(decision))]] };
  });
}

/** One quiet line for decisions with nothing to decide, and suggestions for misspelt names. */
export function idleTopics({ plan }: Registration, { remembers }: ReportContext): Topic[] {
  if (plan.errors.some(({ kind }) => kind === 'outdated')) return [];
  const wrong = new Set(plan.errors.flatMap(linesOf));
  const idle = plan.idle.filter((line) => !wrong.has(line));
  const lines = [...new Set(idle.map(({ decision }) => lineOf(decision)))];
  if (lines.length === 0) return [];
  const which = listed(lines.map(value));
  if (!remembers) {
    return [
      { kind: 'quiet', says: say`With ${code('state: none')}, decisions do nothing: ${which}.` },
    ];
  }
  const names = [
    ...new Set([
      ...plan.webhooks.map(({ declaration }) => declaration.name),
      ...Object.keys(plan.next.webhooks),
    ]),
  ];
  const known = new Set([...names, stateName]);
  const facts = idle.flatMap(({ decision }) => {
    const guess = known.has(decision.name) ? '' : didYouMean(decision.name, names);
    return guess === ''
      ? []
      : [say`${value(lineOf(decision))}: no webhook is named ${value(decision.name)}.${guess}`];
  });
  const have = lines.length === 1 ? 'decision has' : 'decisions have';
  return [
    {
      kind: 'quiet',
      says: say`${lines.length} ${have} nothing to decide now and can stay: ${which}.`,
      facts,
    },
  ];
}

/** In which way the reply to a creation was odd. */
function warningText(warning: ReplyWarning): Text {
  switch (warning.kind) {
    case 'no-secret':
      return say`the reply has no signing secret. The Conduit Dashboard shows it as the Key Secret.`;
    case 'unusable-secret':
      return say`the ${code('secret')} in the reply is no signing secret, and was not kept. The Conduit Dashboard shows it as the Key Secret.`;
    case 'garbled-secret':
      return say`the signing secret in the reply is not UTF-8 text. Take the Key Secret from the Conduit Dashboard.`;
    case 'odd-id':
      return say`the ID in the reply does not have the form that API ${apiVersion} describes.`;
    case 'breaks-spec':
      return say`the reply departs from API ${apiVersion} in ${listed(warning.fields.map(code))}.`;
    case 'another-webhook':
      return say`the reply differs from the declaration in ${listed(warning.fields.map(code))}. Look at the webhook in the Conduit Dashboard.`;
    case 'repeated-id':
      return say`the reply has the ID of ${value(warning.owner)}. Look at both webhooks in the Conduit Dashboard.`;
  }
}
