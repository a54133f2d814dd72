/** What a test starts and is gone after it, and points at which it waits. */
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { type ConduitServer, type ConduitServerOptions, startConduitServer } from './conduit-server.ts';
import { temporaryFolder } from './folders.ts';
import { fileRemoteIn, type Remote } from './git.ts';
import { type HttpRemote, type HttpRemoteOptions, startHttpRemote } from './http-remote.ts';
import { writeManifest } from './manifests.ts';
import { type RawServer, startRawServer, startTunnelProxy, type TunnelProxy } from './servers.ts';

type Respond = NonNullable<ConduitServerOptions['respond']>;

/** A workspace with a manifest in it. */
export function workspaceWith(manifest: string): string {
  const workspace = temporaryFolder();
  writeManifest(workspace, manifest);
  return workspace;
}

/** An empty bare repository, reached over `file://`. */
export function fileRemote(): Remote {
  return fileRemoteIn(temporaryFolder());
}

/** The same, reached over HTTP; the server is closed after the test. */
export async function httpRemote(options: HttpRemoteOptions): Promise<HttpRemote> {
  const remote = await startHttpRemote(temporaryFolder(), options);
  onTestFinished(() => remote.close());
  return remote;
}

/** A server that is not HTTP's; it is closed after the test. */
export async function rawServer(onConnection: (socket: Socket) => void): Promise<RawServer> {
  const server = await startRawServer(onConnection);
  onTestFinished(() => server.close());
  return server;
}

/** A proxy that is closed after the test. */
export async function tunnelProxy(refuseWith?: number): Promise<TunnelProxy> {
  const proxy = await startTunnelProxy(refuseWith);
  onTestFinished(() => proxy.close());
  return proxy;
}

/** A Conduit server that is closed after the test. */
export async function conduit(options?: ConduitServerOptions): Promise<ConduitServer> {
  const server = await startConduitServer(options);
  onTestFinished(() => server.close());
  return server;
}

/** Resolves when `condition` holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(10);
}

/** A point at which a test holds something up until it has seen what it waits for. */
interface Gate {
  /** Resolves once the first has come. */
  reached: Promise<void>;
  /** Awaited by what is held up. */
  pass(): Promise<void>;
  /** Lets on all that wait, and all that come later. */
  open(): void;
}

export function gate(): Gate {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  return {
    reached: reached.promise,
    pass() {
      reached.resolve();
      return opened.promise;
    },
    open: opened.resolve,
  };
}

/**
 * Answers no request to Conduit before `count` have come, and then as `answer` says: all are on their way when the first
 * is answered, however busy the machine is.
 */
export function together(count: number, answer: Respond = (_, __, next) => next()): Respond {
  const waiting: Parameters<Respond>[] = [];
  return (...request) => {
    waiting.push(request);
    if (waiting.length >= count) for (const one of waiting.splice(0)) answer(...one);
  };
}
