/** `verify` through the bundle: a Dashboard that people edit, signals, and nothing secret to be seen. */
import { expect, test } from 'vitest';
import { sendJson } from '../../testing/conduit-server.ts';
import { assertClean, output, project } from '../../testing/project.ts';

const verify = { inputs: { verify: 'true' } };

test('an edit is seen, and a deploy that is run again gets its secrets', async () => {
  const here = await project();
  const { server, register, start, plan } = here;
  const methods = (from = 0) => server.requests.slice(from).map(({ method }) => method);
  const first = await register({ payments: {}, ledger: {} }, verify);
  expect(output(first, 'drifted')).toEqual([]);
  // Without credentials, a plan reads nothing.
  const blind = await plan(verify);
  expect(blind.log).toContain('No webhook was read from Conduit');
  expect(methods()).toEqual(['POST', 'POST']);

  const [payments, ledger] = ['payments', 'ledger'].map((name) =>
    server.webhooks.find(({ url }) => url.endsWith(name)),
  );
  const secrets = { payments: payments?.secret, ledger: ledger?.secret };
  server.edit(payments?.id ?? '', { status: 'disabled', events: ['customer.created'] });
  const before = here.state();
  for (const mode of ['plan', 'register']) {
    const run = await start({ inputs: { ...verify.inputs, mode } }).done;
    assertClean(run, server);
    expect(run.exitCode, run.log).toBe(0);
    expect(output(run, 'drifted')).toEqual(['payments']);
    expect(output(run, 'secrets')).toEqual(mode === 'plan' ? {} : secrets);
    expect(run.outputs['ledger-secret']).toBe(mode === 'plan' ? undefined : secrets.ledger);
    expect(run.masks).toEqual(expect.arrayContaining(Object.values(secrets)));
    expect(run.jobOutputs.secrets).toBe(mode === 'plan' ? '{}' : undefined);
    expect(run.log.match(/ verified$/gm)).toHaveLength(1);
    const message = expect.stringContaining('payments: Conduit has different values');
    const line = expect.any(Number);
    expect(run.annotations).toContainEqual(expect.objectContaining({ level: 'warning', line, message }));
  }
  expect(here.state()).toEqual(before);
  expect(JSON.stringify(before)).not.toContain('whsec');

  const sent = server.requests.length;
  const without = await register({ payments: {}, ledger: {}, fees: {} });
  expect(methods(sent)).toEqual(['POST']);
  expect(without.outputs).not.toHaveProperty('drifted');
  expect(Object.keys(output(without, 'secrets') as object)).toEqual(['fees']);
});

test('a run that is cancelled or killed while it reads creates nothing, and the next one creates once', async () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const id = `whk_${'a'.repeat(27)}`;
  let onRead: (() => void) | undefined;
  const here = await project({
    respond(request, reply, next) {
      if (request.method !== 'GET') next();
      else if (onRead) onRead();
      // It shows its secret everywhere, and is to show it to nobody.
      else {
        const url = `https://hooks.example.com/${secret}`;
        const organizationId = `client_${'b'.repeat(27)}`;
        const webhook = { id, url, events: ['customer.created'], status: 'enabled', organizationId };
        sendJson(reply, { status: 200, headers: { 'X-Secret': secret }, body: { ...webhook, secret, note: secret } });
      }
    },
  });
  here.declare({ payments: { id }, fees: {} });
  for (const [signal, exitCode] of [
    ['SIGINT', 130],
    ['SIGKILL', null],
  ] as const) {
    const asked = Promise.withResolvers<void>();
    onRead = asked.resolve;
    const run = here.start({ inputs: { ...verify.inputs, 'timeout-seconds': '1' } });
    await asked.promise;
    run.signal(signal);
    expect((await run.done).exitCode).toBe(exitCode);
    expect(here.state()).toBeUndefined();
    expect(here.server.webhooks).toEqual([]);
  }
  onRead = undefined;
  const result = await here.register(undefined, verify);
  expect(result.exitCode, result.log).toBe(0);
  assertClean(result, { ...here.server, webhooks: [{ secret }] } as never);
  expect(output(result, 'drifted')).toEqual(['payments']);
  expect(output(result, 'created')).toEqual(['fees']);
  expect(result.outputs['payments-secret']).toBe(secret);
  expect(here.server.webhooks).toHaveLength(1);
});
