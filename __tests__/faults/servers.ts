/** Servers that stand where another should: not HTTP's, proxies, certificates that do not fit. */
import { writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { connect, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { type Certificate, certificate } from '../../testing/certificates.ts';
import { listen, startRawServer } from '../../testing/servers.ts';
import type { Scene } from './scene.ts';

export const authority = certificate();

/** A host that no name server knows. */
export const hostName = 'api.test.invalid';

export const loopbackCertificate = certificate({ hosts: ['127.0.0.1'], issuer: authority });
export const hostCertificate = certificate({ hosts: [hostName], issuer: authority });

/** The variable with which Node.js trusts an authority beside its own. */
export function trust(scene: Scene, { cert }: Certificate): Record<string, string> {
  const file = join(scene.folder, 'authority.pem');
  writeFileSync(file, cert);
  return { NODE_EXTRA_CA_CERTS: file };
}

export interface Stand {
  port: number;
  url: string;
  close(): Promise<void>;
}

/** A server of the scene's. */
async function stand(scene: Scene, server: Server): Promise<Stand> {
  const { port, close } = await listen(server);
  scene.cleanUp(close);
  return { port, url: `http://127.0.0.1:${port}`, close };
}

/** A TCP server that does as it likes; `isStranger` when nothing secret may get there. */
export async function rawServer(
  scene: Scene,
  onConnection: (socket: Socket) => void,
  { port = 0, isStranger = true } = {},
): Promise<Stand> {
  const server = await startRawServer(onConnection, port);
  if (isStranger) scene.onlookers.push(server.received);
  scene.cleanUp(server.close);
  return server;
}

/** An HTTP server that does as it likes; `isStranger` when nothing secret may get there. */
export async function httpServer(scene: Scene, listener: RequestListener, { isStranger = true } = {}): Promise<Stand> {
  const server = createHttpServer((request, reply) => {
    seen.push(`${request.url}\n${JSON.stringify(request.headers)}`);
    request.resume();
    listener(request, reply);
  });
  const seen: string[] = [];
  if (isStranger) scene.onlookers.push(() => seen.join('\n'));
  return stand(scene, server);
}

/** A proxy that makes tunnels to this machine whatever host is asked for, or refuses them. It sees no secret. */
export async function tunnelProxy(scene: Scene, refuseWith?: number): Promise<Stand & { cutAll(): void }> {
  const sockets = new Set<Socket>();
  const chunks: Buffer[] = [];
  const server = createHttpServer();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
  });
  server.on('connect', ({ url = '' }, client: Socket) => {
    if (refuseWith !== undefined) {
      client.end(`HTTP/1.1 ${refuseWith} Refused\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const upstream = connect(Number(url.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    sockets.add(upstream);
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  scene.onlookers.push(() => Buffer.concat(chunks).toString('latin1'));
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return { ...(await stand(scene, server)), cutAll };
}
