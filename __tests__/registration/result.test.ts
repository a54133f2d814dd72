/** What the step's outputs say. */
import { expect, it } from 'vitest';
import {
  type NameList,
  outputsOf,
  type Result,
  type Status,
  statuses,
} from '../../src/registration/result.ts';

const lists: NameList[] = ['to-create', 'created', 'unchanged', 'undecided', 'failed'];
const one: Result = {
  name: 'a',
  status: 'created',
  id: 'whk_a',
  secret: 'whsec_a',
  notes: [],
};
const others: Result[] = [
  { name: 'b', status: 'unchanged', id: 'whk_b', notes: [] },
  { name: 'c', status: 'undecided', id: 'whk_c', notes: [] },
  { name: 'd', status: 'unknown', secret: 'whsec_d', notes: [] },
  { name: 'e', status: 'refused', notes: [] },
  { name: 'f', status: 'to-create', notes: [] },
];

it('are those of all so far together, and those of the news one by one', () => {
  expect(outputsOf([one], [one, ...others])).toEqual({
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

it('keep signing secrets and IDs apart, also for names that every object has', () => {
  const odd: Result = { ...one, name: 'constructor' };
  const { ids, 'constructor-id': id, ...rest } = outputsOf([odd], [odd]);
  expect([ids, id]).toEqual(['{"constructor":"whk_a"}', 'whk_a']);
  for (const [name, value] of Object.entries(rest)) {
    expect(value.includes('whsec_a')).toBe(/secret/.test(name));
  }
});
