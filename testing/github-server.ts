/** GitHub's REST API on loopback, as far as Actions secrets go: the end-to-end tests talk to it. */
import { randomBytes } from 'node:crypto';
import * as http from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { blake2b } from '@noble/hashes/blake2.js';
import nacl from 'tweetnacl';
import { listen } from './servers.ts';

export interface GitHubServerOptions {
  /** Stands before every path, as `/api/v3` does on GitHub Enterprise Server. */
  prefix?: string;
  /** Names of the repository's environments. */
  environments?: readonly string[];
  /** Takes any value for a secret, sealed or not. */
  acceptsAnything?: boolean;
  /** Sees each whole request first: replies in another way, or not at all, or calls `next` for the usual reply. */
  respond?: (request: GitHubRequest, reply: http.ServerResponse, next: () => void) => void;
}

/** What a request is for, as the API's documentation names it; `check` is the action's own, under a name of its own. */
export type GitHubCall = 'public key' | 'check' | 'list' | 'get' | 'put' | 'delete' | 'other';

/** A request whose body came whole. */
export interface GitHubRequest {
  call: GitHubCall;
  method: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  text: string;
  /** Name of the secret, in upper case. */
  name?: string;
}

/** A secret as the server keeps it: opened. */
interface KeptSecret {
  value: string;
  /** Milliseconds since 1970, in whole seconds. */
  updatedAt: number;
}

export interface GitHubServer {
  /** Base URL of the API, without a slash at its end. */
  readonly url: string;
  /** May read and write secrets. */
  readonly token: string;
  /** May read them, and no more. */
  readonly readToken: string;
  /** Every request, in the order in which they came. */
  readonly requests: readonly GitHubRequest[];
  /** The repository's secrets, or those of one of its environments, by their names in upper case. */
  secrets(environment?: string): Map<string, KeptSecret>;
  /** Sets a secret as a person does on GitHub's pages, at the moment `at`. */
  set(name: string, value: string, at?: number, environment?: string): void;
  /** Changes every key pair; values that are sealed for an earlier one are refused. */
  rotateKeys(): void;
  /** The private keys, which belong nowhere else, in base64. */
  privateKeys(): string[];
  /** Ends every connection, and with them what is in flight. */
  close(): Promise<void>;
}

/** Where secrets are kept: the repository, or an environment. Each has a key pair of its own. */
interface Place {
  keyId: string;
  keys: nacl.BoxKeyPair;
  secrets: Map<string, KeptSecret>;
}

interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Starts a server on 127.0.0.1 for the repository `octo/repo`. */
export async function startGitHubServer(options: GitHubServerOptions = {}): Promise<GitHubServer> {
  const { prefix = '', environments = [], acceptsAnything = false } = options;
  const [token, readToken] = [newToken(), newToken()];
  const requests: GitHubRequest[] = [];
  const privateKeys: string[] = [];
  const places = new Map<string, Place>(
    ['', ...environments].map((name) => [name, { ...newKeys(), secrets: new Map() }]),
  );
  const placeOf = (environment = '') => {
    const place = places.get(environment);
    if (place === undefined) throw new Error(`There is no environment ${environment}`);
    return place;
  };

  function newKeys(): Pick<Place, 'keyId' | 'keys'> {
    const keys = nacl.box.keyPair();
    privateKeys.push(base64(keys.secretKey));
    return { keyId: randomBytes(9).toString('hex'), keys };
  }

  const server = http.createServer(async (message, reply) => {
    const text = await readText(message).catch(() => undefined);
    if (text === undefined) return;
    const { method = '', url: path = '', headers } = message;
    const { call, name, environment } = routeOf(method, path);
    const request: GitHubRequest = { call, method, path, headers, text, ...(name && { name }) };
    requests.push(request);
    const next = () => sendReply(reply, answer(request, places.get(environment)));
    if (options.respond) options.respond(request, reply, next);
    else next();
  });

  function routeOf(method: string, path: string): { call: GitHubCall; environment: string; name?: string } {
    const url = path.startsWith(prefix) ? path.slice(prefix.length) : '';
    const found = /^\/repos\/octo\/repo\/(?:actions|environments\/([^/]+))\/secrets(?:\/([^/?]+)|\?.*)?$/.exec(url);
    const environment = decodeURIComponent(found?.[1] ?? '');
    if (found === null) return { call: 'other', environment };
    const [, , secret] = found;
    if (secret === undefined) return { call: method === 'GET' ? 'list' : 'other', environment };
    if (secret === 'public-key') return { call: method === 'GET' ? 'public key' : 'other', environment };
    const name = secret.toUpperCase();
    const isCheck = method === 'PUT' && name.startsWith('CONDUIT_WEBHOOKS_WRITE_CHECK_');
    const calls: Record<string, GitHubCall> = { GET: 'get', PUT: isCheck ? 'check' : 'put', DELETE: 'delete' };
    return { call: calls[method] ?? 'other', environment, name };
  }

  function answer({ call, path, headers, text, name = '' }: GitHubRequest, place: Place | undefined): Reply {
    if (headers['user-agent'] === undefined) return refusal(403, 'Request forbidden: no User-Agent');
    const given = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
    if (given === undefined) return refusal(401, 'Requires authentication');
    if (given !== token && given !== readToken) return refusal(401, 'Bad credentials');
    if (headers['x-github-api-version'] !== '2022-11-28')
      return refusal(400, 'The version of the API is not supported');
    if (headers.accept !== 'application/vnd.github+json') return refusal(415, "Must accept 'application/json'");
    if (call === 'other' || place === undefined) return refusal(404, 'Not Found');
    const { keyId, keys, secrets } = place;
    if (call === 'public key') return { status: 200, body: { key_id: keyId, key: base64(keys.publicKey) } };
    if (call === 'list') return { status: 200, body: pageOf(place, path) };
    const kept = secrets.get(name);
    if (call === 'get')
      return kept === undefined ? refusal(404, 'Not Found') : { status: 200, body: shownSecret(name, kept) };
    if (given === readToken) {
      const needed = place === places.get('') ? 'secrets=write' : 'environments=write';
      return refusal(403, 'Resource not accessible by integration', { 'X-Accepted-GitHub-Permissions': needed });
    }
    if (call === 'delete') return secrets.delete(name) ? { status: 204 } : refusal(404, 'Not Found');
    const body = secretBody(text);
    if (body === undefined) return refusal(422, 'Invalid request.');
    const box = Buffer.from(body.encrypted_value, 'base64');
    // Whether GitHub refuses what is too short for a box or fails upon it, nobody says: the worse is assumed.
    if (box.length < nacl.box.publicKeyLength + nacl.box.overheadLength) return refusal(500, 'Server Error');
    const value = body.key_id === keyId ? openSealedBox(box, keys) : undefined;
    if (value === undefined && !acceptsAnything) {
      return refusal(422, 'Bad request - validation failed due to an improperly encrypted secret');
    }
    keep(place, name, value?.toString('utf8') ?? '', Date.now());
    return kept === undefined ? { status: 201, body: {} } : { status: 204 };
  }

  function keep({ secrets }: Place, name: string, value: string, at: number): void {
    secrets.set(name, { value, updatedAt: Math.floor(at / 1000) * 1000 });
  }

  const { port, close } = await listen(server);
  return {
    url: `http://127.0.0.1:${port}${prefix}`,
    token,
    readToken,
    requests,
    secrets: (environment) => placeOf(environment).secrets,
    set: (name, value, at = Date.now(), environment = '') => keep(placeOf(environment), name.toUpperCase(), value, at),
    rotateKeys() {
      for (const place of places.values()) Object.assign(place, newKeys());
    },
    privateKeys: () => [...privateKeys],
    close,
  };
}

