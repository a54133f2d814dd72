/**
 * Runs the property tests for longer, with a random seed: `npm run fuzz -- --factor 50` for fifty
 * times as many runs of each property, `--seed N` to repeat a run that failed.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values: flags } = parseArgs({
  options: {
    factor: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
  },
});
if (!(Number(flags.factor) > 0)) throw new Error('--factor must be a number above 0');
if (!/^\d+$/.test(flags.seed)) {
  throw new Error('--seed must be the number that a run has printed');
}
const root = join(import.meta.dirname, '..');

/** Files with properties take their number of runs from the helper beside the tests. */
const files = globSync('__tests__/**/*.test.ts', { cwd: root }).filter((file) =>
  /from '[./]+\/fuzz\.ts'/.test(readFileSync(join(root, file), 'utf8')),
);

const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', 'unit', '--project', 'e2e', ...files],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      FUZZ_FACTOR: flags.factor,
      FUZZ_SEED: flags.seed,
    },
  },
);
process.exitCode = status ?? 1;
