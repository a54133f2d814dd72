/** Servers that stand where another should: not HTTP's, proxies, certificates that do not fit. */
import { writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { certificate } from '../../testing/certificates.ts';
import type { Scene, Stand } from './scene.ts';

export const authority = certificate();

/** A host that no name server knows. */
export const hostName = 'api.test.invalid';

export const loopbackCertificate = certificate({ hosts: ['127.0.0.1'], issuer: authority });
export const hostCertificate = certificate({ hosts: [hostName], issuer: authority });

/** The variable with which Node.js trusts the authority beside its own. */
export function trusting(scene: Scene): Record<string, string> {
  const file = join(scene.folder, 'authority.pem');
  writeFileSync(file, authority.cert);
  return { NODE_EXTRA_CA_CERTS: file };
}

/** A proxy that makes tunnels to this machine whatever host is asked for, or refuses them. It sees no secret. */
export async function tunnelProxy(scene: Scene, refuseWith?: number): Promise<Stand & { cutAll(): void }> {
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
