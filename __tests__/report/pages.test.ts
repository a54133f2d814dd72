/** Pages that a run of the bundle can hardly come to; the others are kept with the end-to-end tests. */
import { expect, it } from 'vitest';
import type { PlanContext } from '../../src/plan/facts.ts';
import type { Judgement, NoAnswer, NoEffect, Note } from '../../src/plan/plan.ts';
import type { Question } from '../../src/plan/questions/index.ts';
import { notStoredQuestion } from '../../src/plan/questions/not-stored.ts';
import type { Renamed } from '../../src/plan/questions/renamed.ts';
import { unconfirmedQuestion } from '../../src/plan/questions/unconfirmed.ts';
import type { ReportContext } from '../../src/plan/topic.ts';
import type { Page } from '../../src/report/page.ts';
import { pageOf } from '../../src/report/run-page.ts';
import { crashPage, manifestPage, stopPage } from '../../src/report/stops.ts';
import { blankRecord } from '../../src/state/document.ts';
import type { Status } from '../../src/state/status.ts';
import {
  type Case,
  changed,
  contextOf,
  current,
  declared,
  type RegistrationParts,
  registrationOf,
  request,
  shown,
} from '../../testing/pages.ts';
import { decisionLines, manifestPath, record, runOf } from '../../testing/plans.ts';

const plan = { mode: 'plan' } as const;
const webhook = (name: string, status: Status, result: Case['result'] = {}): Case => ({ name, status, result });
const onboarding = webhook('onboarding', 'unchanged');

/** The page of a run upon webhooks, `parts` of which are not as usual. */
const page = (webhooks: Case[], parts: RegistrationParts = {}, context: Partial<ReportContext> = {}) =>
  pageOf(registrationOf(webhooks, parts), contextOf(context));

/** The ID that is registered under the name of a question, where it has one. */
function idIn(question: Question): string | undefined {
  if ('id' in question) return question.id;
  const current = 'current' in question ? question.current : undefined;
  return typeof current === 'object' ? current.id : current;
}

/** The page of a run that asks about webhooks, beside one that is unchanged. */
const asking = (questions: Question[], context: Partial<ReportContext> = {}) => {
  const asked = questions.map((one) => webhook(one.name, 'undecided', { id: idIn(one) }));
  return page([...asked, onboarding], { questions }, context);
};

type UnconfirmedFacts = Partial<Parameters<typeof unconfirmedQuestion>[2]>;
const unconfirmed = (name: string, more: UnconfirmedFacts = {}, of = request(name)) =>
  unconfirmedQuestion(name, of, { inProgress: false, isDeclared: true, current: undefined, ...more });

const inProgress = (run: string) =>
  unconfirmed('payments', { inProgress: true }, request('payments', { run: runOf(run) }));

/** The question about `name`, whose GitHub secret is named after it. */
const notStored = (name: string, more: Partial<Parameters<typeof notStoredQuestion>[3]> = {}) =>
  notStoredQuestion(
    { ...declared(name), secret: `${name.toUpperCase()}_SECRET` },
    blankRecord,
    `whk_${name}`,
    { seen: '2026-11-25T09:05:07Z', formerly: [], unused: more.formerly ?? [], ...more },
    { environment: 'sandbox', secretsEnvironment: undefined } as PlanContext,
  );

/** The page of a run that created webhooks and could not store their signing secrets. */
const creating = (questions: ReturnType<typeof notStored>[], context: Partial<ReportContext> = {}) =>
  page(
    questions.map(({ name }) => webhook(name, 'not-stored')),
    { plan: { questions: [] }, questions },
    context,
  );

const keepPayments = { verb: 'keep', name: 'payments', code: '3f9a2c1e' } as const;
const renamed = (more: Partial<Renamed>): Renamed => ({
  kind: 'renamed',
  name: 'payments',
  from: 'old-payments',
  recorded: current('payments'),
  differences: [],
  options: [keepPayments, { verb: 'replace', name: 'payments', id: 'whk_payments' }],
  ...more,
});

const mismatch = (manifest: string) => {
  const question: Question = {
    kind: 'state-mismatch',
    name: '@state',
    recorded: { manifest: 'hooks.yml', apiUrl: 'https://api.example.com' },
    given: { manifest, apiUrl: 'https://gateway.example.com' },
    options: [{ verb: 'keep', name: '@state', code: '3f9a2c1e' }],
  };
  return page([webhook('payments', 'undecided')], { questions: [question] });
};

/** Judgements of decisions, line by line. */
const judged = (judgements: (readonly [line: string, judgement: object])[]) => ({
  judgements: judgements.map(([text, rest]) => ({ ...rest, line: decisionLines(text)[0] }) as Judgement),
});
const applied = (...lines: string[]) => judged(lines.map((line) => [line, { kind: 'applied' }]));
const noEffect = (line: string, why: NoEffect) => [line, { kind: 'no-effect', why }] as const;
const noAnswer = (line: string, question: Question, why: NoAnswer) =>
  [line, { kind: 'no-answer', question, why }] as const;

