/** What is to be known although it stops nothing: notes, what to delete, the first run, where signing secrets are. */
import type { Registration, Result } from '../apply/results.ts';
import { appliedIn, type Note, type Plan, type Reminder } from '../plan/plan.ts';
import { addLine, choice, itThem, offered, type ReportContext, type Topic, toReplace } from '../plan/topic.ts';
import { code, counted, dateText, inNumber, listed, say, subject, type Text, value } from '../safe/prose.ts';

export function noteTopic(name: string, note: Note, context: ReportContext): Topic {
  return { kind: note.kind === 'inert-id' ? 'warning' : 'notice', name, ...noteWords(name, note, context) };
}

function noteWords(name: string, note: Note, { words }: ReportContext): Omit<Topic, 'kind' | 'name'> {
  switch (note.kind) {
    case 'inert-id': {
      const fate = note.fate === 'replaced' ? 'was replaced earlier' : 'is marked as gone';
      return {
        says: say`${subject}: this ${code('id')} ${fate} and has no effect. Remove it.`,
        place: { field: 'id' },
      };
    }
    case 'grown': {
      const them = note.events.length === 1 ? 'it' : 'them';
      return {
        says: say`${subject}: the event patterns now also match ${listed(note.events.map(value))}, but the registered
          ${inNumber('webhook does', 'webhooks do')} not receive ${them}.`,
        ...offered({ verb: 'replace', name, id: note.id }, toReplace, say`If you need ${them},`),
        place: { field: 'events' },
      };
    }
    case 'secret-written': {
      const when = say`If ${inNumber('it contains', 'they contain')} the Key Secret (this notice ends, and a new signing
        secret may overwrite ${itThem} later):`;
      const choices = [choice(note.keep, when)];
      return {
        says: say`${subject}: the GitHub secret was updated by someone else. The action assumes that it contains the
          signing secret.`,
        facts: [
          { label: 'GitHub secret', data: [value(note.secret)] },
          { label: 'updated', data: [dateText(note.at)] },
        ],
        advice: say`If you are not sure, set it again to the Key Secret from the Conduit Dashboard.
          ${addLine(choices)}`,
        choices,
        place: { field: 'secret' },
      };
    }
    case 'secret-unseen':
      return {
        says: say`${subject}: the GitHub secret ${value(note.secret)} was not checked, because ${words.unseen}.
          Registering needs ${code('secrets-token')}.`,
        place: { field: 'secret' },
      };
  }
}

/** Advice to delete comes of a state that was read back, so there is none in a plan. */
export function reminderTopic({ kind, name, id, isEnabled }: Reminder, { environment }: ReportContext): Topic {
  const once = say`Once ${inNumber('it is', 'they are')} deleted:`;
  const active = isEnabled ? 'still active at Conduit' : 'still registered at Conduit';
  return {
    kind: 'deletion',
    name,
    says:
      kind === 'removed'
        ? say`${subject} ${inNumber('is', 'are')} no longer in the manifest for ${environment} but ${active}.`
        : say`${subject} ${inNumber('was', 'were')} replaced, but the old ${inNumber('webhook is', 'webhooks are')}
            ${active}: each event arrives twice until you delete ${itThem}.`,
    facts: [{ label: 'webhook', data: [value(id)] }],
    ...offered({ verb: 'gone', name, id }, once, say`Delete ${itThem} in the Conduit Dashboard, then`),
  };
}

/** What a plan says of a name that is recorded and for the first time not declared. */
export function removedTopic(name: string, { environment }: ReportContext): Topic {
  return {
    kind: 'notice',
    name,
    says: say`${subject} ${inNumber('is', 'are')} no longer in the manifest for ${environment}.
      ${inNumber('It stays', 'They stay')} active at Conduit. After registering, the run reminds you to delete
      ${itThem}.`,
  };
}

