/** Several requests at a time, a run that ends before its time, and the way through a proxy. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { certificate } from '../../../testing/certificates.ts';
import { temporaryFolder } from '../../../testing/folders.ts';
import { output, project } from '../../../testing/project.ts';
import { conduit, rawServer, tunnelProxy, until } from '../../../testing/temporary.ts';
import { hurried } from '../../../testing/time.ts';
import { nameIn, ownLines, summaryRows } from './helpers.ts';

const letters = 'hgfedcba';
const plain = (names: string) => Object.fromEntries([...names].map((name) => [name, {}]));

it('sends no more requests at a time than it is told to, and leaves results in the manifest’s order', async () => {
  const limit = 4;
  const held: (() => void)[] = [];
  const { server, register } = await project({
    respond(_request, _reply, next) {
      held.push(next);
      // One more than there may be has the time to come.
      if (held.length < limit) return;
      setTimeout(() => {
        for (const [index, reply] of held.splice(0).toReversed().entries()) setTimeout(reply, index * 30);
      }, 50);
    },
  });
  const result = await register(plain(letters), { inputs: { concurrency: String(limit) } });
  expect(server.requests).toHaveLength(letters.length);
  expect(server.maxConcurrent).toBe(limit);
  const ids = server.webhooks.map(({ url, id }) => [url.at(-1), id] as const);
  expect(ids.map(([name]) => name).join('')).not.toBe(letters);
  expect(output(result, 'ids')).toEqual(Object.fromEntries(ids));
  for (const name of ['ids', 'secrets']) expect(Object.keys(output(result, name) as object).join('')).toBe(letters);
  expect(output(result, 'created')).toEqual([...letters]);
  const [, ...rows] = summaryRows(result);
  expect(rows.map(([name]) => name)).toEqual([...letters]);
});

it('has told and passed on each result when it was known, should it be killed', async () => {
  const { server, declare, start, assertClean } = await project({
    respond(request, _reply, next) {
      if (!'ad'.includes(nameIn(request))) next();
    },
  });
  declare(plain('abcd'));
  const running = start({ inputs: { state: 'none', concurrency: '2' } });
  await running.waitForLog(/^✓ c /m);
  running.kill();
  const result = await running.done;
  assertClean(result);
  expect(result).toMatchObject({ signal: 'SIGKILL', conclusion: 'failure' });
  const [b, c] = server.webhooks;
  const lines = ownLines(result).slice(1);
  expect(lines.map((line) => line.slice(0, 3))).toEqual(['✓ b', '✓ c']);
  const known = { 'b-id': b?.id, 'b-secret': b?.secret, 'c-id': c?.id, 'c-secret': c?.secret };
  expect(result.outputs).toMatchObject(known);
});

it('ends when it is cancelled: what is stalled becomes unknown', async () => {
  const reply = Promise.withResolvers<void>();
  const { server, declare, start, assertClean } = await project({
    async respond(request, _reply, next) {
      if (nameIn(request) !== 'a') return;
      await reply.promise;
      next();
    },
  });
  declare(plain('abc'));
  const running = start({ inputs: { concurrency: '2' } });
  await until(() => server.requests.length === 2);
  running.cancel();
  await running.waitForLog(/Run cancelled/);
  reply.resolve();
  const result = await running.done;
  assertClean(result);
  expect(result).toMatchObject({ exitCode: 130, signal: null });
  expect(server.requests).toHaveLength(2);
  for (const [list, name] of Object.entries({ created: 'a', undecided: 'b', failed: 'c' })) {
    expect(output(result, list)).toEqual([name]);
  }
  expect(result.outputs['a-secret']).toBe(server.webhooks[0]?.secret);
  expect(summaryRows(result)).toHaveLength(4);
});

it('ends when it is cancelled while a proxy is silent', async () => {
  const { declare, start, assertClean } = await project();
  const silent = await rawServer(() => undefined);
  declare(plain('a'));
  const running = start({
    inputs: { state: 'none', 'api-url': 'https://api.test.invalid', 'timeout-seconds': '600' },
    env: { ...hurried, HTTPS_PROXY: silent.url },
  });
  await until(() => silent.connections > 0);
  running.cancel();
  const result = await running.done;
  assertClean(result);
  expect(result).toMatchObject({ exitCode: 130, signal: null });
  expect(output(result, 'failed')).toEqual(['a']);
});

it('goes through a tunnel with the proxy’s own credentials, which sees nothing of the request', async () => {
  const host = 'api.test.invalid';
  const authority = certificate();
  const trusted = join(temporaryFolder(), 'authority.pem');
  writeFileSync(trusted, authority.cert);
  const proxy = await tunnelProxy();
  const { server, register } = await project();
  const { apiKey, apiSecret } = server;
  const secure = await conduit({ tls: certificate({ hosts: [host], issuer: authority }), apiKey, apiSecret });
  const target = `${host}:${new URL(secure.url).port}`;
  const result = await register(plain('abc'), {
    inputs: { state: 'none', 'api-url': `https://${target}` },
    env: { https_proxy: proxy.url.replace('//', '//user:pass%40word-123@'), NODE_EXTRA_CA_CERTS: trusted },
  });
  expect(output(result, 'created'), result.log).toEqual(['a', 'b', 'c']);
  expect(secure.requests.map(({ unexpectedHeaders }) => unexpectedHeaders)).toEqual([[], [], []]);
  for (const { headers } of secure.requests) expect(headers).not.toHaveProperty('proxy-authorization');
  const authorization = `Basic ${Buffer.from('user:pass@word-123').toString('base64')}`;
  expect(proxy.asked).toEqual([1, 2, 3].map(() => ({ target, authorization })));
  expect(proxy.received()).not.toContain(apiKey);
  expect(proxy.received()).not.toMatch(/x-api|hooks\.example/i);
  const masks = result.stdout.toString().match(/.*pass.*/g);
  // The runner decodes a command before it obeys it.
  expect(masks).toEqual(['::add-mask::pass%2540word-123', '::add-mask::pass@word-123']);
});
