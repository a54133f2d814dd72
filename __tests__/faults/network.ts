/** Connections that do not stand, stand for a moment, or lead elsewhere. */
import { certificate } from '../../testing/certificates.ts';
import type { ConduitServerOptions } from '../../testing/conduit-server.ts';
import { unusedPort } from '../../testing/servers.ts';
import { hurried } from '../../testing/time.ts';
import type { Fault } from './fault.ts';
import { onSome } from './replies.ts';
import type { Scene } from './scene.ts';
import {
  authority,
  hostCertificate,
  hostName,
  loopbackCertificate,
  rawServer,
  trust,
  tunnelProxy,
} from './servers.ts';

function network(name: string, arrange: Fault['arrange']): Fault {
  return { group: 'network', name, arrange };
}

/** Nothing but what `stand` puts there listens; when the fault is over, the API does. */
async function instead(
  scene: Scene,
  scheme: 'http' | 'https',
  stand?: (port: number) => Promise<{ close(): Promise<void> }>,
): Promise<void> {
  const port = await unusedPort();
  scene.apiUrl = `${scheme}://127.0.0.1:${port}`;
  scene.inputs = { 'timeout-seconds': '4' };
  scene.env = hurried;
  const standing = await stand?.(port);
  scene.undo(async () => {
    await standing?.close();
    await serveTrusted(scene, scheme, port);
  });
}

async function serveTrusted(scene: Scene, scheme: 'http' | 'https', port: number): Promise<void> {
  await scene.serve({ port, ...(scheme === 'https' && { tls: loopbackCertificate }) });
  if (scheme === 'https') scene.env = trust(scene, authority);
}

/** A server whose certificate does not fit; when the fault is over, one with a certificate that does. */
function wrongCertificate(name: string, tls: ConduitServerOptions['tls'] & object): Fault {
  return network(name, (scene) =>
    instead(scene, 'https', async (port) => {
      const server = await scene.serve({ port, tls });
      scene.env = { ...scene.env, ...trust(scene, authority) };
      return server;
    }),
  );
}

/** The API is only to be had through a proxy; when the fault is over, there is a good one. */
async function behindProxy(
  scene: Scene,
  proxyUrl: string | undefined,
  env: Record<string, string> = {},
  tls: ConduitServerOptions['tls'] & object = hostCertificate,
): Promise<void> {
  const server = await scene.serve({ tls });
  const trusted = trust(scene, authority);
  scene.apiUrl = `https://${hostName}:${new URL(server.url).port}`;
  scene.env = { ...trusted, ...(proxyUrl !== undefined && { https_proxy: proxyUrl }), ...env };
  const good = await tunnelProxy(scene);
  scene.undo(() => {
    scene.env = { ...trusted, https_proxy: good.url };
  });
}

const garbage = Buffer.from('1503010002022a', 'hex');

