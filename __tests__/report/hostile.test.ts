import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/manifest/problem.ts';
import type { PlanError } from '../../src/plan/plan.ts';
import type { Question } from '../../src/plan/questions/index.ts';
import { annotationsOf } from '../../src/report/annotations.ts';
import { blockLines, closingLines, logLines, rowLine } from '../../src/report/log.ts';
import { summaryOf } from '../../src/report/markdown.ts';
import type { Page } from '../../src/report/page.ts';
import { openingBlocks, pageOf, rowsOf } from '../../src/report/run-page.ts';
import { manifestPage } from '../../src/report/stops.ts';
import { safeText } from '../../src/safe/text.ts';
import { type Case, contextOf, current, decision, registrationOf } from '../../testing/pages.ts';
import { runOf } from '../../testing/plans.ts';

const plain = { safe: safeText, colour: false };

const changed = (name: string, recorded: string): Question => ({
  kind: 'changed',
  name,
  current: current(name, { run: runOf(recorded) }),
  differences: [{ field: 'url', registered: recorded, declared: recorded }],
  options: [{ verb: 'replace', name, id: recorded }],
});

/** A page on which everything that comes from outside is `text`. */
function pageWith(text: string): Page {
  const names = ['payments', 'ledger', 'onboarding', 'fees'] as const;
  const webhooks: Case[] = [
    { name: 'payments', status: 'undecided', result: { id: text } },
    {
      name: 'ledger',
      status: 'rejected',
      result: { rejectedWith: 400, errors: [{ detail: text, code: text }] },
    },
    { name: 'onboarding', status: 'unsent', result: { reason: text } },
    {
      name: 'fees',
      status: 'created',
      declaration: { patterns: [text] },
      result: { id: text, replaced: text, warnings: [{ kind: 'breaks-spec', fields: [text] }] },
    },
  ];
  const registration = registrationOf(webhooks, {
    questions: [changed('payments', text), changed('other', text)],
    reminders: [{ kind: 'removed', name: text, id: text, isEnabled: true }],
    failures: [text],
    plan: {
      errors: [{ kind: 'secret-taken', name: 'ledger', secret: text }],
      judgements: [
        {
          kind: 'no-effect',
          line: { ...decision('keep a b'), decision: { verb: 'keep', name: text, code: text } },
          why: { kind: 'unknown-name', known: [text] },
        },
      ],
    },
  });
  return pageOf(registration, contextOf({}, names));
}

