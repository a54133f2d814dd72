/** Signing secrets that could not be stored, and runs that ended between storing one and recording it. */
import { expect, it } from 'vitest';
import { printed } from '../../../testing/decisions.ts';
import { type GitHubCall, refusal, sendReply } from '../../../testing/github-server.ts';
import type { RunningAction } from '../../../testing/runner/index.ts';
import { together } from '../support.ts';
import {
  at,
  errorsOf,
  expectNothingDone,
  expectNotStored,
  expectNotStoredNow,
  stalledAt,
  type World,
  world,
} from './helpers.ts';

const payments = { payments: 'PAYMENTS_SECRET' };

it('is asked about, and its signing secret is in the outputs, whatever GitHub says when it is stored', async () => {
  const names = ['payments', 'unanswered', 'hostile', 'missing', 'refunds'];
  const declared = Object.fromEntries(names.map((name) => [name, `${name.toUpperCase()}_SECRET`]));
  const here = await world(declared, { conduit: { respond: together(names.length) } });
  const { github } = here;
  const kept = (name: string) => github.secrets().get(`${name.toUpperCase()}_SECRET`)?.value;
  here.onGitHub((request, reply, next) => {
    if (request.call !== 'put') return next();
    switch (request.name) {
      case 'UNANSWERED_SECRET':
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
  const refunds = here.created('refunds');
  expect(kept('refunds'), 'what was on its way').toBe(refunds.secret);
  expect(here.owners()).toEqual({ REFUNDS_SECRET: refunds.id });
});

/** What GitHub says of a signing secret: workflow commands, markup and secrets. */
function hostileText({ created, github, conduit }: World): string {
  const { secret } = created('hostile');
  const base64 = Buffer.from(secret).toString('base64');
  const parts = [github.token, secret, base64, conduit.apiSecret].join(' ');
  return `no\n::add-mask::created\r\n##[add-mask]payments ${parts} <img src=x>`;
}

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

it('ends soon when it is cancelled while GitHub does not answer, and keeps all that is known', async () => {
  const cancelledAt = async (call: GitHubCall) => {
    const here = await world(payments);
    const stalled = stalledAt(here, call);
    const action = here.start();
    await stalled;
    action.cancel();
    const result = await action.done;
    here.assertClean(result);
    expect(result, call).toMatchObject({ exitCode: 130, signal: null });
    return { here, result };
  };
  const [before, after] = await Promise.all([cancelledAt('public key'), cancelledAt('put')]);
  expect(errorsOf(before.result)).toMatch(/repository octo\/repo/);
  expect(before.result.log).toContain('No requests were sent to Conduit.');
  expectNothingDone(before.here);
  expectNotStoredNow(after.here, after.result);
});
