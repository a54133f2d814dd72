/** Events → positions: where each value and key of the document stands. Nothing is looked up before it is asked for. */
import {
  COLLECTION_STYLE,
  constructFromEvents,
  EVENT_ID,
  type Event,
  getScalarValue,
  SCALAR_STYLE,
} from 'js-yaml';
import { lineStart } from './lines.ts';
import type { PathPlace } from './problem.ts';

/** A stretch of the text, as offsets; `end` is exclusive. */
export interface Place {
  start: number;
  end: number;
}

/** Answers where things stand. A node is named by the index of its event. */
export interface Positions {
  /** The place of what stands at a path; of the nearest enclosing value when nothing does. */
  placeOf(where: PathPlace): Place;
  /** The place of a node; `fallback` for one that is empty. */
  nodePlace(index: number, fallback: Place): Place;
  /** The node itself, or the one that an alias stands for; -1 when there is none. */
  target(index: number): number;
  /** The items of a list. */
  itemsOf(index: number): readonly number[];
}

type ScalarEvent = Extract<Event, { type: typeof EVENT_ID.SCALAR }>;

/** A mapping: its keys as written last, and what `<<` lays under it, the first over the next. */
interface Mapping {
  entries: Map<string, Entry>;
  sources: number[];
}

interface Entry {
  key: number;
  value: number;
}

/** A list's items, and the dashes of those that are empty: nothing else shows them. */
interface Items {
  nodes: number[];
  dashes: Map<number, Place>;
}

export function positionsOf(events: readonly Event[], text: string): Positions {
  const links = linksOf(events, text);
  const mappings = new Map<number, Mapping>();
  const lists = new Map<number, Items>();
  const ends = new Map<number, number>();

  const typeOf = (index: number) => events[index]?.type;
  const target = (index: number): number =>
    typeOf(index) === EVENT_ID.ALIAS ? (links[index] ?? -1) : index;
  const next = (index: number): number =>
    isCollection(events[index]) ? (links[index] ?? 0) : index + 1;

  /** The mapping at `index` with what is merged under it. Merges can be chained deeper than calls can. */
  function mappingAt(index: number): Mapping | undefined {
    if (typeOf(index) !== EVENT_ID.MAPPING) return undefined;
    const pending = [index];
    for (let at = pending.at(-1); at !== undefined; at = pending.at(-1)) {
      const known = mappings.get(at);
      if (known === undefined) {
        const mapping = readMapping(at);
        mappings.set(at, mapping);
        for (const source of mapping.sources) if (!mappings.has(source)) pending.push(source);
      } else {
        pending.pop();
        for (const source of known.sources.splice(0)) {
          for (const [key, entry] of mappings.get(source)?.entries ?? []) {
            if (!known.entries.has(key)) known.entries.set(key, entry);
          }
        }
      }
    }
    return mappings.get(index);
  }

  function readMapping(index: number): Mapping {
    const mapping: Mapping = { entries: new Map(), sources: [] };
    let key = index + 1;
    while (typeOf(key) !== EVENT_ID.POP) {
      const value = next(key);
      if (isMerge(events[key], text)) {
        const merged = target(value);
        const sources = typeOf(merged) === EVENT_ID.SEQUENCE ? itemsAt(merged).nodes : [merged];
        for (const source of sources) {
          if (typeOf(target(source)) === EVENT_ID.MAPPING) mapping.sources.push(target(source));
        }
      } else {
        const name = keyName(events[target(key)], text);
        if (name !== undefined) mapping.entries.set(name, { key, value });
      }
      key = next(value);
    }
    return mapping;
  }

  function itemsAt(index: number): Items {
    const known = lists.get(index);
    if (known !== undefined) return known;
    const items: Items = { nodes: [], dashes: new Map() };
    lists.set(index, items);
    let cursor = startOf(events[index]);
    for (let node = index + 1; typeOf(node) !== EVENT_ID.POP; node = next(node)) {
      if (isBare(events[node])) {
        const at = nextToken(text, cursor);
        cursor = text[at] === '-' ? at + 1 : at;
        items.dashes.set(items.nodes.length, { start: Math.max(at, 0), end: at + 1 });
      } else if (isBare(events[next(node)])) {
        cursor = nodePlace(node, { start: cursor, end: cursor }).end;
      }
      items.nodes.push(node);
    }
    return items;
  }

  function nodePlace(index: number, fallback: Place): Place {
    const event = events[index];
    if (event?.type === EVENT_ID.SCALAR) return scalarPlace(event, text, fallback);
    if (event?.type === EVENT_ID.ALIAS)
      return { start: event.anchorStart - 1, end: event.anchorEnd };
    return isCollection(event) ? { start: event.start, end: endOf(index) } : fallback;
  }

  /** Where a collection ends: past its bracket, or with its last value. */
  function endOf(index: number): number {
    const known = ends.get(index);
    if (known !== undefined) return known;
    const event = events[index];
    const last = (links[index] ?? 0) - 2;
    const inside = last === index ? startOf(event) + 1 : endOfLast(index, last);
    const isFlow = isCollection(event) && event.style === COLLECTION_STYLE.FLOW;
    const end = isFlow ? closingEnd(text, inside) : inside;
    ends.set(index, end);
    return end;
  }

  /** The end of what ends with the event `last`, in the collection at `index`. */
  function endOfLast(index: number, last: number): number {
    const begin = typeOf(last) === EVENT_ID.POP ? (links[last] ?? 0) : last;
    const start = startOf(events[index]);
    if (!isBare(events[begin])) return nodePlace(begin, { start, end: start }).end;
    if (typeOf(index) === EVENT_ID.SEQUENCE) {
      const { nodes, dashes } = itemsAt(index);
      return dashes.get(nodes.length - 1)?.end ?? start;
    }
    const key = begin - 1;
    return isBare(events[key]) || key === index ? start + 1 : endOfLast(index, key);
  }

  return {
    target,
    nodePlace,
    itemsOf: (index) => itemsAt(index).nodes,
    placeOf({ path, at }) {
      let [node, fallback] = [1, { start: 0, end: 1 }];
      for (const [depth, step] of path.entries()) {
        const holder = target(node);
        if (typeof step === 'number') {
          const items = typeOf(holder) === EVENT_ID.SEQUENCE ? itemsAt(holder) : undefined;
          const item = items?.nodes[step];
          if (item === undefined) break;
          node = item;
          fallback = items?.dashes.get(step) ?? fallback;
        } else {
          const entry = mappingAt(holder)?.entries.get(step);
          if (entry === undefined) break;
          const start = startOf(events[holder]);
          fallback = nodePlace(entry.key, { start, end: start + 1 });
          if (at === 'key' && depth === path.length - 1) return fallback;
          node = entry.value;
        }
      }
      return nodePlace(node, fallback);
    },
  };
}

