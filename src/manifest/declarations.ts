/** A valid manifest → what it declares in one environment. */
import {
  type Environment,
  type EventName,
  eventPatterns,
  type RequestField,
  requestFields,
} from '../generated/api.ts';
import type { Manifest, Overlay, Webhook } from '../generated/types.ts';
import type { WebhookBody } from '../webhook.ts';
import type { Path } from './problem.ts';

export type { WebhookBody } from '../webhook.ts';

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
  /** A field, or an event of the list, that the schema refused is there, but undefined: it is not missing. */
  fields: Overlay;
  /** Where a field was written: in the webhook, or in the environment's block. */
  pathOf(field: string): Path;
}

/** Every webhook of the manifest in `environment`, in the manifest's order. */
export function draftsFor(manifest: Manifest, environment: Environment): Draft[] {
  return Object.entries(manifest.webhooks).map(([name, webhook = {}]) => {
    const own: Webhook = webhook;
    const overlay = own.environments?.[environment];
    return {
      name,
      fields: overlay === undefined ? own : { ...own, ...overlay },
      pathOf: (field) =>
        overlay !== undefined && Object.hasOwn(overlay, field)
          ? ['webhooks', name, 'environments', environment, field]
          : ['webhooks', name, field],
    };
  });
}

/** The declaration of a draft that has every field the spec requires. */
export function declarationOf({ name, fields }: Draft): Declaration {
  const body: Partial<Record<RequestField, unknown>> = {};
  for (const field of requestFields) {
    if (fields[field] !== undefined) body[field] = fields[field];
  }
  const patterns = [...(fields.events ?? [])];
  return {
    name,
    body: { ...(body as unknown as WebhookBody), events: expandEvents(patterns) },
    patterns,
    ...(fields.secret === undefined ? {} : { secret: fields.secret }),
    ...(fields.id === undefined ? {} : { id: fields.id }),
  };
}

/** Patterns expanded to the spec's events; each event once, where it first comes. */
export function expandEvents(patterns: readonly string[]): EventName[] {
  return [
    ...new Set(patterns.flatMap((pattern) => eventPatterns[pattern] ?? [pattern as EventName])),
  ];
}
