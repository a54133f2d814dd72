/**
 * The manifest's schema as it is published: for editors, and for validators of other languages. It says by itself what the
 * action says in code, wherever a schema can, with patterns that need no lookaround and no keyword but those of draft 7.
 */
import { webhookName } from '../../src/manifest/suggest.ts';
import { longestUrl } from '../../src/safe/uri.ts';
import type { JsonSchema, Spec } from '../spec/read.ts';
import { mapParts } from '../spec/schema.ts';
import { type ManifestSchema, schemaOf } from './manifest-schema.ts';

/** What RFC 3986 allows anywhere in a URL. Where it may be is a matter of each pattern below: an editor shows them. */
const urlCharacters = "^(?:[a-zA-Z0-9._~:/?#@!$&'()*+,;=\\[\\]-]|%[0-9a-fA-F]{2})*$";
/** Scheme, host and port. An "@" before the host holds no credentials. */
const origin = '[hH][tT][tT][pP][sS]?://(?::?@)?(?:[^/?#@:\\[\\]]+|\\[[0-9a-fA-F:.]+\\])(?::[0-9]*)?';
const openUrl = `${origin}(?:/[^?#\\[\\]]*)?`;
const wholeUrl = `${openUrl}(?:\\?[^#\\[\\]]*)?(?:#[^#\\[\\]]*)?`;
const path = '/(?:[^/#\\[\\]][^#\\[\\]]*)?';
/** A port above 65535. */
const tooHighPort =
  '^[^/]*//[^/?#]*:0*(?:[1-9][0-9]{5}|[7-9][0-9]{4}|6[6-9][0-9]{3}|65[6-9][0-9]{2}|655[4-9][0-9]|6553[6-9])[0-9]*(?:[/?#]|$)';
const anyUri = '^[a-zA-Z][a-zA-Z0-9+.-]*:';

const secretName = { pattern: '^[A-Za-z_][A-Za-z0-9_]*$', not: { pattern: '^(?:[Gg][Ii][Tt][Hh][Uu][Bb]|whsec)_' } };

/** What no pattern of the action may have here: Go and Rust do not know it. */
const lookaround = /\(\?<?[=!]|\\[1-9k]/;

/** The schema for others, made from the one that the action uses. */
export function publishedSchema(spec: Spec, { whole }: ManifestSchema): JsonSchema {
  const { Settings, Webhook } = whole.definitions as Record<string, { properties: Record<string, JsonSchema> }>;
  const { environments: _, ...own } = Webhook?.properties ?? {};
  const fields = Object.fromEntries(Object.entries(own).map(([field, schema]) => [field, portable(schema)]));
  const { url, events, secret, ...others } = fields;
  const { baseUrl, decisions } = Settings?.properties ?? {};
  const published = schemaOf(spec, {
    fields: {
      url: urlSchema(spec, url),
      events: { ...events, uniqueItems: true },
      ...others,
      secret: { ...secret, ...secretName },
    },
    id: portable(spec.webhookId),
    settings: {
      baseUrl: { ...urlText(openUrl), description: baseUrl?.description },
      decisions: { ...decisions, type: orEmpty('array'), items: decisionSchema() },
    },
  });
  const { properties, definitions } = published;
  return {
    ...published,
    patternProperties: { '^x-': { description: 'Yours: a place for anchors.' } },
    properties: { ...properties, environments: { ...properties.environments, type: orEmpty('object') } },
    definitions: {
      Settings: { title: 'Environment', ...definitions.Settings, type: orEmpty('object') },
      Overlay: { title: 'Webhook in one environment', ...definitions.Overlay },
      Webhook: {
        title: 'Webhook',
        ...definitions.Webhook,
        allOf: spec.request.required.map((field) => declared(field, Object.keys(spec.environments))),
      },
    },
  };
}

/** What was emptied when its decisions went is no error. */
function orEmpty(type: string): string[] {
  return [type, 'null'];
}

/** The schema of a text that has the form of a URL, or of a part of one. */
function urlText(form: string, maxLength = longestUrl): JsonSchema {
  return {
    type: 'string',
    maxLength,
    pattern: `^(?:${form})$`,
    allOf: [{ pattern: urlCharacters }],
    not: { pattern: tooHighPort },
  };
}

/** A schema without formats, which most tools do not check, and without patterns that some cannot read. */
function portable({ format, pattern, ...schema }: JsonSchema = {}): JsonSchema {
  const parts = mapParts(schema, portable);
  const isUri = format === 'uri';
  const isReadable = pattern !== undefined && !lookaround.test(String(pattern));
  return {
    ...parts,
    ...(isReadable ? { pattern } : {}),
    ...(isUri ? { allOf: [{ pattern: anyUri }, { pattern: urlCharacters }] } : {}),
  };
}

/** A URL or a path. What the API demands of a URL holds for a whole one. */
function urlSchema({ request }: Spec, { description }: JsonSchema = {}): JsonSchema {
  const { maxLength = longestUrl, pattern } = portable(request.properties.url);
  return {
    ...urlText(`${wholeUrl}|${path}`, Math.min(longestUrl, Number(maxLength))),
    description,
    ...(pattern === undefined ? {} : { anyOf: [{ pattern }, { pattern: '^/' }] }),
  };
}

/** One line of `decisions`: a verb, a name, and an ID or a code. */
function decisionSchema(): JsonSchema {
  const name = webhookName.source.slice(1, -1);
  const code = '[0-9a-f]{8}';
  const lines = [`keep (?:@state|${name}) ${code}`, `(?:replace|gone) ${name} [a-zA-Z0-9._-]{1,200}`];
  const wrongIds = [
    `(?:replace|gone) \\S+ ${code}`,
    'replace \\S+ req_\\S*',
    'gone \\S+ req_(?:\\S{0,15}|\\S{17,}|\\S*[^\\s0-9a-f]\\S*)',
  ];
  const pattern = (all: string[]) => `^\\s*(?:${all.join('|').replaceAll(' ', '\\s+')})\\s*$`;
  return {
    type: 'string',
    pattern: pattern(lines),
    not: { pattern: pattern(wrongIds) },
    description:
      '"replace NAME whk_…" registers a new webhook in place of this one. "keep NAME CODE" says that the webhook is in the Conduit Dashboard exactly as declared. "gone NAME whk_…" or "gone NAME req_…" says that it is not in the Dashboard.',
    examples: ['replace NAME whk_…', 'keep NAME CODE', 'gone NAME whk_…', 'gone NAME req_…'],
  };
}

/** A required field is in the webhook, unless each environment has it, or has no such webhook. */
function declared(field: string, environments: readonly string[]): JsonSchema {
  const has = { required: [field], properties: { [field]: true } };
  const settled = { anyOf: [{ const: false }, { type: 'object', ...has }] };
  return {
    if: {
      required: ['environments'],
      properties: {
        environments: {
          type: 'object',
          required: environments,
          properties: Object.fromEntries(environments.map((name) => [name, settled])),
        },
      },
    },
    else: has,
  };
}
