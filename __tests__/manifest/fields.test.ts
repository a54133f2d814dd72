/** What the manifest makes of fields that a newer spec adds, of any JSON type, with no edit but the spec itself. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import { dump, load } from 'js-yaml';
import { beforeAll, describe, expect, it } from 'vitest';
import { copyOfProject, root } from '../scripts/project.ts';

const fields = {
  tier: { type: 'string', enum: ['standard', 'premium'] },
  retries: { type: 'integer', minimum: 0, maximum: 10 },
  paused: { type: 'boolean' },
  startsAt: { type: 'string', format: 'date-time' },
  filters: {
    type: 'array',
    maxItems: 2,
    items: {
      type: 'object',
      properties: { field: { type: 'string' }, op: { type: 'string', enum: ['eq', 'ne'] } },
      required: ['field'],
    },
  },
  limits: {
    type: 'object',
    properties: { daily: { type: 'number' }, owner: { $ref: '#/components/schemas/ClientId' } },
  },
};

interface Schema {
  properties: Record<'url' | 'events', object>;
  required: string[];
}

/** The project in another folder, generated from the spec with the new fields, one of them required. */
const project = mkdtempSync(join(tmpdir(), 'conduit-webhooks-test-'));

beforeAll(() => {
  copyOfProject(project);
  const spec = load(readFileSync(join(root, 'spec/conduit-2024-12-01.yaml'), 'utf8')) as {
    info: { version: string };
    paths: {
      '/webhooks': { post: { requestBody: { content: Record<string, { schema: Schema }> } } };
    };
  };
  const { schema } = Object.values(spec.paths['/webhooks'].post.requestBody.content)[0] as {
    schema: Schema;
  };
  Object.assign(schema.properties, fields);
  Object.assign(schema.properties.url, { maxLength: 40 });
  Object.assign(schema.properties.events, { maxItems: 8 });
  schema.required.push('retries');
  spec.info.version = '2025-06-01';
  writeFileSync(join(project, 'spec/conduit-2025-06-01.yaml'), dump(spec));
  execFileSync(process.execPath, [join(project, 'scripts/generate.ts')]);
  return () => rmSync(project, { recursive: true, force: true });
});

/** A manifest whose only webhook has these `lines` beside the usual fields. */
function manifestWith(lines: string): string {
  const usual = `environments:
  live:
    baseUrl: https://hooks.example.com/live/
webhooks:
  a:
    url: https://hooks.example.com/a
    events: [customer.created]
    status: enabled
`;
  return `${usual}${lines.replaceAll(/^/gm, '    ')}\n`;
}

