/** Events → nodes with their places, and what YAML allows and a manifest may not have. */
import {
  COLLECTION_STYLE,
  CORE_SCHEMA,
  constructFromEvents,
  EVENT_ID,
  type Event,
  getScalarValue,
  SCALAR_STYLE,
} from 'js-yaml';
import { lineEnd, lineStart } from './lines.ts';
import { type Path, quoted, type Span } from './problem.ts';
import { webhookName } from './suggest.ts';

/** A value or a key. What an alias gives shares all but its span with what it stands for. */
interface YamlNode {
  span: Span;
  /** What it is; absent for an alias of nothing. */
  event?: Event;
  /** Of a list. */
  items?: YamlNode[];
  /** Of a mapping: each key as written last. */
  entries?: Map<string, Entry>;
  /** What `<<` lays under a mapping, the first over the next. */
  merged?: YamlNode[];
}

interface Entry {
  key: Span;
  value: YamlNode;
}

/** An error in the YAML; its words are made only when it is kept. */
export interface Fault {
  where: Span;
  message: () => string;
}

type ScalarEvent = Extract<Event, { type: typeof EVENT_ID.SCALAR }>;

const coreTags = new Set(CORE_SCHEMA.tags.map((tag) => tag.tagName.replace('tag:yaml.org,2002:', '!!')));

/** The keys that a plain word gives and that are no texts. */
const noNames: readonly unknown[] = [null, true, false];

/**
 * The nodes of the first two documents, their faults, and the first one's events without what is faulty, duplicate keys
 * and aliases aside. Calls go as deep as the parser lets collections be nested.
 */
export function readNodes(events: readonly Event[], text: string) {
  const faults: Fault[] = [];
  const documents: YamlNode[] = [];
  let sound: Event[] = [];
  let anchors = new Map<string, YamlNode>();
  let index = 0;
  /** Where what was read last ends. */
  let cursor = 0;

  const fault = (where: Span, message: () => string) => faults.push({ where, message });
  const isOpen = () => index < events.length && events[index]?.type !== EVENT_ID.POP;
  const next = (): Event => {
    const event = events[index] as Event;
    index += 1;
    return event;
  };

  /** Reads one node; `fallback` is the span of one of which nothing stands in the text. */
  function read(fallback: Span): YamlNode {
    const event = next();
    if (event.type === EVENT_ID.ALIAS) {
      sound.push(event);
      const span = { start: event.anchorStart - 1, end: event.anchorEnd };
      const name = text.slice(event.anchorStart, event.anchorEnd);
      const target = anchors.get(name);
      if (target === undefined) fault(span, () => unknownAlias(name));
      cursor = span.end;
      return { ...target, span };
    }
    const node: YamlNode = { span: fallback, event };
    if (event.type === EVENT_ID.SCALAR) {
      node.span = scalarSpan(event, text, cursor) ?? fallback;
      cursor = Math.max(cursor, node.span.end);
    }
    sound.push(withoutCustomTag(event));
    if ('anchorStart' in event && event.anchorStart >= 0) {
      anchors.set(text.slice(event.anchorStart, event.anchorEnd), node);
    }
    if (event.type !== EVENT_ID.SEQUENCE && event.type !== EVENT_ID.MAPPING) return node;
    const span = { start: event.start, end: event.start + 1 };
    const isFlow = event.style === COLLECTION_STYLE.FLOW;
    node.span = span;
    cursor = isFlow ? span.end : span.start;
    if (event.type === EVENT_ID.SEQUENCE) node.items = readItems(span);
    else readEntries(node, span);
    sound.push(next());
    if (isFlow) {
      const bracket = nextToken(text, cursor);
      if (']}'.includes(text[bracket] ?? ' ')) cursor = bracket + 1;
    }
    span.end = Math.max(span.end, cursor);
    return node;
  }

  function readItems(list: Span): YamlNode[] {
    const items: YamlNode[] = [];
    while (isOpen()) {
      let fallback = list;
      if (isBare(events[index])) {
        // Nothing shows it but its dash.
        const start = nextToken(text, cursor);
        fallback = { start, end: start + 1 };
        cursor = text[start] === '-' ? start + 1 : start;
      }
      items.push(read(fallback));
    }
    return items;
  }

  function readEntries(node: YamlNode, { start }: Span): void {
    const entries = new Map<string, Entry>();
    node.entries = entries;
    while (isOpen()) {
      const before = sound.length;
      const key = read({ start, end: start + 1 });
      const value = read(key.span);
      if (isMerge(key.event, text)) {
        const sources = value.items ?? [value];
        node.merged ??= [];
        for (const source of sources) node.merged.push(source);
        // An alias of nothing is a fault of its own.
        if (sources.every((source) => source.entries !== undefined || source.event === undefined)) continue;
        fault(value.span, () => 'Only a mapping, or a list of mappings, can be merged with "<<".');
        sound.length = before;
      } else if (key.items !== undefined || key.entries !== undefined) {
        fault(key.span, () => 'A list or a mapping cannot be a key. Use a name, such as payments.');
        sound.length = before;
      } else if (key.event?.type === EVENT_ID.SCALAR) {
        const { event } = key;
        const given = keyValue(event, text);
        const name = String(given);
        if (noNames.includes(given)) fault(key.span, () => noName(getScalarValue(text, event)));
        else if (entries.has(name)) fault(key.span, () => `Duplicate key ${quoted(name)}. Remove one.`);
        entries.set(name, { key: key.span, value });
      }
    }
  }

  /** The event, or what it is without a tag that is not YAML's own, which is reported. */
  function withoutCustomTag(event: Event): Event {
    if (!('tagStart' in event) || event.tagStart < 0) return event;
    const span = { start: event.tagStart, end: event.tagEnd };
    const tag = text.slice(span.start, span.end);
    if (coreTags.has(tag)) return event;
    const named = /^!+\w+$/.test(tag) ? `The tag ${quoted(tag)}` : 'This tag';
    fault(span, () => `${named} is not allowed in a manifest. Remove it.`);
    return { ...event, tagStart: -1, tagEnd: -1 };
  }

  while (index < events.length && documents.length < 2) {
    const first = sound;
    anchors = new Map();
    sound = [next()];
    const root = read({ start: cursor, end: cursor + 1 });
    sound.push(next());
    if (documents.push(root) === 2) sound = first;
  }
  return { documents, faults, sound };
}

