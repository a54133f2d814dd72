import type { IncomingHttpHeaders } from 'node:http';

/**
 * `Retry-After` (RFC 9110, 10.2.3) as milliseconds from `now`: seconds or a date; undefined when it says nothing.
 */
export function retryAfterMs(headers: IncomingHttpHeaders, now: number): number | undefined {
  const value = headers['retry-after']?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = /^[A-Za-z]{3}/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
