/** Decisions that are left in place for ever: each works once. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DecisionLine } from '../../src/manifest/decisions.ts';
import { lineOf } from '../../src/manifest/decisions.ts';
import type { Declaration } from '../../src/manifest/declarations.ts';
import type { PlanContext } from '../../src/plan/facts.ts';
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
const renamed = { ...a, name: 'billing' };
const registered = stateOf({ payments: record({ current: current('whk_1', a) }) });
const optionsIn = ({ questions }: Pick<Plan, 'questions'>) =>
  questions.flatMap(({ options }) => options.map((option) => lineOf(option)));

/** One run after the other: what is declared, and where. */
type Step = [declares: Declaration[], manifest?: string];

it.each<[what: string, verb: 'keep' | 'replace', steps: Step[], asked: number, sent: number]>([
  ['an edit of A → B → A → B', 'keep', [[[b]], [[a]], [[b]], [[a]], [[b]]], 5, 0],
  ['an edit of A → B → A → B', 'replace', [[[b]], [[a]], [[b]], [[a]]], 4, 4],
  ['a webhook that comes and goes', 'keep', [[[]], [[a]], [[]], [[a]], [[]], [[a]]], 3, 0],
  ['a webhook that is renamed to and fro', 'keep', [[[renamed]], [[a]], [[renamed]], [[a]]], 4, 0],
  [
    'a manifest that moves',
    'keep',
    [
      [[a], 'b.yml'],
      [[a], 'a.yml'],
      [[a], 'b.yml'],
      [[a], 'a.yml'],
    ],
    4,
    0,
  ],
])('for %s, `%s` is asked for each time, in another line', async (_, verb, steps, asked, sent) => {
  const store = memoryStore(registered);
  const lines: string[] = [];
  let requests = 0;
  for (const [index, [declares, manifest = manifestPath]] of steps.entries()) {
    const onRun = async () => {
      const run = await registerOnce(declares, {
        store,
        context: { manifest, decisions: decisionLines(...lines) },
        outcomes: [created(`whk_new_${index}`)],
        randomId: () => `${requests}`.padStart(16, '0'),
      });
      requests += run.sent.length;
      return run;
    };
    // A person who pastes what is printed, and never takes a line out.
    lines.push(...optionsIn(await onRun()).filter((line) => line.startsWith(verb)));
    for (let again = 0; again < 2; again += 1) expect((await onRun()).questions).toEqual([]);
  }
  expect(lines).toHaveLength(asked);
  expect(new Set(lines).size).toBe(asked);
  expect(requests).toBe(sent);
  const { current: last, replaced } = parsed(store).webhooks.payments ?? {};
  expect(last?.id).toBe(sent === 0 ? 'whk_1' : `whk_new_${steps.length - 1}`);
  expect(replaced).toHaveLength(sent);
});

/** The lines with codes that a plan prints. */
function codesOf(state: StateDocument, declaration: Declaration, fields: Partial<PlanContext> = {}): string[] {
  return optionsIn(planOf(state, contextOf([declaration], fields), unseen)).filter((line) => line.startsWith('keep'));
}

it('a code is the same in plan and register', async () => {
  const printed = optionsIn(await registerOnce([b], { store: memoryStore(registered) }));
  expect(printed.filter((line) => line.startsWith('keep'))).toEqual(codesOf(registered, b));
});

it('a code goes by the patterns, not by what they mean to this version of the action', () => {
  const meaning = (...events: Declaration['body']['events']): Declaration => {
    return { ...a, patterns: ['transaction.*'], body: { ...a.body, events } };
  };
  const [one] = codesOf(registered, meaning('transaction.created'));
  expect(one).toMatch(/^keep payments [0-9a-f]{8}$/);
  expect(codesOf(registered, meaning('transaction.created', 'transaction.completed'))).toEqual([one]);
  expect(codesOf(registered, { ...b, patterns: ['customer.*'] })).not.toEqual([one]);
});

