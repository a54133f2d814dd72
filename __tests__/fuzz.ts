/** How the property tests are run: `npm run fuzz` runs them for longer, `FUZZ_SEED` repeats a run. */
import fc from 'fast-check';

/** How many times as many runs there are; vitest.config.ts gives both. */
const factor = Number(process.env.FUZZ_FACTOR ?? 1);
export const seed = Number(process.env.FUZZ_SEED ?? 1);

/**
 * Less than a test has (vitest.config.ts): what takes long to be made smaller is shown as it is, which a test's own
 * timeout would hide.
 */
const timeLimit = 400_000 * Math.max(1, factor);

/** Parameters of a property that `count` runs are enough for in every run of the tests. */
export function runs(count: number): fc.Parameters<unknown> {
  return {
    numRuns: Math.ceil(count * factor),
    seed,
    interruptAfterTimeLimit: timeLimit,
    markInterruptAsFailure: true,
  };
}

/** `fc.assert` for a property whose errors tell what happened: the values that led there are not shown beside them. */
export async function holds<T>(property: fc.IAsyncProperty<T>, parameters: fc.Parameters<T>): Promise<void> {
  const { failed, errorInstance, numRuns, numShrinks } = await fc.check(property, parameters);
  if (!failed) return;
  const which = `FUZZ_SEED=${seed}, run ${numRuns}, made smaller ${numShrinks} times`;
  if (!(errorInstance instanceof Error)) throw new Error(`interrupted (${which})`);
  errorInstance.message = `${errorInstance.message}\n(${which})`;
  throw errorInstance;
}
