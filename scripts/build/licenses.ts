/** Text of `dist/licenses.txt`: the licence of every package of which the bundles hold a part. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of the packages that the modules at `paths` belong to, in order of their names. */
export function licensesOf(paths: readonly string[]): string {
  const folders = new Set(paths.flatMap((path) => packageOf(path) ?? []));
  const texts = [...folders].flatMap((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    // Written by the build itself.
    if (version === undefined) return [];
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no licence`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return texts.sort().join(`\n${'-'.repeat(80)}\n\n`);
}

/** Folder of the package that has the module at `path`. */
export function packageOf(path: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}
