/** Text → events → value. The events keep offsets, so positions cost nothing until they are asked for. */
import {
  CORE_SCHEMA,
  constructFromEvents,
  defineMappingTag,
  EVENT_ID,
  type Event,
  mapTag,
  mergeTag,
  parseEvents,
  YAMLException,
} from 'js-yaml';
import { maxBytes } from './file.ts';
import { type Fault, readNodes, spanAt } from './nodes.ts';
import { type Place, type Span, shortened } from './problem.ts';
import { conflicts, syntaxHint } from './syntax.ts';

/** What reading the YAML gives. `value` is absent when the text has no usable value. */
interface ParsedYaml {
  value?: unknown;
  faults: readonly Fault[];
  /** Where something stands; the nodes are read on the first call. */
  spanOf(where: Place): Span;
}

const lenient = CORE_SCHEMA.withTags(mergeTag);

/** Mappings whose keys are no texts are for the pass over the nodes to report. */
const schema = lenient.withTags(
  defineMappingTag(mapTag.tagName, {
    ...mapTag,
    addPair: (carrier, key, value) =>
      key === null || typeof key === 'boolean' ? 'a key is no text' : mapTag.addPair(carrier, key, value),
  }),
);

const conflictMessage =
  'Git merge conflict marker. Keep what the manifest needs, and delete the lines that begin with <<<<<<<, ======= or >>>>>>>.';
const emptyMessage = 'The manifest is empty. Declare webhooks under the key "webhooks".';

/**
 * Parses one YAML 1.2 document with anchors and merge keys. Never throws. A document whose only faults are such as
 * duplicate keys still gets a value, so that the rest of it is checked too.
 */
export function parseYaml(text: string): ParsedYaml {
  let events: Event[] = [];
  let known: ReturnType<typeof readNodes> | undefined;
  const nodes = () => {
    known ??= readNodes(events, text);
    return known;
  };
  const parsed = (faults: readonly Fault[], value?: unknown): ParsedYaml => ({
    value,
    faults,
    spanOf: (where) => ('start' in where ? where : spanAt(nodes().documents[0], where)),
  });

  const conflicted = conflicts(text);
  if (conflicted.length > 0) return parsed(conflicted.map((where) => ({ where, message: () => conflictMessage })));
  const tooLong = excessOfText(text);
  if (tooLong !== undefined) return parsed([tooLong]);
  try {
    events = parseEvents(text, {});
  } catch (error) {
    return parsed([unreadable(error, text)]);
  }
  if (events.length === 0) return parsed([faultAt(0, emptyMessage)]);
  const tooMuch = excessOfEvents(events, text);
  if (tooMuch !== undefined) return parsed([tooMuch]);
  const options = { source: text, maxTotalMergeKeys: -1 };
  try {
    const [value, ...others] = constructFromEvents(events, { ...options, schema });
    return parsed(others.length === 0 ? [] : secondDocument(nodes().documents, text), value);
  } catch (error) {
    const { documents, faults, sound } = nodes();
    const second = secondDocument(documents, text);
    if (faults.length === 0) return parsed(second.length > 0 ? second : [unreadable(error, text)]);
    const all = [...second, ...faults];
    try {
      const [value] = constructFromEvents(sound, { ...options, schema: lenient, json: true });
      return parsed(all, value);
    } catch {
      return parsed(all);
    }
  }
}

function faultAt(start: number, message: string, length = 1): Fault {
  return { where: { start, end: start + length }, message: () => message };
}

/** Why there is no value. The parser's limits, those of its calls too, are met by hostile texts alone. */
function unreadable(error: unknown, text: string): Fault {
  if (!(error instanceof YAMLException)) return faultAt(0, 'Invalid YAML: a value is too large.');
  const offset = error.mark?.position ?? 0;
  const { hint = `${shortened(error.reason)}.`, at = offset } = syntaxHint(error.reason, text, offset);
  return faultAt(at, `Invalid YAML: ${hint}`);
}

/** The fault that there is a second document, if there is one. */
function secondDocument([first, second]: readonly { span: Span }[], text: string): Fault[] {
  if (first === undefined || second === undefined) return [];
  const marker = /^---(?=\s|$)/gm;
  marker.lastIndex = first.span.end;
  const start = marker.exec(text)?.index ?? second.span.start;
  const advice = 'Put all webhooks in one document and remove "---".';
  return [faultAt(start, `A second YAML document starts here. ${advice}`, 3)];
}

/** Each value counts as so many bytes beside its text. */
const valueBytes = 16;

/** Once aliases and merges are expanded; twice what the file may have: 10,000 small webhooks. */
const mostExpandedBytes = 2 * maxBytes;

const tooLarge =
  'The manifest is larger than 2 MiB down to here, after YAML aliases are expanded and with 16 bytes for each value. Declare less.';

/** Where lines and values alone exceed the bound: a parser would hold some hundred bytes for each. */
function excessOfText(text: string): Fault | undefined {
  let left = mostExpandedBytes / valueBytes;
  if (text.length <= left) return undefined;
  for (let at = 0; at < text.length; at += 1) {
    if ('\n\r,:'.includes(text[at] ?? '')) left -= 1;
    if (left < 0) return faultAt(at, tooLarge);
  }
  return undefined;
}

/** Where the bound is exceeded, or a value is in itself. */
function excessOfEvents(events: readonly Event[], text: string): Fault | undefined {
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
    const isNamed = 'anchorStart' in event && event.anchorStart >= 0;
    const anchor = isNamed ? text.slice(event.anchorStart, event.anchorEnd) : undefined;
    bytes += valueBytes;
    let start = 0;
    if (event.type === EVENT_ID.ALIAS) {
      start = event.anchorStart - 1;
      const size = sizes.get(anchor ?? '');
      if (size === undefined && sizes.has(anchor ?? '')) {
        return faultAt(start, 'This alias is inside the value that it stands for. Remove it.');
      }
      bytes += size ?? 0;
    } else if (event.type === EVENT_ID.SCALAR) {
      start = Math.max(0, event.valueStart);
      bytes += event.valueEnd - event.valueStart;
      if (anchor !== undefined) sizes.set(anchor, bytes - before);
    } else {
      if ('start' in event) start = event.start;
      open.push({ anchor, before });
      if (anchor !== undefined) sizes.set(anchor, undefined);
    }
    if (bytes > mostExpandedBytes) return faultAt(start, tooLarge);
  }
  return undefined;
}
