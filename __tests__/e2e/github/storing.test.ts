import { expect, it } from 'vitest';
import { refusal, sendReply } from '../../../testing/github-server.ts';
import { at, errorsOf, expectUnstored, world } from './helpers.ts';

const payments = { payments: 'PAYMENTS_SECRET' };

it('fails run after run until the secret is set by hand, and records that then', async () => {
  const here = await world(payments);
  here.onGitHub(at('put', (reply) => sendReply(reply, refusal(422, 'Validation Failed'))));
  const result = await here.run();
  expectUnstored(here, result);
  expect(errorsOf(result)).toMatch(/422: Validation Failed/);
  here.onGitHub();

  const id = here.conduit.webhooks[0]?.id;
  const state = JSON.stringify(here.state());
  for (let run = 0; run < 2; run += 1) {
    const again = await here.run();
    expect(again.exitCode).toBe(1);
    expect(errorsOf(again)).toMatch(
      new RegExp(
        `PAYMENTS_SECRET is not known to have the signing secret of ${id}.*Dashboard.*input replace`,
        's',
      ),
    );
    expect(again.outputs).toMatchObject({
      failed: '["payments"]',
      ids: JSON.stringify({ payments: id }),
      secrets: '{}',
    });
    expect(JSON.stringify(here.state())).toBe(state);
  }
  here.github.set('PAYMENTS_SECRET', 'the Key Secret');
  const settled = await here.run();
  expect(settled.conclusion).toBe('success');
  expect(settled.outputs).toMatchObject({ unchanged: '["payments"]', changes: 'false' });
  expect(here.state()?.payments?.secret).toMatchObject({ name: 'PAYMENTS_SECRET' });
  expect(here.history()[0]).toMatch(/payments/);
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe('the Key Secret');

  const requests = here.github.requests.length;
  expect((await here.run()).conclusion).toBe('success');
  expect(here.github.requests).toHaveLength(requests);
  expect(here.conduit.requests).toHaveLength(1);
});

it.each([
  ['ahead', 3600_000],
  ['behind', -3600_000],
])(
  'tells an older secret from a newer one with the clock of GitHub an hour %s',
  async (_, skew) => {
    const here = await world(payments);
    here.github.set('PAYMENTS_SECRET', 'of another webhook', Date.now() + skew);
    here.onGitHub(at('put', (reply) => sendReply(reply, refusal(422, 'Validation Failed'))));
    expectUnstored(here, await here.run({ inputs: { replace: 'payments' } }));
    here.onGitHub();
    expect(errorsOf(await here.run())).toMatch(/is not known to have the signing secret/);

    here.github.set('PAYMENTS_SECRET', 'the Key Secret', Date.now() + skew + 2000);
    expect((await here.run()).conclusion).toBe('success');
  },
);

it('is settled by replace, which names the old webhook as still active', async () => {
  const here = await world(payments);
  here.onGitHub(at('put', (reply) => sendReply(reply, refusal(404, 'Not Found'))));
  expectUnstored(here, await here.run());
  const [first] = here.conduit.webhooks;
  const inVain = await here.run({ inputs: { replace: 'payments' } });
  expectUnstored(here, inVain);
  expect(inVain.log).toMatch(new RegExp(`replaces ${first?.id}, which stays active`));

  here.onGitHub();
  const result = await here.run({ inputs: { replace: 'payments' } });
  const [, second, third] = here.conduit.webhooks;
  expect(result.conclusion).toBe('success');
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe(third?.secret);
  expect(result.log).toMatch(new RegExp(`replaces ${second?.id}, which stays active`));
  expect(here.state()?.payments).toMatchObject({
    id: third?.id,
    replaced: [first?.id, second?.id],
    secret: { name: 'PAYMENTS_SECRET' },
  });
});

it('does not create further webhooks once a secret could not be stored', async () => {
  const names = ['payments', 'refunds', 'customers'];
  const all = Object.fromEntries(names.map((name) => [name, `${name.toUpperCase()}_SECRET`]));
  const here = await world(all);
  here.onGitHub(at('put', (reply) => sendReply(reply, refusal(404, 'Not Found'))));
  const result = await here.run({ inputs: { concurrency: '1' } });
  expectUnstored(here, result);
  expect(here.conduit.requests).toHaveLength(1);
  expect(result.outputs).toMatchObject({
    created: '["payments"]',
    failed: '["refunds","customers"]',
  });
  expect(Object.keys(here.state() ?? {})).toEqual(['payments']);

  here.onGitHub();
  here.github.set('PAYMENTS_SECRET', 'the Key Secret');
  expect((await here.run()).conclusion).toBe('success');
  expect([...here.github.secrets().keys()].sort()).toEqual(Object.values(all).sort());
  expect(here.conduit.requests).toHaveLength(3);
});

