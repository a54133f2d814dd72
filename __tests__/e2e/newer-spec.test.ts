/**
 * A newer spec is the whole upgrade: put into `spec/` of a copy of this project, generated and built, it makes a bundle
 * that knows new fields of any JSON type, new events and new statuses, with no other edit.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { dump, load } from 'js-yaml';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ConduitServerOptions } from '../../testing/conduit-server.ts';
import { stateIn } from '../../testing/git.ts';
import { manifestPath, writeManifest } from '../../testing/manifests.ts';
import { type RunResult, startAction } from '../../testing/runner/index.ts';
import { copyOfProject, root } from '../scripts/project.ts';
import { detailsOf, idFor, idOf, nameIn, secretFor, summaryText } from './api/helpers.ts';
import { fileRemote, register, workspaceWith } from './support.ts';

interface Schema {
  properties: { events: { items: { enum: string[] } }; status: { enum: string[] } };
  required: string[];
}

type Content = { content: { 'application/json': { schema: Schema } } };

interface OpenApi {
  info: { version: string };
  paths: {
    '/webhooks': { post: { requestBody: Content; responses: Record<string, Content> } };
  };
}

/** The spec with a field of each kind, an event and a family, and a status, and without one event. */
function newerSpec(text: string): string {
  const spec = load(text) as OpenApi;
  spec.info.version = '2025-06-01';
  const { requestBody, responses } = spec.paths['/webhooks'].post;
  for (const part of [requestBody, responses['201'] as Content]) {
    const { properties, required } = part.content['application/json'].schema;
    const { events, status } = properties;
    events.items.enum = [
      ...events.items.enum.filter((event) => event !== 'counterparty.deleted'),
      'transaction.refunded',
      'dispute.opened',
    ];
    status.enum.push('paused');
    Object.assign(properties, {
      delivery: {
        type: 'string',
        enum: ['single', 'batched'],
        description: 'How many events come at a time.',
      },
      maxAttempts: { type: 'number', minimum: 1, maximum: 20 },
      headers: {
        type: 'array',
        maxItems: 2,
        uniqueItems: true,
        items: {
          type: 'object',
          properties: {
            name: { type: 'string', minLength: 1 },
            value: { type: 'string', format: 'password' },
          },
          required: ['name', 'value'],
        },
      },
    });
    required.push('maxAttempts');
  }
  return dump(spec);
}

/** A copy of the project with the newer spec, built. */
const project = mkdtempSync(join(tmpdir(), 'conduit-webhooks-test-'));
const main = join(project, 'dist/index.js');
let servers: typeof import('../../testing/conduit-server.ts');

beforeAll(async () => {
  copyOfProject(project);
  const old = readFileSync(join(project, 'spec/conduit-2024-12-01.yaml'), 'utf8');
  writeFileSync(join(project, 'spec/conduit-2025-06-01.yaml'), newerSpec(old));
  node(join(root, 'scripts/generate.ts'), '--root', project);
  node(join(project, 'scripts/build.ts'));
  servers = await import(pathToFileURL(join(project, 'testing/conduit-server.ts')).href);
  return () => rmSync(project, { recursive: true, force: true });
});

function node(...args: string[]): void {
  execFileSync(process.execPath, args, { cwd: project, stdio: 'pipe' });
}

/** The lines of one webhook, by field; each can be changed or left out. */
const lines = {
  events: '[transaction.refunded, "dispute.*"]',
  status: 'paused',
  delivery: 'batched',
  maxAttempts: '5',
  headers: '[{ name: X-Team, value: payments }]',
};

type Changes = Partial<Record<keyof typeof lines, string | undefined>>;

function webhookLines(name: string, changes: Changes): string[] {
  const url = `https://hooks.example.com/${name}`;
  const fields = Object.entries({ url, ...lines, ...changes });
  return [
    `  ${name}:`,
    ...fields.flatMap(([field, value]) => (value === undefined ? [] : `    ${field}: ${value}`)),
  ];
}

/** The text of a manifest of these webhooks, with what is changed in each. */
function manifestOf(webhooks: Readonly<Record<string, Changes>>): string {
  const text = Object.entries(webhooks).flatMap((webhook) => webhookLines(...webhook));
  return ['webhooks:', ...text, ''].join('\n');
}

