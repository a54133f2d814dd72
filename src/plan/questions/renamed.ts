/** Renamed: a new name with the body, URL or GitHub secret of a webhook that is recorded and no longer declared. */
import type { Decision, DecisionLine } from '../../manifest/decisions.ts';
import type { Declaration } from '../../manifest/declarations.ts';
import { code, inNumber, say, subject, value } from '../../safe/prose.ts';
import { blankRecord, type Current, revised, type StandingRequest } from '../../state/document.ts';
import { type Difference, describe, differencesBetween } from '../../webhook/body.ts';
import { type Asked, type Change, codeOf, type Facts, keepCode, type QuestionRule } from '../facts.ts';
import { differenceFacts, oldOnesStay, originOf } from '../topic.ts';
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

  ask(declaration, record, facts) {
    const from = record.current === undefined ? facts.formerOf(declaration) : undefined;
    if (from === undefined) return undefined;
    const { current, request } = facts.recordOf(from);
    const recorded = request ?? current;
    if (recorded === undefined) return undefined;
    // It is asked about under the name that it has.
    if (request !== undefined && mayStillAct(request, facts.context)) return 'waits';
    const { name } = declaration;
    const claim = xor(formerHalf(from, facts), declaredHalf(declaration, facts));
    const options: Decision[] = [{ verb: 'keep', name, code: claim }];
    // While a request stands, nothing else may be sent for it.
    if (request === undefined) options.push({ verb: 'replace', name, id: recorded.id });
    const differences = differencesBetween(recorded, describe(declaration));
    return { kind: 'renamed', name, from, recorded, differences, options };
  },

  keep: (question, _, facts) => moved(question, facts),

  words({ name, from, recorded, differences }, context) {
    const isSame = differences.length === 0;
    const next =
      'until' in recorded
        ? say`The next question is about its unconfirmed request:`
        : say`The next question is about the changed fields:`;
    return {
      says: say`${subject}: ${inNumber('this name is new, but the webhook looks like one', 'these names are new, but the webhooks look like ones')}
        that ${inNumber('is', 'are')} no longer in the manifest. Did you rename
        ${inNumber('it', 'them')}?`,
      facts: [
        { label: 'previous name', data: [value(from)] },
        originOf(recorded, context),
        ...(isSame ? [say`URL, events and other fields are the same.`] : differenceFacts(differences)),
      ],
      lead: say`Change the name back, or`,
      when: {
        keep:
          isSame && !('until' in recorded)
            ? say`Yes, the same webhook under a new name (no request is sent):`
            : say`Yes, the same webhook. ${next}`,
        replace: say`No, a different webhook. The next run creates it (${oldOnesStay}):`,
      },
      also: say`The step outputs are named after the webhook: with the new name,
        ${code(`${from}-id`)} becomes ${code(`${name}-id`)}.`,
      place: { field: undefined },
    };
  },
};

/** The record of the earlier name goes on under the new one, which has no current webhook. */
export function moved({ name, from }: Renamed, { recordOf }: Facts): Change {
  const [own, record] = [recordOf(name), recordOf(from)];
  const next = revised(own, `from ${from} ${record.revision}`, {
    ...record,
    removedAt: undefined,
    replaced: [...own.replaced, ...record.replaced],
    gone: [...own.gone, ...record.gone],
  });
  return { webhooks: { [from]: undefined, [name]: next } };
}

/**
 * Finds the decisions that claim the recorded webhook of a question for a declared name. Of the code of such a
 * `keep`, each of the two has one half, so that a line and one half give the other: nothing has to be tried.
 */
export function claimFinder(facts: Facts): (question: Renamed) => DecisionLine[] {
  const claims = Map.groupBy(facts.context.decisions, ({ decision }) => {
    const declaration = facts.declared.get(decision.name);
    if (declaration === undefined || decision.verb === 'gone') return undefined;
    return decision.verb === 'replace' ? decision.id : xor(decision.code, declaredHalf(declaration, facts));
  });
  return ({ from, recorded }) => [formerHalf(from, facts), recorded.id].flatMap((claim) => claims.get(claim) ?? []);
}

function formerHalf(from: string, { context, recordOf }: Facts): string {
  const { revision, request } = recordOf(from);
  return codeOf('former', context.environment, from, revision, request?.id ?? null);
}

function declaredHalf(declaration: Declaration, { context }: Facts): string {
  return keepCode('renamed', declaration, blankRecord, context);
}

/** Of two codes, a third one. */
function xor(one: string, other: string): string {
  const bits = Number.parseInt(one, 16) ^ Number.parseInt(other, 16);
  return (bits >>> 0).toString(16).padStart(8, '0');
}
