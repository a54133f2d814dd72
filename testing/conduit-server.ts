/** A Conduit API on loopback, made from the spec: the demo and the end-to-end tests talk to it. */
import { randomBytes, randomInt } from 'node:crypto';
import * as http from 'node:http';
import * as https from 'node:https';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { readSpec } from '../scripts/spec/read.ts';
import { listen } from './servers.ts';

export interface ConduitServerOptions {
  /** Random unless given, as is `apiSecret`. */
  apiKey?: string;
  apiSecret?: string;
  /** A free one unless given. */
  port?: number;
  /** How long each of the server's own replies takes. */
  latencyMs?: number;
  /** Requests in a window of time; those beyond get 429, with the window's end in `Retry-After`. */
  rateLimit?: { requests: number; windowMs: number };
  /** Sees each whole request first: replies in another way, or not at all, or calls `next` for the usual reply. */
  respond?: (request: ReceivedRequest, reply: http.ServerResponse, next: () => void) => void;
  /** PEM texts, to serve https. */
  tls?: { key: string; cert: string };
}

/** A request whose body came whole. */
export interface ReceivedRequest {
  method: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  /** Names of the headers that neither the spec nor HTTP asks for. */
  unexpectedHeaders: string[];
  text: string;
  /** The text as JSON; undefined when it is none. */
  body: unknown;
  /** When it came, in milliseconds since 1970. */
  at: number;
}

export interface CreatedWebhook {
  id: string;
  url: string;
  events: string[];
  status: string;
  organizationId?: string;
  secret: string;
}

export interface ConduitServer {
  /** Base URL, without a slash at its end. */
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Every request, in the order in which they came. */
  readonly requests: readonly ReceivedRequest[];
  /** Every webhook that was created, whether or not the reply arrived. */
  readonly webhooks: readonly CreatedWebhook[];
  /** Changes a webhook as a person does in the Dashboard. */
  edit(id: string, changes: Partial<CreatedWebhook>): void;
  /** Deletes a webhook, likewise. */
  remove(id: string): void;
  /** The most requests that were without a whole reply at one time. */
  readonly maxConcurrent: number;
  /** TCP connections that were accepted. */
  readonly connections: number;
  /** Ends every connection, and with them what is in flight. */
  close(): Promise<void>;
}

