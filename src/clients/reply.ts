/** An exchange → what became of a webhook, or what Conduit has of one. The rules of the outcome table, pure. */
import { requestFields, webhookIdPattern } from '../generated/api.ts';
import { validateReadWebhook } from '../generated/reading-validator.ts';
import { validateCreatedWebhook } from '../generated/reply-validator.ts';
import type { Validator } from '../generated/validator.ts';
import { plainId } from '../safe/id.ts';
import { departures, type WebhookBody } from '../webhook/body.ts';
import { type Exchange, parseObject } from './exchange.ts';

/** One entry of the spec's `errors`. Both texts are the server's: not safe to print as they are. */
export interface ApiError {
  detail: string;
  code: string;
}

/** In which way a success was odd. Fields are named, their values never. */
export type ReplyWarning =
  | { kind: 'no-secret' }
  /** What stands in place of the signing secret cannot be one. */
  | { kind: 'unusable-secret' }
  /** It came as text that is not UTF-8. */
  | { kind: 'garbled-secret' }
  | { kind: 'odd-id' }
  /** Fields that are not as the spec has them. */
  | { kind: 'breaks-spec'; fields: string[] }
  /** Fields that have another value than was sent. */
  | { kind: 'another-webhook'; fields: string[] };

/** What one request did. */
export type Outcome =
  /** It exists. `warnings` say in which way the reply breaks the spec. */
  | { kind: 'created'; id: string; secret?: string | undefined; warnings: ReplyWarning[] }
  /** It does not exist: the API refused it, or throttled it for longer than was waited. */
  | { kind: 'rejected'; status: number; errors: ApiError[] }
  /** It does not exist: nothing was sent. */
  | { kind: 'unsent'; reason: string }
  /** It may exist. A secret can be known all the same. `isNotFound` when the server has no such path. */
  | {
      kind: 'unconfirmed';
      reason: string;
      errors?: ApiError[];
      secret?: string | undefined;
      isNotFound?: boolean;
    };

/** What Conduit says of one webhook. */
export type Reading =
  /** `webhook` has the fields of a request alone. */
  | { kind: 'found'; webhook: Readonly<Record<string, unknown>>; secret: SecretReading }
  /** The API itself says that it does not have it. */
  | { kind: 'missing' }
  | { kind: 'denied'; status: 401 | 403; errors: readonly ApiError[] }
  /** Nothing is known. */
  | { kind: 'unread'; reason: string };

/** What stands in place of the signing secret: `redacted` and `unusable` values are none. */
type SecretReading = 'absent' | 'redacted' | 'unusable' | { value: string };

/** Statuses with which the spec's API says that it created nothing. */
const rejections = [400, 401, 403, 415, 429];

/** What is longer is no signing secret, and neither is what has a shorter line: the runner masks each everywhere. */
const longestSecret = 512;
const shortestSecretLine = 8;

/** In a signing secret that was made unreadable. */
const redaction = /[*•…]/;

/** In a signing secret that came as text that is not UTF-8. */
const garbled = '\ufffd';

/** Of an error, no more is ever shown. */
const longestErrorText = 2000;

/**
 * The signing secret of a reply, whatever else becomes of it, also when the connection broke once all of it had come:
 * it is to be hidden before anything of the reply is looked at. `isNone` tells a text that cannot be one, such as a
 * credential.
 */
export function secretOf(exchange: Exchange, isNone: (text: string) => boolean): string | undefined {
  if (exchange.kind !== 'reply') return undefined;
  const secret = parseObject(exchange.body ?? exchange.part)?.secret;
  return typeof secret === 'string' && canBeSecret(secret) && !isNone(secret) ? secret.toWellFormed() : undefined;
}

function canBeSecret(text: string): boolean {
  const lines = text.split(/[\r\n]/).filter((line) => line !== '');
  return (
    text.length <= longestSecret &&
    lines.length > 0 &&
    /[^*•….\s]/.test(text) &&
    lines.every((line) => line.trim().length >= shortestSecretLine)
  );
}

/**
 * Judges the exchange that was to create a webhook. `secret` is what `secretOf` gives for it; `holdsSecret` tells a text
 * that holds that, a credential, or another webhook's, in any form: it is never taken for an ID.
 */
export function outcomeOf(
  exchange: Exchange,
  sent: WebhookBody,
  secret: string | undefined,
  holdsSecret: (text: string) => boolean,
): Outcome {
  if (exchange.kind === 'unsent') return exchange;
  if (exchange.kind === 'no-reply') return { kind: 'unconfirmed', reason: exchange.reason };
  const { status, body, part, reason } = exchange;
  if (rejections.includes(status)) return { kind: 'rejected', status, errors: apiErrors(body) };
  if (isRedirect(status)) {
    return unconfirmedOutcome(`Conduit replied with a redirect (${status}), which the action does not follow`);
  }
  if (status === 404) {
    const unknown = unconfirmedOutcome('the reply had status 404, so the API URL may be wrong', secret);
    return { ...unknown, errors: apiErrors(body), isNotFound: true };
  }
  if (status !== 201)
    return { ...unconfirmedOutcome(`the reply had status ${status}`, secret), errors: apiErrors(body) };
  const isUsable = (id: unknown): id is string => typeof id === 'string' && plainId.test(id) && !holdsSecret(id);
  if (body === undefined) {
    const id = parseObject(part)?.id;
    const named = isUsable(id) ? ` and named the ID ${id}` : '';
    return unconfirmedOutcome(`the reply had status 201${named}, but ${reason}`, secret);
  }
  const reply = parseObject(body);
  if (reply === undefined) {
    const what = body.trim() === '' ? 'no body' : 'a body that is not a JSON object';
    return unconfirmedOutcome(`the reply had status 201 and ${what}`);
  }
  const { id } = reply;
  if (!isUsable(id)) return unconfirmedOutcome('the reply had status 201 and no usable ID', secret);
  return { kind: 'created', id, secret, warnings: warningsOf(reply, id, secret, sent) };
}

