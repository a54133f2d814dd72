/**
 * The manifest's schema as it is published: for editors, and for validators of other languages. It says by itself what the
 * action says in code, wherever a schema can, with patterns that need no lookaround and no keyword but those of draft 7.
 */
import { webhookName } from '../../src/manifest/name.ts';
import { longestUrl } from '../../src/manifest/uri.ts';
import type { JsonSchema, Spec } from '../spec/read.ts';
import { mapParts } from '../spec/schema.ts';
import { type ManifestSchema, pathPattern, schemaOf } from './manifest-schema.ts';

const urlCharacter = "[a-zA-Z0-9._~!$&'()*+,;=:@/-]|%[0-9a-fA-F]{2}";
const port =
  '0*(?:[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])?';
const host = "(?:[a-zA-Z0-9._~!$&'()*+,;=-]|%[0-9a-fA-F]{2})+|\\[[0-9a-fA-F:.]+\\]";
/** Scheme, host, port and path: a URL that a path can be appended to. An "@" before the host holds no credentials. */
const openUrl = `[hH][tT][tT][pP][sS]?://(?::?@)?(?:${host})(?::${port})?(?:/(?:${urlCharacter})*)?`;
const wholeUrl = `${openUrl}(?:\\?(?:${urlCharacter}|\\?)*)?(?:#(?:${urlCharacter}|\\?)*)?`;
const anyUri = `^[a-zA-Z][a-zA-Z0-9+.-]*:(?:${urlCharacter}|[?#\\[\\]])*$`;

const secretName = {
  pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
  not: { pattern: '^[Gg][Ii][Tt][Hh][Uu][Bb]_' },
};

/** What no pattern of the action may have here: Go and Rust do not know it. */
const lookaround = /\(\?<?[=!]|\\[1-9k]/;

/** The schema for others, made from the one that the action uses. */
export function publishedSchema(spec: Spec, { whole }: ManifestSchema): JsonSchema {
  const { Settings, Webhook } = whole.definitions as Record<
    string,
    { properties: Record<string, JsonSchema> }
  >;
  const { environments: _, ...own } = Webhook?.properties ?? {};
  const fields = Object.fromEntries(
    Object.entries(own).map(([field, schema]) => [field, portable(schema)]),
  );
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
      baseUrl: { ...portable(baseUrl), maxLength: longestUrl, pattern: `^${openUrl}$` },
      decisions: { ...decisions, items: decisionSchema() },
    },
  });
  const { definitions } = published;
  return {
    ...published,
    definitions: {
      Settings: { title: 'Environment', ...definitions.Settings },
      Overlay: { title: 'Webhook in one environment', ...definitions.Overlay },
      Webhook: {
        title: 'Webhook',
        ...definitions.Webhook,
        allOf: spec.request.required.map((field) =>
          declared(field, Object.keys(spec.environments)),
        ),
      },
    },
  };
}

/** A schema without formats, which most tools do not check, and without patterns that some cannot read. */
function portable({ format, pattern, ...schema }: JsonSchema = {}): JsonSchema {
  const parts = mapParts(schema, portable);
  const own = pattern ?? (format === 'uri' ? anyUri : undefined);
  return own === undefined || lookaround.test(String(own)) ? parts : { ...parts, pattern: own };
}

/** A URL or a path. What the API demands of a URL holds for a whole one. */
function urlSchema({ request }: Spec, { type, description }: JsonSchema = {}): JsonSchema {
  const { maxLength = longestUrl, pattern } = portable(request.properties.url);
  const own = request.properties.url?.pattern === undefined ? undefined : pattern;
  return {
    type,
    description,
    maxLength: Math.min(longestUrl, Number(maxLength)),
    pattern: `^(?:${wholeUrl}|${pathPattern})$`,
    ...(own === undefined ? {} : { anyOf: [{ pattern: own }, { pattern: '^/' }] }),
  };
}

/** One line of `decisions`: a verb, a name, and an ID or a code. */
function decisionSchema(): JsonSchema {
  const name = webhookName.source.slice(1, -1);
  const line = (parts: string) => `^\\s*${parts.replaceAll(' ', '\\s+')}\\s*$`;
  const code = '[0-9a-f]{8}';
  return {
    type: 'string',
    anyOf: [
      { pattern: line(`keep (?:@state|${name}) ${code}`) },
      {
        pattern: line(`(?:replace|gone) ${name} [a-zA-Z0-9._-]{1,200}`),
        not: { pattern: `\\s(?:req_\\S*|${code})\\s*$` },
      },
      { pattern: line(`gone ${name} req_${code}${code}`) },
    ],
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
