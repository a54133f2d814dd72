/** Tells a run of plan or register as it goes on: in the log, by the step outputs, and in the end as a page. */
import type { Registration, Result } from '../apply/results.ts';
import { systemClock } from '../clients/clock.ts';
import type { CheckedManifest } from '../manifest/manifest.ts';
import type { Plan } from '../plan/plan.ts';
import type { ReportContext } from '../plan/topic.ts';
import { blockLines, closingLines, logLines, rowLine } from '../report/log.ts';
import { openingBlocks, pageOf, rowsOf } from '../report/run-page.ts';
import { stopPage, type Wait, waitLine } from '../report/stops.ts';
import { code, say } from '../safe/prose.ts';
import { remembers } from '../state/open.ts';
import type { DeployInputs } from './inputs.ts';
import { stepOutputs } from './outputs.ts';
import type { ActionProcess } from './runner.ts';

/** What the report calls settings of the action. */
export const actionWords: ReportContext['words'] = {
  state: say`the input ${code('state')}`,
  unseen: say`the input ${code('secrets-token')} is empty or cannot read it`,
};

export type RunReport = ReturnType<typeof reportOn>;

export function reportOn(
  { mode, environment, run, repository, state, verify }: DeployInputs,
  manifest: CheckedManifest,
  { runner, cancelled, sent }: ActionProcess,
) {
  const outputs = stepOutputs(runner, systemClock);
  const context = (): ReportContext => ({
    mode,
    environment,
    manifest,
    run: { id: run.id, repositoryUrl: repository },
    remembers: remembers(state),
    isCancelled: cancelled.aborted,
    words: actionWords,
  });
  let rows: ReturnType<typeof rowsOf> | undefined;
  return {
    beginOutputs: outputs.begin,
    /** The plan is known, and nothing has been sent. */
    begin(plan: Plan) {
      rows = rowsOf(plan, context());
      const opening = openingBlocks(plan, context());
      runner.print(opening.flatMap((block) => [...blockLines(block, { environment }, runner), '']));
    },
    onSend(name: string) {
      runner.debug(`a request is sent for ${name}`);
      sent.set(name, undefined);
    },
    keep(news: readonly Result[], all: () => readonly Result[]) {
      for (const { name, status, id } of news) {
        if (sent.has(name)) sent.set(name, status === 'created' ? `created ${id}` : status);
      }
      outputs.keep(news, all);
    },
    /** A result is final. In a plan, all are told at the end. */
    show(result: Result) {
      if (rows) runner.print([rowLine(rows.rowOf(result), rows.nameWidth, runner)]);
    },
    /** A request waits before it is tried again, `ms` milliseconds. */
    onWait(wait: Wait, ms: number) {
      runner.print([runner.safe(waitLine(wait, ms))]);
    },
    /** Gives the registration with what has failed in telling it. */
    end(registration: Registration): Registration {
      const told = { ...registration, failures: [...registration.failures, ...outputs.end(registration, mode)] };
      // In register, the opening and the rows are in the log already.
      runner.tell(pageOf(told, context()), rows === undefined ? logLines : closingLines);
      return told;
    },
    /** The run has stopped before it sent anything. */
    stopped(message: string) {
      runner.print(['']);
      runner.tell(stopPage([message], environment, { isCancelled: cancelled.aborted, verifies: verify }));
    },
  };
}
