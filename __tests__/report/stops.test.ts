import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/manifest/problem.ts';
import { crashPage, manifestPage, stopPage, waitLine } from '../../src/report/stops.ts';
import { shown } from '../../testing/pages.ts';
import { manifestPath } from '../../testing/plans.ts';

const problems: Problem[] = [
  {
    severity: 'error',
    subject: 'webhooks.payments.events[0]',
    message: '"transaction.complete" is not an event. Did you mean "transaction.completed"?',
    range: { line: 3, column: 9, endColumn: 20 },
  },
  {
    severity: 'warning',
    subject: 'webhooks.ledger.url',
    message: 'The URL names localhost.',
    range: { line: 12, column: 10, endColumn: 30 },
  },
];

type ManifestCheck = Parameters<typeof manifestPage>[0];

const check = (more: Partial<ManifestCheck>): ManifestCheck => ({
  path: manifestPath,
  problems: [],
  line: (number) => `line ${number} of the manifest`,
  counts: { error: 0, warning: 0, notice: 0 },
  valid: true,
  ...more,
});

describe('a page before plan and register', () => {
  it.each([
    [
      'manifest-with-very-many-problems',
      manifestPage(
        check({
          problems,
          counts: { error: 200_001, warning: 1, notice: 0 },
          valid: false,
        }),
        ['sandbox'],
        [],
        'plan',
      ),
    ],
    [
      'manifest-and-a-warning-about-inputs',
      manifestPage(check({}), ['live'], ['the API key begins with "ck_"'], 'register'),
    ],
    [
      'crash',
      crashPage(
        { what: 'TypeError', frames: ['at one (/action/dist/index.js:1:2)', 'at two'] },
        new Map([
          ['payments', 'created whk_1'],
          ['ledger', undefined],
        ]),
      ),
    ],
    ['stop-of-a-cancelled-run', stopPage(['the state could not be read'], 'live', { isCancelled: true })],
  ])('%s', async (name, page) => {
    await expect(shown(page)).toMatchFileSnapshot(`pages/${name}.txt`);
  });
});

describe('a wait', () => {
  it.each([
    [{ kind: 'throttled' }, '  Rate limited by Conduit (429). Retrying in 1.5 s.'],
    [
      { kind: 'unsent', reason: 'connection refused' },
      '  Could not connect to Conduit (connection refused). Retrying in 1.5 s.',
    ],
    [{ kind: 'github-limit' }, '  Rate limited by GitHub. Retrying in 1.5 s.'],
  ] as const)('for %j is one line', (wait, line) => {
    expect(waitLine(wait, 1500)).toBe(line);
  });
});
