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
  /** True when a write is cheap enough to be made after every single reply. */
  readonly keepsEveryResult: boolean;
  /** @throws StateError */
  read(): Promise<Stored>;
  /**
   * Replaces what `revision` named with `text`, or gives `moved` and writes nothing when somebody else has
   * written since. `message` says what changed, for the audit trail.
   * @throws StateError when it could not be written, or when that cannot be known.
   */
  write(text: string, revision: string, message: string): Promise<Stored | 'moved'>;
  /** Removes what the store keeps on this machine for its own use. */
  close(): void;
}
