/** What the step's outputs say, and when the run has failed. */
import { expect, it } from 'vitest';
import { hasFailed, jsonOutputs, ownOutputs, type Registration, type Result } from '../../src/apply/results.ts';
import type { PlanError } from '../../src/plan/plan.ts';
import { planOf } from '../../src/plan/planner.ts';
import type { Question } from '../../src/plan/questions/index.ts';
import { meaningOf, type NameList, type Status } from '../../src/state/status.ts';
import { apiUrl, contextOf, stateOf, unseen } from '../../testing/plans.ts';

const lists: NameList[] = ['to-create', 'created', 'unchanged', 'undecided', 'failed'];
const one: Result = {
  name: 'a',
  status: 'created',
  id: 'whk_a',
  secret: 'whsec_a',
  notes: [],
};
const rejected: Result = { name: 'e', status: 'rejected', notes: [] };
const others: Result[] = [
  { name: 'b', status: 'unchanged', id: 'whk_b', notes: [] },
  { name: 'c', status: 'undecided', id: 'whk_c', notes: [] },
  { name: 'd', status: 'unconfirmed', secret: 'whsec_d', notes: [] },
  rejected,
  { name: 'f', status: 'to-create', notes: [] },
];

it('are those of all so far together, and those of the news one by one', () => {
  expect(jsonOutputs([one, ...others])).toStrictEqual({
    ids: '{"a":"whk_a","b":"whk_b","c":"whk_c"}',
    secrets: '{"a":"whsec_a","d":"whsec_d"}',
    'to-create': '["f"]',
    created: '["a"]',
    unchanged: '["b"]',
    undecided: '["c","d"]',
    failed: '["e"]',
  });
  expect(ownOutputs([one, rejected])).toStrictEqual({ 'a-id': 'whk_a', 'a-secret': 'whsec_a' });
});

it('are there, and empty, when there is nothing', () => {
  expect(jsonOutputs([])).toEqual({
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
  ['unconfirmed', ['undecided'], true],
  ['not-stored', ['created', 'undecided', 'failed'], true],
  ['rejected', ['failed'], true],
  ['unsent', ['failed'], true],
])('name what is %s in %j; it fails the run: %s', (status, named, fails) => {
  const outputs = jsonOutputs([{ name: 'a', status, notes: [] }]);
  expect(lists.filter((list) => outputs[list] !== '[]')).toEqual(named);
  expect(meaningOf(status).fails).toBe(fails);
});

const plan = planOf(stateOf({}), contextOf([]), unseen);
const green: Registration = {
  plan,
  results: [one],
  questions: [],
  recorded: true,
  reminders: [{ kind: 'removed', name: 'old', id: 'whk_0', isEnabled: true }],
  failures: [],
};
const error: PlanError = { kind: 'outdated', run: '201' };
const question: Question = {
  kind: 'state-mismatch',
  name: '@state',
  recorded: { manifest: 'a.yml', apiUrl },
  given: { manifest: 'b.yml', apiUrl },
  options: [],
};

it.each<[string, boolean, Partial<Registration>]>([
  ['all is done, and something is to be deleted,', false, {}],
  ['nothing is declared', false, { results: [] }],
  ['one of several was rejected', true, { results: [one, rejected] }],
  ['something is asked', true, { questions: [question] }],
  ['the plan has an error', true, { plan: { ...plan, errors: [error] } }],
  ['a result could not be kept', true, { failures: ['The disk is full.'] }],
  ['a question stands beside an error', true, { questions: [question], plan: { ...plan, errors: [error] } }],
  ['an error stands beside a failure', true, { plan: { ...plan, errors: [error] }, failures: ['The disk is full.'] }],
])('a run in which %s has failed: %s', (_, fails, parts) => {
  expect(hasFailed({ ...green, ...parts })).toBe(fails);
});
