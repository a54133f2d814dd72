/** The manifest's JSON schema: the request body of the spec, field for field, plus what the action adds. */

import { webhookName } from '../../src/manifest/suggest.ts';
import type { JsonSchema, Spec } from '../spec/read.ts';

/** Hover texts, for fields of the spec that the spec itself does not describe well. */
const fieldDescriptions: Record<string, string> = {
  url: 'Where Conduit delivers the events: an https URL, or a path such as /conduit/payments below the baseUrl of the environment.',
  events:
    'The events to deliver: names from the API, or patterns such as transaction.*. The pattern * means every event.',
  status: 'Whether Conduit delivers events to this webhook.',
  organizationId: 'The client that the webhook belongs to: client_ and 27 letters or digits.',
};

/** One slash, then what RFC 3986 allows in a path and a query. */
const pathCharacter = "[a-zA-Z0-9._~!$&'()*+,;=:@?-]|%[0-9a-fA-F]{2}";
const pathPattern = `^/(?:(?:${pathCharacter})(?:${pathCharacter}|/)*)?$`;

const secretSchema: JsonSchema = {
  type: 'string',
  pattern: '^(?![Gg][Ii][Tt][Hh][Uu][Bb]_|whsec_)[A-Za-z_][A-Za-z0-9_]*$',
  description:
    'The GitHub secret that keeps the signing secret: letters, digits and underscores, not starting with a digit or GITHUB_. Storing it needs the input secrets-token.',
};

const settings: Record<string, JsonSchema> = {
  baseUrl: {
    type: 'string',
    format: 'uri',
    description: 'The URL that each url beginning with / is appended to, such as https://hooks.example.com.',
  },
  decisions: {
    type: 'array',
    description:
      'Decisions that a run in this environment asked for, as the run printed them. Each works once and can stay here afterwards.',
    items: { type: 'string' },
  },
};

/** The manifest's schema, for each use of the action. */
export interface ManifestSchema {
  /** Checks every field where it stands. Which are required depends on the environment's block laid over a webhook. */
  whole: JsonSchema;
  /** The part of it for the settings of all environments. */
  environments: JsonSchema;
  /** The part of it for one webhook. */
  webhook: JsonSchema;
  /** What the API says of the fields that a manifest may write in another way, as they are sent. */
  sent: JsonSchema;
}

/** The schema of the manifest, made from the request body of `spec`. */
export function manifestSchema(spec: Spec): ManifestSchema {
  const whole = schemaOf(spec, {
    fields: { ...fieldSchemas(spec), secret: secretSchema },
    id: spec.webhookId,
    settings,
  });
  const { Settings, Overlay, Webhook } = whole.definitions;
  const { url, events } = spec.request.properties;
  return {
    whole,
    environments: { ...whole.properties.environments, definitions: { Settings } },
    webhook: { ...Webhook, definitions: { Overlay } },
    sent: {
      type: 'object',
      properties: {
        url: picked(url, ['type', 'minLength', 'maxLength', 'pattern']),
        events: picked(events, ['type', 'minItems', 'maxItems']),
      },
    },
  };
}

/** What a manifest's schema consists of: the fields of a webhook, its ID, and the settings of an environment. */
export interface ManifestParts {
  fields: Record<string, JsonSchema>;
  id: JsonSchema;
  settings: Record<string, JsonSchema>;
}

type Frame = JsonSchema & {
  properties: Record<'environments' | 'webhooks', JsonSchema>;
  definitions: Record<'Settings' | 'Overlay' | 'Webhook', JsonSchema>;
};

/** The schema of a manifest with these parts. */
export function schemaOf(spec: Spec, { fields, id, settings }: ManifestParts): Frame {
  const byEnvironment = (schema: JsonSchema, description: string) =>
    mapping(description, Object.fromEntries(Object.keys(spec.environments).map((name) => [name, schema])));
  const schema: JsonSchema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `Conduit webhooks manifest (API version ${spec.version})`,
    ...mapping('The webhooks that the repository declares, by name.', {
      environments: byEnvironment(
        { $ref: '#/definitions/Settings' },
        'What holds for all webhooks in one environment: its base URL and its decisions.',
      ),
      webhooks: {
        type: 'object',
        description:
          'The webhooks, each under its name: a lower-case letter, then lower-case letters, digits, _ or -, at most 64 in all.',
        propertyNames: { pattern: webhookName.source },
        additionalProperties: { $ref: '#/definitions/Webhook' },
      },
    }),
    required: ['webhooks'],
    definitions: {
      Settings: mapping('What holds for all webhooks in this environment: its base URL and its decisions.', settings),
      Overlay: mapping('What differs in this environment.', {
        ...fields,
        id: {
          ...id,
          description:
            'The ID of a webhook that already exists in this environment. The action adopts it and does not create it.',
        },
      }),
      Webhook: mapping('One webhook. Outputs, state and messages use its name.', {
        ...fields,
        environments: byEnvironment(
          {
            // The block comes first: an editor's messages are about the first of two that do not fit.
            anyOf: [
              { $ref: '#/definitions/Overlay' },
              { const: false, description: 'The webhook is not declared here.' },
            ],
          },
          'What differs in one environment. A block is laid over the webhook, field by field. The value false: the webhook is not declared there.',
        ),
      }),
    },
  };
  return schema as Frame;
}

function mapping(description: string, properties: Record<string, JsonSchema>): JsonSchema {
  return { type: 'object', description, additionalProperties: false, properties };
}

/** `customer.*` for each family of events, and `*`. */
export function eventPatterns(events: readonly string[]): Record<string, string[]> {
  const families = new Set(events.map((event) => event.slice(0, event.indexOf('.') + 1)));
  families.delete('');
  return Object.fromEntries([
    ...[...families].map((family) => [`${family}*`, events.filter((event) => event.startsWith(family))]),
    ['*', [...events]],
  ]);
}

/** The fields of the request, with what a manifest may have there where the API wants less. */
function fieldSchemas({ request, events }: Spec): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(request.properties).map(([field, schema]) => {
      const description = fieldDescriptions[field] ?? schema.description;
      const described = description === undefined ? schema : { ...schema, description };
      if (field === 'url') {
        const { type, description, format: _, ...rules } = described;
        const whole = { ...rules, format: 'uri' };
        return [field, { type, description, anyOf: [whole, { pattern: pathPattern }] }];
      }
      if (field === 'events') {
        const { uniqueItems: _, ...list } = described;
        const names = [...events, ...Object.keys(eventPatterns(events))];
        return [field, { ...list, items: { type: 'string', enum: names } }];
      }
      return [field, described];
    }),
  );
}

function picked(schema: JsonSchema = {}, keywords: string[]): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => keywords.includes(key)));
}
