/** `verify` through the bundle: a Dashboard that people edit, a deploy that is run again, and nothing secret to be seen. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sendJson } from '../../testing/conduit-server.ts';
import { manifestFor, writeManifest } from '../../testing/manifests.ts';
import { type RunOptions, type RunResult, startAction } from '../../testing/runner/index.ts';
import {
  assertClean,
  conduit,
  decide,
  gitProject,
  output,
  type Project,
  project,
  registerOptions,
  workspaceWith,
} from './support.ts';

const verify = { inputs: { verify: 'true' } };

/** A plan that has credentials for it. */
const planned = ({ plan, server }: Project, options: Partial<RunOptions> = {}) =>
  plan({ ...options, inputs: { ...verify.inputs, ...options.inputs } }).then((result) => {
    expect(result.log).toContain('No webhook was read from Conduit');
    expect(server.requests.filter(({ method }) => method === 'GET')).toEqual([]);
    return result;
  });

/** Name → secret, as later steps read them. */
const secretsIn = (result: RunResult) => output(result, 'secrets') as Record<string, string>;

describe.each([
  ['file', project],
  ['git', gitProject],
] as const)('with its state in a %s', (_, open) => {
  test('edits and deletions are seen, and a deploy that is run again gets its secrets', async () => {
    const here = await open();
    const { server, register } = here;
    const first = await register({ payments: {}, ledger: {} }, verify);
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'POST']);
    expect(output(first, 'drifted')).toEqual([]);
    const [payments, ledger] = ['payments', 'ledger'].map((name) =>
      server.webhooks.find(({ url }) => url.endsWith(name)),
    );
    await planned(here);

    const again = await register(undefined, verify);
    expect(again.exitCode, again.log).toBe(0);
    expect(secretsIn(again)).toEqual({ payments: payments?.secret, ledger: ledger?.secret });
    expect(again.outputs['payments-secret']).toBe(payments?.secret);
    expect(again.masks).toEqual(expect.arrayContaining([payments?.secret, ledger?.secret]));
    expect(again.jobOutputs).not.toHaveProperty('secrets');
    expect(again.log.match(/ verified$/gm)).toHaveLength(2);

    server.edit(payments?.id ?? '', { status: 'disabled', events: ['customer.created'] });
    server.remove(ledger?.id ?? '');
    const state = JSON.stringify(here.state());
    const drifted = await register(undefined, verify);
    expect(drifted.exitCode).toBe(0);
    expect(output(drifted, 'drifted')).toEqual(['payments', 'ledger']);
    expect(drifted.annotations).toContainEqual(
      expect.objectContaining({
        level: 'warning',
        line: expect.any(Number),
        message: expect.stringContaining('payments: Conduit has different values'),
      }),
    );
    expect(JSON.stringify(here.state())).toBe(state);
    expect(JSON.stringify(here.state())).not.toContain('whsec');

    decide(here, [`replace ledger ${ledger?.id}`]);
    const replaced = await register(undefined, verify);
    expect(replaced.exitCode, replaced.log).toBe(0);
    expect(secretsIn(replaced)).toEqual({
      payments: payments?.secret,
      ledger: server.webhooks.at(-1)?.secret,
    });
    expect(server.webhooks).toHaveLength(3);

    const sent = server.requests.length;
    const without = await register({ payments: {}, ledger: {}, fees: {} });
    expect(server.requests.slice(sent).map(({ method }) => method)).toEqual(['POST']);
    expect(without.outputs).not.toHaveProperty('drifted');
    expect(Object.keys(secretsIn(without))).toEqual(['fees']);
  });
});

