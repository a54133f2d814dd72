/** Renamed: a new name with the body, URL or GitHub secret of a webhook that is recorded and no longer declared. */
import type { Decision } from '../../manifest/decisions.ts';
import { code, inNumber, say, subject, value } from '../../safe/prose.ts';
import { type Current, revised, type StandingRequest, type WebhookRecord } from '../../state/document.ts';
import { type Difference, differencesBetween } from '../../webhook/body.ts';
import type { Change } from '../book.ts';
import { claimCode } from '../claims.ts';
import { type Asked, describeDeclared, type Facts, type QuestionRule, recordIn } from '../facts.ts';
import { addLine, choice, differenceFacts, oldOnesStay, originOf } from '../topic.ts';
import { mayStillAct } from './unconfirmed.ts';

export interface Renamed extends Asked {
  kind: 'renamed';
  /** The name under which it is recorded. */
  from: string;
  recorded: Current | StandingRequest;
  differences: Difference[];
}

export const renamed: QuestionRule<Renamed> = {
  word: () => 'renamed',

  ask({ name, declaration, record }, facts) {
    if (declaration === undefined || record.current !== undefined) return undefined;
    const former = facts.formerOf(declaration);
    if (former === undefined) return undefined;
    const { current, request } = former.record;
    const recorded = request ?? current;
    if (recorded === undefined) return undefined;
    // It is asked about under the name that it has.
    if (request !== undefined && mayStillAct(request, facts.context)) return { waitsFor: former.name };
    const options: Decision[] = [{ verb: 'keep', name, code: claimCode(former, declaration, facts.context) }];
    // While a request stands, nothing else may be sent for it.
    if (request === undefined && current !== undefined) {
      options.push({ verb: 'replace', name, id: current.id });
    }
    const differences = differencesBetween(recorded, describeDeclared(declaration));
    return {
      question: { kind: 'renamed', name, from: former.name, recorded, differences, options },
    };
  },

  rivals({ from }, facts) {
    const record = facts.records.get(from);
    // One webhook can go on under one name alone.
    return record === undefined ? [] : facts.claimsOn({ name: from, record });
  },

  decide({ name, from }, { verb }, facts) {
    const record = facts.records.get(from);
    if (record === undefined) return {};
    const change = moved(from, { ...record, removedAt: undefined }, name, facts);
    return verb === 'replace' ? { ...change, creates: true } : change;
  },

  words({ name, from, recorded, differences, options }, context) {
    const isRequest = 'until' in recorded;
    const next = isRequest
      ? say`The next question is about its unconfirmed request:`
      : differences.length > 0
        ? say`The next question is about the changed fields:`
        : undefined;
    const choices = options.map((option) =>
      choice(
        option,
        option.verb === 'replace'
          ? say`No, a different webhook. The next run creates it (${oldOnesStay}):`
          : next === undefined
            ? say`Yes, the same webhook under a new name (no request is sent):`
            : say`Yes, the same webhook. ${next}`,
      ),
    );
    return {
      kind: 'question',
      name,
      says: say`${subject}: ${inNumber('this name is new, but the webhook looks like one', 'these names are new, but the webhooks look like ones')}
        that ${inNumber('is', 'are')} no longer in the manifest. Did you rename
        ${inNumber('it', 'them')}?`,
      facts: [
        { label: 'previous name', data: [value(from)] },
        originOf(recorded, context),
        ...(differences.length === 0
          ? [say`URL, events and other fields are the same.`]
          : differenceFacts(differences)),
      ],
      advice: addLine(choices, say`Change the name back, or`),
      choices,
      also: say`The step outputs are named after the webhook: with the new name,
        ${code(`${from}-id`)} becomes ${code(`${name}-id`)}.`,
      place: { field: undefined },
    };
  },
};

/** The record of one name goes on under another one, which has no current webhook. */
function moved(from: string, record: Moving, name: string, facts: Facts): Change {
  const own = recordIn(facts, name);
  const next = revised(own, `from ${from} ${record.revision}`, {
    ...record,
    replaced: [...own.replaced, ...record.replaced],
    gone: [...own.gone, ...record.gone],
  });
  return {
    records: [
      [from, undefined],
      [name, next],
    ],
  };
}

type Moving = Omit<WebhookRecord, 'removedAt'> & { removedAt?: string | undefined };
