/** TCP servers that stand where a proper one should, and ports without any. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface RawServer {
  readonly port: number;
  /** Base URL, without a slash at its end. */
  readonly url: string;
  /** TCP connections that were accepted. */
  readonly connections: number;
  /** All that was received, of all connections. */
  received(): string;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** Starts a server on 127.0.0.1 that does as it likes; on a port that is free unless one is given. */
export async function startRawServer(
  onConnection: (socket: Socket) => void,
  port = 0,
): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const chunks: Buffer[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: given } = server.address() as AddressInfo;
  return {
    port: given,
    url: `http://127.0.0.1:${given}`,
    get connections() {
      return connections;
    },
    received: () => Buffer.concat(chunks).toString('latin1'),
    async close() {
      if (!server.listening) return;
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The next to be tried; processes that run side by side begin at different ones. */
let candidate = 12_000 + ((process.pid * 97) % 18_000);

/** A port on which nothing listens, below those that the system gives to others. */
export async function unusedPort(): Promise<number> {
  for (;;) {
    candidate = 12_000 + ((candidate + 1) % 18_000);
    const server = createServer();
    const isFree = new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(candidate, '127.0.0.1', () => resolve(true));
    });
    if (!(await isFree)) continue;
    server.close();
    await once(server, 'close');
    return candidate;
  }
}
