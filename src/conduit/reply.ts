/** An exchange → what became of the webhook. The rules of the outcome table, as a pure function. */
import { webhookIdPattern } from '../generated/api.ts';
import { validateCreatedWebhook } from '../generated/reply-validator.ts';
import type { Exchange } from '../http/exchange.ts';
import { parseObject } from '../http/json.ts';
import { departures as departingFields, type WebhookBody } from '../webhook.ts';
import { plainId } from './id.ts';

/** One entry of the spec's `errors`. Both texts are the server's: not safe to print as they are. */
export interface ApiError {
  detail: string;
  code: string;
}

/** What one request did. */
export type Outcome =
  /** It exists. `warnings` say in which way the reply breaks the spec. */
  | { kind: 'created'; id: string; secret?: string; warnings: string[] }
  /** It does not exist: the API refused it, or throttled it for longer than was waited. */
  | { kind: 'rejected'; status: number; errors: ApiError[] }
  /** It does not exist: nothing was sent. */
  | { kind: 'unsent'; reason: string }
  /** It may exist. A secret can be known all the same. */
  | { kind: 'unknown'; reason: string; errors?: ApiError[]; secret?: string };

/** Statuses with which the spec's API says that it created nothing. */
const rejections = [400, 401, 403, 415, 429];

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
export function secretOf(
  exchange: Exchange,
  isCredential: (text: string) => boolean,
): string | undefined {
  if (exchange.kind !== 'reply') return undefined;
  const secret = parseObject(exchange.body ?? exchange.part ?? '')?.secret;
  return typeof secret === 'string' && canBeSecret(secret) && !isCredential(secret)
    ? secret.toWellFormed()
    : undefined;
}

function canBeSecret(text: string): boolean {
  const lines = text.split(/[\r\n]+/).filter((line) => line !== '');
  return (
    text.length <= longestSecret &&
    lines.length > 0 &&
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
  if (exchange.kind === 'no-reply') return { kind: 'unknown', reason: exchange.reason };
  const { status, body, part, reason } = exchange;
  if (rejections.includes(status)) {
    return { kind: 'rejected', status, errors: apiErrors(body) };
  }
  if (status >= 300 && status < 400) {
    return {
      kind: 'unknown',
      reason: `the reply was a redirect (${status}), which is never followed`,
    };
  }
  if (status !== 201) {
    return {
      ...unknown(`the reply had status ${status}`, secret),
      errors: apiErrors(body),
    };
  }
  const isUsable = (id: unknown): id is string =>
    typeof id === 'string' && plainId.test(id) && !holdsSecret(id);
  if (body === undefined) {
    const id = parseObject(part ?? '')?.id;
    const named = isUsable(id) ? ` and named the ID ${id}` : '';
    return unknown(`the reply had status 201${named}, but ${reason}`, secret);
  }
  const reply = parseObject(body);
  if (reply === undefined) {
    const what = body.trim() === '' ? 'no body' : 'a body that is not a JSON object';
    return unknown(`the reply had status 201 and ${what}`);
  }
  const { id } = reply;
  if (!isUsable(id)) return unknown('the reply had status 201 and no usable ID', secret);
  const warnings = [...secretWarnings(reply, secret), ...departures(reply, id, sent)];
  return { kind: 'created', id, ...(secret === undefined ? {} : { secret }), warnings };
}

function unknown(
  reason: string,
  secret?: string,
): Pick<Extract<Outcome, { kind: 'unknown' }>, 'kind' | 'reason' | 'secret'> {
  return secret === undefined
    ? { kind: 'unknown', reason }
    : {
        kind: 'unknown',
        reason: `${reason}; its signing secret is in the outputs of that run`,
        secret,
      };
}

function secretWarnings(reply: Record<string, unknown>, secret: string | undefined): string[] {
  if (secret === undefined) {
    return 'secret' in reply && reply.secret !== null && reply.secret !== ''
      ? ['the reply\'s "secret" is no signing secret and was not kept: the Dashboard has it']
      : ['the reply has no signing secret: the Dashboard has it'];
  }
  return secret.includes('\ufffd')
    ? ['the signing secret came garbled, as text that is not UTF-8: take it from the Dashboard']
    : [];
}

/** How a 201 departs from the spec or from what was asked. Names fields, never their values. */
function departures(reply: Record<string, unknown>, id: string, sent: WebhookBody): string[] {
  const warnings: string[] = [];
  if (!webhookIdPattern.test(id))
    warnings.push("the reply's ID has not the form that the spec gives");
  let odd: string[] = [];
  if (!validateCreatedWebhook(reply)) {
    const fields = (validateCreatedWebhook.errors ?? []).map(({ instancePath, params }) =>
      String(params.missingProperty ?? instancePath.split('/')[1]),
    );
    odd = [...new Set(fields)].filter((field) => field !== 'id' && field !== 'secret');
    if (odd.length > 0) warnings.push(`the reply breaks the spec in ${odd.join(', ')}`);
  }
  const other = departingFields(sent, reply).filter((field) => !odd.includes(field));
  if (other.length > 0) {
    warnings.push(
      `the reply describes another webhook than was asked for, in ${other.join(', ')}: look at it in the Dashboard`,
    );
  }
  return warnings;
}

function apiErrors(body: string | undefined): ApiError[] {
  const errors = parseObject(body ?? '')?.errors;
  if (!Array.isArray(errors)) return [];
  return errors.slice(0, 5).flatMap((error: unknown) => {
    const { detail, code } = (error ?? {}) as Record<string, unknown>;
    return typeof detail === 'string' || typeof code === 'string'
      ? [{ detail: textOf(detail), code: textOf(code) }]
      : [];
  });
}

/**
 * The beginning of a text, copied: a slice would keep all of it in memory until the run ends. Not
 * `String` of anything: an object may have a `toString` that the server made.
 */
function textOf(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  return Buffer.from(String(value).slice(0, longestErrorText)).toString();
}
