/** A part of a secret, or of an encoding of one, is a leak from this many characters on. */
const partLength = 12;

/** An encoding shorter than this says nothing: it could stand in any text. */
const shortestEncoded = 8;

/**
 * Throws when any of the secrets, or an encoding of one, or a part of either of at least 12 characters, is in what a
 * person can see, be it written with HTML entities or with Markdown's backslashes. Upper and lower case are the same
 * here.
 */
export function assertNothingLeaked({ visible }: { visible: string }, secrets: string[]): void {
  const entities = withoutEntities(visible);
  const texts = new Set([visible, entities, withoutBackslashes(visible), withoutBackslashes(entities)]);
  const parts = partsOf(secrets);
  const lengths = new Set([...parts.keys()].map(({ length }) => length));
  for (const text of texts) {
    const lowerCase = text.toLowerCase();
    for (const length of lengths) {
      for (let at = 0; at + length <= lowerCase.length; at += 1) {
        const found = parts.get(lowerCase.slice(at, at + length));
        if (found === undefined) continue;
        const context = text.slice(Math.max(0, at - 40), at + partLength + 40);
        throw new Error(`${found}: …${JSON.stringify(context)}…`);
      }
    }
  }
}

/** Every part that would be a leak, in lower case, and of what: some thousand, so that a text is gone through once. */
function partsOf(secrets: readonly string[]): Map<string, string> {
  const parts = new Map<string, string>();
  for (const [index, secret] of secrets.entries()) {
    for (const [encoding, form] of encodings(secret)) {
      const lowerCase = form.toLowerCase();
      for (let start = 0; start === 0 || start + partLength <= lowerCase.length; start += 1) {
        parts.set(lowerCase.slice(start, start + partLength), `secrets[${index}] is visible (${encoding})`);
      }
    }
  }
  return parts;
}

function withoutBackslashes(text: string): string {
  return text.replace(/\\(?=[!-/:-@[-`{-~])/g, '');
}

const named: Record<string, string> = { amp: '&', apos: "'", gt: '>', lt: '<', quot: '"' };

function withoutEntities(text: string): string {
  return text
    .replace(/&#x([0-9a-f]{1,5});/gi, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/&#(\d{1,6});/g, (_, decimal) => String.fromCodePoint(Number(decimal)))
    .replace(/&([a-z]+);/gi, (entity, name) => named[name.toLowerCase()] ?? entity);
}

function encodings(secret: string): [encoding: string, form: string][] {
  if (secret === '') return [];
  const bytes = Buffer.from(secret);
  const uri = encodeURIComponent(secret.toWellFormed());
  const encoded: [encoding: string, form: string][] = [
    ['hex', bytes.toString('hex')],
    ['URI', uri],
    ['URI, RFC 3986', uri.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)],
    ['form', new URLSearchParams({ '': secret }).toString().slice(1)],
    ['JSON', JSON.stringify(secret).slice(1, -1)],
    ...[0, 1, 2].flatMap((shift): [string, string][] => [
      [`base64 at ${shift}`, textAt(shift, bytes, 'base64')],
      [`base64url at ${shift}`, textAt(shift, bytes, 'base64url')],
    ]),
  ];
  return [['as it is', secret], ...encoded.filter(([, form]) => form.length >= shortestEncoded)];
}

/** The characters that the bytes alone decide when they begin at this offset of a longer text. */
function textAt(shift: number, bytes: Buffer, encoding: 'base64' | 'base64url'): string {
  const whole = Buffer.concat([Buffer.alloc(shift), bytes]);
  const first = Math.ceil((shift * 8) / 6);
  const last = Math.floor((whole.length * 8) / 6);
  return whole.toString(encoding).slice(first, last);
}
