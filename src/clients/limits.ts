/** Limits that more than one file counts with. Apart from the clients, which a plan does not load. */

/** All waits for throttling together, over the whole run, in milliseconds. */
export const maxThrottledMs = 300_000;

/** No reading begins so long after the first one, in milliseconds. */
export const maxReadingMs = 600_000;

/** Bytes that a reply may have: one with a webhook, a secret or an error is far smaller. */
export const maxReplyBytes = 1024 * 1024;
