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

const keyOfSecret = /secret|token|passw|api[-_]?key/i;

/** What a declared name may be, before what may come after it. */
const plainName = /^["']?(?![Gg][Ii][Tt][Hh][Uu][Bb]_|whsec_)(?:[A-Za-z_]\w*)?["']?[ \t]*(?=[,}\]#]|$)/;

/** What is hidden of each line up to `last`. What goes on in the next line is hidden with its beginning. */
export function hiddenUpTo(last: number, lineOf: (number: number) => string): ReadonlyMap<number, readonly Stretch[]> {
  const hidden = new Map<number, Stretch[]>();
  /** The value at the end of a line, which the next ones may go on with. */
  let open: { line: number; from: number; indent: number } | undefined;
  for (let line = 1; line <= last + 1; line += 1) {
    const text = lineOf(line);
    if (open === undefined && !mayHoldSecret(text)) continue;
    const keys = keysIn(text);
    if (open !== undefined && endsValue(text, keys[0], open.indent)) open = undefined;
    if (open !== undefined && !plainName.test(text.trim())) {
      hidden.set(line, [{ from: 0, to: text.length }]);
      const before = hidden.get(open.line) ?? [];
      const whole = { from: open.from, to: lineOf(open.line).length };
      if (before.at(-1)?.to !== whole.to) hidden.set(open.line, [...before, whole]);
      continue;
    }
    const values = keys.flatMap(({ name, valueAt }) =>
      keyOfSecret.test(name) && text[valueAt] !== '{' ? valueAt : [],
    );
    const secrets = secretValuesIn(text, values);
    hidden.set(line, [...signingSecretsIn(text), ...userinfoIn(text), ...secrets]);
    const from = values.at(-1);
    if (from === undefined) continue;
    // What ends before its line does goes on in no other.
    const name = plainName.exec(text.slice(from))?.[0] ?? '';
    const isLast = secrets.at(-1)?.to === text.length || from + name.length === text.length;
    open = isLast ? { line, from, indent: indentOf(text) } : undefined;
  }
  return hidden;
}

/** True for a line of which something may be hidden: most lines are passed over by that. */
function mayHoldSecret(text: string): boolean {
  return text.includes('@') || text.includes('whsec_') || keyOfSecret.test(text);
}

/** True for a line that cannot go on with a value of the line above whose first key is in the column `indent`. */
function endsValue(text: string, first: Key | undefined, indent: number): boolean {
  if (first?.isYaml && /^[\s-]*["']?$/.test(text.slice(0, first.at))) return true;
  return text.trim() !== '' && blanksBefore(text) <= indent && (text.includes(':') || text.trimStart().startsWith('-'));
}

function blanksBefore(text: string): number {
  return text.length - text.trimStart().length;
}

/** The column of the first word of a line, as an item or not. */
function indentOf(text: string): number {
  return /^[\s-]*/.exec(text)?.[0].length ?? 0;
}

type Key = ReturnType<typeof keysIn>[number];

/** The keys of a line, as far as it shows them: where each begins, where its value does, and whether YAML takes it for one. */
function keysIn(text: string) {
  let [name, at] = ['', 0];
  return [...text.matchAll(wordOrSign)].flatMap(({ 0: found, index }) => {
    const valueAt = index + found.length;
    const isYaml = found.startsWith(':') && (found.length > 1 || valueAt === text.length);
    if (/^[:=\uff1a]/.test(found)) return { name, at, valueAt, isYaml };
    [name, at] = [found, index];
    return [];
  });
}

/** The values that are no plain names, and comments behind names. What stands within one is a part of it. */
function secretValuesIn(text: string, values: readonly number[]): Stretch[] {
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

/** What may be the user names and passwords of URLs, in the text and in its comment. */
function userinfoIn(text: string): Stretch[] {
  const comment = text.search(/\s#/);
  if (comment < 0) return userinfoBefore(text, 0);
  return [...userinfoBefore(text.slice(0, comment), 0), ...userinfoBefore(text.slice(comment), comment)];
}

/** All before the last "@" of `part`, which begins at `start`: a password may have any character. */
function userinfoBefore(part: string, start: number): Stretch[] {
  const to = part.lastIndexOf('@');
  const before = part.slice(0, Math.max(0, to));
  const slashes = /\/\\?\//.exec(before);
  if (slashes !== null) return [{ from: start + slashes.index + slashes[0].length, to: start + to }];
  const word = before.split(/\s/).at(-1) ?? '';
  return word.includes(':') ? [{ from: start + to - word.length, to: start + to }] : [];
}
