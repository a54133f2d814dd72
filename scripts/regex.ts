/** Fails when a regular expression of the product may take time that grows faster than the text that it is given. */
import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { type Node, parse } from 'acorn';
import { isSafe } from 'redos-detector';

interface Finding {
  /** From 1. */
  line: number;
  message: string;
}

/** Judges every regular expression in TypeScript: literals, and what the constructor is given. */
export function superLinearIn(source: string): Finding[] {
  const options = { ecmaVersion: 'latest', sourceType: 'module', locations: true } as const;
  // Types become spaces, so that every line stays where it is.
  const program = parse(stripTypeScriptTypes(source), options);
  return [...nodesOf(program)].flatMap((node) => {
    const message = faultAt(node);
    return message === undefined ? [] : [{ line: node.loc?.start.line ?? 0, message }];
  });
}

interface ExpressionNode extends Node {
  regex?: { pattern: string; flags: string };
  callee?: { name?: string };
  arguments?: { value?: unknown }[];
}

function* nodesOf(value: unknown): Generator<ExpressionNode> {
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value) yield value as ExpressionNode;
  for (const part of Object.values(value)) yield* nodesOf(part);
}

function faultAt({ regex, callee, arguments: given = [] }: ExpressionNode): string | undefined {
  if (regex !== undefined) return faultIn(new RegExp(regex.pattern, regex.flags));
  if (callee?.name !== 'RegExp') return undefined;
  const [pattern, flags = ''] = given.map(({ value }) => value ?? null);
  if (typeof pattern !== 'string' || typeof flags !== 'string') return 'is computed: write a literal';
  return faultIn(new RegExp(pattern, flags));
}

function faultIn(expression: RegExp): string | undefined {
  if (expression.unicodeSets) return 'has the flag v, which cannot be judged: use the flag u';
  if (isSafe(expression).safe) return undefined;
  return `can match in too many ways: write a scan, or an expression with one way: ${expression}`;
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  for (const path of globSync('src/**/*.ts', { cwd: root }).sort()) {
    for (const { line, message } of superLinearIn(readFileSync(join(root, path), 'utf8'))) {
      process.stdout.write(`${path}:${line}: ${message}\n`);
      process.exitCode = 1;
    }
  }
}
