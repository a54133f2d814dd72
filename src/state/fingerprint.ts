/** What makes two webhooks the same, and what of a webhook may be kept in state. */
import { createHash } from 'node:crypto';
import type { Body } from '../generated/types.ts';
import type { WebhookBody } from '../manifest/declarations.ts';

/** Length of the hash that stands for a URL's query, in hexadecimal digits. */
const queryHashLength = 16;

/**
 * SHA-256 over the canonical body: fields in the spec's order, events sorted. The same events in another order
 * are the same webhook.
 */
export function fingerprintOf(body: WebhookBody): string {
  const { url, events, status, organizationId } = body;
  return `sha256:${sha256(JSON.stringify([url, events.toSorted(), status, organizationId ?? null]))}`;
}

/** The canonical body without what may be a token: query, fragment and userinfo of the URL become a hash. */
export function storedBody(body: WebhookBody): Body {
  return {
    url: storedUrl(body.url),
    events: body.events.toSorted(),
    status: body.status,
    ...(body.organizationId === undefined ? {} : { organizationId: body.organizationId }),
  };
}

function storedUrl(text: string): string {
  const url = new URL(text);
  const hidden = `${url.username}:${url.password}@${url.search}${url.hash}`;
  const shown = `${url.protocol}//${url.host}${url.pathname}`;
  return hidden === ':@' ? text : `${shown}?sha256=${sha256(hidden).slice(0, queryHashLength)}`;
}

/** A URL of `storedBody` as one may look for it: without the hash, and whether there is one. */
export function shownUrl(stored: string): { url: string; isCut: boolean } {
  const url = stored.replace(/\?sha256=[0-9a-f]{16}$/, '');
  return { url, isCut: url !== stored };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
