/** What comes before plan and register: the manifest's page, and that of an early stop. */
import type { Wait as ConduitWait } from '../clients/conduit.ts';
import type { Environment } from '../generated/api.ts';
import { inWords, type Problem } from '../manifest/problem.ts';
import { counted, sentence, withCode } from '../safe/prose.ts';
import type { ReportContext } from './context.ts';
import { blankPage, type Page } from './page.ts';
import { blocksOf, failureTopic, type Topic } from './topic.ts';

/** A manifest that was checked, as far as its page needs it. */
export interface ManifestCheck {
  /** Relative to the workspace, with `/`. */
  path: string;
  /** In the order of the text; beyond a thousand, they are only counted. */
  problems: readonly Problem[];
  counts: Readonly<Record<Problem['severity'], number>>;
  valid: boolean;
}

type Mode = 'validate' | ReportContext['mode'];

const severities = ['error', 'warning', 'notice'] as const;

/** What the check of a manifest found. `warnings` are those about the inputs. */
export function manifestPage(
  { path, problems, counts, valid }: ManifestCheck,
  environments: readonly Environment[],
  warnings: readonly string[],
  mode: Mode,
): Page {
  const found = severities.flatMap((severity) =>
    counts[severity] === 0 ? [] : [counted(counts[severity], severity)],
  );
  const verdict = valid ? `is valid for ${inWords(environments)}` : 'is not valid';
  const count = found.length === 0 ? '' : `: ${found.join(', ')}`;
  const unlisted = { ...counts };
  for (const { severity } of problems) unlisted[severity] -= 1;
  return {
    ...blankPage,
    mark: valid ? '✓' : '✗',
    title: `${path} ${verdict}${count}`,
    remarks: valid || mode === 'validate' ? [] : ['Nothing was sent.'],
    problems,
    unlisted,
    blocks: blocksOf(warnings.map(warningTopic)),
    manifest: { path },
  };
}

/** A run that stopped before anything was sent. `environment` is undefined when the inputs are wrong. */
export function stopPage(
  errors: readonly string[],
  environment: Environment | undefined,
  isCancelled = false,
): Page {
  return {
    ...blankPage,
    title: `${environment ?? 'inputs'}: ${counted(errors.length, 'error')}`,
    remarks: [
      ...(isCancelled ? ['The run was cancelled.'] : []),
      ...(environment === undefined ? ['The manifest was not checked.'] : []),
      'Nothing was sent.',
    ],
    blocks: blocksOf(errors.map(failureTopic)),
  };
}

function warningTopic(message: string): Topic {
  return { kind: 'warning', says: withCode(sentence(message)) };
}

/** Why a request waits before it is tried again. */
export type Wait = ConduitWait | { kind: 'github-limit' };

/** The log's line for a wait of `ms` milliseconds. */
export function waitLine(wait: Wait, ms: number): string {
  const why = {
    throttled: 'Conduit asks to slow down (status 429).',
    unsent: `Nothing could be sent (${wait.kind === 'unsent' ? wait.reason : ''}).`,
    'github-limit': "GitHub's rate limit is reached.",
  }[wait.kind];
  return `  Waiting ${(ms / 1000).toFixed(1)} s. ${why}`;
}