test('a plan with credentials looks, and gives no secret', async () => {
  const here = await project();
  await here.register({ payments: {}, ledger: {} });
  const { server, workspace } = here;
  const [{ id = '', secret = '' } = {}] = server.webhooks;
  server.edit(id, { url: 'https://hooks.example.com/elsewhere' });
  writeManifest(workspace, manifestFor({ payments: {}, ledger: {}, fees: {} }));
  const before = readFileSync(join(workspace, 'state.json'), 'utf8');
  const options = registerOptions(server, workspace, {
    inputs: { mode: 'plan', state: 'file:state.json', verify: 'true' },
    env: { GITHUB_REPOSITORY: 'octo/repo' },
  });
  const result = await startAction(options).done;
  assertClean(result, server);
  expect(result.exitCode, result.log).toBe(0);
  expect(output(result, 'drifted')).toHaveLength(1);
  expect(output(result, 'secrets')).toEqual({});
  expect(Object.keys(result.outputs).filter((name) => name.endsWith('-secret'))).toEqual([]);
  expect(result.masks).toContain(secret);
  expect(server.webhooks).toHaveLength(2);
  expect(readFileSync(join(workspace, 'state.json'), 'utf8')).toBe(before);
});

test('without a state, declared IDs alone are read; what is not there is not adopted, and nothing is created', async () => {
  const here = await project();
  await here.register({ payments: {} });
  const { server } = here;
  const [{ id = '', secret = '' } = {}] = server.webhooks;
  const none = { inputs: { ...verify.inputs, state: 'none' } };
  const adopted = await here.register({ payments: { id }, fees: {} }, none);
  expect(adopted.exitCode, adopted.log).toBe(0);
  expect(secretsIn(adopted)).toEqual({ payments: secret, fees: server.webhooks[1]?.secret });
  server.remove(id);
  const missing = await here.register({ payments: { id }, fees: {} }, none);
  expect(missing.exitCode).toBe(1);
  expect(missing.annotations).toContainEqual(expect.objectContaining({ level: 'error', line: expect.any(Number) }));
  expect(server.webhooks).toHaveLength(2);
});

test('a reading that shows its secret everywhere shows it to nobody', async () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const id = `whk_${'a'.repeat(27)}`;
  const server = await conduit({
    respond: (_, reply) =>
      sendJson(reply, {
        status: 200,
        headers: { 'X-Secret': secret },
        body: {
          id,
          url: `https://hooks.example.com/${secret}`,
          events: ['customer.created'],
          status: 'enabled',
          secret,
          ...{ note: secret, organizationId: `client_${'b'.repeat(27)}` },
        },
      }),
  });
  const workspace = workspaceWith(manifestFor({ payments: { id } }));
  const result = await startAction(registerOptions(server, workspace, verify)).done;
  assertClean(result, { ...server, webhooks: [{ secret }] } as never);
  expect(output(result, 'drifted')).toEqual(['payments']);
  expect(result.outputs['payments-secret']).toBe(secret);
});

test('a run that is cancelled while it reads creates nothing', async () => {
  const asked = Promise.withResolvers<void>();
  const here = await project({
    respond(request, _, next) {
      if (request.method === 'GET') asked.resolve();
      else next();
    },
  });
  await here.register({ payments: {} });
  here.declare({ payments: {}, fees: {} });
  const run = here.start({ inputs: { ...verify.inputs, 'timeout-seconds': '1' } });
  await asked.promise;
  run.signal('SIGINT');
  const result = await run.done;
  expect(result.exitCode).toBe(130);
  expect(here.server.webhooks).toHaveLength(1);
  expect(here.record('fees')).toBeUndefined();
});

test('what a run that is killed while it reads did not create, the next run creates once', async () => {
  const asked = Promise.withResolvers<void>();
  let isSilent = true;
  const here = await project({
    respond(request, _, next) {
      if (request.method === 'GET' && isSilent) asked.resolve();
      else next();
    },
  });
  await here.register({ payments: {} });
  here.declare({ payments: {}, fees: {} });
  const run = here.start(verify);
  await asked.promise;
  run.signal('SIGKILL');
  await run.done;
  expect(here.server.webhooks).toHaveLength(1);
  isSilent = false;
  const result = await here.register(undefined, verify);
  expect(result.exitCode, result.log).toBe(0);
  expect(output(result, 'created')).toEqual(['fees']);
  expect(here.server.webhooks).toHaveLength(2);
});
