/** A webhook as state keeps it: what tells two of them apart, and what may be shown of one. */
import { createHash } from 'node:crypto';
import { requestFields } from '../generated/api.ts';
import { canonical, textOf, type WebhookBody } from './webhook.ts';

/**
 * A webhook as it is compared and kept in state. `body` is the canonical body: keys and events sorted, absent fields
 * left out, and a URL's query, fragment and userinfo as a hash, since that is where people keep tokens. `patterns` are
 * the events as declared, unexpanded, sorted.
 */
export interface Description {
  body: Readonly<Record<string, unknown>>;
  patterns: readonly string[];
}

/** One field that is declared otherwise than it is recorded, both as text; undefined where it is absent. */
export interface Difference {
  field: string;
  recorded: string | undefined;
  declared: string | undefined;
}

/** Length of the hash that stands for what a URL hides, in hexadecimal digits. */
const hiddenHashLength = 16;

/** What state keeps of a body, and the patterns that its events were declared by. */
export function describe(body: WebhookBody, patterns: readonly string[]): Description {
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
export function differencesBetween(recorded: Description, declared: Description): Difference[] {
  const fields = new Set([
    ...requestFields,
    ...Object.keys(recorded.body),
    ...Object.keys(declared.body),
  ]);
  return [...fields]
    .filter((field) => {
      const [before, now] = [recorded.body[field], declared.body[field]].map(textOf);
      return field === 'events'
        ? before !== now && recorded.patterns.join() !== declared.patterns.join()
        : before !== now;
    })
    .map((field) => ({
      field,
      recorded: shown(field, recorded),
      declared: shown(field, declared),
    }));
}

/** True when nothing tells the two apart. */
export function isSame(recorded: Description, declared: Description): boolean {
  return differencesBetween(recorded, declared).length === 0;
}

/** The events that the declared patterns have come to mean since they were recorded. */
export function grownEvents(recorded: Description, declared: Description): string[] {
  const before = new Set(eventsIn(recorded));
  return eventsIn(declared).filter((event) => !before.has(event));
}

/** The URL without its query, fragment and userinfo; a hash of the whole stands for them. */
export function shownUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || `${url.username}${url.password}${url.search}${url.hash}` === '') return text;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, hiddenHashLength);
  return `${url.protocol}//${url.host}${url.pathname}?sha256=${hash}`;
}

function eventsIn({ body }: Description): string[] {
  return Array.isArray(body.events) ? body.events.filter((one) => typeof one === 'string') : [];
}

function shown(field: string, { body, patterns }: Description): string | undefined {
  if (field === 'events') return patterns.join(', ');
  const value = body[field];
  return typeof value === 'string' ? value : textOf(value);
}
