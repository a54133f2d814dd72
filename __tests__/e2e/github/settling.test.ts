/** The question `unstored`, asked of webhooks that are registered already: what raises it, and what settles it. */
import { expect, it } from 'vitest';
import { sendReply } from '../../../testing/github-server.ts';
import { at, errorsOf, expectUnstoredQuestion, type World, world } from './helpers.ts';

const payments = { payments: 'PAYMENTS_SECRET' };
const id = `whk_${'3'.repeat(27)}`;

it('is asked of a webhook that is registered and came to name a GitHub secret', async () => {
  const here = await world({ payments: {} });
  await here.run();
  const [webhook] = here.conduit.webhooks;
  here.github.set('PAYMENTS_SECRET', 'of another webhook', Date.now() - 60_000);
  here.declare({ ...payments, refunds: 'REFUNDS_SECRET' });
  const missing = await here.run();
  expectUnstoredQuestion(missing, webhook?.id);
  expect(missing.annotations.find(({ level }) => level === 'error')).toMatchObject({
    file: '.github/conduit-webhooks.yml',
    line: 6,
    column: 13,
  });
  expect(missing.outputs['to-create'], 'what the question holds back').toBe('["refunds"]');
  expect(here.conduit.requests).toHaveLength(1);

  here.github.set('PAYMENTS_SECRET', 'the Key Secret');
  const settled = await here.run();
  expect(settled.conclusion).toBe('success');
  expect(settled.outputs).toMatchObject({ created: '["refunds"]', unchanged: '["payments"]' });
  expectSeenWritten(settled);
  expect(here.owners().PAYMENTS_SECRET).toBe(webhook?.id);
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe('the Key Secret');
});

it('is asked once the GitHub secret is renamed, and names the old one', async () => {
  const here = await world(payments);
  await here.run();
  const [webhook] = here.conduit.webhooks;
  const requests = here.github.requests.length;
  here.declare({ payments: 'payments_SECRET' });
  expect((await here.run()).conclusion, 'GitHub does not tell upper from lower case').toBe(
    'success',
  );
  expect(here.github.requests).toHaveLength(requests);

  here.declare({ payments: 'RENAMED_SECRET' });
  const missing = await here.run();
  expectUnstoredQuestion(missing, webhook?.id);
  expect(missing.log).toMatch(/RENAMED_SECRET does not exist/);
  expect(missing.log).toMatch(/GitHub secret PAYMENTS_SECRET holds it, and is not needed once/);
  here.github.set('RENAMED_SECRET', 'the Key Secret');
  const settled = await here.run();
  expect(settled.conclusion).toBe('success');
  expectSeenWritten(settled);
  expect(here.owners().RENAMED_SECRET).toBe(webhook?.id);
  expect(here.conduit.requests).toHaveLength(1);
});

it('is asked once another GitHub environment keeps the secrets, and names the old place', async () => {
  const here = await world(payments, { github: { environments: ['staging', 'live'] } });
  await here.run({ inputs: { 'secrets-environment': 'staging' } });
  const [webhook] = here.conduit.webhooks;
  const inputs = { 'secrets-environment': 'live' };
  const missing = await here.run({ inputs });
  expectUnstoredQuestion(missing, webhook?.id);
  expect(missing.log).toMatch(/PAYMENTS_SECRET in the GitHub environment staging holds it/);
  here.github.set('PAYMENTS_SECRET', 'the Key Secret', Date.now(), 'live');
  expect((await here.run({ inputs })).conclusion).toBe('success');
  expect(here.owners()).toEqual({
    'PAYMENTS_SECRET/staging': webhook?.id,
    'PAYMENTS_SECRET/live': webhook?.id,
  });
  const again = await here.run({ inputs: { 'secrets-environment': 'Live' } });
  expect(again.conclusion, 'an environment is the same in upper and lower case').toBe('success');
});

it('is settled by replace, which stores the new signing secret under the new name', async () => {
  const here = await world(payments);
  await here.run();
  here.declare({ payments: 'RENAMED_SECRET' });
  const [old] = here.conduit.webhooks;
  expectUnstoredQuestion(await here.run(), old?.id);
  const inputs = { decisions: `replace payments ${old?.id}` };
  for (let runs = 0; runs < 2; runs += 1) {
    expect((await here.run({ inputs })).conclusion).toBe('success');
    expect(here.conduit.webhooks).toHaveLength(2);
  }
  const anew = here.conduit.webhooks[1];
  expect(here.github.secrets().get('RENAMED_SECRET')?.value).toBe(anew?.secret);
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe(old?.secret);
  expect(here.owners().RENAMED_SECRET).toBe(anew?.id);
});

