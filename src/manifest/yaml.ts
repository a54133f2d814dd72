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

/** Nodes that a document with aliases may have once they are followed: bounds the work of a hostile manifest. */
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
    const position = error.mark?.position ?? 0;
    const offset = error.reason.startsWith(namelessAlias) ? position - 1 : position;
    return failed(
      problem(
        `is not valid YAML: ${error.reason}${syntaxHint(error.reason, text, offset)}`,
        offset,
      ),
    );
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
  if (documents === 0) {
    return failed(problem('is empty: declare webhooks under the key "webhooks"', 0));
  }
  const faults: Problem[] = [];
  if (documents > 1) {
    const { start, end } = secondDocument(text, walked().documents);
    const message = 'begins a second YAML document: keep all webhooks in one, without "---"';
    faults.push(problem(message, start, end));
  }
  if (events.some((event) => event.type === EVENT_ID.ALIAS)) {
    const { expandedNodes, selfReference, largestAlias } = walked();
    if (selfReference !== undefined) {
      const message = 'has an alias inside the value that it stands for: write that value out';
      return failed(...faults, problem(message, selfReference.start, selfReference.end));
    }
    if (expandedNodes > maxExpandedNodes) {
      const message = 'has aliases that expand to more than any manifest needs: write values out';
      return failed(...faults, problem(message, largestAlias?.start ?? 0, largestAlias?.end));
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
    return parsed(constructFromEvents(events, options)[0], faults);
  } catch (error) {
    const { faults: found, repaired } = walked();
    for (const { message, start, end } of found) {
      faults.push(problem(message, start, end));
    }
    if (faults.length === 0) return unreadable(error);
    try {
      return parsed(constructFromEvents(repaired(), { ...options, json: true })[0], faults);
    } catch {
      return failed(...faults);
    }
  }
}

/** Where the second document begins: at its "---", or at its content where there is none. */
function secondDocument(
  text: string,
  [first, second]: readonly { start: number; end: number }[],
): { start: number; end: number } {
  const marker = /^---(?=\s|$)/gm;
  marker.lastIndex = first?.end ?? 0;
  const start = marker.exec(text)?.index ?? second?.start ?? 0;
  return { start, end: start + 3 };
}

/** What the parser says of a "*" without a name, just behind it. */
const namelessAlias = 'name of an alias';

/** The mistakes that a parser's own words explain badly. */
function syntaxHint(reason: string, text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const line = text.slice(lineStart, offset + 1).trimEnd();
  const wholeLine = text
    .slice(lineStart)
    .split(/[\r\n]/, 1)
    .join();
  if (/^ *\t/.test(text.slice(lineStart, offset + 1))) {
    return ' (a tab cannot indent YAML: use spaces)';
  }
  if (reason.startsWith(namelessAlias)) return ' (write "*" in quotes)';
  if (reason.startsWith('cannot resolve')) return ' (remove the tag)';
  if (/(^|[\s[{,])[*&!%@`]\S*$/.test(line)) {
    return ' (put quotes around a value that begins with * & ! % @ or `)';
  }
  if (reason === 'deficient indentation' && /[[{].*\t|\t.*[[{]/.test(wholeLine)) {
    return ' (a tab beside a bracket is not read: use spaces)';
  }
  if (reason === 'deficient indentation' && /[\]}]/.test(text[offset] ?? '')) {
    return ' (indent it more than the key of what it closes)';
  }
  if (reason === 'deficient indentation' || reason.startsWith('unexpected end of the')) {
    return ' (is a quote or a bracket before it not closed?)';
  }
  if (reason === 'bad indentation of a mapping entry') {
    return text[offset] === ':'
      ? ' (put quotes around a value that has ": " in it, and a space after the colon of a key)'
      : ' (the keys of one mapping begin in the same column)';
  }
  return '';
}
