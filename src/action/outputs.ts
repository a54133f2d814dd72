/** The step outputs of plan and register: what is set at once, and what only now and then. */
import { deletionsOf, driftOf, jsonOutputs, ownOutputs, type Registration, type Result } from '../apply/results.ts';
import type { Clock } from '../clients/clock.ts';
import { OutputError, type Runner } from './runner.ts';

export interface StepOutputs {
  /**
   * Sets every output for the first time, so that a file that cannot be written is known before the first request.
   * @throws OutputError
   */
  begin(): void;
  /**
   * Sets what `news` have for themselves at once, and the JSON outputs of all so far when that was not done just now.
   * @throws OutputError that says whose signing secret the outputs lack
   */
  keep(news: readonly Result[], all: () => readonly Result[]): void;
  /** Sets all that is known at the end. The registration that it gives tells when that was not possible. */
  end(registration: Registration): Registration;
}

/** Each JSON output holds something of every webhook: set for each result, they would grow with the square of them. */
const jsonEveryMs = 1000;

export function stepOutputs(runner: Pick<Runner, 'setOutputs'>, { elapsed }: Pick<Clock, 'elapsed'>): StepOutputs {
  let jsonAt = Number.NEGATIVE_INFINITY;
  let begun = false;
  return {
    begin() {
      begun = true;
      try {
        runner.setOutputs({ ...jsonOutputs([]), ...deletionsOf([]) });
      } catch (error) {
        if (!(error instanceof OutputError)) throw error;
        throw new OutputError(`The step outputs cannot be written (${error.message}). Signing secrets would be lost.`);
      }
    },
    keep(news, all) {
      if (news.length === 0) return;
      set(ownOutputs(news), news);
      if (elapsed() - jsonAt < jsonEveryMs) return;
      jsonAt = elapsed();
      set(jsonOutputs(all()));
    },
    end(registration) {
      const { results, reminders, failures } = registration;
      const last = { ...ownOutputs(results), ...jsonOutputs(results), ...driftOf(registration) };
      try {
        set({ ...last, ...(begun && deletionsOf(reminders)) });
        return registration;
      } catch (error) {
        if (!(error instanceof OutputError)) throw error;
        return { ...registration, failures: [...failures, error.message] };
      }
    },
  };

  function set(outputs: Record<string, string>, news: readonly Result[] = []): void {
    try {
      runner.setOutputs(outputs);
    } catch (error) {
      if (!(error instanceof OutputError)) throw error;
      const lost = news.flatMap(({ name, secret }) => (secret === undefined ? [] : [name]));
      const what =
        lost.length === 0
          ? ''
          : ` The signing secret of ${lost.join(', ')} is missing from them. Copy the Key Secret from the Conduit Dashboard.`;
      throw new OutputError(`The step outputs could not be written (${error.message}).${what}`);
    }
  }
}
