/** Texts without the secrets in them, in whatever form a server might give these back. */

/**
 * What may not be shown: parts of secrets, by their length. Time to look for them grows with the text alone, however
 * many secrets there are and whatever they are made of.
 */
export interface Secrets {
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
 * Plain words and numbers are hidden from this length on, or as all of a secret but a character. An
 * API key such as `conduit-sandbox-1234` has words in it that URLs and messages have too.
 */
const shortestPlainPart = 16;

/** Adds every part of every form of `secret` that may not be shown. */
export function addSecret(secrets: Secrets, secret: string): void {
  for (const form of formsOf(secret)) {
    if (form.length < shortestPart) {
      if (form.length >= shortestForm) addPart(secrets, form);
      continue;
    }
    for (const part of partsOf(form, shortestPart)) {
      if (!isPlain(part)) addPart(secrets, part);
    }
    const plainLength = Math.max(shortestPart, Math.min(shortestPlainPart, form.length - 1));
    for (const part of partsOf(form, plainLength)) {
      // Otherwise the two parts that it consists of are hidden already.
      if (isPlain(part.slice(0, shortestPart)) || isPlain(part.slice(-shortestPart))) {
        addPart(secrets, part);
      }
    }
  }
}

/**
 * Replaces every part of a secret in `text`, be it escaped for JSON, a URL, a form or HTML, or not.
 * It comes before anything that escapes a text, since the runner's masks no longer match a secret
 * after that.
 */
export function redact(text: string, secrets: Secrets): string {
  const spans = [...spansIn(text, secrets)];
  if (spans.length === 0) return text;
  /** By how much the number of hidden parts changes at each character. */
  const changes = new Int32Array(text.length + 1);
  for (const [start, end] of spans) {
    changes[start] = (changes[start] ?? 0) + 1;
    changes[end] = (changes[end] ?? 0) - 1;
  }
  let result = '';
  let shown = 0;
  let parts = 0;
  for (const [at, change] of changes.entries()) {
    if (parts === 0 && change > 0) result += `${text.slice(shown, at)}***`;
    parts += change;
    if (parts > 0) shown = at + 1;
  }
  return result + text.slice(shown);
}

/** True when `text` holds so much of a secret that it may not be shown. */
export function holdsSecret(text: string, secrets: Secrets): boolean {
  return !spansIn(text, secrets).next().done;
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
  for (let next = at; next < at + shortestForm; next += 1)
    hash = (hash << 5) ^ text.charCodeAt(next);
  return hash & (hashes - 1);
}

function* partsOf(text: string, length: number): Generator<string> {
  for (let start = 0; start + length <= text.length; start += 1) {
    yield text.slice(start, start + length);
  }
}

/**
 * Another character than words, numbers and their separators have, or two kinds of characters in
 * one word.
 */
const mixture = /[^A-Za-z0-9+/.:,]|[A-Za-z]\d|\d[A-Za-z]|[a-z][A-Z]|[A-Z]{2}[a-z]/;

function isPlain(part: string): boolean {
  return !mixture.test(part);
}

/**
 * The forms of base64 and of URLs are one: each character stands for those that these exchange it
 * with.
 */
function unified(text: string): string {
  return text.replaceAll(/[ -]/g, '+').replaceAll('_', '/');
}

/** A secret as it is, line by line, in hexadecimal, and in base64. */
function formsOf(secret: string): Set<string> {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const base64 = bytes.toString('base64');
  const forms = [
    secret,
    ...secret.split(/[\r\n]+/).map((line) => line.trim()),
    hex,
    hex.toUpperCase(),
    base64,
    base64.replaceAll('=', ''),
    ...[1, 2].map((shift) => base64Within(bytes, shift)),
  ];
  return new Set(forms.map(unified));
}

/**
 * In base64 as a part of more, where it may begin at any bit of the first character, as in `Basic`
 * credentials.
 */
function base64Within(bytes: Buffer, shift: number): string {
  const whole = Buffer.concat([Buffer.alloc(shift), bytes]);
  const [first, end] = [Math.ceil((shift * 8) / 6), Math.floor((whole.length * 8) / 6)];
  return whole.toString('base64').slice(first, end);
}

type Span = [start: number, end: number];

/** Where parts of secrets stand in `text`, as it is and in each of its readings. */
function* spansIn(text: string, { parts, beginnings }: Secrets): Generator<Span> {
  if (parts.size === 0) return;
  for (const { plain, placeOf } of readingsOf(text)) {
    const searched = unified(plain);
    for (let start = 0; start < searched.length; start += 1) {
      if (beginnings[beginningAt(searched, start)] === 0) continue;
      for (const [length, alike] of parts) {
        if (!alike.has(searched.slice(start, start + length))) continue;
        yield [placeOf(start)[0], placeOf(start + length - 1)[1]];
      }
    }
  }
}

/**
 * What an escaped text stands for, and where in that one each of its characters begins and ends.
 */
interface Reading {
  plain: string;
  placeOf(at: number): Span;
}

/**
 * A text as it is, with the escapes of each kind resolved, with those of all kinds, and with these
 * resolved again in what they gave: servers quote what they were sent in JSON in a URL, or in HTML
 * in JSON.
 */
function* readingsOf(text: string): Generator<Reading> {
  const asItIs: Reading = { plain: text, placeOf: (at) => [at, at + 1] };
  yield asItIs;
  const kinds = escapes.filter(({ mark }) => text.includes(mark));
  for (const kind of kinds) yield unescaped(asItIs, [kind]);
  if (kinds.length === 0) return;
  const once = unescaped(asItIs, escapes);
  if (kinds.length > 1) yield once;
  if (escapes.some(({ mark }) => once.plain.includes(mark))) yield unescaped(once, escapes);
}

/**
 * A way to escape text: the character that an escape begins with, what it looks like, and what it
 * stands for.
 */
interface Escape {
  mark: string;
  pattern: RegExp;
  meaning(sequence: string): string;
}

const jsonEscape: Escape = {
  mark: '\\',
  pattern: /\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|[^ux])/iy,
  meaning: (sequence) => parsed(sequence.replace(/^\\x/i, '\\u00')) ?? sequence.slice(1),
};
const urlEscape: Escape = {
  mark: '%',
  // A character of UTF-8 at a time.
  pattern:
    /%[cd][0-9a-f]%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-7](?:%[89ab][0-9a-f]){3}|%[0-9a-f]{2}/iy,
  meaning: (sequence) => Buffer.from(sequence.replaceAll('%', ''), 'hex').toString('utf8'),
};
const htmlEscape: Escape = {
  mark: '&',
  pattern: /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos);/iy,
  meaning(sequence) {
    const name = sequence.slice(1, -1).toLowerCase();
    if (!name.startsWith('#')) return htmlNames[name] ?? sequence;
    const code = Number(name.startsWith('#x') ? `0${name.slice(1)}` : name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : sequence;
  },
};
const escapes = [jsonEscape, urlEscape, htmlEscape];

