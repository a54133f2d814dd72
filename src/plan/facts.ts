/** What a plan is made from, and what every question has in common. */
import { createHash } from 'node:crypto';
import type { Environment } from '../generated/api.ts';
import type { Decision, DecisionLine } from '../manifest/decisions.ts';
import type { Declaration } from '../manifest/declarations.ts';
import {
  blankRecord,
  heldIds,
  type Recorded,
  revised,
  type SecretSlot,
  type StateDocument,
  secretKey,
  type WebhookRecord,
} from '../state/document.ts';
import { type Description, describe } from '../webhook/body.ts';
import type { NoToken } from './plan.ts';
import { doubted } from './secrets.ts';
import type { ReportContext, Topic } from './topic.ts';

/** What a plan is made for. */
export interface PlanContext extends Recorded, Binding {
  environment: Environment;
  declarations: readonly Declaration[];
  decisions: readonly DecisionLine[];
  /** The decisions that the manifest has for other environments: a line may stand in the wrong one. */
  elsewhere: readonly { environment: string; line: DecisionLine }[];
  /** The policy for the question `changed`. */
  onChange: 'ask' | 'replace';
  /** The GitHub environment that keeps the secrets; the repository when undefined. */
  secretsEnvironment: string | undefined;
  /** Why GitHub secrets are out of reach: then none can be stored. In a plan, whatever the reason is. */
  noToken: NoToken | 'in-plan' | undefined;
  /** False when nothing is remembered from run to run: then all that has no `id` is created, and nothing is asked. */
  remembers: boolean;
}

/** Where the state's webhooks are declared and registered. */
export interface Binding {
  /** Path of the manifest in the repository. */
  manifest: string;
  apiUrl: string;
}

/** What was observed beside the state. */
export interface Observed {
  /**
   * When GitHub says that its secrets were updated, by `secretKey`: a text that is compared for equality; null for one
   * that is not there. Undefined when GitHub was not asked.
   */
  secrets: ReadonlyMap<string, string | null> | undefined;
  /** True when the state was written for another manifest, which still declares webhooks for this environment. */
  otherManifest: boolean;
}

/** What is recorded, as the decisions and adoptions of this run have left it so far, and what is declared. A view. */
export interface Facts {
  readonly context: PlanContext;
  readonly observed: Observed;
  readonly declared: ReadonlyMap<string, Declaration>;
  /** The keys of the GitHub secrets that are declared. */
  readonly declaredKeys: ReadonlySet<string>;
  readonly records: ReadonlyMap<string, WebhookRecord>;
  /** By `secretKey`. */
  readonly slots: ReadonlyMap<string, SecretSlot>;
  /** Every ID that was known before this run. */
  readonly held: ReadonlySet<string>;
  recordOf(name: string): WebhookRecord;
  /** The name whose current webhook has the ID. */
  ownerOf(id: string): string | undefined;
  /** The keys of the GitHub secrets that are recorded as holding the signing secret of a webhook, sorted. */
  slotsOf(id: string): string[];
  /** The name of a recorded and no longer declared webhook that a declaration seems to stand for. */
  formerOf(declaration: Declaration): string | undefined;
}

/** What is recorded from now on; undefined for what is not any more. */
export type Change = Partial<Pick<StateDocument, 'webhooks' | 'secrets'>>;

/** The facts as the state begins them, and the one way to go on with them. */
export function factsOf(
  state: StateDocument,
  context: PlanContext,
  observed: Observed,
): { facts: Facts; apply(change: Change): void } {
  const records = new Map<string, WebhookRecord>();
  const slots = new Map<string, SecretSlot>();
  /** Each ID and the last name that had it, which may have it no more. */
  const owners = new Map<string, string>();
  function apply({ webhooks = {}, secrets = {} }: Change): void {
    for (const [name, record] of Object.entries(webhooks)) {
      put(records, name, record);
      if (record?.current !== undefined) owners.set(record.current.id, name);
    }
    for (const [key, slot] of Object.entries(secrets)) put(slots, key, slot);
  }
  apply(state);
  // No webhook gets another GitHub secret in a plan but the one that it declares.
  const keys = Map.groupBy(slots.keys(), (key) => slots.get(key)?.owner);
  const facts = {
    context,
    observed,
    declared: new Map(context.declarations.map((one) => [one.name, one])),
    declaredKeys: new Set(context.declarations.flatMap((one) => declaredKey(one, context) ?? [])),
    records,
    slots,
    held: heldIds(state),
    recordOf: (name: string) => records.get(name) ?? blankRecord,
    ownerOf(id: string) {
      const name = owners.get(id) ?? '';
      return records.get(name)?.current?.id === id ? name : undefined;
    },
    slotsOf: (id: string) => (keys.get(id) ?? []).filter((key) => slots.get(key)?.owner === id).sort(),
  };
  return { facts: { ...facts, formerOf: formerFinder(facts) }, apply };
}

