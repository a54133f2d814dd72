/** The views of an act, for a terminal; coloured where it shows colours. */
import { stripVTControlCharacters, styleText } from 'node:util';
import type { Annotation, RunResult } from '../../testing/runner/index.ts';
import { terminalMarkdown } from './markdown.ts';
import type { View } from './story.ts';

export function linesOf(view: View): string[] {
  switch (view.kind) {
    case 'aside':
      return [styleText('italic', view.text)];
    case 'edit':
      return view.lines.map((line) => styleText('green', `+ ${line}`));
    case 'annotations':
      return annotationLines(view.result.annotations, view.manifest.split('\n'));
    case 'log':
      return logLines(view.result, process.stdout.isTTY);
    case 'outputs':
      return [styleText('underline', 'Step outputs'), ...outputLines(view.result)];
    case 'summary':
      return [styleText('underline', 'Job summary'), ...terminalMarkdown(view.result.summary)];
  }
}

/** What the action printed: without the runner's heading, and without the annotations, which stand elsewhere. */
export function logLines({ colouredLog, annotations }: RunResult, colour: boolean): string[] {
  const own = colouredLog.slice(colouredLog.indexOf('##[endgroup]\n') + '##[endgroup]\n'.length);
  const text = annotations.reduce((rest, { level, message }) => rest.replace(`##[${level}]${message}`, ''), own);
  const lines = (colour ? text : stripVTControlCharacters(text)).trimEnd().split('\n');
  return lines.filter((line, index) => line !== '' || lines[index - 1] !== '');
}

/** Each annotation below its line of the manifest, with the two lines before it. */
function annotationLines(annotations: readonly Annotation[], manifest: readonly string[]): string[] {
  return annotations.flatMap(({ level, message, file = '', line = 0, column = 1, endColumn = column }) => {
    const start = Math.max(0, line - 3);
    const margin = ' '.repeat(6);
    const mark = ' '.repeat(column - 1) + '~'.repeat(Math.max(1, endColumn - column));
    return [
      `${file}:${line}:${column}`,
      ...manifest.slice(start, line).map((text, index) => {
        const number = String(start + index + 1).padStart(4);
        return `${styleText('dim', number)}  ${text}`;
      }),
      `${margin}${styleText('red', mark)}`,
      `${margin}${styleText('red', level)}: ${message}`,
      '',
    ];
  });
}

/** One output a line, with `***` for what the runner hides. */
function outputLines({ outputs, masks }: RunResult): string[] {
  return Object.entries(outputs)
    .filter(([, value]) => value !== '[]')
    .map(([name, value]) => {
      const shown = masks.reduce((text, mask) => text.replaceAll(mask, '***'), value);
      return `${name}=${shown}`;
    });
}
