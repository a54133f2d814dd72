/**
 * What of a manifest's lines may be a secret, and is not shown: people write one where the name of a GitHub secret is
 * declared, or into a URL. By the text alone, since what is no YAML has no values.
 */

/** A stretch of a line, as offsets; `to` is exclusive. */
export interface Stretch {
  from: number;
  to: number;
}

/** Words, and the signs that end a key, also where they were mistyped. */
const wordOrSign = /[\w-]+|[:=\uff1a][ \t]*/g;

const secretKey = /secret|token|passw|api[-_]?key/i;

/** What a declared name may be, before what may come after it. */
const plainName = /^["']?(?!github_|whsec_)(?:[a-z_]\w*)?["']?[ \t]*(?=[,}\]#]|$)/i;

/** What is hidden of each line up to `last`. What goes on in the next line is hidden with its beginning. */
export function hiddenUpTo(last: number, lineOf: (number: number) => string): ReadonlyMap<number, readonly Stretch[]> {
  const hidden = new Map<number, Stretch[]>();
  /** The value that a line may go on with. */
  let open: { line: number; from: number } | undefined;
  for (let line = 1; line <= last + 1; line += 1) {
    const text = lineOf(line);
    const keys = keysIn(text);
    if (keys[0]?.isYaml && /^[\s-]*["']?$/.test(text.slice(0, keys[0].at))) open = undefined;
    if (open !== undefined && !plainName.test(text.trim())) {
      hidden.set(line, [{ from: 0, to: text.length }]);
      hidden.get(open.line)?.push({ from: open.from, to: lineOf(open.line).length });
      continue;
    }
    const values = keys.flatMap(({ name, valueAt }) => (secretKey.test(name) ? valueAt : []));
    hidden.set(line, [...secretsIn(text, values), ...signingSecretsIn(text), ...userinfoIn(text)]);
    const from = values.at(-1);
    if (from !== undefined) open = { line, from };
  }
  return hidden;
}

/** The keys of a line, as far as it shows them: where each begins, where its value does, and whether YAML takes it for one. */
function keysIn(text: string) {
  let [name, at] = ['', 0];
  return [...text.matchAll(wordOrSign)].flatMap(({ 0: found, index }) => {
    const valueAt = index + found.length;
    const isYaml = found.startsWith(': ') || (found === ':' && valueAt === text.length);
    if (/^[:=\uff1a]/.test(found)) return { name, at, valueAt, isYaml };
    [name, at] = [found, index];
    return [];
  });
}

/** The values that are no plain names, and comments behind names. What stands within one is a part of it. */
function secretsIn(text: string, values: readonly number[]): Stretch[] {
  const secrets: Stretch[] = [];
  for (const from of values) {
    if (from < (secrets.at(-1)?.to ?? 0)) continue;
    const name = plainName.exec(text.slice(from))?.[0];
    const end = from + (name?.length ?? 0);
    if (name === undefined) secrets.push({ from, to: from + writtenAt(text, from).length });
    else if (text[end] === '#') secrets.push({ from: end, to: text.length });
  }
  return secrets;
}

/** What begins as Conduit's signing secrets do, wherever it stands. */
function signingSecretsIn(text: string): Stretch[] {
  return [...text.matchAll(/\bwhsec_[^\s,"']*/g)].map(({ 0: { length }, index }) => ({
    from: index,
    to: index + length,
  }));
}

/** A value in quotes, one in a mapping in brackets, or all that is left of the line. */
function writtenAt(text: string, from: number): string {
  const rest = text.slice(from);
  const quotes = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(?=[\s,}\]]|$)/.exec(rest);
  if (/^["']/.test(rest)) return quotes?.[0] ?? rest;
  return text.slice(0, from).includes('{') ? (rest.split(/[,}]/, 1)[0] ?? rest) : rest;
}

/** What may be the user name and password of a URL: a password may have any character. */
function userinfoIn(text: string): Stretch[] {
  const to = text.lastIndexOf('@');
  const before = text.slice(0, Math.max(0, to));
  const slashes = /\/\\?\//.exec(before);
  if (slashes !== null) return [{ from: slashes.index + slashes[0].length, to }];
  const word = before.split(/\s/).at(-1) ?? '';
  return word.includes(':') ? [{ from: to - word.length, to }] : [];
}
