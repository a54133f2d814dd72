/** What a person did who wrote what no YAML parser can read, or reads as something else. */
import { lineEnd, lineStart } from './lines.ts';
import { mostKept, type Span } from './problem.ts';

/** The first line of each conflict that git left, and any other of its marks that stands alone. */
export function conflicts(text: string): Span[] {
  const spans: Span[] = [];
  let isOpen = false;
  for (const { 0: mark, index } of text.matchAll(/^(?:<{7}|\|{7}|={7}|>{7})(?= |$)/gm)) {
    if (!isOpen || mark.startsWith('<')) {
      spans.push({ start: index, end: lineEnd(text, index) });
    }
    isOpen = !mark.startsWith('>');
  }
  return spans;
}

/** What to say in place of a parser's own words, which explain these mistakes badly, and where. */
export function syntaxHint(reason: string, text: string, offset: number): { hint?: string | undefined; at?: number } {
  const start = lineStart(text, offset);
  const line = text.slice(start, lineEnd(text, start));
  const before = text.slice(start, offset + 1);
  const expression = line.indexOf('${{');
  if (expression >= 0) return { hint: notEvaluated, at: start + expression };
  if (/^ *\t/.test(before)) {
    return { hint: 'A tab cannot indent YAML. Use spaces.', at: start + line.indexOf('\t') };
  }
  const isList = reason.startsWith('end of the stream');
  const decision = isList ? /^- +(?:replace|keep|gone) /m.exec(text)?.index : undefined;
  if (decision !== undefined || /^ *- +(?:replace|keep|gone) /.test(line)) {
    const place = 'below "environments:", the name of the environment and "decisions:", all in the same column';
    const hint = `A decision in the wrong place. Put it ${place}.`;
    return { hint, at: decision ?? start + line.indexOf('-') };
  }
  if (reason.startsWith('name of an alias')) return { hint: 'Write "*" in quotes.', at: offset - 1 };
  if (reason.startsWith('cannot resolve')) return { hint: 'The tag does not fit its value. Remove the tag.' };
  return { hint: indicatorHint(before.trimEnd()) ?? indentationHint(reason, line, text[offset]) };
}

const notEvaluated = `Expressions such as \${{ … }} are not evaluated in a manifest. Write the value itself.`;

/** What to say of an expression or a variable in a text; undefined when it has none. */
export function notReplaced(text: string): string | undefined {
  if (text.includes('${{')) return notEvaluated;
  return text.includes('${')
    ? `Variables such as \${…} are not replaced in a manifest. Write the value itself.`
    : undefined;
}

/** When the last word of the line, or a part of it behind a bracket or comma, begins with an indicator. */
function indicatorHint(line: string): string | undefined {
  for (let at = line.length - 1; at >= 0 && !isBlank(line[at]); at -= 1) {
    const before = line[at - 1];
    const isStart = before === undefined || isBlank(before) || '[{,'.includes(before);
    if (isStart && '*&!%@`'.includes(line[at] ?? '')) {
      return 'Put quotes around a value that begins with * & ! % @ or `.';
    }
  }
  return undefined;
}

