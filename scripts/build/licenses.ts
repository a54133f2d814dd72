/** Text of `dist/licenses.txt`: the licence of every package of which the bundles hold a part. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of the packages that the modules at `paths` belong to, in order of their names. */
export function licensesOf(paths: readonly string[]): string {
  const folders = paths.flatMap(
    (path) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  );
  const texts = [...new Set(folders)].map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    );
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return texts.sort().join(`\n${'-'.repeat(80)}\n\n`);
}
