/** The lines of the log. */
import { describe, expect, it, test } from 'vitest';
import type { PlanError } from '../../src/plan/plan.ts';
import { blockLines, closingLines, logLines, rowLine } from '../../src/report/log.ts';
import { openingBlocks, pageOf, rowsOf } from '../../src/report/run-page.ts';
import { safeText } from '../../src/safe/text.ts';
import { contextOf, current, registrationOf } from '../../testing/pages.ts';
import { record } from '../../testing/plans.ts';

const plain = { safe: safeText, colour: false };

const registration = registrationOf(
  [
    { name: 'a', status: 'created' },
    { name: 'a-long-name', status: 'unsent', result: { reason: 'x' } },
    { name: 'b', status: 'not-stored' },
  ],
  {
    others: { 'the-longest-name-of-all': record({ current: current('old') }) },
    reminders: [{ kind: 'removed', name: 'the-longest-name-of-all', id: 'whk_old', isEnabled: true }],
  },
);

test('the lines that are printed one by one are in columns with what is only known at the end', () => {
  const page = pageOf(registration, contextOf());
  const { rowOf, nameWidth } = rowsOf(registration.plan, contextOf());
  const lines = registration.results.map((result) => rowLine(rowOf(result), nameWidth, plain));
  lines.push(...closingLines(page, plain));
  expect(lines.slice(0, 4)).toEqual([
    '✓ a                        created      whk_a',
    '✗ a-long-name              not sent',
    '✗ b                        not stored   whk_b',
    '- the-longest-name-of-all  to delete    whk_old  no longer in the manifest',
  ]);
  expect(lines).toEqual(logLines(page, plain));
});

test('a mark has a colour, and nothing is told by that alone', () => {
  const page = pageOf(registration, contextOf());
  const lines = logLines(page, { safe: safeText, colour: true });
  expect(lines[0]).toBe('\u001b[32m✓\u001b[39m a                        created      whk_a');
  expect(lines.map((line) => line.replaceAll(/\u001b\[\d+m/g, ''))).toEqual(logLines(page, plain));
});

describe('a word about the first run', () => {
  const taken: PlanError = { kind: 'secret-taken', name: 'a', secret: 'A' };

  it.each([
    ['begins it when nothing was recorded before', true, [], 1],
    ['is left out when something was recorded before', false, [], 0],
    ['is left out when it stops before the first request', true, [taken], 0],
  ])('%s', (_, isNew, errors, count) => {
    const fresh = registrationOf([{ name: 'a', status: 'created' }], { plan: { isNew, errors } });
    expect(openingBlocks(fresh.plan, contextOf()).flatMap((block) => blockLines(block, contextOf(), plain))).toEqual(
      [
        'i Nothing is recorded for sandbox yet, so this creates 1 webhook. If Conduit already has one, declare its `id` first: otherwise it exists twice.',
      ].slice(0, count),
    );
  });
});
