/** One exchange: whether anything was sent, over connections that stand, never do, or lead through a proxy. */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { connectionsTo } from '../../src/clients/connections.ts';
import { type ExchangeRequest, exchange } from '../../src/clients/exchange.ts';
import { type CertificateOptions, certificate } from '../../testing/certificates.ts';
import type { ConduitServer, ConduitServerOptions } from '../../testing/conduit-server.ts';
import { unusedPort } from '../../testing/servers.ts';
import { conduit, rawServer, tunnelProxy, until } from '../../testing/temporary.ts';

const authority = certificate();
const host = 'api.test.invalid';
const key = 'the-api-key-0123456789';

beforeEach(() => {
  const usual = getCACertificates();
  setDefaultCACertificates([...usual, authority.cert]);
  return () => setDefaultCACertificates(usual);
});

/** A request, with these variables in the environment. */
function post(to: string, env: Record<string, string> = {}, more: Partial<ExchangeRequest> = {}) {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const url = new URL(to);
  const connections = connectionsTo(url, 0);
  vi.unstubAllEnvs();
  onTestFinished(connections.close);
  const { signal } = new AbortController();
  const headers = { 'X-API-Key': key };
  return exchange({ method: 'POST', url, headers, body: {}, connections, timeoutMs: 20_000, signal, ...more });
}

/** A server over https; for 127.0.0.1 and the host unless told otherwise. */
function secure(options: CertificateOptions = {}, more: ConduitServerOptions = {}): Promise<ConduitServer> {
  const tls = certificate({ hosts: ['127.0.0.1', host], issuer: authority, ...options });
  return conduit({ tls, ...more });
}

const throughHost = ({ url }: ConduitServer) => url.replace('127.0.0.1', host);

it.each(['http', 'https'])('asks over %s, once the connection stands, whether to send', async (scheme) => {
  const server = await (scheme === 'https' ? secure() : conduit());
  expect(await post(server.url, {}, { objection: () => 'too late' })).toEqual({ kind: 'unsent', reason: 'too late' });
  await until(() => server.connections === 1);
  expect(server.requests).toEqual([]);
  expect(await post(server.url, {}, { objection: () => undefined })).toMatchObject({ kind: 'reply', status: 404 });
  expect(server.requests).toHaveLength(1);
});

it('sends nothing while no connection stands, and says why', async () => {
  const selfSigned = await secure({ issuer: undefined });
  const wrongHost = await secure({ hosts: ['other.example.com'] });
  const expired = await secure({ expired: true });
  const stranger = await secure({ issuer: certificate({ name: 'Stranger' }) });
  const plain = await rawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const closing = await rawServer((socket) => socket.destroy());
  const silent = await rawServer(() => undefined);
  const [refusing, leading] = [await tunnelProxy(407), await tunnelProxy()];
  const throughProxy = ({ url }: { url: string }) => ({ https_proxy: url });

  const ended = {
    'nothing listens': await post(`http://127.0.0.1:${await unusedPort()}`),
    'the host is not found': await post('https://nothing.invalid'),
    'the certificate is self-signed': await post(selfSigned.url),
    'the certificate is for another host': await post(wrongHost.url),
    'the certificate has expired': await post(expired.url),
    'the authority is unknown': await post(stranger.url),
    'there is no TLS': await post(plain.url.replace('http', 'https')),
    'the server closes at once': await post(closing.url.replace('http', 'https')),
    'the proxy refuses': await post(`https://${host}`, throughProxy(refusing)),
    'the proxy closes at once': await post(`https://${host}`, throughProxy(closing)),
    'the proxy never answers': await post(`https://${host}`, throughProxy(silent), { timeoutMs: 1000 }),
    'the proxy leads to another server': await post(throughHost(wrongHost), throughProxy(leading)),
  };

  const unsent = (reason: unknown) => ({ kind: 'unsent', reason });
  expect(ended).toEqual({
    'nothing listens': unsent('the connection was refused'),
    'the host is not found': unsent(expect.stringMatching(/^the host name (was not found|could not be looked up)$/)),
    'the certificate is self-signed': unsent("the server's certificate is self-signed"),
    'the certificate is for another host': unsent("the server's certificate is for another host"),
    'the certificate has expired': unsent("the server's certificate has expired"),
    'the authority is unknown': unsent("the server's certificate is signed by an unknown authority"),
    'there is no TLS': unsent(expect.stringMatching(/^the connection failed \([A-Z_]+\)$/)),
    'the server closes at once': unsent(expect.stringMatching(/^the connection was (closed|reset)$/)),
    'the proxy refuses': unsent('the proxy refused the connection'),
    'the proxy closes at once': unsent('the proxy refused the connection'),
    'the proxy never answers': unsent('timed out after 1 s'),
    'the proxy leads to another server': unsent("the server's certificate is for another host"),
  });
  expect([selfSigned, expired, stranger, wrongHost].map(({ connections }) => connections)).toEqual([1, 1, 1, 2]);
  for (const { requests } of [selfSigned, expired, stranger, wrongHost]) expect(requests).toEqual([]);
  for (const { received } of [plain, closing, silent, refusing, leading]) {
    expect(received()).not.toContain(key);
    expect(received().toLowerCase()).not.toContain('x-api');
  }
});

it('goes through a proxy, which sees neither the request nor its headers, unless no_proxy or loopback says no', async () => {
  const [proxy, server] = [await tunnelProxy(), await secure()];
  const env = { https_proxy: proxy.url, http_proxy: proxy.url };
  const found = { kind: 'reply', status: 404 };
  expect(await post(throughHost(server), env)).toMatchObject(found);
  expect(proxy.asked).toMatchObject([{ target: throughHost(server).slice('https://'.length) }]);
  expect(proxy.received()).not.toMatch(/x-api/i);
  for (const { url } of [server, await conduit()]) expect(await post(url, env)).toMatchObject(found);
  const direct = await post(throughHost(server), { ...env, no_proxy: `example.com,${host}` });
  expect(direct).toMatchObject({ kind: 'unsent', reason: expect.stringMatching(/^the host name /) });
  expect(proxy.asked).toHaveLength(1);
});

it('does not know what became of a request whose tunnel was dropped', async () => {
  const proxy = await tunnelProxy();
  const server = await secure({}, { respond: (_, reply) => void reply.socket?.destroy() });
  expect(await post(throughHost(server), { https_proxy: proxy.url })).toMatchObject({ kind: 'no-reply' });
  expect(server.requests).toHaveLength(1);
});
