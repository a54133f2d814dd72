/** Whose signing secret a GitHub secret holds, and which ones GitHub is asked about. */
import { describe, expect, it } from 'vitest';
import { secretsToSee } from '../../src/plan/planner.ts';
import { isFree, observed, type Storage, storageOf } from '../../src/plan/secrets.ts';
import type { SecretSlot, WebhookRecord } from '../../src/state/document.ts';
import {
  request,
  contextOf,
  current,
  decisionLines,
  declared,
  moved,
  record,
  stateOf,
} from './support.ts';

const [mine, theirs] = ['whk_1', 'whk_2'];

it.each<[SecretSlot | undefined, string | null | undefined, Storage]>([
  [{ updatedAt: 't1', owner: mine }, undefined, 'stored'],
  [{ updatedAt: 't1', owner: mine }, 't2', 'stored'],
  [undefined, undefined, 'unseen'],
  [{ updatedAt: 't1', owner: theirs }, undefined, 'unseen'],
  [undefined, null, 'absent'],
  [{ updatedAt: 't1', owner: theirs }, null, 'absent'],
  [undefined, 't1', 'unobserved'],
  [{ updatedAt: 't1' }, 't1', 'unwritten'],
  [{ updatedAt: 't1', owner: theirs }, 't1', 'unwritten'],
  [{ updatedAt: 't2', owner: theirs }, 't1', 'unwritten'],
  [{}, 't1', 'unwritten'],
  [{ awaits: theirs }, 't1', 'unwritten'],
  [{ updatedAt: 't1', awaits: mine }, 't1', 'unwritten'],
  [{ updatedAt: 't2', owner: theirs, awaits: mine }, 't1', 'written'],
  [{ awaits: mine }, 't1', 'written'],
])('recorded as %j and seen as %j, it is %s', (slot, seen, storage) => {
  expect(storageOf(slot, seen, mine)).toBe(storage);
});

it.each<[SecretSlot | undefined, string | null, boolean]>([
  [undefined, null, true],
  [{ updatedAt: 't1', owner: theirs }, null, true],
  [undefined, 't1', false],
  [{}, 't1', false],
  [{ updatedAt: 't1' }, 't1', false],
  [{ updatedAt: 't1', owner: mine }, 't1', true],
  [{ updatedAt: 't1', owner: mine }, 't2', false],
  [{ updatedAt: 't1', owner: theirs }, 't1', false],
])('recorded as %j and seen as %j, it is free: %s', (slot, seen, free) => {
  expect(isFree(slot, seen, (id) => id === mine)).toBe(free);
});

it.each<[SecretSlot | undefined, string | null, SecretSlot]>([
  [undefined, null, {}],
  [undefined, 't1', { updatedAt: 't1' }],
  [{ updatedAt: 't1', owner: mine }, 't1', { updatedAt: 't1', owner: mine }],
  [{ updatedAt: 't1', owner: mine }, 't2', { updatedAt: 't2' }],
  [{ updatedAt: 't1', owner: mine }, null, {}],
  [{ awaits: mine }, 't1', { updatedAt: 't1' }],
])('recorded as %j, once seen as %j it is %j', (slot, seen, after) => {
  expect(observed(slot, seen)).toEqual(after);
});

describe('GitHub is asked', () => {
  const payments = declared('payments', { secret: 'PAYMENTS_SECRET' });
  const whole = current(mine, payments);
  const slots = { PAYMENTS_SECRET: { updatedAt: 't1', owner: mine } };
  const asked = (fields: Partial<WebhookRecord>, options: Parameters<typeof contextOf>[1] = {}) =>
    secretsToSee(
      stateOf({ payments: record(fields) }, { secrets: slots }),
      contextOf([payments], options),
    );

  it.each<[string, string[], string[]]>([
    ['nothing about what is stored and stays', [], []],
    ['nothing for a decision about what is past', ['replace payments whk_0'], []],
    ['about what is replaced', ['replace payments whk_1'], ['PAYMENTS_SECRET']],
    ['about what is gone', ['gone payments whk_1'], ['PAYMENTS_SECRET']],
  ])('%s', (_, lines, names) => {
    expect(asked({ current: whole }, { decisions: decisionLines(...lines) })).toEqual(names);
  });

  it('about what the policy may replace', () => {
    const changed = { current: current(mine, moved(payments)) };
    expect(asked(changed)).toEqual([]);
    expect(asked(changed, { onChange: 'replace' })).toEqual(['PAYMENTS_SECRET']);
    expect(asked({ current: whole }, { onChange: 'replace' })).toEqual([]);
  });

  it('nothing about a webhook that names none', () => {
    expect(secretsToSee(stateOf({}), contextOf([declared('ledger')]))).toEqual([]);
  });

  it('about a new webhook, and about one that is stored elsewhere', () => {
    expect(asked({})).toEqual(['PAYMENTS_SECRET']);
    expect(asked({ current: whole }, { secretsEnvironment: 'live' })).toEqual(['PAYMENTS_SECRET']);
  });

  it('while an request stands, which may have made another webhook or written there', () => {
    const tried = request('req_0000000000000001', declared('payments'));
    expect(asked({ current: whole, request: tried })).toContain('PAYMENTS_SECRET');
    const other = { ...tried, secret: 'OLD_SECRET' };
    expect(asked({ current: whole, request: other })).toContain('OLD_SECRET');
    const elsewhere = { ...tried, secret: 'OLD_SECRET/live' };
    expect(asked({ request: elsewhere })).toEqual(['PAYMENTS_SECRET']);
    const there = asked({ request: elsewhere }, { secretsEnvironment: 'live' });
    expect(there).toEqual(['PAYMENTS_SECRET', 'OLD_SECRET']);
  });
});
