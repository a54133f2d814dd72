/** Not stored: the GitHub secret that it names is not recorded as holding its signing secret, or is no longer there. */
import { type Decision, lineOf } from '../../manifest/decisions.ts';
import type { Declaration } from '../../manifest/declarations.ts';
import { code, ended, inNumber, say, subject, type Text, value } from '../../safe/prose.ts';
import { revised, secretKey, type WebhookRecord } from '../../state/document.ts';
import { type Asked, type Change, type Facts, keepCode, type PlanContext, type QuestionRule } from '../facts.ts';
import { type Seen, type StoreTrouble, slotOf, storageOf } from '../secrets.ts';
import { type Fact, itThem, secretPlace, toReplace } from '../topic.ts';

export interface NotStored extends Asked {
  kind: 'not-stored';
  id: string;
  /** The GitHub secret as declared, and its `secretKey`. */
  secret: string;
  key: string;
  /** When GitHub says that it was updated. */
  seen: Seen;
  /** The keys of other GitHub secrets that are recorded as holding this signing secret. */
  formerly: readonly string[];
  /** Those of them that no webhook declares. */
  unused: readonly string[];
  /** Why the run that created it did not store it. */
  trouble?: StoreTrouble | undefined;
  /** True when the signing secret is in the outputs of this run. */
  inOutputs?: boolean;
}

/** The question about a webhook whose record is `record`. */
export function notStoredQuestion(
  declaration: Declaration & { secret: string },
  record: WebhookRecord,
  id: string,
  known: Pick<NotStored, 'seen' | 'formerly' | 'unused' | 'trouble' | 'inOutputs'>,
  context: PlanContext,
): NotStored {
  const { name, secret } = declaration;
  const key = secretKey(secret, context.secretsEnvironment);
  const options: Decision[] = [keepStored(declaration, record, context), { verb: 'replace', name, id }];
  return { kind: 'not-stored', name, id, secret, key, ...known, options };
}

/** True for an option that does not count yet: a `keep` while GitHub, where it can be asked, does not say that it has the secret. */
export function isTooEarly(question: Asked | NotStored, { verb }: Decision, { noToken }: PlanContext): boolean {
  if (verb !== 'keep' || !('seen' in question)) return false;
  return question.seen === null || (question.seen === undefined && noToken === undefined);
}

export const notStored: QuestionRule<NotStored> = {
  word: () => 'not stored',

  ask(declaration, record, facts) {
    const stored = storedBy(declaration, facts);
    if (stored === undefined || stored.storage === 'written') return undefined;
    const { secret, key, id, seen, storage } = stored;
    if (storage === 'stored') {
      const isNew = seen && facts.slots.get(key)?.updatedAt === undefined;
      return isNew ? { change: { secrets: { [key]: slotOf(seen, id) } } } : undefined;
    }
    const formerly = facts.slotsOf(id).filter((one) => one !== key);
    const unused = formerly.filter((one) => !facts.declaredKeys.has(one));
    return notStoredQuestion({ ...declaration, secret }, record, id, { seen, formerly, unused }, facts.context);
  },

  keep: ({ name, ...stored }, decision, { recordOf }) => keptChange(recordOf(name), decision, stored),

  words(question, { remembers }) {
    const { name, id, key, seen, formerly, unused, trouble, inOutputs } = question;
    const isOneOld = unused.length === 1;
    const isAbsent = seen === null || trouble !== undefined;
    const isFree = trouble === undefined ? seen === null : trouble.kind !== 'written-meanwhile';
    const kept = isAbsent
      ? say`Once ${inNumber('it contains', 'they contain')} the Key Secret (no request is sent):`
      : say`Yes, ${inNumber('it contains', 'they contain')} the Key Secret (no request is sent):`;
    const replaced = isFree
      ? toReplace
      : say`If nothing uses ${inNumber('this GitHub secret', 'these GitHub secrets')}, delete
          ${inNumber('it', 'them')} in GitHub first. ${toReplace}`;
    const set = say`${isAbsent ? 'Copy' : 'If not, copy'} the Key Secret of
      ${inNumber('the webhook', 'each webhook')} from the Conduit Dashboard into
      ${inNumber('this GitHub secret', 'its GitHub secret')}`;
    return {
      says: saysOf(question),
      facts: [
        { label: 'webhook', data: [value(id)] },
        { label: 'GitHub secret', data: secretPlace(key) },
        ...formerly.map((old): Fact => ({ label: 'stored in', data: secretPlace(old) })),
        ...whyFacts(question),
        ...(inOutputs ? [say`The signing secret is in the output ${code(`${name}-secret`)} of this step.`] : []),
      ],
      ...(remembers
        ? {
            lead: say`${set}, then`,
            // A new signing secret is no remedy for one that stands elsewhere.
            when: { keep: kept, ...(formerly.length === 0 && { replace: replaced }) },
          }
        : { advice: say`${set}.` }),
      also:
        unused.length === 0
          ? undefined
          : say`Once ${inNumber('it is', 'they are')} set, delete the old
              ${isOneOld ? inNumber('GitHub secret', 'GitHub secrets') : 'GitHub secrets'}, if nothing else uses
              ${isOneOld ? itThem : 'them'}.`,
      place: { field: 'secret' },
    };
  },
};

