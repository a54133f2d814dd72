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
import { lineStart } from './lines.ts';
import { webhookName } from './name.ts';
import { type PathPlace, quoted, type RawProblem } from './problem.ts';

/** A stretch of the text, as offsets; `end` is exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** A value or a key. What an alias gives shares all but its span with what it stands for. */
interface YamlNode {
  span: Span;
  /** What it is; absent for an alias of nothing. */
  event?: Event;
  /** Of a list. */
  items?: YamlNode[];
  /** Of a mapping: each key as written last. */
  entries?: ReadonlyMap<string, Entry>;
  /** What `<<` lays under a mapping, the first over the next. */
  merged?: YamlNode[];
}

interface Entry {
  key: Span;
  value: YamlNode;
}

const noEntries: ReadonlyMap<string, Entry> = new Map();

/** What one pass over the events finds. */
export interface NodeReading {
  /** The first document, and the second if there is one. */
  documents: YamlNode[];
  faults: RawProblem<Span>[];
  /** The first document's events without what was reported, duplicate keys and aliases aside. */
  sound: Event[];
}

type ScalarEvent = Extract<Event, { type: typeof EVENT_ID.SCALAR }>;
type CollectionEvent = Extract<Event, { start: number }>;

const coreTags = new Set(CORE_SCHEMA.tags.map((tag) => tag.tagName.replace('tag:yaml.org,2002:', '!!')));

/** The keys that a plain word gives and that are no texts. */
const noNames: readonly unknown[] = [null, true, false];

/** Reads the first two documents. Calls go as deep as the parser lets collections be nested. */
export function readNodes(events: readonly Event[], text: string): NodeReading {
  const faults: RawProblem<Span>[] = [];
  const documents: YamlNode[] = [];
  let sound: Event[] = [];
  let anchors = new Map<string, YamlNode>();
  let index = 0;
  /** Where what was read last ends. */
  let cursor = 0;

  const fault = (where: Span, message: () => string) => {
    faults.push({ severity: 'error', message, where });
  };
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
    if (!isCollection(event)) return node;
    const span = { start: event.start, end: event.start + 1 };
    node.span = span;
    cursor = event.style === COLLECTION_STYLE.FLOW ? span.end : span.start;
    if (event.type === EVENT_ID.SEQUENCE) readItems(node, span);
    else readEntries(node, span);
    sound.push(next());
    if (event.style === COLLECTION_STYLE.FLOW) cursor = closingEnd(text, cursor);
    span.end = Math.max(span.end, cursor);
    return node;
  }

  function readItems(node: YamlNode, span: Span): void {
    node.items = [];
    while (isOpen()) {
      let fallback = span;
      if (isBare(events[index])) {
        // Nothing shows it but its dash.
        const at = nextToken(text, cursor);
        fallback = { start: at, end: at + 1 };
        cursor = text[at] === '-' ? at + 1 : at;
      }
      node.items.push(read(fallback));
    }
  }

  function readEntries(node: YamlNode, { start }: Span): void {
    node.entries = isOpen() ? new Map() : noEntries;
    const entries = node.entries as Map<string, Entry>;
    while (isOpen()) {
      const before = sound.length;
      const key = read({ start, end: start + 1 });
      const value = read(key.span);
      if (isMerge(key.event, text)) {
        const sources = value.items ?? [value];
        node.merged ??= [];
        for (const source of sources) node.merged.push(source);
        if (sources.every(isMergeable)) continue;
        fault(value.span, () => 'Only a mapping, or a list of mappings, can be merged with "<<".');
        sound.length = before;
      } else if (key.items !== undefined || key.entries !== undefined) {
        fault(key.span, () => 'A list or a mapping cannot be a key. Use a name, such as payments.');
        sound.length = before;
      } else if (key.event?.type === EVENT_ID.SCALAR) {
        const name = keyText(key.event, text);
        if (noNames.includes(name)) fault(key.span, () => noName(key.event as ScalarEvent, text));
        else if (entries.has(String(name))) {
          fault(key.span, () => `Duplicate key ${quoted(String(name))}. Remove one.`);
        }
        entries.set(String(name), { key: key.span, value });
      }
    }
  }

  /** The event, or what it is without a tag that is not YAML's own, which is reported. */
  function withoutCustomTag(event: Event): Event {
    if (!('tagStart' in event) || event.tagStart < 0) return event;
    const span = { start: event.tagStart, end: event.tagEnd };
    const tag = text.slice(span.start, span.end);
    if (coreTags.has(tag)) return event;
    fault(span, () => `The tag ${quoted(tag)} is not allowed in a manifest. Remove it.`);
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
export function spanAt(root: YamlNode, { path, at }: PathPlace): Span {
  let node = root;
  for (const [depth, step] of path.entries()) {
    if (typeof step === 'number') {
      const item = node.items?.[step];
      if (item === undefined) break;
      node = item;
    } else {
      const entry = entryOf(node, step);
      if (entry === undefined) break;
      if (at === 'key' && depth === path.length - 1) return entry.key;
      node = entry.value;
    }
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
  return `No anchor ${quoted(`&${name}`)} is defined above this alias. To write the text itself, put it in quotes.`;
}

function noName(event: ScalarEvent, text: string): string {
  const source = getScalarValue(text, event);
  const what = source === '' ? 'An empty key' : quoted(source);
  const quotes = webhookName.test(source) ? 'Put it in quotes, or use' : 'Use';
  return `${what} is not a name in YAML. ${quotes} another name, such as payments.`;
}

/** True for a mapping; an alias of nothing is a fault of its own. */
function isMergeable({ entries, event }: YamlNode): boolean {
  return entries !== undefined || event === undefined;
}

function isCollection(event: Event | undefined): event is CollectionEvent {
  return event?.type === EVENT_ID.SEQUENCE || event?.type === EVENT_ID.MAPPING;
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
function keyText(event: ScalarEvent, text: string): unknown {
  const source = getScalarValue(text, event);
  const isText = event.style !== SCALAR_STYLE.PLAIN || /^(?!(?:null|true|false)$)[a-z_]/i.test(source);
  if (isText || event.tagStart >= 0) return source;
  const document = { type: EVENT_ID.DOCUMENT, explicitStart: false, explicitEnd: false };
  const whole: Event[] = [{ ...document, directives: [] }, event, { type: EVENT_ID.POP }];
  return constructFromEvents(whole, { source: text })[0];
}

/** Quoted scalars with their quotes, block scalars with their header, empty ones by their tag or anchor. */
function scalarSpan(event: ScalarEvent, text: string, cursor: number): Span | undefined {
  const { style, valueStart: start, valueEnd: end, anchorStart, anchorEnd, tagStart } = event;
  if (start < 0) {
    if (tagStart >= 0) return { start: tagStart, end: event.tagEnd };
    return anchorStart >= 0 ? { start: anchorStart - 1, end: anchorEnd } : undefined;
  }
  if (style === SCALAR_STYLE.PLAIN) return { start, end };
  if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED) {
    return { start: start - 1, end: end + 1 };
  }
  return { start: headerStart(text, start, Math.max(cursor, anchorEnd, event.tagEnd)), end };
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
