/** Text for people, in parts that each renderer shows in its way. Parts may be untrusted. */

export type Part =
  | string
  /** A word to type or to look for: a field, an input, a command. */
  | { kind: 'code'; text: string }
  /** A name, an ID or a value. */
  | { kind: 'value'; text: string }
  /** `url` is absent where there is nothing to link to. */
  | { kind: 'link'; text: string; url: string | undefined }
  /** Stands for the webhook's name, or for the number of webhooks, that the text is about. */
  | { kind: 'subject' }
  /** Depends on how many webhooks the text is about. */
  | { kind: 'number'; one: string; many: string };

export type Text = readonly Part[];

/** Makes a text one safe line, secrets removed. */
export type Safe = (text: string) => string;

export const subject: Part = { kind: 'subject' };

export const code = (text: string): Part => ({ kind: 'code', text });

export const value = (text: string): Part => ({ kind: 'value', text: cut(text) });

export const inNumber = (one: string, many: string): Part => ({ kind: 'number', one, many });

/** So much of a value is shown, in UTF-16 units: a line has room for what is said of it, too. */
const longestValue = 1000;

/** The text, cut where it is longer than anyone reads. */
export function cut(text: string, limit = longestValue): string {
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}

/** A text of what stands in the template. A line break in it is a space. */
export function say(strings: TemplateStringsArray, ...inserted: readonly (Part | Text | number)[]): Text {
  return strings
    .flatMap((string, index) => [string.replaceAll(/\n +/g, ' '), inserted[index] ?? ''])
    .flat()
    .map((part) => (typeof part === 'number' ? String(part) : part))
    .filter((part) => part !== '');
}

/** The text as it is for `count` webhooks, of which the first is called `name`; for none when it is about the run. */
export function resolved(text: Text, name: string | undefined, count: number): Text {
  const isOne = count < 2;
  return text.map((part): Part => {
    if (typeof part === 'string') return part;
    if (part.kind === 'number') return isOne ? part.one : part.many;
    if (part.kind !== 'subject') return part;
    return isOne ? value(name ?? '') : counted(count, 'webhook');
  });
}

/** A text that is `resolved`, as the log has it. */
export function plainText(text: Text): string {
  const plain = (part: Part) => {
    if (typeof part === 'string') return part;
    if (part.kind === 'code') return `\`${part.text}\``;
    return 'text' in part ? part.text : '';
  };
  return text.map(plain).join('');
}

/** Somebody else's words as a sentence: a capital first, a full stop last. */
export function sentence(words: string): string {
  return ended(`${words.slice(0, 1).toUpperCase()}${words.slice(1)}`);
}

/** Words with code between backticks, as the log has them. */
export function withCode(words: string): Text {
  const parts = words.split('`');
  return parts.flatMap((part, index): Text => {
    const isQuoted = index % 2 === 1;
    // A backtick that is never closed is one of the words.
    if (isQuoted && index === parts.length - 1) return [`\`${part}`];
    if (part === '') return [];
    return [isQuoted ? code(part) : part];
  });
}

/** Somebody else's words with a full stop at their end. */
export function ended(words: string): string {
  const text = words.trimEnd();
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** `12,345`: what the locale would give, without the time that it takes to load. */
export function inThousands(count: number): string {
  if (count < 1000) return String(count);
  return `${inThousands(Math.floor(count / 1000))},${String(count % 1000).padStart(3, '0')}`;
}

export function counted(count: number, word: string): string {
  return `${inThousands(count)} ${word}${count === 1 ? '' : 's'}`;
}

/** `a, b and c`; beyond `most`, the rest is a count. */
export function listed(parts: readonly Part[], most = 20): Text {
  const rest = parts.length - most;
  const shown = rest > 0 ? [...parts.slice(0, most), `${inThousands(rest)} more`] : parts;
  return shown.flatMap((part, index) => {
    if (index === 0) return [part];
    return [index === shown.length - 1 ? ' and ' : ', ', part];
  });
}

/** `26 Nov 2026, 01:21 UTC`. `iso` is ISO 8601, UTC. */
export function dateText(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  // `Thu, 26 Nov 2026 01:21:59 GMT` (ECMA-262).
  const [, day, month, year, time = ''] = date.toUTCString().split(' ');
  return `${Number(day)} ${month} ${year}, ${time.slice(0, 5)} UTC`;
}
