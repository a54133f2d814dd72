/** What a state of any shape costs, from its text to the page that is shown of it: time that grows with its size. */
import { expect, test } from 'vitest';
import { plannedResult } from '../../src/apply/results.ts';
import type { Declaration } from '../../src/manifest/declarations.ts';
import type { PlanContext } from '../../src/plan/facts.ts';
import { remindersOf } from '../../src/plan/plan.ts';
import { planOf } from '../../src/plan/planner.ts';
import { pageOf } from '../../src/report/run-page.ts';
import { StateError, type WebhookRecord } from '../../src/state/document.ts';
import { parseState, stateText } from '../../src/state/text.ts';
import { expectLinear } from '../growth.ts';
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
  unseen,
} from '../plan/support.ts';
import { contextOf as reportContextOf, shown } from '../report/support.ts';

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
  [
    'digits in the version',
    (size) => whole.replace('"version": 2', `"version": ${'1'.repeat(size)}`),
  ],
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

/** A state and what is declared beside it. */
interface Given {
  webhooks: Record<string, WebhookRecord>;
  declarations?: readonly Declaration[];
  context?: Partial<PlanContext>;
}

const names = (size: number) => Array.from({ length: size }, (_, at) => `n${at}`);
const each = <T>(size: number, of: (name: string) => T) =>
  Object.fromEntries(names(size).map((name) => [name, of(name)]));
const all = (size: number, of = (name: string) => declared(name)) => names(size).map(of);
const registered = (name: string, fields: Partial<WebhookRecord> = {}) =>
  record({ current: current(`whk_${name}`, declared(name)), ...fields });
const tried = (name: string) =>
  record({ request: request(`req_${name.slice(1).padStart(16, '0')}`, declared(name)) });
const inBody = (fields: object) => {
  const payments = current('whk_1', declared('payments'));
  return {
    webhooks: {
      payments: record({ current: { ...payments, body: { ...payments.body, ...fields } } }),
    },
    declarations: [declared('payments')],
  };
};

const shapes: [string, (size: number) => Given][] = [
  ['as declared', (size) => ({ webhooks: each(size, registered), declarations: all(size) })],
  ['no longer declared', (size) => ({ webhooks: each(size, registered) })],
  [
    'changed',
    (size) => ({
      webhooks: each(size, registered),
      declarations: all(size, (name) => moved(declared(name), `moved-${name}`)),
    }),
  ],
  [
    'returned',
    (size) => ({
      webhooks: each(size, (name) => registered(name, { removedAt: earlier })),
      declarations: all(size),
    }),
  ],
  ['requested', (size) => ({ webhooks: each(size, tried), declarations: all(size) })],
  ['replaced', (size) => ({ webhooks: { payments: record({ replaced: names(size) }) } })],
  ['gone', (size) => ({ webhooks: { payments: record({ gone: names(size) }) } })],
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
  [
    'decided upon',
    (size) => ({
      webhooks: each(size, registered),
      declarations: all(size),
      context: {
        decisions: decisionLines(...names(size).map((name) => `gone ${name} whk_${name}`)),
      },
    }),
  ],
  ['with a long key in its body', (size) => inBody({ ['`'.repeat(size)]: 1 })],
  ['with many keys in its body', (size) => inBody(each(size, () => 1))],
  ['with a long value in its body', (size) => inBody({ url: '`'.repeat(size) })],
  ['with many events', (size) => inBody({ events: names(size) })],
  ['with many values in its body', (size) => inBody({ status: names(size).map(() => [[]]) })],
];

const planned = ({ webhooks, declarations = [], context = {} }: Given) =>
  planOf(stateOf(webhooks), contextOf(declarations, context), unseen);
const span = { from: 64, shortest: 15, to: 2 ** 13 };

test.each(shapes)('webhooks %s are planned in time that grows with the state', (_, make) => {
  expectLinear(make, planned, span);
});

test.each(shapes)('webhooks %s are read and shown in time that grows with the state', (_, make) => {
  expectLinear(
    (size) => {
      const given = make(size);
      const { webhooks, declarations = [] } = given;
      return { text: stateText(stateOf(webhooks)), declarations, plan: planned(given) };
    },
    ({ text, declarations, plan }) => {
      parseState(text, 'sandbox', 'here');
      const page = pageOf(
        {
          plan,
          results: plan.webhooks.map((one) => plannedResult(one, { recorded: true })),
          questions: plan.questions,
          recorded: true,
          reminders: remindersOf(plan.next, declarations),
          failures: [],
        },
        reportContextOf(),
      );
      // A line or a row for each webhook, and no more for what else is in the document.
      expect(shown(page).length).toBeLessThan(3_000_000);
    },
    span,
  );
});
