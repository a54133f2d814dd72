/** What YAML lets a parser read and a manifest may not have, and the rest of the document without it. */
import { CORE_SCHEMA, EVENT_ID, type Event } from 'js-yaml';
import { type Finding, quoted } from './problem.ts';
import { isMerge, keyName, type Place, type Positions } from './tree.ts';

const coreTags = new Set(
  CORE_SCHEMA.tags.map((tag) => tag.tagName.replace('tag:yaml.org,2002:', '!!')),
);

/**
 * Reports duplicate keys, custom tags, keys that are no names, merges of what is no mapping, and aliases of nothing.
 * The answer is the events without what was reported, duplicate keys and aliases aside. Takes tags out of `events`.
 */
export function repaired(
  events: readonly Event[],
  text: string,
  positions: Positions,
  report: (finding: Finding<Place>) => void,
): Event[] {
  const kept: Event[] = [];
  let index = 0;
  const fault = (message: () => string, where: Place) =>
    report({ severity: 'error', message, where });
  const typeOf = (node: number) => events[positions.target(node)]?.type;

  function readNode(): void {
    const event = events[index] as Event;
    index += 1;
    kept.push(event);
    if (event.type === EVENT_ID.ALIAS) {
      if (positions.target(index - 1) < 0) fault(() => noAnchor(event), aliasPlace(event));
      return;
    }
    if ('tagStart' in event && event.tagStart >= 0) removeCustomTag(event);
    if (event.type === EVENT_ID.MAPPING) readMapping(event.start);
    else if (event.type !== EVENT_ID.SCALAR) readItems();
  }

  /** Reads up to the end of a list or document. */
  function readItems(): void {
    while (events[index]?.type !== EVENT_ID.POP) readNode();
    kept.push(events[index] as Event);
    index += 1;
  }

  function readMapping(start: number): void {
    const names = new Set<string>();
    while (events[index]?.type !== EVENT_ID.POP) {
      const key = index;
      const before = kept.length;
      readNode();
      const value = index;
      readNode();
      const keyPlace = positions.nodePlace(key, { start, end: start + 1 });
      if (isMerge(events[key], text)) {
        if (!isMergeable(value)) {
          const message =
            'Only a mapping, or a list of mappings, can be merged. Name one by its alias.';
          fault(() => message, positions.nodePlace(value, keyPlace));
          kept.length = before;
        }
        continue;
      }
      const name = keyName(events[positions.target(key)], text);
      if (typeOf(key) === undefined) continue;
      if (name === undefined) {
        fault(
          () => 'A list or a mapping cannot be a key. Use a name, such as "payments".',
          keyPlace,
        );
        kept.length = before;
      } else if (names.has(name)) {
        fault(() => `The key ${quoted(name)} is repeated. Keep one of them.`, keyPlace);
      } else {
        names.add(name);
      }
    }
    kept.push(events[index] as Event);
    index += 1;
  }

  function removeCustomTag(event: Extract<Event, { tagStart: number }>): void {
    const { tagStart: start, tagEnd: end } = event;
    const tag = text.slice(start, end);
    if (coreTags.has(tag)) return;
    const message = () => `The tag ${quoted(tag)} is not allowed in a manifest. Remove it.`;
    fault(message, { start, end });
    event.tagStart = -1;
    event.tagEnd = -1;
  }

  /** True for a mapping, and for a list of mappings; an alias of nothing is a fault of its own. */
  function isMergeable(value: number): boolean {
    const type = typeOf(value);
    if (type !== EVENT_ID.SEQUENCE) return type === EVENT_ID.MAPPING || type === undefined;
    return positions
      .itemsOf(positions.target(value))
      .every((item) => typeOf(item) === EVENT_ID.MAPPING || typeOf(item) === undefined);
  }

  function noAnchor(event: Extract<Event, { type: typeof EVENT_ID.ALIAS }>): string {
    const name = text.slice(event.anchorStart, event.anchorEnd);
    return `No anchor ${quoted(`&${name}`)} stands before this alias. Put quotes around a text that begins with "*".`;
  }

  while (index < events.length) readNode();
  return kept;
}

function aliasPlace({ anchorStart, anchorEnd }: { anchorStart: number; anchorEnd: number }): Place {
  return { start: anchorStart - 1, end: anchorEnd };
}
