import { isBlank, type NameMap, parseInt32 } from './dotnet.ts';

export type Level = 'error' | 'warning' | 'notice';

/** An annotation as the run's page shows it. */
export interface Annotation {
  level: Level;
  message: string;
  file?: string;
  line?: number;
  endLine?: number;
  column?: number;
  endColumn?: number;
  title?: string;
}

/** How many annotations of a level one step may have; the rest is only logged (ExecutionContext.cs:144). */
export const MAX_PER_LEVEL = 10;

/** The length to which a masked message is cut (ExecutionContext.cs:146). */
export const MAX_MESSAGE_LENGTH = 4096;

/** Drops line and column properties that do not go together (ActionCommandManager.cs:716-771). */
export function validateLinesAndColumns(properties: NameMap): void {
  const lineNumber = parseInt32(properties.get('line'));
  const endLineNumber = parseInt32(properties.get('endLine'));
  const columnNumber = parseInt32(properties.get('col'));
  const endColumnNumber = parseInt32(properties.get('endColumn'));
  const hasEndLine = endLineNumber !== undefined;
  const hasLine = lineNumber !== undefined || hasEndLine;
  const hasColumn = columnNumber !== undefined || endColumnNumber !== undefined;

  if (lineNumber === undefined && hasEndLine) copy(properties, 'endLine', 'line');
  if (columnNumber === undefined && endColumnNumber !== undefined) {
    copy(properties, 'endColumn', 'col');
  }
  const otherLine = hasEndLine && properties.get('line') !== properties.get('endLine');
  if (hasColumn && (!hasLine || otherLine)) dropColumns(properties);
  if (isLess(endLineNumber, lineNumber)) {
    properties.delete('line');
    properties.delete('endLine');
  }
  if (isLess(endColumnNumber, columnNumber)) dropColumns(properties);
}

/** The path below the folder, found by prefix alone: `.` and `..` are not resolved (IOUtil.cs:282). */
export function makeRelative(path: string, folder: string): string {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return path.startsWith(prefix) && path !== prefix ? path.slice(prefix.length) : path;
}

/**
 * What is shown of an issue (IssueExtensions.cs:8-47). Without a message of its own, a `message`
 * property stands in, unmasked; without either, nothing is shown. The number of the log's line,
 * which the runner takes where neither file nor line is given, is left out.
 */
export function toAnnotation(
  level: Level,
  masked: string,
  properties: NameMap,
): Annotation | undefined {
  const message = isBlank(masked) ? properties.get('message') : masked;
  if (isBlank(message)) return undefined;
  const file = properties.get('file');
  const title = properties.get('title');
  const line = parseInt32(properties.get('line')) ?? 0;
  const endLine = parseInt32(properties.get('endLine')) ?? line;
  const column = parseInt32(properties.get('col')) ?? 0;
  const endColumn = parseInt32(properties.get('endColumn')) ?? column;
  return {
    level,
    message,
    ...(!isBlank(file) && { file }),
    ...(line !== 0 && { line }),
    ...(endLine !== 0 && { endLine }),
    ...(column !== 0 && { column }),
    ...(endColumn !== 0 && { endColumn }),
    ...(title !== undefined && { title }),
  };
}

function copy(properties: NameMap, from: string, to: string): void {
  properties.set(to, properties.get(from) ?? '');
}

function dropColumns(properties: NameMap): void {
  properties.delete('col');
  properties.delete('endColumn');
}

function isLess(end: number | undefined, start: number | undefined): boolean {
  return end !== undefined && start !== undefined && end < start;
}
