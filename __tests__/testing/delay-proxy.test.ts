import { once } from 'node:events';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { startDelayProxy } from '../../testing/delay-proxy.ts';
import { rawServer } from '../../testing/temporary.ts';

it('passes on every byte in both directions, in order, and the end after them', async () => {
  const server = await rawServer((socket) => {
    socket.on('data', (chunk: Buffer) => socket.write(chunk));
  });
  const proxy = await startDelayProxy(server.port, 4);
  onTestFinished(() => proxy.close());
  const client = connect(Number(new URL(proxy.url).port), '127.0.0.1');
  const echoed = buffer(client);
  const chunks = Array.from({ length: 50 }, (_, index) => Buffer.alloc(1000, index));
  for (const chunk of chunks) {
    if (!client.write(chunk)) await once(client, 'drain');
  }
  client.end();
  expect(Buffer.compare(await echoed, Buffer.concat(chunks))).toBe(0);
  expect(proxy.connections).toBe(1);
});
