/** Text → events → value. The events keep offsets, so positions cost nothing until they are asked for. */
import {
  CORE_SCHEMA,
  constructFromEvents,
  EVENT_ID,
  type Event,
  mergeTag,
  parseEvents,
  YAMLException,
} from 'js-yaml';
import { lineEnd, lineStart } from './lines.ts';
import { cut, type Finding } from './problem.ts';
import { repaired } from './repair.ts';
import { type Place, type Positions, positionsOf } from './tree.ts';

/** What reading the YAML gives. `value` is absent when the text has no usable value. */
export interface Parsed {
  value?: unknown;
  /** Positions of everything in the document; made on the first call. */
  positions(): Positions;
}

const schema = CORE_SCHEMA.withTags(mergeTag);

/** Merge keys copy; this many copied keys is far above any manifest and far below a hang. */
const maxTotalMergeKeys = 250_000;

/** Lines, and marks that begin a value: each makes a parser hold some hundred bytes. */
const mostMarks = 700_000;

/**
 * Parses one YAML 1.2 document with anchors and merge keys. Never throws: what is wrong is reported, and a document
 * whose only faults are such as duplicate keys still gets a value, so that the rest of it is checked too.
 */
export function parseYaml(text: string, report: (finding: Finding<Place>) => void): Parsed {
  const fault = (message: string, start: number, end = start + 1) =>
    report({ severity: 'error', message: () => message, where: { start, end } });
  let events: Event[] = [];
  let known: Positions | undefined;
  const positions = () => {
    known ??= positionsOf(events, text);
    return known;
  };
  const nothing: Parsed = { positions };
  const unreadable = (error: unknown): Parsed => {
    // The parser's own limits, those of its calls and expressions too, are met by hostile texts alone.
    const isYaml = error instanceof YAMLException;
    const position = (isYaml ? error.mark?.position : undefined) ?? 0;
    const reason = isYaml ? error.reason : 'too large a value';
    const offset = reason.startsWith(namelessAlias) ? position - 1 : position;
    fault(`This is not valid YAML: ${cut(reason)}.${syntaxHint(reason, text, offset)}`, offset);
    return nothing;
  };

  /** Reports the second document, if there is one. */
  const reportSecond = (): boolean => {
    const second = events.findIndex(
      (event, index) => index > 0 && event.type === EVENT_ID.DOCUMENT,
    );
    if (second < 0) return false;
    const { end } = positions().nodePlace(1, { start: 0, end: 1 });
    const content = positions().nodePlace(second + 1, { start: end, end: end + 1 });
    const start = documentMarker(text, end) ?? content.start;
    const advice = 'Keep all webhooks in one, without "---".';
    fault(`A second YAML document begins here. ${advice}`, start, start + 3);
    return true;
  };

  const excess = excessOffset(text);
  if (excess !== undefined) {
    fault('The manifest has more than 700,000 lines and values up to here.', excess);
    return nothing;
  }
  try {
    events = parseEvents(text, {});
  } catch (error) {
    return unreadable(error);
  }
  if (events.length === 0) {
    fault('The manifest is empty. Declare webhooks under the key "webhooks".', 0);
    return nothing;
  }
  const options = { source: text, schema, maxTotalMergeKeys };
  try {
    const [value, ...others] = constructFromEvents(events, options);
    if (others.length > 0) reportSecond();
    return { value, positions };
  } catch (error) {
    const hasSecond = reportSecond();
    let faults = 0;
    const kept = repaired(events, text, positions(), (finding) => {
      faults += 1;
      report(finding);
    });
    if (faults === 0) return hasSecond ? nothing : unreadable(error);
    try {
      return { value: constructFromEvents(kept, { ...options, json: true })[0], positions };
    } catch {
      return nothing;
    }
  }
}

/** Where the text has more lines and values than any manifest needs. */
function excessOffset(text: string): number | undefined {
  if (text.length <= mostMarks) return undefined;
  let marks = 0;
  for (let offset = 0; offset < text.length; offset += 1) {
    marks += isMark[text.charCodeAt(offset)] as number;
    if (marks > mostMarks) return offset;
  }
  return undefined;
}

/** 1 for each UTF-16 unit that can begin a line or a value. */
const isMark = new Uint8Array(2 ** 16);
for (const mark of '\n\r,:-?[{') isMark[mark.charCodeAt(0)] = 1;

/** Offset of the first line from `from` on that is a "---". */
function documentMarker(text: string, from: number): number | undefined {
  const marker = /^---(?=\s|$)/gm;
  marker.lastIndex = from;
  return marker.exec(text)?.index;
}

/** What the parser says of a "*" without a name, just behind it. */
const namelessAlias = 'name of an alias';

/** The mistakes that a parser's own words explain badly. */
function syntaxHint(reason: string, text: string, offset: number): string {
  const start = lineStart(text, offset);
  const before = text.slice(start, offset + 1);
  if (isIndentedByTab(before)) return ' A tab cannot indent YAML. Use spaces.';
  if (reason.startsWith(namelessAlias)) return ' Write "*" in quotes.';
  if (reason.startsWith('cannot resolve')) return ' Remove the tag.';
  if (endsWithIndicator(before.trimEnd())) {
    return ' Put quotes around a value that begins with * & ! % @ or `.';
  }
  const isDeficient = reason === 'deficient indentation';
  const line = text.slice(start, lineEnd(text, start));
  if (isDeficient && line.includes('\t') && (line.includes('[') || line.includes('{'))) {
    return ' A tab beside a bracket cannot be read. Use spaces.';
  }
  if (isDeficient && (text[offset] === ']' || text[offset] === '}')) {
    return ' Indent it more than the key of what it closes.';
  }
  if (isDeficient || reason.startsWith('unexpected end of the')) {
    return ' Is a quote or a bracket before it not closed?';
  }
  if (reason === 'bad indentation of a mapping entry') {
    return text[offset] === ':'
      ? ' Put quotes around a value that has ": " in it, and a space after the colon of a key.'
      : ' The keys of one mapping must begin in the same column.';
  }
  return '';
}

/** True when only blanks stand before a tab. */
function isIndentedByTab(line: string): boolean {
  let at = 0;
  while (line[at] === ' ') at += 1;
  return line[at] === '\t';
}

/** True when the last word of the line, or a part of it behind a bracket or comma, begins with an indicator. */
function endsWithIndicator(line: string): boolean {
  for (let at = line.length - 1; at >= 0 && !isBlank(line[at]); at -= 1) {
    const before = line[at - 1];
    const isStart = before === undefined || isBlank(before) || '[{,'.includes(before);
    if (isStart && '*&!%@`'.includes(line[at] ?? '')) return true;
  }
  return false;
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}
