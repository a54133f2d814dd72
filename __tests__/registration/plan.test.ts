/** Properties of plan and register over random manifests, states and outcomes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Outcome } from '../../src/conduit/reply.ts';
import { planOf } from '../../src/registration/plan.ts';
import { resultOf } from '../../src/registration/result.ts';
import { blockersOf, nameOf, type Step } from '../../src/registration/step.ts';
import type { Entry } from '../../src/state/document.ts';
import { fingerprintOf } from '../../src/state/fingerprint.ts';
import { runs } from '../fuzz.ts';
import {
  attempt,
  declarations,
  idsIn,
  memoryStore,
  options,
  parsed,
  stateOf,
  states,
} from './support.ts';

const thousand = runs(1000);

test('one step for each declaration in its order, then one for each name that is only in state', () => {
  fc.assert(
    fc.property(declarations, states, options, (declared, state, chosen) => {
      const steps = planOf(declared, state, chosen);
      const names = steps.map(nameOf);
      expect(names.slice(0, declared.length)).toEqual(declared.map(({ name }) => name));
      expect(new Set(names).size).toBe(names.length);
      const moved = steps.flatMap((step) => ('from' in step ? (step.from ?? []) : []));
      expect(new Set([...names, ...moved])).toEqual(
        new Set([...declared.map(({ name }) => name), ...Object.keys(state.webhooks)]),
      );
    }),
    thousand,
  );
});

test('create is planned only where nothing may exist, or where a replacement was asked for', () => {
  fc.assert(
    fc.property(declarations, states, options, (declared, state, chosen) => {
      for (const step of planOf(declared, state, chosen)) {
        if (step.action !== 'create') continue;
        const { name, id, body } = step.declaration;
        const entry = Object.hasOwn(state.webhooks, name) ? state.webhooks[name] : undefined;
        expect(id).toBeUndefined();
        const asked = chosen.replace.includes(name) && entry?.run.id !== chosen.runId;
        const changed =
          chosen.onChange === 'replace' &&
          entry !== undefined &&
          'id' in entry &&
          entry.fingerprint !== fingerprintOf(body);
        expect(entry === undefined || asked || changed).toBe(true);
        if (entry === undefined && !chosen.replace.includes(name)) {
          expect(orphansOf(state.webhooks, declared)).not.toContain(fingerprintOf(body));
        }
      }
    }),
    thousand,
  );
});

function orphansOf(
  webhooks: Record<string, Entry | undefined>,
  declared: readonly { name: string }[],
): (string | undefined)[] {
  return Object.entries(webhooks)
    .filter(([name]) => !declared.some((one) => one.name === name))
    .map(([, entry]) => entry?.fingerprint);
}

test('register does what the plan said, forgets no ID, and has nothing to do afterwards', async () => {
  await fc.assert(
    fc.asyncProperty(declarations, states, options, async (declared, state, chosen) => {
      const store = memoryStore(state);
      const steps = planOf(declared, parsed(store), chosen);
      const blocked = blockersOf(steps).length > 0;
      const { results, failures, sent } = await attempt(store, declared, chosen);

      expect(failures).toEqual([]);
      expect(results.map(({ name }) => name)).toEqual(steps.map(nameOf));
      const creates = steps.filter(({ action }) => action === 'create');
      expect(sent).toHaveLength(blocked ? 0 : creates.length);
      if (blocked) {
        expect(store.messages).toEqual([]);
        return;
      }
      expect(results.map(({ outcome }) => outcome)).toEqual(steps.map(outcomeOf));
      const isWritten = (step: Step) =>
        step.action === 'adopt' || isReworded(step) || isNewlyRemoved(step);
      const writes = steps.some(isWritten) ? 1 : 0;
      expect(store.messages).toHaveLength(creates.length > 0 ? 2 : writes);
      const after = parsed(store);
      expect(idsIn(after)).toEqual(expect.arrayContaining(idsIn(state)));
      for (const { name, id } of results) {
        const entry = after.webhooks[name];
        if (id !== undefined) expect(entry && 'id' in entry ? entry.id : undefined).toBe(id);
      }

      const again = planOf(declared, after, chosen).map(({ action }) => action);
      expect(again.every((action) => action === 'unchanged' || action === 'removed')).toBe(true);
      const before = store.messages.length;
      await attempt(store, declared, chosen);
      expect(store.messages).toHaveLength(before);
    }),
    thousand,
  );
});

const isReworded = (step: Step) =>
  step.action === 'unchanged' &&
  new Set([...step.declaration.patterns, ...step.entry.patterns]).size !==
    new Set(step.entry.patterns).size;

const isNewlyRemoved = (step: Step) =>
  step.action === 'removed' && 'id' in step.entry && step.entry.removedAt === undefined;

const outcomeOf = (step: Step) => resultOf(step, 'sandbox').outcome;

const outcomes: fc.Arbitrary<Outcome> = fc.constantFrom<Outcome[]>(
  { kind: 'created', id: 'whk_made', warnings: [] },
  { kind: 'rejected', status: 400, errors: [] },
  { kind: 'rejected', status: 401, errors: [] },
  { kind: 'unsent', reason: 'the connection was refused' },
  { kind: 'unknown', reason: 'cut' },
);

test('whatever the requests come to, state says what may exist, and no re-run sends again what was sent', async () => {
  await fc.assert(
    fc.asyncProperty(
      declarations,
      states,
      options,
      fc.array(outcomes),
      fc.boolean(),
      fc.boolean(),
      async (declared, state, chosen, planned, keepsEveryResult, cancelled) => {
        const store = memoryStore(state, keepsEveryResult);
        const first = await attempt(store, declared, chosen, { outcomes: planned, cancelled });
        const after = store.text === undefined ? stateOf({}) : parsed(store);
        expect(first.failures).toEqual([]);
        expect(idsIn(after)).toEqual(expect.arrayContaining(idsIn(state)));
        if (cancelled) expect(first.sent).toEqual([]);
        for (const { name, outcome, id } of first.results) {
          const entry = after.webhooks[name];
          if (outcome === 'created') expect(entry).toMatchObject({ status: 'registered', id });
          if (outcome === 'unknown') expect(['unknown', 'intent']).toContain(entry?.status);
          if (outcome === 'failed') expect(without(entry)).toEqual(without(state.webhooks[name]));
        }

        const settled = first.results.filter(({ outcome }) =>
          ['created', 'unknown'].includes(outcome),
        );
        const second = await attempt(store, declared, chosen);
        const created = second.results.filter(({ outcome }) => outcome === 'created');
        for (const { name } of created) {
          expect(settled.map((result) => result.name)).not.toContain(name);
        }
      },
    ),
    thousand,
  );
});

/** An entry as it counts for later runs: one that may exist and was vouched not to is none. */
function without(entry: Entry | undefined): Entry | undefined {
  if (entry === undefined || 'id' in entry) return entry;
  return entry.previous;
}

test('the order of events and of webhooks makes no difference', () => {
  fc.assert(
    fc.property(declarations, states, options, (declared, state, chosen) => {
      const other = declared.toReversed().map((declaration) => ({
        ...declaration,
        body: { ...declaration.body, events: declaration.body.events.toReversed() },
        patterns: declaration.patterns.toReversed(),
      }));
      const actions = (steps: Step[]) =>
        new Map(steps.map((step) => [nameOf(step), step.action] as const));
      expect(actions(planOf(other, state, chosen))).toEqual(
        actions(planOf(declared, state, chosen)),
      );
    }),
    thousand,
  );
});