/** What `project` finds in each of the manifests, whose lines count from those that differ, and what the last declares. */
function checkedBy(texts: string[]): { problems: string[][]; bodies: unknown[] } {
  const module = pathToFileURL(join(project, 'src/manifest/manifest.ts')).href;
  const script = `
    import { checkManifest } from ${JSON.stringify(module)};
    const checked = ${JSON.stringify(texts)}.map((text) => checkManifest(text, ['live']));
    const problems = checked.map((manifest) => manifest.problems.map(
      ({ subject, message, range }) => range.line - 8 + ' ' + subject + ': ' + message));
    const bodies = checked.at(-1).declaredIn('live').declarations.map(({ body }) => body);
    process.stdout.write(JSON.stringify({ problems, bodies }));`;
  const args = ['--input-type=module', '--eval', script];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

const everything = `retries: 3
tier: premium
paused: false
startsAt: 2025-06-01T00:00:00Z
filters:
  - field: amount
    op: eq
limits:
  daily: 1.5
  owner: client_2ofTA13AD0xBtbEvBl20aEb1hEu`;

/** Lines of a webhook, and all that is wrong with them. */
const mistakes: [lines: string, problems: string[]][] = [
  ['', ['-3 webhooks.a: "retries" is missing.']],
  [
    'retires: 3',
    ['-3 webhooks.a: "retries" is missing.', '1 webhooks.a.retires: Unknown field "retires". Did you mean "retries"?'],
  ],
  ['retries: 1.5', ['1 webhooks.a.retries: The value must be an integer, but is the number 1.5.']],
  ['retries: 11', ['1 webhooks.a.retries: The number must be at most 10.']],
  ['retries: many', ['1 webhooks.a.retries: The value must be an integer, but is the string "many".']],
  ['retries:', ['1 webhooks.a.retries: The value is empty. It must be an integer.']],
  ['retries: 1\ntier: premum', ['2 webhooks.a.tier: Unknown value for "tier": "premum". Did you mean "premium"?']],
  ['retries: 1\ntier: gold', ['2 webhooks.a.tier: Unknown value for "tier": "gold". Use "standard" or "premium".']],
  ['retries: 1\ntier: 1', ['2 webhooks.a.tier: The value must be "standard" or "premium", but is the number 1.']],
  ['retries: 1\npaused: yes', ['2 webhooks.a.paused: The value must be true or false, but is the string "yes".']],
  ['retries: 1\nfilters: amount', ['2 webhooks.a.filters: The value must be a list, but is the string "amount".']],
  [
    'retries: 1\nfilters: [amount]',
    ['2 webhooks.a.filters[0]: The value must be a mapping of "field" and "op", but is the string "amount".'],
  ],
  [
    'retries: 1\nfilters:\n  - {op: eqq}\n  - {field: a, oop: eq}\n  - {field: [a]}',
    [
      '3 webhooks.a.filters: The list must have at most 2 items.',
      '3 webhooks.a.filters[0]: "field" is missing.',
      '3 webhooks.a.filters[0].op: Unknown value for "op": "eqq". Did you mean "eq"?',
      '4 webhooks.a.filters[1].oop: Unknown field "oop". Did you mean "op"?',
      '5 webhooks.a.filters[2].field: The value must be a string, but is a list.',
    ],
  ],
  [
    'retries: 1\nlimits: {dayly: 1, owner: client_1}',
    [
      '2 webhooks.a.limits.dayly: Unknown field "dayly". Did you mean "daily"?',
      '2 webhooks.a.limits.owner: "client_1" is not a valid ID. It must be "client_" followed by 27 letters or digits, but has 1 after "client_".',
    ],
  ],
  [
    'environments:\n  live: {retries: -1, tier: [x]}\n  sandbox: {retry: 1}',
    [
      '2 webhooks.a.environments.live.retries: The number must be at least 0.',
      '2 webhooks.a.environments.live.tier: The value must be "standard" or "premium", but is a list.',
      '3 webhooks.a.environments.sandbox.retry: Unknown field "retry". Did you mean "retries"?',
    ],
  ],
  [
    'retries: 1\nenvironments:\n  live: {url: /payments-and-more, events: [counterparty.*, customer.*]}',
    [
      '3 webhooks.a.environments.live.url: The URL becomes "https://hooks.example.com/live/payments-and-more", which breaks the rule "maxLength: 40" of the API.',
      '3 webhooks.a.environments.live.events: The list becomes 12 events, which breaks the rule "maxItems: 8" of the API.',
    ],
  ],
  ['retries: 1\nenvironments:\n  live: {url: /payments, events: [customer.*]}', []],
];

describe('fields that a newer spec adds', () => {
  it('are validated, suggested when misspelt, and part of the body, whatever their types', () => {
    const all = [...mistakes, [everything, []] as const];
    const { problems, bodies } = checkedBy(all.map(([lines]) => manifestWith(lines)));
    expect(problems.map((found) => found.toSorted())).toEqual(all.map(([, expected]) => expected.toSorted()));
    const usual = { url: 'https://hooks.example.com/a', events: ['customer.created'], status: 'enabled' };
    expect(bodies).toEqual([{ ...usual, ...(load(everything) as object) }]);
  });

  it('are completed by editors, in a webhook and in the block of an environment, and checked', () => {
    const { definitions, ...schema } = JSON.parse(
      readFileSync(join(project, 'schema/conduit-webhooks.schema.json'), 'utf8'),
    );
    for (const { properties } of [definitions.Webhook, definitions.Overlay]) {
      expect(properties).toMatchObject({
        tier: fields.tier,
        retries: fields.retries,
        filters: { items: { additionalProperties: false } },
      });
    }
    const fits = new Ajv({ strict: true }).compile({ definitions, ...schema });
    const isFit = (lines: string) => fits(load(manifestWith(lines)));
    expect(isFit(everything)).toBe(true);
    for (const [lines, problems] of mistakes) {
      // What comes of paths and patterns is beyond a schema.
      const isRight = problems.every((problem) => problem.includes(' becomes '));
      expect(isFit(lines), lines).toBe(isRight);
    }
  });
});
