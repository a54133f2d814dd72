/** What a state of any shape costs, from its text to the page that is shown of it: time that grows with its size. */
import { expect, test } from 'vitest';
import { type Ended, withRequests, withResults } from '../../src/apply/record.ts';
import { settledResult } from '../../src/apply/results.ts';
import { lineOf } from '../../src/manifest/decisions.ts';
import type { Declaration } from '../../src/manifest/declarations.ts';
import { remindersOf } from '../../src/plan/plan.ts';
import { planOf } from '../../src/plan/planner.ts';
import { pageOf } from '../../src/report/run-page.ts';
import { stopPage } from '../../src/report/stops.ts';
import { type SecretSlot, StateError, type WebhookRecord } from '../../src/state/document.ts';
import { failureOf } from '../../src/state/git-failures.ts';
import { parseState, stateText } from '../../src/state/state-text.ts';
import { contextOf as reportContextOf, shown } from '../../testing/pages.ts';
import {
  contextOf,
  current,
  decisionLines,
  declared,
  earlier,
  moved,
  record,
  request,
  stateOf,
} from '../../testing/plans.ts';
import { expectLinear } from '../growth.ts';

const whole = stateText(stateOf({ payments: record({}) }));

/** The document with other text in the place of `"payments": {…}`, or of all. */
const withWebhooks = (text: string) => whole.replace(/"payments": \{[^}]*\}/, () => text);
const counted = (size: number, textOf: (at: number) => string) =>
  Array.from({ length: size }, (_, at) => textOf(at)).join(',');

test.each<[string, (size: number) => string]>([
  ['lists in lists', (size) => '['.repeat(size) + ']'.repeat(size)],
  ['objects in objects', (size) => `${'{"webhooks":'.repeat(size)}1${'}'.repeat(size)}`],
  ['open brackets', (size) => '['.repeat(size)],
  ['lists', (size) => `[${'[],'.repeat(size)}0]`],
  ['line ends', (size) => '\n'.repeat(size)],
  ['quotes', (size) => `"${'\\"'.repeat(size)}"`],
  ['backslashes', (size) => `{"${'\\\\'.repeat(size)}":1`],
  ['equal keys', (size) => `{${'"a":1,'.repeat(size)}"version":1}`],
  ['keys', (size) => `{${counted(size, (at) => `"${at}":1`)}}`],
  ['wrong webhooks', (size) => withWebhooks(counted(size, (at) => `"A${at}":[]`))],
  ['backticks in a key', (size) => whole.replace('payments', '`'.repeat(size))],
  ['backticks in the environment', (size) => whole.replace('sandbox', '`'.repeat(size))],
  ['digits in the version', (size) => whole.replace('"version": 2', `"version": ${'1'.repeat(size)}`)],
])('%s are refused in few words, in time that grows with their number', (_, textOf) => {
  expectLinear(textOf, (text) => {
    let message = '';
    try {
      parseState(text, 'sandbox', 'here');
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      ({ message } = error);
    }
    expect(message.length).toBeGreaterThan(0);
    expect(message.length).toBeLessThan(1000);
  });
});

test.each<[string, (size: number) => string]>([
  ['lines', (size) => 'remote: no\n'.repeat(size)],
  ['line ends', (size) => '\r\n'.repeat(size)],
  ['spaces', (size) => `fatal:${' '.repeat(size)}`],
  ['backticks', (size) => '`'.repeat(size)],
  ['quotes', (size) => "'refs/".repeat(size)],
  ['fatal lines', (size) => 'fatal: unable to access '.repeat(size)],
])('%s of git are told in few words, in time that grows with their number', (_, textOf) => {
  expectLinear(textOf, (text) => {
    const { message } = failureOf(attempted, text);
    expect(failurePage(message)).toBeLessThan(20_000);
  });
});

const attempted: Parameters<typeof failureOf>[0] = {
  doing: 'read',
  ref: 'refs/conduit-webhooks/default',
  remote: 'https://github.com/octo/repo',
  asUser: false,
  token: 'sent',
  writes: true,
  version: '',
};

const failurePage = (message: string) => shown(stopPage([message], 'sandbox')).length;

/** A state, what is declared beside it, what was decided, and what GitHub says of its secrets. */
interface Given {
  webhooks: Record<string, WebhookRecord>;
  secrets?: Record<string, SecretSlot>;
  declarations?: readonly Declaration[];
  decisions?: readonly string[];
  elsewhere?: readonly string[];
  seen?: ReadonlyMap<string, string | null>;
}

