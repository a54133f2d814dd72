/** Signing secrets that could not be stored, and runs that ended between storing one and recording it. */
import { expect, it } from 'vitest';
import { printed } from '../../../testing/decisions.ts';
import { refusal, sendReply } from '../../../testing/github-server.ts';
import type { RunningAction } from '../../../testing/runner/index.ts';
import { together } from '../support.ts';
import { at, errorsOf, expectNotStored, expectNotStoredNow, type World, world } from './helpers.ts';

const payments = { payments: 'PAYMENTS_SECRET' };
const refuse = at('put', (reply) => sendReply(reply, refusal(422, 'Validation Failed')));

it('is asked about run after run until the secret is set by hand, or a decision settles it', async () => {
  const names = ['payments', 'decided', 'unanswered', 'hostile', 'missing', 'refunds'];
  const declared = Object.fromEntries(names.map((name) => [name, `${name.toUpperCase()}_SECRET`]));
  let answer = together(names.length);
  const here = await world(declared, { conduit: { respond: (...request) => answer(...request) } });
  const { github } = here;
  const kept = (name: string) => github.secrets().get(`${name.toUpperCase()}_SECRET`)?.value;
  let isApplied = false;
  here.onGitHub((request, reply, next) => {
    if (request.call !== 'put') return next();
    switch (request.name) {
      case 'UNANSWERED_SECRET':
        if (!isApplied) {
          expect(request.text).toMatch(/encrypted_value/);
          reply.end = () => reply;
          next();
          isApplied = true;
        }
        return reply.destroy();
      case 'HOSTILE_SECRET':
        return sendReply(reply, refusal(422, hostileText(here)));
      case 'MISSING_SECRET':
        return sendReply(reply, refusal(404, 'Not Found'));
      case 'REFUNDS_SECRET':
        return next();
      default:
        return sendReply(reply, refusal(422, 'Validation Failed'));
    }
  });
  const inputs = { concurrency: String(names.length) };
  const result = await here.run({ inputs });
  answer = together(1);
  const unstored = names.filter((name) => name !== 'refunds');
  for (const name of unstored) expectNotStoredNow(here, result, name, name);
  expect(result.outputs).toMatchObject({
    created: JSON.stringify(names),
    undecided: JSON.stringify(unstored),
  });
  expect(result.log).toMatch(/422: Validation Failed/);
  expect(result.log).toMatch(/404: Not Found/);
  expect(result.log, 'of hostile text').toMatch(/no\\n:\\:add-mask/);
  expect(result.masks).not.toContain('created');
  expect(result.summary).not.toMatch(/<img/);
  const [refunds, unanswered, first] = ['refunds', 'unanswered', 'decided'].map(here.created);
  expect(kept('refunds'), 'what was on its way').toBe(refunds?.secret);
  expect(here.owners()).toEqual({ REFUNDS_SECRET: refunds?.id });

  here.onGitHub();
  const again = await here.run();
  const keeps = unstored.map((name) => expectNotStored(again, name));
  expect(again.outputs).toMatchObject({
    failed: '[]',
    created: '[]',
    undecided: JSON.stringify(unstored),
    ids: JSON.stringify(Object.fromEntries(names.map((name) => [name, here.created(name).id]))),
    secrets: '{}',
  });
  expect(kept('unanswered'), 'what GitHub stored without an answer').toBe(unanswered?.secret);

  const byHand = unstored.filter((name) => name !== 'decided' && name !== 'unanswered');
  for (const name of byHand) github.set(`${name.toUpperCase()}_SECRET`, 'the Key Secret');
  here.onGitHub(refuse);
  const lines = [
    `replace decided ${first?.id}`,
    ...keeps.filter((line) => !line.startsWith('keep decided')),
  ];
  const inVain = await here.run({ inputs: { decisions: lines.join('\n') } });
  expectNotStoredNow(here, inVain, 'a second time', 'decided');
  expect(inVain.outputs).toMatchObject({
    undecided: '["decided"]',
    unchanged: JSON.stringify(names.filter((name) => name !== 'decided')),
    'to-delete': JSON.stringify([{ name: 'decided', id: first?.id }]),
  });
  for (const name of byHand) expect(kept(name)).toBe('the Key Secret');
  for (const name of [...byHand, 'unanswered']) {
    expect(Object.values(here.owners())).toContain(here.created(name).id);
  }

  here.onGitHub();
  const [second] = here.conduit.webhooks.slice(names.length);
  lines.push(`replace decided ${second?.id}`);
  for (let run = 0; run < 2; run += 1) {
    const settled = await here.run({ inputs: { decisions: lines.join('\n') } });
    expect(settled.conclusion).toBe('success');
    expect(here.conduit.requests).toHaveLength(names.length + 2);
    if (run > 0) expect(here.calls().at(-1)).toBe('list');
  }
  const third = here.conduit.webhooks.at(-1);
  expect(kept('decided')).toBe(third?.secret);
  expect(here.state()?.webhooks.decided).toMatchObject({
    current: { id: third?.id },
    replaced: [first?.id, second?.id],
  });
  expect(here.owners()).toMatchObject({ DECIDED_SECRET: third?.id });
});

