/**
 * Fails when a regular expression of the product may take time that grows faster than the text that
 * it is given.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { superLinearIn } from './regex/find.ts';

const root = join(import.meta.dirname, '..');
for (const path of globSync('src/**/*.ts', { cwd: root }).sort()) {
  for (const { line, message } of superLinearIn(readFileSync(join(root, path), 'utf8'))) {
    process.stdout.write(`${path}:${line}: ${message}\n`);
    process.exitCode = 1;
  }
}
