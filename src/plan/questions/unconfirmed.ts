/** Unconfirmed: a request of an earlier run stands. It may have arrived, and no run recorded its result. */
import type { ApiError } from '../../clients/reply.ts';
import type { Decision } from '../../manifest/decisions.ts';
import { code, dateText, inNumber, say, sentence, subject, type Text, value } from '../../safe/prose.ts';
import { revised, type StandingRequest } from '../../state/document.ts';
import type { Change } from '../book.ts';
import {
  type Asked,
  adopted,
  type Facts,
  type PlanContext,
  type QuestionRule,
  recordIn,
  type Subject,
  withoutIds,
} from '../facts.ts';
import { doubted } from '../secrets.ts';
import {
  addLine,
  apiReplied,
  type Choice,
  choice,
  type Fact,
  itThem,
  type ReportContext,
  runLink,
  type Topic,
  whenAndBy,
} from '../topic.ts';

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
  facts: Pick<Unconfirmed, 'inProgress' | 'isDeclared' | 'current' | 'knownId' | 'errors'>,
): Unconfirmed {
  const options: Decision[] = facts.inProgress ? [] : [{ verb: 'gone', name, id: request.id }];
  return { kind: 'unconfirmed', name, request, ...facts, options };
}

export const unconfirmed: QuestionRule<Unconfirmed> = {
  word: ({ inProgress }) => (inProgress ? 'in progress' : 'unconfirmed'),

  ask({ name, declaration, record }: Subject, facts) {
    const { request, current } = record;
    if (request === undefined) return undefined;
    const inProgress = mayStillAct(request, facts.context);
    const id = declaration?.id;
    if (!inProgress && id !== undefined && !facts.held.has(id)) {
      const { body, patterns } = request;
      const next = revised(record, `adopt ${id}`, {
        request: undefined,
        current: adopted(id, { body, patterns }, facts.context),
        replaced: [...record.replaced, ...(current ? [current.id] : [])],
      });
      return { change: { records: [[name, next]], ...withDoubt(request, facts) } };
    }
    const isDeclared = declaration !== undefined;
    const knownId =
      id === undefined || !facts.held.has(id) || id === current?.id ? undefined : { id, owner: facts.ownerOf(id) };
    const known = { inProgress, isDeclared, current: current?.id, knownId };
    return { question: unconfirmedQuestion(name, request, known) };
  },

  decide({ name, request }, _, facts) {
    const record = withoutIds(recordIn(facts, name), request.id);
    return { records: [[name, record]], ...withDoubt(request, facts) };
  },

  words(question, context) {
    if (question.inProgress) return inProgressWords(question, context);
    const { name, request, isDeclared, knownId, errors, options } = question;
    const { url } = request.body;
    const reason =
      request.reason === undefined ? 'The run ended before it recorded a result.' : sentence(request.reason);
    const facts: Fact[] = [
      ...(typeof url === 'string' ? [{ label: 'url', data: [value(url)] }] : []),
      { label: 'requested', data: whenAndBy(request, context) },
      { label: 'reason', data: [reason] },
      ...apiReplied(errors),
      ...(knownId === undefined ? [] : [knownIdText(knownId)]),
    ];
    const base = {
      kind: 'question',
      name,
      says: say`${subject}: Conduit may have created ${itThem}. A request was started, but its result
        is not known. ${inNumber('Is it', 'Are they')} in the Conduit Dashboard?`,
      facts,
      place: isDeclared ? { field: undefined } : undefined,
    } satisfies Topic;
    if (!context.remembers) {
      return {
        ...base,
        advice: say`Check the Conduit Dashboard before you re-run: with ${code('state: none')}, every
          run creates ${itThem}.`,
      };
    }
    const look = say`Look for ${inNumber('this URL', 'these URLs')} under Webhooks in the Conduit
      Dashboard.`;
    const gone = options.map((option) => choice(option, whenNotThere(question)));
    if (isDeclared) return { ...base, advice: look, choices: [adoption(name), ...gone] };
    const lead = say`${look} If ${inNumber('it is', 'they are')} there, add
      ${inNumber('the webhook', 'the webhooks')} to the manifest again with
      ${inNumber('its', 'their')} ${code('id')}, or delete ${itThem} in the Conduit Dashboard.
      Otherwise,`;
    return { ...base, advice: addLine(gone, lead), choices: gone };
  },
};

function knownIdText({ id, owner }: NonNullable<Unconfirmed['knownId']>): Text {
  const whose = owner === undefined ? say`a webhook that is no longer in use` : value(owner);
  return say`The ${code('id')} in the manifest, ${value(id)}, does not answer this question: it is the ID of
    ${whose}.`;
}

function adoption(name: string): Choice {
  const when = say`Yes, ${inNumber('it is there. Add its ID', 'they are there. Add their IDs')} to the
    manifest, and the action adopts ${itThem}:`;
  return { when, paste: { idOf: name } };
}

function whenNotThere({ current, isDeclared }: Unconfirmed): Text {
  const next = !isDeclared
    ? 'no request is sent'
    : current === undefined
      ? inNumber('the next run creates it', 'the next run creates them')
      : inNumber('the webhook registered before stays in use', 'the webhooks registered before stay in use');
  return say`No, ${inNumber('it is', 'they are')} not there (${next}):`;
}

function inProgressWords({ name, request }: Unconfirmed, context: ReportContext): Topic {
  const { id } = request.run;
  const isOwn = id !== '' && id === context.run.id;
  const who: Text = isOwn
    ? say`an earlier attempt of this run, or another of its jobs,`
    : id === ''
      ? say`another run`
      : [runLink(id, context)];
  return {
    kind: 'error',
    name,
    says: say`${subject}: ${who} may still be creating ${itThem}.`,
    advice: say`Wait for that run to finish, then re-run this job.`,
    also: say`If that run is no longer active, re-run this job after ${dateText(request.until)}.`,
  };
}

/** The run of the request may have written its GitHub secret. */
function withDoubt({ secret }: StandingRequest, { slots, observed }: Facts): Change {
  if (secret === undefined || !slots.has(secret)) return {};
  return { slots: [[secret, doubted(slots.get(secret), observed.secrets?.get(secret))]] };
}
