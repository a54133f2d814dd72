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
import { type LineIndex, lineIndex } from './lines.ts';
import type { Problem } from './problem.ts';
import { type TreeNode, treeOf } from './tree.ts';

/** What reading the YAML gives. `value` is absent when the text has no usable value. */
export interface Parsed {
  value?: unknown;
  problems: Problem[];
  /** Positions of everything in the document; made on the first call. */
  tree(): TreeNode;
  lines(): LineIndex;
}

const schema = CORE_SCHEMA.withTags(mergeTag);

/** Merge keys copy; this many copied keys is far above any manifest and far below a hang. */
const maxTotalMergeKeys = 1_000_000;

/** Nodes that a document may have once every alias is followed: bounds the work of a hostile manifest. */
const maxExpandedNodes = 2_000_000;

/**
 * Parses one YAML 1.2 document with anchors and merge keys. Never throws: what is wrong is in `problems`, and
 * a document whose only fault is duplicate keys still gets a value, so that the rest of it is checked too.
 */
export function parseYaml(text: string): Parsed {
  let lineCache: LineIndex | undefined;
  const lines = () => {
    lineCache ??= lineIndex(text);
    return lineCache;
  };
  const problem = (message: string, start: number, end = start + 1): Problem => ({
    severity: 'error',
    message,
    subject: '',
    range: lines().range(start, end),
  });
  const failed = (...problems: Problem[]): Parsed => ({
    problems,
    lines,
    tree: () => ({ start: 0, end: 0 }),
  });
  const unreadable = (error: unknown): Parsed => {
    if (!(error instanceof YAMLException)) return failed(problem('is not valid YAML', 0));
    const offset = error.mark?.position ?? 0;
    return failed(problem(`is not valid YAML: ${error.reason}${syntaxHint(text, offset)}`, offset));
  };

  let events: Event[];
  try {
    events = parseEvents(text, {});
  } catch (error) {
    return unreadable(error);
  }

  let treeCache: ReturnType<typeof treeOf> | undefined;
  const walked = () => {
    treeCache ??= treeOf(events, text);
    return treeCache;
  };

  const documents = events.filter((event) => event.type === EVENT_ID.DOCUMENT).length;
  if (documents === 0 || text.trim() === '') {
    return failed(problem('is empty: declare webhooks under the key "webhooks"', 0));
  }
  if (documents > 1) {
    const second = walked().documents[1]?.start ?? 0;
    return failed(
      problem('has more than one YAML document: keep all webhooks in one, without "---"', second),
    );
  }
  if (events.some((event) => event.type === EVENT_ID.ALIAS)) {
    const { expandedNodes, selfReference } = walked();
    if (selfReference !== undefined) {
      return failed(problem('has an alias that contains itself', selfReference));
    }
    if (expandedNodes > maxExpandedNodes) {
      return failed(problem('has aliases that expand to more than any manifest needs', 0));
    }
  }

  const parsed = (value: unknown, problems: Problem[]): Parsed => ({
    value,
    problems,
    lines,
    tree: () => walked().documents[0] ?? { start: 0, end: 0 },
  });
  const options = { source: text, schema, maxTotalMergeKeys };
  try {
    return parsed(constructFromEvents(events, options)[0], []);
  } catch (error) {
    const faults = walked().faults.map(({ message, start, end }) => problem(message, start, end));
    if (faults.length === 0) return unreadable(error);
    try {
      return parsed(constructFromEvents(events, { ...options, json: true })[0], faults);
    } catch {
      return failed(...faults);
    }
  }
}

/** The two mistakes that a parser's own words explain badly. */
function syntaxHint(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const line = text.slice(lineStart, offset + 1);
  if (/^ *\t/.test(line)) return ' (a tab cannot indent YAML: use spaces)';
  if (/(^|\s)[*&!%@`]\S*$/.test(line))
    return ' (put quotes around a value that begins with * & ! % @ or `)';
  return '';
}
