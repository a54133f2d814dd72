import { expect, it } from 'vitest';
import { refusal, sendReply } from '../../../testing/github-server.ts';
import { createdBody } from '../api/helpers.ts';
import { at, errorsOf, world } from './helpers.ts';

const payments = { payments: 'PAYMENTS_SECRET' };

it('keeps the signing secret in the repository, once', async () => {
  const here = await world(payments);
  const first = await here.run();
  expect(first.conclusion).toBe('success');
  const [webhook] = here.conduit.webhooks;
  expect([...here.github.secrets().keys()]).toEqual(['PAYMENTS_SECRET']);
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe(webhook?.secret);
  expect(first.outputs['payments-secret']).toBe(webhook?.secret);
  expect(here.calls()).toEqual([
    'get PAYMENTS_SECRET',
    'public key',
    'check',
    'get PAYMENTS_SECRET',
    'put PAYMENTS_SECRET',
  ]);
  const recorded = here.state()?.payments;
  expect(recorded).toMatchObject({ status: 'registered', id: webhook?.id });
  expect(Object.keys(recorded?.secret ?? {}).sort()).toEqual(['name', 'storedAt']);
  expect(recorded?.secret?.name).toBe('PAYMENTS_SECRET');
  expect(Date.parse(recorded?.secret?.storedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);

  const again = await here.run();
  expect(again.conclusion).toBe('success');
  expect(again.outputs).toMatchObject({
    unchanged: '["payments"]',
    secrets: '{}',
    changes: 'false',
  });
  expect(here.github.requests).toHaveLength(5);
  expect(here.conduit.requests).toHaveLength(1);
});

it('speaks to GitHub as its documentation asks, and never sends the Conduit credentials there', async () => {
  const here = await world(payments);
  await here.run();
  for (const { headers, text } of here.github.requests) {
    expect(headers).toMatchObject({
      authorization: `Bearer ${here.github.token}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
    });
    expect(headers['user-agent']).toMatch(/^conduit-webhooks-action\//);
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

it('keeps it in an environment, with the environment’s own key', async () => {
  const here = await world(payments, { github: { environments: ['live / eu'] } });
  const result = await here.run({ inputs: { 'secrets-environment': 'live / eu' } });
  expect(result.conclusion).toBe('success');
  const kept = here.github.secrets('live / eu').get('PAYMENTS_SECRET');
  expect(kept?.value).toBe(here.conduit.webhooks[0]?.secret);
  expect(here.github.secrets().size).toBe(0);
  expect(here.state()?.payments?.secret).toMatchObject({
    name: 'PAYMENTS_SECRET',
    environment: 'live / eu',
  });
});

it('works with GitHub Enterprise Server, whose API has a path before it', async () => {
  const here = await world(payments, { github: { prefix: '/api/v3' } });
  const result = await here.run({ env: { GITHUB_API_URL: `${here.github.url}/` } });
  expect(result.conclusion).toBe('success');
  const kept = here.github.secrets().get('PAYMENTS_SECRET');
  expect(kept?.value).toBe(here.conduit.webhooks[0]?.secret);
});

it('keeps each of several secrets under its own name', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const here = await world(Object.fromEntries(names.map((name) => [name, `SECRET_${name}`])));
  const result = await here.run();
  expect(result.conclusion).toBe('success');
  const given = here.conduit.webhooks.map(({ url, secret }) => [
    `SECRET_${url.slice(-1).toUpperCase()}`,
    secret,
  ]);
  const kept = [...here.github.secrets()].map(([name, { value }]) => [name, value]);
  expect(Object.fromEntries(kept)).toEqual(Object.fromEntries(given));
  expect(kept).toHaveLength(names.length);
});

it('has the secret in the outputs before it goes to GitHub, and in GitHub before state says so', async () => {
  const here = await world(payments);
  const action = here.start();
  let recorded: unknown;
  here.onGitHub(
    at('put', () => {
      recorded = here.state()?.payments?.status;
      action.kill();
    }),
  );
  const result = await action.done;
  here.assertClean(result);
  expect(result.signal).toBe('SIGKILL');
  expect(result.outputs['payments-secret']).toBe(here.conduit.webhooks[0]?.secret);
  expect(result.masks).toContain(here.conduit.webhooks[0]?.secret);
  expect(recorded).toBe('intent');
});

it('overwrites the GitHub secret only once the new webhook exists', async () => {
  let during: string | undefined;
  const here = await world(payments, {
    conduit: {
      respond: (_request, _reply, next) => {
        during = here.github.secrets().get('PAYMENTS_SECRET')?.value;
        next();
      },
    },
  });
  await here.run();
  here.declare({ payments: { secret: 'PAYMENTS_SECRET', url: 'https://hooks.example.com/moved' } });
  const result = await here.run({ inputs: { 'on-change': 'replace' } });
  const [old, anew] = here.conduit.webhooks;
  expect(result.conclusion).toBe('success');
  expect(during).toBe(old?.secret);
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe(anew?.secret);
  expect(result.log).toMatch(
    new RegExp(`replaces ${old?.id}, which stays active until you delete it`),
  );
});

it('leaves the GitHub secret alone when the new webhook is refused', async () => {
  let refuse = false;
  const here = await world(payments, {
    conduit: {
      respond: (_request, reply, next) => {
        if (refuse)
          reply.writeHead(400, { 'Content-Type': 'application/json' }).end('{"errors":[]}');
        else next();
      },
    },
  });
  await here.run();
  refuse = true;
  const result = await here.run({ inputs: { replace: 'payments' } });
  expect(result.conclusion).toBe('failure');
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe(
    here.conduit.webhooks[0]?.secret,
  );
  expect(here.state()?.payments?.secret?.name).toBe('PAYMENTS_SECRET');
});

it('goes on when the key was changed between reading it and writing with it', async () => {
  const here = await world(payments);
  here.onGitHub(
    at('check', (_reply, _request, next) => {
      next();
      here.github.rotateKeys();
    }),
  );
  const result = await here.run();
  expect(result.conclusion).toBe('success');
  expect(here.calls().slice(4)).toEqual([
    'put PAYMENTS_SECRET',
    'public key',
    'put PAYMENTS_SECRET',
  ]);
  const kept = here.github.secrets().get('PAYMENTS_SECRET');
  expect(kept?.value).toBe(here.conduit.webhooks[0]?.secret);
});

it('goes on when the key changes between runs', async () => {
  const here = await world(payments);
  await here.run();
  here.github.rotateKeys();
  here.declare({ ...payments, refunds: 'REFUNDS_SECRET' });
  const result = await here.run();
  expect(result.conclusion).toBe('success');
  const kept = here.github.secrets().get('REFUNDS_SECRET');
  expect(kept?.value).toBe(here.conduit.webhooks[1]?.secret);
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
  expect(here.calls()).toEqual([
    ...['get PAYMENTS_SECRET', 'get PAYMENTS_SECRET', 'public key', 'public key', 'check'],
    ...['check', 'get PAYMENTS_SECRET', 'put PAYMENTS_SECRET', 'put PAYMENTS_SECRET'],
  ]);
  expect(here.conduit.requests).toHaveLength(1);
  const kept = here.github.secrets().get('PAYMENTS_SECRET');
  expect(kept?.value).toBe(here.conduit.webhooks[0]?.secret);
});

it('has no secret to keep when the reply has none: says so, and fails until there is one', async () => {
  const here = await world(payments, {
    conduit: {
      respond: (request, reply) => {
        reply.writeHead(201, { 'Content-Type': 'application/json' });
        reply.end(JSON.stringify(createdBody(request)));
      },
    },
  });
  const result = await here.run();
  const id = here.state()?.payments?.id;
  expect(result.conclusion).toBe('failure');
  expect(errorsOf(result)).toMatch(
    new RegExp(
      `"payments" was created as ${id}, but the reply had no signing secret to store in PAYMENTS_SECRET`,
    ),
  );
  expect(here.github.secrets().size).toBe(0);
  expect(here.state()?.payments).toMatchObject({ status: 'registered' });

  const next = await here.run();
  expect(errorsOf(next)).toMatch(/PAYMENTS_SECRET is not known to have the signing secret/);
  here.github.set('PAYMENTS_SECRET', 'from the Dashboard');
  expect((await here.run()).conclusion).toBe('success');
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
  expect(result.outputs.unknown).toBe('["payments"]');
  expect(result.visible.includes(secret)).toBe(false);
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe(secret);
  expect(here.state()?.payments).toMatchObject({ status: 'unknown' });

  const id = `whk_${'7'.repeat(27)}`;
  here.declare({ payments: { secret: 'PAYMENTS_SECRET', id } });
  expect((await here.run()).conclusion).toBe('success');
  expect(here.state()?.payments).toMatchObject({ id, secret: { name: 'PAYMENTS_SECRET' } });
});

it('does not take a GitHub secret that has another webhook’s signing secret for its own', async () => {
  const here = await world({ payments: 'FIRST_SECRET', refunds: 'SECOND_SECRET' });
  await here.run();
  here.declare({ payments: 'SECOND_SECRET', refunds: 'FIRST_SECRET' });
  for (let runs = 0; runs < 2; runs += 1) {
    const swapped = await here.run();
    expect(swapped.conclusion).toBe('failure');
    expect(errorsOf(swapped)).toMatch(/SECOND_SECRET is not known to have the signing secret/);
    expect(errorsOf(swapped)).toMatch(/FIRST_SECRET is not known to have the signing secret/);
  }
  const later = Date.now() + 10_000;
  here.github.set('FIRST_SECRET', 'Key Secret of refunds', later);
  here.github.set('SECOND_SECRET', 'Key Secret of payments', later);
  expect((await here.run()).conclusion).toBe('success');
  expect((await here.run()).outputs.unchanged).toBe('["payments","refunds"]');
  expect(here.conduit.requests).toHaveLength(2);
});

it('leaves a GitHub secret alone that somebody writes while the webhook is created', async () => {
  const here = await world(payments, {
    conduit: {
      respond(_, __, next) {
        here.github.set('PAYMENTS_SECRET', 'of live');
        next();
      },
    },
  });
  const result = await here.run();
  expect(result.conclusion).toBe('failure');
  expect(errorsOf(result)).toContain('It was written after this run had looked');
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe('of live');
  expect(result.outputs['payments-secret']).toBe(here.conduit.webhooks[0]?.secret);

  const again = await here.run();
  expect(again.conclusion).toBe('failure');
  expect(errorsOf(again)).toContain('is not known to have the signing secret');
  expect(here.conduit.requests).toHaveLength(1);
});

it('does not overwrite what a webhook comes to name that is created anew', async () => {
  const here = await world({ payments: {} });
  await here.run();
  here.github.set('PAYMENTS_SECRET', 'of live');
  here.declare({ payments: { secret: 'PAYMENTS_SECRET', url: 'https://hooks.example.com/new' } });
  const result = await here.run({ inputs: { 'on-change': 'replace' } });
  expect(result.conclusion).toBe('failure');
  expect(errorsOf(result)).toContain('creating this webhook would overwrite it');
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe('of live');
  expect(here.conduit.requests).toHaveLength(1);
});

it('does not take over the GitHub secret of a webhook that is no longer declared as it is', async () => {
  const here = await world({ old: 'SHARED_SECRET', fresh: {} });
  await here.run();
  here.declare({ fresh: 'shared_secret' });
  const taken = await here.run();
  expect(taken.conclusion).toBe('failure');
  expect(errorsOf(taken)).toMatch(/shared_secret is not known to have the signing secret/);
});

it('still misses what was never stored when the webhook is moved to another name', async () => {
  const here = await world(payments);
  here.github.set('PAYMENTS_SECRET', 'of another webhook', Date.now() - 60_000);
  here.onGitHub(at('put', (reply) => sendReply(reply, refusal(422, 'Validation Failed'))));
  await here.run({ inputs: { replace: 'payments' } });
  here.onGitHub();
  const id = here.state()?.payments?.id ?? '';
  here.declare({
    moved: { secret: 'PAYMENTS_SECRET', url: 'https://hooks.example.com/payments', id },
  });
  const moved = await here.run();
  expect(moved.conclusion).toBe('failure');
  expect(errorsOf(moved)).toMatch(/PAYMENTS_SECRET is not known to have the signing secret/);
});

it('keeps its GitHub secret when it is moved to another name, and asks GitHub nothing', async () => {
  const here = await world(payments);
  await here.run();
  const asked = here.calls().length;
  const id = here.state()?.payments?.id ?? '';
  here.declare({
    moved: { secret: 'PAYMENTS_SECRET', url: 'https://hooks.example.com/payments', id },
  });
  expect((await here.run()).conclusion).toBe('success');
  expect(here.state()?.moved).toMatchObject({ id, secret: { name: 'PAYMENTS_SECRET' } });
  expect(here.calls()).toHaveLength(asked);
});

it('overwrites no GitHub secret of which nothing is known, unless it is told to', async () => {
  const here = await world(payments);
  here.github.set('PAYMENTS_SECRET', 'of the other environment', Date.now() - 60_000);
  const refused = await here.run();
  expect(refused.conclusion).toBe('failure');
  expect(errorsOf(refused)).toMatch(/PAYMENTS_SECRET exists already \(written on .*\), and state/);
  expect(here.conduit.requests).toHaveLength(0);
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe('of the other environment');

  const told = await here.run({ inputs: { replace: 'payments' } });
  expect(told.conclusion).toBe('success');
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe(
    here.conduit.webhooks[0]?.secret,
  );
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