function manifest(changes: Changes = {}): string {
  return manifestOf({ payments: changes });
}

async function validate(text: string): Promise<RunResult> {
  return await startAction({ workspace: workspaceWith(text), main }).done;
}

describe('a bundle of a newer spec', () => {
  it('is of generated files that are what the script makes, and of sources whose types fit', () => {
    node(join(project, 'scripts/generate.ts'), '--check');
    node(join(root, 'node_modules/typescript/bin/tsc'), '-p', join(project, 'tsconfig.json'));
  });

  it('takes the new fields, events and statuses', async () => {
    const without = { delivery: undefined, headers: undefined, events: "['*']", status: 'enabled' };
    const result = await validate(manifestOf({ all: {}, few: without }));
    expect(result).toMatchObject({ exitCode: 0, annotations: [] });
  });

  const wrong: [line: string, column: number, endColumn: number, says: RegExp][] = [
    [
      'delivery: batchd',
      15,
      21,
      /Unknown value for "delivery": "batchd"\. Did you mean "batched"\?/,
    ],
    ['delivery: true', 15, 19, /The value must be "single" or "batched"/],
    ['delivry: single', 5, 12, /Unknown field "delivry"\. Did you mean "delivery"\?/],
    ['maxAttempts: 0', 18, 19, /must be at least 1/],
    ['maxAttempts: 21', 18, 20, /must be at most 20/],
    ['maxAttempts: five', 18, 22, /must be a number/],
    ['headers: X-Team', 14, 20, /must be a list/],
    ['headers: [X-Team]', 15, 21, /must be a mapping of "name" and "value"/],
    ['headers: [{ name: A }]', 15, 26, /"value" is missing/],
    ['headers: [{ name: "", value: a }]', 23, 25, /at least 1 character/],
    [
      'headers: [{ nmae: A, name: B, value: a }]',
      17,
      21,
      /Unknown field "nmae"\. "name" is already set\./,
    ],
    ['headers: [{name: A, value: 1}]', 32, 33, /must be a string, but is the number 1/],
    ['status: pausd', 13, 18, /Did you mean "paused"\?/],
    ['events: [dispute.open]', 14, 26, /Did you mean "dispute.opened"\?/],
    ['events: [counterparty.deleted]', 14, 34, /Unknown event "counterparty\.deleted"/],
  ];

  it('refuses each line that is wrong', async () => {
    // As many at a time as are annotated.
    for (const rows of [wrong.slice(0, 8), wrong.slice(8)]) {
      const webhooks = rows.flatMap(([line], index) => {
        const [field = ''] = line.split(':');
        const others = field in lines ? { [field]: undefined } : { delivery: undefined };
        return [...webhookLines(`a${index}`, others), `    ${line}`];
      });
      const text = ['webhooks:', ...webhooks, ''];
      const result = await validate(text.join('\n'));
      expect(result.exitCode).toBe(1);
      expect(result.annotations).toMatchObject(
        rows.map(([line, column, endColumn, says]) => ({
          file: manifestPath,
          line: text.indexOf(`    ${line}`) + 1,
          column,
          endColumn,
          message: expect.stringMatching(says),
        })),
      );
    }
  });

  it('misses a field that is required now', async () => {
    const { annotations } = await validate(manifest({ maxAttempts: undefined }));
    expect(annotations).toMatchObject([
      { line: 2, message: expect.stringContaining('"maxAttempts" is missing') },
    ]);
  });
});

/** One repository and one server, and register runs of the newer bundle between them. */
async function scene(respond?: ConduitServerOptions['respond']) {
  const server = await servers.startConduitServer(respond === undefined ? {} : { respond });
  onTestFinished(() => server.close());
  const remote = fileRemote();
  const workspace = workspaceWith('');
  let runs = 100;
  return {
    server,
    recorded: () => stateIn(remote.git)?.webhooks.payments?.current?.body,
    async run(text: string, inputs: Record<string, string> = {}, bundle = main) {
      writeManifest(workspace, text);
      runs += 1;
      const env = { ...remote.env, GITHUB_RUN_ID: String(runs) };
      return await register(server, workspace, {
        main: bundle,
        inputs: { state: 'git', ...inputs },
        env,
      });
    },
  };
}

