/** JSON text, looked through before it is parsed: what would cost too much there, and what a parser passes over. */

/** Deeper than any body, and not so deep that working on a value could exhaust the stack. */
const deepest = 500;

/** A value takes far more memory than its text: as written by the action, the largest state has fewer. */
const mostValues = 500_000;

export interface Look {
  /** Why it is not to be parsed, as a sentence goes on. */
  excess?: string;
  /** A key that stands twice in one object, of which parsing keeps the last. */
  repeatedKey?: string;
}

/** Looks through `text`, whether it is JSON or not. */
export function lookThrough(text: string): Look {
  /** The keys so far of each object that is open; undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  let repeatedKey: string | undefined;
  let isKey = false;
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case '{':
      case '[':
        if (open.length === deepest) return { excess: 'is nested too deeply' };
        values += 1;
        isKey = text[at] === '{';
        open.push(isKey ? new Set() : undefined);
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case ',':
        isKey = open.at(-1) !== undefined;
        values += 1;
        break;
      case '"': {
        const end = endOfString(text, at);
        const keys = open.at(-1);
        if (isKey && keys !== undefined && repeatedKey === undefined) {
          const key = unquoted(text.slice(at, end + 1));
          if (keys.has(key)) repeatedKey = key;
          keys.add(key);
        }
        isKey = false;
        at = end;
        break;
      }
    }
    if (values > mostValues) return { excess: `has more than ${mostValues} values` };
  }
  return repeatedKey === undefined ? {} : { repeatedKey };
}

/** Where the string that begins at `start` ends. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

function unquoted(string: string): string {
  if (!string.includes('\\')) return string.slice(1, -1);
  try {
    return JSON.parse(string) as string;
  } catch {
    return string;
  }
}
