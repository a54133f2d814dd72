/** Connections that do not stand, stand for a moment, or lead elsewhere. */
import { writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { certificate } from '../../testing/certificates.ts';
import type { ConduitServerOptions } from '../../testing/conduit-server.ts';
import { unusedPort } from '../../testing/servers.ts';
import { hurried } from '../../testing/time.ts';
import type { Asked, Fault, Group, Scene, Stand } from './scene.ts';

const authority = certificate();

/** A host that no name server knows. */
const hostName = 'api.test.invalid';

const loopbackCertificate = certificate({ hosts: ['127.0.0.1'], issuer: authority });
const hostCertificate = certificate({ hosts: [hostName], issuer: authority });

/** The variable with which Node.js trusts the authority beside its own. */
function trusting(scene: Scene): Record<string, string> {
  const file = join(scene.folder, 'authority.pem');
  writeFileSync(file, authority.cert);
  return { NODE_EXTRA_CA_CERTS: file };
}

/** A proxy that makes tunnels to this machine whatever host is asked for, or refuses them. It sees no secret. */
async function tunnelProxy(scene: Scene, refuseWith?: number): Promise<Stand & { cutAll(): void }> {
  const sockets = new Set<Socket>();
  const server = createHttpServer();
  server.on('connect', ({ url = '' }, client: Socket) => {
    if (refuseWith !== undefined) {
      client.end(`HTTP/1.1 ${refuseWith} Refused\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const upstream = connect(Number(url.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    for (const socket of [client, upstream]) sockets.add(socket);
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return { ...(await scene.stand(server)), cutAll };
}

type Tls = ConduitServerOptions['tls'] & object;

/** Nothing but what `stand` puts there listens; when the fault is over, the API does. */
function instead(
  scheme: 'http' | 'https',
  stand?: (scene: Scene, port: number) => Promise<{ close(): Promise<void> }>,
): Fault {
  return async (scene) => {
    const port = await unusedPort();
    scene.apiUrl = `${scheme}://127.0.0.1:${port}`;
    scene.inputs = { 'timeout-seconds': '4' };
    scene.env = hurried;
    const standing = await stand?.(scene, port);
    scene.undo(async () => {
      await standing?.close();
      await serveTrusted(scene, scheme, port);
    });
  };
}

/** The same with a server that does as it likes. Only one for plain HTTP may be sent the credentials. */
function insteadRaw(scheme: 'http' | 'https', act: (socket: Socket) => void): Fault {
  return instead(scheme, (scene, at) => scene.stand(createServer(act), { at, isStranger: scheme === 'https' }));
}

async function serveTrusted(scene: Scene, scheme: 'http' | 'https', port: number): Promise<void> {
  await scene.serve({ port, ...(scheme === 'https' && { tls: loopbackCertificate }) });
  if (scheme === 'https') scene.env = trusting(scene);
}

/** A server whose certificate does not fit; when the fault is over, one with a certificate that does. */
function wrongCertificate(tls: Tls): Fault {
  return instead('https', async (scene, port) => {
    const server = await scene.serve({ port, tls });
    scene.env = { ...scene.env, ...trusting(scene) };
    return server;
  });
}

/** The own authority is only trusted when the fault is over. */
function distrusted(env: (scene: Scene) => Record<string, string>): Fault {
  return async (scene) => {
    await scene.serve({ tls: loopbackCertificate });
    scene.env = { ...hurried, ...env(scene) };
    scene.undo(() => {
      scene.env = trusting(scene);
    });
  };
}

/** The API is only to be had through a proxy; when the fault is over, there is a good one. */
async function behindProxy(
  scene: Scene,
  proxyUrl: string | undefined,
  env: Record<string, string> = hurried,
  tls: Tls = hostCertificate,
): Promise<void> {
  const server = await scene.serve({ tls });
  const trusted = trusting(scene);
  scene.apiUrl = `https://${hostName}:${new URL(server.url).port}`;
  scene.env = { ...trusted, ...(proxyUrl !== undefined && { https_proxy: proxyUrl }), ...env };
  const good = await tunnelProxy(scene);
  scene.undo(() => {
    scene.env = { ...trusted, https_proxy: good.url };
  });
}

/** The proxy drops its tunnels at a moment of some requests. */
function droppedTunnel(act: (asked: Asked, drop: () => void) => void): Fault {
  return async (scene) => {
    const proxy = await tunnelProxy(scene);
    await behindProxy(scene, proxy.url, {});
    scene.onSome((asked) => act(asked, proxy.cutAll));
  };
}

/** The webhook is created, the reply says that the connection is kept, and then it ends. */
function keptUntil(end: (socket: Asked['reply']['socket']) => void): Fault {
  return (scene) => {
    scene.onConduit = (asked) => {
      const text = JSON.stringify(asked.create());
      const { socket } = asked.reply;
      asked.reply.once('finish', () => end(socket));
      asked.send(201, text, { Connection: 'keep-alive', 'Content-Length': text.length });
    };
  };
}

export const network: Group = {
  stores: 'git',
  faults: {
    'nothing-listens': instead('http'),
    async 'something-listens-later'(scene) {
      const port = await unusedPort();
      scene.apiUrl = `http://127.0.0.1:${port}`;
      scene.later(1200, () => scene.serve({ port }));
    },
    'closed-at-once': insteadRaw('https', (socket) => socket.destroy()),
    'closed-after-a-moment': insteadRaw('http', (socket) => setTimeout(() => socket.destroy(), 50)),
    'no-tls-where-tls-should-be': insteadRaw('https', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    'a-tls-handshake-that-never-ends': insteadRaw('https', () => undefined),
    'certificate-self-signed': wrongCertificate(certificate({ hosts: ['127.0.0.1'] })),
    'certificate-of-another-host': wrongCertificate(certificate({ hosts: ['other.example.com'], issuer: authority })),
    'certificate-expired': wrongCertificate(certificate({ hosts: ['127.0.0.1'], issuer: authority, expired: true })),
    'the-own-authority-is-not-trusted': distrusted(() => ({})),
    'the-file-of-the-own-authority-is-missing': distrusted(({ folder }) => ({
      NODE_EXTRA_CA_CERTS: `${folder}/nothing.pem`,
    })),
    async 'certificate-checks-are-turned-off'(scene) {
      await scene.serve({ tls: certificate({ hosts: ['127.0.0.1'] }) });
      const { port } = new URL(scene.apiUrl);
      scene.env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
      scene.undo(async () => {
        await scene.closeServers();
        await serveTrusted(scene, 'https', Number(port));
      });
    },
    'host-not-found': (scene) => behindProxy(scene, undefined),
    'proxy-refuses': async (scene) => behindProxy(scene, (await tunnelProxy(scene, 407)).url),
    'proxy-is-not-there': async (scene) => behindProxy(scene, `http://127.0.0.1:${await unusedPort()}`),
    async 'proxy-never-answers'(scene) {
      const proxy = await scene.stand(createServer());
      scene.inputs = { 'timeout-seconds': '3' };
      await behindProxy(scene, proxy.url);
    },
    async 'proxy-answers-with-garbage'(scene) {
      const proxy = await scene.stand(createServer((socket) => socket.end('SSH-2.0-x\r\n::stop-commands::x\n')));
      await behindProxy(scene, proxy.url);
    },
    async 'proxy-leads-elsewhere'(scene) {
      const proxy = await tunnelProxy(scene);
      const tls = certificate({ hosts: [hostName], issuer: certificate({ name: 'Proxy' }) });
      await behindProxy(scene, proxy.url, hurried, tls);
      scene.undo(async () => {
        await scene.closeServers();
        await scene.serve({ port: Number(new URL(scene.apiUrl).port), tls: hostCertificate });
      });
    },
    'proxy-drops-the-tunnel-after-the-request': droppedTunnel((asked, drop) => {
      asked.create();
      drop();
    }),
    'proxy-drops-the-tunnel-in-the-reply': droppedTunnel((asked, drop) => {
      const text = JSON.stringify(asked.create());
      asked.begin(text, text.slice(0, 20));
      setTimeout(drop, 50);
    }),
    async 'proxy-for-loopback'(scene) {
      const { url } = await tunnelProxy(scene, 502);
      scene.env = { http_proxy: url, https_proxy: url };
    },
    'kept-connections-closed-after-each-reply': keptUntil((socket) => socket?.destroy()),
    'kept-connections-reset-after-each-reply': keptUntil((socket) => setTimeout(() => socket?.resetAndDestroy(), 5)),
    'kept-connections-closed-as-the-next-request-comes'(scene) {
      scene.onConduit = ({ number, next, drop }) => (number % 2 === 0 ? drop() : next());
    },
  },
};
