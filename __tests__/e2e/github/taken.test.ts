/** GitHub secrets that exist: a new webhook takes only what is known to be free, and one that is registered only its own. */
import { expect, it } from 'vitest';
import { errorsOf, expectUnstoredQuestion, type World, world } from './helpers.ts';

const payments = { payments: 'PAYMENTS_SECRET' };

it('overwrites no GitHub secret of which nothing is known', async () => {
  const here = await world({ refunds: {}, ...payments });
  here.github.set('PAYMENTS_SECRET', 'of the other environment', Date.now() - 60_000);
  for (let runs = 0; runs < 2; runs += 1) {
    const refused = await here.run();
    expectTaken(refused);
    expect(refused.annotations.filter(({ level }) => level === 'error')).toMatchObject([
      { file: '.github/conduit-webhooks.yml', line: 10, column: 13 },
    ]);
    expect(refused.outputs).toMatchObject({ created: '[]', ids: '{}' });
  }
  expect(here.conduit.requests).toHaveLength(0);
  expect(here.state(), 'a run that stops at an error records nothing').toBeUndefined();
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe('of the other environment');

  here.github.secrets().delete('PAYMENTS_SECRET');
  expect((await here.run()).conclusion, 'once it is deleted').toBe('success');
  const webhook = here.conduit.webhooks.find(({ url }) => url.endsWith('payments'));
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe(webhook?.secret);
});

it('overwrites nothing that was written since it was stored', async () => {
  const here = await world(payments);
  await here.run();
  here.github.set('PAYMENTS_SECRET', 'by hand', Date.now() + 5000);
  const decisions = `replace payments ${here.conduit.webhooks[0]?.id}`;
  expectTaken(await here.run({ inputs: { decisions } }));
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe('by hand');
  expect(here.conduit.requests).toHaveLength(1);
});

it('does not overwrite what a webhook comes to name that is replaced', async () => {
  const here = await world({ payments: {} });
  await here.run();
  here.github.set('PAYMENTS_SECRET', 'of live');
  here.declare({ payments: { secret: 'PAYMENTS_SECRET', url: 'https://hooks.example.com/new' } });
  expectTaken(await here.run({ inputs: { 'on-change': 'replace' } }));
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe('of live');
  expect(here.conduit.requests).toHaveLength(1);
});

it('takes over the GitHub secret of a webhook that was declared to be gone', async () => {
  const here = await world({ old: 'SHARED_SECRET' });
  await here.run();
  const [old] = here.conduit.webhooks;
  here.declare({ fresh: { secret: 'shared_secret', events: ['customer.created'] } });
  const inputs = { decisions: `gone old ${old?.id}` };
  expect((await here.run({ inputs })).conclusion).toBe('success');
  const [, fresh] = here.conduit.webhooks;
  expect(here.github.secrets().get('SHARED_SECRET')?.value).toBe(fresh?.secret);
  expect(here.owners()).toEqual({ SHARED_SECRET: fresh?.id });
});

it('does not take over that of a webhook that is removed and still active', async () => {
  const here = await world({ old: 'SHARED_SECRET', fresh: {} });
  await here.run();
  here.declare({ fresh: 'shared_secret' });
  const taken = await here.run();
  expect(errorsOf(taken)).toMatch(/fresh: the signing secret is not in the GitHub secret/);
  expect(Object.values(here.owners())).toEqual([idOf(here, 'old')]);
});

it('does not take a GitHub secret that has another webhook’s signing secret for its own', async () => {
  const here = await world({ payments: 'FIRST_SECRET', refunds: 'SECOND_SECRET' });
  await here.run();
  const [first, second] = [idOf(here, 'payments'), idOf(here, 'refunds')];
  here.declare({ payments: 'SECOND_SECRET', refunds: 'FIRST_SECRET' });
  for (let runs = 0; runs < 2; runs += 1) {
    const swapped = await here.run();
    expectUnstoredQuestion(swapped, first);
    expect(swapped.outputs.undecided).toBe('["payments","refunds"]');
    expect(here.owners()).toEqual({ FIRST_SECRET: first, SECOND_SECRET: second });
  }
  const later = Date.now() + 10_000;
  here.github.set('FIRST_SECRET', 'Key Secret of refunds', later);
  here.github.set('SECOND_SECRET', 'Key Secret of payments', later);
  expect((await here.run()).conclusion).toBe('success');
  expect(here.owners()).toEqual({ FIRST_SECRET: second, SECOND_SECRET: first });
  expect((await here.run()).outputs.unchanged).toBe('["payments","refunds"]');
  expect(here.conduit.requests).toHaveLength(2);
});

it('leaves a GitHub secret alone that somebody writes while the webhook is created', async () => {
  const here = await world(payments, {
    conduit: {
      respond(_, __, next) {
        if (here.conduit.webhooks.length === 0) here.github.set('PAYMENTS_SECRET', 'of live');
        next();
      },
    },
  });
  const result = await here.run();
  const [webhook] = here.conduit.webhooks;
  expectUnstoredQuestion(result, webhook?.id);
  expect(result.log).toContain('Somebody wrote the GitHub secret PAYMENTS_SECRET during this run');
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe('of live');
  expect(result.outputs['payments-secret']).toBe(webhook?.secret);

  expectUnstoredQuestion(await here.run(), webhook?.id);
  expect(here.conduit.requests).toHaveLength(1);

  const inputs = { decisions: `replace payments ${webhook?.id}` };
  expectTaken(await here.run({ inputs }));
  here.github.secrets().delete('PAYMENTS_SECRET');
  expect((await here.run({ inputs })).outputs.created).toBe('["payments"]');
});

function expectTaken(result: Awaited<ReturnType<World['run']>>): void {
  expect(result.exitCode).toBe(1);
  expect(errorsOf(result)).toMatch(
    /payments: the GitHub secret PAYMENTS_SECRET exists, and the action does not overwrite it/,
  );
  expect(result.summary).toContain('exists, and the action does not overwrite it');
}

function idOf({ conduit }: World, name: string): string | undefined {
  return conduit.webhooks.find(({ url }) => url.endsWith(`/${name}`))?.id;
}
