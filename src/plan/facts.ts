/** What a plan is made from, and what every question has in common. */
import { createHash } from 'node:crypto';
import type { Environment } from '../generated/api.ts';
import type { Decision, DecisionLine } from '../manifest/decisions.ts';
import type { Declaration } from '../manifest/declarations.ts';
import { blankRecord, type Current, type Recorded, revised, secretKey, type WebhookRecord } from '../state/document.ts';
import { type Description, describe } from '../webhook/body.ts';
import type { Book, Change } from './book.ts';
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
  /** True when the manifest that the state was written for still declares webhooks for this environment. */
  otherManifest: boolean;
}

/**
 * The facts after all that was settled before: what is recorded, as the decisions and adoptions of this run have left
 * it. A view; nobody but the planner changes what is behind it.
 */
export interface Facts extends Book {
  readonly context: PlanContext;
  readonly observed: Observed;
  readonly declared: ReadonlyMap<string, Declaration>;
  /** Every ID that was known before this run. */
  readonly held: ReadonlySet<string>;
  /** The webhook that a declaration seems to be under an earlier name. */
  formerOf(declaration: Declaration): Former | undefined;
  /** The decisions that claim a recorded webhook for a new name. */
  claimsOn(former: Former): DecisionLine[];
}

/** A recorded webhook and its name. */
export interface Former {
  name: string;
  record: WebhookRecord;
}

/** One webhook as its questions see it; `declaration` is undefined for a name that is recorded and not declared. */
export interface Subject {
  name: string;
  declaration: Declaration | undefined;
  record: WebhookRecord;
}

/** What every question has. Open, it stops every request of the run. */
export interface Asked {
  /** The webhook that it is about; `@state` for the state as a whole. */
  name: string;
  /** The decisions that answer it, the safest first. Undoing the edit that raised it answers it, too. */
  options: readonly Decision[];
  /** Why the option `line` does not answer it yet. */
  unmet?: { line: string; why: NoAnswer } | undefined;
}

/** Why a decision about a webhook with an open question is no answer to it. */
export type NoAnswer =
  /** The question has another code now. */
  | { kind: 'code'; code: string }
  /** The question is about another ID. */
  | { kind: 'id'; id: string }
  | { kind: 'verb' }
  /** It is right, but stands under another environment. */
  | { kind: 'environment'; environment: string }
  /** GitHub does not have the secret. */
  | { kind: 'secret-missing'; secret: string };

/**
 * What a rule comes to: a question, with what follows when no decision answers it; a change without a question; or
 * nothing yet, because another name's question comes first.
 */
export type Verdict<Q> = { question: Q; otherwise?: Change | undefined } | { change: Change } | { waitsFor: string };

/** All that belongs to one question. */
export interface QuestionRule<Q extends Asked> {
  /** Its word in the webhook's line. */
  word(question: Q): string;
  /** Whether it is to be asked about the webhook, by the facts; undefined when it is not. */
  ask(subject: Subject, facts: Facts): Verdict<Q> | undefined;
  /** The decisions about other webhooks that claim what an answer to this one takes. */
  rivals?(question: Q, facts: Facts): DecisionLine[];
  /** What one of its options does. */
  decide(question: Q, decision: Decision, facts: Facts): Change;
  /** What people read. */
  words(question: Q, context: ReportContext): Topic;
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
  { context }: Pick<Facts, 'context'>,
): string {
  const { name } = declaration;
  const { body, patterns } = describeDeclared(declaration);
  const declared = { ...body, events: patterns };
  const secret = declaredKey(declaration, context) ?? null;
  return codeOf(kind, context.environment, name, revision, request?.id ?? null, secret, declared);
}

/** A declaration as it is compared with what is recorded. */
export function describeDeclared({ body, patterns }: Declaration): Description {
  return describe(body, patterns);
}

/** The key of the GitHub secret that is declared. */
export function declaredKey(
  { secret }: Declaration,
  { secretsEnvironment }: Pick<PlanContext, 'secretsEnvironment'>,
): string | undefined {
  return secret === undefined ? undefined : secretKey(secret, secretsEnvironment);
}

/** What is recorded under a name. */
export function recordIn({ records }: Pick<Facts, 'records'>, name: string): WebhookRecord {
  return records.get(name) ?? blankRecord;
}

/** A webhook that exists already, as it is declared. */
export function adopted(id: string, { body, patterns }: Description, { at, run }: Recorded): Current {
  return { id, origin: 'adopted', body: { ...body }, patterns: [...patterns], at, run };
}

/** Webhooks or a request are not, or no longer, at Conduit. Their IDs stay known. */
export function withoutIds(record: WebhookRecord, ...ids: readonly string[]): WebhookRecord {
  const { current, request, replaced, gone, removedAt } = record;
  const away = new Set(ids);
  const isAway = current !== undefined && away.has(current.id);
  return revised(record, `gone ${ids.join(' ')}`, {
    current: isAway ? undefined : current,
    removedAt: isAway ? undefined : removedAt,
    request: request && away.has(request.id) ? undefined : request,
    replaced: replaced.filter((id) => !away.has(id)),
    gone: [...gone, ...ids],
  });
}
