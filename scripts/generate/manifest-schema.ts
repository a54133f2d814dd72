/** The manifest's JSON schema: the request body of the spec, field for field, plus what the action adds. */
import type { JsonSchema, Spec } from '../../spec/read.ts';
import { webhookName } from '../../src/manifest/name.ts';

const draft = 'http://json-schema.org/draft-07/schema#';

/** Hover texts, for fields of the spec that the spec itself does not describe. */
const fieldDescriptions: Record<string, string> = {
  url: 'Where Conduit delivers the events: an https URL, or a path such as `/conduit/payments` below the `baseUrl` of the environment.',
  events:
    'The events to deliver: names from the API, or patterns such as `transaction.*`. `*` means every event.',
  status: 'Whether Conduit delivers events to this webhook.',
  organizationId: 'The client that the webhook belongs to: `client_` and 27 letters or digits.',
};

/** One slash, then what RFC 3986 allows in a path and a query. */
const pathPattern = "^/(?!/)(?:[a-zA-Z0-9._~!$&'()*+,;=:@/?-]|%[0-9a-fA-F]{2})*$";

const secretSchema: JsonSchema = {
  type: 'string',
  pattern: '^(?![Gg][Ii][Tt][Hh][Uu][Bb]_)[A-Za-z_][A-Za-z0-9_]*$',
  description:
    'The GitHub secret that keeps the signing secret: letters, digits and underscores, not starting with a digit or GITHUB_. Storing it needs the input `secrets-token`.',
};

const settingsSchema: JsonSchema = {
  type: 'object',
  description: 'What holds for all webhooks in this environment: its base URL and its decisions.',
  additionalProperties: false,
  properties: {
    baseUrl: {
      type: 'string',
      format: 'uri',
      description:
        'The URL that each `url` beginning with "/" is appended to, such as `https://hooks.example.com`.',
    },
    decisions: {
      type: 'array',
      description:
        'Decisions that a run in this environment asked for, as the run printed them. Each works once and can stay here afterwards.',
      items: { type: 'string' },
    },
  },
};

/** What editors say about one decision. The action reads decisions itself, and says more about a wrong one. */
const decisionForEditors: JsonSchema = {
  type: 'string',
  pattern: '^\\s*(replace|keep|gone)\\s+\\S+\\s+\\S+\\s*$',
  description:
    '`replace NAME whk_…` registers a new webhook in place of this one. `keep NAME CODE` says that the webhook is in the Conduit Dashboard exactly as declared. `gone NAME whk_…` or `gone NAME try_…` says that it is not in the Dashboard.',
  examples: ['replace NAME whk_…', 'keep NAME CODE', 'gone NAME whk_…', 'gone NAME try_…'],
};

/** The manifest's schema, for each use. */
export interface ManifestSchema {
  /** Checks every field where it stands. Which are required depends on the environment's block laid over a webhook. */
  whole: JsonSchema;
  /** The part of it for the settings of all environments. */
  environments: JsonSchema;
  /** The part of it for one webhook. */
  webhook: JsonSchema;
  /** Says as well which fields are required: they are in the webhook, or in each environment's block. */
  forEditors: JsonSchema;
}

