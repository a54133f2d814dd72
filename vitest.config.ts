import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Tests that choose at random choose the same in every run, unless another seed is given; properties get so many times
 * as many runs. Stryker says that it runs the tests.
 */
const { FUZZ_SEED = '1', FUZZ_FACTOR = '1', STRYKER_MUTATOR_WORKER } = process.env;
const isMutation = STRYKER_MUTATOR_WORKER !== undefined;
if (!isMutation) process.stdout.write(`FUZZ_SEED=${FUZZ_SEED}\n`);

// An end for what hangs, far from what the slowest test takes on a busy machine.
const timeout = 600_000 * Math.max(1, Number(FUZZ_FACTOR));

/** A project is a folder of tests and how it differs from the others. */
type Project = NonNullable<TestProjectInlineConfiguration['test']>;

const projects: Project[] = [
  { name: 'unit', include: ['__tests__/**/*.test.ts'], exclude: ['__tests__/{e2e,faults}/**'] },
  { name: 'e2e', include: ['__tests__/e2e/**/*.test.ts'] },
  // Nightly, and before a release. Most of a fault is a wait, so that several are tried at a time.
  { name: 'faults', include: ['__tests__/faults/**/*.test.ts'], maxConcurrency: 4 },
];

/** What each mutant is put to: tests that run the sources in their own process, without the long ones. */
const mutation: Project = {
  name: 'mutation',
  include: [
    '__tests__/{action,apply,clients,manifest,plan,state}/**/*.test.ts',
    // Of the git of whoever types the command.
    '__tests__/cli/planned.test.ts',
  ],
  exclude: ['**/{fuzz,growth}.test.ts'],
  env: { FUZZ_SEED, FUZZ_FACTOR: '0.1' },
  testTimeout: 60_000,
};

/** They wait for a clock or for builds: begun last, they would be waited for alone. */
const slow = ['state/waiting', 'newer-spec', 'cli/pack', 'scripts/generate', 'docs/demo', 'growth'];

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isSlow = ({ moduleId }: TestSpecification) => slow.some((name) => moduleId.includes(name));
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}

export default defineConfig({
  test: {
    projects: (isMutation ? [mutation] : projects).map((test) => ({ extends: true, test })),
    env: { FUZZ_SEED, FUZZ_FACTOR },
    testTimeout: timeout,
    hookTimeout: timeout,
    // Most of a test is a child process or a wait, so that more than two workers for each core are well used.
    maxWorkers: 2 * availableParallelism() + 1,
    // No test changes what another one finds in its process, so that modules are loaded once for each worker. Stryker
    // changes them.
    isolate: isMutation,
    sequence: { sequencer: SlowFirst },
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'reports/tests.json' }]] : ['default'],
  },
});
