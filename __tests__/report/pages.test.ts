/** Pages that a run of the bundle can hardly come to; the others are kept with the end-to-end tests. */
import { describe, expect, it } from 'vitest';
import type { Question } from '../../src/plan/question.ts';
import type { ReportContext } from '../../src/report/context.ts';
import { pageOf } from '../../src/report/run-page.ts';
import {
  attempt,
  type Case,
  contextOf,
  current,
  decision,
  declared,
  type RegistrationParts,
  registrationOf,
  shown,
} from './support.ts';

interface PageCase {
  webhooks: Case[];
  parts?: RegistrationParts;
  context?: Partial<ReportContext>;
}

const plan = { mode: 'plan' } as const;
const payments: Case = { name: 'payments', status: 'undecided' };
const onboarding: Case = { name: 'onboarding', status: 'unchanged' };

/** The ID that goes on while the question is open. */
const idOf = (question: Question) => ({
  id: 'current' in question ? question.current.id : 'id' in question ? question.id : undefined,
});

/** A run that asks about webhooks, beside one that is unchanged. */
const asking = (questions: Question[], context: Partial<ReportContext> = {}): PageCase => ({
  webhooks: [
    ...questions.flatMap((one): Case[] =>
      one.kind === 'moved' ? [] : [{ name: one.name, status: 'undecided', result: idOf(one) }],
    ),
    onboarding,
  ],
  parts: { questions },
  context,
});

const urlChange = (name: string) => ({
  field: 'url',
  recorded: `https://hooks.example.com/${name}/old`,
  declared: `https://hooks.example.com/${name}/new`,
});

const changed = (name: string, code: string): Question => ({
  kind: 'changed',
  name,
  current: current(name),
  differences: [urlChange(name)],
  options: [
    { verb: 'replace', name, id: `whk_${name}` },
    { verb: 'keep', name, code },
  ],
});

const unknown = (
  name: string,
  more: Partial<Extract<Question, { kind: 'unknown' }>> = {},
): Question => ({
  kind: 'unknown',
  name,
  attempt: attempt(name),
  waiting: false,
  isDeclared: true,
  id: undefined,
  options: [{ verb: 'gone', name, id: 'try_0badcafe' }],
  ...more,
});

const waiting = (name: string, run = '120') => {
  const own = attempt(name, { run: { id: run, attempt: '1', commit: '' } });
  return unknown(name, { waiting: true, options: [], attempt: own });
};

const unstored = (more: Partial<Extract<Question, { kind: 'unstored' }>> = {}): Question => ({
  kind: 'unstored',
  name: 'payments',
  id: 'whk_payments',
  secret: 'PAYMENTS_SECRET',
  exists: true,
  taken: false,
  observed: true,
  formerly: [],
  options: [{ verb: 'replace', name: 'payments', id: 'whk_payments' }],
  ...more,
});

const renamed = (more: Partial<Extract<Question, { kind: 'renamed' }>> = {}): Question => ({
  kind: 'renamed',
  name: 'payments',
  from: 'old-payments',
  recorded: current('payments'),
  isAttempt: false,
  differences: [],
  options: [
    { verb: 'keep', name: 'payments', code: '3f9a2c1e' },
    { verb: 'replace', name: 'payments', id: 'whk_payments' },
  ],
  ...more,
});

const moved = (manifest: string, apiUrl: string): Question => ({
  kind: 'moved',
  recorded: { manifest: 'hooks.yml', apiUrl: 'https://api.example.com' },
  given: { manifest, apiUrl },
  options: [{ verb: 'keep', name: '@state', code: '3f9a2c1e' }],
});

const noted = (
  notes: NonNullable<Case['result']>['notes'],
  context: Partial<ReportContext> = {},
): PageCase => ({
  webhooks: [{ ...onboarding, result: notes === undefined ? {} : { notes } }],
  context,
});

const failing = (errors: NonNullable<RegistrationParts['plan']>['errors']): PageCase => ({
  webhooks: [payments, { name: 'ledger', status: 'to-create' }],
  parts: { plan: errors === undefined ? {} : { errors }, recorded: false },
});