/** The summary without the lines to copy. */
const unfenced = (page: Page) => summaryOf(page, safeText).replaceAll(/^(`{3,})yaml\n[\s\S]*?\n\1$/gm, '');

const texts = ['::add-mask::x', 'a\n::error::x', 'a\r##[add-mask]x', '\u001b[31mred', '\u2028::set-output name=a::b'];

describe('hostile text', () => {
  it.each(texts)('%j makes no command and no line of its own in the log', (text) => {
    const lines = logLines(pageWith(text), plain);
    expect(lines.length).toBe(logLines(pageWith('x'), plain).length);
    for (const line of lines) {
      expect(line).not.toMatch(/::|##\[|[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
    }
  });

  it.each(texts)('%j makes no line of its own in an annotation', (text) => {
    const messages = annotationsOf(pageWith(text), safeText).map(({ message }) => message);
    const ordinary = annotationsOf(pageWith('x'), safeText).map(({ message }) => message);
    expect(messages.map((message) => message.split('\n').length)).toEqual(
      ordinary.map((message) => message.split('\n').length),
    );
    for (const message of messages) expect(message.replaceAll('\n', '')).not.toMatch(/::|##\[/);
    const problem: Problem = { severity: 'error', subject: text, message: text };
    const counts = { error: 1, warning: 0, notice: 0 };
    const check = { path: text, problems: [problem], counts, valid: false, line: () => text };
    const [only] = annotationsOf(manifestPage(check, ['sandbox'], [], 'validate'), safeText);
    expect(`${only?.message}${only?.file}`).not.toMatch(/::|##\[|[\n\r]/);
  });

  it.each([
    ...texts,
    '<img src=x onerror=alert(1)>',
    '| a | b |',
    '[link](javascript:alert(1))',
    '</code><b>',
    '@octocat #1',
  ])('%j stays text in the summary', (text) => {
    const summary = summaryOf(pageWith(text), safeText);
    const outside = unfenced(pageWith(text));
    expect(outside).not.toMatch(/<(?!\/?code>)/);
    expect(outside).not.toMatch(/\]\((?!https:\/\/github\.com\/octo\/hooks\/)|@octo|\| a \|/);
    expect(summary.split('\n').length).toBe(summaryOf(pageWith('x'), safeText).split('\n').length);
  });

  it('cannot leave a fence', () => {
    const text = '```\n<b>';
    const fences = summaryOf(pageWith(text), safeText).match(/^`{3,}/gm);
    expect(fences).toHaveLength(4);
    expect(new Set(fences)).toEqual(new Set(['````']));
  });

  it('links to a run by its number only', () => {
    const evil = unfenced(pageWith('120) [x](https://evil.example'));
    for (const [link] of evil.matchAll(/\]\([^)]*/g)) expect(link).toMatch(/\/runs\/12[01]$/);
    expect(summaryOf(pageWith('120'), safeText)).toContain('[run 120](https://github.com/octo/hooks/actions/runs/120)');
  });

  it('is made safe wherever it stands', () => {
    const hide = (text: string) => safeText(text.replaceAll('t0p-secret', '***'));
    const page = pageWith('t0p-secret');
    const all = [
      ...logLines(page, { safe: hide, colour: true }),
      ...annotationsOf(page, hide).map(({ message }) => message),
      summaryOf(page, hide),
    ].join('\n');
    expect(all).toContain('***');
    expect(all).not.toContain('t0p-secret');
  });
});

describe('very many webhooks', () => {
  const count = 10_000;
  const names = Array.from({ length: count }, (_, index) => `webhook-${index}`);
  const long = 'https://hooks.example.com/'.padEnd(900, '<');
  const page = pageOf(
    registrationOf(
      names.map((name) => ({ name, status: 'undecided', result: { id: `whk_${name}` } })),
      { questions: names.map((name) => changed(name, long)) },
    ),
    contextOf({}, names),
  );

  it('fit into half a mebibyte of summary, whole lines only, with the rest counted', () => {
    const summary = summaryOf(page, safeText);
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(500_000);
    expect(summary).toMatch(/\n\n[\d,]+ more not listed\.\n/);
    expect(summary).toContain('#### Questions');
    expect((summary.match(/^```/gm)?.length ?? 0) % 2).toBe(0);
    const [, rows, blocks] = /([\d,]+) more not listed\.\n[\s\S]*\n([\d,]+) more not listed\.\n/.exec(summary) ?? [];
    for (const rest of [rows, blocks]) {
      expect(Number(rest?.replace(',', ''))).toBeGreaterThan(8000);
    }
  });

  it('fit into the annotations that the runner keeps', () => {
    const annotations = annotationsOf(page, safeText);
    expect(annotations).toHaveLength(10);
    expect(annotations.at(-1)).toEqual({
      severity: 'error',
      message: 'There are 9,991 more errors.',
    });
  });

  it('that nothing sets apart are names on lines of one width', () => {
    const unsent = registrationOf(names.map((name) => ({ name, status: 'unsent', result: { reason: 'no network' } })));
    const lines = logLines(pageOf(unsent, contextOf({}, names)), plain);
    const list = lines.slice(lines.findIndex((line) => line.includes('no network')) + 1, -2);
    expect(list.join(' ').match(/webhook-\d+/g)).toEqual(names);
    for (const line of list.slice(0, -1)) {
      expect(line.length).toBeGreaterThan(80);
      expect(line.length).toBeLessThanOrEqual(100);
    }
  });

  it('with something to tell of each are counted beyond a thousand', () => {
    const unstored = registrationOf(
      names.map((name) => ({ name, status: 'created', declaration: { secret: name } })),
      {
        plan: {
          errors: names.map((name) => ({ kind: 'no-token', name, secret: name, why: 'missing' })),
        },
      },
    );
    const lines = logLines(pageOf(unstored, contextOf({}, names)), plain);
    expect(lines.join('\n')).toContain('10,000 webhooks: the signing secret cannot');
    expect(lines.filter((line) => line.includes('GitHub secret  '))).toHaveLength(1000);
    expect(lines).toContain('  9,000 more not listed.');
  });

  it('share an annotation with room for twenty lines', () => {
    const removed = registrationOf([], {
      reminders: names.map((name) => ({
        kind: 'removed',
        name,
        id: `whk_${name}`,
        isEnabled: true,
      })),
    });
    const toDelete = pageOf(removed, contextOf({}, names));
    const rows = logLines(toDelete, plain).filter((line) => line.startsWith('- '));
    // One of them is the block's.
    expect(rows).toHaveLength(1001);
    expect(logLines(toDelete, plain)).toContain('  9,000 more webhooks to delete not listed.');
    const [only, ...others] = annotationsOf(toDelete, safeText);
    expect(others).toEqual([]);
    expect(only?.message.split('\n')).toHaveLength(22);
    expect(only?.message.endsWith('gone webhook-15 whk_webhook-15\n…')).toBe(true);
  });

  it('with a block each leave the last blocks out of the summary', () => {
    const rejected = registrationOf(
      names.map((name, index) => ({
        name,
        status: 'rejected',
        result: { rejectedWith: 400, errors: [{ detail: `${index} ${long}`, code: '' }] },
      })),
    );
    const summary = summaryOf(pageOf(rejected, contextOf({}, names)), safeText);
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(500_000);
    expect(summary).toMatch(/\n[\d,]+ more not listed\.\n$/);
  });

  it('fit as problems of a manifest', () => {
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
    const many = manifestPage(check, ['sandbox'], [], 'validate');
    expect(Buffer.byteLength(summaryOf(many, safeText))).toBeLessThanOrEqual(500_000);
    expect(logLines(many, plain).length).toBeLessThanOrEqual(3_003);
    expect(annotationsOf(many, safeText).at(-1)?.message).toBe('There are 249,991 more errors.');
  });
});

