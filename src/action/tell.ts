/** Tells a page to whoever reads the run: in the log, as annotations and in the job summary. */
import { annotationsOf } from '../report/annotations.ts';
import type { Ink } from '../report/ink.ts';
import { logLines } from '../report/log.ts';
import { summaryOf } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import type { Runner } from './runner.ts';

/** Tells a page; `lines` are those that the log does not have yet. */
export function tell(page: Page, runner: Runner, lines: (page: Page, ink: Ink) => string[] = logLines): void {
  runner.print(lines(page, inkOf(runner)));
  runner.annotate(annotationsOf(page, runner.safe));
  const summary = summaryOf(page, runner.safe);
  if (summary !== '' && !runner.addSummary(summary)) {
    runner.annotate([{ severity: 'warning', message: 'The job summary could not be written. The log has it all.' }]);
  }
}

/** The runner shows ANSI codes. */
export function inkOf({ safe }: Runner): Ink {
  return { safe, colour: true };
}
