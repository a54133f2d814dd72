/** What is said of very many webhooks fits into what the runner keeps, and the rest is counted. */
import { expect, it } from 'vitest';
import type { Problem } from '../../src/manifest/problem.ts';
import { annotationsOf } from '../../src/report/annotations.ts';
import { logLines } from '../../src/report/log.ts';
import { summaryOf } from '../../src/report/markdown.ts';
import { pageOf } from '../../src/report/run-page.ts';
import { manifestPage } from '../../src/report/stops.ts';
import { safeText } from '../../src/safe/text.ts';
import { type Case, changed, contextOf, type RegistrationParts, registrationOf } from '../../testing/pages.ts';

const plain = { safe: safeText, colour: false };
const names = Array.from({ length: 3000 }, (_, index) => `webhook-${index}`);
const long = 'https://hooks.example.com/'.padEnd(900, '<');

/** The page of a run with a webhook of each name. */
const pageWith = (caseOf: (name: string, index: number) => Omit<Case, 'name'>, parts: RegistrationParts = {}) =>
  pageOf(
    registrationOf(
      names.map((name, index) => ({ name, ...caseOf(name, index) })),
      parts,
    ),
    contextOf({}, names),
  );

it('fits into half a mebibyte of summary, whole lines only, and into ten annotations', () => {
  const differences = [{ field: 'url', registered: long, declared: long }];
  const page = pageWith((name) => ({ status: 'undecided', result: { id: `whk_${name}` } }), {
    questions: names.map((name) => changed(name, { differences })),
  });
  const summary = summaryOf(page, safeText);
  expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(500_000);
  expect(summary).toContain('#### Questions');
  expect((summary.match(/^```/gm)?.length ?? 0) % 2).toBe(0);
  const [, rows, blocks] =
    /\n\n([\d,]+) more not listed\.\n[\s\S]*\n\n([\d,]+) more not listed\.\n/.exec(summary) ?? [];
  for (const rest of [rows, blocks]) expect(Number(rest?.replace(',', ''))).toBeGreaterThan(1000);
  const annotations = annotationsOf(page, safeText);
  expect(annotations).toHaveLength(10);
  expect(annotations.at(-1)).toEqual({ severity: 'error', message: 'There are 2,991 more errors.' });
});

it('lists mere names on lines of one width', () => {
  const lines = logLines(
    pageWith(() => ({ status: 'unsent', result: { reason: 'no network' } })),
    plain,
  );
  const list = lines.slice(lines.findIndex((line) => line.includes('no network')) + 1, -2);
  expect(list.join(' ').match(/webhook-\d+/g)).toEqual(names);
  for (const line of list.slice(0, -1)) {
    expect(line.length).toBeGreaterThan(80);
    expect(line.length).toBeLessThanOrEqual(100);
  }
});

it('counts beyond a thousand those with something to tell of each', () => {
  const page = pageWith((name) => ({ status: 'created', declaration: { secret: name } }), {
    plan: { errors: names.map((name) => ({ kind: 'no-token', name, secret: name, why: 'missing' })) },
  });
  const lines = logLines(page, plain);
  expect(lines.join('\n')).toContain('3,000 webhooks: the signing secret cannot');
  expect(lines.filter((line) => line.includes('GitHub secret  '))).toHaveLength(1000);
  expect(lines).toContain('  2,000 more not listed.');
});

it('has room for twenty lines in the annotation that all to delete share', () => {
  const reminders = names.map((name) => ({ kind: 'removed' as const, name, id: `whk_${name}`, isEnabled: true }));
  const page = pageOf(registrationOf([], { reminders }), contextOf({}, names));
  const lines = logLines(page, plain);
  // One of them is the block's.
  expect(lines.filter((line) => line.startsWith('- '))).toHaveLength(1001);
  expect(lines).toContain('  2,000 more webhooks to delete not listed.');
  const [only, ...others] = annotationsOf(page, safeText);
  expect(others).toEqual([]);
  expect(only?.message.split('\n')).toHaveLength(22);
  expect(only?.message.endsWith('gone webhook-15 whk_webhook-15\n…')).toBe(true);
});

it('leaves the last of very many blocks out of the summary', () => {
  const page = pageWith((_, index) => ({
    status: 'rejected',
    result: { rejectedWith: 400, errors: [{ detail: `${index} ${long}`, code: '' }] },
  }));
  const summary = summaryOf(page, safeText);
  expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(500_000);
  expect(summary).toMatch(/\n[\d,]+ more not listed\.\n$/);
});

it('counts the problems of a manifest that are not kept', () => {
  const problems = names.slice(0, 1000).map(
    (name, index): Problem => ({
      severity: 'error',
      subject: `webhooks.${name}`,
      message: long,
      range: { line: index + 1, column: 1, endColumn: 2 },
    }),
  );
  const counts = { error: 250_000, warning: 0, notice: 0 };
  const check = { path: 'hooks.yml', problems, counts, valid: false, line: () => long };
  const page = manifestPage(check, ['sandbox'], [], 'validate');
  expect(Buffer.byteLength(summaryOf(page, safeText))).toBeLessThanOrEqual(500_000);
  expect(logLines(page, plain).length).toBeLessThanOrEqual(3_003);
  expect(annotationsOf(page, safeText).at(-1)?.message).toBe('There are 249,991 more errors.');
});