const names = (size: number) => Array.from({ length: size }, (_, at) => `n${at}`);
const each = <T>(size: number, of: (name: string) => T) =>
  Object.fromEntries(names(size).map((name) => [name, of(name)]));
const all = (size: number, of = (name: string) => declared(name)) => names(size).map(of);
const registered = (name: string, fields: Partial<WebhookRecord> = {}, of = declared(name)) =>
  record({ current: current(`whk_${name}`, of), ...fields });
const tried = (name: string) => record({ request: request(`req_${name.slice(1).padStart(16, '0')}`, declared(name)) });
const renamed = (name: string) => ({ ...declared(name), name: `new-${name}` });
const edited = (name: string) => moved(declared(name), `moved-${name}`);
/** One URL for all, and something else that tells them apart. */
const ofOneUrl = (name: string, was = declared(name)): Declaration => ({
  ...was,
  body: { ...was.body, url: 'https://hooks.example.com/', organizationId: was.name },
});
const withSecret = (name: string) => declared(name, { secret: name.toUpperCase() });
const keysOf = <T>(size: number, of: (name: string) => T) =>
  names(size).map((name): [string, T] => [name.toUpperCase(), of(name)]);
const owned = (size: number) => Object.fromEntries(keysOf(size, (name) => ({ owner: `whk_${name}`, updatedAt: 't1' })));
const inBody = (fields: object) => {
  const payments = current('whk_1', declared('payments'));
  return {
    webhooks: {
      payments: record({ current: { ...payments, body: { ...payments.body, ...fields } } }),
    },
    declarations: [declared('payments')],
  };
};

/** With the options of each question that it leads to; the first ones, unless told otherwise. */
function answered(given: Given, until = 1): Given {
  const { questions } = planned(given);
  return {
    ...given,
    decisions: questions.flatMap(({ options }) => options.slice(0, until).map(lineOf)),
  };
}

const asDeclared = (size: number) => ({
  webhooks: each(size, registered),
  declarations: all(size),
});

const shapes: [string, (size: number) => Given][] = [
  ['as declared', asDeclared],
  ['no longer declared', (size) => ({ webhooks: each(size, registered) })],
  ...[
    ['renamed', renamed, registered] as const,
    ['changed', edited, registered] as const,
    [
      'renamed, of one URL',
      (name: string) => ofOneUrl(`new-${name}`),
      (name: string) => registered(name, {}, ofOneUrl(name)),
    ] as const,
    ['returned', declared, (name: string) => registered(name, { removedAt: earlier })] as const,
  ].flatMap(([what, of, was]): [string, (size: number) => Given][] => {
    const given = (size: number) => ({
      webhooks: each(size, (name) => was(name)),
      declarations: all(size, (name) => of(name)),
    });
    return [
      [what, given],
      [`${what} and answered for`, (size) => answered(given(size))],
      [`${what} and answered for twice`, (size) => answered(given(size), 2)],
    ];
  }),
  [
    'beside as many new ones',
    (size) => ({
      webhooks: each(size, registered),
      declarations: all(size, (name) => declared(`new-${name}`)),
    }),
  ],
  ['requested', (size) => ({ webhooks: each(size, tried), declarations: all(size) })],
  ['requested and no longer declared', (size) => ({ webhooks: each(size, tried) })],
  [
    'beside as many new ones of their URL that have an ID',
    (size) => ({
      webhooks: each(size, (name) => registered(name, {}, ofOneUrl(name))),
      declarations: all(size, (name) => ofOneUrl(name, declared(`new-${name}`, { id: name }))),
    }),
  ],
  ['replaced', (size) => ({ webhooks: { payments: record({ replaced: names(size) }) } })],
  ['gone', (size) => ({ webhooks: { payments: record({ gone: names(size) }) } })],
  [
    'replaced, and gone by decision',
    (size) => ({
      webhooks: { payments: record({ replaced: names(size) }) },
      decisions: names(size).map((id) => `gone payments ${id}`),
    }),
  ],
  [
    'replaced and declared by their IDs',
    (size) => ({
      webhooks: each(size, (name) => registered(name, { replaced: [`old_${name}`] })),
      declarations: all(size, (name) => declared(name, { id: `old_${name}` })),
    }),
  ],
  [
    'declared by the IDs of others',
    (size) => ({
      webhooks: each(size, registered),
      declarations: all(size, (name) => declared(`new-${name}`, { id: `whk_${name}` })),
    }),
  ],
  [
    'declared by other IDs',
    (size) => ({
      webhooks: each(size, registered),
      declarations: all(size, (name) => declared(name, { id: `new_${name}` })),
    }),
  ],
  ...[
    ['that would be gone', (name: string) => `gone ${name} whk_${name}`] as const,
    ['that are past', (name: string) => `gone ${name} old_${name}`] as const,
    ['of no webhook', (name: string) => `replace m${name.slice(1)} whk_1`] as const,
    ['of another ID', (name: string) => `replace ${name} whk_1`] as const,
    ['of no question', (name: string) => `keep ${name} 01234567`] as const,
  ].map(([what, line]): [string, (size: number) => Given] => [
    `with decisions ${what}`,
    (size) => ({
      ...asDeclared(size),
      webhooks: each(size, (name) => registered(name, { gone: [`old_${name}`] })),
      decisions: names(size).map(line),
    }),
  ]),
  [
    'with decisions that answer nothing',
    (size) => ({
      webhooks: each(size, registered),
      declarations: all(size, edited),
      decisions: names(size).map((name) => `keep ${name} 01234567`),
    }),
  ],
  [
    'with decisions for another environment',
    (size) => {
      const given = { webhooks: each(size, registered), declarations: all(size, edited) };
      return { ...given, elsewhere: answered(given).decisions ?? [] };
    },
  ],
  [
    'with secrets that are not there',
    (size) => ({
      webhooks: each(size, registered),
      declarations: all(size, withSecret),
      seen: new Map(keysOf(size, () => null)),
    }),
  ],
  [
    'with secrets that were written',
    (size) => ({
      webhooks: each(size, registered),
      secrets: owned(size),
      declarations: all(size, withSecret),
      seen: new Map(keysOf(size, () => 't2')),
    }),
  ],
  [
    'with secrets of another name',
    (size) => ({
      webhooks: each(size, registered),
      secrets: owned(size),
      declarations: all(size, (name) => declared(name, { secret: `NEW_${name}` })),
    }),
  ],
  [
    'whose secrets new ones name',
    (size) => ({
      webhooks: each(size, registered),
      secrets: owned(size),
      declarations: [...all(size), ...all(size, (name) => declared(`new-${name}`, { secret: name }))],
      seen: new Map(keysOf(size, () => 't1')),
    }),
  ],
  ['with a long key in its body', (size) => inBody({ ['`'.repeat(size)]: 1 })],
  ['with many keys in its body', (size) => inBody(each(size, () => 1))],
  ['with a long value in its body', (size) => inBody({ url: '`'.repeat(size) })],
  ['with many events', (size) => inBody({ events: names(size) })],
  ['with many values in its body', (size) => inBody({ status: names(size).map(() => [[]]) })],
];

