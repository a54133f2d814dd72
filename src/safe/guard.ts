/** What stands between a text and the person who reads it. */
import { addSecret, holdsSecret, noSecrets, redact } from './redact.ts';
import { bounded, safeText } from './text.ts';

export interface Guard {
  /** The text as it may be shown: no known secret, one line, no workflow command, not too long. */
  safe(text: string): string;
  /** The text without known secrets, for those who escape it themselves. */
  redacted(text: string): string;
  /** Hides `secret` in all that is shown from now on. */
  hide(secret: string): void;
  /** True when `text` holds a hidden secret, or most of one, in any form. */
  holdsSecret(text: string): boolean;
}

/** Longest text that is shown at a time, in UTF-16 units. The runner keeps 4096 of an annotation. */
const longestText = 4000;

export function createGuard(): Guard {
  const secrets = noSecrets();
  return {
    // What is cut off is never looked at. It may leave a part of a secret, which is hidden too.
    safe: (text) => safeText(redact(bounded(text, longestText), secrets)),
    redacted: (text) => redact(text, secrets),
    hide: (secret) => addSecret(secrets, secret),
    holdsSecret: (text) => holdsSecret(text, secrets),
  };
}
