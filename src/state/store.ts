/** Where a state document is kept. A store moves text; what it means is not its business. */

/** What a store holds now. */
export interface Stored {
  /** Absent when nothing has been kept yet. */
  text?: string;
  /** Names what was read, for the write that follows. */
  revision: string;
}

export interface StateStore {
  /** Where it is, for people. */
  readonly place: string;
  /** How long a result may wait to be written, in milliseconds: 0 where a write is cheap. */
  readonly patienceMs: number;
  /** @throws StateError */
  read(): Promise<Stored>;
  /**
   * Replaces what `revision` named with `text`: `moved` when the store holds something else, since somebody else has
   * written. `message` says what changed, for the audit trail. Once this resolves, the store has been read back.
   * @throws StateError when it could not be written, or when that cannot be known.
   */
  write(text: string, revision: string, message: string): Promise<Stored | 'moved'>;
  /** Removes what the store keeps on this machine for its own use. */
  close(): void;
}

/** No state: every run creates all that is declared. For environments that are thrown away. */
export const noStore: StateStore = {
  place: 'nowhere',
  patienceMs: 0,
  read: async () => ({ revision: '' }),
  write: async (text) => ({ text, revision: '' }),
  close: () => undefined,
};
