/** Connections that do not stand, stand for a moment, or lead elsewhere: proxies and certificates. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Certificate, certificate } from '../../../testing/certificates.ts';
import type { ConduitServer } from '../../../testing/conduit-server.ts';
import { manifestOf } from '../../../testing/manifests.ts';
import { type RunOptions, type RunResult, startAction } from '../../../testing/runner/index.ts';
import { unusedPort } from '../../../testing/servers.ts';
import {
  assertClean,
  conduit,
  rawServer,
  register,
  registerOptions,
  temporaryFolder,
  until,
  workspaceWith,
} from '../support.ts';
import { assertOwnCommandsOnly, createdBody, idOf, lists, registerAgainst } from './helpers.ts';

const authority = certificate();
const host = 'api.test.invalid';

/** The variable with which Node.js trusts an authority beside its own. */
function trust({ cert }: Certificate): Record<string, string> {
  const file = join(temporaryFolder(), 'authority.pem');
  writeFileSync(file, cert);
  return { NODE_EXTRA_CA_CERTS: file };
}

/** A proxy that makes tunnels to this machine, whatever host is asked for. */
async function tunnelProxy(refuseWith?: number) {
  const asked: Array<{ target: string; headers: Record<string, unknown> }> = [];
  const bytes: Buffer[] = [];
  const sockets = new Set<Socket>();
  const proxy: Server = createServer();
  proxy.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('data', (chunk: Buffer) => bytes.push(chunk));
    socket.on('error', () => undefined);
  });
  proxy.on('connect', (request, client: Socket) => {
    const target = request.url ?? '';
    asked.push({ target, headers: request.headers });
    if (refuseWith !== undefined) {
      client.end(`HTTP/1.1 ${refuseWith} Refused\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const upstream = connect(Number(target.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    sockets.add(upstream);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  const { port } = proxy.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    asked,
    received: () => Buffer.concat(bytes).toString('latin1'),
  };
}

function portOf({ url }: ConduitServer): string {
  return new URL(url).port;
}

interface Case {
  url: string;
  says: string;
  env?: Record<string, string>;
  /** For one request: short where it is waited for. */
  seconds?: string;
}

describe('nothing was sent', () => {
  it('when the connection never stands: tried again a few times, then failed', async () => {
    const server = await conduit();
    const tls = async (options: Parameters<typeof certificate>[0]) =>
      conduit({ tls: certificate(options), apiKey: server.apiKey, apiSecret: server.apiSecret });
    const selfSigned = await tls({ hosts: ['127.0.0.1'] });
    const wrongHost = await tls({ hosts: ['other.example.com'], issuer: authority });
    const expired = await tls({ hosts: ['127.0.0.1'], issuer: authority, expired: true });
    const stranger = await tls({ hosts: ['127.0.0.1'], issuer: certificate({ name: 'Stranger' }) });
    const plain = await rawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const closing = await rawServer((socket) => socket.destroy());
    const refusing = await tunnelProxy(407);
    const silent = await rawServer(() => undefined);
    const blunt = await rawServer((socket) => socket.destroy());
    const leading = await tunnelProxy();
    const trusted = trust(authority);

    const cases: Record<string, Case> = {
      'nothing listens': {
        url: `http://127.0.0.1:${await unusedPort()}`,
        says: 'the connection was refused',
      },
      'the host is not found': { url: 'https://nothing.invalid', says: 'the host name ' },
      'the certificate is self-signed': {
        url: selfSigned.url,
        says: "the server's certificate is self-signed",
      },
      'the certificate is for another host': {
        url: wrongHost.url,
        says: "the server's certificate is for another host",
        env: trusted,
      },
      'the certificate has expired': {
        url: expired.url,
        says: "the server's certificate has expired",
        env: trusted,
      },
      'the authority is unknown': {
        url: stranger.url,
        says: "the server's certificate is signed by an unknown authority",
        env: trusted,
      },
      'there is no TLS': { url: `https://127.0.0.1:${plain.port}`, says: 'the connection failed' },
      'the server closes at once': {
        url: `https://127.0.0.1:${closing.port}`,
        says: 'the connection was ',
      },
      'the proxy refuses': {
        url: `https://${host}`,
        says: 'the proxy refused the connection',
        env: { https_proxy: refusing.url },
      },
      'the proxy leads to another server': {
        url: `https://${host}:${portOf(wrongHost)}`,
        says: "the server's certificate is for another host",
        env: { https_proxy: leading.url, ...trusted },
      },
      'the proxy never answers': {
        url: `https://${host}`,
        says: 'timed out after 1 s',
        env: { https_proxy: `http://127.0.0.1:${silent.port}` },
        seconds: '1',
      },
      'the proxy closes at once': {
        url: `https://${host}`,
        says: 'the proxy refused the connection',
        env: { https_proxy: `http://127.0.0.1:${blunt.port}` },
      },
    };
    const workspace = workspaceWith(manifestOf('a', 'b', 'c'));
    const runs = Object.entries(cases).map(async ([name, { url, env = {}, seconds }]) => {
      const inputs = { 'api-url': url, 'timeout-seconds': seconds, concurrency: '1' };
      const options: Partial<RunOptions> = { inputs, env };
      return [name, await register(server, workspace, options)] as const;
    });
    for (const [name, result] of await Promise.all(runs)) {
      assertOwnCommandsOnly(result);
      expect([name, result.exitCode, result.timedOut]).toEqual([name, 1, false]);
      expect([name, lists(result)]).toEqual([name, { failed: ['a', 'b', 'c'] }]);
      expect(result.log, name).toContain(`no request was sent (${cases[name]?.says}`);
      expect(result.log.match(/Retrying in/g), name).toHaveLength(4);
      expect(result.log, name).toContain('✗ c  not sent');
    }
    const connected = [selfSigned, expired, stranger, wrongHost].map((one) => one.connections);
    expect(connected).toEqual([5, 5, 5, 10]);
    for (const { requests } of [selfSigned, expired, stranger, wrongHost]) {
      expect(requests).toEqual([]);
    }
    for (const raw of [plain, closing, silent, blunt]) {
      expect(raw.received()).not.toContain(server.apiKey);
      expect(raw.received().toLowerCase()).not.toContain('x-api');
    }
    expect(refusing.asked).toHaveLength(5);
    expect(refusing.received()).not.toContain(server.apiKey);
  });

  it('while a proxy is silent, a cancelled run ends', async () => {
    const server = await conduit();
    const silent = await rawServer(() => undefined);
    const running = startAction(
      registerOptions(server, workspaceWith(manifestOf('a')), {
        inputs: { 'api-url': `https://${host}` },
        env: { HTTPS_PROXY: `http://127.0.0.1:${silent.port}` },
      }),
    );
    await running.waitForLog(/valid for/);
    await until(() => silent.connections > 0);
    running.cancel();
    const result = await running.done;
    assertClean(result, server);
    expect(result).toMatchObject({ exitCode: 130, signal: null });
    expect(lists(result)).toEqual({ failed: ['a'] });
  });
});

