/** GitHub secrets of webhooks that are registered already: what raises a question about one, and what settles it. */
import { expect, it } from 'vitest';
import { printed } from '../../../testing/decisions.ts';
import { refusal, sendReply } from '../../../testing/github-server.ts';
import { at, errorsOf, expectNotStored, noticesOf, world } from './helpers.ts';

const payments = { payments: 'PAYMENTS_SECRET' };
const id = `whk_${'3'.repeat(27)}`;
const otherId = `whk_${'4'.repeat(27)}`;

it('is asked about once it is not recorded as holding the signing secret, and settled by a decision', async () => {
  const registered = {
    payments: {},
    renamed: 'OLD_SECRET',
    replaced: 'REPLACED_SECRET',
    exchanged: 'EXCHANGED_SECRET',
    edited: 'EDITED_SECRET',
  };
  const here = await world(registered);
  const { github } = here;
  await here.run();
  const old = Object.fromEntries(
    Object.keys(registered).map((name) => [name, here.created(name)] as const),
  );
  here.declare({ ...registered, renamed: 'old_SECRET' });
  expect((await here.run()).conclusion, 'GitHub does not tell upper from lower case').toBe(
    'success',
  );

  const before = here.calls().length;
  github.set('PAYMENTS_SECRET', 'of another webhook');
  here.declare({
    ...payments,
    refunds: 'REFUNDS_SECRET',
    renamed: 'RENAMED_SECRET',
    replaced: 'ANEW_SECRET',
    adopted: { secret: 'ADOPTED_SECRET', id },
    exchanged: { secret: 'EXCHANGED_SECRET', id: otherId },
    edited: { secret: 'EDITED_SECRET', url: 'https://hooks.example.com/new' },
  });
  const open = ['payments', 'renamed', 'replaced', 'adopted', 'exchanged'];
  const gone = `gone exchanged ${old.exchanged?.id}`;
  const asked = await here.run({ inputs: { decisions: gone } });
  const keeps = open.map((name) => expectNotStored(asked, name));
  const shown = asked.annotations.find(({ message }) => message.startsWith('payments: '));
  expect(shown).toMatchObject({ level: 'error', line: 6, column: 13 });
  expect(asked.outputs['to-create'], 'what the question blocks').toBe('["refunds"]');
  expect(asked.log).toMatch(/stored in +OLD_SECRET\n/);
  expect(asked.log, 'of one that is stored elsewhere').not.toMatch(/- replace renamed/);
  expect(here.state()?.webhooks.adopted?.current).toMatchObject({ id, origin: 'adopted' });
  expect(errorsOf(asked), 'of an edit').toMatch(/edited: the manifest changed/);

  // What GitHub does not have contains nothing.
  const early = await here.run({ inputs: { decisions: [gone, ...keeps].join('\n') } });
  expect(early.outputs.undecided).toBe('["renamed","replaced","adopted","edited"]');
  expect(early.log).toContain(`${keeps[1]} does not count yet`);
  expect(here.conduit.requests).toHaveLength(5);
  expect(
    here
      .calls()
      .slice(before)
      .filter((call) => !/^(list|get .*|public key)$/.test(call)),
  ).toEqual([]);

  for (const name of ['RENAMED_SECRET', 'ADOPTED_SECRET']) github.set(name, 'the Key Secret');
  here.declare({
    ...payments,
    refunds: 'REFUNDS_SECRET',
    renamed: 'RENAMED_SECRET',
    replaced: 'ANEW_SECRET',
    adopted: { secret: 'ADOPTED_SECRET', id },
    exchanged: { secret: 'EXCHANGED_SECRET', id: otherId },
    edited: 'EDITED_SECRET',
  });
  const replace = `replace replaced ${old.replaced?.id}`;
  const rest = keeps.filter((line) => !line.startsWith('keep replaced'));
  const settled = await here.run({ inputs: { decisions: [replace, ...rest].join('\n') } });
  expect(settled.conclusion, settled.log).toBe('success');
  expect(settled.outputs.created).toBe('["refunds","replaced"]');
  const again = await here.run();
  expect(again.conclusion, again.log).toBe('success');
  expect(here.conduit.requests).toHaveLength(7);
  const kept = (name: string) => github.secrets().get(name)?.value;
  const anew = here.conduit.webhooks.findLast(({ url }) => url.endsWith('/replaced'));
  expect(kept('RENAMED_SECRET')).toBe('the Key Secret');
  expect(kept('ANEW_SECRET')).toBe(anew?.secret);
  expect(kept('REPLACED_SECRET')).toBe(old.replaced?.secret);
  expect(here.owners()).toMatchObject({
    PAYMENTS_SECRET: old.payments?.id,
    RENAMED_SECRET: old.renamed?.id,
    ANEW_SECRET: anew?.id,
    ADOPTED_SECRET: id,
    EXCHANGED_SECRET: otherId,
    EDITED_SECRET: old.edited?.id,
  });
});

