/** State documents that somebody has edited, or that came damaged. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { remindersOf } from '../../src/plan/plan.ts';
import { planOf } from '../../src/plan/planner.ts';
import { StateError } from '../../src/state/document.ts';
import { parseState, stateText } from '../../src/state/state-text.ts';
import {
  contextOf,
  current,
  decisions,
  declarations,
  declared,
  record,
  seen,
  stateOf,
  states,
  unseen,
} from '../../testing/plans.ts';
import { runs } from '../fuzz.ts';

/** A value with one part of it, wherever it is, changed for `by` or taken out. */
function edited(value: unknown, at: number, by: unknown): unknown {
  const holders: Array<[Record<string, unknown>, string]> = [];
  const copy: Record<string, unknown> = structuredClone({ root: value });
  const visit = (holder: Record<string, unknown>) => {
    for (const key of Object.keys(holder)) {
      holders.push([holder, key]);
      const child = holder[key];
      if (typeof child === 'object' && child !== null) visit(child as Record<string, unknown>);
    }
  };
  visit(copy);
  const [holder, key] = holders[at % holders.length] ?? [copy, 'root'];
  if (by === undefined) delete holder[key];
  else holder[key] = by;
  return copy.root;
}

const foreign = fc.oneof(
  fc.constant(undefined),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>('', 'registered', 'unknown', '2026-01-01', '__proto__', [], {}, -1, 2),
);

const documents = fc.oneof(
  fc
    .tuple(states, fc.array(fc.tuple(fc.nat(), foreign), { minLength: 1, maxLength: 3 }))
    .map(
      ([state, edits]) =>
        JSON.stringify(edits.reduce<unknown>((value, [at, by]) => edited(value, at, by), state)) ?? '',
    ),
  fc.tuple(states, fc.nat(), fc.string({ unit: 'binary', maxLength: 3 }), fc.nat(5)).map(([state, at, by, left]) => {
    const text = stateText(state);
    const index = at % (text.length + 1);
    return text.slice(0, index) + by + text.slice(index + left);
  }),
  fc.string({ unit: 'binary' }),
);

const contexts = fc.record({
  decisions,
  onChange: fc.constantFrom('ask' as const, 'replace' as const),
});

test('a document is refused in words, or is one that can be kept and planned upon', () => {
  fc.assert(
    fc.property(documents, declarations, contexts, seen, (text, chosen, fields, times) => {
      let state: ReturnType<typeof parseState>;
      try {
        state = parseState(text, 'sandbox', 'here');
      } catch (error) {
        expect(error).toBeInstanceOf(StateError);
        expect((error as Error).message).toMatch(/^The state .*\.$/s);
        return;
      }
      expect(parseState(stateText(state), 'sandbox', 'here')).toEqual(state);
      const { next, webhooks } = planOf(state, contextOf(chosen, fields), times);
      expect(parseState(stateText(next), 'sandbox', 'here')).toEqual(next);
      expect(webhooks.map(({ declaration: { name } }) => name)).toEqual(chosen.map(({ name }) => name));
      for (const { id } of remindersOf(next, chosen)) expect(text).toContain(id);
    }),
    runs(1000),
  );
});

test.each<[string, Record<string, unknown>]>([
  ['events that are no text', { events: [{ toString: 1 }, null, [['x']]] }],
  ['events that are no list', { events: 'customer.active' }],
  ['fields that every object has', JSON.parse('{"__proto__": {"url": 1}, "constructor": 1}')],
  ['a number that JSON has not', JSON.parse('{"status": 1e999}')],
])('a body with %s can be planned upon', (_, fields) => {
  const declaration = declared('payments');
  const webhook = current('whk_1', declaration);
  const payments = record({ current: { ...webhook, body: { ...webhook.body, ...fields } } });
  const state = parseState(stateText(stateOf({ payments })), 'sandbox', 'here');
  const other = { ...declaration, name: 'billing' };
  for (const declarations of [[declaration], [other], []]) {
    const { webhooks } = planOf(state, contextOf(declarations), unseen);
    expect(webhooks.map(({ status }) => status)).not.toContain('to-create');
  }
});
