/**
 * A newer spec is the whole upgrade: put into `spec/` of a copy of this project, generated and compiled, it knows new
 * fields, events, statuses and environments. What the manifest says of them: manifest/fields.test.ts; which documents
 * can be read: scripts/spec/.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { stateIn } from '../../testing/git.ts';
import { writeManifest } from '../../testing/manifests.ts';
import { register } from '../../testing/project.ts';
import { startAction } from '../../testing/runner/index.ts';
import { fileRemote, workspaceWith } from '../../testing/temporary.ts';
import { copyOfProject, root } from '../scripts/project.ts';
import { ApiDocument } from '../scripts/spec/document.ts';
import { idFor, nameIn, secretFor, summaryText } from './api/helpers.ts';

/** A newer document, in other words than today's: JSON, one schema for both bodies, in parts, with references. */
function newerSpec(): string {
  const document = new ApiDocument();
  document.set('info/version', '2025-06-01');
  for (const server of document.whole.servers) server.url += '/';
  document.whole.servers.push({ url: 'https://antarctica.example', description: 'Antarctica environment' });
  document.share('components/schemas/WebhookId', 'schemas/Identifier');
  const { url, events, status, organizationId } = document.at('request/properties');
  const names: string[] = [...events.items.enum, 'transaction.refunded', 'dispute.opened'];
  const oneOf = names
    .filter((name) => name !== 'counterparty.deleted')
    .map((name) => ({ const: name, title: `The event ${name}` }));
  document.set('components/schemas/Event', { oneOf });
  document.set('components/schemas/Events', { ...events, items: { $ref: '#/components/schemas/Event' } });
  status.enum.push('paused');
  const header = {
    type: 'object',
    properties: { name: { type: 'string' }, value: { type: 'string' } },
    required: ['name', 'value'],
  };
  document.set('components/schemas/Webhook', {
    'x-stability': 'beta',
    allOf: [
      {
        type: 'object',
        properties: { url, events: { $ref: '#/components/schemas/Events' }, status },
        required: ['url', 'events', 'status'],
      },
      {
        properties: {
          id: { allOf: [{ $ref: '#/components/schemas/Identifier' }], readOnly: true },
          secret: { type: 'string', readOnly: true },
          createdAt: { type: 'string', format: 'date-time', readOnly: true },
          organizationId,
          delivery: { type: 'string', enum: ['single', 'batched'], nullable: true },
          maxAttempts: { type: 'number', minimum: 0, exclusiveMinimum: true },
          headers: { type: 'array', items: header },
        },
        required: ['id', 'maxAttempts'],
      },
    ],
  });
  const schema = { $ref: '#/components/schemas/Webhook' };
  for (const message of ['requestBody', 'responses/201']) {
    document.set(`post/${message}/content`, { 'application/json; charset=utf-8': { schema } });
  }
  return JSON.stringify(document.whole);
}

const project = mkdtempSync(join(tmpdir(), 'conduit-webhooks-test-'));
const main = join(project, 'lib/index.js');
let servers: typeof import('../../testing/conduit-server.ts');

