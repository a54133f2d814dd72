/** What is said of what a run has seen at Conduit. */

import type { NoSecret } from '../apply/look.ts';
import type { Registration, Result } from '../apply/results.ts';
import {
  addLine,
  choice,
  differenceFacts,
  type Fact,
  type ReportContext,
  type Topic,
  toReplace,
} from '../plan/topic.ts';
import { code, inNumber, say, subject, type Text, value } from '../safe/prose.ts';
import type { Status } from '../state/status.ts';

/** Statuses of webhooks about which nothing is open: only these are given something to paste. */
const settled: readonly Status[] = ['unchanged', 'adopted', 'to-adopt'];

/** What a webhook's line says of its reading. */
export function findingWord(finding: Result['finding']): string {
  switch (finding?.kind) {
    case 'verified':
      return 'verified';
    case 'drifted':
      return 'differs at Conduit';
    case 'missing':
      return 'not at Conduit';
    default:
      return '';
  }
}

/** What readings have shown, where that is more than a word in the webhook's line. */
export function verificationTopics({ results, looked }: Registration, context: ReportContext): Topic[] {
  if (looked === undefined) return [];
  if (looked === 'no-credentials') {
    return [
      {
        kind: 'notice',
        says: say`No webhook was read from Conduit, because ${code('verify')} needs ${code('api-key')} and
          ${code('api-secret')}.`,
      },
    ];
  }
  const findings = [...looked.findings.values()];
  const isNoneThere = findings.length > 1 && findings.every(({ kind }) => kind === 'missing');
  return results.flatMap((result) => findingTopics(result, isNoneThere, context));
}

function findingTopics(result: Result, isNoneThere: boolean, context: ReportContext): Topic[] {
  const { name, finding } = result;
  if (finding === undefined) return [];
  const webhook: Fact = { label: 'webhook', data: [value(finding.id)] };
  switch (finding.kind) {
    case 'unread':
      return [
        {
          kind: 'warning',
          name,
          says: say`Some webhooks could not be read from Conduit, so nothing is known about them.`,
          facts: [webhook, { label: 'reason', data: [value(finding.reason)] }],
        },
      ];
    case 'missing':
      return [isNoneThere ? noneThere(name, webhook, context) : missing(result, webhook)];
    case 'drifted':
      return [
        {
          kind: 'warning',
          name,
          says: say`${subject}: Conduit has different values than the manifest.`,
          facts: [...differenceFacts(finding.differences), webhook],
          ...waysOut(
            result,
            say`Change ${inNumber('it', 'them')} back in the Conduit Dashboard. Or change the manifest to match, then
              answer the question of the next run with ${code('keep')}. Or`,
          ),
          place: { field: finding.differences[0]?.field },
        },
        ...noSecretTopic(name, finding.noSecret, context),
      ];
    case 'verified':
      return noSecretTopic(name, finding.noSecret, context);
  }
}

function missing(result: Result, webhook: Fact): Topic {
  return {
    kind: 'warning',
    name: result.name,
    says: say`${subject}: Conduit does not have ${inNumber('this webhook', 'these webhooks')}.`,
    facts: [webhook],
    ...waysOut(result, say`If ${inNumber('it was', 'they were')} deleted,`),
    place: { field: undefined },
  };
}

/** Nothing to paste: it would create all of them again, perhaps in the wrong account. */
function noneThere(name: string, webhook: Fact, { environment }: ReportContext): Topic {
  return {
    kind: 'warning',
    name,
    says: say`Conduit has none of the registered webhooks. The credentials may belong to another
      environment or account.`,
    facts: [webhook],
    advice: say`Check that ${code('api-key')} and ${code('api-secret')} belong to the account that has the
      webhooks of ${environment}.`,
  };
}

function waysOut({ name, status, id }: Result, lead: Text): Pick<Topic, 'advice' | 'choices'> {
  if (!settled.includes(status) || id === undefined) return {};
  const choices = [choice({ verb: 'replace', name, id }, toReplace)];
  return { advice: addLine(choices, lead), choices };
}

/** Signing secrets are for later steps of register. */
function noSecretTopic(name: string, why: NoSecret | undefined, { mode }: ReportContext): Topic[] {
  if (why === undefined || mode === 'plan') return [];
  const secrets = inNumber('signing secret', 'signing secrets');
  const says: Readonly<Record<NoSecret, Text>> = {
    absent: say`${subject}: Conduit did not return the ${secrets}.`,
    redacted: say`${subject}: Conduit returned the ${secrets} only in redacted form.`,
    unusable: say`${subject}: what Conduit returned as the ${secrets} cannot be ${inNumber('one', 'ones')},
      so the action ignored ${inNumber('it', 'them')}.`,
    shared: say`${subject}: Conduit returned the same signing secret for several webhooks, so the action ignored
      it.`,
  };
  const isOdd = why === 'unusable' || why === 'shared';
  return [
    {
      kind: isOdd ? 'warning' : 'next',
      name,
      says: says[why],
      advice: say`If you need ${inNumber('it', 'them')}, copy the Key Secret from the Conduit Dashboard.`,
    },
  ];
}
