/** Names of webhooks: outputs, state, decisions and messages use them. */
import { quoted } from './problem.ts';

export const webhookName = /^[a-z][a-z0-9_-]{0,63}$/;

/** What is wrong with a name that `webhookName` refuses, with the name that was likely meant. */
export function wrongName(name: string): string {
  const meant = name
    .slice(0, 200)
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 64);
  const suggestion = meant === '' ? '' : ` Did you mean ${quoted(meant)}?`;
  const rule =
    'Use a lower-case letter, then lower-case letters, digits, "_" or "-", at most 64 in all.';
  return `${quoted(name)} is not a name for a webhook. ${rule}${suggestion}`;
}
