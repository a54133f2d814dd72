/** Untrusted text → text that is safe to print: for the log, annotations and the job summary. */

/** Longest text that is printed at a time, in UTF-16 units; the runner keeps 4096 of an annotation. */
const defaultLimit = 4000;

/** C0, DEL, C1, line and paragraph separators, and characters that are invisible or turn the reading direction. */
const unprintable =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Most texts are printable ASCII without a command, and need no work. */
const harmless = /^(?:[\x20-\x22\x24-\x39\x3b-\x7e]|:(?!:)|#(?!#))*$/;

const shortEscapes: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Makes `text` one harmless line: control characters become visible escapes, the two openings of a workflow
 * command (`::` and `##[`, ActionCommand.cs of the runner) are broken, and the length is bounded.
 */
export function safeText(text: string, limit = defaultLimit): string {
  if (text.length <= limit && harmless.test(text)) return text;
  const whole = text.toWellFormed();
  const cut =
    whole.length > limit
      ? `${whole.slice(0, limit).toWellFormed()}… (${whole.length} characters)`
      : whole;
  return cut
    .replaceAll(
      unprintable,
      (character) =>
        shortEscapes[character] ??
        `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
    )
    .replaceAll(/:(?=:)/g, ':\\')
    .replaceAll('##[', '##\\[');
}

/** Escapes text for a cell of a Markdown table, HTML included. Takes text that is safe already. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]#|~@:$]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll(/(www)\./gi, '$1&#46;');
}
