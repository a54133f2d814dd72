/** Names of webhooks: outputs, state, decisions and messages use them. */
import { quoted } from './problem.ts';

export const webhookName = /^[a-z][a-z0-9_-]{0,63}$/;

/** What is wrong with a name that `webhookName` refuses, with the name that was likely meant unless `isTaken`. */
export function wrongName(name: string, isTaken = (_: string): boolean => false): string {
  const rule = 'Start with a lowercase letter, then use lowercase letters, digits, "_" or "-", up to 64 characters.';
  const start = name
    .slice(0, 200)
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replaceAll(/-{2,}/g, '-')
    .replace(/^[_-]+/, '')
    .slice(0, 64);
  const [meant = ''] = /^.*[a-z0-9]/.exec(start) ?? [];
  // Little is left of a name in another script.
  const isNear = webhookName.test(meant) && 2 * meant.length > Math.min(name.length, 64);
  const isHelp = isNear && !isTaken(meant);
  const suggestion = isHelp ? ` Did you mean ${quoted(meant)}?` : '';
  return `${quoted(name)} is not a valid webhook name.${suggestion} ${rule}`;
}
