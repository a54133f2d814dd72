/** Decisions that are left in place for ever: each works once. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DecisionLine } from '../../src/manifest/decisions.ts';
import { lineOf } from '../../src/manifest/decisions.ts';
import type { Declaration } from '../../src/manifest/declarations.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { planOf } from '../../src/plan/planner.ts';
import type { StateDocument } from '../../src/state/document.ts';
import {
  contextOf,
  created,
  current,
  decisionLines,
  decisions,
  declarations,
  declared,
  manifestPath,
  memoryStore,
  moved,
  parsed,
  record,
  registerOnce,
  request,
  runOf,
  seen,
  stateOf,
  states,
  unseen,
} from '../../testing/plans.ts';
import { runs } from '../fuzz.ts';

const a = declared('payments');
const b = moved(a);
const registered = stateOf({ payments: record({ current: current('whk_1', a) }) });

/** A person who pastes the option `verb` of each question, and never takes a line out. */
async function live(verb: 'keep' | 'replace' | 'gone', steps: Declaration[][]) {
  const store = memoryStore(registered);
  const lines: DecisionLine[] = [];
  const asked: string[] = [];
  let sent = 0;
  for (const [index, declarations] of steps.entries()) {
    const onRun = () =>
      registerOnce(declarations, {
        store,
        context: { decisions: lines },
        outcomes: [created(`whk_new_${index}`)],
        randomId: () => `${sent}`.padStart(16, '0'),
      });
    const first = await onRun();
    sent += first.sent.length;
    const options = first.questions.flatMap((question) => question.options);
    const texts = options.filter((option) => option.verb === verb).map(lineOf);
    asked.push(...texts);
    lines.push(...decisionLines(...texts));
    for (let again = 0; again < 2; again += 1) {
      const second = await onRun();
      sent += second.sent.length;
      expect(second.questions).toEqual([]);
    }
  }
  return { asked, sent, state: parsed(store) };
}

it('keep asks again at each edit of A → B → A → B, with a code that never was', async () => {
  const { asked, sent, state } = await live('keep', [[b], [a], [b], [a], [b]]);
  expect(asked).toHaveLength(5);
  expect(new Set(asked).size).toBe(5);
  expect(sent).toBe(0);
  expect(state.webhooks.payments?.current?.id).toBe('whk_1');
});

it('replace asks again at each edit, and each line makes one webhook', async () => {
  const { asked, sent, state } = await live('replace', [[b], [a], [b], [a]]);
  expect(new Set(asked).size).toBe(4);
  expect(sent).toBe(4);
  expect(state.webhooks.payments?.replaced).toHaveLength(4);
});

it('keep asks again each time that a webhook returns', async () => {
  const { asked, sent } = await live('keep', [[], [a], [], [a], [], [a]]);
  expect(asked).toHaveLength(3);
  expect(new Set(asked).size).toBe(3);
  expect(sent).toBe(0);
});

it('keep asks again each time that a webhook is renamed', async () => {
  const other = { ...a, name: 'billing' };
  const { asked, sent, state } = await live('keep', [[other], [a], [other], [a]]);
  expect(new Set(asked).size).toBe(4);
  expect(sent).toBe(0);
  expect(state.webhooks.payments?.current?.id).toBe('whk_1');
});

it('keep asks again each time that the manifest moves', async () => {
  const store = memoryStore(registered);
  const codes: string[] = [];
  for (const manifest of ['b.yml', 'a.yml', 'b.yml', 'a.yml']) {
    const decisions = () => decisionLines(...codes);
    const first = await registerOnce([a], { store, context: { manifest, decisions: decisions() } });
    codes.push(...first.questions.flatMap(({ options }) => options.map(lineOf)));
    const second = await registerOnce([a], {
      store,
      context: { manifest, decisions: decisions() },
    });
    expect(second.questions).toEqual([]);
  }
  expect(new Set(codes).size).toBe(4);
});

/** The codes that a plan prints. */
function codesOf(state: StateDocument, declaration: Declaration, fields = {}): string[] {
  const { questions } = planOf(state, contextOf([declaration], fields), unseen);
  return questions.flatMap(({ options }) => options.map(lineOf)).filter((l) => l.startsWith('keep'));
}