/** The span of what stands at a path, or of the nearest enclosing value when nothing does. */
export function spanAt(root: YamlNode | undefined, where: Path | { keyOf: Path }): Span {
  if (root === undefined) return { start: 0, end: 1 };
  const isKey = 'keyOf' in where;
  const path = isKey ? where.keyOf : where;
  let node = root;
  for (const [depth, step] of path.entries()) {
    const entry = typeof step === 'string' ? entryOf(node, step) : undefined;
    if (entry !== undefined && isKey && depth === path.length - 1) return entry.key;
    const value = typeof step === 'number' ? node.items?.[step] : entry?.value;
    if (value === undefined) break;
    node = value;
  }
  return node.span;
}

/** The entry of a mapping, or of the first that is merged under it. Merges can be chained deeper than calls can. */
function entryOf(node: YamlNode, name: string): Entry | undefined {
  const pending = [node];
  const seen = new Set<unknown>();
  for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
    const entry = one.entries?.get(name);
    if (entry !== undefined) return entry;
    if (seen.has(one.entries)) continue;
    seen.add(one.entries);
    for (const under of one.merged?.toReversed() ?? []) pending.push(under);
  }
  return undefined;
}

function unknownAlias(name: string): string {
  const named = /^\w+$/.test(name) ? `No anchor ${quoted(`&${name}`)}` : 'No such anchor';
  return `${named} is defined above this alias. To write the text itself, put it in quotes.`;
}

function noName(source: string): string {
  const what = source === '' ? 'An empty key' : quoted(source);
  const quotes = webhookName.test(source) ? 'Put it in quotes, or use' : 'Use';
  return `${what} is not a name in YAML. ${quotes} another name, such as payments.`;
}

/** True for a scalar of which nothing stands in the text. */
function isBare(event: Event | undefined): boolean {
  return event?.type === EVENT_ID.SCALAR && Math.max(event.valueStart, event.anchorStart, event.tagStart) < 0;
}

/** True for the key `<<` that merges. */
function isMerge(event: Event | undefined, text: string): boolean {
  return (
    event?.type === EVENT_ID.SCALAR &&
    event.style === SCALAR_STYLE.PLAIN &&
    event.tagStart < 0 &&
    text.slice(event.valueStart, event.valueEnd) === '<<'
  );
}

/** What a key is before it becomes a text: `~` is null, `0x10` is 16. */
function keyValue(event: ScalarEvent, text: string): unknown {
  const source = getScalarValue(text, event);
  // Most keys are words, which need not be asked about.
  if (event.tagStart >= 0 || /^(?!(?:null|true|false)$)[a-z_]/i.test(source)) return source;
  const document = { type: EVENT_ID.DOCUMENT, explicitStart: false, explicitEnd: false, directives: [] };
  return constructFromEvents([document, event, { type: EVENT_ID.POP }], { source: text })[0];
}

/** Quoted scalars with their quotes, block scalars with their header, empty ones by their tag or anchor. */
function scalarSpan(event: ScalarEvent, text: string, cursor: number): Span | undefined {
  const { style, valueStart: start, valueEnd: end, anchorStart, anchorEnd, tagStart, tagEnd } = event;
  if (start < 0) {
    if (tagStart >= 0) return { start: tagStart, end: tagEnd };
    return anchorStart >= 0 ? { start: anchorStart - 1, end: anchorEnd } : undefined;
  }
  switch (style) {
    case SCALAR_STYLE.PLAIN:
      return { start, end };
    case SCALAR_STYLE.SINGLE_QUOTED:
    case SCALAR_STYLE.DOUBLE_QUOTED:
      return { start: start - 1, end: end + 1 };
    default:
      return { start: headerStart(text, start, Math.max(cursor, anchorEnd, tagEnd)), end };
  }
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

/** Offset of the first character from `from` on that is no blank, no comma and in no comment. */
function nextToken(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n,#'.includes(text[at] ?? '')) {
    at = text[at] === '#' ? lineEnd(text, at) : at + 1;
  }
  return at;
}
