/**
 * A step + what is known of the GitHub secret that its webhook names → the step that follows from it. State says whose
 * signing secret a GitHub secret has, and since when; GitHub says when it was last written. Pure.
 */
import type { Declaration } from '../manifest/declarations.ts';
import { certainOf, type Entry, type StoredSecret } from '../state/document.ts';
import type { Step } from './step.ts';

/** What a plan needs to know to tell whose signing secret a GitHub secret has. */
export interface SecretOptions {
  /** Names of webhooks to create anew although nothing changed. */
  replace: readonly string[];
  /** The GitHub environment that keeps the secrets; the repository when absent. */
  secretsEnvironment?: string;
  /** True when nothing is remembered from run to run: then no GitHub secret can be known as a webhook's. */
  stateless?: boolean;
  /** When each GitHub secret was last written (milliseconds since 1970), as far as GitHub was asked. */
  secretTimes?: ReadonlyMap<string, number | undefined>;
}

/** What is recorded, by the webhooks' names. */
type Recorded = ReadonlyMap<string, Entry>;

/** The names of the GitHub secrets that GitHub has to be asked about before the plan is certain. */
export function uncheckedSecrets(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => {
    if (step.action === 'create') {
      return step.secretBefore === undefined ? (step.declaration.secret ?? []) : [];
    }
    if (step.action !== 'adopt' && step.action !== 'unchanged') return [];
    return step.secret?.kind === 'unchecked' ? (step.declaration.secret ?? []) : [];
  });
}

/** Adds what is known of the GitHub secret to a step. */
export function withSecret(step: Step, recorded: Recorded, options: SecretOptions): Step {
  if (step.action !== 'unchanged' && step.action !== 'adopt' && step.action !== 'create') {
    return step;
  }
  const { declaration } = step;
  const { secret: name } = declaration;
  if (name === undefined) return step;
  const { secretTimes } = options;
  const place = placeOf(name, options);
  const time = secretTimes?.get(name);
  if (step.action === 'create') {
    if (!secretTimes?.has(name)) return step;
    if (time !== undefined && isStrange(place, declaration.name, time, recorded, options)) {
      return { action: 'conflict', declaration, reason: strangeText(declaration, name, time) };
    }
    const writtenAt = time === undefined ? {} : { writtenAt: new Date(time).toISOString() };
    return { ...step, secretBefore: { ...place, ...writtenAt } };
  }
  const id = step.action === 'adopt' ? step.id : step.entry.id;
  const entries = step.action === 'adopt' ? step.entries : [step.entry];
  const same = entries.find((entry) => certainOf(entry)?.id === id);
  const others = otherSecretTime(place, id, recorded);
  const stored = certainOf(same)?.secret;
  const isStored = isSamePlace(stored, place) && Date.parse(stored?.storedAt ?? '') >= others;
  // What was to replace it may have been created, and its signing secret stored, before anything was recorded.
  const doubt =
    same !== undefined && !('id' in same) && isSamePlace(same.secretBefore, place)
      ? same.secretBefore
      : undefined;
  if (isStored && doubt === undefined) return step;
  if (!secretTimes?.has(name)) return { ...step, secret: { kind: 'unchecked' } };
  if (isStored && time === Date.parse(doubt?.writtenAt ?? '')) return step;
  const from = Math.max(writtenFrom(same ?? entries[0], id, place), others + clockSlackMs);
  // Not `time < from`: a time in state that is none gives NaN, which nothing may be taken to be newer than.
  if (time === undefined || !(time >= from)) {
    return { action: 'unstored', declaration, id, secret: name };
  }
  return { ...step, secret: { kind: 'found', ...place, storedAt: new Date(time).toISOString() } };
}

/** GitHub's servers do not all have the same time: a secret that is newer by less than this may be the older one. */
const clockSlackMs = 5000;

/** A GitHub secret, by its name and the GitHub environment that keeps it. */
type SecretPlace = Pick<StoredSecret, 'name' | 'environment'>;

/** The GitHub secret of a name, where this run keeps secrets. */
export function placeOf(name: string, { secretsEnvironment }: SecretOptions): SecretPlace {
  return {
    name,
    ...(secretsEnvironment === undefined ? {} : { environment: secretsEnvironment }),
  };
}

/** The same text for the same GitHub secret: GitHub does not tell upper from lower case in its name. */
export function placeKey({ name, environment }: SecretPlace): string {
  return JSON.stringify([name.toUpperCase(), environment]);
}

export function isSamePlace(one: SecretPlace | undefined, other: SecretPlace): boolean {
  return one !== undefined && placeKey(one) === placeKey(other);
}

/**
 * True when nothing is known of the webhook whose signing secret a GitHub secret has. One of a webhook that is no longer
 * declared may be taken over; one that a name in `replace` is to overwrite, too. One that was there before the webhook
 * was created, and has not been written since, is somebody else's.
 */
function isStrange(
  place: SecretPlace,
  name: string,
  time: number,
  recorded: Recorded,
  { replace, stateless = false }: SecretOptions,
): boolean {
  if (stateless || replace.includes(name)) return false;
  const own = recorded.get(name);
  return !(
    [...recorded.values()].some((entry) => isSamePlace(certainOf(entry)?.secret, place)) ||
    [own?.secretBefore, certainOf(own)?.secretBefore].some(
      (before) => isSamePlace(before, place) && Date.parse(before?.writtenAt ?? '') !== time,
    )
  );
}

function strangeText({ name }: Declaration, secret: string, time: number): string {
  return [
    `the GitHub secret ${secret} exists already (written on ${new Date(time).toISOString()}), and state does not know whose signing secret it has: creating this webhook would overwrite it.`,
    `If it is this webhook's, the webhook exists already: declare its id, from the Conduit Dashboard.`,
    `If it is that of another environment or manifest, give this one another name, or a GitHub environment with the input secrets-environment.`,
    `If it may be overwritten, list "${name}" in the input replace for one new workflow run`,
  ].join(' ');
}

/** When a GitHub secret last had the signing secret of another webhook, as far as state knows; 0 when it never had. */
function otherSecretTime(place: SecretPlace, id: string, recorded: Recorded): number {
  const times = [...recorded.values()].flatMap((entry) => {
    const other = certainOf(entry);
    return other !== undefined && other.id !== id && isSamePlace(other.secret, place)
      ? Date.parse(other.secret?.storedAt ?? '')
      : [];
  });
  return Math.max(0, ...times);
}

/**
 * From when on a GitHub secret that is written has this webhook's signing secret, as far as its entry can tell; an older
 * one has another's. GitHub's own clock is asked where it can be: what it said before the webhook was created. Of one
 * that existed before the action saw it nothing is known. GitHub tells times in whole seconds.
 */
function writtenFrom(entry: Entry | undefined, id: string, place: SecretPlace): number {
  const ours =
    entry !== undefined &&
    (entry.status === 'intent' || entry.status === 'unknown' || entry.id === id);
  if (!ours) return 0;
  const { secretBefore } = entry;
  if (isSamePlace(secretBefore, place)) {
    const writtenAt = secretBefore?.writtenAt;
    return writtenAt === undefined ? 0 : Date.parse(writtenAt) + 1;
  }
  return entry.status === 'adopted' ? 0 : Math.floor(Date.parse(entry.at) / 1000) * 1000;
}
