import { LineReader } from './lines.ts';
import type { Step } from './step.ts';

/**
 * How long lines gather before they are processed. The real runner takes what has arrived whenever it
 * gets there (ProcessInvoker.cs:398-441); a fixed time makes its worst case, stderr overtaking stdout,
 * the usual one.
 */
const BATCH_MS = 50;

export type Stream = 'stderr' | 'stdout';

/** Feeds a step the lines of both streams, those of stderr first (ProcessInvoker.cs:398-441). */
export class OutputReader {
  readonly #step: Step;
  readonly #lines = { stderr: new LineReader(), stdout: new LineReader() };
  readonly #queues: Record<Stream, string[]> = { stderr: [], stdout: [] };
  readonly #chunks: Record<Stream, Buffer[]> = { stderr: [], stdout: [] };
  readonly #waiting = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(step: Step) {
    this.#step = step;
  }

  bytes(): Record<Stream, Buffer> {
    const { stdout, stderr } = this.#chunks;
    return { stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) };
  }

  push(stream: Stream, chunk: Buffer): void {
    this.#chunks[stream].push(chunk);
    this.#enqueue(stream, this.#lines[stream].push(chunk));
    this.#timer ??= setTimeout(() => this.#process(), BATCH_MS);
  }

  end(): void {
    for (const stream of ['stderr', 'stdout'] as const) {
      this.#enqueue(stream, this.#lines[stream].end());
    }
    this.#ended = true;
    this.#process();
  }

  waitFor(pattern: RegExp, timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error?: Error): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        if (error) reject(error);
        else resolve();
      };
      const giveUp = (why: string): void =>
        settle(new Error(`${why} without ${pattern} in its log:\n${this.#step.log.join('\n')}`));
      const look = (): void => {
        if (this.#step.log.join('\n').search(pattern) >= 0) settle();
        else if (this.#ended) giveUp('The action ended');
      };
      const timer = setTimeout(() => giveUp(`${timeoutMs} ms went by`), timeoutMs);
      this.#waiting.add(look);
      look();
    });
  }

  #enqueue(stream: Stream, lines: string[]): void {
    for (const line of lines) this.#queues[stream].push(line);
  }

  #process(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const stream of ['stderr', 'stdout'] as const) {
      for (const line of this.#queues[stream].splice(0)) this.#step.readLine(line);
    }
    for (const look of this.#waiting) look();
  }
}
