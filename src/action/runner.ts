/** The runner as this product uses it: log, annotations, masks, outputs, summary. Only here: `@actions/core`. */
import { appendFileSync, statSync, truncateSync } from 'node:fs';
import * as core from '@actions/core';
import type { Env } from '../clients/proxy.ts';
import type { Annotation } from '../report/annotations.ts';
import { Foreseen } from '../safe/foreseen.ts';
import { createGuard, type Guard } from '../safe/guard.ts';

/** Title of every annotation. The runner does not mask titles, so it is constant. */
const title = 'Conduit webhooks';

const levels = { error: core.error, warning: core.warning, notice: core.notice } as const;

/** The step outputs cannot be written. */
export class OutputError extends Foreseen {}

/** What can be said to the person who reads the run, and to the steps that follow. */
export interface Runner extends Pick<Guard, 'safe' | 'holdsSecret'> {
  /** Writes lines that are safe already to the log; they may hold colours. */
  print(lines: readonly string[]): void;
  /** Writes a line to the log where the runner shows debug lines. */
  debug(text: string): void;
  /** Annotates with messages that are safe already; they may have several lines. */
  annotate(annotations: readonly Annotation[]): void;
  /** Hides `secret` in all that is printed from now on. */
  mask(secret: string): void;
  /**
   * Sets step outputs. What the file lacks when it cannot be written, the next call writes too.
   * @throws OutputError
   */
  setOutputs(outputs: Readonly<Record<string, string>>): void;
  /** Appends Markdown to the job summary, where there is one; gives false when it cannot be written. */
  addSummary(markdown: string): boolean;
}

/** `env` is the process's environment, which core reads too. */
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
    debug(text) {
      if (core.isDebug()) core.debug(guard.safe(text));
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
      for (const [name, value] of unwritten) {
        setWhole(env.GITHUB_OUTPUT, name, value);
        written.set(name, value);
        unwritten.delete(name);
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

/** Sets an output whole, or not at all and throws: half an output would swallow those that are set after it. */
function setWhole(file: string | undefined, name: string, value: string): void {
  // Core would print it, a signing secret too.
  if (!file) throw new OutputError('GITHUB_OUTPUT is not set');
  try {
    const { size } = statSync(file);
    try {
      core.setOutput(name, value);
    } catch (error) {
      truncateSync(file, size);
      throw error;
    }
  } catch (error) {
    throw new OutputError((error as Error).message);
  }
}
