/** Pages that a run of the bundle can hardly come to; the others are kept with the end-to-end tests. */
import { describe, expect, it } from 'vitest';
import type { PlanContext } from '../../src/plan/facts.ts';
import type { Judgement, NoAnswer, NoEffect, Note } from '../../src/plan/plan.ts';
import type { Question } from '../../src/plan/questions/index.ts';
import { notStoredQuestion } from '../../src/plan/questions/not-stored.ts';
import { unconfirmedQuestion } from '../../src/plan/questions/unconfirmed.ts';
import type { ReportContext } from '../../src/plan/topic.ts';
import { pageOf } from '../../src/report/run-page.ts';
import { blankRecord } from '../../src/state/document.ts';
import {
  type Case,
  contextOf,
  current,
  decision,
  declared,
  type RegistrationParts,
  registrationOf,
  request,
  shown,
} from '../../testing/pages.ts';
import { runOf } from '../../testing/plans.ts';

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
  id: question.kind === 'changed' ? question.current.id : question.kind === 'not-stored' ? question.id : undefined,
});

/** A run that asks about webhooks, beside one that is unchanged. */
const asking = (questions: Question[], context: Partial<ReportContext> = {}): PageCase => ({
  webhooks: [
    ...questions.flatMap((one): Case[] =>
      one.kind === 'state-mismatch' ? [] : [{ name: one.name, status: 'undecided', result: idOf(one) }],
    ),
    onboarding,
  ],
  parts: { questions },
  context,
});