const its = inNumber('its GitHub secret', 'their GitHub secrets');

function saysOf({ formerly, key, seen, trouble }: NotStored): Text {
  const [oldName, oldEnvironment] = formerly[0]?.split('/') ?? [];
  if (trouble !== undefined) {
    return say`${subject}: the signing secret is not stored in ${its}. Set it by hand, or create a new
      webhook?`;
  }
  if (oldName !== undefined) {
    const before =
      formerly.length > 1 || oldName !== key.split('/')[0]
        ? say`in another GitHub secret`
        : oldEnvironment === undefined
          ? say`without ${code('secrets-environment')}`
          : say`with ${code(`secrets-environment: ${oldEnvironment}`)}`;
    return say`${subject}: the signing secret was stored ${before}, but the new GitHub secret is not
      recorded as containing it. Did you mean to move it?`;
  }
  if (seen === null) {
    return say`${subject}: GitHub does not have the secret that should contain the signing secret. Set it
      by hand, or create a new webhook?`;
  }
  return say`${subject}: ${inNumber('the GitHub secret is', 'the GitHub secrets are')} not recorded as
    containing the signing ${inNumber('secret. Does it contain it?', 'secrets. Do they contain them?')}`;
}

function whyFacts({ seen, formerly, trouble }: NotStored): Fact[] {
  switch (trouble?.kind) {
    case 'no-secret':
      return [say`Conduit's reply contained no signing secret.`];
    case 'written-meanwhile':
      return [
        say`The GitHub secret was changed by someone else during this run, so the action did not
          overwrite it.`,
      ];
    case 'failed':
      return [say`GitHub did not store it: ${ended(trouble.message)}`];
    case undefined:
      if (seen === null) return formerly.length === 0 ? [] : [say`GitHub does not have it yet.`];
      return [
        seen === undefined
          ? say`The action did not write it for this webhook.`
          : say`It exists, but the action did not write it for this webhook and cannot read it.`,
      ];
  }
}

/** The decision that says that the declared GitHub secret holds the signing secret. */
function keepStored(declaration: Declaration, record: WebhookRecord, context: PlanContext): Decision {
  return { verb: 'keep', name: declaration.name, code: keepCode('not-stored', declaration, record, context) };
}

function keptChange(
  record: WebhookRecord,
  keep: Decision,
  { key, id, seen }: Pick<NotStored, 'key' | 'id' | 'seen'>,
): Change {
  return { webhooks: { [keep.name]: revised(record, lineOf(keep), {}) }, secrets: { [key]: slotOf(seen, id) } };
}

/** What state and GitHub say of the GitHub secret that a registered webhook declares; undefined where it has none. */
function storedBy({ name, secret }: Declaration, { context, slots, observed, recordOf }: Facts) {
  const id = recordOf(name).current?.id;
  if (secret === undefined || id === undefined) return undefined;
  const key = secretKey(secret, context.secretsEnvironment);
  const seen = observed.secrets?.get(key);
  return { secret, key, id, seen, storage: storageOf(slots.get(key), seen, id) };
}

/**
 * What somebody has written into the declared GitHub secret since it was recorded; undefined where nobody did. `keep`
 * says that it holds the signing secret all the same, and `change` is what that does.
 */
export function writtenBySomebody(declaration: Declaration, facts: Facts) {
  const stored = storedBy(declaration, facts);
  if (stored?.storage !== 'written' || !stored.seen) return undefined;
  const record = facts.recordOf(declaration.name);
  const keep = keepStored(declaration, record, facts.context);
  return { secret: stored.secret, at: stored.seen, keep, change: keptChange(record, keep, stored) };
}
