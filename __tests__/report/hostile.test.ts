/** Texts from outside that attack the log, the annotations or the summary. */
import { describe, expect, it } from 'vitest';
import { checkManifest } from '../../src/manifest/manifest.ts';
import { annotationsOf } from '../../src/report/annotations.ts';
import { logLines } from '../../src/report/log.ts';
import { summaryOf } from '../../src/report/markdown.ts';
import type { Page } from '../../src/report/page.ts';
import { pageOf } from '../../src/report/run-page.ts';
import { manifestPage } from '../../src/report/stops.ts';
import { safeText } from '../../src/safe/text.ts';
import { changed, contextOf, current, registrationOf } from '../../testing/pages.ts';
import { manifestPath, runOf } from '../../testing/plans.ts';
import { commands, manifestWith, places, rawCommands } from '../hostile-manifests.ts';

/** All that is said of a page; of the summary also what stands outside of its lines to copy. */
function told(page: Page, safe = safeText) {
  const summary = summaryOf(page, safe);
  return {
    log: logLines(page, { safe, colour: false }),
    annotations: annotationsOf(page, safe),
    summary,
    outside: summary.replaceAll(/^(`{3,})yaml\n[\s\S]*?\n\1$/gm, ''),
  };
}

/** Checks that no line of the log, an annotation or a path is a command, and that the summary has no tag of its own. */
function expectHarmless({ log, annotations, outside }: ReturnType<typeof told>): void {
  const lines = annotations.flatMap(({ message, file = '' }) => [...message.split('\n'), file]);
  for (const line of [...log, ...lines]) {
    expect(line).not.toMatch(/::|##\[|[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  }
  expect(outside).not.toMatch(/<(?!\/?code>)/);
}

/** A page on which everything that comes from outside is `text`. */
function pageWith(text: string): Page {
  const names = ['payments', 'ledger', 'onboarding', 'fees'];
  const asked = ['payments', 'other'].map((name) =>
    changed(name, {
      current: current(name, { run: runOf(text) }),
      differences: [{ field: 'url', registered: text, declared: text }],
      options: [{ verb: 'replace', name, id: text }],
    }),
  );
  const registration = registrationOf(
    [
      { name: 'payments', status: 'undecided', result: { id: text } },
      { name: 'ledger', status: 'rejected', result: { rejectedWith: 400, errors: [{ detail: text, code: text }] } },
      { name: 'onboarding', status: 'unsent', result: { reason: text } },
      {
        name: 'fees',
        status: 'created',
        declaration: { patterns: [text] },
        result: { id: text, replaced: text, warnings: [{ kind: 'breaks-spec', fields: [text] }] },
      },
    ],
    {
      questions: asked,
      reminders: [{ kind: 'removed', name: text, id: text, isEnabled: true }],
      failures: [text],
      plan: {
        errors: [{ kind: 'secret-taken', name: 'ledger', secret: text }],
        judgements: [
          {
            kind: 'no-effect',
            line: { decision: { verb: 'keep', name: text, code: text } },
            why: { kind: 'unknown-name', known: [text] },
          },
        ],
      },
    },
  );
  const context = contextOf({}, names);
  return pageOf(registration, { ...context, manifest: { ...context.manifest, path: text } });
}

describe('hostile text', () => {
  it.each([
    ...['::add-mask::x', 'a\n::error::x', 'a\r##[add-mask]x', '\u001b[31mred', '\u2028::set-output name=a::b'],
    ...['<img src=x onerror=alert(1)>', '| a | b |', '[link](javascript:alert(1))', '</code><b>', '@octocat #1'],
  ])('%j makes no command, no line and no markup of its own', (text) => {
    const all = told(pageWith(text));
    const usual = told(pageWith('x'));
    expectHarmless(all);
    expect(all.outside).not.toMatch(/\]\((?!https:\/\/github\.com\/octo\/hooks\/)|@octo|\| a \|/);
    const lines = (one: typeof all) => [
      one.log.length,
      ...one.annotations.map(({ message }) => message.split('\n').length),
      one.summary.split('\n').length,
    ];
    expect(lines(all)).toEqual(lines(usual));
  });

  it('cannot leave a fence', () => {
    const fences = told(pageWith('```\n<b>')).summary.match(/^`{3,}/gm);
    expect(fences).toHaveLength(4);
    expect(new Set(fences)).toEqual(new Set(['````']));
  });

  it('links to a run by its number only', () => {
    const { outside } = told(pageWith('120) [x](https://evil.example'));
    for (const [link] of outside.matchAll(/\]\([^)]*/g)) expect(link).toMatch(/\/runs\/12[01]$/);
    expect(told(pageWith('120')).summary).toContain('[run 120](https://github.com/octo/hooks/actions/runs/120)');
  });

  it('is made safe wherever it stands', () => {
    const all = told(pageWith('t0p-secret'), (text) => safeText(text.replaceAll('t0p-secret', '***')));
    expect(JSON.stringify(all)).toContain('***');
    expect(JSON.stringify(all)).not.toContain('t0p-secret');
  });
});

describe('a manifest', () => {
  /** Checks all that is said of a manifest that is not valid, and gives its annotations. */
  function annotationsFor(manifest: string, path = manifestPath) {
    const checked = checkManifest(manifest, ['live', 'sandbox']);
    expect(checked.valid).toBe(false);
    const all = told(manifestPage({ path, ...checked }, ['live', 'sandbox'], [], 'validate'));
    expectHarmless(all);
    const rows = all.summary.split('\n').filter((line) => line.startsWith('|'));
    for (const row of rows) expect(row.slice(2, -2).split(' | ')).toHaveLength(4);
    return all.annotations;
  }

  it.each(places)('with commands in %s has none as its own', (...place) => {
    // Half of them at a time: each is annotated then.
    for (const texts of [commands.slice(0, 5), commands.slice(5)]) {
      const annotations = annotationsFor(manifestWith(texts, [place]));
      expect(annotations.length).toBeGreaterThanOrEqual(texts.length);
    }
  });

  it.each(rawCommands)('that is %j has no command as its own', (text) => {
    expect(annotationsFor(text)).not.toEqual([]);
  });

  it.each([
    ...['::stop-commands::x.yml', '##[add-mask]valid.yml', 'a,line=9,title=x::b.yml', 'a\r::error::b.yml'],
    ...['a\n::error::b.yml', '%0A::error::b.yml', '<b>|x|.yml'],
  ])('at the path %j has no command as its own', (path) => {
    const annotations = annotationsFor('webhooks: { a: { status: on } }\n', path);
    expect(annotations).not.toEqual([]);
    for (const { range } of annotations) expect(range?.line).toBe(1);
  });
});
