/** Tells a run of plan or register as it goes on. */

import type { Registration, Result } from '../apply/results.ts';
import type { Plan } from '../plan/plan.ts';
import type { ReportContext } from '../plan/topic.ts';
import { blockLines, closingLines, logLines, rowLine } from '../report/log.ts';
import { openingBlocks, pageOf, rowsOf } from '../report/run-page.ts';
import { stopPage, type Wait, waitLine } from '../report/stops.ts';
import { code, say } from '../safe/prose.ts';
import type { Runner } from './runner.ts';
import { inkOf, tell } from './tell.ts';

/** What a run of plan or register is told by, in the order of its calls. */
export interface Report {
  /** The plan is known, and nothing has been sent. */
  begin(plan: Plan): void;
  /** A result is final. In a plan, all are told at the end. */
  progress(result: Result): void;
  /** A request waits before it is tried again, `ms` milliseconds. */
  wait(wait: Wait, ms: number): void;
  /** The run has come to its end. */
  result(registration: Registration): void;
  /** The run has stopped before it sent anything. */
  stopped(message: string): void;
}

/** What the report calls settings of the action. */
export const actionWords: ReportContext['words'] = {
  state: say`the input ${code('state')}`,
  unseen: say`the input ${code('secrets-token')} is empty or cannot read it`,
};

export function reportOn(
  { verifies, ...context }: Omit<ReportContext, 'isCancelled' | 'words'> & { verifies: boolean },
  cancelled: AbortSignal,
  runner: Runner,
): Report {
  const ink = inkOf(runner);
  const now = (): ReportContext => ({
    ...context,
    isCancelled: cancelled.aborted,
    words: actionWords,
  });
  let rows: ReturnType<typeof rowsOf> | undefined;
  return {
    begin(plan) {
      rows = rowsOf(plan, now());
      const { environment } = context;
      const opening = openingBlocks(plan, now());
      runner.print(opening.flatMap((block) => [...blockLines(block, { environment }, ink), '']));
    },
    progress(result) {
      if (rows) runner.print([rowLine(rows.rowOf(result), rows.nameWidth, ink)]);
    },
    wait: (wait, ms) => runner.print([runner.safe(waitLine(wait, ms))]),
    result(registration) {
      const page = pageOf(registration, now());
      return tell(page, runner, rows === undefined ? logLines : closingLines);
    },
    stopped(message) {
      runner.print(['']);
      tell(stopPage([message], context.environment, { isCancelled: cancelled.aborted, verifies }), runner);
    },
  };
}