const htmlNames: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function parsed(sequence: string): string | undefined {
  try {
    return JSON.parse(`"${sequence}"`) as string;
  } catch {
    return undefined;
  }
}

/** A reading with the escapes of `kinds` resolved. */
function unescaped({ plain, placeOf }: Reading, kinds: readonly Escape[]): Reading {
  let result = '';
  const places: Span[] = [];
  for (let at = 0; at < plain.length; ) {
    const [sequence, meaning] = sequenceAt(plain, at, kinds);
    const place: Span = [placeOf(at)[0], placeOf(at + sequence.length - 1)[1]];
    for (let unit = 0; unit < meaning.length; unit += 1) places.push(place);
    result += meaning;
    at += sequence.length;
  }
  return { plain: result, placeOf: (at) => places[at] ?? [plain.length, plain.length] };
}

/** The escape that begins at `at`, or the character there, and what it stands for. */
function sequenceAt(
  text: string,
  at: number,
  kinds: readonly Escape[],
): [sequence: string, meaning: string] {
  const character = text.charAt(at);
  const kind = kinds.find(({ mark }) => mark === character);
  if (kind === undefined) return [character, character];
  kind.pattern.lastIndex = at;
  const sequence = kind.pattern.exec(text)?.[0];
  return sequence === undefined ? [character, character] : [sequence, kind.meaning(sequence)];
}
