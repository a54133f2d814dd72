/** Characters that look like those that YAML is made of and are none: from word processors, chats and web pages. */
import { mostKept } from './gather.ts';
import { lineEnd } from './lines.ts';

/** One of them, by its offset, and the character that was meant. */
export interface Lookalike {
  at: number;
  character: string;
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

/** Those that stand where YAML has the real one. Comments may have them, and the keys x-… at the top. More than are kept are not looked for. */
export function lookalikesIn(text: string): Lookalike[] {
  const found: Lookalike[] = [];
  let isFree = false;
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    const line = text.slice(start, end);
    if (/^[^\s#-]/.test(line)) isFree = line.startsWith('x-');
    if (!isFree && /[^\0-\x7f]/.test(line)) {
      const comment = /(?:^|\s)#/.exec(line)?.index ?? end;
      for (const one of inLine(line.slice(0, comment), start)) {
        if (found.push(one) === mostKept) return found;
      }
    }
    start = end + 1;
  }
  return found;
}

/** So much of its line is looked at on either side of one. */
const context = 200;

function* inLine(line: string, start: number): Generator<Lookalike> {
  for (const { 0: character, index } of line.matchAll(/[^\0-\x7f]/g)) {
    const kind = lookalikes.find(
      ({ characters, before, after }) =>
        characters.test(character) &&
        before?.(line.slice(Math.max(0, index - context), index)) !== false &&
        after?.test(line.slice(index + 1, index + context)) !== false,
    );
    if (kind !== undefined) yield { at: start + index, character, meant: kind.meant };
  }
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
  const after = (index: number) => (found[index]?.at ?? -1) + 1;
  const parts = found.map(({ at, meant }, index) => text.slice(after(index - 1), at) + meant);
  return parts.join('') + text.slice(after(found.length - 1));
}
