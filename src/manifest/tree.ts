/** Events → positions: where each value and each key of the document stands. */
import { CORE_SCHEMA, EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import type { Path } from './problem.ts';

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

export interface Walked {
  documents: TreeNode[];
  /** Duplicate keys, custom tags, keys that are not scalars: in the order of the text. */
  faults: Fault[];
  /** Nodes of the documents with every alias followed. */
  expandedNodes: number;
  /** Offset of an alias inside the value that it stands for. */
  selfReference?: number;
}

const coreTags = new Set(
  CORE_SCHEMA.tags.map((tag) => tag.tagName.replace('tag:yaml.org,2002:', '!!')),
);

/** Walks the events once. Linear in the number of events; aliases are not expanded. */
export function treeOf(events: Event[], text: string): Walked {
  const walked: Walked = { documents: [], faults: [], expandedNodes: 0 };
  /** Undefined while the anchored value is still open. */
  const anchors = new Map<string, { node: TreeNode; size: number } | undefined>();
  let index = 0;

  /** Reads the node that begins at `index`; `fallback` is the place of an empty value: its key's. */
  function read(fallback: { start: number; end: number }): {
    node: TreeNode;
    size: number;
    key?: string;
  } {
    const event = events[index] as Event;
    index += 1;
    if (event.type === EVENT_ID.ALIAS) {
      const name = text.slice(event.anchorStart, event.anchorEnd);
      const place = { start: event.anchorStart - 1, end: event.anchorEnd };
      const target = anchors.get(name);
      if (target === undefined && anchors.has(name)) walked.selfReference ??= place.start;
      return { node: { ...target?.node, ...place }, size: target?.size ?? 1 };
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
        const message = `has the tag ${JSON.stringify(tag)}: a manifest has no custom tags, remove it`;
        walked.faults.push({ message, start: event.tagStart, end: event.tagEnd });
      }
    }
    let result: { node: TreeNode; size: number; key?: string };
    if (event.type === EVENT_ID.SCALAR) {
      result = { node: scalarPlace(event, fallback), size: 1, key: getScalarValue(text, event) };
    } else if (event.type === EVENT_ID.SEQUENCE) {
      result = readSequence(event.start);
    } else {
      result = readMapping(event.start);
    }
    if (anchor !== undefined) anchors.set(anchor, result);
    return result;
  }

  function readSequence(start: number): { node: TreeNode; size: number } {
    const items: TreeNode[] = [];
    let size = 1;
    let last = { start, end: start + 1 };
    while (events[index]?.type !== EVENT_ID.POP) {
      const item = read(last);
      last = item.node;
      items.push(item.node);
      size += item.size;
    }
    index += 1;
    return { node: { start, end: last.end, items }, size };
  }

  function readMapping(start: number): { node: TreeNode; size: number } {
    const entries = new Map<string, Entry>();
    const merged: TreeNode[] = [];
    let size = 1;
    let last = { start, end: start + 1 };
    while (events[index]?.type !== EVENT_ID.POP) {
      const key = read(last);
      const value = read(key.node);
      last = value.node;
      size += key.size + value.size;
      if (key.key === undefined) {
        const message = 'has a key that is not plain text';
        walked.faults.push({ message, start: key.node.start, end: key.node.end });
      } else if (key.key === '<<') {
        merged.push(...(value.node.items ?? [value.node]));
      } else {
        if (entries.has(key.key)) {
          const message = `repeats the key ${JSON.stringify(key.key)}: keep one of the two`;
          walked.faults.push({ message, start: key.node.start, end: key.node.end });
        }
        entries.set(key.key, { keyStart: key.node.start, keyEnd: key.node.end, value: value.node });
      }
    }
    index += 1;
    return { node: { start, end: last.end, entries, merged }, size };
  }

  /** Quoted scalars are given without their quotes, block scalars without their header. */
  function scalarPlace(
    event: Extract<Event, { type: typeof EVENT_ID.SCALAR }>,
    fallback: { start: number; end: number },
  ): TreeNode {
    if (event.valueStart < 0) return { start: fallback.start, end: fallback.end };
    if (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED) {
      return { start: event.valueStart - 1, end: event.valueEnd + 1 };
    }
    if (event.style === SCALAR_STYLE.PLAIN) return { start: event.valueStart, end: event.valueEnd };
    const before = text.slice(fallback.start, event.valueStart).trimEnd();
    const lineStart = before.lastIndexOf('\n') + 1;
    const header = before.slice(lineStart).search(/[|>][-+\d]{0,2}(?=\s|$)/);
    const start = header < 0 ? event.valueStart : fallback.start + lineStart + header;
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
