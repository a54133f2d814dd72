/** How much a manifest holds once aliases and merges are expanded: the one bound of what is worked on. */
import { EVENT_ID, type Event } from 'js-yaml';
import { maxBytes } from './file.ts';

/** Each value counts as so many bytes beside its text. */
const valueBytes = 16;

/** Twice what the file may have: 10,000 small webhooks. */
const mostExpandedBytes = 2 * maxBytes;

/** What is too much, and where. */
export interface Excess {
  at: number;
  isInItself?: boolean;
}

/** The first place where lines and values alone exceed the bound: a parser would hold some hundred bytes for each. */
export function excessOfText(text: string): Excess | undefined {
  let left = mostExpandedBytes / valueBytes;
  if (text.length <= left) return undefined;
  for (let at = 0; at < text.length; at += 1) {
    if ('\n\r,:'.includes(text[at] ?? '')) left -= 1;
    if (left < 0) return { at };
  }
  return undefined;
}

/** The first place where the bound is exceeded, or where a value is in itself. */
export function excessOfEvents(events: readonly Event[], text: string): Excess | undefined {
  let bytes = 0;
  const open: { anchor: string | undefined; before: number }[] = [];
  /** The bytes of what an anchor stands for; undefined until its end is reached. */
  const sizes = new Map<string, number | undefined>();
  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      const { anchor, before = 0 } = open.pop() ?? {};
      if (anchor !== undefined) sizes.set(anchor, bytes - before);
      continue;
    }
    const before = bytes;
    const anchor =
      event.type !== EVENT_ID.DOCUMENT && event.anchorStart >= 0
        ? text.slice(event.anchorStart, event.anchorEnd)
        : undefined;
    bytes += valueBytes;
    if (event.type === EVENT_ID.ALIAS) {
      const name = anchor ?? '';
      const size = sizes.get(name);
      if (size === undefined && sizes.has(name)) return { at: event.anchorStart - 1, isInItself: true };
      bytes += size ?? 0;
    } else if (event.type === EVENT_ID.SCALAR) {
      bytes += event.valueEnd - event.valueStart;
      if (anchor !== undefined) sizes.set(anchor, bytes - before);
    } else {
      open.push({ anchor, before });
      if (anchor !== undefined) sizes.set(anchor, undefined);
    }
    if (bytes > mostExpandedBytes) return { at: startOf(event) };
  }
  return undefined;
}

function startOf(event: Event): number {
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
  if (event.type === EVENT_ID.SCALAR) return Math.max(0, event.valueStart);
  return 'start' in event ? event.start : 0;
}
