/** The schema's format `uri`. */
import { fullFormats } from 'ajv-formats/dist/formats.js';

/** A URL may have this many characters: enough for any, and soon looked through. */
export const longestUrl = 2048;

/** How an absolute URI begins (RFC 3986, 3.1). */
const scheme = /^[a-z][a-z0-9+.-]*:/i;

/** Most webhook URLs. The expression for all that RFC 3986 allows takes 4 ms to compile. */
const plainUrl = /^https?:\/\/[a-z0-9.-]+(?::\d+)?(?:\/[a-z0-9\-._~!$&'()*+,;=:@/]*)?$/i;

/** True for an absolute URI (RFC 3986) of at most `longestUrl` characters. */
export function isUri(text: string): boolean {
  if (text.length > longestUrl || !scheme.test(text)) return false;
  return plainUrl.test(text) || (fullFormats.uri as (text: string) => boolean)(text);
}