function unconfirmedOutcome(reason: string, secret?: string) {
  const where = secret === undefined ? '' : '; its signing secret is in the outputs of that run';
  return { kind: 'unconfirmed' as const, reason: `${reason}${where}`, secret };
}

/** How a 201 departs from the spec or from what was asked. */
function warningsOf(
  reply: Record<string, unknown>,
  id: string,
  secret: string | undefined,
  sent: WebhookBody,
): ReplyWarning[] {
  const broken = oddFields(validateCreatedWebhook, reply);
  const other = departures(sent, reply).filter((field) => !broken.includes(field));
  const all: [holds: boolean, ReplyWarning][] = [
    [secret === undefined && isAbsent(reply.secret), { kind: 'no-secret' }],
    [secret === undefined && !isAbsent(reply.secret), { kind: 'unusable-secret' }],
    [secret?.includes(garbled) === true, { kind: 'garbled-secret' }],
    [!webhookIdPattern.test(id), { kind: 'odd-id' }],
    [broken.length > 0, { kind: 'breaks-spec', fields: broken }],
    [other.length > 0, { kind: 'another-webhook', fields: other }],
  ];
  return all.flatMap(([holds, warning]) => (holds ? warning : []));
}

/** Judges the exchange that was to read the webhook `id`. `secret` is what `secretOf` gives for it. */
export function readingOf(exchange: Exchange, id: string, secret: string | undefined): Reading {
  if (exchange.kind !== 'reply') return unread(exchange.reason);
  const { status, body, reason = '' } = exchange;
  const errors = apiErrors(body);
  if (status === 401 || status === 403) return { kind: 'denied', status, errors };
  if (status === 404 && errors.length > 0) return { kind: 'missing' };
  if (status === 404) {
    return unread('the reply had status 404 without an error of the API, so the API URL may be wrong');
  }
  if (isRedirect(status)) return unread(`the reply was a redirect (${status}), which is never followed`);
  if (status !== 200) return unread(`the reply had status ${status}`);
  if (body === undefined) return unread(reason);
  const reply = parseObject(body);
  if (reply === undefined) return unread('the body of the reply is not a JSON object');
  if (reply.id !== id) return unread('the reply was about another webhook');
  // Null is the same as absent.
  const odd = oddFields(validateReadWebhook, reply).filter((field) => reply[field] !== null);
  if (odd.length > 0) return unread(`the reply does not match the API description: ${odd.slice(0, 5).join(', ')}`);
  const fields = requestFields.filter((field) => reply[field] !== undefined).map((field) => [field, reply[field]]);
  return { kind: 'found', webhook: Object.fromEntries(fields), secret: secretRead(reply.secret, secret, id) };
}

function unread(reason: string): Reading {
  return { kind: 'unread', reason };
}

function secretRead(raw: unknown, secret: string | undefined, id: string): SecretReading {
  if (isAbsent(raw)) return 'absent';
  if (typeof raw === 'string' && redaction.test(raw)) return 'redacted';
  const isUsable = secret !== undefined && !secret.includes(garbled) && !secret.includes(id);
  return isUsable ? { value: secret } : 'unusable';
}

function isAbsent(secret: unknown): boolean {
  return secret === undefined || secret === null || secret === '';
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

/** The fields of a reply that are not as the spec has them, but for those that are looked at by themselves. */
function oddFields(isValid: Validator, reply: Record<string, unknown>): string[] {
  const errors = isValid(reply) ? [] : (isValid.errors ?? []);
  const odd = errors
    .map(({ instancePath, params }) => String(params.missingProperty ?? instancePath.split('/')[1]))
    .filter((field) => field !== 'id' && field !== 'secret');
  return [...new Set(odd)];
}

/** The errors that the API gives as the spec has them; none in any other body. */
function apiErrors(body: string | undefined): ApiError[] {
  const errors = parseObject(body)?.errors;
  if (!Array.isArray(errors)) return [];
  return errors.slice(0, 5).flatMap((error: unknown) => {
    const { detail, code } = (error ?? {}) as Record<string, unknown>;
    const isText = typeof detail === 'string' || typeof code === 'string';
    return isText ? [{ detail: textIn(detail), code: textIn(code) }] : [];
  });
}

/**
 * The beginning of a text, copied: a slice would keep all of it in memory until the run ends. Not `String` of anything:
 * an object may have a `toString` that the server made.
 */
function textIn(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  return Buffer.from(String(value).slice(0, longestErrorText)).toString();
}
