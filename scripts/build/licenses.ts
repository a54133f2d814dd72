/** Text of `dist/licenses.txt`: the licence of every package that the bundles may hold a part of. */
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Package {
  name?: string;
  version?: string;
  license?: string;
  link?: boolean;
  dependencies?: Record<string, string>;
}

const modules = 'node_modules/';

/** Every package that `src/` imports, and what these depend on, in order of its path. */
export function licensesOf(root: string): string {
  const lockfile = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(lockfile) as { packages: Record<string, Package> };
  const found = new Set<string>();
  /** Adds what the package at `from` means by `name`. What is linked stands for a library, and is ours. */
  const add = (name: string, from: string): void => {
    const path = pathOf(name, from, packages);
    const { link = false, dependencies = {} } = packages[path] ?? {};
    if (link || found.has(path)) return;
    found.add(path);
    for (const dependency of Object.keys(dependencies)) add(dependency, path);
  };
  for (const name of importsOf(join(root, 'src'))) add(name, '');
  return [...found]
    .sort()
    .map((path) => {
      const { name: realName, version, license } = packages[path] ?? {};
      const name = realName ?? path.slice(path.lastIndexOf(modules) + modules.length);
      const file = readdirSync(join(root, path)).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file === undefined ? '' : readFileSync(join(root, path, file), 'utf8').trim();
      return `${name} ${version} (${license})\n\n${text}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** The names of the packages that the sources in `folder` import. */
function importsOf(folder: string): Set<string> {
  const sources = globSync('**/*.ts', { cwd: folder });
  const specifiers = sources.flatMap((path) => [
    ...readFileSync(join(folder, path), 'utf8').matchAll(
      /(?:from |import\()'((?:@[\w-]+\/)?[\w-]+)/g,
    ),
  ]);
  return new Set(specifiers.flatMap(([, name = '']) => (name === 'node' ? [] : name)));
}

/** Where the lockfile has `name` for the package at `from`: in it, or in the nearest folder above. */
function pathOf(name: string, from: string, packages: Record<string, Package>): string {
  for (
    let folder = from;
    ;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf(modules) - 1))
  ) {
    const path = join(folder, modules, name);
    if (packages[path] !== undefined) return path;
    if (folder === '')
      throw new Error(`package-lock.json has no ${name}, which ${from || 'src/'} needs.`);
  }
}
