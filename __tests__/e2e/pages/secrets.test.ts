/** GitHub secrets: what a run needs, what stands in its way, and what it asks. */
import { expect, test } from 'vitest';
import { printed } from '../../../testing/decisions.ts';
import { refusal, sendReply } from '../../../testing/github-server.ts';
import { at, expectNothingDone } from '../github/helpers.ts';
import { life } from './support.ts';

const payments = { payments: { secret: 'PAYMENTS_SECRET' } };

test('before anything is sent', async () => {
  const here = await life({ ledger: {}, ...payments });
  await here.shows('no-secrets-token', await here.register({ 'secrets-token': '' }));
  expect(here.github.requests).toEqual([]);
  const token = here.github.token;
  await here.shows('secrets-token-of-github', await here.register({ 'github-token': token }));
  const readToken = here.github.readToken;
  await here.shows(
    'secrets-token-that-cannot-write',
    await here.register({ 'secrets-token': readToken }, { secrets: [readToken] }),
  );
  expectNothingDone(here);
  here.github.set('PAYMENTS_SECRET', 'of somebody');
  await here.shows('secret-taken', await here.register());
  expect(here.server.requests).toEqual([]);
});

test('not stored, and then set by hand', async () => {
  const here = await life({ ...payments, ledger: {} });
  here.onGitHub(at('put', (reply) => sendReply(reply, refusal(403, 'Resource not accessible'))));
  await here.shows('not-stored-in-the-first-run', await here.register());
  here.onGitHub();
  await here.shows('not-stored-at-github', await here.register());
  here.github.set('PAYMENTS_SECRET', 'the Key Secret');
  const asked = await here.shows('not-stored-but-set-by-hand', here.register());
  const decisions = printed(asked, 'keep payments');
  await here.shows('not-stored-and-kept', await here.register({ decisions }));
  here.github.set('PAYMENTS_SECRET', 'of somebody', Date.now() + 5000);
  await here.shows('secret-written-by-somebody', await here.register());
});

test('a GitHub secret with something else in it', async () => {
  const here = await life({ payments: {} });
  await here.register();
  here.github.set('PAYMENTS_SECRET', 'of somebody');
  here.declare(payments);
  const token = { 'secrets-token': here.github.token };
  await here.shows('not-stored-in-a-plan', await here.plan(token));
  const asked = await here.shows('not-stored-with-something-else', here.register());
  here.github.secrets().delete('PAYMENTS_SECRET');
  const decisions = printed(asked, 'replace payments');
  await here.shows('not-stored-and-replaced', await here.register({ decisions }));
});

test('another GitHub secret is named', async () => {
  const here = await life(payments);
  await here.register();
  here.declare({ payments: { secret: 'RENAMED_SECRET' } });
  await here.shows('secret-renamed', await here.register());
});

test("GitHub's rate limit", async () => {
  const here = await life(payments);
  let isFirst = true;
  here.onGitHub(
    at('put', (reply, _, next) => {
      if (!isFirst) return next();
      isFirst = false;
      sendReply(reply, refusal(429, 'Slow down', { 'Retry-After': '1' }));
    }),
  );
  await here.shows('github-rate-limit', await here.register());
});
