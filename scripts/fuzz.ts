/**
 * Runs the property tests for longer: `npm run fuzz -- --factor 50` for fifty times as many runs of each property,
 * `--seed N` to repeat a run that failed.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values: flags } = parseArgs({
  options: { factor: { type: 'string', default: '20' }, seed: { type: 'string' } },
});
const root = join(import.meta.dirname, '..');

const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...['fuzz.test', 'properties.test', 'plan.test', 'text.test', 'seal.test'],
  ],
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
