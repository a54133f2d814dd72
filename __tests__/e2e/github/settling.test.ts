import { expect, it } from 'vitest';
import { sendReply } from '../../../testing/github-server.ts';
import { at, errorsOf, world } from './helpers.ts';

const payments = { payments: 'PAYMENTS_SECRET' };
const id = `whk_${'3'.repeat(27)}`;

it('asks for the secret of a webhook that is registered and came to name one', async () => {
  const here = await world({ payments: {} });
  await here.run();
  here.github.set('PAYMENTS_SECRET', 'of another webhook', Date.now() - 60_000);
  here.declare({ ...payments, refunds: 'REFUNDS_SECRET' });
  const missing = await here.run();
  expect(missing.exitCode).toBe(1);
  expect(errorsOf(missing)).toMatch(/PAYMENTS_SECRET is not known to have the signing secret/);
  expect(here.conduit.requests).toHaveLength(1);
  expect(here.state()).not.toHaveProperty('refunds');

  here.github.set('PAYMENTS_SECRET', 'the Key Secret');
  const settled = await here.run();
  expect(settled.conclusion).toBe('success');
  expect(settled.outputs).toMatchObject({ created: '["refunds"]', unchanged: '["payments"]' });
  expect(here.state()?.payments?.secret?.name).toBe('PAYMENTS_SECRET');
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe('the Key Secret');
});

it('asks for the secret under its new name', async () => {
  const here = await world(payments);
  await here.run();
  here.declare({ payments: 'payments_SECRET' });
  expect((await here.run()).conclusion, 'GitHub does not tell upper from lower case').toBe(
    'success',
  );

  here.declare({ payments: 'RENAMED_SECRET' });
  const missing = await here.run();
  expect(missing.exitCode).toBe(1);
  expect(errorsOf(missing)).toMatch(/RENAMED_SECRET is not known to have the signing secret/);
  here.github.set('RENAMED_SECRET', 'the Key Secret');
  expect((await here.run()).conclusion).toBe('success');
  expect(here.state()?.payments?.secret?.name).toBe('RENAMED_SECRET');
  expect(here.conduit.requests).toHaveLength(1);
});

it('asks for the secret where it is kept from now on', async () => {
  const here = await world(payments, { github: { environments: ['live'] } });
  await here.run();
  const inputs = { 'secrets-environment': 'live' };
  expect(errorsOf(await here.run({ inputs }))).toMatch(
    /PAYMENTS_SECRET is not known to have the signing secret/,
  );
  here.github.set('PAYMENTS_SECRET', 'the Key Secret', Date.now(), 'live');
  expect((await here.run({ inputs })).conclusion).toBe('success');
  expect(here.state()?.payments?.secret).toMatchObject({ environment: 'live' });
});

it('adopts a webhook once the GitHub secret that it names is there', async () => {
  const here = await world({ payments: { secret: 'PAYMENTS_SECRET', id } });
  const missing = await here.run();
  expect(missing.exitCode).toBe(1);
  expect(errorsOf(missing)).toMatch(/set PAYMENTS_SECRET to it by hand/);
  expect(here.state()).toBeUndefined();

  here.github.set('PAYMENTS_SECRET', 'the Key Secret', Date.parse('2026-01-02T03:04:05Z'));
  const settled = await here.run();
  expect(settled.conclusion).toBe('success');
  expect(settled.log).toMatch(
    /PAYMENTS_SECRET was written on 2026-01-02T03:04:05.000Z: taken for its signing secret/,
  );
  expect(here.state()?.payments).toMatchObject({
    status: 'adopted',
    id,
    secret: { name: 'PAYMENTS_SECRET' },
  });
  expect(here.conduit.requests).toEqual([]);
  expect(here.calls().filter((call) => !call.startsWith('get') && call !== 'public key')).toEqual(
    [],
  );
});

it('does not take the secret of the webhook before for that of one that is adopted in its place', async () => {
  const here = await world(payments);
  await here.run();
  here.declare({ payments: { secret: 'PAYMENTS_SECRET', id } });
  const stale = await here.run();
  expect(stale.exitCode).toBe(1);
  expect(errorsOf(stale)).toMatch(
    new RegExp(`PAYMENTS_SECRET is not known to have the signing secret of ${id}`),
  );
  here.github.set('PAYMENTS_SECRET', 'the Key Secret', Date.now() + 5000);
  expect((await here.run()).conclusion).toBe('success');
  expect(here.state()?.payments).toMatchObject({ id, secret: { name: 'PAYMENTS_SECRET' } });
});

it('keeps what it knows of the secret when a webhook is accepted as edited', async () => {
  const here = await world(payments);
  await here.run();
  const recorded = here.state()?.payments;
  here.declare({
    payments: {
      secret: 'PAYMENTS_SECRET',
      id: recorded?.id ?? '',
      url: 'https://hooks.example.com/edited',
    },
  });
  const requests = here.github.requests.length;
  const result = await here.run();
  expect(result.conclusion).toBe('success');
  expect(here.state()?.payments?.secret).toEqual(recorded?.secret);
  expect(here.github.requests).toHaveLength(requests);
});

it('takes the GitHub secret along when a webhook is moved to another name', async () => {
  const here = await world(payments);
  await here.run();
  const recorded = here.state()?.payments;
  here.declare({
    incoming: {
      secret: 'PAYMENTS_SECRET',
      id: recorded?.id ?? '',
      url: 'https://hooks.example.com/payments',
    },
  });
  const result = await here.run();
  expect(result.conclusion).toBe('success');
  expect(here.state()).toMatchObject({
    incoming: { id: recorded?.id, secret: { name: 'PAYMENTS_SECRET' } },
  });
  expect(here.state()).not.toHaveProperty('payments');
  expect(here.conduit.requests).toHaveLength(1);
});

it('does not take a reply without a time for an answer', async () => {
  const here = await world({ payments: {} });
  await here.run();
  here.declare(payments);
  here.onGitHub(
    at('get', (reply) => sendReply(reply, { status: 200, body: { name: 'PAYMENTS_SECRET' } })),
  );
  const result = await here.run();
  expect(result.exitCode).toBe(1);
  expect(errorsOf(result)).toMatch(/did not tell when the secret PAYMENTS_SECRET was updated/);
});
