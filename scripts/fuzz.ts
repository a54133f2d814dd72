/**
 * Runs the property tests for longer: `npm run fuzz -- --factor 50` for fifty times as many runs of each property,
 * `--seed N` to repeat a run that failed.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values: flags } = parseArgs({
  options: { factor: { type: 'string', default: '20' }, seed: { type: 'string' } },
});
for (const [name, value] of Object.entries(flags)) {
  if (!(Number(value) > 0)) throw new Error(`--${name} must be a number above 0, not "${value}"`);
}
const root = join(import.meta.dirname, '..');

/** Files with properties take their number of runs from the helper beside the tests. */
const files = globSync('__tests__/**/*.test.ts', { cwd: root }).filter((file) =>
  readFileSync(join(root, file), 'utf8').includes("from '../fuzz.ts'"),
);

const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...files],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      FUZZ_FACTOR: flags.factor,
      ...(flags.seed === undefined ? {} : { FUZZ_SEED: flags.seed }),
    },
  },
);
process.exitCode = status ?? 1;