describe('a register run of a newer spec', () => {
  const body = {
    url: 'https://hooks.example.com/payments',
    events: ['transaction.refunded', 'dispute.opened'],
    status: 'paused',
    delivery: 'batched',
    maxAttempts: 5,
    headers: [{ name: 'X-Team', value: 'payments' }],
  };

  it('sends and records the new fields, and asks nothing of what stays the same', async () => {
    const { server, recorded, run } = await scene();
    const first = await run(manifest());
    expect(first.conclusion).toBe('success');
    expect(first.annotations.filter(({ level }) => level !== 'notice')).toEqual([]);
    expect(server.requests.map((request) => request.body)).toEqual([body]);
    expect(recorded()).toEqual({ ...body, events: body.events.toSorted() });
    const again = await run(
      manifest({ headers: '[{ value: payments, name: X-Team }]', maxAttempts: '5.0' }),
    );
    expect(again).toMatchObject({ exitCode: 0, annotations: [] });
    expect(again.outputs.unchanged).toBe('["payments"]');
    expect(server.requests).toHaveLength(1);
  });

  it('asks about an edit and about a removal, and shows both sides', async () => {
    const { server, recorded, run } = await scene();
    const edits: Record<
      string,
      [change: Changes, field: keyof Changes, before: string, now: string]
    > = {
      a: [{ delivery: 'single' }, 'delivery', 'batched', 'single'],
      b: [{ delivery: undefined }, 'delivery', 'batched', 'none'],
      c: [{ maxAttempts: '6' }, 'maxAttempts', '5', '6'],
      d: [{ headers: '[{ name: X-Team, value: risk }]' }, 'headers', '"payments"', '"risk"'],
      e: [{ headers: undefined }, 'headers', 'X-Team', 'none'],
      f: [{ status: 'enabled' }, 'status', 'paused', 'enabled'],
    };
    const names = Object.keys(edits);
    const unchanged = Object.fromEntries(names.map((name) => [name, {}]));
    await run(manifestOf({ ...unchanged, payments: {} }));
    const changed = Object.entries(edits).map(([name, [change]]) => [name, change]);
    const payments = { delivery: undefined, maxAttempts: '7' };
    const text = manifestOf({ ...Object.fromEntries(changed), payments });
    const asked = await run(text);
    expect(asked.exitCode).toBe(1);
    expect(JSON.parse(asked.outputs.undecided ?? '')).toEqual([...names, 'payments']);
    for (const [name, [change, field, before, now]] of Object.entries(edits)) {
      expect(detailsOf(name, asked.log)).toMatch(
        new RegExp(`^ +${field} +.*${before}.*\\n +→ +.*${now}`),
      );
      expect(summaryText(asked)).toMatch(
        new RegExp(`^- ${name}\\n +- ${field}: .*${before}.* → .*${now}`, 'm'),
      );
      // A field that was taken out has no place; the webhook's name stands for it.
      const own = change[field] === undefined ? `  ${name}:` : `    ${field}: ${change[field]}`;
      const line = text.split('\n').indexOf(own) + 1;
      expect(
        asked.annotations.filter(({ message }) => message.startsWith(`${name}: `)),
      ).toMatchObject([{ level: 'error', file: manifestPath, line }]);
    }
    const [keep = ''] = /keep payments [0-9a-f]{8}/.exec(asked.log) ?? [];
    const kept = await run(manifestOf({ ...unchanged, payments }), { decisions: keep });
    expect(kept.exitCode).toBe(0);
    expect(recorded()).toEqual({
      ...body,
      delivery: undefined,
      maxAttempts: 7,
      events: body.events.toSorted(),
    });
    expect(server.requests).toHaveLength(names.length + 1);
  });

  it('warns of a reply that departs in a new field, or leaves a required one out', async () => {
    const replies: Record<string, object> = {
      departing: { maxAttempts: 1, headers: [{ name: 'X-Team', value: 'other' }] },
      lacking: { maxAttempts: undefined, delivery: 'slow' },
    };
    const { run } = await scene((request, response) => {
      const name = nameIn(request);
      const reply = { ...(request.body as object), ...replies[name], id: idFor(name) };
      servers.sendJson(response, { status: 201, body: { ...reply, secret: secretFor(name) } });
    });
    const result = await run(manifestOf({ departing: {}, lacking: {} }));
    expect(result.exitCode).toBe(0);
    expect(result.annotations.filter(({ level }) => level === 'warning')).toMatchObject([
      { message: expect.stringMatching(/^departing: .*`maxAttempts` and `headers`/) },
      {
        message: expect.stringMatching(
          /^lacking: .*departs from .*2025-06-01.*(`maxAttempts`.*`delivery`|`delivery`.*`maxAttempts`)/,
        ),
      },
    ]);
  });

  it('points at a new field that the API refuses', async () => {
    const { run } = await scene((_request, response) =>
      servers.sendJson(
        response,
        servers.refusal(400, 'invalid_request', 'maxAttempts is too high'),
      ),
    );
    const { annotations } = await run(manifest());
    expect(annotations.filter(({ level }) => level === 'error')).toMatchObject([
      { line: 7, column: 18 },
    ]);
  });

  it('goes on from what an older bundle registered: a field that is new is a change', async () => {
    const { run, recorded } = await scene((request, response) => {
      const secret = 'whsec_0123456789';
      const body = { ...(request.body as object), id: idOf(), secret };
      servers.sendJson(response, { status: 201, body });
    });
    const old = { events: "['transaction.*']", status: 'enabled' };
    const before = manifest({
      ...old,
      delivery: undefined,
      maxAttempts: undefined,
      headers: undefined,
    });
    expect((await run(before, {}, join(root, 'dist/index.js'))).conclusion).toBe('success');
    const now = manifest({ ...old, delivery: undefined, headers: undefined });
    const asked = await run(now);
    expect(asked.exitCode).toBe(1);
    expect(asked.log).toMatch(/^ +maxAttempts +none\n +→ +5$/m);
    expect(asked.log, 'a pattern that has grown is no change').not.toMatch(/^ +events /m);
    const [keep = ''] = /keep payments [0-9a-f]{8}/.exec(asked.log) ?? [];
    expect((await run(now, { decisions: keep })).conclusion).toBe('success');
    expect(recorded()).toMatchObject({ maxAttempts: 5 });
  });
});

