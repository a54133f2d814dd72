/** A manifest → what it declares in one environment. */
import { type Environment, type EventName, eventPatterns, type RequestField, requestFields } from '../generated/api.ts';
import type { Manifest, Overlay } from '../generated/types.ts';
import type { WebhookBody } from '../webhook/body.ts';
import type { Path } from './problem.ts';

/** One webhook as an environment has it: its own fields, with the environment's block laid over them. */
export interface Declaration {
  name: string;
  body: WebhookBody;
  /** The events as declared, patterns unexpanded. */
  patterns: string[];
  /** The GitHub secret that keeps the signing secret. */
  secret?: string;
  /** A webhook that exists already: adopted, never created. */
  id?: string;
}

/** A webhook as an environment has it, before anyone has seen whether it is complete. */
export interface Draft {
  name: string;
  /** A field, or an event of the list, that was refused is there, but undefined: it is not missing. */
  fields: Overlay & Readonly<Record<string, unknown>>;
  /** Where a field was written: in the webhook, or in the environment's block. */
  pathOf(field: string): Path;
}

/** Every webhook that the manifest declares in `environment`, in the manifest's order. */
export function draftsFor(manifest: Manifest, environment: Environment): Draft[] {
  return Object.entries(manifest.webhooks).flatMap(([name, webhook]) => {
    const block = webhook?.environments?.[environment];
    if (block === false) return [];
    const own = (field: string) => Object.hasOwn(block ?? {}, field);
    return {
      name,
      fields: { ...webhook, ...block },
      pathOf: (field) => ['webhooks', name, ...(own(field) ? ['environments', environment] : []), field],
    };
  });
}

/** The declaration of a draft without faults. */
export function declarationOf(draft: Draft, baseUrl: string | undefined): Declaration {
  const { secret, id } = draft.fields;
  return {
    name: draft.name,
    body: bodyOf(draft, baseUrl),
    patterns: [...(draft.fields.events ?? [])],
    ...(secret === undefined ? {} : { secret }),
    ...(id === undefined ? {} : { id }),
  };
}

/** The body of the request: what the draft has of the spec's fields. Complete for a draft without faults. */
export function bodyOf({ fields }: Draft, baseUrl: string | undefined): WebhookBody {
  const body: Partial<Record<RequestField, unknown>> = {};
  for (const field of requestFields) {
    if (fields[field] !== undefined) body[field] = fields[field];
  }
  const events = expandEvents((fields.events ?? []).filter((event) => event !== undefined));
  return { ...body, url: fullUrl(fields.url ?? '', baseUrl), events } as WebhookBody;
}

/** True for a `url` that is a path below the environment's base URL. */
export function isPath(url: string): boolean {
  return url.startsWith('/');
}

/** The URL itself, or the path appended to `baseUrl`, whose trailing slash does not count. */
export function fullUrl(url: string, baseUrl: string | undefined): string {
  return isPath(url) && baseUrl !== undefined ? `${baseUrl.replace(/\/$/, '')}${url}` : url;
}

/** Patterns expanded to the spec's events; each event once, where it first comes. */
export function expandEvents(patterns: readonly string[]): EventName[] {
  return [...new Set(patterns.flatMap((pattern) => eventPatterns[pattern] ?? [pattern as EventName]))];
}
