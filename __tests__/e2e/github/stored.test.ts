/** Signing secrets that reach their GitHub secret, and whose state says whose they are. */
import { expect, it } from 'vitest';
import { at, world } from './helpers.ts';

const payments = { payments: 'PAYMENTS_SECRET' };

it('keeps the signing secret in the repository, once, and speaks to GitHub as its documentation asks', async () => {
  const here = await world(payments);
  const first = await here.run();
  expect(first.conclusion).toBe('success');
  const [webhook] = here.conduit.webhooks;
  expect([...here.github.secrets().keys()]).toEqual(['PAYMENTS_SECRET']);
  const kept = here.github.secrets().get('PAYMENTS_SECRET');
  expect(kept?.value).toBe(webhook?.secret);
  expect(first.outputs['payments-secret']).toBe(webhook?.secret);
  const [get, put] = ['get PAYMENTS_SECRET', 'put PAYMENTS_SECRET'];
  const calls = ['list', get, 'public key', 'check', get, put, get];
  expect(here.calls()).toEqual(calls);
  // What GitHub says of the time goes into state as it came.
  const updatedAt = new Date(kept?.updatedAt ?? 0).toISOString().replace('.000Z', 'Z');
  expect(here.state()?.secrets).toEqual({ PAYMENTS_SECRET: { updatedAt, owner: webhook?.id } });

  const again = await here.run();
  expect(again.conclusion).toBe('success');
  expect(again.outputs).toMatchObject({ unchanged: '["payments"]', secrets: '{}' });
  expect(here.calls()).toEqual([...calls, 'list']);
  expect(here.conduit.requests).toHaveLength(1);

  for (const { headers, text } of here.github.requests) {
    expect(headers).toMatchObject({
      authorization: `Bearer ${here.github.token}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
    });
    expect(headers['user-agent']).toMatch(/^conduit-webhooks-action\//);
    // The Conduit credentials are never sent there.
    const sent = `${JSON.stringify(headers)}${text}`;
    for (const secret of [here.conduit.apiKey, here.conduit.apiSecret, here.conduit.webhooks[0]?.secret]) {
      expect(sent.includes(secret ?? '')).toBe(false);
    }
  }
});

it('keeps it in an environment, with the environment’s own key, and in GitHub Enterprise Server, whose API has a path before it', async () => {
  const github = { environments: ['live / eu'], prefix: '/api/v3' };
  const here = await world(payments, { github });
  const result = await here.run({
    inputs: { 'secrets-environment': 'live / eu' },
    env: { GITHUB_API_URL: `${here.github.url}/` },
  });
  expect(result.conclusion).toBe('success');
  const kept = here.github.secrets('live / eu').get('PAYMENTS_SECRET');
  expect(kept?.value).toBe(here.conduit.webhooks[0]?.secret);
  expect(here.github.secrets().size).toBe(0);
  expect(here.owners()).toEqual({ 'PAYMENTS_SECRET/live / eu': here.conduit.webhooks[0]?.id });
});

it('has the secret in the outputs before it goes to GitHub, and in GitHub before state says so', async () => {
  const here = await world(payments);
  const action = here.start();
  let recorded: unknown;
  here.onGitHub(
    at('put', () => {
      recorded = here.state()?.webhooks.payments;
      action.kill();
    }),
  );
  const result = await action.done;
  here.assertClean(result);
  expect(result.signal).toBe('SIGKILL');
  expect(result.outputs['payments-secret']).toBe(here.conduit.webhooks[0]?.secret);
  expect(result.masks).toContain(here.conduit.webhooks[0]?.secret);
  expect(recorded).toHaveProperty('request');
  expect(recorded).not.toHaveProperty('current');
  expect(here.owners()).toEqual({ PAYMENTS_SECRET: undefined });
});

it('goes on when the key was changed between reading it and writing with it, and between runs', async () => {
  const here = await world(payments);
  here.onGitHub(
    at('check', (_reply, _request, next) => {
      next();
      here.github.rotateKeys();
    }),
  );
  expect((await here.run()).conclusion).toBe('success');
  expect(here.calls().slice(5)).toEqual([
    'put PAYMENTS_SECRET',
    'public key',
    'put PAYMENTS_SECRET',
    'get PAYMENTS_SECRET',
  ]);
  here.onGitHub();
  here.github.rotateKeys();
  here.declare({ ...payments, refunds: 'REFUNDS_SECRET' });
  expect((await here.run()).conclusion).toBe('success');
  for (const [index, name] of ['PAYMENTS_SECRET', 'REFUNDS_SECRET'].entries()) {
    const kept = here.github.secrets().get(name);
    expect(kept?.value).toBe(here.conduit.webhooks[index]?.secret);
  }
});
