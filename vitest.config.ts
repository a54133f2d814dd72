import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['__tests__/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Most of a test is a child process or a wait, so that one worker more than the cores there are is well used.
    maxWorkers: Math.max(3, availableParallelism()),
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: 'reports/tests.json' }]]
      : ['default'],
  },
});
