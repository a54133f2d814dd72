import { uriEscape } from './masks.ts';
import type { RunResult } from './process.ts';

/** A part of a secret, or of an encoding of one, is a leak from this many characters on. */
const PART_LENGTH = 12;

/** An encoding shorter than this says nothing: it could stand in any text. */
const MIN_ENCODED_LENGTH = 8;

/**
 * Throws when any of the secrets, or an encoding of one, or a part of either of at least 12
 * characters, is in what a person can see, be it written with HTML entities or with Markdown's
 * backslashes. Upper and lower case are the same here.
 */
export function assertNothingLeaked(result: RunResult, secrets: string[]): void {
  for (const text of readings(result.visible)) {
    const lowerCase = text.toLowerCase();
    for (const [index, secret] of secrets.entries()) {
      for (const [encoding, form] of encodings(secret)) {
        const at = findPart(lowerCase, form.toLowerCase());
        if (at < 0) continue;
        const context = text.slice(Math.max(0, at - 40), at + PART_LENGTH + 40);
        throw new Error(`secrets[${index}] is visible (${encoding}): …${JSON.stringify(context)}…`);
      }
    }
  }
}

/** The text as it stands, and as a page shows it once entities and backslashes are resolved. */
function readings(text: string): Set<string> {
  const shown = resolveEntities(text);
  const withoutBackslashes = (s: string): string => s.replace(/\\(?=[!-/:-@[-`{-~])/g, '');
  return new Set([text, shown, withoutBackslashes(text), withoutBackslashes(shown)]);
}

const ENTITIES = new Map(Object.entries({ amp: '&', apos: "'", gt: '>', lt: '<', quot: '"' }));

function resolveEntities(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,5})|#([0-9]{1,6})|([a-z]+));/gi,
    (entity: string, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return ENTITIES.get(name.toLowerCase()) ?? entity;
      return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
    },
  );
}

function findPart(text: string, form: string): number {
  for (let start = 0; start === 0 || start + PART_LENGTH <= form.length; start += 1) {
    const at = text.indexOf(form.slice(start, start + PART_LENGTH));
    if (at >= 0) return at;
  }
  return -1;
}

function encodings(secret: string): Map<string, string> {
  const bytes = Buffer.from(secret);
  const encoded: Array<[encoding: string, form: string]> = [
    ['hex', bytes.toString('hex')],
    ['URI', encodeURIComponent(secret.toWellFormed())],
    ['URI, RFC 3986', uriEscape(secret)],
    ['form', new URLSearchParams({ '': secret }).toString().slice(1)],
    ['JSON', JSON.stringify(secret).slice(1, -1)],
  ];
  for (const shift of [0, 1, 2]) {
    const form = base64At(bytes, shift);
    encoded.push([`base64 at ${shift}`, form]);
    encoded.push([`base64url at ${shift}`, form.replaceAll('+', '-').replaceAll('/', '_')]);
  }
  const long = encoded.filter(([, form]) => form.length >= MIN_ENCODED_LENGTH);
  return new Map<string, string>(secret === '' ? [] : [['as it is', secret], ...long]);
}

/** The characters that the bytes alone decide when they begin at this offset of a longer text. */
function base64At(bytes: Buffer, shift: number): string {
  const whole = Buffer.concat([Buffer.alloc(shift), bytes]);
  const first = Math.ceil((shift * 8) / 6);
  const last = Math.floor((whole.length * 8) / 6);
  return whole.toString('base64').slice(first, last);
}
