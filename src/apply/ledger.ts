/** The results of a run on their way into state: written in the background, one write at a time. */
import { type Clock, type Deadline, leaves } from '../clients/clock.ts';
import { type Run, type StateDocument, StateError, writtenBy } from '../state/document.ts';
import { stateText } from '../state/state-text.ts';
import { meaningOf, type Status } from '../state/status.ts';
import type { StateStore } from '../state/store.ts';
import { type Revision, readState } from './observe.ts';
import { type Ended, withResults } from './record.ts';

interface LedgerOptions {
  store: StateStore;
  run: Run;
  /** False where the store keeps nothing. */
  remembers: boolean;
  clock: Clock;
  /** Once aborted, waits between tries end. */
  expired: AbortSignal;
  /** No request begins after this moment: nothing is held back any longer. */
  deadline: Deadline;
  /** How long the write before took, in milliseconds: the next one begins so early that it ends in time. */
  writeMs: number;
}

/** No request begins while a result has waited this long. */
const longestPendingMs = 15_000;

/** A write in the background may fail once; the last one is tried this often. */
const lastTries = 5;

/** A ledger upon the state that has this run's requests. */
export function openLedger(start: Revision, options: LedgerOptions) {
  const { store, run, remembers, clock, expired, deadline } = options;
  let { state, revision } = start;
  /** Results that are not in state yet, and since when the first of them waits, as `elapsed` counts. */
  let pending: Ended[] = [];
  let waitingSince: number | undefined;
  let writing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let { writeMs } = options;

  async function writeOnce(): Promise<void> {
    const began = clock.elapsed();
    const batch = [...pending];
    const next = writtenBy(withResults(state, batch), run);
    const text = stateText(next);
    const stored =
      text === stateText(state) ? { revision } : await store.write(text, revision, resultsMessage(batch, state));
    if (stored === 'moved') {
      ({ state, revision } = await readState(store, state));
      throw new StateError('Other runs kept changing the state.');
    }
    ({ revision } = stored);
    state = next;
    pending = pending.slice(batch.length);
    waitingSince = pending.length === 0 ? undefined : began;
    writeMs = clock.elapsed() - began;
  }

  async function write(tries: number): Promise<void> {
    for (let count = 1; pending.length > 0; count += 1) {
      try {
        await writeOnce();
        return;
      } catch (error) {
        if (count >= tries) throw error;
        await clock.sleep(200 * count, expired);
      }
    }
  }

  /** One write at a time; what came in meanwhile is planned for when it has ended. */
  function inTurn(tries: number): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const turn = (writing ?? Promise.resolve()).catch(() => undefined).then(() => write(tries));
    writing = turn;
    const settled = () => {
      if (writing !== turn) return;
      writing = undefined;
      schedule();
    };
    turn.then(settled, settled);
    return turn;
  }

  function schedule(): void {
    if (waitingSince === undefined || timer !== undefined || writing !== undefined) return;
    const latest = waitingSince + store.patienceMs - 2 * writeMs;
    timer = setTimeout(() => inTurn(1).catch(() => undefined), Math.max(500, latest - clock.elapsed())).unref();
  }

  return {
    /**
     * Takes note of a result; where a write is cheap, it is in state when this resolves.
     * @throws StateError when such a write fails; the last one carries the result all the same.
     */
    async record(ended: Ended): Promise<void> {
      if (!remembers) return;
      pending.push(ended);
      waitingSince ??= clock.elapsed();
      if (store.patienceMs === 0) await inTurn(2);
      else schedule();
    },
    /** Resolves when no result has waited so long that another request would be a risk. */
    async ready(): Promise<void> {
      const isOverdue = () => waitingSince !== undefined && clock.elapsed() - waitingSince > longestPendingMs;
      while (isOverdue() && leaves(0, deadline, clock) && !expired.aborted) {
        await (writing ?? inTurn(1)).catch(() => clock.sleep(500, expired));
      }
    },
    /**
     * Writes what is left, and gives the state as it was read back.
     * @throws StateError
     */
    async close(): Promise<StateDocument> {
      try {
        await inTurn(lastTries);
      } finally {
        clearTimeout(timer);
      }
      return state;
    },
  };
}

function resultsMessage(batch: readonly Ended[], { environment }: StateDocument): string {
  const names = Map.groupBy(batch, ({ outcome }): Status => outcome.kind);
  const parts = [...names].map(
    ([status, some]) => `${meaningOf(status).word} ${some.map(({ name }) => name).join(', ')}`,
  );
  return `${environment}: ${parts.join('; ')}`;
}