function newToken(): string {
  return `github_pat_${randomBytes(24).toString('hex')}`;
}

/**
 * Opens a sealed box as its definition has it, without libsodium: the first 32 bytes are the sender's public key, and
 * the nonce is BLAKE2b-24 of it and the recipient's. Gives undefined when it does not open.
 */
export function openSealedBox(sealed: Uint8Array, keys: nacl.BoxKeyPair): Buffer | undefined {
  const length = nacl.box.publicKeyLength;
  if (sealed.length < length + nacl.box.overheadLength) return undefined;
  const sender = Uint8Array.from(sealed.subarray(0, length));
  const box = Uint8Array.from(sealed.subarray(length));
  const nonce = blake2b(Buffer.concat([sender, keys.publicKey]), { dkLen: nacl.box.nonceLength });
  const opened = nacl.box.open(box, nonce, sender, keys.secretKey);
  return opened === null ? undefined : Buffer.from(opened);
}

/** Replies as GitHub does; for `respond` too. */
export function sendReply(reply: http.ServerResponse, { status, body, headers = {} }: Reply): void {
  reply.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', ...headers });
  reply.end(body === undefined ? undefined : JSON.stringify(body));
}

/** An error reply as GitHub has it; for `respond` too. */
export function refusal(status: number, message: string, headers: Record<string, string> = {}): Reply {
  const body = { message, documentation_url: 'https://docs.github.com/rest', status: String(status) };
  return { status, body, headers };
}

/** One page of a list, as `per_page` and `page` in the path have it. */
function pageOf({ secrets }: Place, path: string): unknown {
  const query = new URL(path, 'http://localhost').searchParams;
  const size = Math.min(Number(query.get('per_page') ?? 30), 100);
  const first = (Number(query.get('page') ?? 1) - 1) * size;
  const all = [...secrets].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    total_count: all.length,
    secrets: all.slice(first, first + size).map(([name, kept]) => shownSecret(name, kept)),
  };
}

/** What GitHub shows of a secret. */
function shownSecret(name: string, { updatedAt }: KeptSecret) {
  // No fractions, as in `2026-01-02T03:04:05Z`.
  return { name, updated_at: new Date(updatedAt).toISOString().replace(/\.\d+Z$/, 'Z') };
}

/** The body of a write, when both of its fields are as GitHub's schema wants them. */
function secretBody(text: string): { encrypted_value: string; key_id: string } | undefined {
  try {
    const body: unknown = JSON.parse(text);
    const { encrypted_value: value, key_id: id } = body as Record<string, unknown>;
    const isValid = typeof value === 'string' && typeof id === 'string' && base64Form.test(value);
    return isValid && id !== '' ? { encrypted_value: value, key_id: id } : undefined;
  } catch {
    return undefined;
  }
}

/** The form that GitHub demands of `encrypted_value`. */
const base64Form = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
