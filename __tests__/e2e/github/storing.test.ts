/** Signing secrets that could not be stored, and runs that ended between storing one and recording it. */
import { expect, it } from 'vitest';
import { refusal, sendReply } from '../../../testing/github-server.ts';
import type { RunOptions } from '../../../testing/runner/index.ts';
import {
  at,
  errorsOf,
  expectUnstored,
  expectUnstoredQuestion,
  type World,
  world,
} from './helpers.ts';

const payments = { payments: 'PAYMENTS_SECRET' };
const refuse = at('put', (reply) => sendReply(reply, refusal(422, 'Validation Failed')));

it('is asked about run after run until the secret is set by hand, and the next run sees that', async () => {
  const here = await world(payments);
  here.onGitHub(refuse);
  const result = await here.run();
  expectUnstored(here, result);
  expect(result.log).toMatch(/422: Validation Failed/);
  here.onGitHub();

  const id = here.conduit.webhooks[0]?.id;
  for (let run = 0; run < 2; run += 1) {
    const again = await here.run();
    expectUnstoredQuestion(again, id);
    expect(again.outputs).toMatchObject({
      failed: '[]',
      created: '[]',
      ids: JSON.stringify({ payments: id }),
      secrets: '{}',
    });
  }
  here.github.set('PAYMENTS_SECRET', 'the Key Secret');
  const settled = await here.run();
  expect(settled.conclusion).toBe('success');
  expect(settled.outputs).toMatchObject({ unchanged: '["payments"]', undecided: '[]' });
  expect(here.owners()).toEqual({ PAYMENTS_SECRET: id });
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe('the Key Secret');

  const requests = here.github.requests.length;
  expect((await here.run()).conclusion).toBe('success');
  expect(here.github.requests).toHaveLength(requests);
  expect(here.conduit.requests).toHaveLength(1);
});

it.each([
  ['ahead', 3600_000],
  ['behind', -3600_000],
])('sees what was written with the clock of GitHub an hour %s', async (_, skew) => {
  const here = await world(payments, { github: { now: () => Date.now() + skew } });
  await here.run();
  const [old] = here.conduit.webhooks;
  here.onGitHub(refuse);
  expectUnstored(here, await here.run({ inputs: { decisions: `replace payments ${old?.id}` } }));
  here.onGitHub();
  const anew = here.conduit.webhooks[1];
  // It still has the old one's signing secret in it.
  expectUnstoredQuestion(await here.run(), anew?.id);

  here.github.set('PAYMENTS_SECRET', 'the Key Secret', Date.now() + skew + 5000);
  expect((await here.run()).conclusion).toBe('success');
  expect(here.owners()).toEqual({ PAYMENTS_SECRET: anew?.id });
});

it('is settled by the decision that the run printed, once', async () => {
  const here = await world(payments);
  here.onGitHub(refuse);
  expectUnstored(here, await here.run());
  const [first] = here.conduit.webhooks;
  const lines = [`replace payments ${first?.id}`];
  const inVain = await here.run({ inputs: { decisions: lines.join('\n') } });
  expectUnstored(here, inVain);
  expect(inVain.outputs['to-delete']).toBe(JSON.stringify([{ name: 'payments', id: first?.id }]));

  here.onGitHub();
  lines.push(`replace payments ${here.conduit.webhooks[1]?.id}`);
  for (let runs = 0; runs < 2; runs += 1) {
    const result = await here.run({ inputs: { decisions: lines.join('\n') } });
    expect(result.conclusion).toBe('success');
    expect(here.conduit.webhooks).toHaveLength(3);
  }
  const [, second, third] = here.conduit.webhooks;
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe(third?.secret);
  expect(here.state()?.webhooks.payments).toMatchObject({
    current: { id: third?.id },
    replaced: [first?.id, second?.id],
  });
  expect(here.owners()).toEqual({ PAYMENTS_SECRET: third?.id });
});

it('sends nothing more once a secret could not be stored', async () => {
  const names = ['payments', 'refunds', 'customers'];
  const all = Object.fromEntries(names.map((name) => [name, `${name.toUpperCase()}_SECRET`]));
  const here = await world(all);
  here.onGitHub(refuse);
  const result = await here.run({ inputs: { concurrency: '1' } });
  expectUnstored(here, result);
  expect(here.conduit.requests).toHaveLength(1);
  expect(result.outputs).toMatchObject({
    created: '["payments"]',
    failed: '["payments","refunds","customers"]',
  });
  expect(errorsOf(result)).toMatch(/nothing was sent \(a signing secret could not be stored\)/);

  here.onGitHub();
  here.github.set('PAYMENTS_SECRET', 'the Key Secret');
  expect((await here.run()).conclusion).toBe('success');
  expect([...here.github.secrets().keys()].sort()).toEqual(Object.values(all).sort());
  expect(here.conduit.requests).toHaveLength(3);
});

it('stores the others that are on their way when one cannot be stored', async () => {
  const waiting: (() => void)[] = [];
  const here = await world(
    { ...payments, refunds: 'REFUNDS_SECRET' },
    {
      conduit: {
        respond(_request, _reply, next) {
          waiting.push(next);
          if (waiting.length === 2) for (const reply of waiting) reply();
        },
      },
    },
  );
  here.onGitHub((request, reply, next) => {
    if (request.call === 'put' && request.name === 'PAYMENTS_SECRET')
      sendReply(reply, refusal(404, 'Not Found'));
    else next();
  });
  const result = await here.run();
  const find = (name: string) => here.conduit.webhooks.find(({ url }) => url.endsWith(name));
  const [paid, refunds] = [find('payments'), find('refunds')];
  expectUnstoredQuestion(result, paid?.id);
  expect(result.outputs.created).toBe('["payments","refunds"]');
  expect(here.github.secrets().get('REFUNDS_SECRET')?.value).toBe(refunds?.secret);
  expect(here.owners()).toEqual({ PAYMENTS_SECRET: undefined, REFUNDS_SECRET: refunds?.id });
});