const urlChange = (name: string) => ({
  field: 'url',
  registered: `https://hooks.example.com/${name}/old`,
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

const unconfirmed = (name: string, more: Parameters<typeof unconfirmedQuestion>[2] | object = {}) =>
  unconfirmedQuestion(name, request(name), {
    inProgress: false,
    isDeclared: true,
    current: undefined,
    ...more,
  });

const inProgress = (run: string) => ({
  ...unconfirmed('payments', { inProgress: true }),
  request: request('payments', { run: runOf(run) }),
});

/** The question about `name`, whose GitHub secret is named after it. */
const notStored = (name: string, more: Partial<Parameters<typeof notStoredQuestion>[3]> = {}) =>
  notStoredQuestion(
    { ...declared(name), secret: `${name.toUpperCase()}_SECRET` },
    blankRecord,
    `whk_${name}`,
    { seen: '2026-11-25T09:05:07Z', formerly: [], ...more },
    { environment: 'sandbox', secretsEnvironment: undefined } as PlanContext,
  );

const renamed = (more: Partial<Extract<Question, { kind: 'renamed' }>>): Question => ({
  kind: 'renamed',
  name: 'payments',
  from: 'old-payments',
  recorded: current('payments'),
  differences: [],
  options: [
    { verb: 'keep', name: 'payments', code: '3f9a2c1e' },
    { verb: 'replace', name: 'payments', id: 'whk_payments' },
  ],
  ...more,
});

const mismatch = (manifest: string): Question => ({
  kind: 'state-mismatch',
  name: '@state',
  recorded: { manifest: 'hooks.yml', apiUrl: 'https://api.example.com' },
  given: { manifest, apiUrl: 'https://gateway.example.com' },
  options: [{ verb: 'keep', name: '@state', code: '3f9a2c1e' }],
});

const applied = (...lines: string[]): Judgement[] => lines.map((line) => ({ kind: 'applied', line: decision(line) }));

const cases: Record<string, PageCase> = {
  'plan-of-nothing': { webhooks: [], context: plan },
  'outside-a-workflow': {
    webhooks: [{ name: 'payments', status: 'created' }, onboarding],
    context: { run: { id: '', repositoryUrl: undefined } },
  },
  'changed-by-two-fields-of-an-adopted-one': asking([
    {
      ...changed('payments', '3f9a2c1e'),
      current: current('payments', { origin: 'adopted', run: runOf('') }),
      differences: [
        { field: 'organizationId', registered: undefined, declared: 'client_1' },
        { field: 'events', removed: ['customer.*'], added: ['customer.active', '*'] },
      ],
    } as Question,
  ]),
  'unconfirmed-beside-a-registered-one': asking([
    unconfirmed('payments', {
      current: 'whk_payments',
      knownId: { id: 'whk_ledger', owner: 'ledger' },
    }),
  ]),
  'unconfirmed-and-not-declared': {
    webhooks: [onboarding],
    parts: { questions: [unconfirmed('old-ledger', { isDeclared: false })] },
  },
  'unconfirmed-without-state': {
    webhooks: [{ name: 'payments', status: 'unconfirmed' }],
    parts: { plan: { questions: [] }, questions: [unconfirmed('payments')] },
    context: { remembers: false },
  },
  'in-progress-in-this-run': asking([inProgress('121')]),
  'in-progress-in-a-run-without-id': asking([inProgress('')]),
  'renamed-and-changed': asking([renamed({ differences: [urlChange('payments')] })]),
  'renamed-request': asking([
    renamed({
      recorded: request('payments'),
      options: [{ verb: 'keep', name: 'payments', code: '3f9a2c1e' }],
    }),
  ]),
  'state-mismatch-of-the-api-url': {
    webhooks: [payments],
    parts: { questions: [mismatch('hooks.yml')] },
  },
  'state-mismatch-of-both': { webhooks: [payments], parts: { questions: [mismatch('new.yml')] } },
  'not-stored-and-elsewhere': asking([notStored('payments', { seen: null, formerly: ['OLD', 'OLD/prod'] })]),
  'not-stored-and-in-no-environment': asking([notStored('payments', { formerly: ['PAYMENTS_SECRET/prod'] })]),
  'not-stored-by-state-alone': asking(
    [notStored('payments', { seen: undefined }), notStored('ledger', { seen: undefined })],
    plan,
  ),
  'not-stored-for-each-reason': {
    webhooks: [
      { name: 'payments', status: 'not-stored' },
      { name: 'ledger', status: 'not-stored' },
    ],
    parts: {
      plan: { questions: [] },
      questions: [
        notStored('payments', { seen: null, trouble: { kind: 'no-secret' } }),
        notStored('ledger', { trouble: { kind: 'written-meanwhile' }, inOutputs: true }),
      ],
    },
  },
  'not-stored-without-state': {
    webhooks: [{ name: 'payments', status: 'not-stored' }],
    parts: {
      plan: { questions: [] },
      questions: [notStored('payments', { seen: null, trouble: { kind: 'no-secret' } })],
    },
    context: { remembers: false },
  },
  'gone-but-current-in-the-input': {
    webhooks: [
      { ...payments, status: 'faulty' },
      { name: 'ledger', status: 'blocked' },
    ],
    parts: {
      plan: {
        errors: [
          {
            kind: 'gone-but-current',
            line: decision('gone payments whk_payments'),
            name: 'payments',
            id: 'whk_payments',
          },
        ],
      },
      recorded: false,
    },
  },
  'rejected-400': {
    webhooks: [
      {
        name: 'payments',
        status: 'rejected',
        result: {
          rejectedWith: 400,
          errors: [
            { detail: 'The URL must be reachable', code: 'INVALID_URL' },
            { detail: 'No such event', code: '' },
          ],
        },
      },
      { name: 'ledger', status: 'rejected', result: { rejectedWith: 415, errors: [] } },
      {
        name: 'fees',
        status: 'rejected',
        declaration: { body: { ...declared('fees').body, organizationId: 'client_1' as never } },
        result: {
          rejectedWith: 400,
          errors: [{ detail: 'organizationId is not yours', code: '' }],
        },
      },
      { name: 'onboarding', status: 'created' },
    ],
  },
  'cancelled-before': {
    webhooks: [{ name: 'ledger', status: 'unsent', result: { reason: 'the run was cancelled' } }, onboarding],
    parts: { recorded: false, plan: { judgements: applied('keep onboarding 3f9a2c1e') } },
    context: { isCancelled: true },
  },
  'failure-of-the-run': {
    webhooks: [{ name: 'payments', status: 'created' }],
    parts: {
      failures: ['the state could not be written, for the remote is gone'],
      unchecked: 'GitHub is away.',
    },
  },
  'to-delete': {
    webhooks: [onboarding],
    parts: {
      reminders: [
        { kind: 'removed', name: 'a-webhook-of-old', id: 'whk_1', isEnabled: true },
        { kind: 'removed', name: 'b', id: 'whk_2', isEnabled: true },
        { kind: 'removed', name: 'c', id: 'whk_5', isEnabled: false },
        { kind: 'replaced', name: 'onboarding', id: 'whk_3', isEnabled: true },
        { kind: 'replaced', name: 'onboarding', id: 'whk_4', isEnabled: true },
      ],
      others: {
        'a-webhook-of-old': { current: current('a-webhook-of-old') },
        b: { current: current('b') },
      },
    },
  },
  'decisions-applied': {
    webhooks: [
      onboarding,
      { name: 'payments', status: 'created', result: { replaced: 'whk_old' } },
      { name: 'ledger', status: 'rejected', result: { rejectedWith: 400 } },
    ],
    parts: {
      plan: {
        judgements: applied(
          'keep onboarding 3f9a2c1e',
          'gone b whk_b',
          'replace payments whk_old',
          'replace ledger whk_ledger',
        ),
      },
    },
  },
  'decisions-applied-and-blocked': {
    webhooks: [payments, { name: 'ledger', status: 'blocked', result: { id: 'whk_ledger' } }],
    parts: {
      questions: [changed('payments', '3f9a2c1e')],
      plan: { judgements: applied('replace ledger whk_ledger', 'gone b whk_b') },
    },
  },
  'decisions-without-effect': {
    webhooks: [onboarding],
    parts: {
      plan: {
        judgements: [
          { kind: 'past', line: decision('keep onboarding 3f9a2c1e'), current: 'whk_onboarding' },
          ...(
            [
              ['keep onbording 3f9a2c1e', { kind: 'unknown-name', known: ['onboarding'] }],
              ['gone onboarding whk_1', { kind: 'other-id', current: 'whk_onboarding' }],
              ['gone fees whk_1', { kind: 'other-id', current: undefined }],
              ['replace fees whk_2', { kind: 'other-name', name: 'onboarding' }],
              ['replace onboarding whk_3', { kind: 'not-declared' }],
              ['keep onboarding 11111111', { kind: 'error-first' }],
              ['keep onboarding 00000000', { kind: 'nothing-asked' }],
            ] as const
          ).map(
            ([line, why]): Judgement => ({
              kind: 'no-effect',
              line: decision(line),
              why: why as NoEffect,
            }),
          ),
        ],
      },
    },
  },
  'decisions-that-do-not-answer': (() => {
    const question = changed('payments', '3f9a2c1e');
    const whys: [string, NoAnswer][] = [
      ['keep payments 00000000', { kind: 'code', code: '3f9a2c1e' }],
      ['replace payments whk_1', { kind: 'id', id: 'whk_payments' }],
      ['gone payments whk_payments', { kind: 'verb' }],
      ['keep payments 3f9a2c1e', { kind: 'environment', environment: 'live' }],
    ];
    const judgements = whys.map(
      ([line, why]): Judgement => ({ kind: 'no-answer', line: decision(line), question, why }),
    );
    return { webhooks: [payments], parts: { questions: [question], plan: { judgements } } };
  })(),
  notes: {
    webhooks: [
      ['payments', { kind: 'inert-id', id: 'whk_1', fate: 'replaced' }],
      ['ledger', { kind: 'inert-id', id: 'whk_1', fate: 'gone' }],
      ['onboarding', { kind: 'grown', id: 'whk_onboarding', events: ['customer.archived', 'customer.merged'] }],
      [
        'fees',
        {
          kind: 'secret-written',
          secret: 'FEES_SECRET',
          at: '2026-11-25T09:05:07Z',
          keep: { verb: 'keep', name: 'fees', code: '3f9a2c1e' },
        },
      ],
    ].map(([name, note]): Case => {
      const notes = [note as Note];
      return { name: name as string, status: 'unchanged', result: { notes } };
    }),
  },
};

describe('the page of a run', () => {
  it.each(Object.entries(cases))('%s', async (name, { webhooks, parts, context }) => {
    const page = pageOf(registrationOf(webhooks, parts), contextOf(context));
    await expect(shown(page)).toMatchFileSnapshot(`pages/${name}.txt`);
  });
});