export const networkFaults: Fault[] = [
  network('nothing-listens', (scene) => instead(scene, 'http')),
  network('something-listens-later', async (scene) => {
    const port = await unusedPort();
    scene.apiUrl = `http://127.0.0.1:${port}`;
    scene.later(1200, () => scene.serve({ port }));
  }),
  network('closed-at-once', (scene) =>
    instead(scene, 'https', (port) => rawServer(scene, (socket) => socket.destroy(), { port })),
  ),
  network('closed-after-a-moment', (scene) =>
    instead(scene, 'http', (port) =>
      rawServer(scene, (socket) => setTimeout(() => socket.destroy(), 50), {
        port,
        isStranger: false,
      }),
    ),
  ),
  network('reset-at-once', (scene) =>
    instead(scene, 'http', (port) =>
      rawServer(scene, (socket) => socket.resetAndDestroy(), { port, isStranger: false }),
    ),
  ),
  network('no-tls-where-tls-should-be', (scene) =>
    instead(scene, 'https', (port) =>
      rawServer(scene, (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), { port }),
    ),
  ),
  network('a-tls-alert', (scene) =>
    instead(scene, 'https', (port) => rawServer(scene, (socket) => socket.end(garbage), { port })),
  ),
  network('a-tls-handshake-that-never-ends', (scene) =>
    instead(scene, 'https', (port) => rawServer(scene, () => undefined, { port })),
  ),
  wrongCertificate('certificate-self-signed', certificate({ hosts: ['127.0.0.1'] })),
  wrongCertificate(
    'certificate-of-another-host',
    certificate({ hosts: ['other.example.com'], issuer: authority }),
  ),
  wrongCertificate(
    'certificate-expired',
    certificate({ hosts: ['127.0.0.1'], issuer: authority, expired: true }),
  ),
  wrongCertificate(
    'certificate-of-an-unknown-authority',
    certificate({ hosts: ['127.0.0.1'], issuer: certificate({ name: 'Stranger' }) }),
  ),
  network('the-own-authority-is-not-trusted', async (scene) => {
    await scene.serve({ tls: loopbackCertificate });
    scene.env = hurried;
    scene.undo(() => {
      scene.env = trust(scene, authority);
    });
  }),
  network('the-file-of-the-own-authority-is-missing', async (scene) => {
    await scene.serve({ tls: loopbackCertificate });
    scene.env = { ...hurried, NODE_EXTRA_CA_CERTS: `${scene.folder}/nothing.pem` };
    scene.undo(() => {
      scene.env = trust(scene, authority);
    });
  }),
  network('certificate-checks-are-turned-off', async (scene) => {
    await scene.serve({ tls: certificate({ hosts: ['127.0.0.1'] }) });
    const { port } = new URL(scene.apiUrl);
    scene.env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    scene.undo(async () => {
      await scene.closeServers();
      await serveTrusted(scene, 'https', Number(port));
    });
  }),
  network('host-not-found', (scene) => behindProxy(scene, undefined, hurried)),
  ...[403, 407, 502].map((status) =>
    network(`proxy-refuses-with-${status}`, async (scene) => {
      const proxy = await tunnelProxy(scene, status);
      await behindProxy(scene, proxy.url, hurried);
    }),
  ),
  network('proxy-is-not-there', async (scene) =>
    behindProxy(scene, `http://127.0.0.1:${await unusedPort()}`, hurried),
  ),
  network('proxy-closes-at-once', async (scene) => {
    const proxy = await rawServer(scene, (socket) => socket.destroy());
    await behindProxy(scene, proxy.url, hurried);
  }),
  network('proxy-never-answers', async (scene) => {
    const proxy = await rawServer(scene, () => undefined);
    scene.inputs = { 'timeout-seconds': '3' };
    await behindProxy(scene, proxy.url, hurried);
  }),
  network('proxy-answers-with-garbage', async (scene) => {
    const proxy = await rawServer(scene, (socket) =>
      socket.end('SSH-2.0-x\r\n::stop-commands::x\n'),
    );
    await behindProxy(scene, proxy.url, hurried);
  }),
  network('proxy-leads-elsewhere', async (scene) => {
    const proxy = await tunnelProxy(scene);
    const tls = certificate({ hosts: [hostName], issuer: certificate({ name: 'Proxy' }) });
    await behindProxy(scene, proxy.url, hurried, tls);
    scene.undo(async () => {
      await scene.closeServers();
      await scene.serve({ port: Number(new URL(scene.apiUrl).port), tls: hostCertificate });
    });
  }),
  network('proxy-drops-the-tunnel-after-the-request', async (scene) => {
    const proxy = await tunnelProxy(scene);
    await behindProxy(scene, proxy.url);
    onSome(scene, (asked) => {
      asked.create();
      proxy.cutAll();
    });
  }),
  network('proxy-drops-the-tunnel-in-the-reply', async (scene) => {
    const proxy = await tunnelProxy(scene);
    await behindProxy(scene, proxy.url);
    onSome(scene, (asked) => {
      const text = JSON.stringify(asked.create());
      asked.reply.writeHead(201, { 'Content-Length': text.length });
      asked.reply.write(text.slice(0, 20));
      setTimeout(proxy.cutAll, 50);
    });
  }),
  network('proxy-for-loopback', async (scene) => {
    const proxy = await tunnelProxy(scene, 502);
    scene.env = { http_proxy: proxy.url, https_proxy: proxy.url };
  }),
  network('kept-connections-closed-after-each-reply', (scene) => {
    scene.onConduit = (asked) => {
      const text = JSON.stringify(asked.create());
      const { socket } = asked.reply;
      asked.reply.writeHead(201, { Connection: 'keep-alive', 'Content-Length': text.length });
      asked.reply.end(text, () => socket?.destroy());
    };
  }),
  network('kept-connections-reset-after-each-reply', (scene) => {
    scene.onConduit = (asked) => {
      const text = JSON.stringify(asked.create());
      const { socket } = asked.reply;
      asked.reply.writeHead(201, { Connection: 'keep-alive', 'Content-Length': text.length });
      asked.reply.end(text, () => setTimeout(() => socket?.resetAndDestroy(), 5));
    };
  }),
  network('kept-connections-closed-as-the-next-request-comes', (scene) => {
    let asked = 0;
    scene.onConduit = ({ reply, next }) => {
      asked += 1;
      if (asked % 2 === 0) reply.socket?.destroy();
      else next();
    };
  }),
];
