import { configDefaults, defineConfig } from 'vitest/config';

/** The tests that each mutant is put to: those that run the sources in their own process, without the long ones. */
export default defineConfig({
  test: {
    include: ['__tests__/{action,conduit,manifest,registration,state}/**/*.test.ts'],
    exclude: [...configDefaults.exclude, '**/fuzz.test.ts'],
    // Each mutant is put to many tests: properties get fewer runs, always the same ones.
    env: { FUZZ_FACTOR: '0.1', FUZZ_SEED: '1' },
    testNamePattern: /^(?!.*ends in time)/,
    testTimeout: 60_000,
  },
});