it('is asked of an adopted webhook whose GitHub secret is not there', async () => {
  const here = await world({ payments: { secret: 'PAYMENTS_SECRET', id } });
  const missing = await here.run();
  expectUnstoredQuestion(missing, id);
  expect(here.state()?.webhooks.payments?.current).toMatchObject({ id, origin: 'adopted' });
  expect(missing.outputs.ids).toBe(JSON.stringify({ payments: id }));

  here.github.set('PAYMENTS_SECRET', 'the Key Secret', Date.parse('2026-01-02T03:04:05Z'));
  const settled = await here.run();
  expect(settled.conclusion).toBe('success');
  expectSeenWritten(settled);
  expect(here.state()?.secrets).toEqual({
    PAYMENTS_SECRET: { updatedAt: '2026-01-02T03:04:05Z', owner: id },
  });
  expect(here.conduit.requests).toEqual([]);
  expect(here.calls().filter((call) => !call.startsWith('get') && call !== 'public key')).toEqual(
    [],
  );
});

it('is not asked of a webhook that is adopted together with its GitHub secret', async () => {
  const here = await world({ payments: { secret: 'PAYMENTS_SECRET', id } });
  here.github.set('PAYMENTS_SECRET', 'the Key Secret');
  const adopted = await here.run();
  expect(adopted.conclusion).toBe('success');
  expect(adopted.annotations).toMatchObject([
    { level: 'notice', message: expect.stringMatching(/existed before the adoption/), line: 6 },
  ]);
  expect(here.owners()).toEqual({ PAYMENTS_SECRET: id });
  expect(here.conduit.requests).toEqual([]);
});

it('is asked of a webhook that is adopted in the place of another one', async () => {
  const here = await world(payments);
  await here.run();
  const [old] = here.conduit.webhooks;
  here.declare({ payments: { secret: 'PAYMENTS_SECRET', id } });
  const inputs = { decisions: `gone payments ${old?.id}` };
  for (let runs = 0; runs < 2; runs += 1) {
    expectUnstoredQuestion(await here.run({ inputs }), id);
    expect(Object.values(here.owners())).toEqual([old?.id]);
  }
  here.github.set('PAYMENTS_SECRET', 'the Key Secret', Date.now() + 5000);
  expect((await here.run({ inputs })).conclusion).toBe('success');
  expect(here.owners()).toEqual({ PAYMENTS_SECRET: id });
  expect(here.conduit.requests).toHaveLength(1);
});

it('is not asked of a webhook that was edited in the Dashboard', async () => {
  const here = await world(payments);
  await here.run();
  const slots = here.state()?.secrets;
  const requests = here.github.requests.length;
  here.declare({
    payments: { secret: 'PAYMENTS_SECRET', url: 'https://hooks.example.com/edited' },
  });
  const kept = await here.run({ inputs: { decisions: keepIn(await here.run()) } });
  expect(kept.conclusion).toBe('success');
  expect(here.state()?.secrets).toEqual(slots);
  expect(here.github.requests, 'and GitHub is asked nothing').toHaveLength(requests);
});

it('is not asked of a webhook that moves to another name', async () => {
  const here = await world(payments);
  await here.run();
  const [webhook] = here.conduit.webhooks;
  const requests = here.github.requests.length;
  here.declare({ moved: { secret: 'PAYMENTS_SECRET', url: webhook?.url ?? '' } });
  await here.run({ inputs: { 'secrets-token': '' } });
  const decisions = keepIn(await here.run());
  const before = here.github.requests.length;
  const moved = await here.run({ inputs: { decisions, 'secrets-token': '' } });
  expect(moved.conclusion).toBe('success');
  expect(here.state()?.webhooks.moved?.current?.id).toBe(webhook?.id);
  expect(here.owners()).toEqual({ PAYMENTS_SECRET: webhook?.id });
  expect(here.github.requests).toHaveLength(before);
  expect(
    here
      .calls()
      .slice(requests)
      .filter((call) => call.startsWith('put')),
  ).toEqual([]);
});

it('is not settled by a reply without a time', async () => {
  const here = await world({ payments: {} });
  await here.run();
  here.declare(payments);
  here.onGitHub(
    at('get', (reply) => sendReply(reply, { status: 200, body: { name: 'PAYMENTS_SECRET' } })),
  );
  const result = await here.run();
  expect(result.exitCode).toBe(1);
  expect(errorsOf(result)).toMatch(/did not say when the secret PAYMENTS_SECRET was updated/);
});

type Result = Awaited<ReturnType<World['run']>>;

/** A person is told that a value was taken for the signing secret, and asked to verify that. */
function expectSeenWritten({ annotations }: Result): void {
  const notices = annotations.filter(({ level }) => level === 'notice');
  expect(notices).toMatchObject([
    { message: expect.stringMatching(/was written since .*Verify this\. The action cannot\./s) },
  ]);
}

/** The decision `keep` that a run printed. */
function keepIn({ log }: Result): string {
  const [line] = /^ {6}keep \S+ [0-9a-f]{8}$/m.exec(log) ?? [];
  if (line === undefined) throw new Error(`No line begins with "keep" in ${log}`);
  return line.trim();
}