it('a code is the same in plan and register', async () => {
  const { questions } = await registerOnce([b], { store: memoryStore(registered) });
  const printed = questions.flatMap(({ options }) => options.map(lineOf));
  expect(printed.filter((line) => line.startsWith('keep'))).toEqual(codesOf(registered, b));
});

it('a code goes by the patterns, not by what they mean to this version of the action', () => {
  const pattern = (events: string[]): Declaration => ({
    ...a,
    patterns: ['transaction.*'],
    body: { ...a.body, events: events as Declaration['body']['events'] },
  });
  const [one] = codesOf(registered, pattern(['transaction.created']));
  expect(one).toMatch(/^keep payments [0-9a-f]{8}$/);
  expect(codesOf(registered, pattern(['transaction.created', 'transaction.failed']))).toEqual([one]);
  expect(codesOf(registered, { ...b, patterns: ['customer.*'] })).not.toEqual([one]);
});

it('a code is for one environment, name, webhook and body', () => {
  const other = stateOf({
    payments: record({ current: current('whk_1', a), revision: '1'.repeat(16) }),
  });
  const billing = stateOf({ billing: record({ current: current('whk_1', a) }) });
  const codes = [
    ...codesOf(registered, b),
    ...codesOf({ ...registered, environment: 'live' }, b, { environment: 'live' }),
    ...codesOf(other, b),
    ...codesOf(billing, { ...b, name: 'billing' }),
    ...codesOf(registered, moved(a, 'elsewhere')),
    ...codesOf(registered, { ...b, body: { ...b.body, status: 'disabled' } }),
  ].map((line) => line.split(' ')[2]);
  expect(new Set(codes).size).toBe(6);
});

it('a code is for the ID that turned out to have come of a request', () => {
  const tried = stateOf({ payments: record({ request: request('req_0000000000000001', a) }) });
  const [one = ''] = codesOf(tried, { ...b, id: 'whk_8' });
  const fields = { decisions: decisionLines(one) };
  expect(codesOf(tried, { ...b, id: 'whk_8' }, fields)).toEqual([]);
  expect(codesOf(tried, { ...b, id: 'whk_9' }, fields)).toHaveLength(1);
});

it('a code that is printed holds beside a gone that is pasted with it', () => {
  const state = stateOf({
    payments: record({ current: current('whk_2', a), replaced: ['whk_1'] }),
  });
  const [code = ''] = codesOf(state, b);
  const decisions = decisionLines('gone payments whk_1', code);
  const plan = planOf(state, contextOf([b], { decisions }), unseen);
  expect(plan.questions).toEqual([]);
  expect(plan.judgements.map(({ kind }) => kind)).toEqual(['applied', 'applied']);
  expect(plan.next.webhooks.payments).toMatchObject({ replaced: [], gone: ['whk_1'] });
  // Nor once the other one was applied.
  const fields = { decisions: decisionLines('gone payments whk_1') };
  const { next } = planOf(state, contextOf([b], fields), unseen);
  expect(codesOf(next, b)).toEqual([code]);
});

it('what is printed holds in the next run, whatever is applied beside it', () => {
  const life = fc.property(states, declarations, decisions, seen, (given, some, lines, github) => {
    const state = { ...given, manifest: manifestPath, run: runOf('100') };
    const planWith = (on: StateDocument, more: DecisionLine[]) =>
      planOf(on, contextOf(some, { decisions: more }), github);
    const printed = ({ questions }: Plan) =>
      questions.map(({ kind, options }) => [kind, ...options.map(lineOf)].join());
    const plan = planWith(state, lines);
    if (plan.errors.length === 0 && plan.questions.length > 0) {
      expect(printed(planWith(plan.next, lines))).toEqual(printed(plan));
    }
  });
  fc.assert(life, runs(300));
});

it('a code does not make an older run green, which may not carry it out', () => {
  const late = { ...registered, run: runOf('201') };
  const decisions = decisionLines(...codesOf(registered, b));
  const plan = planOf(late, contextOf([b], { decisions }), unseen);
  expect(plan.errors.map(({ kind }) => kind)).toEqual(['outdated']);
  expect(plan.webhooks.map(({ status }) => status)).toEqual(['outdated']);
  expect(plan.next).toEqual(late);
});
