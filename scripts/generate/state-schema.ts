/** JSON schema of the state document. One document describes one environment of one manifest. */

import type { JsonSchema } from '../../spec/read.ts';
import { plainId } from '../../src/conduit/id.ts';

const text: JsonSchema = { type: 'string' };
/** Years as `Date.toISOString` writes them: with a sign and six digits outside 0000 to 9999. */
const date = '(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])';
const timeOfDay = '([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d';
const time: JsonSchema = {
  type: 'string',
  pattern: `^${date}T${timeOfDay}(\\.\\d+)?Z$`,
  description: 'ISO 8601, UTC.',
};
const knownId: JsonSchema = { type: 'string', pattern: plainId.source };
const id: JsonSchema = { ...knownId, description: 'The webhook’s ID.' };

const ref = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` });

/** An entry with one of these statuses; a fault is then told of the one that it has. */
const entryOf = (...names: string[]): JsonSchema => ({
  type: 'object',
  required: ['status'],
  discriminator: { propertyName: 'status' },
  oneOf: names.map(ref),
});

/** What every entry has. */
const properties: Record<string, JsonSchema> = {
  fingerprint: {
    type: 'string',
    pattern: '^sha256:[0-9a-f]{64}$',
    description: 'SHA-256 of the canonical request body.',
  },
  body: ref('Body'),
  patterns: {
    type: 'array',
    items: text,
    description: 'The events as declared, patterns unexpanded.',
  },
  at: { ...time, description: 'When this was written: ISO 8601, UTC.' },
  run: ref('Run'),
};

function entry(
  status: string,
  description: string,
  own: Record<string, JsonSchema> = {},
  required: string[] = [],
): JsonSchema {
  return {
    type: 'object',
    description,
    additionalProperties: false,
    required: ['status', ...Object.keys(properties), ...required],
    properties: { status: { type: 'string', enum: [status] }, ...properties, ...own },
  };
}

const replaced: JsonSchema = {
  type: 'array',
  items: knownId,
  description:
    'IDs of earlier webhooks of this name. Nobody has deleted them that the action knows of.',
};
const before = { secretBefore: ref('SecretBefore') };
const removedAt: JsonSchema = {
  ...time,
  description:
    'When a run first saw that it is no longer declared, and advised to delete it: ISO 8601, UTC.',
};
const known = { id, replaced, secret: ref('Secret'), ...before, removedAt };
const previous: JsonSchema = {
  ...entryOf('Registered', 'Adopted'),
  description: 'What was recorded before; it holds again when the API refuses the request.',
};

export const stateSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['version', 'environment', 'manifest', 'apiUrl', 'webhooks'],
  properties: {
    version: { type: 'number', enum: [1] },
    environment: text,
    manifest: { ...text, description: 'Path of the manifest in the repository.' },
    apiUrl: { ...text, description: 'Base URL that the webhooks were created at.' },
    webhooks: {
      type: 'object',
      additionalProperties: entryOf('Registered', 'Adopted', 'Intent', 'Unknown'),
    },
  },
  definitions: {
    Body: {
      type: 'object',
      description:
        'The canonical request body: events sorted, the URL’s query and userinfo as a hash.',
      additionalProperties: false,
      required: ['url', 'events', 'status'],
      properties: {
        url: text,
        events: { type: 'array', items: text },
        status: text,
        organizationId: text,
      },
    },
    Secret: {
      type: 'object',
      description:
        'The GitHub secret that has the signing secret, and since when. Never its value.',
      additionalProperties: false,
      required: ['name', 'storedAt'],
      properties: {
        name: text,
        environment: {
          ...text,
          description: 'The GitHub environment that keeps it; else the repository.',
        },
        storedAt: time,
      },
    },
    SecretBefore: {
      type: 'object',
      description:
        'When the GitHub secret had been written before this webhook was created, by GitHub’s clock: one that is not written later has another webhook’s signing secret.',
      additionalProperties: false,
      required: ['name'],
      properties: {
        name: text,
        environment: text,
        writtenAt: { ...time, description: 'Absent when there was no such GitHub secret.' },
      },
    },
    Run: {
      type: 'object',
      description: 'The workflow run that wrote an entry.',
      additionalProperties: false,
      required: ['id', 'attempt', 'commit'],
      properties: { id: text, attempt: text, commit: text },
    },
    Registered: entry('registered', 'Created by the action.', known, ['id']),
    Adopted: entry(
      'adopted',
      'Existed already: its ID was declared, and its body is as declared, not as verified.',
      known,
      ['id'],
    ),
    Intent: entry('intent', 'Written before a request is sent.', { previous, ...before }),
    Unknown: entry(
      'unknown',
      'A request was sent and its outcome is not known.',
      { previous, reason: text, ...before },
      ['reason'],
    ),
  },
};
