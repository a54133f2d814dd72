import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Property tests: what repeats them, and how many times as many runs they get. */
const { FUZZ_SEED = String(Date.now() % 1_000_000), FUZZ_FACTOR = '1' } = process.env;
process.stdout.write(`property tests: FUZZ_SEED=${FUZZ_SEED}\n`);

// An end for what hangs, far from what the slowest test takes on a busy machine.
const timeout = 180_000 * Math.max(1, Number(FUZZ_FACTOR));

export default defineConfig({
  test: {
    include: ['__tests__/**/*.test.ts'],
    env: { FUZZ_SEED, FUZZ_FACTOR },
    testTimeout: timeout,
    hookTimeout: timeout,
    // Most of a test is a child process or a wait, so that one worker more than the cores there are is well used.
    maxWorkers: Math.max(3, availableParallelism()),
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: 'reports/tests.json' }]]
      : ['default'],
  },
});
