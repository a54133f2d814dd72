/** Whose signing secret a GitHub secret holds. */
import { expect, it } from 'vitest';
import { doubted, isFree, storageOf } from '../../src/plan/secrets.ts';
import type { SecretSlot } from '../../src/state/document.ts';

const [mine, theirs] = ['whk_1', 'whk_2'];

it.each<[SecretSlot | undefined, string | null | undefined, ReturnType<typeof storageOf>]>([
  [{ updatedAt: 't1', owner: mine }, undefined, 'stored'],
  [{ updatedAt: 't1', owner: mine }, 't1', 'stored'],
  [{ owner: mine }, 't1', 'stored'],
  [{ updatedAt: 't1', owner: mine }, 't2', 'written'],
  [{ updatedAt: 't1', owner: mine }, null, 'deleted'],
  [{ owner: mine }, null, 'deleted'],
  [undefined, undefined, 'unrecorded'],
  [undefined, null, 'unrecorded'],
  [undefined, 't1', 'unrecorded'],
  [{ updatedAt: 't1' }, 't1', 'unrecorded'],
  [{ updatedAt: 't1', owner: theirs }, 't1', 'unrecorded'],
  [{ updatedAt: 't1', owner: theirs }, undefined, 'unrecorded'],
])('recorded as %j and seen as %j, it is %s', (slot, seen, storage) => {
  expect(storageOf(slot, seen, mine)).toBe(storage);
});

it.each<[SecretSlot | undefined, string | null, boolean]>([
  [undefined, null, true],
  [{ updatedAt: 't1', owner: theirs }, null, true],
  [undefined, 't1', false],
  [{}, 't1', false],
  [{ updatedAt: 't1' }, 't1', false],
  [{ owner: mine }, 't1', false],
  [{ updatedAt: 't1', owner: mine }, 't1', true],
  [{ updatedAt: 't1', owner: mine }, 't2', false],
  [{ updatedAt: 't1', owner: theirs }, 't1', false],
])('recorded as %j and seen as %j, it is free: %s', (slot, seen, free) => {
  expect(isFree(slot, seen, (id) => id === theirs)).toBe(free);
});

it.each<[SecretSlot | undefined, string | null | undefined, SecretSlot | undefined]>([
  [undefined, 't1', undefined],
  [{ updatedAt: 't1', owner: mine }, 't1', { updatedAt: 't1', owner: mine }],
  [{ updatedAt: 't1', owner: mine }, 't2', { updatedAt: 't2' }],
  [{ updatedAt: 't1', owner: mine }, null, undefined],
  [{ updatedAt: 't1', owner: mine }, undefined, undefined],
])('recorded as %j and seen as %j after a run without a known result: %j', (slot, seen, left) => {
  expect(doubted(slot, seen)).toEqual(left);
});
