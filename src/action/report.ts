/** Tells a run's pages: to the log, as annotations and in the job summary. */
import type { Plan } from '../registration/plan.ts';
import type { Registration, Result } from '../registration/result.ts';
import { annotationsOf } from '../report/annotations.ts';
import type { FaceWords, ReportContext } from '../report/context.ts';
import { closingLines, type Ink, logLines, openingLines, rowLine } from '../report/log.ts';
import { summaryOf } from '../report/markdown.ts';
import { type Page, pageOf } from '../report/page.ts';
import { type Rows, rowsOf } from '../report/rows.ts';
import { stopPage, type Wait, waitLine } from '../report/stops.ts';
import { code, say } from '../report/text.ts';
import type { Runner } from './runner.ts';

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
export const actionWords: FaceWords = {
  state: say`the input ${code('state')}`,
  unseen: say`the input ${code('secrets-token')} is empty or cannot read it`,
};

export function reportOn(
  context: Omit<ReportContext, 'isCancelled' | 'words'>,
  cancelled: AbortSignal,
  runner: Runner,
): Report {
  const ink = inkOf(runner);
  const now = (): ReportContext => ({
    ...context,
    isCancelled: cancelled.aborted,
    words: actionWords,
  });
  let rows: Rows | undefined;
  return {
    begin(plan) {
      rows = rowsOf(plan, now());
      runner.print(openingLines(plan, ink));
    },
    progress(result) {
      if (rows) runner.print([rowLine(rows.rowOf(result), rows.nameWidth, ink)]);
    },
    wait: (wait, ms) => runner.print([runner.safe(waitLine(wait, ms))]),
    result(registration) {
      const page = pageOf(registration, now());
      return tell(page, runner, rows === undefined ? logLines : closingLines);
    },
    stopped: (message) => tell(stopPage([message], context.environment, cancelled.aborted), runner),
  };
}

/** Tells a page; `lines` are those that the log does not have yet. */
export function tell(
  page: Page,
  runner: Runner,
  lines: (page: Page, ink: Ink) => string[] = logLines,
): void {
  runner.print(lines(page, inkOf(runner)));
  runner.annotate(annotationsOf(page, runner.safe));
  const summary = summaryOf(page, runner.safe);
  if (summary !== '' && !runner.addSummary(summary)) {
    runner.annotate([
      { severity: 'warning', message: 'The job summary could not be written. The log has it all.' },
    ]);
  }
}

/** The runner shows ANSI codes. */
function inkOf({ safe }: Runner): Ink {
  return { safe, colour: true };
}