describe('a connection', () => {
  it('is not used again: a server that closes each after its reply makes nothing unknown', async () => {
    const names = 'abcdefghijkl'.split('');
    let count = 0;
    const { result, server } = await registerAgainst(
      (request, reply) => {
        const { socket } = reply;
        count += 1;
        const text = JSON.stringify(createdBody(request, { id: idOf(count) }));
        reply.writeHead(201, { Connection: 'keep-alive', 'Content-Length': text.length });
        reply.end(text, () => socket?.destroy());
      },
      { names, inputs: { concurrency: '3' } },
    );
    expect(result.exitCode).toBe(0);
    expect(lists(result)).toEqual({ created: names });
    expect(server.requests).toHaveLength(12);
  });
});

describe('a proxy', () => {
  const apiCertificate = certificate({ hosts: [host, '0.0.0.0'], issuer: authority });

  async function registerThrough(
    proxy: { url: string },
    { env = {}, names = ['a', 'b', 'c'], apiHost = host } = {},
  ): Promise<{ result: RunResult; server: ConduitServer }> {
    const server = await conduit({ tls: apiCertificate });
    const result = await register(server, workspaceWith(manifestOf(...names)), {
      inputs: { 'api-url': `https://${apiHost}:${portOf(server)}` },
      env: { https_proxy: proxy.url, ...trust(authority), ...env },
    });
    assertOwnCommandsOnly(result);
    return { result, server };
  }

  it('makes a tunnel for its own credentials, and sees neither the request nor the API’s', async () => {
    const proxy = await tunnelProxy();
    const withPassword = { url: proxy.url.replace('//', '//user:pass%40word-123@') };
    const { result, server } = await registerThrough(withPassword);
    expect(result).toMatchObject({ exitCode: 0, timedOut: false });
    expect(lists(result)).toEqual({ created: ['a', 'b', 'c'] });
    expect(server.requests.map(({ unexpectedHeaders }) => unexpectedHeaders)).toEqual([[], [], []]);
    expect(new Set(proxy.asked.map(({ target }) => target))).toEqual(new Set([`${host}:${portOf(server)}`]));
    expect(proxy.received()).not.toContain(server.apiKey);
    expect(proxy.received()).not.toMatch(/x-api|hooks\.example/i);
    const expected = `Basic ${Buffer.from('user:pass@word-123').toString('base64')}`;
    for (const { headers } of proxy.asked) expect(headers['proxy-authorization']).toBe(expected);
    for (const { headers } of server.requests) expect(headers).not.toHaveProperty('proxy-authorization');
    const printed = result.stdout.toString().split('\n');
    const masks = printed.filter((line) => line.includes('pass'));
    // The runner decodes a command before it obeys it.
    expect(masks).toEqual(['::add-mask::pass%2540word-123', '::add-mask::pass@word-123']);
  });

  it('is left out where no_proxy says so', async () => {
    const proxy = await tunnelProxy();
    const through = await registerThrough(proxy, { apiHost: '0.0.0.0', names: ['a'] });
    expect(through.result.exitCode).toBe(0);
    expect(proxy.asked).toHaveLength(1);
    const direct = await registerThrough(proxy, {
      apiHost: '0.0.0.0',
      names: ['a'],
      env: { no_proxy: 'example.com,0.0.0.0' },
    });
    expect(direct.result.exitCode).toBe(0);
    expect(direct.server.webhooks).toHaveLength(1);
    expect(proxy.asked).toHaveLength(1);
  });

  it('is never asked for loopback', async () => {
    const proxy = await tunnelProxy();
    const server = await conduit();
    const result = await register(server, workspaceWith(manifestOf('a')), {
      env: { http_proxy: proxy.url, https_proxy: proxy.url },
    });
    expect(result.exitCode).toBe(0);
    expect(proxy.received()).toBe('');
  });

  it('that drops the tunnel, or is silent, after the request leaves its outcome unknown in time', async () => {
    const proxy = await tunnelProxy();
    const server = await conduit({
      tls: apiCertificate,
      respond({ text }, reply) {
        if (text.includes('/dropped"')) reply.socket?.destroy();
      },
    });
    const result = await register(server, workspaceWith(manifestOf('dropped', 'silent')), {
      inputs: { 'api-url': `https://${host}:${portOf(server)}`, 'timeout-seconds': '3' },
      env: { https_proxy: proxy.url, ...trust(authority) },
    });
    expect(result).toMatchObject({ exitCode: 1, timedOut: false });
    expect(lists(result)).toEqual({ undecided: ['dropped', 'silent'] });
    expect(server.requests).toHaveLength(2);
  });
});
