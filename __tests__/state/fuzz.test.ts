/** State documents that somebody has edited, or that came damaged. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WebhookBody } from '../../src/manifest/declarations.ts';
import { planOf } from '../../src/registration/plan.ts';
import { StateError } from '../../src/state/document.ts';
import { fingerprintOf } from '../../src/state/fingerprint.ts';
import { parseState, stateText } from '../../src/state/text.ts';
import { runs } from '../fuzz.ts';
import { declarations, options, stateOf, states } from '../registration/support.ts';

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
    .map(([state, edits]) =>
      JSON.stringify(edits.reduce<unknown>((value, [at, by]) => edited(value, at, by), state)),
    ),
  fc
    .tuple(states, fc.nat(), fc.string({ unit: 'binary', maxLength: 3 }), fc.nat(5))
    .map(([state, at, by, left]) => {
      const text = stateText(state);
      const index = at % (text.length + 1);
      return text.slice(0, index) + by + text.slice(index + left);
    }),
  fc.string({ unit: 'binary' }),
);

test('a document is refused in words, or is one that can be kept and planned upon', () => {
  fc.assert(
    fc.property(documents, declarations, options, (text, declared, chosen) => {
      let state: ReturnType<typeof parseState>;
      try {
        state = parseState(text, 'sandbox', 'here');
      } catch (error) {
        expect(error).toBeInstanceOf(StateError);
        expect((error as Error).message).toMatch(/^the state /);
        return;
      }
      expect(parseState(stateText(state), 'sandbox', 'here')).toEqual(state);
      const steps = planOf(declared, state, chosen);
      for (const step of steps) {
        if (step.action !== 'create') continue;
        const { name } = step.declaration;
        const told = chosen.replace.includes(name) || chosen.onChange === 'replace';
        expect(Object.hasOwn(state.webhooks, name) && !told).toBe(false);
      }
    }),
    runs(2000),
  );
});

test('a time in state that no date has vouches for no GitHub secret', () => {
  const noTime = '+999999-01-01T00:00:00Z';
  const time = '2026-01-01T00:00:00.000Z';
  const body: WebhookBody = {
    url: 'https://a.example.com/',
    events: ['customer.active'],
    status: 'enabled',
  };
  const entry = (id: string) => ({
    status: 'registered' as const,
    fingerprint: fingerprintOf(body),
    body,
    patterns: body.events,
    at: time,
    run: { id: '1', attempt: '1', commit: '' },
    id,
  });
  const actionWith = (own: object, other: object) => {
    const webhooks = {
      a: { ...entry('whk_1'), ...own },
      b: { ...entry('whk_2'), secret: { name: 's', storedAt: time }, ...other },
    };
    const state = parseState(stateText(stateOf(webhooks)), 'sandbox', 'here');
    const [step] = planOf([{ name: 'a', body, patterns: body.events, secret: 'S' }], state, {
      onChange: 'fail',
      replace: [],
      runId: '2',
      secretTimes: new Map([['S', Date.parse('2026-02-01')]]),
    });
    return step?.action;
  };
  expect(actionWith({}, {})).toBe('unchanged');
  expect(actionWith({ at: noTime }, {})).toBe('unstored');
  expect(actionWith({ secretBefore: { name: 'S', writtenAt: noTime } }, {})).toBe('unstored');
  expect(actionWith({}, { secret: { name: 'S', storedAt: noTime } })).toBe('unstored');
});
