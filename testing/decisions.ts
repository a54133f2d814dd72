/** What runs print for somebody to paste into the manifest. */
import type { RunResult } from './runner/index.ts';

/** The decisions in a text, without their dashes, indented as in a manifest or, in a log, as a whole piece of one. */
export function decisionsIn(text: string): string[] {
  return [...text.matchAll(/^ {6}(?: {6})?- ((?:replace|keep|gone) \S+ \S+)$/gm)].map(
    ([, line = '']) => line,
  );
}

/** The decisions that a run printed into its log. */
export function printedIn(result: RunResult): string[] {
  return decisionsIn(withoutAnnotations(result));
}

/** The only decision that begins so among those that a run printed; annotations and summary have it, too. */
export function printed(result: RunResult, start: string): string {
  const lines = printedIn(result).filter((one) => one.startsWith(`${start} `));
  const [line] = lines;
  if (line === undefined || lines.length > 1) {
    throw new Error(`"${start}" begins ${lines.length} decisions of ${result.log}`);
  }
  const messages = result.annotations.map(({ message }) => message).join('\n');
  for (const [place, text] of Object.entries({ annotations: messages, summary: result.summary })) {
    if (!decisionsIn(text).includes(line))
      throw new Error(`${line} is not in the ${place}: ${text}`);
  }
  return line;
}

/** The log without the annotations, which the runner prints into it, too. */
export function withoutAnnotations({ log, annotations }: RunResult): string {
  return annotations.reduce(
    (rest, { level, message }) => rest.replace(`##[${level}]${message}\n`, ''),
    `${log}\n`,
  );
}