it('is asked about once another GitHub environment keeps the secrets, and the old place is named', async () => {
  const here = await world(payments, { github: { environments: ['staging', 'live'] } });
  await here.run({ inputs: { 'secrets-environment': 'staging' } });
  const [webhook] = here.conduit.webhooks;
  const inputs = { 'secrets-environment': 'live' };
  const decisions = expectNotStored(await here.run({ inputs }));
  here.github.set('PAYMENTS_SECRET', 'the Key Secret', Date.now(), 'live');
  const found = await here.run({ inputs });
  expect(found.log).toMatch(/stored in +PAYMENTS_SECRET in the GitHub environment staging\n/);
  expect((await here.run({ inputs: { ...inputs, decisions } })).conclusion).toBe('success');
  expect(here.owners()).toEqual({
    'PAYMENTS_SECRET/staging': webhook?.id,
    'PAYMENTS_SECRET/live': webhook?.id,
  });
  const again = await here.run({ inputs: { 'secrets-environment': 'Live' } });
  expect(again.conclusion, 'an environment is the same in upper and lower case').toBe('success');
});

it('is asked about by state alone when there is no token, or GitHub does not say: a plan and a register come to the same', async () => {
  const here = await world({ payments: {} });
  await here.run();
  here.declare(payments);
  const [webhook] = here.conduit.webhooks;
  here.onGitHub(at('list', (reply) => sendReply(reply, refusal(403, 'Not allowed'))));
  const unchecked = await here.run();
  expect(noticesOf(unchecked)).toMatch(/GitHub secrets were not checked: .*403: Not allowed/);
  const keep = expectNotStored(unchecked);
  for (const mode of ['plan', 'register']) {
    expect(expectNotStored(await here.run({ inputs: { mode, 'secrets-token': '' } }))).toBe(keep);
  }
  const inputs = { decisions: keep, 'secrets-token': '' };
  expect((await here.run({ inputs })).conclusion).toBe('success');
  expect(here.owners()).toEqual({ PAYMENTS_SECRET: webhook?.id });
  expect((await here.run()).conclusion).toBe('success');
  expect(here.conduit.requests).toHaveLength(1);
});

it('is told when somebody has written it, and is not free until that is said to be right; deleted, it is asked about', async () => {
  const here = await world(payments);
  await here.run();
  const [webhook] = here.conduit.webhooks;
  here.github.set('PAYMENTS_SECRET', 'by hand', Date.now() + 5000);
  const written = await here.run();
  expect(written.conclusion).toBe('success');
  expect(noticesOf(written)).toMatch(/payments: the GitHub secret was updated by someone else/);
  const keep = printed(written, 'keep payments');
  const replace = `replace payments ${webhook?.id}`;
  expect(errorsOf(await here.run({ inputs: { decisions: replace } }))).toMatch(/already exists/);
  const kept = await here.run({ inputs: { decisions: keep } });
  expect([kept.conclusion, noticesOf(kept)]).toEqual(['success', '']);
  expect(noticesOf(await here.run())).toBe('');
  expect((await here.run({ inputs: { decisions: replace } })).outputs.created).toBe('["payments"]');

  here.github.secrets().delete('PAYMENTS_SECRET');
  const deleted = await here.run();
  expect(deleted.log).toContain('GitHub does not have the secret');
  const decisions = expectNotStored(deleted);
  expectNotStored(await here.run({ inputs: { decisions } }));
  here.github.set('PAYMENTS_SECRET', 'the Key Secret');
  expect((await here.run({ inputs: { decisions } })).conclusion).toBe('success');
});

it('is not asked about when its webhook moves to another name', async () => {
  const here = await world(payments);
  await here.run();
  const [webhook] = here.conduit.webhooks;
  here.declare({ moved: { secret: 'PAYMENTS_SECRET', url: webhook?.url ?? '' } });
  const decisions = printed(await here.run(), 'keep moved');
  const before = here.github.requests.length;
  const moved = await here.run({ inputs: { decisions, 'secrets-token': '' } });
  expect(moved.conclusion).toBe('success');
  expect(here.state()?.webhooks.moved?.current?.id).toBe(webhook?.id);
  expect(here.owners()).toEqual({ PAYMENTS_SECRET: webhook?.id });
  expect(here.github.requests).toHaveLength(before);
});
