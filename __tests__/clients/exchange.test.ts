import { expect, it, onTestFinished, vi } from 'vitest';
import { connectionsTo } from '../../src/clients/connections.ts';
import { exchange } from '../../src/clients/exchange.ts';
import { certificate } from '../../testing/certificates.ts';
import { conduit, until } from '../e2e/support.ts';

it.each(['http', 'https'])('asks over %s, once the connection stands, whether to send', async (scheme) => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  onTestFinished(() => void vi.unstubAllEnvs());
  const tls = scheme === 'https' ? { tls: certificate({ hosts: ['127.0.0.1'] }) } : {};
  const server = await conduit(tls);
  const url = new URL(server.url);
  for (const objection of ['too late', undefined]) {
    const connections = connectionsTo(url, 0);
    onTestFinished(connections.close);
    const before = server.connections;
    const ended = await exchange({
      method: 'POST',
      url,
      headers: {},
      body: '{}',
      connections,
      timeoutMs: 20_000,
      maxBytes: 10_000,
      signal: new AbortController().signal,
      objection: () => objection,
    });
    await until(() => server.connections === before + 1);
    expect(server.requests).toHaveLength(objection === undefined ? 1 : 0);
    if (objection === undefined) expect(ended).toMatchObject({ kind: 'reply', status: 404 });
    else expect(ended).toEqual({ kind: 'unsent', reason: objection });
  }
});
