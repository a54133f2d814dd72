/** Each question, and what a run says once it is decided. */
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { printed } from '../../../testing/decisions.ts';
import { manifestPath } from '../../../testing/manifests.ts';
import { type Life, life } from './support.ts';

const idOf = ({ server }: Life, index = 0) => server.webhooks[index]?.id ?? '';

/** The Dashboard shows it, and it is none of the action's. */
const byHand = `whk_${'D'.repeat(27)}`;

test('changed, and replaced', async () => {
  const here = await life({ payments: {}, ledger: {} });
  await here.register();
  const changed = { payments: { url: 'https://hooks.example.com/payments/v2' }, ledger: {} };
  here.declare(changed);
  await here.shows('changed-in-a-plan', await here.plan());
  const asked = await here.shows('changed', here.register());
  const replace = printed(asked, 'replace payments');
  const keep = printed(asked, 'keep payments');
  here.declare(changed, replace, keep);
  await here.shows('decisions-that-contradict', await here.register());
  here.declare({ payments: {}, ledger: {} }, `gone payments ${idOf(here)}`);
  await here.shows('gone-of-a-current-webhook', await here.register());
  here.declare(changed, 'replace payments', 'retry payments');
  await here.shows('decisions-that-cannot-be-read', await here.plan());
  here.declare(changed, replace);
  await here.shows('replaced-in-a-plan', await here.plan());
  const replaced = await here.shows('replaced', here.register());
  const gone = printed(replaced, 'gone payments');
  here.declare(changed, replace, gone);
  await here.shows('replaced-and-gone', await here.register());
  here.declare(changed, replace, gone, keep.replace('payments', 'paymnets'));
  await here.shows('decisions-left-in-place', await here.register());
});

test('changed, and kept or replaced by policy', async () => {
  const here = await life({ payments: {}, ledger: { id: byHand } });
  await here.register();
  here.declare({
    payments: { status: 'disabled', events: ['customer.created'] },
    ledger: { id: byHand },
  });
  const keep = printed(await here.register(), 'keep payments');
  await here.shows('changed-and-kept', await here.register({ decisions: keep }));
  here.declare({
    payments: { status: 'disabled', events: ['customer.created'] },
    ledger: { id: byHand, status: 'disabled' },
  });
  await here.shows('replaced-by-policy', await here.register({ 'on-change': 'replace' }));
});

test('several questions at once', async () => {
  const here = await life({ payments: {}, refunds: {}, ledger: {}, old: {} });
  await here.register();
  const url = (name: string) => `https://hooks.example.com/v2/${name}`;
  here.declare({
    payments: { url: url('payments') },
    refunds: { url: url('refunds') },
    ledger: { id: byHand },
    customers: {},
  });
  await here.shows('several-questions', await here.register());
});

test('renamed', async () => {
  const here = await life({ payments: {} });
  await here.register();
  here.declare({ payouts: { url: 'https://hooks.example.com/payments' } });
  const asked = await here.shows('renamed', here.register());
  const keep = printed(asked, 'keep payouts');
  await here.shows('renamed-and-kept', await here.register({ decisions: keep }));
});

test('removed, and declared again', async () => {
  const both = { payments: {}, ledger: {} };
  const here = await life(both);
  await here.register();
  here.declare({ payments: {} });
  await here.shows('removed-in-a-plan', await here.plan());
  await here.shows('removed', await here.register());
  here.declare(both);
  const asked = await here.shows('re-added', here.register());
  const keep = printed(asked, 'keep ledger');
  await here.shows('re-added-and-kept', await here.register({ decisions: keep }));
  here.declare({ payments: {} }, `gone ledger ${idOf(here, 1)}`);
  await here.shows('removed-and-gone', await here.register());
});

test('another ID', async () => {
  const here = await life({ payments: {}, ledger: {} });
  await here.register();
  here.declare({ payments: {}, ledger: { id: idOf(here) } });
  await here.shows('id-of-another-webhook', await here.register());
  here.declare({ payments: {}, ledger: { id: byHand } });
  const asked = await here.shows('id-differs', here.register());
  const gone = printed(asked, 'gone ledger');
  await here.shows('id-differs-and-gone', await here.register({ decisions: gone }));
});

test('state-mismatch', async () => {
  const here = await life({ payments: {}, ledger: {} });
  await here.register();
  const manifest = 'conduit-webhooks.yml';
  copyFileSync(join(here.workspace, manifestPath), join(here.workspace, manifest));
  await here.shows('second-manifest', await here.register({ manifest }));
  rmSync(join(here.workspace, manifestPath));
  const asked = await here.shows('state-mismatch', here.register({ manifest }));
  const decisions = printed(asked, 'keep @state');
  await here.shows('state-mismatch-and-kept', await here.register({ manifest, decisions }));
});
