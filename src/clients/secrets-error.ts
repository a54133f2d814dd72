/** Secrets could not be read or written. The message says what, why and what to do; parts may be untrusted. */
export class SecretsError extends Error {}
