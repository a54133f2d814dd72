/**
 * Regular expressions of a source file whose time may grow faster than the text that they are
 * given.
 */
import { stripTypeScriptTypes } from 'node:module';
import { type Node, parse } from 'acorn';
import { isSafe } from 'redos-detector';

export interface Finding {
  /** From 1. */
  line: number;
  message: string;
}

/**
 * Judges every regular expression in `source`, which is TypeScript: literals, and what the
 * constructor is given.
 */
export function superLinearIn(source: string): Finding[] {
  const options = { ecmaVersion: 'latest', sourceType: 'module', locations: true } as const;
  // Types become spaces, so that every line stays where it is.
  const program = parse(stripTypeScriptTypes(source), options);
  return [...nodesOf(program)].flatMap((node) => {
    const expression = expressionAt(node);
    if (expression === undefined) return [];
    const message = expression === 'computed' ? 'is computed: write a literal' : faultIn(expression);
    return message === undefined ? [] : [{ line: node.loc?.start.line ?? 0, message }];
  });
}

function* nodesOf(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value) yield value as Node;
  for (const part of Object.values(value)) yield* nodesOf(part);
}

/** What stands at a node, as far as this is about it. */
type Expression = RegExp | 'computed' | undefined;

function expressionAt(node: Node): Expression {
  const {
    type,
    regex,
    callee,
    arguments: given,
  } = node as Node & {
    regex?: { pattern: string; flags: string };
    callee?: Node & { name?: string };
    arguments?: (Node & { value?: unknown })[];
  };
  if (regex !== undefined) return new RegExp(regex.pattern, regex.flags);
  if (!/^(New|Call)Expression$/.test(type) || callee?.name !== 'RegExp') return undefined;
  const texts = (given ?? []).map(({ value }) => (typeof value === 'string' ? value : undefined));
  const [pattern, flags] = texts;
  return pattern === undefined || texts.includes(undefined) ? 'computed' : new RegExp(pattern, flags);
}

function faultIn(expression: RegExp): string | undefined {
  if (expression.unicodeSets) return 'has the flag v, which cannot be judged: use the flag u';
  return isSafe(expression).safe
    ? undefined
    : `can match in too many ways: write a scan, or an expression with one way: ${expression}`;
}
