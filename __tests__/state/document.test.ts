/** The state document in memory. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blankRecord,
  emptyState,
  heldIds,
  isEmpty,
  isOlder,
  nextRevision,
  recordOf,
  revised,
  secretKey,
  writtenBy,
} from '../../src/state/document.ts';
import { current, declared, earlier, record, request, runOf } from '../../testing/plans.ts';
import { runs } from '../fuzz.ts';

const empty = emptyState('sandbox', 'm.yml', 'https://api');
const declaration = declared('payments');
const one = record({ current: current('whk_1', declaration), replaced: ['whk_0'] });

describe('a document', () => {
  test('has nothing in it at first, and is bound to nothing', () => {
    expect(empty).toMatchObject({ version: 2, webhooks: {}, secrets: {} });
    expect(isEmpty(empty)).toBe(true);
    expect(isEmpty({ ...empty, webhooks: { payments: blankRecord } })).toBe(false);
  });

  test('knows nothing under the name of what every object has', () => {
    expect(recordOf(empty, 'constructor')).toBeUndefined();
    expect(recordOf({ ...empty, webhooks: { constructor: one } }, 'constructor')).toBe(one);
  });

  test('knows every ID that it ever had', () => {
    const other = record({
      request: request('req_0000000000000001', declaration),
      gone: ['whk_9'],
    });
    expect(heldIds({ ...empty, webhooks: { payments: one, ledger: other } })).toEqual(
      new Set(['whk_1', 'whk_0', 'whk_9']),
    );
  });
});

describe('a record', () => {
  test('keeps what a change does not name, and loses what it names as undefined', () => {
    const before = record({ ...one, removedAt: earlier, gone: ['whk_9'] });
    const { revision, ...rest } = revised(before, 'returned', { removedAt: undefined });
    expect(rest).toEqual({ current: one.current, replaced: ['whk_0'], gone: ['whk_9'] });
    expect(revision).not.toBe(before.revision);
  });

  test('has another revision after each change, whatever came before: the same for all who make it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('keep 01234567', 'removed', 'returned', 'refused', 'unknown'), {
          maxLength: 40,
        }),
        (changes) => {
          const revisions = [blankRecord.revision];
          for (const what of changes) revisions.push(nextRevision(revisions.at(-1) ?? '', what));
          expect(new Set(revisions).size).toBe(revisions.length);
          expect(revisions.every((text) => /^[0-9a-f]{16}$/.test(text))).toBe(true);
        },
      ),
      runs(100),
    );
    expect(nextRevision(blankRecord.revision, 'removed')).toBe(nextRevision(blankRecord.revision, 'removed'));
    expect(nextRevision(blankRecord.revision, 'removed')).not.toBe(nextRevision(blankRecord.revision, 'returned'));
  });
});

test.each([
  ['payments_secret', undefined, 'PAYMENTS_SECRET'],
  ['PAYMENTS_SECRET', 'Production', 'PAYMENTS_SECRET/production'],
])('the GitHub secret %s of the environment %s is %s', (name, environment, key) => {
  expect(secretKey(name, environment)).toBe(key);
});

describe('an older run', () => {
  test.each([
    ['99', '100', true],
    ['100', '100', false],
    ['101', '100', false],
    ['9007199254740993', '9007199254740994', true],
    ['', '100', false],
    ['local', '100', false],
    ['99', '', false],
  ])('is told by its number: %s, when %s has written', (mine, last, isIt) => {
    expect(isOlder(runOf(mine), runOf(last))).toBe(isIt);
    const written = writtenBy({ ...empty, run: runOf(last) }, runOf(mine));
    expect(written.run.id).toBe(isIt ? last : mine);
  });

  test('is of the same server', () => {
    expect(isOlder(runOf('1'), runOf('2', 'other'))).toBe(false);
  });
});
