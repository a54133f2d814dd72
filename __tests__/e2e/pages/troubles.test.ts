/** What goes wrong on the way to Conduit, and runs that end before their time. */
import { expect, test } from 'vitest';
import { refusal, sendJson } from '../../../testing/conduit-server.ts';
import { printed } from '../../../testing/decisions.ts';
import { unusedPort } from '../../../testing/servers.ts';
import { gate, together } from '../../../testing/temporary.ts';
import { hurried } from '../../../testing/time.ts';
import { createdBody } from '../api/helpers.ts';
import { life } from './support.ts';

const two = { payments: {}, ledger: {} };
const three = { payments: {}, ledger: {}, onboarding: {} };

test('Conduit refuses', async () => {
  const here = await life(three);
  await here.shows('rejected-401', await here.register({ 'api-key': 'live_0123456789' }));
  here.onConduit(together(3, (_, reply) => sendJson(reply, refusal(403, 'forbidden', 'No access to webhooks.'))));
  await here.shows('rejected-403', await here.register({ concurrency: '4' }));
  here.onConduit(({ text }, reply, next) => {
    if (!text.includes('/ledger')) return next();
    sendJson(reply, refusal(400, 'invalid_request', 'url must be reachable'));
  });
  await here.shows('rejected-400', await here.register());
});

test('Conduit throttles', async () => {
  const here = await life({ payments: {} });
  let tries = 0;
  const throttle = (times: number) => {
    tries = 0;
    here.onConduit((_, reply, next) => {
      tries += 1;
      if (tries > times) return next();
      const refused = refusal(429, 'too_many_requests', 'At most 10 requests a minute.');
      sendJson(reply, { ...refused, headers: { 'Retry-After': '1' } });
    });
  };
  throttle(9);
  await here.shows('throttled-for-too-long', await here.register());
  throttle(1);
  await here.shows('throttled', await here.register());
});

test('Conduit does not answer', async () => {
  const here = await life({ payments: {} });
  here.onConduit(() => undefined);
  const asked = await here.shows('unconfirmed', here.register({ 'timeout-seconds': '1' }));
  await here.shows('unconfirmed-in-a-plan', await here.plan());
  here.onConduit();
  const decisions = printed(asked, 'gone payments');
  await here.shows('unconfirmed-and-gone', await here.register({ decisions }));
});

test('Conduit is not there', async () => {
  const here = await life({ payments: {} });
  const nowhere = { 'api-url': `http://127.0.0.1:${await unusedPort()}` };
  // A clock of its own takes a process of its own.
  const run = here.run({ inputs: { concurrency: '1', ...nowhere }, env: hurried });
  await here.shows('not-reachable', run);
});

test('Conduit answers oddly', async () => {
  const here = await life({ payments: {}, ledger: {}, refunds: {}, payouts: {} });
  here.onConduit((request, reply, next) => {
    const { text } = request;
    if (text.includes('/payments')) next();
    else if (text.includes('/ledger')) sendJson(reply, refusal(500, 'internal', 'Something broke.'));
    else if (text.includes('/refunds')) reply.writeHead(307, { Location: 'https://example.com/' }).end();
    else sendJson(reply, { status: 201, body: createdBody(request, { status: 'disabled' }) });
  });
  await here.shows('odd-replies', await here.register());
});

test('cancelled', async () => {
  const here = await life(three);
  const reply = gate();
  here.onConduit(async (_request, _reply, next) => {
    await reply.pass();
    next();
  });
  const run = here.start({ inputs: { concurrency: '1' } });
  await reply.reached;
  run.signal('SIGINT');
  await run.waitForLog(/Run cancelled/);
  reply.open();
  await here.shows('cancelled', await run.done);
});

test('two runs at once, of which the first is killed', async () => {
  const here = await life(two);
  const reply = gate();
  here.onConduit(() => reply.pass());
  const first = here.start({ inputs: { concurrency: '1' } });
  await reply.reached;
  await here.shows('two-runs-at-once', await here.register());
  first.kill();
  await first.done;
  here.endWaits();
  await here.shows('after-a-kill', await here.register());
  const found = { id: `whk_${'D'.repeat(27)}` };
  here.declare({ payments: found, ledger: {} });
  await here.shows('found-in-the-dashboard', await here.register());
});

test('an old run, and a newer one whose summary could not be written', async () => {
  const here = await life({ payments: {} });
  const { annotations, colouredLog } = await here.register({}, { env: { GITHUB_STEP_SUMMARY: '/nowhere/summary' } });
  expect(annotations).toContainEqual(
    expect.objectContaining({
      level: 'warning',
      message: expect.stringMatching(/^The job summary could not be written/),
    }),
  );
  expect(colouredLog).toContain('\u001b[32m✓\u001b[39m payments  created');
  here.declare({ payments: { status: 'disabled' }, ledger: {} }, 'keep payments 3f9a2c1e');
  await here.shows('old-run', await here.register({}, { env: { GITHUB_RUN_ID: '8000' } }));
});
