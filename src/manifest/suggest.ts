/** The nearest of some known names to a mistyped one. */

/** What was answered before: a merge key can repeat one mistake a hundred thousand times. */
const answers = new WeakMap<readonly string[], Map<string, string>>();

/** Answers that are kept for one list of candidates. */
const mostAnswers = 1000;

/** ` Did you mean "x"?` with a space before it, or nothing when no candidate is near. */
export function didYouMean(given: string, candidates: readonly string[]): string {
  const known = answers.get(candidates) ?? new Map<string, string>();
  answers.set(candidates, known);
  let answer = known.get(given);
  if (answer === undefined) {
    const nearest = nearestOf(given, candidates);
    answer = nearest === undefined ? '' : ` Did you mean ${JSON.stringify(nearest)}?`;
    if (known.size >= mostAnswers) known.clear();
    known.set(given, answer);
  }
  return answer;
}

/**
 * The candidate with the fewest edits, at most a third of its length and never more than four: two for one that
 * ends in a star, which is near to any short word.
 */
function nearestOf(given: string, candidates: readonly string[]): string | undefined {
  if (given.length > 100) return undefined;
  const wanted = normalised(given);
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const name = normalised(candidate);
    const most = name.endsWith('*') ? 2 : 4;
    const limit = Math.min(most, Math.ceil(name.length / 3), name.length - 1, bestDistance - 1);
    const distance = editDistance(...withoutSharedEnds(wanted, name), limit);
    if (distance <= limit) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Case and the choice of separator are not what a person gets wrong on purpose. */
function normalised(name: string): string {
  return name.toLowerCase().replaceAll(/[-_. :/]/g, '_');
}

/** Both texts without what they begin and end with alike: it changes no distance, and is most of each event. */
function withoutSharedEnds(a: string, b: string): [string, string] {
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < most - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
}

/**
 * Levenshtein's distance with two swapped neighbours as one edit, or some number above `limit` as soon as it must
 * exceed it. Only cells nearer than `limit` to the diagonal can count, so only these are looked at.
 */
function editDistance(a: string, b: string, limit: number): number {
  if (limit < 0 || Math.abs(a.length - b.length) > limit) return limit + 1;
  const over = limit + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  let current = new Array<number>(b.length + 1).fill(over);
  let beforePrevious = current.slice();
  for (let i = 1; i <= a.length; i += 1) {
    const from = Math.max(1, i - limit);
    const to = Math.min(b.length, i + limit);
    current[from - 1] = from === 1 ? i : over;
    let rowBest = current[from - 1] ?? over;
    for (let j = from; j <= to; j += 1) {
      const substitution =
        (previous[j - 1] ?? over) + (a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1);
      const above = j < i + limit ? (previous[j] ?? over) + 1 : over;
      const isSwap = j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? (beforePrevious[j - 2] ?? over) + 1 : over;
      const cost = Math.min(substitution, above, swap, (current[j - 1] ?? over) + 1);
      current[j] = cost;
      rowBest = Math.min(rowBest, cost);
    }
    if (rowBest > limit) return over;
    [beforePrevious, previous, current] = [previous, current, beforePrevious];
  }
  return previous[b.length] ?? over;
}
