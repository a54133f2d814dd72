/** Signing secrets that reach their GitHub secret, and whose state says whose they are. */
import { expect, it } from 'vitest';
import { createdBody, sendText } from '../api/helpers.ts';
import { at, expectNotStored, world } from './helpers.ts';

const payments = { payments: 'PAYMENTS_SECRET' };

it('keeps the signing secret in the repository, once, and speaks to GitHub as its documentation asks', async () => {
  const here = await world(payments, { git: true });
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
    for (const secret of [
      here.conduit.apiKey,
      here.conduit.apiSecret,
      here.conduit.webhooks[0]?.secret,
    ]) {
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

it('keeps each of several secrets under its own name, each with one owner', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const here = await world(Object.fromEntries(names.map((name) => [name, `SECRET_${name}`])));
  const result = await here.run();
  expect(result.conclusion).toBe('success');
  const given = here.conduit.webhooks.map(
    ({ url, id, secret }) => [`SECRET_${url.slice(-1).toUpperCase()}`, { id, secret }] as const,
  );
  const kept = [...here.github.secrets()].map(([name, { value }]) => [name, value]);
  expect(Object.fromEntries(kept)).toEqual(
    Object.fromEntries(given.map(([name, { secret }]) => [name, secret])),
  );
  expect(here.owners()).toEqual(Object.fromEntries(given.map(([name, { id }]) => [name, id])));
  expect(kept).toHaveLength(names.length);
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

it('overwrites the GitHub secret only once the new webhook exists, and not when it is refused', async () => {
  let during: string | undefined;
  let refuses = false;
  const here = await world(
    { ...payments, refused: 'REFUSED_SECRET' },
    {
      conduit: {
        respond({ text }, reply, next) {
          if (refuses && text.includes('/refused')) return sendText(reply, 400, '{"errors":[]}');
          during = kept('PAYMENTS_SECRET');
          next();
        },
      },
    },
  );
  const kept = (name: string) => here.github.secrets().get(name)?.value;
  await here.run();
  const [old, refused] = [here.created('payments'), here.created('refused')];
  refuses = true;
  here.declare({
    payments: { secret: 'PAYMENTS_SECRET', url: 'https://hooks.example.com/moved' },
    refused: 'REFUSED_SECRET',
  });
  const result = await here.run({
    inputs: { 'on-change': 'replace', decisions: `replace refused ${refused.id}` },
  });
  const anew = here.created('moved');
  expect(result.conclusion).toBe('failure');
  expect(here.conduit.requests).toHaveLength(4);
  expect(during).toBe(old.secret);
  expect(kept('PAYMENTS_SECRET')).toBe(anew.secret);
  expect(kept('REFUSED_SECRET')).toBe(refused.secret);
  expect(here.owners()).toEqual({ PAYMENTS_SECRET: anew.id, REFUSED_SECRET: refused.id });
  expect(result.log).toMatch(new RegExp(`payments +created +${anew.id} +replaces ${old.id}`));
  expect(result.outputs['to-delete']).toBe(JSON.stringify([{ name: 'payments', id: old.id }]));
  expect((await here.run()).conclusion, 'the old one is as good as before').toBe('success');
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

it('tries again after a short trouble at each call', async () => {
  const here = await world(payments);
  const seen = new Set<string>();
  here.onGitHub((request, reply, next) => {
    if (seen.has(request.call)) return next();
    seen.add(request.call);
    if (request.call === 'public key') reply.writeHead(502).end('<html>Bad gateway</html>');
    else if (request.call === 'check') reply.writeHead(429, { 'Retry-After': '1' }).end();
    else reply.destroy();
  });
  const result = await here.run();
  expect(result.conclusion).toBe('success');
  expect(result.log).toMatch(/Rate limited by GitHub\. Retrying in 1\.0 s\./);
  expect(here.calls()).toEqual([
    ...['list', 'list', 'get PAYMENTS_SECRET', 'get PAYMENTS_SECRET'],
    ...['public key', 'public key', 'check'],
    ...['check', 'get PAYMENTS_SECRET', 'put PAYMENTS_SECRET', 'put PAYMENTS_SECRET'],
    'get PAYMENTS_SECRET',
  ]);
  expect(here.conduit.requests).toHaveLength(1);
  const kept = here.github.secrets().get('PAYMENTS_SECRET');
  expect(kept?.value).toBe(here.conduit.webhooks[0]?.secret);
});

it('has no secret to keep when the reply has none: asks in that run, and until there is one', async () => {
  const here = await world(payments, {
    conduit: {
      respond: (request, reply) => {
        reply.writeHead(201, { 'Content-Type': 'application/json' });
        reply.end(JSON.stringify(createdBody(request)));
      },
    },
  });
  const result = await here.run();
  const id = here.state()?.webhooks.payments?.current?.id;
  const decisions = expectNotStored(result);
  expect(result.log).toMatch(/reply contained no signing secret/);
  expect(result.outputs).toMatchObject({ created: '["payments"]', failed: '["payments"]' });
  expect(here.github.secrets().size).toBe(0);

  expect(expectNotStored(await here.run())).toBe(decisions);
  here.github.set('PAYMENTS_SECRET', 'from the Dashboard');
  expect((await here.run({ inputs: { decisions } })).conclusion).toBe('success');
  expect(here.owners()).toEqual({ PAYMENTS_SECRET: id });
  expect(here.conduit.requests).toHaveLength(1);
});

it('keeps the secret of a reply without an ID, and settles it once the ID is declared', async () => {
  const secret = 'whsec_dGhlIElEIGlzIG1pc3NpbmcsIG5vdCB0aGlz';
  const here = await world(payments, {
    conduit: {
      respond: (_request, reply) => {
        reply
          .writeHead(201, { 'Content-Type': 'application/json' })
          .end(JSON.stringify({ secret }));
      },
    },
  });
  const result = await here.run();
  expect(result.outputs.undecided).toBe('["payments"]');
  expect(result.visible.includes(secret)).toBe(false);
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe(secret);
  expect(here.state()?.webhooks.payments).toHaveProperty('request.reason');

  const id = `whk_${'7'.repeat(27)}`;
  here.declare({ payments: { secret: 'PAYMENTS_SECRET', id } });
  const decisions = expectNotStored(await here.run());
  expect((await here.run({ inputs: { decisions } })).conclusion).toBe('success');
  expect(here.state()?.webhooks.payments?.current).toMatchObject({ id, origin: 'adopted' });
  expect(here.owners()).toEqual({ PAYMENTS_SECRET: id });
});

it('creates and stores each time without state', async () => {
  const here = await world(payments);
  for (const nth of [0, 1]) {
    const result = await here.run({ inputs: { state: 'none' } });
    expect(result.conclusion).toBe('success');
    const kept = here.github.secrets().get('PAYMENTS_SECRET');
    expect(kept?.value).toBe(here.conduit.webhooks[nth]?.secret);
  }
});

it('does not ask GitHub for a manifest that names no GitHub secret', async () => {
  const here = await world({ payments: {} });
  const result = await here.run();
  expect(result.conclusion).toBe('success');
  expect(here.github.requests).toEqual([]);
});
