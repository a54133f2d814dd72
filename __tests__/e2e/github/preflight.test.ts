import { expect, it } from 'vitest';
import { refusal, sendReply } from '../../../testing/github-server.ts';
import type { RunOptions } from '../../../testing/runner/index.ts';
import { at, errorsOf, expectNothingDone, expectNotStored, world } from './helpers.ts';

const payments = { payments: 'PAYMENTS_SECRET' };

function withToken(token: string): Partial<RunOptions> {
  return { inputs: { 'secrets-token': token }, secrets: [token] };
}

it('stops before anything is created when the environment does not exist', async () => {
  const here = await world(payments, { github: { environments: ['live'] } });
  const result = await here.run({ inputs: { 'secrets-environment': 'live2' } });
  expect(errorsOf(result)).toMatch(/GitHub environment "live2" does not exist/);
  expect(errorsOf(result)).toMatch(/"Environments: Read and write"/);
  expectNothingDone(here);
});

it('leaves no check behind on a server that takes any value, and no secret of the user’s is touched', async () => {
  const here = await world(payments, { github: { acceptsAnything: true } });
  here.github.set('CONDUIT_WEBHOOKS_WRITE_CHECK', 'mine');
  here.github.set('OTHER', 'also mine');
  const result = await here.run();
  expect(result.conclusion).toBe('success');
  const kept = [...here.github.secrets()].map(([name, { value }]) => [name, value]);
  expect(Object.fromEntries(kept)).toEqual({
    CONDUIT_WEBHOOKS_WRITE_CHECK: 'mine',
    OTHER: 'also mine',
    PAYMENTS_SECRET: here.conduit.webhooks[0]?.secret,
  });
});

it('asks by a delete when a server fails upon the check', async () => {
  const fails = at('check', (reply) => sendReply(reply, refusal(500, 'Server Error')));
  const may = await world(payments);
  const mayNot = await world(payments);
  may.onGitHub(fails);
  mayNot.onGitHub(fails);
  const [written, refused] = await Promise.all([may.run(), mayNot.run(withToken(mayNot.github.readToken))]);
  expect(written.conclusion).toBe('success');
  expect([...may.github.secrets().keys()]).toEqual(['PAYMENTS_SECRET']);
  expect(errorsOf(refused)).toMatch(/Resource not accessible by integration/);
  expectNothingDone(mayNot);
});

it('gives up when the delete fails, too', async () => {
  const here = await world(payments);
  here.onGitHub((request, reply, next) => {
    if (request.call === 'check' || request.call === 'delete') reply.writeHead(500).end();
    else next();
  });
  expect(errorsOf(await here.run())).toMatch(/could not be written.*500/s);
  expectNothingDone(here);
});

it('names the check that such a server does not delete again, and creates nothing', async () => {
  const here = await world(payments, { github: { acceptsAnything: true } });
  here.onGitHub(at('delete', (reply) => sendReply(reply, refusal(403, 'Not allowed'))));
  const result = await here.run();
  const [name] = here.github.secrets().keys();
  expect(result.exitCode).toBe(1);
  expect(name).toMatch(/^CONDUIT_WEBHOOKS_WRITE_CHECK_\d+$/);
  expect(errorsOf(result)).toMatch(new RegExp(`A test secret was left behind: ${name}. Delete it`));
  expect(result.log).toContain('No requests were sent to Conduit.');
  expect(here.conduit.requests).toEqual([]);
});

it('plans with a token without writing, and foretells what register would say', async () => {
  const here = await world({ payments: {} });
  await here.run();
  here.declare({ ...payments, refunds: 'REFUNDS_SECRET' });
  here.github.set('REFUNDS_SECRET', 'of another webhook');
  const state = JSON.stringify(here.state());
  const options = {
    inputs: { mode: 'plan', 'secrets-token': here.github.readToken },
    secrets: [here.github.readToken],
  };
  const missing = await here.run(options);
  expect(missing.log).toContain('GitHub does not have the secret');
  expect(errorsOf(missing)).toMatch(/REFUNDS_SECRET already exists/);
  const keep = expectNotStored(missing);
  here.github.set('PAYMENTS_SECRET', 'of another webhook');
  expect(expectNotStored(await here.run(options))).toBe(keep);
  const methods = here.github.requests.map(({ method }) => method);
  expect(methods.filter((method) => method !== 'GET')).toEqual([]);
  expect(JSON.stringify(here.state())).toBe(state);
});
