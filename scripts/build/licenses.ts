/** Text of `dist/licenses.txt`: the licence of every package that the bundle may hold a part of. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Lockfile {
  packages: Record<
    string,
    {
      name?: string;
      version?: string;
      license?: string;
      dev?: boolean;
      optional?: boolean;
      link?: boolean;
    }
  >;
}

/** Every package of `package-lock.json` that is not for development alone (optional ones are), in order of its path. */
export function licensesOf(root: string): string {
  const lockfile = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lockfile;
  return Object.entries(lockfile.packages)
    .filter(
      ([path, { dev, optional, link }]) =>
        path.startsWith('node_modules/') && !dev && !optional && !link,
    )
    .map(([path, { name: realName, version, license }]) => {
      const name =
        realName ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const file = readdirSync(join(root, path)).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file === undefined ? '' : readFileSync(join(root, path, file), 'utf8').trim();
      return `${name} ${version} (${license})\n\n${text}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}
