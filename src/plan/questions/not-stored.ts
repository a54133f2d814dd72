/** Not stored: the GitHub secret that it names is not recorded as holding its signing secret, or is no longer there. */
import { type Decision, lineOf } from '../../manifest/decisions.ts';
import type { Declaration } from '../../manifest/declarations.ts';
import { code, ended, inNumber, say, subject, type Text, value } from '../../safe/prose.ts';
import { revised, type SecretSlot, secretKey, type WebhookRecord } from '../../state/document.ts';
import type { Change } from '../book.ts';
import { type Asked, declaredKey, type Facts, keepCode, type QuestionRule, recordIn } from '../facts.ts';
import { type Seen, type StoreTrouble, slotOf, storageOf } from '../secrets.ts';
import { addLine, choice, type Fact, secretPlace, toReplace } from '../topic.ts';

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
  facts: Pick<NotStored, 'seen' | 'formerly' | 'trouble' | 'inOutputs'>,
  { context }: Pick<Facts, 'context'>,
): NotStored {
  const { name, secret } = declaration;
  const key = secretKey(secret, context.secretsEnvironment);
  const keep = keepStored(declaration, record, { context });
  const options: Decision[] = [keep, { verb: 'replace', name, id }];
  const unmet =
    facts.seen === null ? { line: lineOf(keep), why: { kind: 'secret-missing' as const, secret } } : undefined;
  return { kind: 'not-stored', name, id, secret, key, ...facts, options, unmet };
}

export const notStored: QuestionRule<NotStored> = {
  word: () => 'not stored',

  ask({ declaration, record }, facts) {
    const { current } = record;
    const secret = declaration?.secret;
    if (current === undefined || declaration === undefined || secret === undefined) return undefined;
    const key = secretKey(secret, facts.context.secretsEnvironment);
    const slot = facts.slots.get(key);
    const seen = facts.observed.secrets?.get(key);
    const storage = storageOf(slot, seen, current.id);
    if (storage === 'stored' && seen && slot?.updatedAt === undefined) {
      return { change: { slots: [[key, slotOf(seen, current.id)]] } };
    }
    if (storage === 'stored' || storage === 'written') return undefined;
    const formerly = facts.slotsOf(current.id).filter((one) => one !== key);
    const question = notStoredQuestion({ ...declaration, secret }, record, current.id, { seen, formerly }, facts);
    return { question };
  },

  decide({ name, id, key, seen }, decision, facts) {
    if (decision.verb === 'replace') return { creates: true };
    return kept(name, recordIn(facts, name), decision, [key, slotOf(seen, id)]);
  },

  words(question, context) {
    const { name, id, key, seen, formerly, trouble, inOutputs, options } = question;
    const facts: Fact[] = [
      { label: 'webhook', data: [value(id)] },
      { label: 'GitHub secret', data: secretPlace(key) },
      ...formerly.map((old): Fact => ({ label: 'stored in', data: secretPlace(old) })),
      ...whyFacts(question),
      ...(inOutputs ? [say`The signing secret is in the output ${code(`${name}-secret`)} of this step.`] : []),
    ];
    const isAbsent = seen === null || trouble !== undefined;
    const isFree = trouble === undefined ? seen === null : trouble.kind !== 'written-meanwhile';
    // A new signing secret is no remedy for one that stands elsewhere.
    const offered = options.filter(({ verb }) => verb === 'keep' || formerly.length === 0);
    const choices = (context.remembers ? offered : []).map((option) =>
      choice(
        option,
        option.verb === 'keep'
          ? isAbsent
            ? say`Once ${inNumber('it contains', 'they contain')} the Key Secret (no request is sent):`
            : say`Yes, ${inNumber('it contains', 'they contain')} the Key Secret (no request is sent):`
          : isFree
            ? toReplace
            : say`If nothing uses ${inNumber('this GitHub secret', 'these GitHub secrets')}, delete
                ${inNumber('it', 'them')} in GitHub first. ${toReplace}`,
      ),
    );
    const set = say`${isAbsent ? 'Copy' : 'If not, copy'} the Key Secret of
      ${inNumber('the webhook', 'each webhook')} from the Conduit Dashboard into
      ${inNumber('this GitHub secret', 'its GitHub secret')}`;
    return {
      kind: 'question',
      name,
      says: saysOf(question),
      facts,
      advice: choices.length === 0 ? say`${set}.` : addLine(choices, say`${set}, then`),
      choices,
      also:
        formerly.length === 0
          ? undefined
          : say`Once ${inNumber('it is', 'they are')} set, delete the old
              ${inNumber('GitHub secret', 'GitHub secrets')}.`,
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
      oldName !== key.split('/')[0]
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
function keepStored(declaration: Declaration, record: WebhookRecord, facts: Pick<Facts, 'context'>): Decision {
  const { name } = declaration;
  return { verb: 'keep', name, code: keepCode('not-stored', declaration, record, facts) };
}

/** A GitHub secret that somebody has written since it was recorded. */
export interface Written {
  secret: string;
  /** When GitHub says that it was. */
  at: string;
  /** Says that it holds the signing secret all the same. */
  keep: Decision;
  /** What that decision does. */
  kept: Change;
}

/** What somebody has written into the declared GitHub secret; undefined where nobody did. */
export function writtenBySomebody(declaration: Declaration, record: WebhookRecord, facts: Facts): Written | undefined {
  const { name, secret } = declaration;
  const { current } = record;
  const key = declaredKey(declaration, facts.context);
  if (secret === undefined || key === undefined || current === undefined) return undefined;
  const at = facts.observed.secrets?.get(key);
  if (!at || storageOf(facts.slots.get(key), at, current.id) !== 'written') return undefined;
  const keep = keepStored(declaration, record, facts);
  return { secret, at, keep, kept: kept(name, record, keep, [key, slotOf(at, current.id)]) };
}

function kept(name: string, record: WebhookRecord, keep: Decision, slot: readonly [string, SecretSlot]): Change {
  return { records: [[name, revised(record, lineOf(keep), {})]], slots: [slot] };
}
