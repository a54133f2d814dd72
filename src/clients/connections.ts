/** Connections to one server, through the proxy of the standard variables if there is one. */
import type { Agent, ClientRequest, RequestOptions } from 'node:http';
import type { Socket } from 'node:net';
import { HttpClient } from '@actions/http-client';

export interface Connections {
  /** For the next request. */
  agent(): Agent;
  /** Told of each connection that a request got. */
  onSocket(socket: Socket): void;
  /** Lets go of idle connections, so that the next request has one that the server has not closed meanwhile. */
  renew(): void;
  /** Closes every connection: an open one keeps the process from ending. */
  close(): void;
}

/**
 * Connections to the server of `url`. At most `kept` are kept open between requests; with 0, each request has one of
 * its own. That is for a request that must not be sent twice: a server may close a kept connection just as it is used
 * again, and then no one knows whether the request arrived.
 */
export function connectionsTo(url: URL, kept: number): Connections {
  const sockets = new Set<Socket>();
  const onSocket = (socket: Socket) => {
    if (sockets.has(socket)) return;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  // The client gives the agent alone. Its requests follow redirects, hide how far they got, and never end when a body
  // is cut.
  const open = () => {
    const options = kept === 0 ? { keepAlive: false } : { keepAlive: true, maxSockets: kept };
    const agent = new HttpClient(undefined, [], options).getAgent(url.href);
    watchTunnel(agent, onSocket);
    return agent;
  };
  let agent = open();
  return {
    agent: () => agent,
    onSocket,
    renew() {
      agent = open();
    },
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/**
 * A tunnel's agent asks the proxy by a request of its own, which no one sees before it is answered; one that never is
 * would keep the process from ending.
 */
function watchTunnel(
  agent: Agent & { request?: (options: RequestOptions) => ClientRequest },
  onSocket: Connections['onSocket'],
): void {
  const { request } = agent;
  if (request === undefined) return;
  agent.request = (options) => request(options).on('socket', onSocket);
}
