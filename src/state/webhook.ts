/** The body of a create request in its canonical form, for whatever fields the spec gives it. */
import { requestFields } from '../generated/api.ts';
import type { WebhookBody } from '../generated/types.ts';

export type { WebhookBody } from '../generated/types.ts';

/** A value that JSON can carry. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Text that is the same for two bodies exactly when they are the same webhook: keys and events sorted. */
export function canonicalText(body: WebhookBody): string {
  return JSON.stringify(canonical({ ...body, events: body.events.toSorted() }));
}

/** The fields of `sent` that a reply repeats with another value. A reply need not repeat them all. */
export function departures(sent: WebhookBody, reply: Readonly<Record<string, unknown>>): string[] {
  return requestFields.filter((field) => {
    const [asked, given] = [sent[field], reply[field]].map((value) =>
      textOf(field === 'events' && Array.isArray(value) ? value.toSorted() : value),
    );
    return given !== undefined && given !== asked;
  });
}

/** The value with the keys of every object sorted and absent fields left out. */
export function canonical(value: unknown): Json {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value as Json;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, canonical(one)]),
  );
}

/** A canonical value as text; undefined for what is absent. */
export function textOf(value: unknown): string | undefined {
  return JSON.stringify(canonical(value));
}
