/** What the step's outputs say, and when the run has failed. */
import { expect, it } from 'vitest';
import {
  hasFailed,
  type NameList,
  outputsOf,
  type Registration,
  type Result,
  type Status,
  statuses,
} from '../../src/apply/results.ts';
import type { PlanError } from '../../src/plan/plan.ts';
import { planOf } from '../../src/plan/planner.ts';
import type { Question } from '../../src/manifest/decisions.ts';
import { apiUrl, contextOf, stateOf } from '../plan/support.ts';

const lists: NameList[] = ['to-create', 'created', 'unchanged', 'undecided', 'failed'];
const one: Result = {
  name: 'a',
  status: 'created',
  id: 'whk_a',
  secret: 'whsec_a',
  notes: [],
};
const refused: Result = { name: 'e', status: 'refused', notes: [] };
const others: Result[] = [
  { name: 'b', status: 'unchanged', id: 'whk_b', notes: [] },
  { name: 'c', status: 'undecided', id: 'whk_c', notes: [] },
  { name: 'd', status: 'unknown', secret: 'whsec_d', notes: [] },
  refused,
  { name: 'f', status: 'to-create', notes: [] },
];

it('are those of all so far together, and those of the news one by one', () => {
  expect(outputsOf([one, refused], [one, ...others])).toStrictEqual({
    ids: '{"a":"whk_a","b":"whk_b","c":"whk_c"}',
    secrets: '{"a":"whsec_a","d":"whsec_d"}',
    'to-create': '["f"]',
    created: '["a"]',
    unchanged: '["b"]',
    undecided: '["c","d"]',
    failed: '["e"]',
    'a-id': 'whk_a',
    'a-secret': 'whsec_a',
  });
});

it('are there, and empty, when there is nothing', () => {
  expect(outputsOf([], [])).toEqual({
    ids: '{}',
    secrets: '{}',
    ...Object.fromEntries(lists.map((list) => [list, '[]'])),
  });
});

it.each<[Status, NameList[], boolean]>([
  ['created', ['created'], false],
  ['adopted', ['unchanged'], false],
  ['unchanged', ['unchanged'], false],
  ['to-create', ['to-create'], false],
  ['to-adopt', ['unchanged'], false],
  ['undecided', ['undecided'], true],
  ['unknown', ['undecided'], true],
  ['unstored', ['created', 'undecided', 'failed'], true],
  ['refused', ['failed'], true],
  ['unsent', ['failed'], true],
])('name what is %s in %j; it fails the run: %s', (status, named, fails) => {
  const outputs = outputsOf([], [{ name: 'a', status, notes: [] }]);
  expect(lists.filter((list) => outputs[list] !== '[]')).toEqual(named);
  expect(statuses[status].fails).toBe(fails);
});

const plan = planOf(stateOf({}), contextOf([]), new Map());
const green: Registration = {
  plan,
  results: [one],
  questions: [],
  recorded: true,
  reminders: [{ kind: 'removed', name: 'old', id: 'whk_0' }],
  failures: [],
};
const error: PlanError = { kind: 'outdated', run: '201' };
const question: Question = {
  kind: 'moved',
  recorded: { manifest: 'a.yml', apiUrl },
  given: { manifest: 'b.yml', apiUrl },
  options: [],
};

it.each<[string, boolean, Partial<Registration>]>([
  ['all is done, and something is to be deleted,', false, {}],
  ['nothing is declared', false, { results: [] }],
  ['one of several was refused', true, { results: [one, refused] }],
  ['something is asked', true, { questions: [question] }],
  ['the plan has an error', true, { plan: { ...plan, errors: [error] } }],
  ['a result could not be kept', true, { failures: ['The disk is full.'] }],
  [
    'a question stands beside an error',
    true,
    { questions: [question], plan: { ...plan, errors: [error] } },
  ],
  [
    'an error stands beside a failure',
    true,
    { plan: { ...plan, errors: [error] }, failures: ['The disk is full.'] },
  ],
])('a run in which %s has failed: %s', (_, fails, parts) => {
  expect(hasFailed({ ...green, ...parts })).toBe(fails);
});
