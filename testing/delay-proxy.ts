/** A TCP proxy that stands for a distance. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface DelayProxy {
  /** Base URL for HTTP, without a slash at its end. */
  readonly url: string;
  /** TCP connections that were accepted. */
  readonly connections: number;
  /** Ends every connection. */
  close(): Promise<void>;
}

/**
 * Starts a proxy on 127.0.0.1 for a server there, as if the server were `roundTripMs` away: each direction takes half of it,
 * and nothing goes through a connection until a whole round trip has made it.
 */
export async function startDelayProxy(port: number, roundTripMs: number): Promise<DelayProxy> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    connections += 1;
    const upstream = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const made = performance.now() + roundTripMs;
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.setNoDelay();
      from.on('error', () => to.destroy());
      from.on('close', () => sockets.delete(from));
      carry(from, to, roundTripMs / 2, made);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get connections() {
      return connections;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Passes on what comes, in order and so many milliseconds later, and nothing that is sent before `made`. */
function carry(from: Socket, to: Socket, ms: number, made: number): void {
  let carried = Promise.resolve();
  const later = (act: () => void) => {
    const due = Math.max(performance.now(), made) + ms;
    carried = carried.then(async () => {
      await delay(Math.max(0, due - performance.now()));
      if (!to.destroyed) act();
    });
  };
  from.on('data', (chunk: Buffer) => later(() => to.write(chunk)));
  from.on('end', () => later(() => to.end()));
}
