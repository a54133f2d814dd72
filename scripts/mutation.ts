/**
 * Runs Stryker, with the arguments that it is given, and keeps the score of each folder that it went through in
 * `docs/mutation.md`, with the day.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Stryker's report, as far as it is read here. */
interface Report {
  files: Record<string, { mutants: { status: string }[] }>;
}

const root = join(import.meta.dirname, '..');
const docs = join(root, 'docs', 'mutation.md');

const file = join(root, 'reports', 'mutation.json');
const stryker = join(root, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');

rmSync(file, { force: true });
const args = [stryker, 'run', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
// Stryker fails below its threshold, too, and has written its report then.
if (existsSync(file)) {
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  writeFileSync(docs, withScores(readFileSync(docs, 'utf8'), scoresOf(report)));
}

/** Folder → percentage of its mutants that a test noticed, of those that a test could. */
function scoresOf({ files }: Report): Map<string, number> {
  const folders = Map.groupBy(Object.entries(files), ([path]) => dirname(path));
  return new Map(
    [...folders].map(([folder, entries]) => {
      const statuses = entries.flatMap(([, { mutants }]) => mutants.map((one) => one.status));
      const count = (...wanted: string[]) => statuses.filter((one) => wanted.includes(one)).length;
      const noticed = count('Killed', 'Timeout');
      return [folder, (100 * noticed) / (noticed + count('Survived', 'NoCoverage'))];
    }),
  );
}

/** The document with new rows for these folders in its table; the other rows stay. */
function withScores(text: string, scores: ReadonlyMap<string, number>): string {
  const row = /^\| `([^`]+)` \| .* \|\n/gm;
  const rows = new Map([...text.matchAll(row)].map(([line, folder = '']) => [folder, line]));
  const day = new Date().toISOString().slice(0, 10);
  for (const [folder, score] of scores) {
    rows.set(folder, `| \`${folder}\` | ${score.toFixed(0)} % | ${day} |\n`);
  }
  const head = '| folder | score | measured |\n|---|---|---|\n';
  return text.replace(/^\| folder .*\n(\|.*\n)*/m, head + [...rows.values()].sort().join(''));
}