const cases: Record<string, PageCase> = {
  'plan-of-nothing': { webhooks: [], context: plan },
  'outside-a-workflow': {
    webhooks: [{ name: 'payments', status: 'created' }, onboarding],
    context: { run: { id: '', repositoryUrl: undefined } },
  },
  'changed-by-two-fields-of-an-adopted-one': asking([
    {
      kind: 'changed',
      name: 'payments',
      current: current('payments', { origin: 'adopted', run: { id: '', attempt: '', commit: '' } }),
      differences: [
        { field: 'organizationId', recorded: undefined, declared: 'client_1' },
        { field: 'status', recorded: 'enabled', declared: undefined },
      ],
      options: [{ verb: 'replace', name: 'payments', id: 'whk_payments' }],
    },
  ]),
  'unknown-beside-a-recorded-one': asking([unknown('payments', { id: 'whk_payments' })]),
  'unknown-and-not-declared': {
    webhooks: [onboarding],
    parts: { questions: [unknown('old-ledger', { isDeclared: false })] },
  },
  'unknown-without-state': {
    webhooks: [{ name: 'payments', status: 'unknown' }],
    parts: { plan: { questions: [] }, questions: [unknown('payments', { options: [] })] },
    context: { remembers: false },
  },
  'waiting-for-this-run': asking([waiting('payments', '121')]),
  'waiting-for-a-run-without-id': asking([waiting('payments', '')]),
  'renamed-and-changed': asking([renamed({ differences: [urlChange('payments')] })]),
  'renamed-attempt': asking([
    renamed({
      isAttempt: true,
      recorded: attempt('payments'),
      options: [{ verb: 'keep', name: 'payments', code: '3f9a2c1e' }],
    }),
  ]),
  'moved-base-url': {
    webhooks: [payments],
    parts: { questions: [moved('hooks.yml', 'https://gateway.example.com')] },
  },
  'moved-both': {
    webhooks: [payments],
    parts: { questions: [moved('new.yml', 'https://gateway.example.com')] },
  },
  'unstored-missing': asking([unstored({ exists: false, formerly: ['OLD', 'OLD/prod'] })]),
  'unstored-unwritten': asking([unstored()]),
  'unstored-observed-in-a-plan': asking([unstored()], plan),
  'unstored-twice': asking([
    unstored(),
    unstored({
      name: 'ledger',
      id: 'whk_ledger',
      secret: 'LEDGER_SECRET',
      options: [{ verb: 'replace', name: 'ledger', id: 'whk_ledger' }],
    }),
  ]),
  ...Object.fromEntries(
    ([{ kind: 'no-secret' }, { kind: 'written-meanwhile' }] as const).map((trouble) => [
      `not-stored-${trouble.kind}`,
      {
        webhooks: [
          {
            name: 'payments',
            status: 'unstored',
            result: { trouble, ...(trouble.kind === 'no-secret' ? {} : { secret: 'whsec_x' }) },
          },
        ],
        parts: {
          plan: { questions: [] },
          questions: [unstored({ taken: trouble.kind === 'written-meanwhile' })],
        },
      } satisfies PageCase,
    ]),
  ),
  'not-stored-without-state': {
    webhooks: [
      { name: 'payments', status: 'unstored', result: { trouble: { kind: 'no-secret' } } },
    ],
    parts: { plan: { questions: [] }, questions: [unstored({ options: [] })] },
    context: { remembers: false },
  },
  'error-gone-but-current-in-the-input': failing([
    {
      kind: 'gone-but-current',
      line: decision('gone payments whk_payments'),
      name: 'payments',
      id: 'whk_payments',
    },
  ]),
  'refused-400': {
    webhooks: [
      {
        name: 'payments',
        status: 'refused',
        result: {
          refusedWith: 400,
          errors: [
            { detail: 'The URL must be reachable', code: 'INVALID_URL' },
            { detail: 'No such event', code: '' },
          ],
        },
      },
      { name: 'ledger', status: 'refused', result: { refusedWith: 415, errors: [] } },
      {
        name: 'fees',
        status: 'refused',
        declaration: { body: { ...declared('fees').body, organizationId: 'client_1' as never } },
        result: {
          refusedWith: 400,
          errors: [{ detail: 'organizationId is not yours', code: '' }],
        },
      },
      { name: 'onboarding', status: 'created' },
    ],
  },
  'cancelled-before': {
    webhooks: [
      { name: 'ledger', status: 'unsent', result: { reason: 'the run was cancelled' } },
      onboarding,
    ],
    parts: { recorded: false, plan: { decided: [decision('keep onboarding 3f9a2c1e')] } },
    context: { isCancelled: true },
  },
  'failure-of-the-run': {
    webhooks: [{ name: 'payments', status: 'created' }],
    parts: { failures: ['the state could not be written, for the remote is gone'] },
  },
  'removed-several': {
    webhooks: [onboarding],
    parts: {
      reminders: [
        { kind: 'removed', name: 'a-webhook-of-old', id: 'whk_1' },
        { kind: 'removed', name: 'b', id: 'whk_2' },
        { kind: 'replaced', name: 'onboarding', id: 'whk_3' },
        { kind: 'replaced', name: 'onboarding', id: 'whk_4' },
      ],
      others: {
        'a-webhook-of-old': { current: current('a-webhook-of-old') },
        b: { current: current('b') },
      },
    },
  },
  decided: {
    webhooks: [
      onboarding,
      { name: 'payments', status: 'created', result: { replaced: 'whk_old' } },
      { name: 'ledger', status: 'refused', result: { refusedWith: 400 } },
    ],
    parts: {
      plan: {
        decided: [
          decision('keep onboarding 3f9a2c1e'),
          decision('gone b whk_b'),
          decision('replace payments whk_old'),
          decision('replace ledger whk_ledger'),
        ],
      },
    },
  },
  'decided-and-held-back': {
    webhooks: [payments, { name: 'ledger', status: 'to-create', result: { id: 'whk_ledger' } }],
    parts: {
      questions: [changed('payments', '3f9a2c1e')],
      plan: { decided: [decision('replace ledger whk_ledger'), decision('gone b whk_b')] },
    },
  },
  'idle-decisions': {
    webhooks: [onboarding],
    parts: {
      plan: {
        idle: [
          decision('keep onboarding 3f9a2c1e'),
          decision('keep onbording 3f9a2c1e'),
          decision('gone elsewhere whk_1'),
          decision('keep @state 3f9a2c1e'),
        ],
      },
    },
  },
  'note-inert-id-replaced': noted([{ kind: 'inert-id', id: 'whk_1', fate: 'replaced' }]),
  'note-inert-id-gone': noted([{ kind: 'inert-id', id: 'whk_1', fate: 'gone' }]),
  'note-grown': noted([{ kind: 'grown', events: ['customer.archived', 'customer.merged'] }]),
};

describe('the page of a run', () => {
  it.each(Object.entries(cases))('%s', async (name, { webhooks, parts, context }) => {
    const page = pageOf(registrationOf(webhooks, parts), contextOf(context));
    await expect(shown(page)).toMatchFileSnapshot(`pages/${name}.txt`);
  });
});