describe('the editors’ schema of a newer spec', () => {
  /** The names and values that an editor offers at a place of the schema, and what it shows of one. */
  interface Offer {
    description?: string;
    enum?: string[];
    properties?: Record<string, Offer>;
    items?: Offer;
  }

  const read = () =>
    JSON.parse(readFileSync(join(project, 'schema/conduit-webhooks.schema.json'), 'utf8')) as {
      definitions: Record<'Webhook' | 'Overlay', { properties: Record<string, Offer> }>;
    };

  it('completes the new fields and values, in a webhook and in an environment of it', () => {
    const { Webhook, Overlay } = read().definitions;
    for (const { properties } of [Webhook, Overlay]) {
      expect(Object.keys(properties)).toEqual(
        expect.arrayContaining(['delivery', 'maxAttempts', 'headers']),
      );
      expect(properties.delivery).toMatchObject({
        enum: ['single', 'batched'],
        description: 'How many events come at a time.',
      });
      expect(Object.keys(properties.headers?.items?.properties ?? {})).toEqual(['name', 'value']);
      expect(properties.status?.enum).toContain('paused');
      expect(properties.events?.items?.enum).toEqual(
        expect.arrayContaining(['dispute.opened', 'dispute.*', 'transaction.refunded']),
      );
    }
  });

  it('underlines what the bundle refuses', () => {
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    const isValid = ajv.compile(read());
    const accepts = (changes: Changes) => isValid(load(manifest(changes)));
    expect(accepts({})).toBe(true);
    expect(accepts({ delivery: undefined, headers: undefined })).toBe(true);
    expect(accepts({ delivery: 'batchd' })).toBe(false);
    expect(accepts({ maxAttempts: '0' })).toBe(false);
    expect(accepts({ maxAttempts: undefined })).toBe(false);
    expect(accepts({ headers: '[{ nmae: A, name: B, value: a }]' })).toBe(false);
    expect(accepts({ events: '[counterparty.deleted]' })).toBe(false);
  });
});