/** What GitHub says of a signing secret: workflow commands, markup and secrets. */
function hostileText({ created, github, conduit }: World): string {
  const { secret } = created('hostile');
  const base64 = Buffer.from(secret).toString('base64');
  const parts = [github.token, secret, base64, conduit.apiSecret].join(' ');
  return `no\n::add-mask::created\r\n##[add-mask]payments ${parts} <img src=x>`;
}

it('sends nothing more once a secret could not be stored', async () => {
  const names = ['payments', 'refunds', 'customers'];
  const all = Object.fromEntries(names.map((name) => [name, `${name.toUpperCase()}_SECRET`]));
  const here = await world(all);
  here.onGitHub(refuse);
  const result = await here.run({ inputs: { concurrency: '1' } });
  expectNotStoredNow(here, result);
  expect(here.conduit.requests).toHaveLength(1);
  expect(result.outputs).toMatchObject({
    created: '["payments"]',
    failed: '["payments","refunds","customers"]',
  });
  expect(errorsOf(result)).toMatch(/no request was sent \(a signing secret could not be stored\)/);

  here.onGitHub();
  here.github.set('PAYMENTS_SECRET', 'the Key Secret');
  const inputs = { decisions: printed(result, 'keep payments') };
  expect((await here.run({ inputs })).conclusion).toBe('success');
  expect([...here.github.secrets().keys()].sort()).toEqual(Object.values(all).sort());
  expect(here.conduit.requests).toHaveLength(3);
});

it('tells the truth after it was killed before or just after secrets were stored', async () => {
  const stored = { payments: 'PAYMENTS_SECRET', refunds: 'REFUNDS_SECRET' };
  const here = await world(stored, { conduit: { respond: together(2) } });
  // GitHub has been sent both, and has stored one of them.
  const puts = new Map<string | undefined, () => void>();
  const action = here.start();
  here.onGitHub(
    at('put', (_reply, { name }, next) => {
      puts.set(name, next);
      if (puts.size < 2) return;
      puts.get('REFUNDS_SECRET')?.();
      action.kill();
    }),
  );
  await expectKilled(here, action);
  const waiting = await here.run();
  expect(waiting.exitCode).toBe(1);
  expect(waiting.outputs.undecided).toBe('["payments","refunds"]');
  expect(errorsOf(waiting)).toMatch(/^2 webhooks: run 9001 may still be creating them/);
  for (const name of ['payments', 'refunds']) {
    expect(waiting.log).not.toMatch(new RegExp(`gone ${name}`));
    here.expire(name);
  }
  const requests = here.state()?.webhooks;
  const unknown = await here.run();
  expect(unknown.outputs.undecided).toBe('["payments","refunds"]');
  for (const name of ['payments', 'refunds']) {
    const line = `gone ${name} ${requests?.[name]?.request?.id}`;
    expect(printed(unknown, `gone ${name}`)).toBe(line);
  }

  const [payments, refunds] = [here.created('payments'), here.created('refunds')];
  here.declare({
    payments: { secret: 'PAYMENTS_SECRET', id: payments.id },
    refunds: { secret: 'REFUNDS_SECRET', id: refunds.id },
  });
  // Whether GitHub has stored them, the killed run could not say.
  const adopting = await here.run();
  expect(adopting.outputs).toMatchObject({
    undecided: '["payments","refunds"]',
    ids: JSON.stringify({ payments: payments.id, refunds: refunds.id }),
  });
  const decisions = ['payments', 'refunds'].map((name) => expectNotStored(adopting, name));
  here.github.set('PAYMENTS_SECRET', 'the Key Secret');
  const settled = await here.run({ inputs: { decisions: decisions.join('\n') } });
  expect(settled.conclusion).toBe('success');
  expect(here.owners()).toEqual({ PAYMENTS_SECRET: payments.id, REFUNDS_SECRET: refunds.id });
  expect(here.github.secrets().get('REFUNDS_SECRET')?.value).toBe(refunds.secret);
  expect(here.conduit.requests).toHaveLength(2);
});

async function expectKilled(here: World, action: RunningAction): Promise<void> {
  const killed = await action.done;
  here.assertClean(killed);
  expect(killed.signal).toBe('SIGKILL');
  here.onGitHub();
}

it('is not sure of a GitHub secret that the run may have written before it was killed', async () => {
  let now = Date.now();
  const here = await world(payments, { github: { now: () => now } });
  await here.run();
  // GitHub tells whole seconds.
  now += 5000;
  const [old] = here.conduit.webhooks;
  const inputs = { decisions: `replace payments ${old?.id}` };
  const action = here.start({ inputs });
  here.onGitHub(
    at('put', (_reply, _request, next) => {
      next();
      action.kill();
    }),
  );
  await expectKilled(here, action);
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe(
    here.conduit.webhooks[1]?.secret,
  );
  here.expire('payments');
  const request = here.state()?.webhooks.payments?.request?.id;
  // The new webhook was deleted in the Dashboard: the old one stays, but not its signing secret.
  const asked = await here.run({ inputs: { decisions: `gone payments ${request}` } });
  const keep = expectNotStored(asked);
  expect(here.owners()).toEqual({ PAYMENTS_SECRET: undefined });
  here.github.set('PAYMENTS_SECRET', 'the Key Secret', now + 5000);
  expect((await here.run({ inputs: { decisions: keep } })).conclusion).toBe('success');
  expect(here.owners()).toEqual({ PAYMENTS_SECRET: old?.id });
});