describe('the log', () => {
  const webhooks: Case[] = [
    { name: 'a', status: 'created' },
    { name: 'a-long-name', status: 'unsent', result: { reason: 'x' } },
    { name: 'b', status: 'not-stored' },
  ];
  const registration = registrationOf(webhooks, {
    others: { 'the-longest-name-of-all': { current: current('old') } },
    reminders: [{ kind: 'removed', name: 'the-longest-name-of-all', id: 'whk_old', isEnabled: true }],
  });

  it('has its columns in line, also with what is only known at the end', () => {
    const context = contextOf();
    const rows = rowsOf(registration.plan, context);
    const live = registration.results.map((result) => rowLine(rows.rowOf(result), rows.nameWidth, plain));
    const all = [...live, ...closingLines(pageOf(registration, context), plain)];
    expect(all.slice(0, 4)).toEqual([
      '✓ a                        created      whk_a',
      '✗ a-long-name              not sent',
      '✗ b                        not stored   whk_b',
      '- the-longest-name-of-all  to delete    whk_old  no longer in the manifest',
    ]);
    expect(all).toEqual(logLines(pageOf(registration, context), plain));
  });

  it('has colours beside its marks, never instead of them', () => {
    const page = pageOf(registration, contextOf());
    const lines = logLines(page, { safe: safeText, colour: true });
    expect(lines[0]).toBe('\u001b[32m✓\u001b[39m a                        created      whk_a');
    const bare = lines.map((line) => line.replaceAll(/\u001b\[\d+m/g, ''));
    expect(bare).toEqual(logLines(page, plain));
  });

  const taken: PlanError = { kind: 'secret-taken', name: 'a', secret: 'A' };

  it.each([
    ['nothing was recorded before', true, [], 1],
    ['something was recorded before', false, [], 0],
    ['it stops before the first request', true, [taken], 0],
  ])('begins with a word about the first run when %s', (_when, isNew, errors, count) => {
    const fresh = registrationOf([{ name: 'a', status: 'created' }], { plan: { isNew, errors } });
    expect(openingBlocks(fresh.plan, contextOf()).flatMap((block) => blockLines(block, contextOf(), plain))).toEqual(
      [
        'i Nothing is recorded for sandbox yet, so this creates 1 webhook. If Conduit already has one, declare its `id` first: otherwise it exists twice.',
      ].slice(0, count),
    );
  });
});
