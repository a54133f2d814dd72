/**
 * Runs the property tests for longer, with a random seed: `npm run fuzz -- --factor 50` for fifty
 * times as many runs of each property, `--seed N` to repeat a run that failed.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { factor, seed } = parseArgs({
  options: {
    factor: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
  },
}).values;
if (!(Number(factor) > 0)) throw new Error('--factor must be a number above 0');
if (!/^\d+$/.test(seed)) throw new Error('--seed must be the number that a run has printed');

// Files with properties take their number of runs from the helper beside the tests.
process.chdir(join(import.meta.dirname, '..'));
const files = globSync('__tests__/**/*.test.ts').filter((file) =>
  /from '[./]+\/fuzz\.ts'/.test(readFileSync(file, 'utf8')),
);
const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', '--project', 'e2e', ...files];
const env = { ...process.env, FUZZ_FACTOR: factor, FUZZ_SEED: seed };
process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit', env }).status ?? 1;
