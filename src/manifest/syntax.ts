/** What a person did who wrote what no YAML parser can read. */
import { lineEnd, lineStart } from './lines.ts';
import type { Span } from './nodes.ts';

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
export function syntaxHint(reason: string, text: string, offset: number): { hint?: string; at?: number } {
  const start = lineStart(text, offset);
  const line = text.slice(start, lineEnd(text, start));
  const before = text.slice(start, offset + 1);
  const expression = line.indexOf('${{');
  if (expression >= 0) return { hint: notReplaced('${{') as string, at: start + expression };
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
  const hint = tagHint(reason) ?? indicatorHint(before.trimEnd()) ?? indentationHint(reason, line, text[offset]);
  return hint === undefined ? {} : { hint };
}

/** What to say of an expression or a variable in a text; undefined when it has none. */
export function notReplaced(text: string): string | undefined {
  const advice = 'Write the value itself.';
  if (text.includes('${{')) {
    return `Expressions such as \${{ … }} are not evaluated in a manifest. ${advice}`;
  }
  return text.includes('${') ? `Variables such as \${…} are not replaced in a manifest. ${advice}` : undefined;
}

function tagHint(reason: string): string | undefined {
  return reason.startsWith('cannot resolve') ? 'The tag does not fit its value. Remove the tag.' : undefined;
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