function indentationHint(reason: string, line: string, character = ''): string | undefined {
  const isDeficient = reason === 'deficient indentation';
  if (isDeficient && line.includes('\t') && /[[{]/.test(line)) {
    return 'Replace the tab next to the bracket with spaces.';
  }
  if (isDeficient && (character === ']' || character === '}')) {
    return 'Indent the closing bracket more than the key above it.';
  }
  if (isDeficient || reason.startsWith('unexpected end of the')) {
    return 'Check for an unclosed quote or bracket above.';
  }
  if (reason !== 'bad indentation of a mapping entry') return undefined;
  return character === ':'
    ? 'Put quotes around a value that has ": " in it, and a space after the colon of a key.'
    : 'Keys of one mapping must start in the same column, and list items with "- ".';
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

/** A character that looks like one that YAML is made of, from a word processor, a chat or a web page. */
export interface Lookalike {
  /** Its offset. */
  at: number;
  character: string;
  /** The character that was meant. */
  meant: string;
}

/** By what they look like, with their names. */
const names: Readonly<Record<string, string>> = {
  '\u00a0': 'no-break space',
  '\u200b': 'zero-width space',
  '\u202f': 'narrow no-break space',
  '\u2060': 'word joiner',
  '\u3000': 'ideographic space',
  '\ufeff': 'zero-width no-break space',
  '\u02d0': 'length mark',
  '\u2236': 'ratio sign',
  '\ua789': 'modifier letter colon',
  '\ufe55': 'small colon',
  '\uff1a': 'full-width colon',
  '\u2010': 'hyphen',
  '\u2011': 'no-break hyphen',
  '\u2013': 'en dash',
  '\u2014': 'em dash',
  '\u2212': 'minus sign',
  '\uff0d': 'full-width hyphen',
  '\u2018': 'curly quote',
  '\u2019': 'curly quote',
  '\u201c': 'curly quote',
  '\u201d': 'curly quote',
  '\u201e': 'low quote',
  '\uff02': 'full-width quote',
};

/** What each looks like, and where it must stand: what is before it and after it in its line. */
const lookalikes: readonly {
  characters: RegExp;
  meant: string;
  before?: (text: string) => boolean;
  after?: RegExp;
}[] = [
  { characters: /[\p{Zs}\u200b\u2060\ufeff]/u, meant: ' ' },
  { characters: /[\u02d0\u2236\ua789\ufe55\uff1a]/, meant: ':', before: isKey },
  {
    characters: /[\u2010\u2011\u2013\u2014\u2212\uff0d]/,
    meant: '-',
    before: (text) => text.trim() === '',
    after: /^\s/,
  },
  {
    characters: /[\u2018\u2019\u201c-\u201e\uff02]/,
    meant: '"',
    before: (text) => text === '' || /[\s:,[{-]$/.test(text),
  },
  { characters: /[\u2018\u2019\u201c-\u201e\uff02]/, meant: '"', after: /^\s*(?:$|[,:\]}])/ },
];

/** True for one word, which may be the first of an item. */
function isKey(text: string): boolean {
  const [first, ...more] = text.trim().split(/\s+/);
  const isFirst = more.length === 0 || (more.length === 1 && first === '-');
  return isFirst && /[\w"'*]$/.test(text.trimEnd());
}

/** So much of its line is looked at on either side of one. */
const context = 200;

/**
 * Those that stand where YAML has the real one. Comments may have them, and the keys x-… at the top. More than are kept
 * are not looked for.
 */
export function lookalikesIn(text: string): Lookalike[] {
  const found: Lookalike[] = [];
  let isFree = false;
  for (const { 0: line, index: start } of text.matchAll(/[^\r\n]+/g)) {
    if (/^[^\s#-]/.test(line)) isFree = line.startsWith('x-');
    if (isFree) continue;
    const [code = ''] = line.split(/(?:^|\s)#/, 1);
    for (const { 0: character, index } of code.matchAll(/[^\0-\x7f]/g)) {
      const kind = lookalikes.find(
        ({ characters, before, after }) =>
          characters.test(character) &&
          before?.(code.slice(Math.max(0, index - context), index)) !== false &&
          after?.test(code.slice(index + 1, index + context)) !== false,
      );
      if (kind === undefined) continue;
      if (found.push({ at: start + index, character, meant: kind.meant }) === mostKept) return found;
    }
  }
  return found;
}

/** What it is, and what to do. */
export function lookalikeMessage({ character, meant }: Lookalike): string {
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  const name = names[character] ?? 'another kind of space';
  const real = { ' ': 'a space', '"': 'a straight quote' }[meant] ?? `"${meant}"`;
  const also = meant === ':' ? ' and a space' : '';
  return `This is U+${code} (${name}), not ${real}. Replace it with ${real}${also}.`;
}

/** The text with the characters that were meant, at the same offsets. */
export function withMeant(text: string, found: readonly Lookalike[]): string {
  let meant = '';
  let end = 0;
  for (const one of found) {
    meant += text.slice(end, one.at) + one.meant;
    end = one.at + 1;
  }
  return meant + text.slice(end);
}
