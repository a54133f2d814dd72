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
import { idOf, summaryText } from './api/helpers.ts';
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
  url: 'https://hooks.example.com/payments',
  events: '[transaction.refunded, "dispute.*"]',
  status: 'paused',
  delivery: 'batched',
  maxAttempts: '5',
  headers: '[{ name: X-Team, value: payments }]',
};

function manifest(changes: Partial<Record<keyof typeof lines, string | undefined>> = {}): string {
  const fields = Object.entries({ ...lines, ...changes });
  const text = fields.flatMap(([name, value]) =>
    value === undefined ? [] : `    ${name}: ${value}`,
  );
  return ['webhooks:', '  payments:', ...text, ''].join('\n');
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
    const result = await validate(manifest());
    expect(result).toMatchObject({ exitCode: 0, annotations: [] });
    const without = { delivery: undefined, headers: undefined, events: "['*']", status: 'enabled' };
    expect(await validate(manifest(without))).toMatchObject({ exitCode: 0, annotations: [] });
  });

  const wrong: [line: string, column: number, endColumn: number, says: RegExp][] = [
    [
      'delivery: batchd',
      15,
      21,
      /"batchd" is not a value for "delivery"\. Did you mean "batched"\?/,
    ],
    ['delivery: true', 15, 19, /The value must be "single" or "batched"/],
    ['delivry: single', 5, 12, /"delivry" is not a field\. Did you mean "delivery"\?/],
    ['maxAttempts: 0', 18, 19, /must be at least 1/],
    ['maxAttempts: 21', 18, 20, /must be at most 20/],
    ['maxAttempts: five', 18, 22, /must be a number/],
    ['headers: X-Team', 14, 20, /must be a list/],
    ['headers: [X-Team]', 15, 21, /must be a mapping of "name" and "value"/],
    ['headers: [{ name: A }]', 15, 26, /"value" is missing/],
    ['headers: [{ name: "", value: a }]', 23, 25, /at least 1 character/],
    ['headers: [{ nmae: A, name: B, value: a }]', 17, 21, /"nmae" is not .*Did you mean "name"\?/],
    ['headers: [{name: A, value: 1}]', 32, 33, /must be a text, but is the number 1/],
    ['status: pausd', 13, 18, /Did you mean "paused"\?/],
    ['events: [dispute.open]', 14, 26, /Did you mean "dispute.opened"\?/],
    ['events: [counterparty.deleted]', 14, 34, /is not an event of API version 2025-06-01/],
  ];

  it.each(wrong)('refuses %s', async (line, column, endColumn, says) => {
    const [field = ''] = line.split(':');
    const others = field in lines ? { [field]: undefined } : { delivery: undefined };
    const text = `${manifest(others)}    ${line}\n`;
    const result = await validate(text);
    expect(result.exitCode).toBe(1);
    const at = text.split('\n').length - 1;
    expect(result.annotations).toMatchObject([
      { file: manifestPath, line: at, column, endColumn, message: expect.stringMatching(says) },
    ]);
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
    await run(manifest());
    const edits: [
      change: Parameters<typeof manifest>[0],
      field: string,
      before: string,
      now: string,
    ][] = [
      [{ delivery: 'single' }, 'delivery', 'batched', 'single'],
      [{ delivery: undefined }, 'delivery', 'batched', 'none'],
      [{ maxAttempts: '6' }, 'maxAttempts', '5', '6'],
      [{ headers: '[{ name: X-Team, value: risk }]' }, 'headers', '"payments"', '"risk"'],
      [{ headers: undefined }, 'headers', 'X-Team', 'none'],
      [{ status: 'enabled' }, 'status', 'paused', 'enabled'],
    ];
    for (const [change = {}, field, before, now] of edits) {
      const text = manifest(change);
      const result = await run(text);
      expect(result.exitCode).toBe(1);
      expect(result.outputs.undecided).toBe('["payments"]');
      expect(result.log).toMatch(new RegExp(`^ +${field} +.*${before}.*\\n +→ +.*${now}`, 'm'));
      expect(summaryText(result)).toMatch(new RegExp(`^- ${field}: .*${before}.* → .*${now}`, 'm'));
      // A field that was taken out has no place; the webhook's name stands for it.
      const line = text.split('\n').findIndex((one) => one.startsWith(`    ${field}:`)) + 1 || 2;
      expect(result.annotations).toMatchObject([{ level: 'error', file: manifestPath, line }]);
    }
    const asked = await run(manifest({ delivery: undefined, maxAttempts: '7' }));
    const [keep = ''] = /keep payments [0-9a-f]{8}/.exec(asked.log) ?? [];
    expect(
      (await run(manifest({ delivery: undefined, maxAttempts: '7' }), { decisions: keep }))
        .exitCode,
    ).toBe(0);
    expect(recorded()).toEqual({
      ...body,
      delivery: undefined,
      maxAttempts: 7,
      events: body.events.toSorted(),
    });
    expect(server.requests).toHaveLength(1);
  });

  it('warns of a reply that departs in a new field, or leaves a required one out', async () => {
    const reply = { maxAttempts: 1, headers: [{ name: 'X-Team', value: 'other' }] };
    const departing = await scene((request, response) =>
      servers.sendJson(response, {
        status: 201,
        body: { ...(request.body as object), ...reply, id: idOf(), secret: 'whsec_0123456789' },
      }),
    );
    const warned = await departing.run(manifest());
    expect(warned.exitCode).toBe(0);
    expect(warned.annotations.filter(({ level }) => level === 'warning')).toMatchObject([
      { message: expect.stringMatching(/`maxAttempts` and `headers`/) },
    ]);
    const lacking = await scene((request, response) =>
      servers.sendJson(response, {
        status: 201,
        body: { ...(request.body as object), maxAttempts: undefined, delivery: 'slow', id: idOf() },
      }),
    );
    expect((await lacking.run(manifest())).log).toMatch(
      /departs from .*2025-06-01.*`maxAttempts`.*`delivery`|departs from .*2025-06-01.*`delivery`.*`maxAttempts`/,
    );
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
    const accepts = (changes: Parameters<typeof manifest>[0]) => isValid(load(manifest(changes)));
    expect(accepts({})).toBe(true);
    expect(accepts({ delivery: undefined, headers: undefined })).toBe(true);
    expect(accepts({ delivery: 'batchd' })).toBe(false);
    expect(accepts({ maxAttempts: '0' })).toBe(false);
    expect(accepts({ maxAttempts: undefined })).toBe(false);
    expect(accepts({ headers: '[{ nmae: A, name: B, value: a }]' })).toBe(false);
    expect(accepts({ events: '[counterparty.deleted]' })).toBe(false);
  });
});
