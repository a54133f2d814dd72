/** An error of our own, as far as it may be shown: its message may quote anything. */
export interface Crash {
  /** `TypeError`, or `SystemError (ENOSPC)`. */
  what: string;
  /** Where it was thrown, the innermost first. */
  frames: string[];
}

/** More frames than these say nothing more. */
const mostFrames = 10;

/** A frame as V8 writes it: it ends with a column. */
const frame = /^ {4}at [^ ].*\d\)?$/;

/** What may be shown of something that was thrown. */
export function crashOf(thrown: unknown): Crash {
  if (!(thrown instanceof Error)) return { what: typeof thrown, frames: [] };
  const { message, stack = '', code } = thrown as NodeJS.ErrnoException;
  const name = plainWord(thrown.constructor.name) ?? 'Error';
  const reason = plainWord(code);
  // A message with several lines may look like frames.
  const lines = stack.slice(Math.max(0, stack.indexOf(message)) + message.length).split('\n');
  return {
    what: reason === undefined ? name : `${name} (${reason})`,
    frames: lines
      .filter((line) => frame.test(line))
      .slice(0, mostFrames)
      .map((line) => line.trim()),
  };
}

/** A word that we or Node.js gave. */
function plainWord(word: unknown): string | undefined {
  return typeof word === 'string' && /^\w{1,60}$/.test(word) ? word : undefined;
}