it('stores the others when one of those on their way cannot be stored', async () => {
  const here = await world({ ...payments, refunds: 'REFUNDS_SECRET' });
  here.onGitHub((request, reply, next) => {
    if (request.call === 'put' && request.name === 'PAYMENTS_SECRET')
      sendReply(reply, refusal(404, 'Not Found'));
    else next();
  });
  const result = await here.run();
  const refunds = here.conduit.webhooks.find(({ url }) => url.endsWith('refunds'));
  expect(result.exitCode).toBe(1);
  expect(errorsOf(result)).toMatch(/"payments" was created.*not stored/);
  expect(here.github.secrets().get('REFUNDS_SECRET')?.value).toBe(refunds?.secret);
  expect(here.state()?.refunds?.secret?.name).toBe('REFUNDS_SECRET');
  expect(here.state()?.payments).not.toHaveProperty('secret');
});

it('finds a secret that GitHub stored without an answer, and needs nobody for it', async () => {
  const here = await world(payments);
  let applied = false;
  here.onGitHub(
    at('put', (reply, { text }, next) => {
      if (!applied) {
        expect(text).toMatch(/encrypted_value/);
        reply.end = () => reply;
        next();
        applied = true;
      }
      reply.destroy();
    }),
  );
  const result = await here.run();
  expectUnstored(here, result);
  here.onGitHub();
  const next = await here.run();
  expect(next.conclusion).toBe('success');
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe(
    here.conduit.webhooks[0]?.secret,
  );
  expect(here.state()?.payments?.secret?.name).toBe('PAYMENTS_SECRET');
});

it('tells the truth after it was killed before the secret was stored', async () => {
  const here = await world(payments);
  const action = here.start();
  here.onGitHub(at('put', () => action.kill()));
  here.assertClean(await action.done);
  here.onGitHub();
  const [webhook] = here.conduit.webhooks;

  const next = await here.run();
  expect(next.exitCode).toBe(1);
  expect(next.outputs.unknown).toBe('["payments"]');
  expect(errorsOf(next)).toMatch(/it may exist: run 9001, attempt 1 was about to create it/);

  here.declare({ payments: { secret: 'PAYMENTS_SECRET', id: webhook?.id ?? '' } });
  const adopting = await here.run();
  expect(adopting.exitCode).toBe(1);
  expect(errorsOf(adopting)).toMatch(
    /PAYMENTS_SECRET is not known to have the signing secret.*Key Secret/s,
  );
  expect(adopting.outputs.changes).toBe('false');

  here.github.set('PAYMENTS_SECRET', 'the Key Secret');
  const settled = await here.run();
  expect(settled.conclusion).toBe('success');
  expect(here.state()?.payments).toMatchObject({
    id: webhook?.id,
    secret: { name: 'PAYMENTS_SECRET' },
  });
  expect(here.conduit.requests).toHaveLength(1);
});

it('finds the secret that was stored just before it was killed', async () => {
  const here = await world(payments);
  const action = here.start();
  here.onGitHub(
    at('put', (_reply, _request, next) => {
      next();
      action.kill();
    }),
  );
  const killed = await action.done;
  here.assertClean(killed);
  expect(killed.signal).toBe('SIGKILL');
  here.onGitHub();
  const [webhook] = here.conduit.webhooks;
  expect((await here.run()).outputs.unknown).toBe('["payments"]');

  here.declare({ payments: { secret: 'PAYMENTS_SECRET', id: webhook?.id ?? '' } });
  const settled = await here.run();
  expect(settled.conclusion).toBe('success');
  expect(settled.log).toMatch(/PAYMENTS_SECRET was written on .*: taken for its signing secret/);
  expect(here.state()?.payments).toMatchObject({
    id: webhook?.id,
    secret: { name: 'PAYMENTS_SECRET' },
  });
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe(webhook?.secret);
});

it('prints what GitHub says as harmless text, secrets removed', async () => {
  const here = await world(payments);
  here.onGitHub(
    at('put', (reply) => {
      const secret = here.conduit.webhooks[0]?.secret ?? '';
      const parts = [
        here.github.token,
        secret,
        Buffer.from(secret).toString('base64'),
        here.conduit.apiSecret,
      ];
      sendReply(
        reply,
        refusal(
          422,
          `no\n::add-mask::created\r\n##[add-mask]payments ${parts.join(' ')} <img src=x>`,
        ),
      );
    }),
  );
  const result = await here.run();
  expectUnstored(here, result);
  expect(result.masks).not.toContain('created');
  expect(result.summary).not.toMatch(/<img/);
  expect(result.log).toMatch(/no\\n:\\:add-mask/);
});
