/** A TCP proxy that stands for a distance. */
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Listening, listen } from './servers.ts';

export interface DelayProxy extends Listening {
  /** Base URL for HTTP, without a slash at its end. */
  readonly url: string;
}

/**
 * Starts a proxy on 127.0.0.1 for a server there, as if the server were `roundTripMs` away: each
 * direction takes half of it, and a connection carries nothing before a whole round trip has passed.
 */
export async function startDelayProxy(port: number, roundTripMs: number): Promise<DelayProxy> {
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const made = performance.now() + roundTripMs;
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.setNoDelay();
      from.on('error', () => undefined);
      carry(from, to, roundTripMs / 2, made);
    }
  });
  const listening = await listen(server);
  return Object.assign(listening, { url: `http://127.0.0.1:${listening.port}` });
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
  from.on('close', () => later(() => to.destroySoon()));
}
