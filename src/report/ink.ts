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
} as const;

export const markColours = {
  '+': 'green',
  '✓': 'green',
  '=': 'dim',
  '?': 'yellow',
  '✗': 'red',
  '!': 'yellow',
  '-': 'magenta',
  i: 'cyan',
  '·': 'dim',
} as const;

export function coloured(colour: keyof typeof codes, text: string, ink: Ink): string {
  const [begin, end] = codes[colour];
  return ink.colour ? `\u001b[${begin}m${text}\u001b[${end}m` : text;
}

/** A line with its mark in colour. */
export function marked(mark: keyof typeof markColours, text: string, ink: Ink): string {
  return `${coloured(markColours[mark], mark, ink)} ${ink.safe(text)}`;
}
