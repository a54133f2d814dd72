/** What a run is told: text → values, whoever was told it, and in whatever form. */

import { isConfidential } from './clients/url.ts';
import { type Environment, environments } from './generated/api.ts';
import { wayInto } from './manifest/file.ts';
import { quotedList } from './manifest/problem.ts';
import { didYouMean } from './manifest/suggest.ts';
import type { StateChoice } from './state/open.ts';

/** The process's environment. */
export type Env = Readonly<Record<string, string | undefined>>;

/** A setting as it was meant, or what is wrong with it: how a sentence about it goes on. */
export type Setting<T> = { ok: true; value: T } | { ok: false; why: string };

export const environmentNames = Object.keys(environments) as Environment[];

/** What to do about a declaration that changed after registration. */
export const policies = ['ask', 'replace'] as const;

/** One of the values that are `allowed`. */
export function parseChoice<T extends string>(given: string, allowed: readonly T[]): Setting<T> {
  const value = allowed.find((one) => one === given);
  if (value !== undefined) return { ok: true, value };
  const meant = didYouMean(given, allowed) || ` Use ${quotedList(allowed, 'or')}.`;
  return { ok: false, why: `is ${quote(given)}.${meant}` };
}

/** A base URL of the API, without slashes at its end. */
export function parseApiUrl(given: string): Setting<string> {
  const url = URL.parse(given);
  const why =
    url === null
      ? 'is not a URL. Write it in full, such as https://gateway.example.com/conduit.'
      : url.username !== '' || url.password !== ''
        ? 'contains credentials. Remove them.'
        : /[?#]/.test(given)
          ? 'has a query or a fragment. Remove it.'
          : isConfidential(url)
            ? undefined
            : 'must begin with https://, because the credentials are sent there. http is allowed only for loopback.';
  return url === null || why !== undefined
    ? { ok: false, why: why ?? '' }
    : { ok: true, value: withoutSlashes(url.href) };
}

/** Where state is kept. A file lies in the workspace. */
export function parseState(given: string, workspace: string): Setting<StateChoice> {
  const [kind = '', ...rest] = given.split(':');
  const name = rest.join(':');
  if (given === 'none') return { ok: true, value: { kind: 'none' } };
  if (given === 'git') return { ok: true, value: { kind: 'git', name: 'default' } };
  if (kind === 'git' && /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?$/.test(name)) {
    return { ok: true, value: { kind: 'git', name } };
  }
  if (kind === 'file' && name !== '' && wayInto(workspace, name) !== undefined) {
    return { ok: true, value: { kind: 'file', path: name } };
  }
  const why =
    kind === 'git'
      ? 'In git:NAME, NAME has at most 64 letters, digits, "_" and "-", with a letter or digit at each end.'
      : kind === 'file'
        ? 'In file:PATH, PATH is a file in the workspace.'
        : 'Use git, git:NAME, file:PATH or none.';
  return { ok: false, why: `is ${quote(given)}. ${why}` };
}

/** `url` without the slashes at its end. */
export function withoutSlashes(url: string): string {
  let end = url.length;
  while (url[end - 1] === '/') end -= 1;
  return url.slice(0, end);
}

export function quote(value: string): string {
  return JSON.stringify(value);
}
