/** A fake runner: runs a JavaScript action as actions/runner 2.336 does, and says what a person sees. */

export type { Annotation, Level } from './annotations.ts';
export { assertNothingLeaked } from './leaks.ts';
export {
  type RunningAction,
  type RunOptions,
  type RunResult,
  runAction,
  startAction,
} from './process.ts';
export type { ObeyedCommand } from './step.ts';
