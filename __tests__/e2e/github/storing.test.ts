/** Signing secrets that could not be stored, and runs that ended between storing one and recording it. */
import { expect, it } from 'vitest';
import { type GitHubCall, refusal, sendReply } from '../../../testing/github-server.ts';
import { errorsOf, type Project, project } from '../../../testing/project.ts';
import { together } from '../../../testing/temporary.ts';
import { hurried } from '../../../testing/time.ts';
import { at, expectNothingDone, expectNotStored, expectNotStoredNow, ownersIn } from './helpers.ts';

const payments = { payments: { secret: 'PAYMENTS_SECRET' } };
const secretName = (name: string) => `${name.toUpperCase()}_SECRET`;
const storing = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { secret: secretName(name) }]));

/** What GitHub says of a signing secret: workflow commands, markup and secrets. */
function hostileText({ created, github, server }: Project): string {
  const { secret } = created('hostile');
  const base64 = Buffer.from(secret).toString('base64');
  const parts = [github.token, secret, base64, server.apiSecret].join(' ');
  return `no\n::add-mask::created\r\n##[add-mask]payments ${parts} <img src=x>`;
}

it('is asked about, and its signing secret is in the outputs, whatever GitHub says when it is stored', async () => {
  const unstored = ['payments', 'unanswered', 'hostile', 'missing'];
  const names = [...unstored, 'refunds'];
  const here = await project({ respond: together(names.length) });
  here.onGitHub(
    at('put', (reply, { name }, next) => {
      if (name === 'UNANSWERED_SECRET') reply.destroy();
      else if (name === 'HOSTILE_SECRET') sendReply(reply, refusal(422, hostileText(here)));
      else if (name === 'MISSING_SECRET') sendReply(reply, refusal(404, 'Not Found'));
      else if (name === 'REFUNDS_SECRET') next();
      else sendReply(reply, refusal(422, 'Validation Failed'));
    }),
  );
  const inputs = { concurrency: String(names.length) };
  const result = await here.register(storing(names), { inputs, env: hurried });
  for (const name of unstored) expectNotStoredNow(here, result, name);
  expect(result.outputs).toMatchObject({ created: JSON.stringify(names), undecided: JSON.stringify(unstored) });
  expect(result.log).toMatch(/422: Validation Failed/);
  expect(result.log).toMatch(/404: Not Found/);
  expect(result.log, 'of hostile text').toMatch(/no\\n:\\:add-mask/);
  expect(result.masks).not.toContain('created');
  expect(result.summary).not.toMatch(/<img/);
  const { id, secret } = here.created('refunds');
  expect(here.github.secrets().get('REFUNDS_SECRET')?.value, 'what was on its way').toBe(secret);
  expect(ownersIn(here)).toEqual({ REFUNDS_SECRET: id });
});

it('tells the truth after it was killed before or just after secrets were stored', async () => {
  const names = ['payments', 'refunds'];
  const undecided = JSON.stringify(names);
  const here = await project({ respond: together(names.length) });
  here.declare(storing(names));
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
  const killed = await action.done;
  here.assertClean(killed);
  expect(killed.signal).toBe('SIGKILL');
  here.onGitHub();
  here.endWaits();

  const ids = Object.fromEntries(names.map((name) => [name, here.created(name).id]));
  // Whether GitHub has stored them, the killed run could not say.
  const adopting = await here.register(
    Object.fromEntries(names.map((name) => [name, { secret: secretName(name), id: ids[name] }])),
  );
  expect(adopting.outputs).toMatchObject({ undecided, ids: JSON.stringify(ids) });
  const decisions = names.map((name) => expectNotStored(adopting, name)).join('\n');
  here.github.set('PAYMENTS_SECRET', 'the Key Secret');
  const settled = await here.register(undefined, { inputs: { decisions } });
  expect(settled.conclusion).toBe('success');
  expect(ownersIn(here)).toEqual({ PAYMENTS_SECRET: ids.payments, REFUNDS_SECRET: ids.refunds });
  expect(here.github.secrets().get('REFUNDS_SECRET')?.value).toBe(here.created('refunds').secret);
  expect(here.server.requests).toHaveLength(2);
});

it('ends soon when it is cancelled while GitHub does not answer, and keeps all that is known', async () => {
  const cancelledAt = async (call: GitHubCall) => {
    const here = await project();
    here.declare(payments);
    const stalled = Promise.withResolvers<void>();
    here.onGitHub(at(call, () => stalled.resolve()));
    const action = here.start({ env: hurried });
    await stalled.promise;
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
