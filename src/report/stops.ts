/** What comes before plan and register: the manifest's page, and that of an early stop. */
import type { ConduitWait } from '../clients/conduit.ts';
import type { Environment } from '../generated/api.ts';
import { issuesUrl } from '../generated/product.ts';
import type { CheckedManifest } from '../manifest/manifest.ts';
import { inWords } from '../manifest/problem.ts';
import type { Topic } from '../plan/topic.ts';
import type { Crash } from '../safe/crash.ts';
import { counted, cut, listed, say, sentence, value, withCode } from '../safe/prose.ts';
import { blankPage, blocksOf, type Page, severities } from './page.ts';

/** What the check of a manifest found. `warnings` are those about the inputs. */
export function manifestPage(
  { path, problems, counts, valid, line }: Pick<CheckedManifest, 'path' | 'problems' | 'counts' | 'valid' | 'line'>,
  environments: readonly Environment[],
  warnings: readonly string[],
  mode: 'validate' | 'plan' | 'register',
): Page {
  const found = severities.flatMap((severity) => (counts[severity] === 0 ? [] : [counted(counts[severity], severity)]));
  const verdict = valid ? `is valid for ${inWords(environments)}` : 'is not valid';
  const count = found.length === 0 ? '' : `: ${found.join(', ')}`;
  // What has no place is wrong with the file itself.
  const isRead = valid || problems.some(({ range }) => range !== undefined);
  return {
    ...blankPage,
    mark: valid ? '✓' : '✗',
    title: isRead ? `${path} ${verdict}${count}` : `${path} could not be read`,
    remarks: mode === 'register' && !valid ? ['No requests were sent to Conduit.'] : [],
    problems,
    counts,
    blocks: blocksOf(warnings.map((message) => toldTopic('warning', message))),
    manifest: { path, line },
  };
}

/** A run that stopped before anything was sent. `environment` is undefined when the inputs are wrong. */
export function stopPage(
  errors: readonly string[],
  environment: Environment | undefined,
  { isCancelled = false, verifies = false } = {},
): Page {
  return {
    ...blankPage,
    mark: '✗',
    environment: environment ?? '',
    title: `${environment ?? 'Inputs'}: stopped by ${counted(errors.length, 'error')}`,
    remarks: [
      ...(isCancelled ? ['Cancelled.'] : []),
      ...(environment === undefined ? ['The manifest was not checked.'] : []),
      nothingSent(verifies),
    ],
    blocks: blocksOf(errors.map((message) => toldTopic('error', message))),
  };
}

/** A run that has created nothing; one that `verifies` may have sent something all the same. */
export function nothingSent(verifies: boolean): string {
  return verifies ? 'Nothing was created at Conduit.' : 'No requests were sent to Conduit.';
}

/** The webhooks for which a request was sent, and what became of each as far as that is known. */
export type Sent = Map<string, string | undefined>;

/** A run that an error of our own has ended. */
export function crashPage({ what, frames }: Crash, sent: Sent): Page {
  const known = [...sent].map(([name, outcome]) => `${name} (${outcome ?? 'result not recorded'})`);
  const requests =
    sent.size === 0
      ? 'Nothing was created at Conduit.'
      : say`Requests were sent to Conduit for ${listed(known.map(value))}.`;
  return {
    ...blankPage,
    title: 'The action failed',
    blocks: blocksOf([
      {
        kind: 'error',
        says: say`The action failed because of an error of its own, ${what}. ${requests}`,
        facts: frames.map((frame) => [value(frame)]),
        advice: say`Report it, with the lines in the log, at
          ${{ kind: 'link', text: issuesUrl, url: issuesUrl }}. Then run it again: the action asks before it
          repeats a request whose result is not known.`,
      },
    ]),
  };
}

/** Of such words, no more is shown, in UTF-16 units: an annotation has no room for more. */
const longestTold = 4000;

/** Something in words that were made where it happened. */
export function toldTopic(kind: 'error' | 'warning', message: string): Topic {
  return { kind, says: withCode(sentence(cut(message, longestTold))) };
}

/** Why a request waits before it is tried again. */
export type Wait = ConduitWait | { kind: 'github-limit' };

export function waitLine(wait: Wait, ms: number): string {
  const reason = 'reason' in wait ? wait.reason : '';
  const why = {
    throttled: 'Rate limited by Conduit (429).',
    unsent: `Could not connect to Conduit (${reason}).`,
    unread: `A webhook could not be read (${reason}).`,
    'github-limit': 'Rate limited by GitHub.',
  };
  return `  ${why[wait.kind]} Retrying in ${(ms / 1000).toFixed(1)} s.`;
}
