/** Unconfirmed: a request of an earlier run stands. It may have arrived, and no run recorded its result. */
import type { ApiError } from '../../clients/reply.ts';
import { code, dateText, inNumber, say, sentence, subject, type Text, value } from '../../safe/prose.ts';
import type { StandingRequest } from '../../state/document.ts';
import {
  type Asked,
  adoptChange,
  type Change,
  type Facts,
  type PlanContext,
  type QuestionRule,
  type QuestionWords,
} from '../facts.ts';
import { apiReplied, itThem, type ReportContext, runLink, whenAndBy } from '../topic.ts';

export interface Unconfirmed extends Asked {
  kind: 'unconfirmed';
  request: StandingRequest;
  /** Its run may still act on it: nobody else decides until then. */
  inProgress: boolean;
  isDeclared: boolean;
  /** The ID that is current beside the request. */
  current: string | undefined;
  /** A declared `id` that cannot be its webhook: it is known already, as that of `owner` or as one that is not in use. */
  knownId?: { id: string; owner: string | undefined } | undefined;
  /** What the API said, in the run that sent it. */
  errors?: readonly ApiError[] | undefined;
}

/** True while the run that wrote the request may still act on it. */
export function mayStillAct({ reason, until }: StandingRequest, { at }: PlanContext): boolean {
  return reason === undefined && Date.parse(until) > Date.parse(at);
}

/** The question what became of a request. */
export function unconfirmedQuestion(
  name: string,
  request: StandingRequest,
  known: Pick<Unconfirmed, 'inProgress' | 'isDeclared' | 'current' | 'knownId' | 'errors'>,
): Unconfirmed {
  const options = known.inProgress ? [] : [{ verb: 'gone' as const, name, id: request.id }];
  return { kind: 'unconfirmed', name, request, ...known, options };
}

/** What the facts raise about a name under which a request stands, declared or not. */
export function askedOfRequest(name: string, facts: Facts): Unconfirmed | { change: Change } | undefined {
  const { request, current } = facts.recordOf(name);
  if (request === undefined) return undefined;
  const declaration = facts.declared.get(name);
  const { id } = declaration ?? {};
  const isKnown = id !== undefined && facts.held.has(id);
  const inProgress = mayStillAct(request, facts.context);
  if (declaration !== undefined && id !== undefined && !isKnown && !inProgress) {
    return { change: adoptChange(declaration, id, facts) };
  }
  return unconfirmedQuestion(name, request, {
    inProgress,
    isDeclared: declaration !== undefined,
    current: current?.id,
    knownId: isKnown && id !== current?.id ? { id, owner: facts.ownerOf(id) } : undefined,
  });
}

export const unconfirmed: QuestionRule<Unconfirmed> = {
  word: ({ inProgress }) => (inProgress ? 'in progress' : 'unconfirmed'),

  ask: ({ name }, _, facts) => askedOfRequest(name, facts),

  words(question, context) {
    if (question.inProgress) return inProgressWords(question, context);
    const { name, request, isDeclared, knownId, errors } = question;
    const { url } = request.body;
    const reason =
      request.reason === undefined ? 'The run ended before it recorded a result.' : sentence(request.reason);
    const base = {
      says: say`${subject}: Conduit may have created ${itThem}. A request was started, but its result
        is not known. ${inNumber('Is it', 'Are they')} in the Conduit Dashboard?`,
      facts: [
        ...(typeof url === 'string' ? [{ label: 'url', data: [value(url)] }] : []),
        { label: 'requested', data: whenAndBy(request, context) },
        { label: 'reason', data: [reason] },
        ...apiReplied(errors),
        ...(knownId === undefined ? [] : [knownIdText(knownId)]),
      ],
      place: isDeclared ? { field: undefined } : undefined,
    };
    if (!context.remembers) {
      return {
        ...base,
        advice: say`Check the Conduit Dashboard before you re-run: with ${code('state: none')}, every
          run creates ${itThem}.`,
      };
    }
    const look = say`Look for ${inNumber('this URL', 'these URLs')} under Webhooks in the Conduit
      Dashboard.`;
    const when = { gone: whenNotThere(question) };
    if (isDeclared) {
      const isThere = say`Yes, ${inNumber('it is there. Add its ID', 'they are there. Add their IDs')} to the
        manifest, and the action adopts ${itThem}:`;
      return { ...base, advice: look, choices: [{ when: isThere, paste: { idOf: name } }], when };
    }
    const lead = say`${look} If ${inNumber('it is', 'they are')} there, add
      ${inNumber('the webhook', 'the webhooks')} to the manifest again with
      ${inNumber('its', 'their')} ${code('id')}, or delete ${itThem} in the Conduit Dashboard.
      Otherwise,`;
    return { ...base, lead, when };
  },
};

function knownIdText({ id, owner }: NonNullable<Unconfirmed['knownId']>): Text {
  const whose = owner === undefined ? say`a webhook that is no longer in use` : value(owner);
  return say`The ${code('id')} in the manifest, ${value(id)}, does not answer this question: it is the ID of
    ${whose}.`;
}

function whenNotThere({ current, isDeclared }: Unconfirmed): Text {
  const next = !isDeclared
    ? 'no request is sent'
    : current === undefined
      ? inNumber('the next run creates it', 'the next run creates them')
      : say`${inNumber('the webhook registered before stays in use', 'the webhooks registered before stay in use')} unless
          a decision or ${code('on-change')} replaces ${itThem}`;
  return say`No, ${inNumber('it is', 'they are')} not there (${next}):`;
}

function inProgressWords({ request }: Unconfirmed, context: ReportContext): QuestionWords {
  const { id } = request.run;
  const isOwn = id !== '' && id === context.run.id;
  const who: Text = isOwn
    ? say`an earlier attempt of this run, or another of its jobs,`
    : id === ''
      ? say`another run`
      : [runLink(id, context)];
  return {
    kind: 'error',
    says: say`${subject}: ${who} may still be creating ${itThem}.`,
    advice: say`Wait for that run to finish, then re-run this job.`,
    also: say`If that run is no longer active, re-run this job after ${dateText(request.until)}.`,
  };
}
