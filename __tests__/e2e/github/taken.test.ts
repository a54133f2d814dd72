/** GitHub secrets that exist: a new webhook takes only what is known to be free, and one that is registered only its own. */
import { expect, it } from 'vitest';
import { errorsOf, expectNotStored, type World, world } from './helpers.ts';

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

it('overwrites nothing that was written since it was stored, nor what a webhook comes to name that is replaced', async () => {
  const here = await world({ ...payments, refunds: {} });
  const kept = (name: string) => here.github.secrets().get(name)?.value;
  await here.run();
  here.github.set('PAYMENTS_SECRET', 'by hand', Date.now() + 5000);
  here.github.set('REFUNDS_SECRET', 'of live');
  here.declare({
    ...payments,
    refunds: { secret: 'REFUNDS_SECRET', url: 'https://hooks.example.com/new' },
  });
  const decisions = `replace payments ${idOf(here, 'payments')}`;
  const refused = await here.run({ inputs: { decisions, 'on-change': 'replace' } });
  expectTaken(refused);
  expectTaken(refused, 'refunds');
  expect(kept('PAYMENTS_SECRET')).toBe('by hand');
  expect(kept('REFUNDS_SECRET')).toBe('of live');
  expect(here.conduit.requests).toHaveLength(2);
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

it('does not take a GitHub secret that has the signing secret of another active webhook for its own', async () => {
  const here = await world({
    payments: 'FIRST_SECRET',
    refunds: 'SECOND_SECRET',
    removed: 'SHARED_SECRET',
    fresh: {},
  });
  await here.run();
  const [first, second] = [idOf(here, 'payments'), idOf(here, 'refunds')];
  const [removed, fresh] = [idOf(here, 'removed'), idOf(here, 'fresh')];
  here.declare({ payments: 'SECOND_SECRET', refunds: 'FIRST_SECRET', fresh: 'shared_secret' });
  let keeps: string[] = [];
  for (let runs = 0; runs < 2; runs += 1) {
    const asked = await here.run();
    keeps = ['payments', 'refunds', 'fresh'].map((name) => expectNotStored(asked, name));
    expect(asked.outputs.undecided).toBe('["payments","refunds","fresh"]');
    expect(here.owners()).toEqual({
      FIRST_SECRET: first,
      SECOND_SECRET: second,
      SHARED_SECRET: removed,
    });
  }
  const later = Date.now() + 10_000;
  here.github.set('FIRST_SECRET', 'Key Secret of refunds', later);
  here.github.set('SECOND_SECRET', 'Key Secret of payments', later);
  here.github.set('SHARED_SECRET', 'Key Secret of fresh', later);
  const inputs = { decisions: keeps.join('\n') };
  expect((await here.run({ inputs })).conclusion).toBe('success');
  expect(here.owners()).toEqual({
    FIRST_SECRET: second,
    SECOND_SECRET: first,
    SHARED_SECRET: fresh,
  });
  expect((await here.run()).outputs.unchanged).toBe('["payments","refunds","fresh"]');
  expect(here.conduit.requests).toHaveLength(4);
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
  expectNotStored(result);
  expect(result.log).toContain('was changed by someone else during this run');
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe('of live');
  expect(result.outputs['payments-secret']).toBe(webhook?.secret);

  expectNotStored(await here.run());
  expect(here.conduit.requests).toHaveLength(1);

  const inputs = { decisions: `replace payments ${webhook?.id}` };
  expectTaken(await here.run({ inputs }));
  here.github.secrets().delete('PAYMENTS_SECRET');
  expect((await here.run({ inputs })).outputs.created).toBe('["payments"]');
});

function expectTaken(
  result: Awaited<ReturnType<World['run']>>,
  name: 'payments' | 'refunds' = 'payments',
): void {
  const taken = `${name}: the GitHub secret ${name.toUpperCase()}_SECRET already exists. The action overwrites only`;
  expect(result.exitCode).toBe(1);
  expect(errorsOf(result)).toContain(taken);
  expect(result.summary).toContain('already exists. The action overwrites only');
}

function idOf({ conduit }: World, name: string): string | undefined {
  return conduit.webhooks.find(({ url }) => url.endsWith(`/${name}`))?.id;
}