/**
 * For the event that begins a collection, the index past its end; for the one that ends it, its beginning; for an
 * alias, the node that it stands for; otherwise -1.
 */
function linksOf(events: readonly Event[], text: string): Int32Array {
  const links = new Int32Array(events.length).fill(-1);
  const open: number[] = [];
  let anchors = new Map<string, number>();
  for (const [index, event] of events.entries()) {
    if (event.type === EVENT_ID.POP) {
      const start = open.pop() ?? 0;
      links[start] = index + 1;
      links[index] = start;
      continue;
    }
    if (event.type === EVENT_ID.DOCUMENT) anchors = new Map();
    if (event.type === EVENT_ID.DOCUMENT || isCollection(event)) open.push(index);
    if (event.type === EVENT_ID.DOCUMENT || event.anchorStart < 0) continue;
    const name = text.slice(event.anchorStart, event.anchorEnd);
    if (event.type === EVENT_ID.ALIAS) links[index] = anchors.get(name) ?? -1;
    else anchors.set(name, index);
  }
  return links;
}

function isCollection(event: Event | undefined): event is Extract<Event, { start: number }> {
  return event?.type === EVENT_ID.SEQUENCE || event?.type === EVENT_ID.MAPPING;
}

/** True for a scalar of which nothing stands in the text. */
function isBare(event: Event | undefined): boolean {
  return (
    event?.type === EVENT_ID.SCALAR &&
    event.valueStart < 0 &&
    event.anchorStart < 0 &&
    event.tagStart < 0
  );
}

function startOf(event: Event | undefined): number {
  return isCollection(event) ? event.start : 0;
}

/** True for the key `<<` that merges. */
export function isMerge(event: Event | undefined, text: string): boolean {
  return (
    event?.type === EVENT_ID.SCALAR &&
    event.style === SCALAR_STYLE.PLAIN &&
    event.tagStart < 0 &&
    text.slice(event.valueStart, event.valueEnd) === '<<'
  );
}

const document: Event = {
  type: EVENT_ID.DOCUMENT,
  explicitStart: false,
  explicitEnd: false,
  directives: [],
};

/** A key's name in the value: `~` is "null" there, `0x10` is "16". Undefined for what is no scalar. */
export function keyName(event: Event | undefined, text: string): string | undefined {
  if (event?.type !== EVENT_ID.SCALAR) return undefined;
  const source = getScalarValue(text, event);
  const isText =
    event.style !== SCALAR_STYLE.PLAIN || /^(?!(?:null|true|false)$)[a-z_]/i.test(source);
  if (isText || event.tagStart >= 0) return source;
  const whole: Event[] = [document, event, { type: EVENT_ID.POP }];
  return String(constructFromEvents(whole, { source: text })[0]);
}

/** Quoted scalars are given without their quotes, block scalars without their header, empty ones by what marks them. */
function scalarPlace(event: ScalarEvent, text: string, fallback: Place): Place {
  const { style, valueStart, valueEnd, anchorStart, anchorEnd, tagStart, tagEnd } = event;
  if (valueStart < 0) {
    if (tagStart >= 0) return { start: tagStart, end: tagEnd };
    return anchorStart >= 0 ? { start: anchorStart - 1, end: anchorEnd } : fallback;
  }
  if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED) {
    return { start: valueStart - 1, end: valueEnd + 1 };
  }
  if (style === SCALAR_STYLE.PLAIN) return { start: valueStart, end: valueEnd };
  const start = headerStart(text, valueStart, Math.max(fallback.end, anchorEnd, tagEnd));
  return { start, end: valueEnd };
}

/** Offset of a block scalar's `|` or `>`, in the line above its content, behind `from` where that is in this line. */
function headerStart(text: string, contentStart: number, from: number): number {
  let end = contentStart;
  if (text[end - 1] === '\n') end -= 1;
  if (text[end - 1] === '\r') end -= 1;
  for (let at = Math.max(from, lineStart(text, end)); at < end; at += 1) {
    if (text[at] === '|' || text[at] === '>') return at;
  }
  return contentStart;
}

/** The end of a flow collection whose last entry ends at `end`: past its bracket. */
function closingEnd(text: string, end: number): number {
  const at = nextToken(text, end);
  return text[at] === ']' || text[at] === '}' ? at + 1 : end;
}

/** Offset of the first character from `from` on that is no blank, no comma and in no comment. */
function nextToken(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '#') while (at < text.length && !'\r\n'.includes(text[at] ?? '')) at += 1;
    else if (!' \t\r\n,'.includes(character)) return at;
  }
  return text.length;
}
