/** The few .NET string rules that the runner's behaviour hangs on, where JavaScript's differ. */

const WHITE = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const LEADING_WHITE = new RegExp(`^${WHITE}+`);
const TRAILING_WHITE = new RegExp(`${WHITE}+$`);

/** String.TrimStart: U+0085 is white space, U+FEFF is not. */
export function trimStart(text: string): string {
  return text.replace(LEADING_WHITE, '');
}

/** String.Trim. */
export function trim(text: string): string {
  return trimStart(text).replace(TRAILING_WHITE, '');
}

/** A Dictionary<string, string> with StringComparer.OrdinalIgnoreCase; the first spelling of a name stays. */
export class NameMap {
  readonly #entries = new Map<string, [name: string, value: string]>();

  get(name: string): string | undefined {
    return this.#entries.get(name.toUpperCase())?.[1];
  }

  set(name: string, value: string): void {
    const spelling = this.#entries.get(name.toUpperCase())?.[0] ?? name;
    this.#entries.set(name.toUpperCase(), [spelling, value]);
  }

  toRecord(): Record<string, string> {
    return Object.fromEntries(this.#entries.values());
  }
}