beforeAll(async () => {
  copyOfProject(project);
  writeFileSync(join(project, 'spec/conduit.json'), newerSpec());
  node(join(root, 'scripts/generate.ts'), '--root', project);
  // This fails where the types of the sources do not fit.
  node(join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json');
  servers = await import(pathToFileURL(join(project, 'testing/conduit-server.ts')).href);
  return () => rmSync(project, { recursive: true, force: true });
});

function node(...args: string[]): void {
  execFileSync(process.execPath, args, { cwd: project, stdio: 'pipe' });
}

/** A manifest of these webhooks; each has the lines given beside its URL. */
function manifestOf(webhooks: Record<string, string[]>): string {
  const text = Object.entries(webhooks).flatMap(([name, lines]) => [
    `  ${name}:`,
    ...[`url: https://hooks.example.com/${name}`, ...lines].map((line) => `    ${line}`),
  ]);
  return ['webhooks:', ...text, ''].join('\n');
}

const old = ["events: ['transaction.*']", 'status: enabled'];
const headers = 'headers: [{ name: X-Team, value: payments }]';
const full = [
  'events: [transaction.refunded, "dispute.*"]',
  ...['status: paused', 'delivery: null', 'maxAttempts: 5', headers],
];

describe('the action of a newer spec', () => {
  it('marks what is wrong in the new fields, and nothing else', async () => {
    const text = manifestOf({
      right: full,
      wrong: [...old, 'maxAttempts: 0', 'delivry: single', 'headers: [{ name: A }]'],
      older: ['events: [counterparty.deleted]', 'status: pausd', 'environments: { nowhere: {} }'],
    });
    const { exitCode, annotations } = await startAction({ workspace: workspaceWith(text), main }).done;
    expect(exitCode).toBe(1);
    const said = annotations.map(({ line, message }) => `${line} ${message}`);
    expect(said).toEqual([
      expect.stringMatching(/^13 .*greater than 0/),
      expect.stringMatching(/^14 .*"delivry"\. Did you mean "delivery"\?/),
      expect.stringMatching(/^15 .*"value" is missing/),
      expect.stringMatching(/^16 .*"maxAttempts" is missing/),
      expect.stringMatching(/^18 .*event "counterparty\.deleted"/),
      expect.stringMatching(/^19 .*Did you mean "paused"\?/),
      expect.stringMatching(/^20 .*Use "sandbox",.* "antarctica" or "live"\./),
    ]);
  });

  it('registers in the new environment what the manifest says of it', async () => {
    const server = await servers.startConduitServer();
    onTestFinished(() => server.close());
    const remote = fileRemote();
    const block = 'environments: { antarctica: { status: paused }, live: false }';
    const workspace = workspaceWith(manifestOf({ payments: [...old, 'maxAttempts: 5', block] }));
    const inputs = { state: 'git', environment: 'antarctica' };
    const { exitCode, log, outputs } = await register(server, workspace, { main, inputs, env: remote.env });
    expect(exitCode, log).toBe(0);
    expect(server.webhooks).toMatchObject([{ id: outputs['payments-id'], status: 'paused' }]);
    const state = stateIn(remote.git, 'refs/conduit-webhooks/default/antarctica');
    expect(state?.webhooks.payments?.current?.id).toBe(outputs['payments-id']);
  });

  it('goes on from what an older one registered; sends, records, compares and checks the new fields', async () => {
    const server = await servers.startConduitServer({
      respond(request, response, next) {
        if (request.method === 'GET') return next();
        const name = nameIn(request);
        if (name === 'onboarding') return next();
        const departing = name === 'departing' ? { maxAttempts: -1, headers: [] } : {};
        const created = { id: idFor(name), secret: secretFor(name), ...departing };
        const body = { ...(request.body as object), ...created };
        servers.sendJson(response, { status: 201, body });
      },
    });
    onTestFinished(() => server.close());
    const remote = fileRemote();
    const workspace = workspaceWith('');
    let id = 100;
    const run = async (webhooks: Record<string, string[]>, decisions = '', bundle = main, verify = 'false') => {
      writeManifest(workspace, manifestOf(webhooks));
      id += 1;
      const env = { ...remote.env, GITHUB_RUN_ID: String(id) };
      const inputs = { state: 'git', decisions, verify };
      return await register(server, workspace, { main: bundle, inputs, env });
    };

    const before = await run({ payments: old }, '', join(root, 'dist/index.js'));
    expect(before.conclusion).toBe('success');
    const payments = [...old, 'maxAttempts: 5'];
    const asked = await run({ payments });
    expect(asked.exitCode).toBe(1);
    expect(asked.log).toMatch(/^ +maxAttempts +none\n +→ +5$/m);
    expect(asked.log, 'a pattern that has grown is no change').not.toMatch(/^ +events /m);

    const [keep = ''] = /keep payments [0-9a-f]{8}/.exec(asked.log) ?? [];
    const kept = await run({ payments, onboarding: full, departing: full }, keep);
    expect(kept.conclusion).toBe('success');
    const sent = {
      url: 'https://hooks.example.com/onboarding',
      events: ['transaction.refunded', 'dispute.opened'],
      status: 'paused',
      delivery: null,
      maxAttempts: 5,
      headers: [{ name: 'X-Team', value: 'payments' }],
    };
    expect(server.requests.map(({ body }) => body)).toContainEqual(sent);
    const state = stateIn(remote.git)?.webhooks;
    expect(state?.onboarding?.current?.body).toEqual({ ...sent, events: sent.events.toSorted() });
    expect(state?.payments?.current?.body).toMatchObject({ maxAttempts: 5 });
    expect(kept.annotations.filter(({ level }) => level === 'warning')).toMatchObject([
      { message: expect.stringMatching(/^departing: .*does not match .*`maxAttempts`/) },
      { message: expect.stringMatching(/^departing: .*`headers`/) },
    ]);

    const same = full.with(4, 'headers: [{ value: payments, name: X-Team }]');
    const edited = full.with(2, 'delivery: batched').with(4, headers.replace('payments', 'risk'));
    const changed = await run({ payments, onboarding: edited, departing: same });
    expect(JSON.parse(changed.outputs.undecided ?? '')).toEqual(['onboarding']);
    expect(changed.log).toMatch(/^ +delivery +null\n +→ +batched\n +headers +.*"payments".*\n +→ +.*"risk"/m);
    expect(summaryText(changed)).toMatch(/^ *- headers: .*"payments".* → .*"risk"/m);
    expect(server.requests).toHaveLength(3);

    server.edit(server.webhooks[0]?.id ?? '', { maxAttempts: 9 } as object);
    const unedited = { payments, onboarding: full, departing: full };
    const verified = await run(unedited, '', main, 'true');
    expect(verified.outputs.drifted).toBe('["payments","onboarding","departing"]');
    expect(verified.log).toMatch(/^ +maxAttempts +9\n +→ +5$/m);
  });
});
