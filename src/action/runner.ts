/** The runner as this product uses it: log, annotations, masks, outputs, summary. Only here: `@actions/core`. */
import {
  appendFileSync,
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  writeFileSync,
} from 'node:fs';
import * as core from '@actions/core';
import type { Env } from '../options/table.ts';
import type { Annotation } from '../report/annotations.ts';
import { createGuard, type Guard } from '../safe/guard.ts';

/** Title of every annotation. The runner does not mask titles, so it is constant. */
const title = 'Conduit webhooks';

const levels = { error: core.error, warning: core.warning, notice: core.notice } as const;

/** What can be said to the person who reads the run, and to the steps that follow. */
export interface Runner extends Pick<Guard, 'safe' | 'holdsSecret'> {
  /** Writes lines that are safe already to the log; they may hold colours. */
  print(lines: readonly string[]): void;
  /** Annotates with messages that are safe already; they may have several lines. */
  annotate(annotations: readonly Annotation[]): void;
  /** Hides `secret` in all that is printed from now on. */
  mask(secret: string): void;
  /** Sets step outputs. Throws when the output file cannot be written; what it lacks then, the next call writes too. */
  setOutputs(outputs: Readonly<Record<string, string>>): void;
  /** Appends Markdown to the job summary, where there is one; gives false when it cannot be written. */
  addSummary(markdown: string): boolean;
}

export function createRunner(env: Env, guard = createGuard()): Runner {
  /** Outputs as they stand in the file: one that did not change need not be written again. */
  const written = new Map<string, string>();
  /** Outputs that the file lacks. */
  const unwritten = new Map<string, string>();
  return {
    safe: guard.safe,
    holdsSecret: guard.holdsSecret,
    print(lines) {
      if (lines.length > 0) core.info(lines.join('\n'));
    },
    annotate(annotations) {
      for (const { severity, message, file, range } of annotations) {
        levels[severity](message, {
          title,
          ...(file !== undefined && { file }),
          ...(range && {
            startLine: range.line,
            endLine: range.line,
            startColumn: range.column,
            endColumn: range.endColumn,
          }),
        });
      }
    },
    mask(secret) {
      if (secret.trim() === '') return;
      core.setSecret(secret);
      guard.hide(secret);
    },
    setOutputs(outputs) {
      for (const [name, value] of Object.entries(outputs)) {
        if (written.get(name) !== value) unwritten.set(name, value);
      }
      if (!env.GITHUB_OUTPUT) throw new Error('GITHUB_OUTPUT is not set');
      const file = openSync(env.GITHUB_OUTPUT, constants.O_WRONLY | constants.O_APPEND);
      try {
        for (const [name, value] of unwritten) {
          appendWhole(file, outputText(name, value));
          written.set(name, value);
          unwritten.delete(name);
        }
      } finally {
        closeSync(file);
      }
    },
    addSummary(markdown) {
      if (!env.GITHUB_STEP_SUMMARY) return true;
      try {
        appendFileSync(env.GITHUB_STEP_SUMMARY, `${markdown}\n`);
        return true;
      } catch {
        return false;
      }
    },
  };
}

/**
 * An output as the runner reads it (FileCommandManager.cs:353): one that is cut short fails the step. Not core's
 * `setOutput`: it prints outputs, signing secrets among them, where the file's name is not set.
 */
function outputText(name: string, value: string): string {
  const lines = new Set(value.split(/\r?\n/));
  let end = 'end';
  while (lines.has(end)) end += '.';
  return `${name}<<${end}\n${value}\n${end}\n`;
}

/** Appends all of `text`, or none and throws: half an output would swallow those that are written after it. */
function appendWhole(file: number, text: string): void {
  const { size } = fstatSync(file);
  try {
    writeFileSync(file, text);
  } catch (error) {
    ftruncateSync(file, size);
    throw error;
  }
}