it('a code is for one environment, name, webhook, body and GitHub secret', () => {
  const revised = stateOf({ payments: record({ current: current('whk_1', a), revision: '1'.repeat(16) }) });
  const billing = stateOf({ billing: record({ current: current('whk_1', a) }) });
  const lines = [
    ...codesOf(registered, b),
    ...codesOf({ ...registered, environment: 'live' }, b, { environment: 'live' }),
    ...codesOf(revised, b),
    ...codesOf(billing, { ...b, name: 'billing' }),
    ...codesOf(registered, moved(a, 'elsewhere')),
    ...codesOf(registered, { ...b, body: { ...b.body, status: 'disabled' } }),
    ...codesOf(registered, { ...a, secret: 'ONE' }),
    ...codesOf(registered, { ...a, secret: 'TWO' }),
    ...codesOf(registered, { ...a, secret: 'ONE' }, { secretsEnvironment: 'production' }),
  ];
  expect(new Set(lines.map((line) => line.split(' ')[2])).size).toBe(9);
});

it('a code is for the ID that turned out to have come of a request', () => {
  const tried = stateOf({ payments: record({ request: request('req_0000000000000001', a) }) });
  const [one = ''] = codesOf(tried, { ...b, id: 'whk_8' });
  const fields = { decisions: decisionLines(one) };
  expect(codesOf(tried, { ...b, id: 'whk_8' }, fields)).toEqual([]);
  expect(codesOf(tried, { ...b, id: 'whk_9' }, fields)).toHaveLength(1);
});

it('a code that is printed holds beside a gone that is pasted with it, and after it', () => {
  const state = stateOf({ payments: record({ current: current('whk_2', a), replaced: ['whk_1'] }) });
  const [code = ''] = codesOf(state, b);
  const planWith = (...lines: string[]) =>
    planOf(state, contextOf([b], { decisions: decisionLines(...lines) }), unseen);
  const plan = planWith('gone payments whk_1', code);
  expect(plan.judgements.map(({ kind }) => kind)).toEqual(['applied', 'applied']);
  expect(plan.next.webhooks.payments).toMatchObject({ replaced: [], gone: ['whk_1'] });
  expect(codesOf(planWith('gone payments whk_1').next, b)).toEqual([code]);
});

it('what is printed holds in the next run, whatever is applied beside it', () => {
  const life = fc.property(states, declarations, decisions, seen, (given, some, lines, github) => {
    const state = { ...given, manifest: manifestPath, run: runOf('100') };
    const planUpon = (on: StateDocument, more: DecisionLine[]) =>
      planOf(on, contextOf(some, { decisions: more }), github);
    const printed = ({ questions }: Plan) =>
      questions.map(({ kind, options }) => [kind, ...options.map(lineOf)].join());
    const plan = planUpon(state, lines);
    if (plan.errors.length > 0) return;
    expect(printed(planUpon(plan.next, lines))).toEqual(printed(plan));
  });
  fc.assert(life, runs(300));
});

it('a code does not take the state of a manifest that still declares webhooks', () => {
  const state = { ...registered, manifest: 'hooks.yml' };
  const decisions = decisionLines(...codesOf(state, a));
  expect(decisions).toHaveLength(1);
  const { errors, next } = planOf(state, contextOf([a], { decisions }), { ...unseen, otherManifest: true });
  expect(errors).toEqual([{ kind: 'second-manifest', recorded: 'hooks.yml' }]);
  expect(next).toEqual(state);
});

it('a code does not make an older run green, which may not carry it out', () => {
  const late = { ...registered, run: runOf('201') };
  const decisions = decisionLines(...codesOf(registered, b));
  const plan = planOf(late, contextOf([b], { decisions }), unseen);
  expect(plan.errors.map(({ kind }) => kind)).toEqual(['outdated']);
  expect(plan.next).toEqual(late);
});
