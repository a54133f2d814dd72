const LINE_END = /\r\n|\n|\r/;

/** The lines of a whole text, as StreamReader.ReadLine gives them: `\n`, `\r\n` and a lone `\r` end one. */
export function splitLines(text: string): string[] {
  const lines = text.split(LINE_END);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Cuts a stream into such lines as its bytes arrive (ProcessInvoker.cs:507-529). */
export class LineReader {
  readonly #decoder = new TextDecoder();
  #rest = '';

  /** The lines that are complete now. A `\r` at the end waits: a `\n` may follow. */
  push(chunk: Uint8Array): string[] {
    const text = this.#rest + this.#decoder.decode(chunk, { stream: true });
    const waiting = text.endsWith('\r') ? '\r' : '';
    const lines = text.slice(0, text.length - waiting.length).split(LINE_END);
    this.#rest = (lines.pop() ?? '') + waiting;
    return lines;
  }

  /** What is left when the stream ends, the last line without its end included. */
  end(): string[] {
    const lines = splitLines(this.#rest + this.#decoder.decode());
    this.#rest = '';
    return lines;
  }
}
