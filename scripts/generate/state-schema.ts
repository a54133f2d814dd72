/** JSON schema of the state document. One document describes one environment of one manifest. */

import type { JsonSchema } from '../../spec/read.ts';
import { plainId } from '../../src/safe/id.ts';
import { object } from './object.ts';

const text: JsonSchema = { type: 'string' };
/** Years as `Date.toISOString` writes them: with a sign and six digits outside 0000 to 9999. */
const date = '(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])';
const timeOfDay = '([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d';
const time: JsonSchema = {
  type: 'string',
  pattern: `^${date}T${timeOfDay}(\\.\\d+)?Z$`,
  description: 'ISO 8601, UTC.',
};
const webhookId: JsonSchema = { type: 'string', pattern: plainId.source };
const attemptId: JsonSchema = { type: 'string', pattern: '^try_[0-9a-f]{8}$' };
const revision: JsonSchema = {
  type: 'string',
  pattern: '^[0-9a-f]{16}$',
  description: 'Another one after each change: the code of a decision covers it.',
};

const ref = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` });

/** What was, or was about to be, sent; when, and by which run. */
const described: Record<string, JsonSchema> = {
  body: {
    type: 'object',
    description:
      'The canonical request body: keys and events sorted, what a URL hides as a hash. A newer spec may give it fields.',
  },
  patterns: {
    type: 'array',
    items: text,
    description: 'The events as declared, patterns unexpanded.',
  },
  at: time,
  run: ref('Run'),
};

export const stateSchema: JsonSchema = {
  ...object('What is known of the webhooks in one environment.', {
    version: { type: 'number', enum: [1] },
    environment: text,
    manifest: { ...text, description: 'Path of the manifest in the repository.' },
    apiUrl: { ...text, description: 'Base URL that the webhooks were created at.' },
    revision,
    writer: object('The last run that wrote this document.', {
      server: { ...text, description: 'The URL of its GitHub server.' },
      run: { ...text, description: 'Its ID.' },
    }),
    webhooks: { type: 'object', additionalProperties: ref('WebhookRecord') },
    secrets: {
      type: 'object',
      description: 'By the name of the GitHub secret, `NAME` or `NAME/environment`.',
      additionalProperties: ref('SecretSlot'),
    },
  }),
  definitions: {
    WebhookRecord: object('What is known of the webhooks of one name.', {
      revision,
      'current?': ref('Current'),
      'attempt?': ref('Attempt'),
      replaced: {
        type: 'array',
        items: webhookId,
        description: 'Older webhooks. Nobody has said that they were deleted.',
      },
      gone: {
        type: 'array',
        items: webhookId,
        description: 'Webhooks and attempts that are not, or no longer, at Conduit.',
      },
      'removedAt?': { ...time, description: 'When a run first found it no longer declared.' },
    }),
    Current: object('The webhook that the name stands for.', {
      id: webhookId,
      origin: {
        type: 'string',
        enum: ['created', 'adopted'],
        description: 'An adopted webhook is as it was declared, not as verified.',
      },
      ...described,
    }),
    Attempt: object('A request that was about to be sent, or may have arrived.', {
      id: attemptId,
      ...described,
      until: { ...time, description: 'Until then, its run may still act on it.' },
      'secret?': { ...text, description: 'The GitHub secret that its run may write.' },
      'reason?': { ...text, description: 'Why its outcome is not known, once its run has ended.' },
    }),
    SecretSlot: object('What is known of a GitHub secret. Never its value.', {
      'updatedAt?': {
        ...text,
        description: 'When GitHub says that it was updated; absent when there was none.',
      },
      'owner?': { ...webhookId, description: 'The webhook whose signing secret it holds.' },
      'awaits?': {
        ...webhookId,
        description: 'The webhook whose signing secret the next write is taken for.',
      },
    }),
    Run: object('A workflow run.', { id: text, attempt: text, commit: text }),
  },
};
