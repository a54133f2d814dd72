/**
 * Makes `dist/` from `src/`: tsc compiles to `lib/`, ncc bundles that, the action and the command each. Two steps,
 * because ncc cannot drive the native TypeScript compiler.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { licensesOf } from './build/licenses.ts';

const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules', '.bin', name);
const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: root, stdio: 'inherit' });

const [lib, made, dist] = ['lib', 'lib/dist', 'dist'].map((path) => join(root, path)) as [
  string,
  string,
  string,
];
rmSync(lib, { recursive: true, force: true });
run(bin('tsc'), '-p', 'tsconfig.build.json');
run(bin('ncc'), 'build', 'lib/index.js', '-o', made, '-m', '--no-cache');
run(bin('ncc'), 'build', 'lib/cli/index.js', '-o', join(made, 'cli'), '-m', '--no-cache');
// pre-commit starts it as a program.
chmodSync(join(made, 'cli', 'index.js'), 0o755);
writeFileSync(join(made, 'licenses.txt'), licensesOf(root));
rmSync(dist, { recursive: true, force: true });
renameSync(made, dist);
