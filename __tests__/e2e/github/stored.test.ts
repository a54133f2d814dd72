/** Signing secrets that reach their GitHub secret, and whose state says whose they are. */
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../testing/folders.ts';
import { errorsOf, project } from '../../../testing/project.ts';
import { at, expectNotStored, ownersIn } from './helpers.ts';

const payments = { payments: { secret: 'PAYMENTS_SECRET' } };

it('keeps the signing secret in an environment, once, and speaks to GitHub Enterprise as its documentation asks', async () => {
  const here = await project({ github: { environments: ['live / eu'], prefix: '/api/v3' } });
  const { server, github, register } = here;
  const options = { inputs: { 'secrets-environment': 'live / eu' }, env: { GITHUB_API_URL: `${github.url}/` } };
  const first = await register(payments, options);
  expect(first.conclusion).toBe('success');
  const { id, secret } = here.created('payments');
  const kept = github.secrets('live / eu').get('PAYMENTS_SECRET');
  expect(kept?.value).toBe(secret);
  expect(github.secrets().size).toBe(0);
  expect(first.outputs['payments-secret']).toBe(secret);
  // What GitHub says of the time goes into state as it came.
  const updatedAt = new Date(kept?.updatedAt ?? 0).toISOString().replace('.000Z', 'Z');
  expect(here.state()?.secrets).toEqual({ 'PAYMENTS_SECRET/live / eu': { updatedAt, owner: id } });

  const again = await register(undefined, options);
  expect(again.outputs).toMatchObject({ unchanged: '["payments"]', secrets: '{}' });
  const inFirst = ['list', 'get', 'public key', 'check', 'get', 'put', 'get'];
  expect(github.requests.map(({ call }) => call)).toEqual([...inFirst, 'list']);
  expect(server.requests).toHaveLength(1);
  for (const { headers, text } of github.requests) {
    expect(headers).toMatchObject({
      authorization: `Bearer ${github.token}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      'user-agent': expect.stringMatching(/^conduit-webhooks-action\//),
    });
    // The Conduit credentials are never sent there.
    const sent = `${JSON.stringify(headers)}${text}`;
    for (const hidden of [server.apiKey, server.apiSecret, secret]) expect(sent).not.toContain(hidden);
  }
});

it('has the secret in the outputs before it goes to GitHub, and in GitHub before state says so', async () => {
  const here = await project();
  here.declare(payments);
  const action = here.start();
  let recorded: unknown;
  here.onGitHub(
    at('put', () => {
      recorded = here.record('payments');
      action.kill();
    }),
  );
  const result = await action.done;
  here.assertClean(result);
  expect(result.signal).toBe('SIGKILL');
  const { secret } = here.created('payments');
  expect(result.outputs['payments-secret']).toBe(secret);
  expect(result.masks).toContain(secret);
  expect(recorded).toHaveProperty('request');
  expect(recorded).not.toHaveProperty('current');
  expect(ownersIn(here)).toEqual({ PAYMENTS_SECRET: undefined });
});

/** A copy of the bundle without libsodium. */
function bundleWithoutLibsodium(): string {
  const dist = join(temporaryFolder(), 'dist');
  cpSync(join(import.meta.dirname, '../../../dist'), dist, { recursive: true });
  const chunks = readdirSync(dist).filter(
    (file) => file.endsWith('.js') && readFileSync(join(dist, file), 'utf8').includes('crypto_secretbox'),
  );
  expect(chunks).toHaveLength(1);
  expect(chunks).not.toContain('index.js');
  rmSync(join(dist, chunks[0] as string));
  return join(dist, 'index.js');
}

it('loads libsodium only to seal, and a plan writes nothing and foretells what register would say', async () => {
  const main = bundleWithoutLibsodium();
  const here = await project();
  const { github, register, plan } = here;
  expect((await register({ payments: {} }, { main })).conclusion).toBe('success');
  github.set('REFUNDS_SECRET', 'of another webhook');
  here.declare({ ...payments, refunds: { secret: 'REFUNDS_SECRET' } });
  const state = JSON.stringify(here.state());
  const options = { main, inputs: { 'secrets-token': github.readToken }, secrets: [github.readToken] };
  const planned = await plan(options);
  expect(planned.log).toContain('GitHub does not have the secret');
  expect(errorsOf(planned)).toMatch(/REFUNDS_SECRET already exists/);
  expectNotStored(planned);
  expect(github.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  expect(JSON.stringify(here.state())).toBe(state);

  // A secret that was set by hand.
  github.set('PAYMENTS_SECRET', 'the Key Secret');
  const decisions = expectNotStored(planned);
  expect((await register(payments, { main, inputs: { decisions } })).conclusion).toBe('success');

  const result = await register({ ...payments, ledger: { secret: 'LEDGER_SECRET' } }, { main });
  expect(result.exitCode).toBe(1);
  expect(errorsOf(result)).toMatch(/library that seals secrets cannot be loaded/);
  expect(result.log).toContain('No requests were sent to Conduit.');
  expect(here.server.requests).toHaveLength(1);
  expect(here.record('ledger')).toBeUndefined();
});
