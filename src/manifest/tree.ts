/** Events → positions: where each value and each key of the document stands. */
import {
  COLLECTION_STYLE,
  CORE_SCHEMA,
  constructFromEvents,
  EVENT_ID,
  type Event,
  getScalarValue,
  SCALAR_STYLE,
} from 'js-yaml';
import { type Path, quoted } from './problem.ts';

/** A value's place in the text, as offsets; `end` is exclusive. */
export interface TreeNode {
  start: number;
  end: number;
  /** Of a mapping: its entries by key, as written last. */
  entries?: Map<string, Entry>;
  /** Of a mapping: what `<<` lays under it. */
  merged?: TreeNode[];
  /** Of a list. */
  items?: TreeNode[];
}

interface Entry {
  keyStart: number;
  keyEnd: number;
  value: TreeNode;
}

/** Something that YAML allows a parser to read and this product refuses. */
interface Fault {
  message: string;
  start: number;
  end: number;
}

/** A value as `read` leaves it. */
interface Read {
  node: TreeNode;
  /** Nodes in it, itself included, with every alias followed. */
  size: number;
  /** Its event when it is a scalar: as a key, it has a name. */
  scalar?: ScalarEvent;
}

/** Events that the repaired ones lack, from one index up to another, and what stands there instead. */
interface Omission {
  from: number;
  to: number;
  instead: Event[];
}

export interface Walked {
  documents: TreeNode[];
  /** Duplicate keys, custom tags, keys that are not scalars, merges of what is no mapping, unknown aliases. */
  faults: Fault[];
  /** The events without what the faults speak of; duplicate keys and unknown aliases stay. */
  repaired(): Event[];
  /** Nodes of the documents with every alias followed. */
  expandedNodes: number;
  /** The alias that stands for most of them. */
  largestAlias?: { start: number; end: number; size: number };
  /** An alias inside the value that it stands for. */
  selfReference?: { start: number; end: number };
}

type ScalarEvent = Extract<Event, { type: typeof EVENT_ID.SCALAR }>;

const emptyDocument: Event = {
  type: EVENT_ID.DOCUMENT,
  explicitStart: false,
  explicitEnd: false,
  directives: [],
};

const coreTags = new Set(
  CORE_SCHEMA.tags.map((tag) => tag.tagName.replace('tag:yaml.org,2002:', '!!')),
);

