/** What options are given → what they mean, whoever was given them. */

import { isConfidential } from '../clients/url.ts';
import { type Environment, environments, webhooksPath } from '../generated/api.ts';
import { type DecisionLine, parseDecision } from '../manifest/decisions.ts';
import { wayInto } from '../manifest/file.ts';
import { quoted, quotedList } from '../manifest/problem.ts';
import { didYouMean } from '../manifest/suggest.ts';
import type { StateChoice } from '../state/open.ts';

export const environmentNames = Object.keys(environments) as Environment[];

/** What an option was meant to be, or what is wrong with it: how sentences about it go on. */
type Parsed<T> = { ok: true; value: T } | { ok: false; whys: string[] };

/** Files lie in `folder`. The text '' is that of an option without a default that was not given. */
export type Parse<T> = (text: string, folder: string) => Parsed<T>;

function right<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

function wrong(why: string): { ok: false; whys: string[] } {
  return { ok: false, whys: [` ${why}`] };
}

export function anyText(text: string): Parsed<string> {
  return right(text);
}

/** As `parse`, and undefined for ''. */
export function orNone<T>(parse: Parse<T>): Parse<T | undefined> {
  return (text, folder) => (text === '' ? right(undefined) : parse(text, folder));
}

export function oneOf<const T extends string>(allowed: readonly T[]): (text: string) => Parsed<T> {
  return (text) => {
    const value = allowed.find((one) => one === text);
    if (value !== undefined) return right(value);
    const meant = didYouMean(text, allowed) || ` Use ${quotedList(allowed, 'or')}.`;
    return wrong(`is ${quoted(text)}.${meant}`);
  };
}

/** Whether to read webhooks from Conduit, which takes a path for that. */
export function verifyChoice(path: string | undefined): (text: string) => Parsed<boolean> {
  return (text) => {
    const parsed = oneOf(['true', 'false'])(text);
    if (!parsed.ok) return parsed;
    const verifies = parsed.value === 'true';
    return verifies && path === undefined
      ? wrong(
          'is "true", but the API description that this action is built from has no operation that reads a webhook. Set it to false.',
        )
      : right(verifies);
  };
}

export function wholeNumber(least: number, most: number): (text: string) => Parsed<number> {
  return (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return right(number);
    return wrong(`is ${quoted(text)}. Use a whole number from ${least} to ${most}.`);
  };
}

/** An API URL, without slashes at its end. */
export function apiUrl(text: string): Parsed<string> {
  const url = URL.parse(text);
  if (url === null) {
    return wrong('is not a URL. Write it in full, such as https://gateway.example.com/conduit.');
  }
  if (url.username !== '' || url.password !== '') {
    return wrong('contains credentials. Remove them.');
  }
  if (/[?#]/.test(text)) return wrong('has a query or a fragment. Remove it.');
  if (!isConfidential(url)) {
    return wrong(
      'must begin with https://, because the credentials are sent there. http is allowed only for loopback.',
    );
  }
  const [given, base] = [withoutSlashes(url.href), withoutPath(url.href)];
  if (base === given) return right(given);
  return wrong(`ends in ${webhooksPath}, which the action adds itself. Use ${base}.`);
}

export function stateChoice(text: string, folder: string): Parsed<StateChoice> {
  const [kind = '', ...rest] = text.split(':');
  const name = rest.join(':');
  if (text === 'none') return right({ kind: 'none' });
  if (text === 'git') return right({ kind: 'git', name: 'default' });
  if (kind === 'git' && /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?$/.test(name)) {
    return right({ kind: 'git', name });
  }
  if (kind === 'file' && name !== '' && wayInto(folder, name) !== undefined) {
    return right({ kind: 'file', path: name });
  }
  const forms: Record<string, string> = {
    git: 'In git:NAME, NAME has at most 64 letters, digits, "_" and "-", with a letter or digit at each end.',
    file: 'In file:PATH, PATH must be inside the workspace.',
  };
  return wrong(`is ${quoted(text)}. ${forms[kind] ?? 'Use git, git:NAME, file:PATH or none.'}`);
}

/** One decision a line, with or without the dash that it has in the manifest; comments as there. */
export function decisionLines(text: string): Parsed<DecisionLine[]> {
  const whys: string[] = [];
  const decisions = text.split(/\r\n|\r|\n/).flatMap((line, index) => {
    const [words = ''] = line.split(/(?:^|\s)#/, 1);
    const written = words.trim().replace(/^- /, '').trim();
    if (written === '') return [];
    const parsed = parseDecision(written);
    if (parsed.ok) return [{ decision: parsed.decision }];
    whys.push(`, line ${index + 1}: ${parsed.message}`);
    return [];
  });
  return whys.length === 0 ? right(decisions) : { ok: false, whys };
}

export function headerText(text: string): Parsed<string> {
  if (/^[\x21-\x7e]*$/.test(text)) return right(text);
  return wrong(
    'contains a space, a line break or another character that is not allowed in an HTTP header. Paste the value into the secret again.',
  );
}

export function credential(text: string): Parsed<string> {
  const parsed = headerText(text);
  if (!parsed.ok || text === '' || text.length >= 8) return parsed;
  return wrong('is shorter than 8 characters, so it cannot be a Conduit credential. Check the value of the secret.');
}

/** `url` without the path of the API, and without slashes, at its end. */
function withoutPath(url: string): string {
  const base = withoutSlashes(url);
  const end = base.slice(-webhooksPath.length);
  return end.toLowerCase() === webhooksPath ? withoutPath(base.slice(0, -end.length)) : base;
}

/** `url` without the slashes at its end. */
export function withoutSlashes(url: string): string {
  let end = url.length;
  while (url[end - 1] === '/') end -= 1;
  return url.slice(0, end);
}