it('finds a secret that GitHub stored without an answer', async () => {
  const here = await world(payments);
  let applied = false;
  here.onGitHub(
    at('put', (reply, { text }, next) => {
      if (!applied) {
        expect(text).toMatch(/encrypted_value/);
        reply.end = () => reply;
        next();
        applied = true;
      }
      reply.destroy();
    }),
  );
  const result = await here.run();
  expectUnstored(here, result);
  here.onGitHub();
  expect((await here.run()).conclusion).toBe('success');
  const [webhook] = here.conduit.webhooks;
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe(webhook?.secret);
  expect(here.owners()).toEqual({ PAYMENTS_SECRET: webhook?.id });
});

it('tells the truth after it was killed before the secret was stored', async () => {
  const here = await killedAtPut(false);
  const [webhook] = here.conduit.webhooks;
  here.declare({ payments: { secret: 'PAYMENTS_SECRET', id: webhook?.id ?? '' } });
  for (let runs = 0; runs < 2; runs += 1) {
    const adopting = await here.run();
    expectUnstoredQuestion(adopting, webhook?.id);
    expect(adopting.outputs.ids).toBe(JSON.stringify({ payments: webhook?.id }));
  }
  here.github.set('PAYMENTS_SECRET', 'the Key Secret');
  const settled = await here.run();
  expect(settled.conclusion).toBe('success');
  expect(here.owners()).toEqual({ PAYMENTS_SECRET: webhook?.id });
  expect(here.conduit.requests).toHaveLength(1);
});

it('finds the secret that was stored just before it was killed', async () => {
  const here = await killedAtPut(true);
  const [webhook] = here.conduit.webhooks;
  here.declare({ payments: { secret: 'PAYMENTS_SECRET', id: webhook?.id ?? '' } });
  const settled = await here.run();
  expect(settled.conclusion).toBe('success');
  expect(settled.annotations).toMatchObject([
    { level: 'notice', message: expect.stringMatching(/was written since a run last checked it/) },
  ]);
  expect(here.owners()).toEqual({ PAYMENTS_SECRET: webhook?.id });
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe(webhook?.secret);
  expect(here.conduit.requests).toHaveLength(1);
});

it('is not sure of a GitHub secret that the run may have written before it was killed', async () => {
  let now = Date.now();
  const here = await world(payments, { github: { now: () => now } });
  await here.run();
  // GitHub tells whole seconds.
  now += 5000;
  const [old] = here.conduit.webhooks;
  const inputs = { decisions: `replace payments ${old?.id}` };
  await killAtPut(here, true, { inputs });
  expect(here.github.secrets().get('PAYMENTS_SECRET')?.value).toBe(
    here.conduit.webhooks[1]?.secret,
  );
  here.expire('payments');
  const attempt = here.state()?.webhooks.payments?.attempt?.id;
  // The new webhook was deleted in the Dashboard: the old one stays, but not its signing secret.
  for (let runs = 0; runs < 2; runs += 1) {
    const result = await here.run({ inputs: { decisions: `gone payments ${attempt}` } });
    expectUnstoredQuestion(result, old?.id);
    expect(here.owners()).toEqual({ PAYMENTS_SECRET: undefined });
  }
  here.github.set('PAYMENTS_SECRET', 'the Key Secret', now + 5000);
  expect((await here.run()).conclusion).toBe('success');
  expect(here.owners()).toEqual({ PAYMENTS_SECRET: old?.id });
});

/** Runs until GitHub has the signing secret, `applied` or not, and is killed then. */
async function killAtPut(here: World, applied: boolean, options?: Partial<RunOptions>) {
  const action = here.start(options);
  here.onGitHub(
    at('put', (_reply, _request, next) => {
      if (applied) next();
      action.kill();
    }),
  );
  const killed = await action.done;
  here.assertClean(killed);
  expect(killed.signal).toBe('SIGKILL');
  here.onGitHub();
}

/** A run was killed when GitHub had the signing secret, `applied` or not, and nobody decides before its time is over. */
async function killedAtPut(applied: boolean): Promise<World> {
  const here = await world(payments);
  await killAtPut(here, applied);
  const waiting = await here.run();
  expect(waiting.exitCode).toBe(1);
  expect(waiting.outputs.undecided).toBe('["payments"]');
  expect(errorsOf(waiting)).toMatch(/run 9001 is registering it/);
  expect(waiting.log).not.toMatch(/gone payments/);
  here.expire('payments');
  const attempt = here.state()?.webhooks.payments?.attempt;
  const unknown = await here.run();
  expect(unknown.outputs.undecided).toBe('["payments"]');
  expect(errorsOf(unknown)).toMatch(new RegExp(`^gone payments ${attempt?.id}$`, 'm'));
  return here;
}

it('prints what GitHub says as harmless text, secrets removed', async () => {
  const here = await world(payments);
  here.onGitHub(
    at('put', (reply) => {
      const secret = here.conduit.webhooks[0]?.secret ?? '';
      const parts = [
        here.github.token,
        secret,
        Buffer.from(secret).toString('base64'),
        here.conduit.apiSecret,
      ];
      sendReply(
        reply,
        refusal(
          422,
          `no\n::add-mask::created\r\n##[add-mask]payments ${parts.join(' ')} <img src=x>`,
        ),
      );
    }),
  );
  const result = await here.run();
  expectUnstored(here, result);
  expect(result.masks).not.toContain('created');
  expect(result.summary).not.toMatch(/<img/);
  expect(result.log).toMatch(/no\\n:\\:add-mask/);
});
