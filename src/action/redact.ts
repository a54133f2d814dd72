/** Texts without the secrets in them, in whatever form a server might give these back. */

/** Forms of secrets by their first characters: most texts have none of these, and need no further look. */
export type Secrets = Map<string, Set<string>>;

/** A form shorter than this is no secret, and its replacement would make texts unreadable. */
const shortestForm = 4;

/** So much of a form's beginning is hidden too: what a server cuts off is no longer what the runner masks. */
function shortestBeginning({ length }: string): number {
  return Math.min(16, Math.max(8, Math.ceil(length / 2)));
}

/** So often an escaped text is taken for one that was escaped before. */
const deepestEscape = 2;

/** Adds every form of `secret`. */
export function addSecret(secrets: Secrets, secret: string): void {
  for (const form of formsOf(secret)) {
    if (form.length < shortestForm) continue;
    const start = form.slice(0, shortestForm);
    const alike = secrets.get(start);
    if (alike === undefined) secrets.set(start, new Set([form]));
    else alike.add(form);
  }
}

/**
 * Replaces every form of a secret in `text`, escaped for JSON, a URL, a form or HTML or not. It comes before anything
 * that shortens or escapes a text, since the runner's masks no longer match what is left of a secret after that.
 */
export function redact(text: string, secrets: Secrets): string {
  if (secrets.size === 0) return text;
  const spans = allSpansIn(text, secrets, deepestEscape);
  let result = '';
  let done = 0;
  for (const [start, end] of spans.sort(([a], [b]) => a - b)) {
    if (start >= done) result += `${text.slice(done, start)}***`;
    done = Math.max(done, end);
  }
  return result + text.slice(done);
}

/** True when `text` holds a form of a secret whole. */
export function holdsSecret(text: string, secrets: Secrets): boolean {
  for (let start = 0; start + shortestForm <= text.length; start += 1) {
    for (const form of formsAt(start, text, secrets)) {
      if (text.startsWith(form, start)) return true;
    }
  }
  return false;
}

type Span = [start: number, end: number];

/** Where secrets stand in `text` as it is, and escaped up to `depth` times. */
function allSpansIn(text: string, secrets: Secrets, depth: number): Span[] {
  const spans = spansIn(text, secrets);
  if (depth === 0) return spans;
  for (const kind of escapes) {
    const { plain, sources } = unescaped(text, kind);
    if (plain === text) continue;
    for (const [start, end] of allSpansIn(plain, secrets, depth - 1)) {
      spans.push([sources[start]?.[0] ?? 0, sources[end - 1]?.[1] ?? text.length]);
    }
  }
  return spans;
}

function spansIn(text: string, secrets: Secrets): Span[] {
  const spans: Span[] = [];
  for (let start = 0; start + shortestForm <= text.length; start += 1) {
    let length = 0;
    for (const form of formsAt(start, text, secrets)) {
      const alike = commonLength(text, start, form);
      if (alike === form.length || alike >= shortestBeginning(form))
        length = Math.max(length, alike);
    }
    if (length > 0) spans.push([start, start + length]);
  }
  return spans;
}

/** The forms that may stand in `text` from `start` on. */
function formsAt(start: number, text: string, secrets: Secrets): Iterable<string> {
  return secrets.get(text.slice(start, start + shortestForm)) ?? [];
}

/** How many characters of `form` stand in `text` from `start` on. */
function commonLength(text: string, start: number, form: string): number {
  let length = 0;
  while (length < form.length && text[start + length] === form[length]) length += 1;
  return length;
}

/** A way to escape text: what an escape looks like, and what it stands for. */
interface Escape {
  pattern: RegExp;
  meaning(sequence: string): string;
}

const jsonEscape: Escape = {
  pattern: /\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|[^ux])/gi,
  meaning: (sequence) => parsed(sequence.replace(/^\\x/i, '\\u00')) ?? sequence.slice(1),
};
const urlEscape: Escape = {
  pattern: /(?:%[0-9a-f]{2})+/gi,
  meaning: (sequence) => Buffer.from(sequence.replaceAll('%', ''), 'hex').toString('utf8'),
};
const formEscape: Escape = {
  pattern: /\+|(?:%[0-9a-f]{2})+/gi,
  meaning: (sequence) => (sequence === '+' ? ' ' : urlEscape.meaning(sequence)),
};
const htmlEscape: Escape = {
  pattern: /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos);/gi,
  meaning(sequence) {
    const name = sequence.slice(1, -1).toLowerCase();
    if (!name.startsWith('#')) return htmlNames[name] ?? sequence;
    const code = Number(name.startsWith('#x') ? `0${name.slice(1)}` : name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : sequence;
  },
};
const escapes = [jsonEscape, urlEscape, formEscape, htmlEscape];

const htmlNames: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function parsed(sequence: string): string | undefined {
  try {
    return JSON.parse(`"${sequence}"`) as string;
  } catch {
    return undefined;
  }
}

/** The text that an escaped one stands for, and where in that one each of its characters comes from. */
function unescaped(text: string, { pattern, meaning }: Escape): { plain: string; sources: Span[] } {
  let plain = '';
  const sources: Span[] = [];
  const copy = (from: number, to: number) => {
    for (let at = from; at < to; at += 1) sources.push([at, at + 1]);
    plain += text.slice(from, to);
  };
  let done = 0;
  for (const { 0: sequence, index } of text.matchAll(pattern)) {
    copy(done, index);
    done = index + sequence.length;
    const part = meaning(sequence);
    for (let at = 0; at < part.length; at += 1) sources.push([index, done]);
    plain += part;
  }
  if (done === 0) return { plain: text, sources };
  copy(done, text.length);
  return { plain, sources };
}

/** A secret as it is, line by line, in hexadecimal, and in base64. */
function formsOf(secret: string): string[] {
  const hex = Buffer.from(secret).toString('hex');
  return [
    secret,
    ...secret.split(/[\r\n]+/).map((line) => line.trim()),
    hex,
    hex.toUpperCase(),
    ...base64Forms(secret),
  ];
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
