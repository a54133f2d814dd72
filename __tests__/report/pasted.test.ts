/** What a job summary prints for each question, pasted into the manifest as it stands, settles it: each choice of each. */
import { describe, expect, test } from 'vitest';
import { plannedResult } from '../../src/apply/results.ts';
import { checkManifest } from '../../src/manifest/manifest.ts';
import { planOf } from '../../src/plan/planner.ts';
import { summaryOf } from '../../src/report/markdown.ts';
import { pageOf } from '../../src/report/run-page.ts';
import { safeText } from '../../src/safe/text.ts';
import { emptyState, type StateDocument, type WebhookRecord } from '../../src/state/document.ts';
import { pastedInto, piecesIn } from '../../testing/decisions.ts';
import { type Declared, type DeclaredEnvironment, manifestFor } from '../../testing/manifests.ts';
import { contextOf, current, request } from '../../testing/pages.ts';
import { manifestPath, runOf } from '../../testing/plans.ts';

const apiUrl = 'https://api.example.com';
const id = (letter: string) => `whk_${letter.repeat(27)}`;
const blank = { revision: '0'.repeat(16), replaced: [], gone: [] };
const registered = (name: string, letter: string): WebhookRecord => ({
  ...blank,
  current: current(name, { id: id(letter) }),
});
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
  'an unconfirmed request, and another one beside a registered webhook': {
    declared: { a: plain, b: plain, c: plain },
    recorded: {
      a: { ...blank, request: request('a') },
      b: { ...registered('b', 'B'), request: request('b', { id: 'req_00000000deadbeef' }) },
      c: registered('c', 'C'),
    },
    asks: { a: 2, b: 2 },
  },
  'a request of a webhook that is no longer declared': {
    declared: {},
    recorded: { a: { ...blank, request: request('a') } },
    asks: { a: 1 },
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
  renamed: {
    declared: { b: { ...plain, url: 'https://hooks.example.com/a' } },
    recorded: { a: registered('a', 'A') },
    asks: { b: 2 },
  },
  're-added': {
    declared: { a: plain },
    recorded: { a: { ...registered('a', 'A'), removedAt: '2026-11-25T09:05:07.000Z' } },
    asks: { a: 2 },
  },
  'another ID': {
    declared: { a: { ...plain, id: id('Z') } },
    recorded: { a: registered('a', 'A') },
    asks: { a: 1 },
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

/** The run of a manifest's text: its open questions by name, and its summary. */
function runUpon(text: string, { recorded, state, secrets }: Situation) {
  const manifest = checkManifest(text, ['sandbox']);
  expect(manifest.problems, text).toEqual([]);
  const plan = planOf(
    { ...emptyState('sandbox', manifestPath, apiUrl), webhooks: recorded, ...state },
    {
      environment: 'sandbox',
      manifest: manifestPath,
      apiUrl,
      declarations: manifest.declarationsFor('sandbox'),
      decisions: manifest.decisionsFor('sandbox'),
      elsewhere: manifest.decisionsElsewhere('sandbox'),
      onChange: 'ask',
      secretsEnvironment: undefined,
      remembers: true,
      at: '2026-11-26T12:00:00.000Z',
      run: runOf('121'),
    },
    { secrets: secrets && new Map(Object.entries(secrets)), otherManifest: false },
  );
  expect(plan.errors, text).toEqual([]);
  const results = plan.webhooks.map((one) => plannedResult(one));
  const { questions } = plan;
  const registration = { plan, results, questions, recorded: false, reminders: [], failures: [] };
  const summary = summaryOf(pageOf(registration, contextOf({ mode: 'plan' })), safeText);
  const open = new Map(questions.map((one) => [one.name, one.kind]));
  return { open, pieces: piecesIn(summary), judgements: plan.judgements };
}

describe('every piece of YAML of a summary', () => {
  test.each(Object.entries(situations))('%s', (_, situation) => {
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
        const kinds = settled.judgements.map((one) => one.kind);
        expect(
          kinds.filter((one) => one === 'no-answer'),
          typed,
        ).toEqual([]);
      }
    }
  });
});
