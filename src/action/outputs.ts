/** The step outputs of plan and register: what is set at once, and what only now and then. */
import { deletionsOf, driftOf, jsonOutputs, ownOutputs, type Registration, type Result } from '../apply/results.ts';
import type { Clock } from '../clients/clock.ts';
import { OutputError, type Runner } from './runner.ts';

/** Each JSON output holds something of every webhook: set for each result, they would grow with the square of them. */
const jsonEveryMs = 1000;

export function stepOutputs({ setOutputs }: Pick<Runner, 'setOutputs'>, { elapsed }: Pick<Clock, 'elapsed'>) {
  let jsonAt = Number.NEGATIVE_INFINITY;

  /** @throws OutputError that says so in a sentence, followed by `consequence` */
  function set(outputs: Record<string, string>, consequence = '', failed = 'could not'): void {
    try {
      setOutputs(outputs);
    } catch (error) {
      if (!(error instanceof OutputError)) throw error;
      throw new OutputError(`The step outputs ${failed} be written (${error.message}).${consequence}`);
    }
  }

  return {
    /** Sets every output of register for the first time: a file that cannot be written is known before any request. */
    begin() {
      set({ ...jsonOutputs([]), ...deletionsOf([]) }, ' Signing secrets would be lost.', 'cannot');
    },
    /** Sets what `news` have for themselves at once, and the JSON outputs of all when that was not done just now. */
    keep(news: readonly Result[], all: () => readonly Result[]) {
      if (news.length === 0) return;
      const lost = news.filter(({ secret }) => secret !== undefined).map(({ name }) => name);
      set(
        ownOutputs(news),
        lost.length === 0
          ? ''
          : ` The signing secret of ${lost.join(', ')} is missing from them. Copy the Key Secret from the Conduit Dashboard.`,
      );
      if (elapsed() - jsonAt < jsonEveryMs) return;
      jsonAt = elapsed();
      set(jsonOutputs(all()));
    },
    /** Sets all that is known at the end, and in register what to delete. */
    end(registration: Registration, mode: 'plan' | 'register') {
      const { results, reminders } = registration;
      set({
        ...ownOutputs(results),
        ...jsonOutputs(results),
        ...driftOf(registration),
        ...(mode === 'register' && deletionsOf(reminders)),
      });
    },
  };
}
