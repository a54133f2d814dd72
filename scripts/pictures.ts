/**
 * Makes the README's pictures from the first five acts of the demo, as the bundle plays them. `--check` writes nothing,
 * and fails when what is committed differs. IDs and codes are chance: they are replaced by fixed ones.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RunResult } from '../testing/runner/index.ts';
import { openStage } from './demo/stage.ts';
import { acts, type View } from './demo/story.ts';
import { logLines } from './demo/terminal.ts';
import { broken, type Line, left, lineHeight, linesOfAnsi, margin, svgOf, top, width } from './pictures/svg.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'pictures');

/** When the story begins. */
const begin = Date.UTC(2026, 10, 25, 9, 1);

const fixedIds = [
  'whk_2xZ0D3wCemaU27gwXj22z5qe2W7',
  'whk_9sCdXDlSf9DF2y0Suy3kMuD6zks',
  'whk_EXfB5IkWM3lYTy0KPk9bzeLeSWD',
];

/** Every picture follows the reader's theme, in GitHub's colours. */
const logCss = `
.page{fill:#fff}.frame{stroke:#d1d9e0}text{fill:#1f2328}.bold{font-weight:bold}.dim{fill:#59636e}
.red{fill:#cf222e}.green{fill:#1a7f37}.yellow{fill:#9a6700}.magenta{fill:#8250df}.cyan{fill:#0969da}
@media (prefers-color-scheme:dark){.page{fill:#0d1117}.frame{stroke:#3d444d}text{fill:#e6edf3}.dim{fill:#9198a1}
.red{fill:#ff7b72}.green{fill:#3fb950}.yellow{fill:#e3b341}.magenta{fill:#d2a8ff}.cyan{fill:#79c0ff}}
`.trim();

const pageCss = `
.page{fill:#fff}.frame{stroke:#d1d9e0}text{fill:#1f2328}.number{fill:#59636e}.added{fill:#dafbe1}
.bold{font-weight:bold}.note{fill:#fff;stroke:#d1d9e0}.sign{fill:none;stroke:#cf222e;stroke-width:1.5}.title{fill:#cf222e;font-weight:bold}
@media (prefers-color-scheme:dark){.page{fill:#0d1117}.frame{stroke:#3d444d}text{fill:#e6edf3}.number{fill:#9198a1}.added{fill:#12261e}
.note{fill:#0d1117;stroke:#3d444d}.sign{stroke:#f85149}.title{fill:#f85149}}
`.trim();

function logPicture(title: string, { result }: { result: RunResult }, ids: string[]): string {
  const text = ids.reduce(
    (rest, id, index) => rest.replaceAll(id, fixedIds[index] ?? id),
    logLines(result, true).join('\n'),
  );
  const fixed = text.replaceAll(/(?<=\bkeep \S+ )[0-9a-f]{8}\b/g, '3f9a2c1e');
  return svgOf({ title, css: logCss, lines: fixed.split('\n').flatMap(linesOfAnsi) });
}

/** Columns of the line numbers, and of the note below a line. */
const gutter = 6;
const noteWidth = 80;

/** The first annotation: a box below its line of the manifest, as a pull request shows it. */
function annotationPicture({ result, manifest }: View & { kind: 'annotations' }): string {
  const [annotation] = result.annotations;
  const { line = 1, message = '', title = '', file = '' } = annotation ?? {};
  const all = manifest.split('\n');
  const [from, to] = [Math.max(0, line - 4), line + 3];
  const numbered = (index: number): Line => [
    { text: String(index + 1).padStart(gutter - 2), style: 'number' },
    { text: `  ${all[index]}` },
  ];
  const rows = (start: number, end: number) =>
    Array.from({ length: end - start }, (_, index) => numbered(start + index));
  const indent = ' '.repeat(gutter);
  const note: Line[] = [
    [{ text: `${indent}   Check failure on line ${line} in ${file}` }],
    [],
    [
      { text: `${indent}GitHub Actions`, style: 'bold' },
      { text: ` / ${title}`, style: 'title' },
    ],
    ...broken(message, noteWidth).map((text) => [{ text: indent + text }]),
  ];
  const before = rows(from, line);
  const lines = [...before, [], ...note, [], ...rows(line, to)];
  const wrong = top(before.length - 1);
  const edge = left(gutter - 2);
  const box = `x="${edge}" y="${wrong + 1.5 * lineHeight}" height="${(note.length + 1) * lineHeight}"`;
  const [x, y] = [left(gutter) + 8, wrong + 2.5 * lineHeight];
  return svgOf({
    title: 'A pull request: a misspelt event is annotated on its line',
    css: pageCss,
    lines,
    shapes: [
      `<rect class="added" x="1" y="${wrong}" width="${width - 2}" height="${lineHeight}"/>`,
      `<rect class="note" ${box} width="${width - edge - margin}" rx="6"/>`,
      `<circle class="sign" cx="${x}" cy="${y}" r="6.5"/>`,
      `<path class="sign" d="M${x - 2.5} ${y - 2.5}l5 5m0-5l-5 5"/>`,
    ],
  });
}

await using stage = await openStage(begin);
const views: View[][] = [];
for (const act of acts.slice(0, 5)) views.push(await act.play(stage));
const ids = stage.server.webhooks.map(({ id }) => id);

function viewOf<K extends View['kind']>(act: number, kind: K): View & { kind: K } {
  const found = views[act - 1]?.find((view): view is View & { kind: K } => view.kind === kind);
  if (found === undefined) throw new Error(`Act ${act} has no ${kind}.`);
  return found;
}

const pictures = {
  'annotation.svg': annotationPicture(viewOf(1, 'annotations')),
  'release.svg': logPicture('The log of a release', viewOf(3, 'log'), ids),
  'question.svg': logPicture('A question and its decisions', viewOf(5, 'log'), ids),
};
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
for (const [name, svg] of Object.entries(pictures)) {
  const path = join(folder, name);
  if (!values.check) {
    writeFileSync(path, svg);
  } else if (readFileSync(path, 'utf8') !== svg) {
    process.stdout.write(`out of date: docs/pictures/${name}. Run \`npm run pictures\`.\n`);
    process.exitCode = 1;
  }
}
