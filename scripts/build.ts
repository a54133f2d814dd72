/** Makes `dist/` from `src/`: the bundle of the action, that of the command, and the licences of what is in them. */
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './build/bundle.ts';
import { licensesOf } from './build/licenses.ts';
import { preparePackages } from './build/packages.ts';

// ncc numbers modules by their paths below the folder that it runs in.
process.chdir(join(import.meta.dirname, '..'));

for (const folder of ['lib', 'dist']) rmSync(folder, { recursive: true, force: true });
// ncc cannot drive TypeScript 7, so it is given JavaScript.
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
preparePackages('lib/node_modules');

const modules = [...(await bundle('lib/index.js', 'dist')), ...(await bundle('lib/cli/index.js', 'dist/cli'))];
// pre-commit starts it as a program.
chmodSync('dist/cli/index.js', 0o755);
writeFileSync('dist/licenses.txt', licensesOf(modules));
