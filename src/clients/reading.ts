/** The reply to a GET of one webhook → what Conduit has. Pure. */
import { requestFields, webhookIdPattern } from '../generated/api.ts';
import { validateReadWebhook } from '../generated/reading-validator.ts';
import type { Exchange } from './exchange.ts';
import { parseObject } from './parse-object.ts';
import { type ApiError, apiErrors, oddFields, secretOf } from './reply.ts';

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
export type SecretReading = 'absent' | 'redacted' | 'unusable' | { value: string };

/** In a signing secret that was made unreadable. */
const redaction = /[*•…]/;

/** The signing secret of a reading: `secretOf`, but for what is an ID, which no mask may hide. */
export function secretRead(exchange: Exchange, isCredential: (text: string) => boolean): string | undefined {
  return secretOf(exchange, (text) => isCredential(text) || webhookIdPattern.test(text));
}

/** Judges an exchange about the webhook `id`. `secret` is what `secretRead` gives for it. */
export function readingOf(exchange: Exchange, id: string, secret: string | undefined): Reading {
  if (exchange.kind !== 'reply') return unread(exchange.reason);
  const { status, body, reason } = exchange;
  if (status === 401 || status === 403) return { kind: 'denied', status, errors: apiErrors(body) };
  if (status === 404) {
    return apiErrors(body).length > 0
      ? { kind: 'missing' }
      : unread('the reply had status 404 without an error of the API, so the API URL may be wrong');
  }
  if (status >= 300 && status < 400) {
    return unread(`the reply was a redirect (${status}), which is never followed`);
  }
  if (status !== 200) return unread(`the reply had status ${status}`);
  if (body === undefined) return unread(reason ?? 'the reply was incomplete');
  const reply = parseObject(body);
  if (reply === undefined) return unread('the body of the reply is not a JSON object');
  if (reply.id !== id) return unread('the reply was about another webhook');
  const odd = oddFields(validateReadWebhook, reply);
  if (odd.length > 0) {
    return unread(`the reply does not match the API description: ${odd.slice(0, 5).join(', ')}`);
  }
  const fields = requestFields.flatMap((field) => (reply[field] === undefined ? [] : [[field, reply[field]] as const]));
  const webhook = Object.fromEntries(fields);
  return { kind: 'found', webhook, secret: judged(reply.secret, secret, id) };
}

function judged(raw: unknown, secret: string | undefined, id: string): SecretReading {
  if (raw === undefined || raw === null || raw === '') return 'absent';
  if (typeof raw === 'string' && redaction.test(raw)) return 'redacted';
  const isUsable = secret !== undefined && !secret.includes('\ufffd') && !secret.includes(id);
  return isUsable ? { value: secret } : 'unusable';
}

function unread(reason: string): Reading {
  return { kind: 'unread', reason };
}
