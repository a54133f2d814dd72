/** Text → events → value. The events keep offsets, so positions cost nothing until they are asked for. */
import {
  CORE_SCHEMA,
  constructFromEvents,
  defineMappingTag,
  type Event,
  mapTag,
  mergeTag,
  parseEvents,
  YAMLException,
} from 'js-yaml';
import { type Excess, excessOfEvents, excessOfText } from './expansion.ts';
import { type NodeReading, readNodes, type Span, spanAt } from './nodes.ts';
import { type PathPlace, type RawProblem, shortened } from './problem.ts';
import { conflicts, syntaxHint } from './syntax.ts';

/** What reading the YAML gives. `value` is absent when the text has no usable value. */
export interface ParsedYaml {
  value?: unknown;
  /** Where something stands; the nodes are read on the first call. */
  spanOf(where: PathPlace): Span;
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

/**
 * Parses one YAML 1.2 document with anchors and merge keys. Never throws: what is wrong is reported, and a document
 * whose only faults are such as duplicate keys still gets a value, so that the rest of it is checked too.
 */
export function parseYaml(text: string, report: (finding: RawProblem<Span>) => void): ParsedYaml {
  const fault = (message: string, start: number, end = start + 1) =>
    report({ severity: 'error', message: () => message, where: { start, end } });
  let events: Event[] = [];
  let known: NodeReading | undefined;
  const reading = () => {
    known ??= readNodes(events, text);
    return known;
  };
  const spanOf = (where: PathPlace): Span => {
    const [root] = reading().documents;
    return root === undefined ? { start: 0, end: 1 } : spanAt(root, where);
  };
  const nothing: ParsedYaml = { spanOf };
  const unreadable = (error: unknown): ParsedYaml => {
    // The parser's own limits, those of its calls and expressions too, are met by hostile texts alone.
    const isYaml = error instanceof YAMLException;
    const offset = (isYaml ? error.mark?.position : undefined) ?? 0;
    const { hint, at = offset } = isYaml ? syntaxHint(error.reason, text, offset) : {};
    const reason = isYaml ? shortened(error.reason) : 'a value is too large';
    fault(`Invalid YAML: ${hint ?? `${reason}.`}`, at);
    return nothing;
  };
  const excessive = ({ at, isInItself }: Excess): ParsedYaml => {
    const message = isInItself
      ? 'This alias is inside the value that it stands for. Remove it.'
      : 'The manifest is larger than 2 MiB down to here, after YAML aliases are expanded and with 16 bytes for each value. Declare less.';
    fault(message, at);
    return nothing;
  };

  const conflicted = conflicts(text);
  for (const { start, end } of conflicted) {
    fault(
      'Git merge conflict marker. Keep what the manifest needs, and delete the lines that begin with <<<<<<<, ======= or >>>>>>>.',
      start,
      end,
    );
  }
  if (conflicted.length > 0) return nothing;
  const tooMuch = excessOfText(text);
  if (tooMuch !== undefined) return excessive(tooMuch);
  try {
    events = parseEvents(text, {});
  } catch (error) {
    return unreadable(error);
  }
  if (events.length === 0) {
    fault('The manifest is empty. Declare webhooks under the key "webhooks".', 0);
    return nothing;
  }
  const excess = excessOfEvents(events, text);
  if (excess !== undefined) return excessive(excess);
  const options = { source: text, maxTotalMergeKeys: -1 };
  /** Reports the second document, if there is one. */
  const reportSecond = (): boolean => {
    const [first, second] = reading().documents;
    if (first === undefined || second === undefined) return false;
    const marker = /^---(?=\s|$)/gm;
    marker.lastIndex = first.span.end;
    const start = marker.exec(text)?.index ?? second.span.start;
    const advice = 'Put all webhooks in one document and remove "---".';
    fault(`A second YAML document starts here. ${advice}`, start, start + 3);
    return true;
  };
  try {
    const [value, ...others] = constructFromEvents(events, { ...options, schema });
    if (others.length > 0) reportSecond();
    return { value, spanOf };
  } catch (error) {
    const hasSecond = reportSecond();
    const { faults, sound } = reading();
    for (const one of faults) report(one);
    if (faults.length === 0) return hasSecond ? nothing : unreadable(error);
    try {
      const [value] = constructFromEvents(sound, { ...options, schema: lenient, json: true });
      return { value, spanOf };
    } catch {
      return nothing;
    }
  }
}
