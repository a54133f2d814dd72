/** The question `unstored`, asked of webhooks that are registered already: what raises it, and what settles it. */
import { expect, it } from 'vitest';
import { sendReply } from '../../../testing/github-server.ts';
import { at, errorsOf, expectUnstoredQuestion, type World, world } from './helpers.ts';

const payments = { payments: 'PAYMENTS_SECRET' };
const id = `whk_${'3'.repeat(27)}`;
const otherId = `whk_${'4'.repeat(27)}`;

it('is asked once a GitHub secret lacks the signing secret, and settled by whoever puts one there', async () => {
  const registered = {
    payments: {},
    renamed: 'OLD_SECRET',
    replaced: 'REPLACED_SECRET',
    exchanged: 'EXCHANGED_SECRET',
    edited: 'EDITED_SECRET',
  };
  const here = await world(registered);
  const { github } = here;
  const kept = (name: string) => github.secrets().get(name)?.value;
  const callsAbout = (name: string) => here.calls().filter((call) => call.endsWith(` ${name}`));
  await here.run();
  const old = Object.fromEntries(
    Object.keys(registered).map((name) => [name, here.created(name)] as const),
  );
  const requests = github.requests.length;
  here.declare({ ...registered, renamed: 'old_SECRET' });
  expect((await here.run()).conclusion, 'GitHub does not tell upper from lower case').toBe(
    'success',
  );
  expect(github.requests).toHaveLength(requests);

  const before = { calls: here.calls(), edited: callsAbout('EDITED_SECRET'), state: here.state() };
  github.set('PAYMENTS_SECRET', 'of another webhook', Date.now() - 60_000);
  here.declare({
    ...payments,
    refunds: 'REFUNDS_SECRET',
    renamed: 'RENAMED_SECRET',
    replaced: 'ANEW_SECRET',
    adopted: { secret: 'ADOPTED_SECRET', id },
    exchanged: { secret: 'EXCHANGED_SECRET', id: otherId },
    edited: { secret: 'EDITED_SECRET', url: 'https://hooks.example.com/new' },
  });
  const gone = `gone exchanged ${old.exchanged?.id}`;
  const ask = async () => {
    const asked = await here.run({ inputs: { decisions: gone } });
    const expectQuestion = (name: string, of: string | undefined) =>
      expectUnstoredQuestion(asked, of, name, name);
    expectQuestion('payments', old.payments?.id);
    expect(errorOf(asked, 'payments')).toMatchObject({
      file: '.github/conduit-webhooks.yml',
      line: 6,
      column: 13,
    });
    expect(asked.outputs['to-create'], 'what the question holds back').toBe('["refunds"]');

    expectQuestion('renamed', old.renamed?.id);
    expect(asked.log).toMatch(/RENAMED_SECRET does not exist/);
    expect(asked.log).toMatch(/GitHub secret OLD_SECRET holds it, and is not needed once/);

    expectQuestion('replaced', old.replaced?.id);

    expectQuestion('adopted', id);
    const { current } = here.state()?.webhooks.adopted ?? {};
    expect(current).toMatchObject({ id, origin: 'adopted' });
    expect(JSON.parse(asked.outputs.ids ?? '')).toHaveProperty('adopted', id);

    expectQuestion('exchanged', otherId);
    expect(here.owners()).toMatchObject({ EXCHANGED_SECRET: old.exchanged?.id });
    expect(Object.values(here.owners())).not.toContain(otherId);

    expect(errorsOf(asked)).toMatch(/edited: the manifest changed/);
    expect(errorsOf(asked), 'of an edit').not.toMatch(/edited: the signing secret/);
    return asked;
  };
  await ask();
  const keep = keepIn(await ask());
  expect(here.conduit.requests).toHaveLength(5);
  const calls = here.calls().slice(before.calls.length);
  expect(calls.filter((call) => !/^(get |public key$)/.test(call))).toEqual([]);

  github.set('PAYMENTS_SECRET', 'the Key Secret');
  github.set('RENAMED_SECRET', 'the Key Secret');
  github.set('ADOPTED_SECRET', 'the Key Secret', Date.parse('2026-01-02T03:04:05Z'));
  github.set('EXCHANGED_SECRET', 'the Key Secret', Date.now() + 5000);
  const decisions = [gone, `replace replaced ${old.replaced?.id}`, keep].join('\n');
  const settled = await here.run({ inputs: { decisions } });
  expect(settled.conclusion).toBe('success');
  expect(settled.outputs.created).toBe('["refunds","replaced"]');
  expect(settled.outputs.unchanged).toContain('"payments"');
  expectSeenWritten(settled, 'payments', 'renamed', 'adopted', 'exchanged');
  const again = await here.run({ inputs: { decisions } });
  expect(again.conclusion).toBe('success');
  expect(here.conduit.requests).toHaveLength(7);

  expect(kept('PAYMENTS_SECRET')).toBe('the Key Secret');
  const anew = here.conduit.webhooks.findLast(({ url }) => url.endsWith('/replaced'));
  expect(kept('ANEW_SECRET')).toBe(anew?.secret);
  expect(kept('REPLACED_SECRET')).toBe(old.replaced?.secret);
  expect(here.owners()).toMatchObject({
    PAYMENTS_SECRET: old.payments?.id,
    RENAMED_SECRET: old.renamed?.id,
    ANEW_SECRET: anew?.id,
    EXCHANGED_SECRET: otherId,
  });
  expect(here.state()?.secrets).toMatchObject({
    ADOPTED_SECRET: { updatedAt: '2026-01-02T03:04:05Z', owner: id },
    EDITED_SECRET: before.state?.secrets.EDITED_SECRET,
  });
  expect(callsAbout('EDITED_SECRET'), 'GitHub is asked nothing of it').toEqual(before.edited);
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
  expect(here.calls()).toEqual(['get PAYMENTS_SECRET']);
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
  const here = await world({ payments: { secret: 'PAYMENTS_SECRET', id } });
  here.onGitHub(
    at('get', (reply) => sendReply(reply, { status: 200, body: { name: 'PAYMENTS_SECRET' } })),
  );
  const result = await here.run();
  expect(result.exitCode).toBe(1);
  expect(errorsOf(result)).toMatch(/did not say when the secret PAYMENTS_SECRET was updated/);
});

type Result = Awaited<ReturnType<World['run']>>;

/** A person is told, of these webhooks alone, that a value was taken for the signing secret, and asked to verify that. */
function expectSeenWritten({ annotations }: Result, ...names: string[]): void {
  const notices = annotations.filter(({ level }) => level === 'notice');
  const said = /was written since .*Verify this\. The action cannot\./s;
  expect(notices).toMatchObject(names.map(() => ({ message: expect.stringMatching(said) })));
  for (const [index, name] of names.entries()) {
    expect(notices[index]?.message).toMatch(new RegExp(`^${name}: `));
  }
}

function errorOf({ annotations }: Result, name: string): Result['annotations'][number] | undefined {
  return annotations.find(
    ({ level, message }) => level === 'error' && message.startsWith(`${name}: `),
  );
}

/** The decision `keep` that a run printed. */
function keepIn({ log }: Result): string {
  const [line] = /^ {6}keep \S+ [0-9a-f]{8}$/m.exec(log) ?? [];
  if (line === undefined) throw new Error(`No line begins with "keep" in ${log}`);
  return line.trim();
}
