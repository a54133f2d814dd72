/** What a state of any shape costs, from its text to the page that is shown of it: time that grows with its size. */
import { expect, test } from 'vitest';
import { type Ended, withRequests, withResults } from '../../src/apply/record.ts';
import { settledResult } from '../../src/apply/results.ts';
import { lineOf } from '../../src/manifest/decisions.ts';
import type { Declaration } from '../../src/manifest/declarations.ts';
import { remindersOf } from '../../src/plan/plan.ts';
import { planOf } from '../../src/plan/planner.ts';
import { pageOf } from '../../src/report/run-page.ts';
import { type SecretSlot, StateError, type WebhookRecord } from '../../src/state/document.ts';
import { parseState, stateText } from '../../src/state/state-text.ts';
import { contextOf as reportContextOf, shown } from '../../testing/pages.ts';
import { contextOf, current, decisionLines, declared, moved, record, request, stateOf } from '../../testing/plans.ts';
import { expectLinear } from '../growth.ts';

const whole = stateText(stateOf({ payments: record({}) }));
const counted = (size: number, textOf: (at: number) => string) =>
  Array.from({ length: size }, (_, at) => textOf(at)).join(',');

test.each<[string, (size: number) => string]>([
  ['lists', (size) => `[${'[],'.repeat(size)}0]`],
  ['quotes', (size) => `"${'\\"'.repeat(size)}"`],
  ['keys', (size) => `{${counted(size, (at) => `"${at}":1`)}}`],
  [
    'wrong webhooks',
    (size) =>
      whole.replace(
        /"payments": \{[^}]*\}/,
        counted(size, (at) => `"A${at}":[]`),
      ),
  ],
  ['backticks in a key', (size) => whole.replace('payments', '`'.repeat(size))],
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

/** A state, what is declared beside it, what was decided, and what GitHub says of its secrets. */
interface Given {
  webhooks: Record<string, WebhookRecord>;
  secrets?: Record<string, SecretSlot>;
  declarations?: readonly Declaration[];
  decisions?: readonly string[];
  elsewhere?: readonly string[];
  seen?: ReadonlyMap<string, string | null>;
}

type Shapes = [path: string, what: string, make: (size: number) => Given][];

const names = (size: number) => Array.from({ length: size }, (_, at) => `n${at}`);
const each = <T>(size: number, of: (name: string) => T) =>
  Object.fromEntries(names(size).map((name) => [name, of(name)]));
const all = (size: number, of = (name: string) => declared(name)) => names(size).map(of);
const registered = (name: string, fields: Partial<WebhookRecord> = {}, of = declared(name)) =>
  record({ current: current(`whk_${name}`, of), ...fields });
const tried = (name: string) => record({ request: request(`req_${name.slice(1).padStart(16, '0')}`, declared(name)) });
const edited = (name: string) => moved(declared(name), `moved-${name}`);
/** One URL for all, and something else that tells them apart. */
const ofOneUrl = (name: string, was = declared(name)): Declaration => ({
  ...was,
  body: { ...was.body, url: 'https://hooks.example.com/', organizationId: was.name },
});
const secretsSeen = (size: number, at: string | null) =>
  new Map(names(size).map((name) => [name.toUpperCase(), at] as const));
const owned = (size: number) =>
  Object.fromEntries(names(size).map((name) => [name.toUpperCase(), { owner: `whk_${name}`, updatedAt: 't1' }]));

/** `size` webhooks that are registered as declared, unless they are declared otherwise. */
const webhooks = (size: number, of?: (name: string) => Declaration) => ({
  webhooks: each(size, (name) => registered(name)),
  declarations: all(size, of),
});
const renamed = (size: number): Given => ({
  webhooks: each(size, (name) => registered(name, {}, ofOneUrl(name))),
  declarations: all(size, (name) => ofOneUrl(`new-${name}`)),
});
const withIdsOfOthers = (size: number) => webhooks(size, (name) => declared(`new-${name}`, { id: `whk_${name}` }));
const deciding = (size: number, line: (name: string) => string, of?: (name: string) => Declaration): Given => ({
  ...webhooks(size, of),
  webhooks: each(size, (name) => registered(name, { gone: [`old_${name}`] })),
  decisions: names(size).map(line),
});
const inBody = (fields: object): Given => {
  const payments = current('whk_1', declared('payments'));
  return {
    webhooks: { payments: record({ current: { ...payments, body: { ...payments.body, ...fields } } }) },
    declarations: [declared('payments')],
  };
};

/** With the options of each question that it leads to; the first ones, unless told otherwise. */
function answered(given: Given, until = 1): Given {
  const { questions } = planned(given);
  return { ...given, decisions: questions.flatMap(({ options }) => options.slice(0, until).map(lineOf)) };
}

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

/** Each by the file and what it does there for one webhook that it must not do again for all others. */
const toPlan: Shapes = [
  ['former', 'renamed, of one URL', renamed],
  [
    'former, by requests',
    'new, of their URL, with an ID',
    (size) => ({
      ...renamed(size),
      declarations: all(size, (name) => ofOneUrl(name, declared(`new-${name}`, { id: name }))),
    }),
  ],
  ['claims', 'renamed and answered for', (size) => answered(renamed(size))],
  ['planner, contradictions', 'renamed and answered for twice', (size) => answered(renamed(size), 2)],
  ['questions', 'changed and answered for', (size) => answered(webhooks(size, edited))],
  ['planner, what is not declared', 'requested', (size) => ({ webhooks: each(size, tried) })],
  ['book, owners', 'declared by the IDs of others', withIdsOfOthers],
  [
    'remarks',
    'replaced and declared by their IDs',
    (size) => ({
      webhooks: each(size, (name) => registered(name, { replaced: [`old_${name}`] })),
      declarations: all(size, (name) => declared(name, { id: `old_${name}` })),
    }),
  ],
  [
    'facts, IDs taken out',
    'replaced, and gone by decision',
    (size) => ({
      webhooks: { payments: record({ replaced: names(size) }) },
      decisions: names(size).map((id) => `gone payments ${id}`),
    }),
  ],
  ['planner, errors', 'whose decisions would be gone', (size) => deciding(size, (name) => `gone ${name} whk_${name}`)],
  ['judge, past', 'whose decisions are past', (size) => deciding(size, (name) => `gone ${name} old_${name}`)],
  ['judge, names', 'with decisions of none', (size) => deciding(size, (name) => `replace m${name.slice(1)} whk_1`)],
  ['judge, places', 'with decisions of another ID', (size) => deciding(size, (name) => `replace ${name} whk_1`)],
  [
    'judge, answers',
    'with decisions that are no answer',
    (size) => deciding(size, (name) => `keep ${name} 01234567`, edited),
  ],
  [
    'judge, elsewhere',
    'with decisions for another environment',
    (size) => ({
      ...webhooks(size, edited),
      elsewhere: answered(webhooks(size, edited)).decisions ?? [],
    }),
  ],
  [
    'questions, not stored',
    'whose secrets were written',
    (size) => ({
      ...webhooks(size, (name) => declared(name, { secret: name.toUpperCase() })),
      secrets: owned(size),
      seen: secretsSeen(size, 't2'),
    }),
  ],
  [
    'remarks, secrets',
    'whose secrets new ones name',
    (size) => ({
      ...webhooks(size),
      secrets: owned(size),
      declarations: [...all(size), ...all(size, (name) => declared(`new-${name}`, { secret: name }))],
      seen: secretsSeen(size, 't1'),
    }),
  ],
];

test.each(toPlan)('%s: webhooks %s are planned in time that grows with the state', (_, __, make) => {
  expectLinear(make, planned, span);
});

const toShow: Shapes = [
  ['reminders', 'no longer declared', (size) => ({ webhooks: each(size, (name) => registered(name)) })],
  ['reminders of one', 'replaced', (size) => ({ webhooks: { payments: record({ replaced: names(size) }) } })],
  ['questions with differences', 'renamed', renamed],
  ['questions', 'requested', (size) => ({ webhooks: each(size, tried), declarations: all(size) })],
  ['errors', 'declared by the IDs of others', withIdsOfOthers],
  ['judgements', 'with decisions of none', (size) => deciding(size, (name) => `replace m${name.slice(1)} whk_1`)],
  [
    'secrets',
    'with secrets that are not there',
    (size) => ({
      ...webhooks(size, (name) => declared(name, { secret: name.toUpperCase() })),
      seen: secretsSeen(size, null),
    }),
  ],
  ['differences', 'with many keys in its body', (size) => inBody(each(size, () => 1))],
  ['differences of lists', 'with many events', (size) => inBody({ events: names(size) })],
  ['values', 'with many values in its body', (size) => inBody({ status: names(size).map(() => [[]]) })],
  ['texts', 'with a long value in its body', (size) => inBody({ url: '`'.repeat(size) })],
];

test.each(toShow)('%s: webhooks %s are read and shown in time that grows with the state', (_, __, make) => {
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
      const state = stateOf(each(size, (name) => registered(name)));
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
