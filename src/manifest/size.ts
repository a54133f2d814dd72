/** How much a value holds, aliases followed: what bounds the work of a hostile manifest. */

/** What a value weighs beside its text. */
const valueWeight = 16;

/** No value in a manifest is nested deeper. */
const maxDepth = 100;

/**
 * Gives a function that says the size of a value: the characters of all texts and keys, and 16 for each value.
 * Infinity for a value that contains itself. What aliases share is weighed once and counted each time.
 */
export function scales(): (value: unknown) => number {
  const known = new Map<object, number>();
  const weigh = (value: unknown, depth: number): number => {
    if (typeof value === 'string') return valueWeight + value.length;
    if (typeof value !== 'object' || value === null) return valueWeight;
    const before = known.get(value);
    if (before !== undefined) return before;
    // Until it is weighed: that of a value in itself.
    known.set(value, Number.POSITIVE_INFINITY);
    if (depth > maxDepth) return Number.POSITIVE_INFINITY;
    let size = valueWeight;
    if (Array.isArray(value)) {
      for (const item of value) size += weigh(item, depth + 1);
    } else {
      for (const [key, item] of Object.entries(value)) size += key.length + weigh(item, depth + 1);
    }
    known.set(value, size);
    return size;
  };
  return (value) => weigh(value, 0);
}
