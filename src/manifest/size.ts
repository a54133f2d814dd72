/** How much a value holds, aliases followed: what bounds the work of a hostile manifest. */

/** What a value weighs beside its text. */
const valueWeight = 16;

/** No value in a manifest is nested deeper; one that contains itself has no end. */
const maxDepth = 100;

/** Characters of all texts and keys, and 16 for each value. Infinity when it is more than `most`. */
export function sizeOf(value: unknown, most: number): number {
  let size = 0;
  const add = (one: unknown, depth: number): void => {
    size += valueWeight + (typeof one === 'string' ? one.length : 0);
    if (depth > maxDepth) size = Number.POSITIVE_INFINITY;
    if (size > most || typeof one !== 'object' || one === null) return;
    if (Array.isArray(one)) {
      for (const item of one) {
        if (size > most) return;
        add(item, depth + 1);
      }
      return;
    }
    for (const key of Object.keys(one)) {
      if (size > most) return;
      size += key.length;
      add((one as Record<string, unknown>)[key], depth + 1);
    }
  };
  add(value, 0);
  return size > most ? Number.POSITIVE_INFINITY : size;
}
