/** The findings of a run on their way into state: written in the background, one write at a time. */
import type { Clock } from '../clients/clock.ts';
import {
  recordOf,
  type StateDocument,
  StateError,
  type Writer,
  writtenBy,
} from '../state/document.ts';
import type { StateStore, WriteProof } from '../state/store.ts';
import { parseState, stateText } from '../state/text.ts';
import { type Finding, withFinding } from './findings.ts';

/** A state document and what names it in its store. */
export interface Revision {
  state: StateDocument;
  revision: string;
}

export interface LedgerOptions {
  store: StateStore;
  writer: Writer;
  clock: Clock;
  /** Once aborted, waits between tries end. */
  expired: AbortSignal;
  /** No request begins after this moment, as `elapsed` counts: nothing is held back any longer. */
  deadline: number;
  /** How long the write before took, in milliseconds: the next one begins so early that it ends in time. */
  writeMs: number;
}

export interface Ledger {
  /**
   * Takes note of a finding; where a write is cheap, it is in state when this resolves.
   * @throws StateError when such a write fails; the last one carries the finding all the same.
   */
  record(finding: Finding): Promise<void>;
  /** Resolves when no finding has waited so long that another request would be a risk. */
  ready(): Promise<void>;
  /**
   * Writes what is left, and gives the state as it was read back.
   * @throws StateError
   */
  close(): Promise<StateDocument>;
}

/** No request begins while a finding has waited this long. */
const longestWaitMs = 15_000;

/** A write in the background may fail once; the last one is tried this often. */
const lastTries = 5;

/** A ledger upon the state that has this run's attempts. */
export function openLedger(start: Revision, options: LedgerOptions): Ledger {
  const { store, writer, clock, expired, deadline } = options;
  let { state, revision } = start;
  /** Findings that are not in state yet, and since when the first of them waits, as `elapsed` counts. */
  let pending: Finding[] = [];
  let waitingSince: number | undefined;
  let writing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let { writeMs } = options;

  async function writeOnce(): Promise<void> {
    const began = clock.elapsed();
    const batch = [...pending];
    const next = writtenBy(batch.reduce(withFinding, state), writer);
    const text = stateText(next);
    const stored =
      text === stateText(state)
        ? { revision }
        : await store.write(text, revision, messageOf(batch, state), proofFor(batch, state));
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
    timer = setTimeout(
      () => inTurn(1).catch(() => undefined),
      Math.max(500, latest - clock.elapsed()),
    ).unref();
  }

  return {
    async record(finding) {
      if (!store.remembers) return;
      pending.push(finding);
      waitingSince ??= clock.elapsed();
      if (store.patienceMs === 0) await inTurn(2);
      else schedule();
    },
    async ready() {
      const isOverdue = () =>
        waitingSince !== undefined && clock.elapsed() - waitingSince > longestWaitMs;
      while (isOverdue() && clock.elapsed() < deadline && !expired.aborted) {
        await (writing ?? inTurn(1)).catch(() => clock.sleep(500, expired));
      }
    },
    async close() {
      try {
        await inTurn(lastTries);
      } finally {
        clearTimeout(timer);
      }
      return state;
    },
  };
}

/**
 * What the store holds now; `otherwise` when it holds nothing.
 * @throws StateError
 */
export async function readState(store: StateStore, otherwise: StateDocument): Promise<Revision> {
  const { text, revision } = await store.read();
  const state =
    text === undefined ? otherwise : parseState(text, otherwise.environment, store.place);
  return { state, revision };
}

/** That a webhook was replaced is read back: only then may anyone be told to delete the older one. */
function proofFor(findings: readonly Finding[], state: StateDocument): WriteProof {
  const replaces = ({ name, outcome }: Finding) =>
    outcome.kind === 'created' && recordOf(state, name)?.current !== undefined;
  return findings.some(replaces) ? 'read back' : 'reported';
}

function messageOf(findings: readonly Finding[], { environment }: StateDocument): string {
  const parts = (['created', 'unknown', 'refused'] as const).flatMap((kind) => {
    const names = findings.filter(({ outcome }) => outcome.kind === kind).map(({ name }) => name);
    return names.length === 0 ? [] : [`${kind} ${names.join(', ')}`];
  });
  return `${environment}: ${parts.join('; ')}`;
}
