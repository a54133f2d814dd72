/** The step outputs of plan and register: what is set at once, and what only now and then. */
import { deletionsOf, driftOf, jsonOutputs, ownOutputs, type Registration, type Result } from '../apply/results.ts';
import type { Clock } from '../clients/clock.ts';
import { Foreseen } from '../safe/foreseen.ts';
import type { Runner } from './runner.ts';

/** Each JSON output holds something of every webhook: set for each result, they would grow with the square of them. */
const jsonEveryMs = 1000;

export function stepOutputs({ setOutputs }: Pick<Runner, 'setOutputs'>, { elapsed }: Pick<Clock, 'elapsed'>) {
  let jsonAt = Number.NEGATIVE_INFINITY;

  /** Sets outputs, or gives the sentences that tell why not, and whose signing secret of `news` they lack then. */
  function failureIn(outputs: Record<string, string>, news: readonly Result[] = []): string | undefined {
    const why = setOutputs(outputs);
    if (why === undefined) return undefined;
    const lost = news.filter(({ secret }) => secret !== undefined).map(({ name }) => name);
    const what =
      lost.length === 0
        ? ''
        : ` The signing secret of ${lost.join(', ')} is missing from them. Copy the Key Secret from the Conduit Dashboard.`;
    return `The step outputs could not be written (${why}).${what}`;
  }

  return {
    /**
     * Sets every output of register for the first time: a file that cannot be written is known before any request.
     * @throws Foreseen
     */
    begin() {
      const why = setOutputs({ ...jsonOutputs([]), ...deletionsOf([]) });
      if (why === undefined) return;
      throw new Foreseen(`The step outputs cannot be written (${why}). Signing secrets would be lost.`);
    },
    /**
     * Sets what `news` have for themselves at once, and the JSON outputs of all when that was not done just now.
     * @throws Foreseen that says whose signing secret the outputs lack
     */
    keep(news: readonly Result[], all: () => readonly Result[]) {
      if (news.length === 0) return;
      let failure = failureIn(ownOutputs(news), news);
      if (failure === undefined && elapsed() - jsonAt >= jsonEveryMs) {
        jsonAt = elapsed();
        failure = failureIn(jsonOutputs(all()));
      }
      if (failure !== undefined) throw new Foreseen(failure);
    },
    /** Sets all that is known at the end, and in register what to delete; gives what failed in that. */
    end(registration: Registration, mode: 'plan' | 'register'): string[] {
      const { results, reminders } = registration;
      const failure = failureIn({
        ...ownOutputs(results),
        ...jsonOutputs(results),
        ...driftOf(registration),
        ...(mode === 'register' && deletionsOf(reminders)),
      });
      return failure === undefined ? [] : [failure];
    },
  };
}
