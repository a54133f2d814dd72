/**
 * Runs Stryker, with the arguments that it is given, and keeps the score of each folder that it went through in
 * `CONTRIBUTING.md`, with the day. `--sample 8` takes an eighth of the lines.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { fill } from './generate/docs.ts';

/** Stryker's report, as far as it is read here. */
interface Report {
  files: Record<string, { mutants: { status: string }[] }>;
}

const root = join(import.meta.dirname, '..');
const docs = join(root, 'CONTRIBUTING.md');

const file = join(root, 'reports', 'mutation.json');
const folder = join(root, 'mutation');
// As many packages as all others together: installed only where they are wanted.
if (!existsSync(join(folder, 'node_modules'))) {
  execFileSync('npm', ['ci', '--silent'], { cwd: folder, stdio: 'inherit' });
}
const stryker = join(folder, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');

rmSync(file, { force: true });
const config = join(folder, 'stryker.config.json');
const { sample } = parseArgs({ options: { sample: { type: 'string' } }, strict: false }).values;
const args = [stryker, 'run', config, ...(sample ? ['--mutate', sampled(Number(sample))] : process.argv.slice(2))];
const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
// Stryker fails below its threshold, too, and has written its report then.
if (existsSync(file)) {
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  writeFileSync(docs, withScores(readFileSync(docs, 'utf8'), scoresOf(report)));
}

/** Five lines in so many fives of each file, the same ones in each run. */
function sampled(every: number): string {
  const { mutate } = JSON.parse(readFileSync(config, 'utf8'));
  const ranges = globSync(mutate, { cwd: root }).flatMap((path, index) => {
    const fives = Math.ceil(readFileSync(join(root, path), 'utf8').split('\n').length / 5);
    const chosen = Array.from({ length: fives }, (_, five) => five).filter((five) => (five + index) % every === 0);
    return chosen.map((five) => `${path}:${5 * five + 1}-${5 * five + 5}`);
  });
  return ranges.join(',');
}

/** Folder → a row of the table: how many of its mutants could be noticed by a test, and how many were. */
function scoresOf({ files }: Report): Map<string, string> {
  const day = new Date().toISOString().slice(0, 10);
  const folders = Map.groupBy(Object.entries(files), ([path]) => dirname(path));
  return new Map(
    [...folders].map(([folder, entries]) => {
      const statuses = entries.flatMap(([, { mutants }]) => mutants.map((one) => one.status));
      const count = (...wanted: string[]) => statuses.filter((one) => wanted.includes(one)).length;
      const noticed = count('Killed', 'Timeout');
      const all = noticed + count('Survived', 'NoCoverage');
      const score = ((100 * noticed) / all).toFixed(0);
      return [folder, `| \`${folder}\` | ${all} | ${score} % | ${day} |`];
    }),
  );
}

/** The document with new rows for these folders in its table; the other rows stay. */
function withScores(text: string, scores: ReadonlyMap<string, string>): string {
  const [table = ''] = /<!-- scores: generated -->.*<!-- \/scores -->/s.exec(text) ?? [];
  const old = [...table.matchAll(/^\| `([^`]+)` \| .*$/gm)];
  const rows = new Map(old.map(([row, folder = '']) => [folder, row]));
  for (const [folder, row] of scores) rows.set(folder, row);
  const head = ['| folder | mutants | noticed | measured |', '|---|---|---|---|'];
  return fill(text, 'scores', [...head, ...[...rows.values()].sort()]);
}
