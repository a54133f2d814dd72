import type { NameMap } from './dotnet.ts';

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

/**
 * What is shown of an issue (IssueExtensions.cs:8-47). Lines and columns that do not go together are dropped: an end
 * before its beginning, columns without a line or across lines (ActionCommandManager.cs:716-771).
 */
export function toAnnotation(level: Level, message: string, properties: NameMap, workspace: string): Annotation {
  const number = (name: string) => Number(/^\d+$/.exec(properties.get(name) ?? '')?.[0] ?? 0);
  const [file, title] = [properties.get('file'), properties.get('title')];
  const [line, column] = [number('line'), number('col')];
  const [endLine, endColumn] = [number('endLine') || line, number('endColumn') || column];
  const hasLines = line > 0 && line <= endLine;
  const hasColumns = hasLines && line === endLine && column > 0 && column <= endColumn;
  return {
    level,
    message,
    ...(file && { file: makeRelative(file, workspace) }),
    ...(hasLines && { line, endLine }),
    ...(hasColumns && { column, endColumn }),
    ...(title !== undefined && { title }),
  };
}

/** The path below the folder, found by prefix alone: `.` and `..` are not resolved (IOUtil.cs:282). */
function makeRelative(path: string, folder: string): string {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
}
