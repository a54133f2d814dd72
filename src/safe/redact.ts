/** Texts without the secrets in them, in whatever form a server might give these back. */

/**
 * What may not be shown: parts of secrets, by their length. Time to look for them grows with the text alone, however
 * many secrets there are and whatever they are made of.
 */
interface Secrets {
  readonly parts: Map<number, Set<string>>;
  /** 1 where a part may begin, at the hash of its first characters: nearly all of a text is passed over by that. */
  readonly beginnings: Uint8Array;
}

/** So many hashes there are of the beginning of a part: a power of two. */
const hashes = 2 ** 20;

export function noSecrets(): Secrets {
  return { parts: new Map(), beginnings: new Uint8Array(hashes) };
}

/** A form shorter than this is no secret, and its replacement would make texts unreadable. */
const shortestForm = 4;

/** A part of a secret is hidden from this length on. */
const shortestPart = 8;

/**
 * Plain words and numbers are hidden from this length on, or as all of a secret but a character. An API key such as
 * `conduit-sandbox-1234` has words in it that URLs and messages have too.
 */
const shortestPlainPart = 16;

/** Adds every part of every form of `secret` that may not be shown. */
export function addSecret(secrets: Secrets, secret: string): void {
  for (const form of formsOf(secret)) {
    if (form.length < shortestPart) {
      if (form.length >= shortestForm) addPart(secrets, form);
      continue;
    }
    const plainLength = Math.max(shortestPart, Math.min(shortestPlainPart, form.length - 1));
    for (let start = 0; start + shortestPart <= form.length; start += 1) {
      const part = form.slice(start, start + shortestPart);
      if (mixture.test(part)) addPart(secrets, part);
      if (start + plainLength <= form.length) addPart(secrets, form.slice(start, start + plainLength));
    }
  }
}

/**
 * The text with `***` for each word, up to the blanks around it, that has a part of a secret in it, be it escaped for
 * JSON, a URL, a form or HTML, or not. It comes before anything that escapes a text, since the runner's masks no
 * longer match a secret after that.
 */
export function redact(text: string, secrets: Secrets): string {
  // Words and the blanks between them, in turn.
  const words = text.split(/(\s+)/);
  const hidden = new Set(secretWords(words, secrets));
  if (hidden.size === 0) return text;
  const isHidden = (at: number) => hidden.has(at) && (at % 2 === 0 || (hidden.has(at - 1) && hidden.has(at + 1)));
  return words.map((word, at) => (!isHidden(at) ? word : isHidden(at - 1) ? '' : '***')).join('');
}

/** True when `text` holds so much of a secret that it may not be shown. */
export function holdsSecret(text: string, secrets: Secrets): boolean {
  return !secretWords([text], secrets).next().done;
}

function addPart({ parts, beginnings }: Secrets, part: string): void {
  beginnings[beginningAt(part, 0)] = 1;
  const alike = parts.get(part.length);
  if (alike === undefined) parts.set(part.length, new Set([part]));
  else alike.add(part);
}

/** A hash of the four characters from `at` on: no part has fewer. */
function beginningAt(text: string, at: number): number {
  let hash = 0;
  for (let next = at; next < at + shortestForm; next += 1) hash = (hash << 5) ^ text.charCodeAt(next);
  return hash & (hashes - 1);
}

/** Another character than words, numbers and their separators have, or two kinds of characters in one word. */
const mixture = /[^A-Za-z0-9+/.:,]|[A-Za-z]\d|\d[A-Za-z]|[a-z][A-Z]|[A-Z]{2}[a-z]/;

/** The forms of base64 and of URLs are one: each character stands for those that these exchange it with. */
function unified(text: string): string {
  return text.replaceAll(/[ -]/g, '+').replaceAll('_', '/');
}

/** A secret as it is, line by line, in hexadecimal, and in base64. */
function formsOf(secret: string): Set<string> {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const forms = [
    secret,
    ...secret.split(/[\r\n]+/).map((line) => line.trim()),
    hex,
    hex.toUpperCase(),
    ...[0, 1, 2].map((shift) => base64Within(bytes, shift)),
  ];
  return new Set(forms.map(unified));
}

/** In base64 by itself or as a part of more, as in `Basic` credentials: without the characters that tell of its neighbours. */
function base64Within(bytes: Buffer, shift: number): string {
  const whole = Buffer.concat([Buffer.alloc(shift), bytes]);
  const [first, end] = [Math.ceil((shift * 8) / 6), Math.floor((whole.length * 8) / 6)];
  return whole.toString('base64').slice(first, end);
}

/** The indexes of the words that parts of secrets stand in, as they are and in each of their readings. */
function* secretWords(words: readonly string[], { parts, beginnings }: Secrets): Generator<number> {
  if (parts.size === 0) return;
  for (const reading of readingsOf(words)) {
    const text = unified(reading.join(''));
    let word = 0;
    let end = reading[0]?.length ?? 0;
    for (let start = 0; start < text.length; start += 1) {
      while (end <= start) end += reading[++word]?.length ?? 0;
      if (beginnings[beginningAt(text, start)] === 0) continue;
      for (const [length, alike] of parts) {
        if (!alike.has(text.slice(start, start + length))) continue;
        yield word;
        for (let [last, to] = [word, end]; to < start + length; ) {
          to += reading[++last]?.length ?? 0;
          yield last;
        }
      }
    }
  }
}

/** The ways to escape a text, by the character that each escape begins with. */
const escapes: Readonly<Record<string, RegExp>> = {
  '\\': /\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|[^ux])/gi,
  '%': /(?:%[0-9a-f]{2})+/gi,
  '&': /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos);/gi,
};
const anyEscape =
  /\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|[^ux])|(?:%[0-9a-f]{2})+|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos);/gi;

/**
 * Words as they are, with the escapes of each kind resolved, with those of all kinds, and with these resolved again
 * in what they gave: servers quote what they were sent in JSON in a URL, or in HTML in JSON.
 */
function* readingsOf(words: readonly string[]): Generator<readonly string[]> {
  const resolved = (texts: readonly string[], pattern: RegExp) =>
    texts.map((text) => text.replaceAll(pattern, characterOf));
  yield words;
  const kinds = Object.keys(escapes).filter((mark) => words.some((word) => word.includes(mark)));
  if (kinds.length === 0) return;
  for (const kind of kinds) yield resolved(words, escapes[kind] as RegExp);
  const once = resolved(words, anyEscape);
  yield once;
  yield resolved(once, anyEscape);
}

const jsonLetters: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const htmlNames: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** What an escape stands for. */
function characterOf(sequence: string): string {
  if (sequence.startsWith('%')) return Buffer.from(sequence.replaceAll('%', ''), 'hex').toString();
  if (sequence.startsWith('&')) {
    const name = sequence.slice(1, -1).toLowerCase();
    if (!name.startsWith('#')) return htmlNames[name] ?? '';
    const code = Number(name.replace(/^#(?=x)/, '0').replace('#', ''));
    return code <= 0x10ffff ? String.fromCodePoint(code) : sequence;
  }
  if (sequence.length > 2) return String.fromCharCode(Number.parseInt(sequence.slice(2), 16));
  return jsonLetters[sequence.charAt(1)] ?? sequence.charAt(1);
}
