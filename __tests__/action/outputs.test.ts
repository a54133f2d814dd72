/** When the step outputs are set. */
import { expect, it } from 'vitest';
import { stepOutputs } from '../../src/action/outputs.ts';
import type { Result } from '../../src/apply/results.ts';
import type { Reminder } from '../../src/plan/plan.ts';
import { registrationOf } from '../../testing/pages.ts';

const webhooks = ['a', 'b', 'c', 'd'].map((name): Result => {
  return { name, status: 'created', id: `whk_${name}`, secret: `whsec_${name}`, notes: [] };
});

it("are a result's own at once, and the JSON of all at most once a second and at the end", () => {
  const calls: string[] = [];
  let now = 0;
  const outputs = stepOutputs(
    {
      setOutputs({ ids = '', ...others }) {
        const own = Object.keys(others).filter((name) => name.endsWith('-secret'));
        calls.push([...own, ids, others['to-delete'] ?? ''].filter((one) => one !== '').join(' '));
      },
    },
    { elapsed: () => now },
  );
  outputs.begin();
  for (const [index, at] of [0, 999, 1000, 1001].entries()) {
    now = at;
    outputs.keep(webhooks.slice(index, index + 1), () => webhooks.slice(0, index + 1));
  }
  const reminders: Reminder[] = [{ kind: 'removed', name: 'old', id: 'whk_0', isEnabled: true }];
  const cases = webhooks.map((result) => ({ name: result.name, status: result.status, result }));
  outputs.end(registrationOf(cases, { reminders }), 'register');
  expect(calls).toEqual([
    '{} []',
    'a-secret',
    '{"a":"whk_a"}',
    'b-secret',
    'c-secret',
    '{"a":"whk_a","b":"whk_b","c":"whk_c"}',
    'd-secret',
    'a-secret b-secret c-secret d-secret {"a":"whk_a","b":"whk_b","c":"whk_c","d":"whk_d"} [{"name":"old","id":"whk_0"}]',
  ]);
});
