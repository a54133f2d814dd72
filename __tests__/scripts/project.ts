/** Copies of this project, for what changes it. */
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../testing/folders.ts';

export const root = join(import.meta.dirname, '..', '..');

const parts = [
  ...['.github', 'docs', 'examples', 'schema', 'scripts', 'spec', 'src', 'testing'],
  ...['action.yml', 'package.json', 'package-lock.json', 'README.md'],
  ...['tsconfig.json', 'tsconfig.build.json'],
];

/** The project's sources, in a folder that is gone after the test unless another one is given. */
export function copyOfProject(copy = temporaryFolder()): string {
  for (const part of parts) cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}
