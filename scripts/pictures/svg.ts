/** Text in columns as SVG, on a background of its own. */
import { stripVTControlCharacters } from 'node:util';

/** Sizes in pixels; a character is as wide as in most monospaced fonts. */
const fontSize = 14;
const charWidth = 8.43;
export const lineHeight = 21;
export const margin = 18;

/** Longer lines are broken, with the indentation of their beginning. */
const columns = 92;

const fonts = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace";

/** A piece of a line; `style` is a class of the picture's style sheet. */
export interface Span {
  text: string;
  style?: string;
}

export type Line = Span[];

interface Picture {
  title: string;
  lines: readonly Line[];
  /** Rules for the classes, and for `.page` and `.frame`. */
  css: string;
  /** Shapes behind the lines. */
  shapes?: string[];
}

export function svgOf({ title, lines, css, shapes = [] }: Picture): string {
  const height = 2 * margin + lines.length * lineHeight;
  const texts = lines.flatMap((line, index) => {
    const baseline = top(index) + lineHeight * 0.72;
    let column = 0;
    return line.flatMap((span) => {
      const start = column;
      column += span.text.length;
      return textsOf(span, start, baseline);
    });
  });
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>text{font:${fontSize}px ${fonts}}${css}</style>`,
    `<rect class="page frame" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...shapes,
    ...texts,
    '</svg>',
  ].join('\n')}\n`;
}

/** Each stretch without wide spaces stands at its column, at a fixed length: columns stay aligned in every font. */
function textsOf({ text, style }: Span, column: number, y: number): string[] {
  return [...text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: shown, index }) => {
    const at = `x="${round(left(column + index))}" y="${round(y)}"`;
    const length = `textLength="${round(shown.length * charWidth)}" lengthAdjust="spacingAndGlyphs"`;
    return `<text ${at} ${length}${style ? ` class="${style}"` : ''}>${escaped(shown)}</text>`;
  });
}

/** The left edge of a column. */
export function left(column: number): number {
  return margin + column * charWidth;
}

/** The upper edge of a line. */
export function top(line: number): number {
  return margin + line * lineHeight;
}

/** How wide every picture is. */
export const width = Math.ceil(left(columns) + margin);

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** ANSI codes that begin a colour, as classes; all others end it. */
const classes: Record<string, string> = {
  1: 'bold',
  2: 'dim',
  31: 'red',
  32: 'green',
  33: 'yellow',
  35: 'magenta',
  36: 'cyan',
};

/** A coloured line of a log. Of one that is too long and broken, only the mark has a colour. */
export function linesOfAnsi(line: string): Line[] {
  let style: string | undefined;
  const spans = line.split(/\u001b\[(\d+)m/).flatMap((part, index): Span[] => {
    if (index % 2 === 1) style = classes[part];
    else if (part !== '') return [{ text: part, ...(style && { style }) }];
    return [];
  });
  const plain = stripVTControlCharacters(line);
  if (plain.length <= columns) return [spans];
  const [mark] = spans;
  const [first = [], ...rest] = broken(plain).map((text): Line => [{ text }]);
  if (mark?.style === undefined || mark.text.length !== 1) return [first, ...rest];
  return [[mark, { text: ` ${plain.slice(2, first[0]?.text.length)}` }], ...rest];
}

/** The text in lines of at most `width` characters, each with the indentation of the first. */
export function broken(text: string, width = columns): string[] {
  const indent = /^ */.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  let current = '';
  for (const word of text.trim().split(' ')) {
    if (current !== '' && `${indent}${current} ${word}`.length > width) {
      lines.push(indent + current);
      current = word;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, indent + current];
}
