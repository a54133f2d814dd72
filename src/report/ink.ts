/** How lines are made fit to be shown, and in which colours. */
import type { Safe } from '../safe/prose.ts';

export interface Ink {
  safe: Safe;
  /** True where ANSI codes are shown as colours. */
  colour: boolean;
}

/** The codes that begin and end each style (ECMA-48, 8.3.117). `node:util` has them, and takes its time to load. */
const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  magenta: [35, 39],
  cyan: [36, 39],
  reset: [0, 0],
} as const;

export type Colour = keyof typeof codes;

/** The colour of each mark. */
export const markColours: Readonly<Record<string, Colour>> = {
  '+': 'green',
  '✓': 'green',
  '=': 'dim',
  '?': 'yellow',
  '✗': 'red',
  '!': 'yellow',
  '-': 'magenta',
  i: 'cyan',
  '·': 'dim',
};

export function coloured(colour: Colour, text: string, { colour: isColoured }: Ink): string {
  const [begin, end] = codes[colour];
  return isColoured ? `\u001b[${begin}m${text}\u001b[${end}m` : text;
}
