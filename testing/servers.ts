/** Servers on 127.0.0.1: what all of them need, raw ones, proxies, and ports on which nothing listens. */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A server that listens. */
export interface Listening {
  readonly port: number;
  /** TCP connections that were accepted. */
  readonly connections: number;
  /** Ends every connection, and with them what is in flight. */
  close(): Promise<void>;
}

/** Lets a server listen on 127.0.0.1, on a port that is free unless one is given. */
export async function listen(server: Server, port = 0): Promise<Listening> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

export interface RawServer extends Listening {
  /** Base URL, without a slash at its end. */
  readonly url: string;
  /** All that was received, of all connections. */
  received(): string;
}

/** Starts a server that does as it likes; on a port that is free unless one is given. */
export async function startRawServer(onConnection: (socket: Socket) => void, port = 0): Promise<RawServer> {
  const chunks: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  const listening = await listen(server, port);
  const received = () => Buffer.concat(chunks).toString('latin1');
  return Object.assign(listening, { url: `http://127.0.0.1:${listening.port}`, received });
}

export interface TunnelProxy extends RawServer {
  /** The tunnels that were asked for. */
  readonly asked: readonly { target: string; authorization: string | undefined }[];
}

/** Starts a proxy that makes tunnels to this machine, whatever host is asked for, or refuses them with a status. */
export async function startTunnelProxy(refuseWith?: number): Promise<TunnelProxy> {
  const asked: { target: string; authorization: string | undefined }[] = [];
  const chunks: Buffer[] = [];
  const proxy = createHttpServer();
  proxy.on('connection', (socket: Socket) => {
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
  });
  proxy.on('connect', ({ url: target = '', headers }, client: Socket) => {
    asked.push({ target, authorization: headers['proxy-authorization'] });
    if (refuseWith !== undefined) {
      client.end(`HTTP/1.1 ${refuseWith} Refused\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const upstream = connect(Number(target.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  const listening = await listen(proxy);
  const received = () => Buffer.concat(chunks).toString('latin1');
  return Object.assign(listening, { url: `http://127.0.0.1:${listening.port}`, received, asked });
}

/** Counts the ports that were tried; processes that run side by side begin at different ones. */
let tried = process.pid * 97;

/** A port on which nothing listens, below those that the system gives to others. */
export async function unusedPort(): Promise<number> {
  for (;;) {
    tried += 1;
    const port = 12_000 + (tried % 18_000);
    const server = await listen(createServer(), port).catch(() => undefined);
    if (server === undefined) continue;
    await server.close();
    return port;
  }
}
