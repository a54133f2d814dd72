/** JSON schema of the state document. One document describes one environment of one manifest. */

import { webhookName } from '../../src/manifest/suggest.ts';
import { plainId, requestId } from '../../src/safe/id.ts';
import type { JsonSchema } from '../spec/read.ts';
import { object, ref } from './object.ts';

const text: JsonSchema = { type: 'string' };
const time: JsonSchema = {
  ...text,
  pattern: '^[+-]?\\d{4,6}-\\d\\d-\\d\\dT[\\d:.]+Z$',
  description: 'ISO 8601, UTC, as `Date.toISOString` writes it.',
};
const webhookId: JsonSchema = { type: 'string', pattern: plainId.source };
const ofRequest: JsonSchema = { type: 'string', pattern: requestId.source };
/** GitHub takes upper case for lower case in both. */
const secretKey: JsonSchema = {
  type: 'string',
  pattern: '^(?!GITHUB_)[A-Z_][A-Z0-9_]*(/.+)?$',
  description: 'A GitHub secret: `NAME`, or `NAME/environment`.',
};
const revision: JsonSchema = {
  type: 'string',
  pattern: '^[0-9a-f]{16}$',
  description: 'Another one after each change: the code of a decision covers it.',
};

/** What was, or was about to be, sent; when, and by which run. */
const described: Record<string, JsonSchema> = {
  body: {
    type: 'object',
    description:
      'The canonical request body: keys and events sorted, what a URL hides as a hash. A newer spec may give it fields.',
  },
  patterns: { type: 'array', items: text, description: 'The events as declared, patterns unexpanded.' },
  at: time,
  run: ref('Run'),
};

export const stateSchema: JsonSchema = {
  ...object('What is known of the webhooks in one environment.', {
    version: { type: 'number', enum: [2] },
    environment: text,
    manifest: { ...text, description: 'Path of the manifest in the repository.' },
    apiUrl: {
      ...text,
      pattern: '^https?://[^\\s/?#@]+(/[^\\s?#]*)?$',
      description: 'API URL that the webhooks were created at.',
    },
    revision,
    run: ref('Run'),
    decided: {
      type: 'array',
      items: { type: 'string', pattern: '^(replace|keep|gone) [^ ]+ [^ ]+$' },
      description: 'The lines of the decisions that were applied.',
    },
    webhooks: {
      type: 'object',
      propertyNames: { pattern: webhookName.source },
      additionalProperties: ref('WebhookRecord'),
    },
    secrets: { type: 'object', propertyNames: secretKey, additionalProperties: ref('SecretSlot') },
  }),
  definitions: {
    WebhookRecord: object('What is known of the webhooks of one name.', {
      revision,
      'current?': ref('Current'),
      'request?': ref('StandingRequest'),
      replaced: {
        type: 'array',
        items: webhookId,
        description: 'Older webhooks. Nobody has said that they were deleted.',
      },
      gone: {
        type: 'array',
        items: { anyOf: [webhookId, ofRequest] },
        description: 'Webhooks and requests that are not, or no longer, at Conduit.',
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
    StandingRequest: object('A request that was about to be sent, or may have arrived.', {
      id: ofRequest,
      ...described,
      until: { ...time, description: 'Until then, its run may still act on it.' },
      'secret?': { ...secretKey, description: 'The GitHub secret that its run may write.' },
      'reason?': { ...text, description: 'Why its outcome is not known, once its run has ended.' },
    }),
    SecretSlot: object('What is known of a GitHub secret. Never its value.', {
      'updatedAt?': {
        ...text,
        description: 'When GitHub says that it was updated; absent when there was none.',
      },
      'owner?': { ...webhookId, description: 'The webhook whose signing secret it holds.' },
    }),
    Run: object('A workflow run. That of the document is the last one that wrote it.', {
      server: { ...text, description: 'The URL of its GitHub server.' },
      id: text,
      attempt: text,
      commit: text,
    }),
  },
};
