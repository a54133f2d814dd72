/** Texts without the secrets in them, in whatever form a server might give these back. */

/** Secrets to hide; empty at first. */
export interface Secrets {
  /** Forms by their first characters: most texts have none of these, and need no further look. */
  forms: Map<string, Set<string>>;
  /** One for each secret, for texts in which it is escaped. */
  escaped: Map<string, RegExp>;
}

/** A form shorter than this is no secret, and its replacement would make texts unreadable. */
const shortestForm = 4;

/** So much of a secret's beginning is hidden too: what a server cuts off is no longer what the runner masks. */
const shortestBeginning = 12;

/** Beyond this length a secret is only looked for unescaped. */
const longestEscaped = 2000;

export function noSecrets(): Secrets {
  return { forms: new Map(), escaped: new Map() };
}

/** Adds every form of `secret`. */
export function addSecret({ forms, escaped }: Secrets, secret: string): void {
  for (const form of formsOf(secret)) {
    if (form.length < shortestForm) continue;
    const start = form.slice(0, shortestForm);
    const alike = forms.get(start);
    if (alike === undefined) forms.set(start, new Set([form]));
    else alike.add(form);
  }
  if (secret.length >= shortestForm && secret.length <= longestEscaped) {
    escaped.set(secret, new RegExp([...secret].map(escapes).join(''), 'gi'));
  }
}

/**
 * Replaces every form of a secret in `text`. It comes before anything that shortens or escapes a text, since the
 * runner's masks no longer match what is left of a secret after that.
 */
export function redact(text: string, { forms, escaped }: Secrets): string {
  const spans: [start: number, end: number][] = [];
  for (let start = 0; start + shortestForm <= text.length; start += 1) {
    let length = 0;
    for (const form of forms.get(text.slice(start, start + shortestForm)) ?? []) {
      const alike = commonLength(text, start, form);
      if (alike === form.length || alike >= shortestBeginning) length = Math.max(length, alike);
    }
    if (length > 0) spans.push([start, start + length]);
  }
  if (/[\\%&+]/.test(text)) {
    for (const pattern of escaped.values()) {
      for (const { 0: found, index } of text.matchAll(pattern)) {
        spans.push([index, index + found.length]);
      }
    }
  }
  let result = '';
  let done = 0;
  for (const [start, end] of spans.sort(([a], [b]) => a - b)) {
    if (start >= done) result += `${text.slice(done, start)}***`;
    done = Math.max(done, end);
  }
  return result + text.slice(done);
}

/** How many characters of `form` stand in `text` from `start` on. */
function commonLength(text: string, start: number, form: string): number {
  let length = 0;
  while (length < form.length && text[start + length] === form[length]) length += 1;
  return length;
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

const htmlNames: Record<string, string> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

/**
 * A pattern for one character as it is and as JSON, URLs, forms and HTML escape it. No two ways begin alike but for the
 * rest of an escape, so that a match takes time in proportion to the text.
 */
function escapes(character: string): string {
  if (/[a-z0-9]/i.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const units = Array.from({ length: character.length }, (_, index) =>
    character.charCodeAt(index).toString(16).padStart(4, '0'),
  );
  const octets = [...Buffer.from(character)].map((octet) => octet.toString(16).padStart(2, '0'));
  const ways = [
    units.map((unit) => `\\\\u${unit}`).join(''),
    octets.map((octet) => `%${octet}`).join(''),
    `&#0*${code};`,
    `&#x0*${code.toString(16)};`,
    ...(htmlNames[character] === undefined ? [] : [`&${htmlNames[character]};`]),
    ...(character === ' ' ? ['\\+'] : []),
    literal(JSON.stringify(character).slice(1, -1)),
    ...(character === '/' ? ['\\\\/'] : []),
    // By itself a backslash would also be half of an escaped one.
    ...(character === '\\' ? [] : [literal(character)]),
  ];
  return `(?:${[...new Set(ways)].join('|')})`;
}

function literal(text: string): string {
  return text.replaceAll(
    /[^a-z0-9]/gi,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
