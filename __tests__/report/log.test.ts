/** The log of a run, line by line as it goes on. */
import { join } from 'node:path';
import { describe, expect, it, test, vi } from 'vitest';
import { type Report, reportOn } from '../../src/action/report.ts';
import { createRunner } from '../../src/action/runner.ts';
import type { PlanError } from '../../src/plan/plan.ts';
import { blockLines, logLines } from '../../src/report/log.ts';
import { openingBlocks, pageOf } from '../../src/report/run-page.ts';
import { safeText } from '../../src/safe/text.ts';
import { temporaryFolder } from '../../testing/folders.ts';
import { contextOf, current, registrationOf } from '../../testing/pages.ts';

const plain = { safe: safeText, colour: false };

const registration = registrationOf(
  [
    { name: 'a', status: 'created' },
    { name: 'a-long-name', status: 'unsent', result: { reason: 'x' } },
    { name: 'b', status: 'not-stored' },
  ],
  {
    others: { 'the-longest-name-of-all': { current: current('old') } },
    reminders: [{ kind: 'removed', name: 'the-longest-name-of-all', id: 'whk_old', isEnabled: true }],
  },
);

/** What a run prints that is told by `tell`, upon a runner whose summary is `summary`. */
function printed(tell: (report: Report) => void, summary = join(temporaryFolder(), 'summary')): string {
  let log = '';
  const output = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    log += String(text);
    return true;
  });
  const runner = createRunner({ GITHUB_STEP_SUMMARY: summary });
  try {
    tell(reportOn({ ...contextOf(), verifies: false }, new AbortController().signal, runner));
  } finally {
    output.mockRestore();
  }
  return log;
}

test('each webhook is told once, as it is done, in columns with what is only known at the end', () => {
  const log = printed((report) => {
    report.begin(registration.plan);
    for (const result of registration.results) report.progress(result);
    report.result(registration);
  });
  const lines = logLines(pageOf(registration, contextOf()), { safe: safeText, colour: true });
  expect(log.slice(0, log.indexOf('::'))).toBe(`${lines.join('\n')}\n`);
  expect(lines.slice(0, 4).map((line) => line.replaceAll(/\u001b\[\d+m/g, ''))).toEqual([
    '✓ a                        created      whk_a',
    '✗ a-long-name              not sent',
    '✗ b                        not stored   whk_b',
    '- the-longest-name-of-all  to delete    whk_old  no longer in the manifest',
  ]);
});

test('a mark has a colour, and nothing is told by that alone', () => {
  const page = pageOf(registration, contextOf());
  const lines = logLines(page, { safe: safeText, colour: true });
  expect(lines[0]).toBe('\u001b[32m✓\u001b[39m a                        created      whk_a');
  expect(lines.map((line) => line.replaceAll(/\u001b\[\d+m/g, ''))).toEqual(logLines(page, plain));
});

test('a summary that cannot be written is told', () => {
  const log = printed((report) => report.stopped('the state is damaged'), '/nowhere/summary');
  expect(log).toContain('::warning title=Conduit webhooks::The job summary could not be written.');
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
