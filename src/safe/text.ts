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
 * Makes `text` one harmless line: control characters become visible escapes, and the two openings
 * of a workflow command (`::` and `##[`, ActionCommand.cs of the runner) are broken.
 */
export function safeText(text: string): string {
  if (!remarkable.test(text)) return text;
  return text
    .toWellFormed()
    .replaceAll(unprintable, escaped)
    .replaceAll(/:(?=:)/g, ':\\')
    .replaceAll('##[', '##\\[');
}

/** JSON in which no character is invisible, which stands for the same. */
export function escapedInvisible(json: string): string {
  return json.replaceAll(unprintable, (character) =>
    character === '\n'
      ? character
      : Array.from({ length: character.length }, (_, unit) => {
          const code = character.charCodeAt(unit).toString(16);
          return `\\u${code.padStart(4, '0')}`;
        }).join(''),
  );
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
