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

/** Forms of secrets by their first characters: most texts have none of these, and need no further look. */
export type SecretForms = Map<string, string[]>;

/** A form shorter than this is no secret, and its replacement would make texts unreadable. */
const shortestForm = 4;

/** Adds every form of `secret`. */
export function addForms(forms: SecretForms, secret: string): void {
  for (const form of new Set(formsOf(secret))) {
    const start = form.slice(0, shortestForm);
    const alike = forms.get(start) ?? [];
    if (!alike.includes(form)) forms.set(start, [...alike, form]);
  }
}

/**
 * Replaces every form of a secret in `text`. It comes before anything that shortens or escapes a text, since the
 * runner's masks no longer match what is left of a secret after that. The longest form goes first: a short one may be
 * part of a longer one, of which something would be left.
 */
export function redact(text: string, forms: SecretForms): string {
  const near = new Set<string>();
  for (let start = 0; start + shortestForm <= text.length; start += 1) {
    for (const form of forms.get(text.slice(start, start + shortestForm)) ?? []) near.add(form);
  }
  return [...near]
    .sort((a, b) => b.length - a.length)
    .reduce((result, form) => result.replaceAll(form, '***'), text);
}

/** A secret as a server might give it back: escaped for JSON, a URL or HTML, in hexadecimal, or in base64. */
function formsOf(secret: string): string[] {
  const hex = Buffer.from(secret).toString('hex');
  const forms = [
    secret,
    ...secret.split(/[\r\n]+/).map((line) => line.trim()),
    JSON.stringify(secret).slice(1, -1),
    ...percentEncoded(secret),
    htmlEscaped(secret),
    hex,
    hex.toUpperCase(),
    ...base64Forms(secret),
  ];
  return forms.filter((form) => form.length >= shortestForm);
}

function percentEncoded(secret: string): string[] {
  const usual = encodeURIComponent(secret.toWellFormed());
  const strict = usual.replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return [usual, strict].flatMap((form) => [
    form,
    form.replaceAll(/%../g, (octet) => octet.toLowerCase()),
  ]);
}

function htmlEscaped(secret: string): string {
  return secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** By itself, and as a part of more: then it may begin at any bit of the first character, as in `Basic` credentials. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const parts = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes]);
    const [first, end] = [Math.ceil((shift * 8) / 6), Math.floor((whole.length * 8) / 6)];
    return whole.toString('base64').slice(first, end);
  });
  const forms = [bytes.toString('base64'), bytes.toString('base64').replaceAll('=', ''), ...parts];
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}
