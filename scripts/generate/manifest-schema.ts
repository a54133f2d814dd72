/** The manifest's JSON schema: the request body of the spec, field for field, plus what the action adds. */
import type { JsonSchema, Spec } from '../../spec/read.ts';

const draft = 'http://json-schema.org/draft-07/schema#';

/** Hover texts, for fields of the spec that the spec itself does not describe. */
const fieldDescriptions: Record<string, string> = {
  url: 'Where Conduit delivers the events: an https URL.',
  events:
    'The events to deliver: names from the spec, or a pattern such as `transaction.*` or `*` for all that the spec lists.',
  status: 'Whether Conduit delivers events to this webhook.',
  organizationId: 'The client that the webhook belongs to: `client_` and 27 letters or digits.',
};

const secretSchema: JsonSchema = {
  type: 'string',
  pattern: '^(?![Gg][Ii][Tt][Hh][Uu][Bb]_)[A-Za-z_][A-Za-z0-9_]*$',
  description:
    'The GitHub Actions secret that keeps the signing secret: letters, digits and underscores, not starting with a digit or GITHUB_. Needs the input `secrets-token`.',
};

/** The manifest's schema, for each use. */
export interface ManifestSchema {
  /** Checks every field where it stands. Which are required depends on the environment's block laid over a webhook. */
  whole: JsonSchema;
  /** The part of it outside the webhooks. */
  frame: JsonSchema;
  /** The part of it for one webhook. */
  webhook: JsonSchema;
  /** Says as well which fields are required: they are in the webhook, or in each environment's block. */
  forEditors: JsonSchema;
}

/** The schema of the manifest, made from the request body of `spec`. */
export function manifestSchema(spec: Spec): ManifestSchema {
  const environments = Object.keys(spec.environments);
  const fields = { ...fieldSchemas(spec), secret: secretSchema };
  const required = spec.requestSchema.required as string[];
  const webhook: JsonSchema = {
    type: 'object',
    description: 'One webhook. Its name is its identity: outputs, state and messages use it.',
    additionalProperties: false,
    properties: {
      ...fields,
      environments: {
        type: 'object',
        description:
          'What differs in one environment. A block is laid over the webhook, field by field.',
        additionalProperties: false,
        properties: Object.fromEntries(
          environments.map((name) => [name, { $ref: '#/definitions/Overlay' }]),
        ),
      },
    },
  };
  const overlay: JsonSchema = {
    type: 'object',
    description: 'What differs in this environment.',
    additionalProperties: false,
    properties: {
      ...fields,
      id: {
        allOf: [{ $ref: '#/definitions/WebhookId' }],
        description:
          'The ID of a webhook that exists already in this environment: it is adopted, never created.',
      },
    },
  };
  const webhooks: JsonSchema = {
    type: 'object',
    description:
      'Webhook name → webhook. A name is a lower-case letter, then letters, digits, `_` or `-`, at most 64 in all.',
    propertyNames: { pattern: '^[a-z][a-z0-9_-]{0,63}$' },
  };
  const frame: JsonSchema = {
    $schema: draft,
    title: `Conduit webhooks manifest (API version ${spec.version})`,
    description: 'The webhooks that the repository declares, by name.',
    type: 'object',
    additionalProperties: false,
    required: ['webhooks'],
    properties: { webhooks },
  };
  const definitions = { ...spec.definitions, Webhook: webhook, Overlay: overlay };
  const whole: JsonSchema = {
    ...frame,
    properties: {
      webhooks: { ...webhooks, additionalProperties: { $ref: '#/definitions/Webhook' } },
    },
    definitions,
  };
  const declaredSomewhere = required.map((field) => ({
    anyOf: [
      { required: [field] },
      {
        required: ['environments'],
        properties: {
          environments: {
            type: 'object',
            required: environments,
            properties: Object.fromEntries(
              environments.map((name) => [name, { type: 'object', required: [field] }]),
            ),
          },
        },
      },
    ],
  }));
  return {
    whole,
    frame,
    webhook: { ...webhook, definitions },
    forEditors: {
      ...whole,
      definitions: { ...definitions, Webhook: { ...webhook, allOf: declaredSomewhere } },
    },
  };
}

/** `customer.*` for each family of events, and `*`. */
export function eventPatterns(events: string[]): Record<string, string[]> {
  const families = [...new Set(events.map((event) => event.slice(0, event.indexOf('.') + 1)))];
  return Object.fromEntries([
    ...families.map((family) => [`${family}*`, events.filter((event) => event.startsWith(family))]),
    ['*', events],
  ]);
}

function fieldSchemas(spec: Spec): Record<string, JsonSchema> {
  const properties = spec.requestSchema.properties as Record<string, JsonSchema>;
  return Object.fromEntries(
    Object.entries(properties).map(([field, schema]) => {
      const described = schema.$ref === undefined ? schema : { allOf: [schema] };
      const items = schema.items as JsonSchema | undefined;
      const withPatterns =
        field === 'events'
          ? {
              ...described,
              items: {
                ...items,
                enum: [...spec.events, ...Object.keys(eventPatterns(spec.events))],
              },
            }
          : described;
      const description = fieldDescriptions[field] ?? schema.description;
      return [field, description === undefined ? withPatterns : { ...withPatterns, description }];
    }),
  );
}