/** There is no state: what exists at Conduit already is created again. */
export function firstRunTopic(
  { isNew, webhooks, questions, errors }: Plan,
  { environment }: ReportContext,
): Topic | undefined {
  const created = webhooks.filter(({ status }) => status === 'to-create').length;
  if (!isNew || created === 0 || questions.length + errors.length > 0) return undefined;
  const says = say`Nothing is recorded for ${environment} yet, so this creates ${counted(created, 'webhook')}. If
    Conduit already has one, declare its ${code('id')} first: otherwise it exists twice.`;
  return { kind: 'notice', says };
}

/** Where signing secrets are now, and what else comes next. */
export function nextTopics({ plan, results, recorded, looked }: Registration, context: ReportContext): Topic[] {
  if (context.mode === 'plan') return [];
  const stored = new Map(plan.webhooks.map(({ declaration: { name, secret } }) => [name, secret]));
  const created = results.filter(({ status }) => status === 'created');
  const adopted = results.filter(({ status }) => status === 'adopted');
  const read = typeof looked === 'object' ? looked.secrets : undefined;
  const returned = results.filter(({ id = '', secret }) => secret !== undefined && read?.get(id) === secret);
  const unknown = adopted.filter(
    ({ name, secret, finding }) => stored.get(name) === undefined && secret === undefined && !isRead(finding),
  );
  const seen = new Set(results.flatMap(({ name, finding }) => (isRead(finding) ? name : [])));
  const decided = recorded ? appliedIn(plan) : [];
  const isWord =
    adopted.some(({ name }) => !seen.has(name)) ||
    decided.some(({ verb, name }) => verb === 'gone' || (verb === 'keep' && !seen.has(name)));
  const next = (some: readonly Result[], says: Text) => some.map(({ name }): Topic => ({ kind: 'next', name, says }));
  return [
    ...created.flatMap((result) => secretTopic(result, stored.get(result.name))),
    ...next(
      returned,
      say`${subject}: Conduit returned the ${inNumber('signing secret, which is', 'signing secrets, which are')} in the
        outputs of this step for later steps of this job.`,
    ),
    ...next(
      unknown,
      say`${subject}: the action does not have the signing
        ${inNumber('secret of an adopted webhook', 'secrets of adopted webhooks')}. Copy the Key Secret from the Conduit
        Dashboard.`,
    ),
    ...(plan.isNew ? firstReleaseTopics(created, context) : []),
    ...(isWord ? [{ kind: 'next' as const, says: say`Taken on your word: the action did not look at Conduit.` }] : []),
  ];
}

/** True when it is told by what was read why there is no signing secret. */
function isRead(finding: Result['finding']): boolean {
  return finding?.kind === 'verified' || finding?.kind === 'drifted';
}

function secretTopic({ name, secret }: Result, stored: string | undefined): Topic[] {
  if (secret === undefined) return [];
  const secrets = say`${subject}: ${inNumber('the signing secret is', 'the signing secrets are')}`;
  const words =
    stored === undefined
      ? {
          says: say`${secrets} in the outputs of this step, for later steps of this job alone. For other jobs, set
            ${code('secret')} in the manifest, or copy the Key Secret from the Conduit Dashboard.`,
        }
      : {
          says: say`${secrets} in ${inNumber('its GitHub secret', 'their GitHub secrets')}, and in the outputs of this
            step for later steps of this job.`,
          facts: [{ label: 'GitHub secret', data: [value(stored)] }],
        };
  return [{ kind: 'next', name, ...words }];
}

function firstReleaseTopics(created: readonly Result[], { environment }: ReportContext): Topic[] {
  if (created.length === 0) return [];
  const says = say`With ${inNumber('its ID', 'their IDs')} in the manifest, a state that is lost creates nothing
    again.`;
  const when = say`To guard against a lost state:`;
  return [
    {
      kind: 'notice',
      says: say`This was the first run for ${environment}. If one of its webhooks already existed at Conduit, it now
        exists twice: delete the older one in the Conduit Dashboard.`,
    },
    ...created.flatMap(({ name, id }): Topic[] =>
      id === undefined
        ? []
        : [{ kind: 'next', name, says, choices: [{ when, paste: { idOf: name, id } }], onlyInSummary: true }],
    ),
  ];
}
