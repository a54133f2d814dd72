/** What runs print for somebody to paste into the manifest. */
import { dump, load } from 'js-yaml';
import { fencedBlocks } from './markdown.ts';
import type { RunResult } from './runner/index.ts';

/** The decisions in a text, without their dashes, indented as in a manifest or, in a log, as a whole piece of one. */
function decisionsIn(text: string): string[] {
  return [...text.matchAll(/^ {6}(?: {6})?- ((?:replace|keep|gone) \S+ \S+)$/gm)].map(([, line = '']) => line);
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
    if (!decisionsIn(text).includes(line)) throw new Error(`${line} is not in the ${place}: ${text}`);
  }
  return line;
}

/** The log without the annotations, which the runner prints into it, too. */
export function withoutAnnotations({ log, annotations }: RunResult): string {
  return annotations.reduce((rest, { level, message }) => rest.replace(`##[${level}]${message}\n`, ''), `${log}\n`);
}

/** The pieces of YAML that a job summary has to paste. */
export function piecesIn(summary: string): string[] {
  return fencedBlocks(summary).flatMap(({ language, text }) => (language === 'yaml' ? text : []));
}

/** The manifest with a piece of YAML where its keys say: among the keys that are there, below the items of lists. */
export function pastedInto(manifest: string, piece: string): string {
  return dump(merged(load(manifest), load(piece)));
}

function merged(there: unknown, piece: unknown): unknown {
  if (Array.isArray(there) && Array.isArray(piece)) return [...there, ...piece];
  if (!isMapping(there) || !isMapping(piece)) return piece;
  const both = Object.entries(piece).map(([key, one]) => [key, merged(there[key], one)]);
  return { ...there, ...Object.fromEntries(both) };
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