/** Walks the events once. Linear in the number of events; aliases are not expanded. */
export function treeOf(events: Event[], text: string): Walked {
  const omissions: Omission[] = [];
  const walked: Walked = {
    documents: [],
    faults: [],
    repaired: () => without(events, omissions),
    expandedNodes: 0,
  };
  /** Undefined while the anchored value is still open. */
  const anchors = new Map<string, Read | undefined>();
  let index = 0;

  /** Reads the node that begins at `index`; `fallback` is the place of an empty value: its key's. */
  function read(fallback: { start: number; end: number }): Read {
    const event = events[index] as Event;
    index += 1;
    if (event.type === EVENT_ID.ALIAS) {
      const name = text.slice(event.anchorStart, event.anchorEnd);
      const place = { start: event.anchorStart - 1, end: event.anchorEnd };
      const target = anchors.get(name);
      if (target === undefined && anchors.has(name)) walked.selfReference ??= place;
      if (!anchors.has(name)) {
        const message = `there is no anchor ${quoted(name)} before this alias: write "&${name}" where its value stands, or quotes around a text that begins with "*"`;
        walked.faults.push({ message, ...place });
      }
      const size = target?.size ?? 1;
      if (size > (walked.largestAlias?.size ?? 0)) {
        walked.largestAlias = { ...place, size };
      }
      return { ...target, node: { ...target?.node, ...place }, size };
    }
    if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) {
      return { node: fallback, size: 0 };
    }
    const anchor =
      event.anchorStart < 0 ? undefined : text.slice(event.anchorStart, event.anchorEnd);
    if (anchor !== undefined) anchors.set(anchor, undefined);
    if (event.tagStart >= 0) {
      const tag = text.slice(event.tagStart, event.tagEnd);
      if (!coreTags.has(tag)) {
        const message = `has the tag ${quoted(tag)}: a manifest has no custom tags, remove it`;
        walked.faults.push({ message, start: event.tagStart, end: event.tagEnd });
        omissions.push({
          from: index - 1,
          to: index,
          instead: [{ ...event, tagStart: -1, tagEnd: -1 }],
        });
      }
    }
    let result: Read;
    if (event.type === EVENT_ID.SCALAR) {
      result = { node: scalarPlace(event, fallback), size: 1, scalar: event };
    } else if (event.type === EVENT_ID.SEQUENCE) {
      result = readSequence(event.start, event.style === COLLECTION_STYLE.FLOW);
    } else {
      result = readMapping(event.start, event.style === COLLECTION_STYLE.FLOW);
    }
    if (anchor !== undefined) anchors.set(anchor, result);
    return result;
  }

  function readSequence(start: number, isFlow: boolean): Read {
    const items: TreeNode[] = [];
    let size = 1;
    let last = { start, end: start + 1 };
    while (events[index]?.type !== EVENT_ID.POP) {
      const item = read(isFlow || items.length === 0 ? last : nextDash(last));
      last = item.node;
      items.push(item.node);
      size += item.size;
    }
    index += 1;
    return { node: { start, end: isFlow ? closingEnd(last.end) : last.end, items }, size };
  }

  function readMapping(start: number, isFlow: boolean): Read {
    const entries = new Map<string, Entry>();
    const merged: TreeNode[] = [];
    let size = 1;
    let last = { start, end: start + 1 };
    while (events[index]?.type !== EVENT_ID.POP) {
      const from = index;
      const key = read(last);
      const name = key.scalar === undefined ? undefined : nameOf(key.scalar);
      const isMerge = name === '<<' && isPlainMerge(events[from]);
      const value = read(key.node);
      last = value.node;
      size += key.size + value.size;
      if (key.node.items !== undefined || key.node.entries !== undefined) {
        const message = 'has a list or a mapping as a key: a key is a name, such as "payments"';
        walked.faults.push({ message, start: key.node.start, end: key.node.end });
        omissions.push({ from, to: index, instead: [] });
      } else if (isMerge) {
        const sources = value.node.items ?? [value.node];
        if (sources.every(({ entries }) => entries !== undefined)) {
          for (const source of sources) merged.push(source);
        } else {
          const message = '"<<" can only merge a mapping, or a list of them: name one by its alias';
          walked.faults.push({ message, start: value.node.start, end: value.node.end });
          omissions.push({ from, to: index, instead: [] });
        }
      } else if (name !== undefined) {
        if (entries.has(name)) {
          const message = `repeats the key ${quoted(name)}: keep one of them`;
          walked.faults.push({ message, start: key.node.start, end: key.node.end });
        }
        entries.set(name, { keyStart: key.node.start, keyEnd: key.node.end, value: value.node });
      }
    }
    index += 1;
    return {
      node: { start, end: isFlow ? closingEnd(last.end) : last.end, entries, merged },
      size,
    };
  }

  /** A key's name in the value: `~` is "null" there, `0x10` is "16". */
  function nameOf(event: ScalarEvent): string {
    const source = getScalarValue(text, event);
    const isText =
      event.style !== SCALAR_STYLE.PLAIN || /^(?!(?:null|true|false)$)[a-z_]/i.test(source);
    if (isText || event.tagStart >= 0) return source;
    const whole: Event[] = [emptyDocument, event, { type: EVENT_ID.POP }];
    return String(constructFromEvents(whole, { source: text })[0]);
  }

  function isPlainMerge(event: Event | undefined): boolean {
    return (
      event?.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0
    );
  }

  /** Where the item after `last` begins in a block list: only its dash shows an empty one. */
  function nextDash(last: { start: number; end: number }): { start: number; end: number } {
    const start = nextToken(text, last.end);
    return text[start] === '-' ? { start, end: start + 1 } : last;
  }

  /** The end of a flow collection whose last entry ends at `end`: past its bracket. */
  function closingEnd(end: number): number {
    const at = nextToken(text, end);
    return text[at] === ']' || text[at] === '}' ? at + 1 : end;
  }

  /** Quoted scalars are given without their quotes, block scalars without their header. */
  function scalarPlace(event: ScalarEvent, fallback: { start: number; end: number }): TreeNode {
    if (event.valueStart < 0) return { start: fallback.start, end: fallback.end };
    if (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED) {
      return { start: event.valueStart - 1, end: event.valueEnd + 1 };
    }
    if (event.style === SCALAR_STYLE.PLAIN) return { start: event.valueStart, end: event.valueEnd };
    const before = text.slice(fallback.end, event.valueStart).trimEnd();
    const lineStart = before.lastIndexOf('\n') + 1;
    const header = before.slice(lineStart).search(/[|>][-+\d]{0,2}(?=\s|$)/);
    const start = header < 0 ? event.valueStart : fallback.end + lineStart + header;
    return { start, end: event.valueEnd };
  }

  while (index < events.length) {
    const event = events[index];
    index += 1;
    if (event?.type !== EVENT_ID.DOCUMENT) continue;
    const { node, size } = read({ start: 0, end: 1 });
    walked.documents.push(node);
    walked.expandedNodes += size;
  }
  return walked;
}

/** `events` without the omissions, of which one may lie in another. */
function without(events: readonly Event[], omissions: readonly Omission[]): Event[] {
  const kept: Event[] = [];
  let copied = 0;
  const outerFirst = omissions.toSorted((a, b) => a.from - b.from || b.to - a.to);
  for (const { from, to, instead } of outerFirst) {
    if (from < copied) continue;
    for (; copied < from; copied += 1) kept.push(events[copied] as Event);
    for (const event of instead) kept.push(event);
    copied = to;
  }
  for (; copied < events.length; copied += 1) kept.push(events[copied] as Event);
  return kept;
}

/** Offset of the first character from `from` on that is no blank, no comma and in no comment. */
function nextToken(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '#') while (at < text.length && !/[\r\n]/.test(text[at] ?? '')) at += 1;
    else if (!' \t\r\n,'.includes(text[at] ?? '')) return at;
  }
  return text.length;
}

/** The place of the value at `path`, or of its key; of the nearest enclosing value when it is not there. */
export function placeOf(
  root: TreeNode,
  path: Path,
  at: 'key' | 'value',
): { start: number; end: number } {
  let node = root;
  let place: { start: number; end: number } = root;
  for (const [depth, step] of path.entries()) {
    const isLast = depth === path.length - 1;
    if (typeof step === 'number') {
      const item = node.items?.[step];
      if (item === undefined) return place;
      node = item;
      place = item;
    } else {
      const entry = findEntry(node, step);
      if (entry === undefined) return place;
      node = entry.value;
      place = isLast && at === 'key' ? { start: entry.keyStart, end: entry.keyEnd } : node;
    }
  }
  return place;
}

/** A key of the mapping itself wins over what is merged under it, the first merged over the next. */
function findEntry(node: TreeNode, key: string): Entry | undefined {
  const own = node.entries?.get(key);
  if (own !== undefined) return own;
  for (const source of node.merged ?? []) {
    const found = findEntry(source, key);
    if (found !== undefined) return found;
  }
  return undefined;
}
