/** Names: the form of a webhook's, and the one that was likely meant by a mistyped one. */
import { quoted } from './problem.ts';

/** Outputs, state, decisions and messages use it. */
export const webhookName = /^[a-z][a-z0-9_-]{0,63}$/;

/** What is wrong with a name that `webhookName` refuses, with the name that was likely meant unless `isTaken`. */
export function wrongName(name: string, isTaken = (_: string): boolean => false): string {
  const rule = 'Start with a lowercase letter, then use lowercase letters, digits, "_" or "-", up to 64 characters.';
  const start = name
    .slice(0, 200)
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replaceAll(/-{2,}/g, '-')
    .replace(/^[_-]+/, '')
    .slice(0, 64);
  const [meant = ''] = /^.*[a-z0-9]/.exec(start) ?? [];
  // Little is left of a name in another script.
  const isNear = webhookName.test(meant) && 2 * meant.length > Math.min(name.length, 64);
  const isHelp = isNear && !/[@=+]/.test(name) && !isTaken(meant);
  const suggestion = isHelp ? ` Did you mean ${quoted(meant)}?` : '';
  return `${quoted(name)} is not a valid webhook name.${suggestion} ${rule}`;
}

/** ` Did you mean "x"?` with a space before it, or nothing when no candidate is near. */
export function didYouMean(given: string, candidates: readonly string[]): string {
  const nearest = nearestOf(given, candidates);
  return nearest === undefined ? '' : ` Did you mean ${JSON.stringify(nearest)}?`;
}

/**
 * The candidate with the fewest edits, at most a third of its length and never more than four: two for one that
 * ends in a star, which is near to any short word.
 */
export function nearestOf(given: string, candidates: readonly string[]): string | undefined {
  if (given.length > 100) return undefined;
  const wanted = normalised(given);
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const name = normalised(candidate);
    const most = name.endsWith('*') ? 2 : 4;
    const limit = Math.min(most, Math.ceil(name.length / 3), name.length - 1, bestDistance - 1);
    const distance = editDistance(wanted, name, limit);
    if (distance > limit) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** Case and the choice of separator are not what a person gets wrong on purpose. */
function normalised(name: string): string {
  return name.toLowerCase().replaceAll(/[-_. :/]/g, '_');
}

/** Levenshtein's distance with two swapped neighbours as one edit, or infinity once it must exceed `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Number.POSITIVE_INFINITY;
  let [older, previous] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  let leastBefore = 0;
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? (older[j - 2] ?? 0) + 1 : replaced;
      const edits = Math.min(replaced, swapped, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1);
      current[j] = edits;
      least = Math.min(least, edits);
    }
    if (Math.min(least, leastBefore) > limit) return Number.POSITIVE_INFINITY;
    [older, previous, leastBefore] = [previous, current, least];
  }
  return previous[b.length] ?? 0;
}