const noted = (name: string, note: Note) => webhook(name, 'unchanged', { notes: [note] });

const isChanged = changed('payments');
const line = (number: number) => `line ${number} of the manifest`;

const pages: Record<string, Page> = {
  'plan-of-nothing': page([], {}, plan),
  'outside-a-workflow': page(
    [webhook('payments', 'created'), onboarding],
    {},
    { run: { id: '', repositoryUrl: undefined } },
  ),
  'changed-by-two-fields-of-an-adopted-one': asking([
    changed('payments', {
      current: current('payments', { origin: 'adopted', run: runOf('') }),
      differences: [
        { field: 'organizationId', registered: undefined, declared: 'client_1' },
        { field: 'events', removed: ['customer.*'], added: ['customer.active', '*'] },
      ],
    }),
  ]),
  'unconfirmed-beside-a-registered-one': asking([
    unconfirmed('payments', { current: 'whk_payments', knownId: { id: 'whk_ledger', owner: 'ledger' } }),
  ]),
  'unconfirmed-and-not-declared': page([onboarding], { questions: [unconfirmed('old-ledger', { isDeclared: false })] }),
  'unconfirmed-without-state': page(
    [webhook('payments', 'unconfirmed')],
    { plan: { questions: [] }, questions: [unconfirmed('payments')] },
    { remembers: false },
  ),
  'in-progress-in-this-run': asking([inProgress('121')]),
  'in-progress-in-a-run-without-id': asking([inProgress('')]),
  'renamed-and-changed': asking([renamed({ differences: isChanged.differences })]),
  'renamed-request': asking([renamed({ recorded: request('payments'), options: [keepPayments] })]),
  'state-mismatch-of-the-api-url': mismatch('hooks.yml'),
  'state-mismatch-of-both': mismatch('new.yml'),
  'not-stored-and-elsewhere': asking([notStored('payments', { seen: null, formerly: ['OLD', 'OLD/prod'] })]),
  'not-stored-and-in-use-elsewhere': asking([notStored('payments', { seen: null, formerly: ['OLD'], unused: [] })]),
  'not-stored-and-in-no-environment': asking([notStored('payments', { formerly: ['PAYMENTS_SECRET/prod'] })]),
  'not-stored-by-state-alone': asking(
    ['payments', 'ledger'].map((name) => notStored(name, { seen: undefined })),
    plan,
  ),
  'not-stored-for-each-reason': creating([
    notStored('payments', { seen: null, trouble: { kind: 'no-secret' } }),
    notStored('ledger', { trouble: { kind: 'written-meanwhile' }, inOutputs: true }),
  ]),
  'not-stored-without-state': creating([notStored('payments', { seen: null, trouble: { kind: 'no-secret' } })], {
    remembers: false,
  }),
  'gone-but-current-in-the-input': page([webhook('payments', 'faulty'), webhook('ledger', 'blocked')], {
    plan: {
      errors: decisionLines('gone payments whk_payments').map((one) => ({
        kind: 'gone-but-current',
        line: one,
        name: 'payments',
        id: 'whk_payments',
      })),
    },
    recorded: false,
  }),
  'rejected-400': page([
    webhook('payments', 'rejected', {
      rejectedWith: 400,
      errors: [
        { detail: 'The URL must be reachable', code: 'INVALID_URL' },
        { detail: 'No such event', code: '' },
      ],
    }),
    webhook('ledger', 'rejected', { rejectedWith: 415, errors: [] }),
    {
      ...webhook('fees', 'rejected', {
        rejectedWith: 400,
        errors: [{ detail: 'organizationId is not yours', code: '' }],
      }),
      declaration: { body: { ...declared('fees').body, organizationId: 'client_1' as never } },
    },
    webhook('onboarding', 'created'),
  ]),
  'cancelled-before': page(
    [webhook('ledger', 'unsent', { reason: 'the run was cancelled' }), onboarding],
    { recorded: false, plan: applied('keep onboarding 3f9a2c1e') },
    { isCancelled: true },
  ),
  'failure-of-the-run': page([webhook('payments', 'created')], {
    failures: ['the state could not be written, for the remote is gone'],
    unchecked: 'GitHub is away.',
  }),
  'to-delete': page([onboarding], {
    reminders: [
      { kind: 'removed', name: 'a-webhook-of-old', id: 'whk_1', isEnabled: true },
      { kind: 'removed', name: 'b', id: 'whk_2', isEnabled: true },
      { kind: 'removed', name: 'c', id: 'whk_5', isEnabled: false },
      { kind: 'replaced', name: 'onboarding', id: 'whk_3', isEnabled: true },
      { kind: 'replaced', name: 'onboarding', id: 'whk_4', isEnabled: true },
    ],
    others: {
      'a-webhook-of-old': record({ current: current('a-webhook-of-old') }),
      b: record({ current: current('b') }),
    },
  }),
  'decisions-applied': page(
    [
      onboarding,
      webhook('payments', 'created', { replaced: 'whk_old' }),
      webhook('ledger', 'rejected', { rejectedWith: 400 }),
    ],
    {
      plan: applied(
        ...['keep onboarding 3f9a2c1e', 'gone b whk_b', 'replace payments whk_old', 'replace ledger whk_ledger'],
      ),
    },
  ),
  'decisions-applied-and-blocked': page(
    [webhook('payments', 'undecided'), webhook('ledger', 'blocked', { id: 'whk_ledger' })],
    { questions: [isChanged], plan: applied('replace ledger whk_ledger', 'gone b whk_b') },
  ),
  'decisions-held-back-in-a-plan': page(
    [webhook('payments', 'undecided'), webhook('ledger', 'to-create', { id: 'whk_ledger' })],
    { questions: [isChanged], plan: applied('replace ledger whk_ledger', 'gone b whk_b') },
    plan,
  ),
  'decisions-whose-request-is-unconfirmed': page([webhook('payments', 'unconfirmed')], {
    plan: { ...applied('replace payments whk_payments'), questions: [] },
    questions: [unconfirmed('payments', { current: 'whk_payments' })],
  }),
  'decisions-without-effect': page([onboarding, webhook('payments', 'created', { id: 'whk_2', replaced: 'whk_1' })], {
    plan: judged([
      ['keep onboarding 3f9a2c1e', { kind: 'past', current: 'whk_onboarding' }],
      ['keep payments 3f9a2c1e', { kind: 'past', current: 'whk_1' }],
      noEffect('keep onbording 3f9a2c1e', { kind: 'unknown-name', known: ['onboarding'] }),
      noEffect('gone onboarding whk_1', { kind: 'other-id', current: 'whk_onboarding' }),
      noEffect('gone fees whk_1', { kind: 'other-id', current: undefined }),
      noEffect('replace fees whk_2', { kind: 'other-name', name: 'onboarding' }),
      noEffect('replace onboarding whk_3', { kind: 'not-declared' }),
      noEffect('keep onboarding 11111111', { kind: 'error-first' }),
      noEffect('keep onboarding 00000000', { kind: 'nothing-asked' }),
    ]),
  }),
  'decisions-that-do-not-answer': page([webhook('payments', 'undecided')], {
    questions: [isChanged],
    plan: judged([
      noAnswer('keep payments 00000000', isChanged, { kind: 'code', code: '3f9a2c1e' }),
      noAnswer('replace payments whk_1', isChanged, { kind: 'id', id: 'whk_payments' }),
      noAnswer('gone payments whk_payments', isChanged, { kind: 'verb' }),
      noAnswer('keep payments 3f9a2c1e', isChanged, { kind: 'environment', environment: 'live' }),
    ]),
  }),
  notes: page([
    noted('payments', { kind: 'inert-id', id: 'whk_1', fate: 'replaced' }),
    noted('ledger', { kind: 'inert-id', id: 'whk_1', fate: 'gone' }),
    noted('onboarding', { kind: 'grown', id: 'whk_onboarding', events: ['customer.archived', 'customer.merged'] }),
    noted('fees', {
      kind: 'secret-written',
      secret: 'FEES_SECRET',
      at: '2026-11-25T09:05:07Z',
      keep: { verb: 'keep', name: 'fees', code: '3f9a2c1e' },
    }),
  ]),
  'manifest-with-very-many-problems': manifestPage(
    {
      path: manifestPath,
      problems: [
        {
          severity: 'error',
          subject: 'webhooks.payments.events[0]',
          message: '"transaction.complete" is not an event. Did you mean "transaction.completed"?',
          range: { line: 3, column: 9, endColumn: 20 },
        },
        {
          severity: 'warning',
          subject: 'webhooks.ledger.url',
          message: 'The URL names localhost.',
          range: { line: 12, column: 10, endColumn: 30 },
        },
      ],
      counts: { error: 200_001, warning: 1, notice: 0 },
      valid: false,
      line,
    },
    ['sandbox'],
    [],
    'plan',
  ),
  'manifest-and-a-warning-about-inputs': manifestPage(
    { path: manifestPath, problems: [], counts: { error: 0, warning: 0, notice: 0 }, valid: true, line },
    ['live'],
    ['the API key begins with "ck_"'],
    'register',
  ),
  crash: crashPage(
    { what: 'TypeError', frames: ['at one (/action/dist/index.js:1:2)', 'at two'] },
    new Map([
      ['payments', 'created whk_1'],
      ['ledger', undefined],
    ]),
  ),
  'stop-of-a-cancelled-run': stopPage(['the state could not be read'], 'live', { isCancelled: true }),
};

it.each(Object.entries(pages))('%s', async (name, one) => {
  await expect(shown(one)).toMatchFileSnapshot(`pages/${name}.txt`);
});
