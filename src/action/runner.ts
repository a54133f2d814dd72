/** The runner as this product uses it: log, annotations, masks, outputs, summary. Only here: `@actions/core`. */
import { accessSync, appendFileSync, constants, statSync, truncateSync } from 'node:fs';
import * as core from '@actions/core';
import { annotationsOf } from '../report/annotations.ts';
import { closingLines, type Ink, logLines, rowLine } from '../report/log.ts';
import { summaryOf } from '../report/markdown.ts';
import type { Page } from '../report/page.ts';
import type { Row } from '../report/rows.ts';
import type { Env } from './inputs.ts';
import { addSecret, holdsSecret, redact, type Secrets } from './redact.ts';
import { bounded, safeText } from './text.ts';

/** Title of every annotation. The runner does not mask titles, so it is constant. */
const title = 'Conduit webhooks';

/** Longest text that is printed at a time, in UTF-16 units; the runner keeps 4096 of an annotation. */
const longestText = 4000;

/** What can be said to the person who reads the run, and to the steps that follow. */
export interface Runner {
  /** Shows a page: in the log, as annotations, and in the job summary. */
  show(page: Page): void;
  /** The same; the lines of its webhooks are in the log already. */
  close(page: Page): void;
  /** Writes the line of one webhook to the log, in columns with all others that `nameWidth` is for. */
  showRow(row: Row, nameWidth: number): void;
  /** Writes a line to the log. */
  say(line: string): void;
  /** Hides `secret` in all that is printed from now on. */
  mask(secret: string): void;
  /** True when `text` holds a secret that was masked, or most of one, in any form. */
  holdsSecret(text: string): boolean;
  /** Sets step outputs. Throws when the output file cannot be written; what it lacks then, the next call writes too. */
  setOutputs(outputs: Readonly<Record<string, string>>): void;
}

export function createRunner(env: Env): Runner {
  const secrets: Secrets = new Map();
  /** Outputs as they stand in the file: one that did not change need not be written again. */
  const written = new Map<string, string>();
  /** Outputs that the file lacks. */
  const unwritten = new Map<string, string>();
  // What is cut off is never looked at. It may leave a part of a secret, which is hidden like any other.
  const safe = (text: string, limit = longestText) =>
    safeText(redact(bounded(text, limit), secrets));
  const ink: Ink = { safe, colour: env.GITHUB_ACTIONS === 'true' && !env.NO_COLOR };

  function present(lines: readonly string[], page: Page): void {
    core.info(lines.join('\n'));
    for (const { severity, message, file, range } of annotationsOf(page, safe)) {
      annotate[severity](message, {
        title,
        ...(file !== undefined && { file }),
        ...(range !== undefined && {
          startLine: range.line,
          endLine: range.line,
          startColumn: range.column,
          endColumn: range.endColumn,
        }),
      });
    }
    if (!addSummary(env, summaryOf(page, safe))) {
      core.warning('The job summary could not be written.', { title });
    }
  }

  return {
    show: (page) => present(logLines(page, ink), page),
    close: (page) => present(closingLines(page, ink), page),
    showRow: (row, nameWidth) => core.info(rowLine(row, nameWidth, ink)),
    say: (line) => core.info(safe(line)),
    holdsSecret: (text) => holdsSecret(text, secrets),
    mask(secret) {
      if (secret.trim() === '') return;
      core.setSecret(secret);
      addSecret(secrets, secret);
    },
    setOutputs(outputs) {
      for (const [name, value] of Object.entries(outputs)) {
        if (written.get(name) !== value) unwritten.set(name, value);
      }
      // Without the file, core would print outputs as commands, signing secrets among them.
      if (!env.GITHUB_OUTPUT) throw new Error('GITHUB_OUTPUT is not set');
      accessSync(env.GITHUB_OUTPUT, constants.W_OK);
      for (const [name, value] of unwritten) {
        const { size } = statSync(env.GITHUB_OUTPUT);
        try {
          core.setOutput(name, value);
        } catch (error) {
          // Half an output would swallow those that are written after it.
          truncateSync(env.GITHUB_OUTPUT, size);
          throw error;
        }
        written.set(name, value);
        unwritten.delete(name);
      }
    },
  };
}

const annotate = { error: core.error, warning: core.warning, notice: core.notice } as const;

/** Appends Markdown to the job summary; gives false when it cannot be written. Outside a runner there is none. */
function addSummary({ GITHUB_STEP_SUMMARY: file }: Env, markdown: string): boolean {
  if (!file) return true;
  try {
    appendFileSync(file, `${markdown}\n`);
    return true;
  } catch {
    return false;
  }
}
