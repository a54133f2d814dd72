/**
 * Asks the repository of each action that the workflows use whether its version is the commit that is pinned
 * (`.github/pins.json`). Needs the network, so it is a CI job and no test.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Repository → the pinned version and the commit that its tag names. */
export type Pins = Record<string, { version: string; commit: string }>;

export function readPins(root: string): Pins {
  return JSON.parse(readFileSync(join(root, '.github', 'pins.json'), 'utf8')) as Pins;
}

/** The commit that a tag names; undefined when there is no such tag. Throws when the repository cannot be read. */
function commitOf(repository: string, tag: string): string | undefined {
  const ref = `refs/tags/${tag}`;
  const command = ['ls-remote', `https://github.com/${repository}`, ref, `${ref}^{}`];
  const lines = execFileSync('git', command, { encoding: 'utf8' }).trim().split('\n');
  // An annotated tag has two lines, of which the last (`^{}`) names the commit.
  return lines.at(-1)?.split('\t')[0] || undefined;
}

if (import.meta.main) {
  for (const [repository, { version, commit }] of Object.entries(readPins(join(import.meta.dirname, '..')))) {
    const found = commitOf(repository, version);
    process.stdout.write(`${repository} ${version} ${found ?? 'does not exist'}\n`);
    if (found === commit) continue;
    process.stdout.write(`  .github/pins.json says ${commit}.\n`);
    process.exitCode = 1;
  }
}