const stateIn = ({ webhooks, secrets = {} }: Given) => stateOf(webhooks, { secrets });

function planned(given: Given) {
  const { declarations = [], decisions = [], elsewhere = [], seen } = given;
  const context = contextOf(declarations, {
    decisions: decisionLines(...decisions),
    elsewhere: decisionLines(...elsewhere).map((line) => ({ environment: 'live', line })),
  });
  return planOf(stateIn(given), context, { secrets: seen, otherManifest: false });
}

const span = { from: 64, shortest: 8, to: 2 ** 13 };

test.each(shapes)('webhooks %s are planned in time that grows with the state', (_, make) => {
  expectLinear(make, planned, span);
});

test.each(shapes)('webhooks %s are read and shown in time that grows with the state', (_, make) => {
  expectLinear(
    (size) => {
      const given = make(size);
      const { declarations = [] } = given;
      return { text: stateText(stateIn(given)), declarations, plan: planned(given) };
    },
    ({ text, declarations, plan }) => {
      parseState(text, 'sandbox', 'here');
      const page = pageOf(
        {
          plan,
          results: plan.webhooks.map((one) => settledResult(one, true)),
          questions: plan.questions,
          recorded: true,
          reminders: remindersOf(plan.next, declarations),
          failures: [],
        },
        reportContextOf(),
      );
      // A line and a row for each webhook, and no more than so much for what else is to be told.
      const rows = 160 * plan.webhooks.length;
      expect(shown(page).length).toBeLessThan(1_500_000 + rows);
    },
    span,
  );
});

test('results are recorded in time that grows with the state', () => {
  expectLinear(
    (size) => {
      const state = stateOf(each(size, registered));
      const requests = new Map(names(size).map((name) => [name, request(`req_${name}`, declared(name))]));
      const ended = [...requests].map(([name, sent]): Ended => {
        const outcome = { kind: 'created' as const, id: `new_${name}`, warnings: [] };
        return { name, request: sent, outcome, at: sent.at };
      });
      return { state: withRequests(state, requests), ended } as const;
    },
    ({ state, ended }) => withResults(state, ended),
    span,
  );
});