interface Reply {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

const spec = await readSpec(join(import.meta.dirname, '..', 'spec'));
const ajv = new Ajv({ allErrors: true });
addFormats.default(ajv);
const isWebhookBody = ajv.compile<Omit<CreatedWebhook, 'id' | 'secret'>>(spec.request);

const expectedHeaders = [
  ...Object.values(spec.headers).map((name) => name.toLowerCase()),
  ...['content-type', 'accept', 'user-agent', 'host', 'connection', 'content-length'],
];

/** Starts a server on 127.0.0.1. */
export async function startConduitServer(options: ConduitServerOptions = {}): Promise<ConduitServer> {
  const { apiKey = alphanumerics(32), apiSecret = alphanumerics(48), latencyMs = 0 } = options;
  const requests: ReceivedRequest[] = [];
  const webhooks: CreatedWebhook[] = [];
  /** What GET has, by the path. */
  const readable = new Map<string, CreatedWebhook>();
  const pathOf = (id: string) => spec.reading?.path.replace('{id}', id) ?? '';
  const closing = new AbortController();
  const throttledMs = rateLimiter(options.rateLimit);
  let concurrent = 0;
  let maxConcurrent = 0;

  async function receive(message: http.IncomingMessage, reply: http.ServerResponse): Promise<void> {
    concurrent += 1;
    maxConcurrent = Math.max(maxConcurrent, concurrent);
    reply.once('close', () => {
      concurrent -= 1;
    });
    const at = Date.now();
    const text = await readText(message).catch(() => undefined);
    if (text === undefined) return;
    const request = describe(message, text, at);
    requests.push(request);
    const next = () => void replyAsUsual(request, reply);
    if (options.respond) options.respond(request, reply, next);
    else next();
  }

  async function replyAsUsual(request: ReceivedRequest, reply: http.ServerResponse): Promise<void> {
    if (latencyMs > 0) {
      const signal = closing.signal;
      await delay(latencyMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
    }
    sendJson(reply, answer(request));
  }

  function answer(request: ReceivedRequest): Reply {
    const { method, path, headers, body } = request;
    const isRead = spec.reading !== undefined && path.startsWith(pathOf(''));
    if (path !== spec.path && !isRead) return refusal(404, 'not_found', 'There is nothing at this path.');
    const allowed = isRead ? 'GET' : 'POST';
    if (method !== allowed) {
      const refused = refusal(405, 'method_not_allowed', `Only ${allowed} is allowed here.`);
      return { ...refused, headers: { Allow: allowed } };
    }
    const credentials = [spec.headers.key, spec.headers.secret].map((name) => headers[name.toLowerCase()]);
    if (credentials[0] !== apiKey || credentials[1] !== apiSecret) {
      return refusal(401, 'unauthorized', 'The API key or the API secret is missing or wrong.');
    }
    const waitMs = throttledMs();
    if (waitMs > 0) {
      const refused = refusal(429, 'too_many_requests', 'Too many requests.');
      return { ...refused, headers: { 'Retry-After': String(Math.ceil(waitMs / 1000)) } };
    }
    if (isRead) {
      const found = readable.get(path);
      return found === undefined
        ? refusal(404, 'webhook_not_found', 'There is no such webhook.')
        : { status: 200, body: found };
    }
    if (!/^application\/json *(;|$)/i.test(headers['content-type'] ?? '')) {
      const detail = 'The Content-Type must be application/json.';
      return refusal(415, 'unsupported_media_type', detail);
    }
    if (!/(^|[ ,])(application\/json|application\/\*|\*\/\*)/i.test(headers.accept ?? '*/*')) {
      return refusal(406, 'not_acceptable', 'Only application/json can be replied.');
    }
    if (!isWebhookBody(body)) return refusal(400, 'invalid_request', ...invalidities());
    const webhook: CreatedWebhook = {
      ...body,
      id: `whk_${alphanumerics(27)}`,
      secret: `whsec_${randomBytes(24).toString('base64')}`,
    };
    webhooks.push(webhook);
    readable.set(pathOf(webhook.id), webhook);
    return { status: 201, body: webhook };
  }

  const server = options.tls ? https.createServer(options.tls) : http.createServer();
  server.on('request', receive);
  const listening = await listen(server, options.port);

  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${listening.port}`,
    apiKey,
    apiSecret,
    requests,
    webhooks,
    edit(id, changes) {
      const before = readable.get(pathOf(id));
      if (before !== undefined) readable.set(pathOf(id), { ...before, ...changes });
    },
    remove: (id) => void readable.delete(pathOf(id)),
    get maxConcurrent() {
      return maxConcurrent;
    },
    get connections() {
      return listening.connections;
    },
    close() {
      closing.abort();
      return listening.close();
    },
  };
}

/** Replies with JSON; for `respond` too. */
export function sendJson(reply: http.ServerResponse, { status, body, headers = {} }: Reply): void {
  reply.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  reply.end(JSON.stringify(body));
}

/** An error reply as the spec has it; for `respond` too. */
export function refusal(status: number, code: string, ...details: string[]): Reply {
  return { status, body: { errors: details.map((detail) => ({ detail, code })) } };
}

function describe(message: http.IncomingMessage, text: string, at: number): ReceivedRequest {
  const { method = '', url = '', headers } = message;
  const unexpectedHeaders = Object.keys(headers).filter((name) => !expectedHeaders.includes(name));
  return { method, path: url, headers, unexpectedHeaders, text, body: parseJson(text), at };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What was wrong with the body that was checked last: a sentence for each field. */
function invalidities(): string[] {
  return (isWebhookBody.errors ?? []).map(({ instancePath, message }) => {
    const field = instancePath.slice(1).replaceAll('/', '.');
    return `${field || 'the body'} ${message}`;
  });
}

/** Counts a request each time it is called; tells how long it should wait, 0 when it need not. */
function rateLimiter(limit: ConduitServerOptions['rateLimit']): () => number {
  let windowEnd = 0;
  let count = 0;
  return () => {
    if (limit === undefined) return 0;
    const now = Date.now();
    if (now >= windowEnd) {
      windowEnd = now + limit.windowMs;
      count = 0;
    }
    count += 1;
    return count > limit.requests ? windowEnd - now : 0;
  };
}

function alphanumerics(length: number): string {
  const all = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length }, () => all[randomInt(all.length)]).join('');
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      'api-key': { type: 'string' },
      'api-secret': { type: 'string' },
    },
  });
  const { 'api-key': apiKey, 'api-secret': apiSecret } = values;
  const server = await startConduitServer({
    port: Number(values.port),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(apiSecret === undefined ? {} : { apiSecret }),
  });
  process.stdout.write(`POST ${server.url}${spec.path}
${spec.headers.key}: ${server.apiKey}
${spec.headers.secret}: ${server.apiSecret}
`);
}
