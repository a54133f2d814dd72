/** What a job summary prints for each question, pasted into the manifest as it stands, settles it: each choice of each. */
import { expect, test } from 'vitest';
import { plannedResult } from '../../src/apply/results.ts';
import { checkManifest } from '../../src/manifest/manifest.ts';
import { planOf } from '../../src/plan/planner.ts';
import { summaryOf } from '../../src/report/markdown.ts';
import { pageOf } from '../../src/report/run-page.ts';
import { safeText } from '../../src/safe/text.ts';
import type { StateDocument, WebhookRecord } from '../../src/state/document.ts';
import { pastedInto, piecesIn } from '../../testing/decisions.ts';
import { type Declared, type DeclaredEnvironment, manifestFor } from '../../testing/manifests.ts';
import { contextOf, current, request } from '../../testing/pages.ts';
import { contextOf as planContextOf, record, stateOf } from '../../testing/plans.ts';

const id = (letter: string) => `whk_${letter.repeat(27)}`;
const registered = (name: string, letter: string) => record({ current: current(name, { id: id(letter) }) });
const plain: Declared = { events: ['customer.active'] };

interface Situation {
  declared: Record<string, Declared>;
  environments?: Record<string, DeclaredEnvironment>;
  recorded: Record<string, WebhookRecord>;
  state?: Partial<StateDocument>;
  /** When GitHub says that its secrets were updated. */
  secrets?: Record<string, string | null>;
  /** What is asked, and in how many ways each can be answered. */
  asks: Record<string, number>;
}

const situations: Record<string, Situation> = {
  'requests of webhooks that are new, registered, and no longer declared': {
    declared: { a: plain, b: plain, c: plain },
    recorded: {
      a: record({ request: request('a') }),
      b: { ...registered('b', 'B'), request: request('b', { id: 'req_00000000deadbeef' }) },
      c: registered('c', 'C'),
      d: record({ request: request('d', { id: 'req_000000000000feed' }) }),
    },
    asks: { a: 2, b: 2, d: 1 },
  },
  'changed, beside decisions that are there': {
    declared: {
      a: { ...plain, url: 'https://new.example.com/a' },
      b: { ...plain, status: 'disabled' },
    },
    environments: { live: { decisions: [] }, sandbox: { decisions: [`gone c ${id('C')}`] } },
    recorded: { a: registered('a', 'A'), b: registered('b', 'B') },
    asks: { a: 2, b: 2 },
  },
  'changed, with a base URL and no decisions': {
    declared: { a: { ...plain, url: '/a' } },
    environments: { sandbox: { baseUrl: 'https://new.example.com' } },
    recorded: { a: registered('a', 'A') },
    asks: { a: 2 },
  },
  'renamed, declared again, and another ID': {
    declared: { b: { ...plain, url: 'https://hooks.example.com/a' }, c: plain, d: { ...plain, id: id('Z') } },
    recorded: {
      a: registered('a', 'A'),
      c: { ...registered('c', 'C'), removedAt: '2026-11-25T09:05:07.000Z' },
      d: registered('d', 'D'),
    },
    asks: { b: 2, c: 2, d: 1 },
  },
  'not stored, as far as state says': {
    declared: { a: { ...plain, secret: 'A' }, b: { ...plain, secret: 'B' } },
    recorded: { a: registered('a', 'A'), b: registered('b', 'B') },
    asks: { a: 2, b: 2 },
  },
  'not stored where it was': {
    declared: { a: { ...plain, secret: 'NEW' } },
    recorded: { a: registered('a', 'A') },
    state: { secrets: { OLD: { owner: id('A'), updatedAt: '2026-11-25T09:05:07Z' } } },
    secrets: { NEW: '2026-11-26T09:05:07Z' },
    asks: { a: 1 },
  },
  'a state of another manifest and API URL': {
    declared: { a: plain },
    recorded: { a: registered('a', 'A') },
    state: { manifest: 'old.yml', apiUrl: 'https://old.example.com' },
    asks: { '@state': 1 },
  },
};

/** The run of a manifest's text: its open questions by name, the pieces of its summary, and its judgements. */
function runUpon(text: string, { recorded, state, secrets }: Situation) {
  const manifest = checkManifest(text, ['sandbox']);
  expect(manifest.problems, text).toEqual([]);
  const { declarations, ...lines } = manifest.declaredIn('sandbox');
  const plan = planOf(stateOf(recorded, state), planContextOf(declarations, lines), {
    secrets: secrets && new Map(Object.entries(secrets)),
    otherManifest: false,
  });
  expect(plan.errors, text).toEqual([]);
  const results = plan.webhooks.map((one) => plannedResult(one));
  const registration = { plan, results, questions: plan.questions, recorded: false, reminders: [], failures: [] };
  const summary = summaryOf(pageOf(registration, contextOf({ mode: 'plan' })), safeText);
  const open = new Map(plan.questions.map((one) => [one.name, one.kind]));
  return { open, pieces: piecesIn(summary), judgements: plan.judgements.map(({ kind }) => kind) };
}

test.each(Object.entries(situations))('every piece of YAML of a summary: %s', (_, situation) => {
  const text = manifestFor(situation.declared, situation.environments);
  const asked = runUpon(text, situation);
  expect([...asked.open.keys()]).toEqual(Object.keys(situation.asks));
  for (const [name, kind] of asked.open) {
    const about = asked.pieces.filter((piece) => new RegExp(`^ +(- \\w+ )?${name}\\b`, 'm').test(piece));
    expect(about, name).toHaveLength(situation.asks[name] as number);
    for (const piece of about) {
      // The reader fills in the ID that the Dashboard shows.
      const typed = pastedInto(text, piece.replace('whk_…', id('N')));
      const settled = runUpon(typed, situation);
      expect(settled.open.get(name), typed).not.toBe(kind);
      expect(settled.judgements, typed).not.toContain('no-answer');
    }
  }
});
