/** Untrusted text → text that is safe to print: for the log, annotations and the job summary. */

/** Control characters, line ends, and all that is invisible or turns the reading direction. */
const unprintable =
  /[\p{Control}\p{Line_Separator}\p{Paragraph_Separator}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\ufff9-\ufffb]/gu;

/** Most texts are printable ASCII without a command, and need no work. */
const remarkable = /[^\x20-\x7e]|::|##/;

const shortEscapes: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** At most `limit` UTF-16 units of `text`, and how many it has. */
export function bounded(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit)}… (${text.length} characters)` : text;
}

/**
 * Makes `text` one harmless line: control characters become visible escapes, and the two openings of a workflow command
 * (`::` and `##[`, ActionCommand.cs of the runner) are broken.
 */
export function safeText(text: string): string {
  if (!remarkable.test(text)) return text;
  return text
    .toWellFormed()
    .replaceAll(unprintable, escaped)
    .replaceAll(/:(?=:)/g, ':\\')
    .replaceAll('##[', '##\\[');
}

/**
 * `value` as a JSON document, its texts as `shown` gives them. No character is invisible, and nothing is a workflow
 * command: such are escaped, and stand for the same.
 */
export function jsonText(value: unknown, shown = (text: string) => text): string {
  const texts = (_: string, one: unknown) => (typeof one === 'string' ? shown(one) : one);
  const json = JSON.stringify(value, texts, 2)
    .replaceAll('##[', '\\u0023#[')
    // The line ends are those of the layout: JSON escapes them in texts.
    .replaceAll(unprintable, (character) => (character === '\n' ? '\n' : jsonEscapes(character)));
  return `${json}\n`;
}

function jsonEscapes(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

function escaped(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return shortEscapes[character] ?? `\\u${code.length > 4 ? `{${code}}` : code.padStart(4, '0')}`;
}

/** Escapes text for a cell of a Markdown table, HTML included. Takes text that is safe already. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(
    /[&<>\\`*_[\]#|~@:$]|(?<=www)\./gi,
    (character) => htmlEscapes[character] ?? `&#${character.charCodeAt(0)};`,
  );
}

const htmlEscapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
