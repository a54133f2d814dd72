/** What is said of what a run has seen at Conduit. */

import type { Finding, NoSecret } from '../apply/look.ts';
import type { Registration, Result } from '../apply/results.ts';
import {
  differenceFacts,
  type Fact,
  itThem,
  newOnes,
  offered,
  type ReportContext,
  type Topic,
  toReplace,
} from '../plan/topic.ts';
import { code, inNumber, say, subject, type Text, value } from '../safe/prose.ts';
import type { Status } from '../state/status.ts';

/** Statuses of webhooks about which nothing is open: only these are given something to paste. */
const settledStatuses: readonly Status[] = ['unchanged', 'adopted', 'to-adopt'];

/** What a webhook's line says of its reading. */
export function findingWord(finding: Result['finding']): string {
  const words: Readonly<Record<Finding['kind'], string>> = {
    verified: 'verified',
    drifted: 'differs at Conduit',
    missing: 'not at Conduit',
    unread: '',
  };
  return finding === undefined ? '' : words[finding.kind];
}

/** What readings have shown, where that is more than a word in the webhook's line. */
export function verificationTopics({ results, looked }: Registration, context: ReportContext): Topic[] {
  if (looked === undefined) return [];
  if (looked === 'no-credentials') {
    const says = say`No webhook was read from Conduit, because ${code('verify')} needs ${code('api-key')} and
      ${code('api-secret')}.`;
    return [{ kind: 'notice', says }];
  }
  const findings = [...looked.findings.values()];
  const isNoneThere = findings.length > 1 && findings.every(({ kind }) => kind === 'missing');
  return results.flatMap((result): Topic[] => {
    const { name, finding } = result;
    if (finding === undefined) return [];
    const words = findingWords(result, finding, isNoneThere, context);
    const noSecret = 'noSecret' in finding && context.mode === 'register' ? finding.noSecret : undefined;
    return [
      ...(words === undefined ? [] : [{ kind: 'warning' as const, name, ...words }]),
      ...(noSecret === undefined ? [] : [noSecretTopic(name, noSecret)]),
    ];
  });
}

function findingWords(
  result: Result,
  finding: Finding,
  isNoneThere: boolean,
  { environment }: ReportContext,
): Omit<Topic, 'kind' | 'name'> | undefined {
  const webhook: Fact = { label: 'webhook', data: [value(result.id ?? '')] };
  switch (finding.kind) {
    case 'verified':
      return undefined;
    case 'unread':
      return {
        says: say`Some webhooks could not be read from Conduit, so nothing is known about them.`,
        facts: [webhook, { label: 'reason', data: [value(finding.reason)] }],
      };
    case 'missing':
      // Nothing to paste where none is there: it would create all of them again, perhaps in the wrong account.
      return isNoneThere
        ? {
            says: say`Conduit has none of the registered webhooks. The credentials may belong to another environment or
              account.`,
            facts: [webhook],
            advice: say`Check that ${code('api-key')} and ${code('api-secret')} belong to the account that has the
              webhooks of ${environment}.`,
          }
        : {
            says: say`${subject}: Conduit does not have ${inNumber('this webhook', 'these webhooks')}.`,
            facts: [webhook],
            ...waysOut(result, say`If ${inNumber('it was', 'they were')} deleted,`, say`To create ${newOnes}:`),
            place: { field: undefined },
          };
    case 'drifted': {
      const lead = say`Change ${itThem} back in the Conduit Dashboard. Or change the manifest to match, then answer the
        question of the next run with ${code('keep')}. Or`;
      return {
        says: say`${subject}: Conduit has different values than the manifest.`,
        facts: [...differenceFacts(finding.differences), webhook],
        ...waysOut(result, lead, toReplace),
        place: { field: finding.differences[0]?.field },
      };
    }
  }
}

function waysOut({ name, status, id }: Result, lead: Text, when: Text): Pick<Topic, 'advice' | 'choices'> {
  if (!settledStatuses.includes(status) || id === undefined) return {};
  return offered({ verb: 'replace', name, id }, when, lead);
}

const secrets = inNumber('signing secret', 'signing secrets');

/** Why a reading gave no signing secret for later steps. */
const noSecretWords: Readonly<Record<NoSecret, Text>> = {
  absent: say`${subject}: Conduit did not return the ${secrets}.`,
  redacted: say`${subject}: Conduit returned the ${secrets} only in redacted form.`,
  unusable: say`${subject}: what Conduit returned as the ${secrets} cannot be ${inNumber('one', 'ones')}, so the action
    ignored ${itThem}.`,
  shared: say`${subject}: Conduit returned the same signing secret for several webhooks, so the action ignored it.`,
};

function noSecretTopic(name: string, why: NoSecret): Topic {
  const advice = say`If you need ${itThem}, copy the Key Secret from the Conduit Dashboard.`;
  const isOdd = why === 'unusable' || why === 'shared';
  return { kind: isOdd ? 'warning' : 'next', name, says: noSecretWords[why], advice };
}
