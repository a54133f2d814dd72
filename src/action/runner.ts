/** The runner as this product uses it: log, annotations, masks, outputs, summary. Only here: `@actions/core`. */
import { accessSync, constants, statSync, truncateSync } from 'node:fs';
import * as core from '@actions/core';
import type { Problem } from '../manifest/problem.ts';
import type { Env } from './inputs.ts';
import { addSecret, holdsSecret, redact, type Secrets } from './redact.ts';
import { bounded, safeText } from './text.ts';

/** Title of every annotation. The runner does not mask titles, so it is constant. */
const title = 'Conduit webhooks';

/** The runner keeps this many annotations of a level and step (ExecutionContext.cs); the rest it only logs. */
const annotationLimit = 10;

/** Longest text that is printed at a time, in UTF-16 units; the runner keeps 4096 of an annotation. */
const longestText = 4000;

/** What can be said to the person who reads the run, and to the steps that follow. */
export interface Runner {
  /** Writes a line to the log, or several in one go. */
  info(lines: string | readonly string[]): void;
  /** An annotation without a place. */
  notice(message: string): void;
  warning(message: string): void;
  error(message: string): void;
  /** Annotates the problems at their places in `file`: as many as the runner keeps, the last one counting the rest. */
  annotate(file: string, problems: readonly Problem[]): void;
  /** Hides `secret` in all that is printed from now on. */
  mask(secret: string): void;
  /** True when `text` holds a secret that was masked, or most of one, in any form. */
  holdsSecret(text: string): boolean;
  /** The text as it may be printed: no known secret, one line, no workflow command. */
  safe(text: string, limit?: number): string;
  /** Sets step outputs. Throws when the output file cannot be written; what it lacks then, the next call writes too. */
  setOutputs(outputs: Readonly<Record<string, string>>): void;
  /** Appends Markdown to the job summary; gives false when it cannot be written. */
  addSummary(markdown: string): Promise<boolean>;
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
  return {
    safe,
    holdsSecret: (text) => holdsSecret(text, secrets),
    info: (lines) =>
      core.info(
        [lines]
          .flat()
          .map((line) => safe(line))
          .join('\n'),
      ),
    notice: (message) => core.notice(safe(message), { title }),
    warning: (message) => core.warning(safe(message), { title }),
    error: (message) => core.error(safe(message), { title }),
    annotate(file, problems) {
      for (const [severity, write] of [
        ['error', core.error],
        ['warning', core.warning],
        ['notice', core.notice],
      ] as const) {
        const all = problems.filter((problem) => problem.severity === severity);
        const shown = all.length > annotationLimit ? all.slice(0, annotationLimit - 1) : all;
        for (const { subject, message, range } of shown) {
          write(safe(subject === '' ? message : `${subject}: ${message}`), {
            title,
            file: safe(file),
            ...(range === undefined
              ? {}
              : {
                  startLine: range.line,
                  endLine: range.line,
                  startColumn: range.column,
                  endColumn: range.endColumn,
                }),
          });
        }
        const rest = all.length - shown.length;
        if (rest > 0) write(`${rest} more ${severity}s: see the log`, { title, file: safe(file) });
      }
    },
    mask(secret) {
      if (secret.trim() === '') return;
      addSecret(secrets, secret);
      core.setSecret(secret);
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
    async addSummary(markdown) {
      try {
        await core.summary.addRaw(markdown, true).write();
        return true;
      } catch {
        return false;
      }
    },
  };
}