/** The schema of the manifest, made from the request body of `spec`. */
export function manifestSchema(spec: Spec): ManifestSchema {
  const names = Object.keys(spec.environments);
  const byEnvironment = (schema: JsonSchema, description: string): JsonSchema => ({
    type: 'object',
    description,
    additionalProperties: false,
    properties: Object.fromEntries(names.map((name) => [name, schema])),
  });
  const fields = { ...fieldSchemas(spec), secret: secretSchema };
  const overlay: JsonSchema = {
    type: 'object',
    description: 'What differs in this environment.',
    additionalProperties: false,
    properties: {
      ...fields,
      id: {
        allOf: [{ $ref: '#/definitions/WebhookId' }],
        description:
          'The ID of a webhook that already exists in this environment. The action adopts it and does not create it.',
      },
    },
  };
  const notDeclared = { const: false, description: 'The webhook is not declared here.' };
  const webhook: JsonSchema = {
    type: 'object',
    description: 'One webhook. Outputs, state and messages use its name.',
    additionalProperties: false,
    properties: {
      ...fields,
      environments: byEnvironment(
        { anyOf: [notDeclared, { $ref: '#/definitions/Overlay' }] },
        'What differs in one environment. A block is laid over the webhook, field by field. `false`: the webhook is not declared there.',
      ),
    },
  };
  const settings = (schema: JsonSchema) =>
    byEnvironment(
      schema,
      'What holds for all webhooks in one environment: its base URL and its decisions.',
    );
  const frame: JsonSchema = {
    $schema: draft,
    title: `Conduit webhooks manifest (API version ${spec.version})`,
    description: 'The webhooks that the repository declares, by name.',
    type: 'object',
    additionalProperties: false,
    required: ['webhooks'],
    properties: {
      environments: settings({ $ref: '#/definitions/Settings' }),
      webhooks: {
        type: 'object',
        description:
          'Name of a webhook → the webhook. A name is a lower-case letter, then lower-case letters, digits, `_` or `-`, at most 64 in all.',
        propertyNames: { pattern: webhookName.source },
        additionalProperties: { $ref: '#/definitions/Webhook' },
      },
    },
  };
  const definitions = {
    ...spec.definitions,
    Settings: settingsSchema,
    Overlay: overlay,
    Webhook: webhook,
  };
  const declaredSomewhere = (spec.requestSchema.required as string[]).map((field) => ({
    anyOf: [
      { required: [field] },
      {
        required: ['environments'],
        properties: {
          environments: {
            type: 'object',
            required: names,
            properties: Object.fromEntries(
              names.map((name) => [
                name,
                { anyOf: [{ const: false }, { type: 'object', required: [field] }] },
              ]),
            ),
          },
        },
      },
    ],
  }));
  return {
    whole: { ...frame, definitions },
    environments: settings(settingsSchema),
    webhook: {
      ...(resolved(webhook, spec.definitions) as JsonSchema),
      definitions: { ...spec.definitions, Overlay: resolved(overlay, spec.definitions) },
    },
    forEditors: {
      ...frame,
      patternProperties: { '^x-': { description: 'Yours: a place for anchors.' } },
      properties: {
        ...(frame.properties as object),
        environments: { ...settings({ $ref: '#/definitions/Settings' }), type: orEmpty('object') },
      },
      definitions: {
        ...definitions,
        Settings: {
          ...settingsSchema,
          type: orEmpty('object'),
          properties: {
            ...(settingsSchema.properties as object),
            decisions: {
              ...(settingsSchema.properties as Record<string, JsonSchema>).decisions,
              type: orEmpty('array'),
              items: decisionForEditors,
            },
          },
        },
        Webhook: { ...webhook, allOf: declaredSomewhere },
      },
    },
  };
}

/** What was emptied when its decisions went is no error. */
function orEmpty(type: string): string[] {
  return [type, 'null'];
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
      const described =
        schema.$ref === undefined ? inManifest(field, schema, spec) : { allOf: [schema] };
      const description = fieldDescriptions[field] ?? schema.description;
      return [field, description === undefined ? described : { ...described, description }];
    }),
  );
}

/** A field's schema, with what a manifest may have there where the API wants less. */
function inManifest(field: string, schema: JsonSchema, spec: Spec): JsonSchema {
  if (field === 'events') {
    const patterns = Object.keys(eventPatterns(spec.events));
    const items = { ...(schema.items as JsonSchema), enum: [...spec.events, ...patterns] };
    return { ...schema, items };
  }
  if (field === 'url') {
    const { format, ...rest } = schema;
    return { ...rest, anyOf: [{ format }, { pattern: pathPattern }] };
  }
  return closed(schema) as JsonSchema;
}

/** The schema with every object closed to fields that it does not name, as the manifest itself is. */
function closed(schema: unknown): unknown {
  return rewritten(schema, (one) =>
    typeof one.properties === 'object' && one.additionalProperties === undefined
      ? { ...one, additionalProperties: false }
      : one,
  );
}

/**
 * The schema with what it refers to in its place: over references Ajv joins lists of errors, in time that grows with
 * their square. A schema that refers to itself keeps that reference.
 */
function resolved(
  schema: unknown,
  definitions: Record<string, JsonSchema>,
  within: readonly string[] = [],
): unknown {
  return rewritten(schema, (one) => {
    const name = String(one.$ref).replace('#/definitions/', '');
    const target = definitions[name];
    if (target === undefined || within.includes(name)) return one;
    return resolved(closed(target), definitions, [...within, name]) as JsonSchema;
  });
}

/** The schema with `change` applied to every object in it, the inner ones first. */
function rewritten(value: unknown, change: (schema: JsonSchema) => JsonSchema): unknown {
  if (Array.isArray(value)) return value.map((one) => rewritten(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return change(
    Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rewritten(one, change)])),
  );
}
