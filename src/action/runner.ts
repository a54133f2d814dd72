/** The runner as this product uses it: log, annotations, masks, outputs, summary. Only here: `@actions/core`. */
import { appendFileSync, statSync, truncateSync } from 'node:fs';
import * as core from '@actions/core';
import type { Env } from '../clients/proxy.ts';
import { type Annotation, annotationsOf, annotationTitle } from '../report/annotations.ts';
import type { Ink } from '../report/ink.ts';
import { logLines } from '../report/log.ts';
import { summaryOf } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import type { Sent } from '../report/stops.ts';
import { createGuard, type Guard } from '../safe/guard.ts';

const levels = { error: core.error, warning: core.warning, notice: core.notice } as const;

/** What can be said to the person who reads the run, and to the steps that follow. */
export interface Runner extends Ink, Pick<Guard, 'holdsSecret'> {
  /** Writes lines that are safe already to the log; they may hold colours. */
  print(lines: readonly string[]): void;
  /** Writes a line to the log where the runner shows debug lines. */
  debug(text: string): void;
  /** Tells a page in the log, as annotations and in the job summary; `lines` are those that the log lacks. */
  tell(page: Page, lines?: (page: Page, ink: Ink) => string[]): void;
  /** Hides `secret` in all that is printed from now on. */
  mask(secret: string): void;
  /** Sets step outputs, or says why that cannot be done. What the file then lacks, the next call writes too. */
  setOutputs(outputs: Readonly<Record<string, string>>): string | undefined;
}

/** What a run has of its process. */
export interface ActionProcess {
  env: Env;
  runner: Runner;
  /** Aborted when the run is told to end: no request begins. */
  cancelled: AbortSignal;
  /** Aborted when time is up for requests on their way, too. */
  expired: AbortSignal;
  /** Told of each request, for the page of a crash. */
  sent: Sent;
}

/** `env` is the process's environment, which core reads too. */
export function createRunner(env: Env, guard = createGuard()): Runner {
  /** Outputs as they stand in the file: one that did not change need not be written again. */
  const written = new Map<string, string>();
  /** Outputs that the file lacks. */
  const unwritten = new Map<string, string>();
  const runner: Runner = {
    safe: guard.safe,
    // The runner shows ANSI codes.
    colour: true,
    holdsSecret: guard.holdsSecret,
    print(lines) {
      if (lines.length > 0) core.info(lines.join('\n'));
    },
    debug(text) {
      if (core.isDebug()) core.debug(guard.safe(text));
    },
    tell(page, lines = logLines) {
      runner.print(lines(page, runner));
      annotationsOf(page, guard.safe).forEach(annotate);
      const summary = summaryOf(page, guard.safe);
      if (summary !== '' && !hasAdded(summary, env.GITHUB_STEP_SUMMARY)) {
        annotate({ severity: 'warning', message: 'The job summary could not be written. The log has it all.' });
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
        const why = whyNotSet(env.GITHUB_OUTPUT, name, value);
        if (why !== undefined) return why;
        written.set(name, value);
        unwritten.delete(name);
      }
      return undefined;
    },
  };
  return runner;
}

function annotate({ severity, message, file, range }: Annotation): void {
  levels[severity](message, {
    title: annotationTitle,
    ...(file !== undefined && { file }),
    ...(range && {
      startLine: range.line,
      endLine: range.line,
      startColumn: range.column,
      endColumn: range.endColumn,
    }),
  });
}

/** Appends to the job summary, where there is one; false when it cannot be written. */
function hasAdded(markdown: string, file: string | undefined): boolean {
  if (!file) return true;
  try {
    appendFileSync(file, `${markdown}\n`);
    return true;
  } catch {
    return false;
  }
}

/** Sets an output whole, or not at all and says why: half an output would swallow those that are set after it. */
function whyNotSet(file: string | undefined, name: string, value: string): string | undefined {
  // Core would print it, a signing secret too.
  if (!file) return 'GITHUB_OUTPUT is not set';
  try {
    const { size } = statSync(file);
    try {
      core.setOutput(name, value);
      return undefined;
    } catch (error) {
      truncateSync(file, size);
      throw error;
    }
  } catch (error) {
    return (error as Error).message;
  }
}
