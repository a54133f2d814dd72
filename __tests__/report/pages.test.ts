import { describe, expect, it } from 'vitest';
import type { Question } from '../../src/registration/question.ts';
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
const ledger: Case = { name: 'ledger', status: 'undecided' };
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
  'first-plan': {
    webhooks: [
      { name: 'payments', status: 'to-create' },
      { name: 'ledger', status: 'to-create' },
    ],
    parts: { plan: { isNew: true } },
    context: plan,
  },
  'first-plan-of-one': {
    webhooks: [{ name: 'payments', status: 'to-create' }],
    parts: { plan: { isNew: true } },
    context: plan,
  },
  'first-plan-with-an-id': {
    webhooks: [
      { name: 'payments', status: 'to-create' },
      { name: 'ledger', status: 'to-adopt' },
    ],
    parts: { plan: { isNew: true } },
    context: plan,
  },
  'first-plan-without-state': {
    webhooks: [{ name: 'payments', status: 'to-create' }],
    context: { ...plan, remembers: false },
  },
  'plan-with-nothing-to-do': { webhooks: [onboarding], context: plan },
  'plan-of-nothing': { webhooks: [], context: plan },
  'plan-with-a-removed-webhook': {
    webhooks: [onboarding],
    parts: {
      plan: { removed: ['old-ledger'] },
      others: { 'old-ledger': { current: current('old-ledger') } },
    },
    context: plan,
  },
  'plan-with-a-question': asking([changed('payments', '3f9a2c1e')], plan),
  'plan-that-replaces': {
    webhooks: [{ name: 'payments', status: 'to-create', result: { id: 'whk_payments' } }],
    parts: { plan: { decided: [decision('replace payments whk_payments')] } },
    context: plan,
  },
  'first-register': {
    webhooks: [
      { name: 'payments', status: 'created', result: { secret: 'whsec_x' } },
      { name: 'ledger', status: 'created', result: { secret: 'whsec_y' } },
      { name: 'onboarding', status: 'adopted' },
    ],
    parts: { plan: { isNew: true } },
  },
  'nothing-to-do': { webhooks: [onboarding] },
  'outside-a-workflow': {
    webhooks: [{ name: 'payments', status: 'created' }, onboarding],
    context: { run: { id: '', repositoryUrl: undefined } },
  },
  changed: asking([changed('payments', '3f9a2c1e')]),
  'changed-twice': asking([changed('payments', '3f9a2c1e'), changed('ledger', '00000000')]),
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
  'changed-and-held-back': {
    webhooks: [payments, { name: 'ledger', status: 'to-create' }],
    parts: {
      questions: [changed('payments', '3f9a2c1e')],
      plan: { questions: [changed('payments', '3f9a2c1e')] },
    },
  },
  unknown: asking([
    unknown('payments', { attempt: attempt('payments', { reason: 'no reply within 30 s' }) }),
  ]),
  'unknown-after-a-kill': asking([unknown('payments'), unknown('ledger')]),
  'unknown-beside-a-recorded-one': asking([unknown('payments', { id: 'whk_payments' })]),
  'unknown-and-not-declared': {
    webhooks: [onboarding],
    parts: { questions: [unknown('old-ledger', { isDeclared: false })] },
  },
  'unknown-just-now': {
    webhooks: [
      {
        name: 'payments',
        status: 'unknown',
        result: {
          reason: 'the reply had status 500',
          errors: [{ detail: 'Something broke', code: 'INTERNAL' }],
        },
      },
    ],
    parts: {
      plan: { questions: [] },
      questions: [
        unknown('payments', {
          attempt: attempt('payments', { reason: 'the reply had status 500' }),
        }),
      ],
    },
  },
  'unknown-without-state': {
    webhooks: [{ name: 'payments', status: 'unknown' }],
    parts: { plan: { questions: [] }, questions: [unknown('payments', { options: [] })] },
    context: { remembers: false },
  },
  waiting: asking([waiting('payments')]),
  'waiting-for-several': asking([waiting('payments'), waiting('ledger')]),
  'waiting-for-this-run': asking([waiting('payments', '121')]),
  'waiting-for-a-run-without-id': asking([waiting('payments', '')]),
  renamed: asking([renamed()]),
  'renamed-and-changed': asking([renamed({ differences: [urlChange('payments')] })]),
  'renamed-attempt': asking([
    renamed({
      isAttempt: true,
      recorded: attempt('payments'),
      options: [{ verb: 'keep', name: 'payments', code: '3f9a2c1e' }],
    }),
  ]),
  returned: asking([
    {
      kind: 'returned',
      name: 'payments',
      current: current('payments'),
      removedAt: '2026-11-26T01:21:59.000Z',
      options: [
        { verb: 'keep', name: 'payments', code: '3f9a2c1e' },
        { verb: 'gone', name: 'payments', id: 'whk_payments' },
      ],
    },
  ]),
  'another-id': asking([
    {
      kind: 'another-id',
      name: 'payments',
      current: current('payments'),
      declaredId: 'whk_other',
      options: [{ verb: 'gone', name: 'payments', id: 'whk_payments' }],
    },
  ]),
  'moved-manifest': {
    webhooks: [payments, ledger],
    parts: { questions: [moved('new.yml', 'https://api.example.com')] },
  },
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
  'unstored-taken': asking([unstored({ taken: true })]),
  'unstored-unobserved': asking([unstored({ observed: false })]),
  'unstored-unobserved-in-a-plan': asking([unstored({ observed: false })], plan),
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
    (
      [
        { kind: 'no-secret' },
        { kind: 'written-meanwhile' },
        { kind: 'failed', message: 'GitHub replied with status 403: no' },
      ] as const
    ).map((trouble) => [
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
          questions: [unstored({ exists: trouble.kind !== 'failed' })],
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
  'error-contradiction': failing([
    {
      kind: 'contradiction',
      lines: [
        decision('replace payments whk_payments'),
        { ...decision('keep payments 3f9a2c1e'), range: { line: 3, column: 9, endColumn: 20 } },
      ],
    },
  ]),
  'error-gone-but-current': failing([
    {
      kind: 'gone-but-current',
      line: {
        ...decision('gone payments whk_payments'),
        range: { line: 3, column: 9, endColumn: 20 },
      },
      name: 'payments',
      id: 'whk_payments',
    },
  ]),
  'error-gone-but-current-in-the-input': failing([
    {
      kind: 'gone-but-current',
      line: decision('gone payments whk_payments'),
      name: 'payments',
      id: 'whk_payments',
    },
  ]),
  'error-id-taken': failing([
    { kind: 'id-taken', name: 'payments', id: 'whk_ledger', owner: 'ledger' },
  ]),
  'error-secret-taken': failing([
    { kind: 'secret-taken', name: 'ledger', secret: 'LEDGER_SECRET' },
  ]),
  'error-no-token': failing([
    { kind: 'no-token', name: 'ledger', secret: 'LEDGER_SECRET', why: 'missing' },
  ]),
  'error-github-token': failing([
    { kind: 'no-token', name: 'ledger', secret: 'LEDGER_SECRET', why: 'github-token' },
  ]),
  'error-outdated': {
    webhooks: [payments, onboarding],
    parts: {
      plan: {
        errors: [{ kind: 'outdated', run: '125' }],
        idle: [decision('keep payments 3f9a2c1e')],
      },
      recorded: false,
    },
  },
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
  'refused-401': {
    webhooks: [
      {
        name: 'payments',
        status: 'refused',
        result: {
          refusedWith: 401,
          errors: [{ detail: 'Invalid API key', code: 'UNAUTHORIZED' }],
        },
      },
      { name: 'ledger', status: 'refused', result: { refusedWith: 401 } },
      {
        name: 'onboarding',
        status: 'unsent',
        result: { reason: 'the API refused the credentials (401)' },
      },
    ],
  },
  'refused-429': {
    webhooks: [
      {
        name: 'payments',
        status: 'refused',
        result: { refusedWith: 429, errors: [{ detail: 'Too many requests', code: 'LIMIT' }] },
      },
    ],
  },
  cancelled: {
    webhooks: [
      { name: 'payments', status: 'created' },
      { name: 'ledger', status: 'unsent', result: { reason: 'the run was cancelled' } },
      { name: 'onboarding', status: 'unsent', result: { reason: 'the run was cancelled' } },
    ],
    context: { isCancelled: true },
  },
  'cancelled-before': {
    webhooks: [
      { name: 'ledger', status: 'unsent', result: { reason: 'the run was cancelled' } },
      onboarding,
    ],
    parts: { recorded: false, plan: { decided: [decision('keep onboarding 3f9a2c1e')] } },
    context: { isCancelled: true },
  },
  'created-with-warnings': {
    webhooks: [
      {
        name: 'payments',
        status: 'created',
        result: { warnings: [{ kind: 'no-secret' }] },
      },
    ],
  },
  'failure-of-the-run': {
    webhooks: [{ name: 'payments', status: 'created' }],
    parts: { failures: ['the state could not be written, for the remote is gone'] },
  },
  replaced: {
    webhooks: [
      { name: 'payments', status: 'created', result: { id: 'whk_new', replaced: 'whk_payments' } },
    ],
    parts: {
      plan: { decided: [decision('replace payments whk_payments')] },
      reminders: [{ kind: 'replaced', name: 'payments', id: 'whk_payments' }],
    },
  },
  removed: {
    webhooks: [onboarding],
    parts: {
      reminders: [{ kind: 'removed', name: 'old-ledger', id: 'whk_old-ledger' }],
      others: { 'old-ledger': { current: current('old-ledger') } },
    },
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
  'idle-decision': {
    webhooks: [onboarding],
    parts: { plan: { idle: [decision('keep onboarding 3f9a2c1e')] } },
  },
  'idle-decisions-without-state': {
    webhooks: [{ name: 'payments', status: 'created' }],
    parts: { plan: { idle: [decision('keep onboarding 3f9a2c1e')] } },
    context: { remembers: false },
  },
  'note-inert-id-replaced': noted([{ kind: 'inert-id', id: 'whk_1', fate: 'replaced' }]),
  'note-inert-id-gone': noted([{ kind: 'inert-id', id: 'whk_1', fate: 'gone' }]),
  'note-grown': noted([{ kind: 'grown', events: ['customer.archived', 'customer.merged'] }]),
  'note-secret-written': noted([{ kind: 'secret-written', secret: 'S' }]),
  'note-secret-adopted': noted([{ kind: 'secret-adopted', secret: 'S' }]),
  'note-secret-unseen': noted([{ kind: 'secret-unseen', secret: 'S' }], plan),
  'several-questions': {
    webhooks: [
      onboarding,
      payments,
      { name: 'ledger', status: 'to-create' },
      { name: 'fees', status: 'undecided' },
    ],
    parts: {
      questions: [changed('payments', '3f9a2c1e'), unknown('fees')],
      reminders: [{ kind: 'removed', name: 'old-ledger', id: 'whk_old' }],
      others: { 'old-ledger': { current: current('old-ledger') } },
    },
  },
};

describe('the page of a run', () => {
  it.each(Object.entries(cases))('%s', async (name, { webhooks, parts, context }) => {
    const page = pageOf(registrationOf(webhooks, parts), contextOf(context));
    await expect(shown(page)).toMatchFileSnapshot(`pages/${name}.txt`);
  });
});
