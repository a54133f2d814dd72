import { trim } from './dotnet.ts';

/** What is masked beside a value itself (HostContext.cs:103-113, ValueEncoders.cs). '' means nothing. */
const ENCODERS: ReadonlyArray<(value: string) => string> = [
  (value) => base64(value, 0),
  (value) => base64(value, 1),
  (value) => base64(value, 2),
  (value) => value.replaceAll('"', '\\"'),
  (value) => value.replaceAll("'", "''"),
  jsonEscape,
  uriEscape,
  xmlEscape,
  withoutOuterQuotes,
  beforeAmpersand,
  afterAmpersand,
];

/** Every form in which the runner hides a value, the value first. */
export function maskedForms(value: string): string[] {
  const forms = [value, ...ENCODERS.map((encode) => encode(value))];
  return [...new Set(forms.filter((form) => form !== ''))];
}

/** The runner's list of secrets (SecretMasker.cs). */
export class SecretMasker {
  readonly #values = new Set<string>();
  readonly #forms = new Set<string>();

  /** The values as they were given, without their encodings. */
  get values(): string[] {
    return [...this.#values];
  }

  /** Hides one value and its encodings (SecretMasker.cs AddValue). */
  add(value: string): void {
    if (value === '' || this.#values.has(value)) return;
    this.#values.add(value);
    for (const form of maskedForms(value)) this.#forms.add(form);
  }

  /** Hides a value, and each of its lines, trimmed (ActionCommandManager.cs:427-449). */
  addWithLines(value: string): void {
    this.add(value);
    for (const line of value.split(/[\r\n]/)) this.add(trim(line));
  }

  /** Hides a repository secret: trimmed, then as above (Worker.cs:148-173). */
  addSecret(value: string): void {
    this.addWithLines(trim(value));
  }

  /** The text with `***` for each run of hidden characters (SecretMasker.cs MaskSecrets). */
  mask(text: string): string {
    let masked = '';
    let position = 0;
    for (const [start, end] of merge(this.#find(text))) {
      masked += `${text.slice(position, start)}***`;
      position = end;
    }
    return masked + text.slice(position);
  }

  #find(text: string): Range[] {
    const found: Range[] = [];
    for (const form of this.#forms) {
      for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
        found.push([at, at + form.length]);
      }
    }
    return found;
  }
}

type Range = [start: number, end: number];

function merge(ranges: Range[]): Range[] {
  const merged: Range[] = [];
  for (const [start, end] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

function base64(value: string, shift: number): string {
  const bytes = Buffer.from(value);
  return bytes.subarray(bytes.length > shift ? shift : 0).toString('base64');
}

/** Newtonsoft's JsonConvert.ToString, which also escapes U+0085, U+2028 and U+2029. */
function jsonEscape(value: string): string {
  return JSON.stringify(value)
    .slice(1, -1)
    .replace(/[\u0085\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Uri.EscapeDataString, which also escapes the `!'()*` that encodeURIComponent leaves. */
export function uriEscape(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** SecurityElement.Escape. */
function xmlEscape(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}

function withoutOuterQuotes(value: string): string {
  const quoted = value.length > 8 && value.startsWith('"') && value.endsWith('"');
  return quoted ? value.slice(1, -1) : '';
}

function beforeAmpersand(value: string): string {
  const plus = value.indexOf('&+');
  const part = value.slice(0, plus >= 0 ? plus + 2 : value.lastIndexOf('&') + 1);
  return part.length >= 6 ? part : '';
}

function afterAmpersand(value: string): string {
  if (!value.includes('&')) return '';
  const plus = value.indexOf('&+');
  const part = value.slice(plus >= 0 ? plus + 3 : value.lastIndexOf('&') + 1);
  return part.length >= 6 ? part : '';
}
