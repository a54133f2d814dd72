/** An exchange → what became of the webhook. The rules of the outcome table, as a pure function. */
import { webhookIdPattern } from '../generated/api.ts';
import { validateCreatedWebhook } from '../generated/reply-validator.ts';
import type { Validator } from '../generated/validator.ts';
import { plainId } from '../safe/id.ts';
import { departures, type WebhookBody } from '../webhook/body.ts';
import type { Exchange } from './exchange.ts';
import { parseObject } from './parse-object.ts';

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
  | { kind: 'created'; id: string; secret?: string; warnings: ReplyWarning[] }
  /** It does not exist: the API refused it, or throttled it for longer than was waited. */
  | { kind: 'rejected'; status: number; errors: ApiError[] }
  /** It does not exist: nothing was sent. */
  | { kind: 'unsent'; reason: string }
  /** It may exist. A secret can be known all the same. `isNotFound` when the server has no such path. */
  | {
      kind: 'unconfirmed';
      reason: string;
      errors?: ApiError[];
      secret?: string;
      isNotFound?: boolean;
    };

/** Statuses with which the spec's API says that it created nothing. */
const rejections = [400, 401, 403, 415, 429];

/** What most often makes a server say that it has no such path. */
const notThere = ', so the API URL may be wrong';

/**
 * What is longer is no signing secret, and neither is what has a shorter line: the runner masks
 * each everywhere.
 */
const longestSecret = 512;
const shortestSecretLine = 8;

/** Of an error, no more is ever shown. */
const longestErrorText = 2000;

/**
 * The signing secret of a reply, whatever else becomes of it, also when the connection broke once
 * all of it had come: it is to be hidden before anything of the reply is looked at. `isCredential`
 * tells a text that holds a credential, which is no signing secret.
 */
export function secretOf(exchange: Exchange, isCredential: (text: string) => boolean): string | undefined {
  if (exchange.kind !== 'reply') return undefined;
  const secret = parseObject(exchange.body ?? exchange.part ?? '')?.secret;
  return typeof secret === 'string' && canBeSecret(secret) && !isCredential(secret) ? secret.toWellFormed() : undefined;
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
 * Judges an exchange. `secret` is what `secretOf` gives for it; `holdsSecret` tells a text that
 * holds that, a credential, or another webhook's, in any form: it is never taken for an ID.
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
  if (rejections.includes(status)) {
    return { kind: 'rejected', status, errors: apiErrors(body) };
  }
  if (status >= 300 && status < 400) {
    return {
      kind: 'unconfirmed',
      reason: `Conduit replied with a redirect (${status}), which the action does not follow`,
    };
  }
  if (status !== 201) {
    const isNotFound = status === 404;
    return {
      ...unconfirmedBy(`the reply had status ${status}${isNotFound ? notThere : ''}`, secret),
      ...(isNotFound && { isNotFound }),
      errors: apiErrors(body),
    };
  }
  const isUsable = (id: unknown): id is string => typeof id === 'string' && plainId.test(id) && !holdsSecret(id);
  if (body === undefined) {
    const id = parseObject(part ?? '')?.id;
    const named = isUsable(id) ? ` and named the ID ${id}` : '';
    return unconfirmedBy(`the reply had status 201${named}, but ${reason}`, secret);
  }
  const reply = parseObject(body);
  if (reply === undefined) {
    const what = body.trim() === '' ? 'no body' : 'a body that is not a JSON object';
    return unconfirmedBy(`the reply had status 201 and ${what}`);
  }
  const { id } = reply;
  if (!isUsable(id)) return unconfirmedBy('the reply had status 201 and no usable ID', secret);
  const warnings = [...secretWarnings(reply, secret), ...departureWarnings(reply, id, sent)];
  return { kind: 'created', id, ...(secret === undefined ? {} : { secret }), warnings };
}

function unconfirmedBy(
  reason: string,
  secret?: string,
): Pick<Extract<Outcome, { kind: 'unconfirmed' }>, 'kind' | 'reason' | 'secret'> {
  return secret === undefined
    ? { kind: 'unconfirmed', reason }
    : {
        kind: 'unconfirmed',
        reason: `${reason}; its signing secret is in the outputs of that run`,
        secret,
      };
}

function secretWarnings(reply: Record<string, unknown>, secret: string | undefined): ReplyWarning[] {
  if (secret !== undefined) return secret.includes('\ufffd') ? [{ kind: 'garbled-secret' }] : [];
  const isAbsent = [undefined, null, ''].includes(reply.secret as null | undefined | '');
  return [{ kind: isAbsent ? 'no-secret' : 'unusable-secret' }];
}

/** How a 201 departs from the spec or from what was asked. */
function departureWarnings(reply: Record<string, unknown>, id: string, sent: WebhookBody): ReplyWarning[] {
  const broken = oddFields(validateCreatedWebhook, reply);
  const other = departures(sent, reply).filter((field) => !broken.includes(field));
  return [
    ...(webhookIdPattern.test(id) ? [] : [{ kind: 'odd-id' as const }]),
    ...(broken.length === 0 ? [] : [{ kind: 'breaks-spec' as const, fields: broken }]),
    ...(other.length === 0 ? [] : [{ kind: 'another-webhook' as const, fields: other }]),
  ];
}

/** The fields of a reply that are not as the spec has them, but for those that are looked at by themselves. */
export function oddFields(isValid: Validator, reply: Record<string, unknown>): string[] {
  const errors = isValid(reply) ? [] : (isValid.errors ?? []);
  const odd = errors
    .map(({ instancePath, params }) => String(params.missingProperty ?? instancePath.split('/')[1]))
    .filter((field) => field !== 'id' && field !== 'secret');
  return [...new Set(odd)];
}

/** The errors that the API gives as the spec has them; none in any other body. */
export function apiErrors(body: string | undefined): ApiError[] {
  const errors = parseObject(body ?? '')?.errors;
  if (!Array.isArray(errors)) return [];
  return errors.slice(0, 5).flatMap((error: unknown) => {
    const { detail, code } = (error ?? {}) as Record<string, unknown>;
    return typeof detail === 'string' || typeof code === 'string'
      ? [{ detail: textIn(detail), code: textIn(code) }]
      : [];
  });
}

/**
 * The beginning of a text, copied: a slice would keep all of it in memory until the run ends. Not
 * `String` of anything: an object may have a `toString` that the server made.
 */
function textIn(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  return Buffer.from(String(value).slice(0, longestErrorText)).toString();
}