function put<T>(map: Map<string, T>, key: string, value: T | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

/**
 * The likeliest comes first: one with the declared `id`; with the declared body; with its URL; the one whose signing
 * secret is in its GitHub secret. A standing request counts, too. An `id` that was never held names another webhook,
 * unless it may be what became of a request. Finds it without a look at all that is recorded.
 */
function formerFinder(facts: Omit<Facts, 'formerOf'>): Facts['formerOf'] {
  const { context, slots, held, recordOf } = facts;
  let named: ReturnType<typeof namedByLikeness> | undefined;
  return (declaration) => {
    // Not before it is known what is gone.
    named ??= namedByLikeness(facts);
    const { id } = declaration;
    const owner = slots.get(declaredKey(declaration, context) ?? '')?.owner;
    const mustBeRequest = id !== undefined && !held.has(id);
    const likenesses = [
      ...(id === undefined ? [] : [`id ${id}`]),
      ...likenessesOf(describe(declaration)),
      ...(owner === undefined ? [] : [`id ${owner}`]),
    ];
    for (const likeness of likenesses) {
      const alike = named.get(mustBeRequest ? ofRequest(likeness) : likeness) ?? [];
      for (let last = alike.at(-1); last !== undefined; last = alike.at(-1)) {
        const { current, request } = recordOf(last.name);
        if (request !== undefined || (current !== undefined && !mustBeRequest)) return last.name;
        // What has moved to another name since does not come back.
        alike.pop();
      }
    }
    return undefined;
  };
}

/** The recorded names that are no longer declared, by what they are alike in, the first one last. */
function namedByLikeness({ records, declared }: Omit<Facts, 'formerOf'>) {
  const pairs = [...records].reverse().flatMap(([name, { current, request }]) => {
    const all = [current, request].flatMap((one) => (one ? [`id ${one.id}`, ...likenessesOf(one)] : []));
    const likenesses = declared.has(name) ? [] : [...new Set(all)];
    return [...likenesses, ...(request ? likenesses.map(ofRequest) : [])].map((likeness) => ({ likeness, name }));
  });
  return Map.groupBy(pairs, ({ likeness }) => likeness);
}

/** What two webhooks are alike in, the likeliest to be the same first. */
function likenessesOf({ body, patterns }: Description): string[] {
  const { events, ...rest } = body;
  return [JSON.stringify([rest, events]), JSON.stringify([rest, 'patterns', patterns]), `url ${String(body.url)}`];
}

/** The same likeness, of a webhook of which a request stands. */
const ofRequest = (key: string) => `request ${key}`;

/** What every question has. Open, it stops every request of the run. */
export interface Asked {
  /** The webhook that it is about; `@state` for the state as a whole. */
  name: string;
  /** The decisions that answer it, the safest first. Undoing the edit that raised it answers it, too. */
  options: readonly Decision[];
}

/** All that belongs to one question. */
export interface QuestionRule<Q extends Asked> {
  /** Its word in the webhook's line. */
  word(question: Q): string;
  /**
   * What the facts raise about a declared webhook: the question; a change that needs none; or that another name's
   * question comes first.
   */
  ask(declaration: Declaration, record: WebhookRecord, facts: Facts): Q | { change: Change } | 'waits' | undefined;
  /** What the option `keep` does, where there is one. */
  keep?(question: Q, decision: Extract<Decision, { verb: 'keep' }>, facts: Facts): Change;
  words(question: Q, context: ReportContext): QuestionWords;
}

/** What people read of a question, beside what all questions share. */
export interface QuestionWords extends Omit<Topic, 'kind'> {
  /** That of a question, unless told otherwise. */
  kind?: Topic['kind'];
  /** Begins the sentence before what can be pasted. */
  lead?: Topic['says'] | undefined;
  /** When each option is right. */
  when?: Partial<Record<Decision['verb'], Topic['says']>>;
}

/** The code of a `keep`: eight hexadecimal digits over all that it is about, so that it answers one question once. */
export function codeOf(...about: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 8);
}

/**
 * The code of a `keep` about a declared webhook. It covers the events as declared, since plan and register may run
 * different versions of the action, which know different events. `record` is the one that the decision is about.
 */
export function keepCode(
  kind: string,
  declaration: Declaration,
  { revision, request }: WebhookRecord,
  context: PlanContext,
): string {
  const { name } = declaration;
  const { body, patterns } = describe(declaration);
  const declared = { ...body, events: patterns };
  const secret = declaredKey(declaration, context) ?? null;
  return codeOf(kind, context.environment, name, revision, request?.id ?? null, secret, declared);
}

/** The key of the GitHub secret that is declared. */
export function declaredKey(
  { secret }: Declaration,
  { secretsEnvironment }: Pick<PlanContext, 'secretsEnvironment'>,
): string | undefined {
  return secret === undefined ? undefined : secretKey(secret, secretsEnvironment);
}

/** A webhook that exists already is the declared one: as its request was, where one stands, or else as it is declared. */
export function adoptChange(declaration: Declaration, id: string, facts: Facts): Change {
  const { name } = declaration;
  const record = facts.recordOf(name);
  const { current, request, replaced } = record;
  const { body, patterns } = request ?? describe(declaration);
  const { at, run } = facts.context;
  const next = revised(record, `adopt ${id}`, {
    request: undefined,
    current: { id, origin: 'adopted', body, patterns, at, run },
    replaced: [...replaced, ...(current ? [current.id] : [])],
  });
  return { webhooks: { [name]: next }, secrets: doubtAbout(request?.secret, facts) };
}

/** A webhook or a request is not, or no longer, at Conduit. Its ID stays known. */
export function goneChange(name: string, id: string, facts: Facts): Change {
  const record = facts.recordOf(name);
  const { current, request, gone } = record;
  const isCurrent = current?.id === id;
  const isRequest = request?.id === id;
  const next = revised(record, `gone ${id}`, {
    ...(isCurrent && { current: undefined, removedAt: undefined }),
    ...(isRequest && { request: undefined }),
    gone: [...gone, id],
  });
  return { webhooks: { [name]: next }, secrets: isRequest ? doubtAbout(request.secret, facts) : {} };
}

/** What is known of a GitHub secret that a run without a known result, or the one to come, may write. */
export function doubtAbout(key: string | undefined, { slots, observed }: Facts): StateDocument['secrets'] {
  return key === undefined ? {} : { [key]: doubted(slots.get(key), observed.secrets?.get(key)) };
}
