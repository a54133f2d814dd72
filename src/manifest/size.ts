/** How much a value holds, aliases followed: what bounds the work of a hostile manifest. */

/** What a value weighs beside its text. */
const valueWeight = 16;

/** No value in a manifest is nested deeper. */
const maxDepth = 100;

/** A smaller value is weighed again where another alias of it stands. */
const memorable = 1000;

/**
 * Gives a function that says the size of a value: the characters of all texts and keys, and 16 for each value.
 * Infinity for a value that contains itself. What aliases share is weighed once and counted each time.
 */
export function scales(): (value: unknown) => number {
  const known = new Map<object, number>();
  const weigh = (value: unknown, depth: number): number => {
    if (typeof value === 'string') return valueWeight + value.length;
    return typeof value === 'object' && value !== null ? weighAll(value, depth) : valueWeight;
  };
  const weighAll = (holder: object, depth: number): number => {
    const before = known.get(holder);
    if (before !== undefined) return before;
    // Until it is weighed: that of a value in itself.
    known.set(holder, Number.POSITIVE_INFINITY);
    if (depth > maxDepth) return Number.POSITIVE_INFINITY;
    let size = valueWeight;
    if (Array.isArray(holder)) {
      for (const item of holder) size += weigh(item, depth + 1);
    } else {
      const mapping = holder as Record<string, unknown>;
      for (const key in mapping) size += key.length + weigh(mapping[key], depth + 1);
    }
    if (size < memorable) known.delete(holder);
    else known.set(holder, size);
    return size;
  };
  return (value) => weigh(value, 0);
}
