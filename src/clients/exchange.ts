/** One HTTP exchange, and how far it got. */
import { type ClientRequest, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import { productVersion } from '../generated/product.ts';
import type { Connections } from './connections.ts';

export interface ExchangeRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: URL;
  /** Beside those that every request has. */
  headers: Record<string, string>;
  /** Sent as JSON. */
  body?: object | undefined;
  connections: Connections;
  /** Time for all of it, reply body included, in milliseconds. */
  timeoutMs: number;
  /** Ends the exchange at once. */
  signal: AbortSignal;
  /** Asked when the connection stands, before the first byte is written: why nothing may be sent any more. */
  objection?(): string | undefined;
}

/** How an exchange ended. */
export type Exchange =
  /** The connection never stood, so no byte of the request can have reached the server. */
  | { kind: 'unsent'; reason: string }
  /** The request may have reached the server, and no reply came. */
  | { kind: 'no-reply'; reason: string }
  /** A reply; `body` is absent when it did not come whole, for the `reason` given: then `part` is what came. */
  | { kind: 'reply'; status: number; headers: IncomingHttpHeaders; body?: string; part?: string; reason?: string };

/** Bytes that a reply may have: one with a webhook, a secret or an error is far smaller. */
const maxReplyBytes = 1024 * 1024;

/** Sends once: no redirect, no second try. Never throws. Reasons are fixed words, never the server's. */
export function exchange(request: ExchangeRequest): Promise<Exchange> {
  return new Promise((resolve) => {
    let sent = false;
    let reply: IncomingMessage | undefined;
    let stopped: string | undefined;
    const chunks: Buffer[] = [];
    let size = 0;

    const start = request.url.protocol === 'https:' ? httpsRequest : httpRequest;
    const body = request.body && JSON.stringify(request.body);
    const outgoing = start(request.url, {
      method: request.method,
      headers: {
        ...request.headers,
        'User-Agent': `conduit-webhooks-action/${productVersion}`,
        ...(body !== undefined && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
      },
      agent: request.connections.agent(),
    });
    const stop = (reason: string) => {
      stopped ??= reason;
      outgoing.destroy();
      settle();
    };
    const timer = setTimeout(() => stop(`timed out after ${request.timeoutMs / 1000} s`), request.timeoutMs);
    const onAbort = () => stop('the run was cancelled');
    request.signal.addEventListener('abort', onAbort, { once: true });

    function settle(failure?: string): void {
      clearTimeout(timer);
      request.signal.removeEventListener('abort', onAbort);
      const reason = stopped ?? failure;
      if (reply === undefined) {
        resolve({ kind: sent ? 'no-reply' : 'unsent', reason: reason ?? 'the connection was closed' });
        return;
      }
      const { statusCode: status = 0, headers } = reply;
      const received = Buffer.concat(chunks).toString('utf8');
      const content = reason === undefined ? { body: received } : { reason, part: received };
      resolve({ kind: 'reply', status, headers, ...content });
    }

    outgoing.on('socket', request.connections.onSocket);
    watchConnection(outgoing, () => {
      if (stopped !== undefined) return;
      const objection = request.objection?.();
      if (objection !== undefined) return stop(objection);
      sent = true;
      outgoing.end(body);
    });
    outgoing.on('error', (error) => settle(failureWords(error)));
    outgoing.on('close', () => settle(reply === undefined || reply.complete ? undefined : 'the reply was incomplete'));
    outgoing.on('response', (message) => {
      reply = message;
      message.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxReplyBytes) stop(`the reply is larger than ${maxReplyBytes} bytes`);
        else chunks.push(chunk);
      });
      message.on('error', () => settle('the reply was incomplete'));
      message.on('end', () => settle(message.complete ? undefined : 'the reply was incomplete'));
    });
    if (request.signal.aborted) onAbort();
  });
}

/**
 * Calls `connected` once bytes of the request can be written: when a new connection stands, for TLS once
 * the server's certificate has been accepted, or at once when the connection is an earlier request's.
 */
function watchConnection(request: ClientRequest, connected: () => void): void {
  request.on('socket', (socket) => {
    if (socket instanceof TLSSocket && isHandshaking(socket)) {
      socket.once('secureConnect', connected);
    } else if (socket.connecting) {
      socket.once('connect', connected);
    } else {
      connected();
    }
  });
}

/** `secureConnecting` is true until the handshake is done and the certificate checked; the types lack it. */
function isHandshaking(socket: TLSSocket & { secureConnecting?: boolean }): boolean {
  return socket.secureConnecting === true;
}

/** Known failures in plain words, others by their code: an error's own message may quote hosts or paths. */
function failureWords(error: NodeJS.ErrnoException): string {
  const code = error.code ?? '';
  const words: Record<string, string> = {
    ECONNREFUSED: 'the connection was refused',
    ECONNRESET: 'the connection was reset',
    ENOTFOUND: 'the host name was not found',
    EAI_AGAIN: 'the host name could not be looked up',
    ETIMEDOUT: 'the connection timed out',
    EHOSTUNREACH: 'the host cannot be reached',
    ENETUNREACH: 'the network cannot be reached',
    CERT_HAS_EXPIRED: "the server's certificate has expired",
    ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is for another host",
    DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is self-signed",
    SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate is signed by an unknown authority",
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the server's certificate is signed by an unknown authority",
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the server's certificate is signed by an unknown authority",
  };
  if (/tunneling socket/.test(error.message)) return 'the proxy refused the connection';
  return words[code] ?? `the connection failed (${/^[A-Z0-9_]{1,60}$/.test(code) ? code : 'no code'})`;
}

/** The JSON object that a reply's body is; undefined when it is anything else. A byte order mark is no harm. */
export function parseObject(text = ''): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
