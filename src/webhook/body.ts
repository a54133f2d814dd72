/** A webhook's body in canonical form: what tells two of them apart, and what state keeps and people see of one. */
import { createHash } from 'node:crypto';
import { requestFields } from '../generated/api.ts';
import type { Current, WebhookBody } from '../generated/types.ts';

export type { WebhookBody } from '../generated/types.ts';

/**
 * A webhook as it is compared and kept in state. `body` is the canonical body: keys and events sorted, absent fields
 * left out, and a URL's query, fragment and userinfo as a hash, since that is where people keep tokens. `patterns` are
 * the events as declared, unexpanded, sorted.
 */
export type Description = Pick<Current, 'body' | 'patterns'>;

/**
 * One field that is declared otherwise than it is registered: both values as text, undefined where it is absent; or,
 * of a list, its items one by one.
 */
export type Difference =
  | { field: string; registered: string | undefined; declared: string | undefined }
  | { field: string; removed: string[]; added: string[] };

/** Length of the hash that stands for what a URL hides, in hexadecimal digits. */
const hiddenHashLength = 16;

/** Text that is the same for two bodies exactly when they are the same webhook: keys and events sorted. */
export function canonicalText(body: WebhookBody): string {
  return JSON.stringify(canonical({ ...body, events: body.events.toSorted() }));
}

/** What state keeps of a body, and the patterns that its events were declared by. */
export function describe({ body, patterns }: { body: WebhookBody; patterns: readonly string[] }): Description {
  const events = body.events.toSorted();
  return {
    body: canonical({ ...body, url: shownUrl(body.url), events }) as Description['body'],
    patterns: [...new Set(patterns)].sort(),
  };
}

/**
 * Field by field, in the spec's order; none when both are the same webhook. The same patterns are the same events,
 * whatever a newer spec makes of them.
 */
export function differencesBetween(registered: Description, declared: Description): Difference[] {
  const fields = new Set([...requestFields, ...Object.keys(registered.body), ...Object.keys(declared.body)]);
  return [...fields].flatMap((field): Difference[] => {
    const [before, now] = [registered.body[field], declared.body[field]];
    if (textOf(before) === textOf(now)) return [];
    if (field === 'events') {
      return haveSamePatterns(registered, declared)
        ? []
        : [listDifference(field, registered.patterns, declared.patterns)];
    }
    return isTextList(before) && isTextList(now)
      ? [listDifference(field, before, now)]
      : [{ field, registered: shownValue(before), declared: shownValue(now) }];
  });
}

/** The events that the declared patterns have come to mean since they were recorded. */
export function grownEvents(registered: Description, declared: Description): string[] {
  if (!haveSamePatterns(registered, declared)) return [];
  const before = new Set(eventsIn(registered));
  return eventsIn(declared).filter((event) => !before.has(event));
}

/** The fields of `sent` that a reply repeats with another value. A reply need not repeat them all. */
export function departures(sent: WebhookBody, reply: Readonly<Record<string, unknown>>): string[] {
  return requestFields.filter((field) => {
    const [asked, given] = [sent[field], reply[field]].map((value) =>
      textOf(field === 'events' && Array.isArray(value) ? value.toSorted() : inNormalForm(value)),
    );
    return given !== undefined && given !== asked;
  });
}

/**
 * The fields of `declared` that Conduit has otherwise: events as sets, URLs in normal form, of an object what is
 * declared alone, and null is the same as absent. Events that are `optional` may be missing.
 */
export function differencesFrom(
  declared: WebhookBody,
  read: Readonly<Record<string, unknown>>,
  optional: readonly string[],
): Difference[] {
  return requestFields.flatMap((field): Difference[] => {
    const [now, before] = [declared[field], read[field]];
    if (now === undefined) return [];
    if (field === 'events' && isTextList(now) && isTextList(before)) {
      const { removed, added } = listDifference(field, before, now);
      const missing = added.filter((event) => !optional.includes(event));
      return removed.length + missing.length === 0 ? [] : [{ field, removed, added: missing }];
    }
    if (covers(before, now)) return [];
    const text = (value: unknown) =>
      field === 'url' && typeof value === 'string' ? shownUrl(value) : shownValue(value ?? undefined);
    return [{ field, registered: text(before), declared: text(now) }];
  });
}

/** True when `read` is as `declared`, in all that is declared. */
function covers(read: unknown, declared: unknown): boolean {
  if (Array.isArray(declared)) {
    const isAsLong = Array.isArray(read) && read.length === declared.length;
    return isAsLong && declared.every((one, index) => covers(read[index], one));
  }
  if (typeof declared === 'object' && declared !== null) {
    const has = (typeof read === 'object' ? read : undefined) ?? {};
    const fields = has as Readonly<Record<string, unknown>>;
    return Object.entries(declared).every(([key, one]) => covers(fields[key], one));
  }
  return (inNormalForm(read) ?? null) === (inNormalForm(declared) ?? null);
}

/** A URL with its host in lower case, no default port, and `/` for an empty path; anything else as it is. */
function inNormalForm(value: unknown): unknown {
  const isUrl = typeof value === 'string' && /^https?:\/\//i.test(value);
  return isUrl ? (URL.parse(value)?.href ?? value) : value;
}

/** The URL without its query, fragment and userinfo; a hash of the whole stands for them. */
export function shownUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || `${url.username}${url.password}${url.search}${url.hash}` === '') return text;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, hiddenHashLength);
  return `${url.protocol}//${url.host}${url.pathname}?sha256=${hash}`;
}

/** The value with the keys of every object sorted and absent fields left out. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, canonical(one)]),
  );
}

/** A value as canonical text; undefined for what is absent. */
function textOf(value: unknown): string | undefined {
  return JSON.stringify(canonical(value));
}

function listDifference(field: string, before: readonly string[], now: readonly string[]) {
  const [old, next] = [new Set(before), new Set(now)];
  return { field, removed: [...old.difference(next)], added: [...next.difference(old)] };
}

function haveSamePatterns(one: Description, other: Description): boolean {
  return one.patterns.join() === other.patterns.join();
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function eventsIn({ body }: Description): readonly string[] {
  return isTextList(body.events) ? body.events : [];
}

function shownValue(value: unknown): string | undefined {
  return typeof value === 'string' ? value : textOf(value);
}
