/** What is said of a manifest whose texts attack the log, the annotations or the summary. */
import { describe, expect, it } from 'vitest';
import { checkManifest } from '../../src/manifest/manifest.ts';
import { annotationsOf } from '../../src/report/annotations.ts';
import { logLines } from '../../src/report/log.ts';
import { summaryOf } from '../../src/report/markdown.ts';
import { manifestPage } from '../../src/report/stops.ts';
import { safeText } from '../../src/safe/text.ts';
import { manifestPath } from '../../testing/plans.ts';
import { commands, manifestWith, places, rawCommands } from '../hostile-manifests.ts';

/** Checks all that is said of a manifest that is not valid, and gives its annotations. */
function annotationsFor(manifest: string, path = manifestPath) {
  const checked = checkManifest(manifest, ['live', 'sandbox']);
  expect(checked.valid).toBe(false);
  const page = manifestPage({ path, ...checked }, ['live', 'sandbox'], [], 'validate');
  const annotations = annotationsOf(page, safeText);
  const texts = annotations.flatMap(({ message, file = '' }) => [message, file]);
  for (const line of [...logLines(page, { safe: safeText, colour: false }), ...texts]) {
    expect(line).not.toMatch(/::|##\[|[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  }
  const summary = summaryOf(page, safeText);
  expect(summary).not.toMatch(/<(?!\/?code>)/);
  const rows = summary.split('\n').filter((line) => line.startsWith('|'));
  for (const row of rows) expect(row.slice(2, -2).split(' | ')).toHaveLength(4);
  return annotations;
}

describe('a manifest', () => {
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
    '::stop-commands::x.yml',
    '##[add-mask]valid.yml',
    'a,line=9,title=x::b.yml',
    'a\r::error::b.yml',
    'a\n::error::b.yml',
    '%0A::error::b.yml',
    '<b>|x|.yml',
  ])('at the path %j has no command as its own', (path) => {
    const annotations = annotationsFor('webhooks: { a: { status: on } }\n', path);
    expect(annotations).not.toEqual([]);
    for (const { range } of annotations) expect(range?.line).toBe(1);
  });
});
