/** The schema's format `uri`. */
import { fullFormats } from 'ajv-formats/dist/formats.js';

/** A URL may have this many characters: enough for any, and soon looked through. */
export const longestUrl = 2048;

/** Most webhook URLs: a plain host and path. A part of what RFC 3986 allows, told by an expression that is cheap. */
const plainUrl = /^https?:\/\/[a-z0-9.-]+(?::\d+)?(?:\/[a-z0-9\-._~!$&'()*+,;=:@/]*)?$/i;

/** True for an absolute URI (RFC 3986) of at most `longestUrl` characters. */
export function isUri(text: string): boolean {
  if (text.length > longestUrl) return false;
  return plainUrl.test(text) || (fullFormats.uri as (text: string) => boolean)(text);
}
