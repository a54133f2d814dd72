/** GitHub Actions secrets: whether they can be written, when one was, and writing one. */
import { generateKeyPairSync } from 'node:crypto';
import { Foreseen } from '../safe/foreseen.ts';
import type { Deadline } from './clock.ts';
import { type GitHubOptions, type GitHubReply, githubApi } from './github-api.ts';
import { seal } from './seal.ts';

interface SecretsOptions extends GitHubOptions {
  /** `owner/name`. */
  repository: string;
  /** The GitHub environment that keeps the secrets; the repository when absent. */
  environment?: string;
}

export interface SecretKeeper {
  /**
   * Makes sure that secrets can be written, without writing one of the user's.
   * @throws Foreseen when they cannot.
   */
  prepare(): Promise<void>;
  /**
   * When GitHub says that each secret was updated, by its name in upper case.
   * @throws Foreseen
   */
  list(): Promise<ReadonlyMap<string, string>>;
  /**
   * When GitHub says that the secret was updated, as an opaque revision; null when there is none.
   * @throws Foreseen
   */
  updatedAt(name: string): Promise<string | null>;
  /**
   * Nothing is written after `deadline`: by then, the secret may be another webhook's.
   * @throws Foreseen when the value could not be stored.
   */
  store(name: string, value: string, deadline: Deadline): Promise<void>;
  close(): void;
}

/** How names begin for which `prepare` sends a value that GitHub refuses; the rest is chance, so none is a user's. */
const probePrefix = 'CONDUIT_WEBHOOKS_WRITE_CHECK_';

/** A time in ISO 8601 is shorter. */
const longestTime = 40;

/** Secrets in one reply: GitHub's most. */
const pageSize = 100;

/** More pages than GitHub has secrets for: a server that counts on and on is left. */
const mostPages = 10;

interface PublicKey {
  keyId: string;
  key: string;
}

export function secretKeeper(options: SecretsOptions): SecretKeeper {
  const { repository, environment } = options;
  const api = githubApi(options);
  const base =
    environment === undefined
      ? `/repos/${repository}/actions/secrets`
      : `/repos/${repository}/environments/${encodeURIComponent(environment)}/secrets`;
  const place = environment === undefined ? `repository ${repository}` : `GitHub environment "${environment}"`;
  let publicKey: PublicKey | undefined;

  const failure = (doing: 'read' | 'written', reply: GitHubReply & { ok: false }) => {
    const why = reply.status === undefined ? 'No complete reply from GitHub: ' : '';
    const what = `the secrets of the ${place} could not be ${doing}. ${why}${reply.message}.`;
    return new Foreseen(`${what} ${hint(reply, environment)}`);
  };

  async function fetchKey(): Promise<PublicKey> {
    const reply = await api.request('GET', `${base}/public-key`);
    if (!reply.ok) throw failure('read', reply);
    const { key_id: keyId, key } = reply.body;
    if (typeof keyId !== 'string' || typeof key !== 'string') {
      throw new Foreseen(`GitHub gave no public key for the ${place}`);
    }
    return { keyId, key };
  }

  async function put(name: string, value: string, deadline: Deadline): Promise<GitHubReply> {
    publicKey ??= await fetchKey();
    const { keyId, key } = publicKey;
    const body = { encrypted_value: await seal(value, key), key_id: keyId };
    return api.request('PUT', `${base}/${name}`, body, deadline);
  }

  return {
    async prepare() {
      publicKey ??= await fetchKey();
      // A key that nothing can be sealed with is better known now than after the first webhook.
      await seal('', publicKey.key);
      // Permission to write shows only in writing. A box that GitHub cannot open, under a name of our own, is
      // refused as such (422) when the token may write, and for lack of permission when it may not.
      const name = `${probePrefix}${Math.floor(options.clock.random() * 1e9)}`;
      const body = { encrypted_value: await seal('', throwAwayKey()), key_id: publicKey.keyId };
      const reply = await api.request('PUT', `${base}/${name}`, body);
      if (!reply.ok && (reply.status === 400 || reply.status === 422)) return;
      // A server that fails upon such a box says nothing of permissions, but refuses to delete for lack of them, too.
      if (!reply.ok && (reply.status ?? 0) < 500) throw failure('written', reply);
      const deleted = await api.request('DELETE', `${base}/${name}`);
      if (deleted.ok) return;
      // A server that looks at no value has taken it.
      if (reply.ok) {
        throw new Foreseen(`A test secret was left behind: ${name}. Delete it in GitHub. ${deleted.message}`);
      }
      if (deleted.status !== 404) throw failure('written', deleted);
    },
    async list() {
      const found = new Map<string, string>();
      for (let page = 1; page <= mostPages; page += 1) {
        const reply = await api.request('GET', `${base}?per_page=${pageSize}&page=${page}`);
        if (!reply.ok) throw failure('read', reply);
        const { secrets, total_count: total } = reply.body;
        for (const one of Array.isArray(secrets) ? secrets : []) {
          const { name, updated_at: time } = (one ?? {}) as Record<string, unknown>;
          if (typeof name === 'string' && isTimeText(time)) found.set(name.toUpperCase(), time);
        }
        if (typeof total !== 'number' || page * pageSize >= total) break;
      }
      return found;
    },
    async updatedAt(name) {
      const reply = await api.request('GET', `${base}/${name}`);
      if (reply.ok) {
        const time = reply.body.updated_at;
        if (isTimeText(time)) return time;
        throw new Foreseen(`GitHub did not say when the secret ${name} was updated.`);
      }
      if (reply.status !== 404) throw failure('read', reply);
      // What the token cannot see is not found either: the key tells the one from the other.
      publicKey ??= await fetchKey();
      return null;
    },
    async store(name, value, deadline) {
      let reply = await put(name, value, deadline);
      if (!reply.ok && reply.status === 422) {
        // The key may have been changed since it was read.
        publicKey = undefined;
        reply = await put(name, value, deadline);
      }
      if (!reply.ok) throw failure('written', reply);
      // GitHub docs, "Create or update a repository secret": any other success is not GitHub's.
      if (reply.status !== 201 && reply.status !== 204) {
        throw new Foreseen(`the server replied with status ${reply.status}, with which GitHub stores nothing`);
      }
    },
    close: api.close,
  };
}

function isTimeText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestTime;
}

/** A public key in base64 that nobody has the private key of. */
function throwAwayKey(): string {
  const { x = '' } = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' });
  return Buffer.from(x, 'base64url').toString('base64');
}

/** What a failure comes from, most likely. */
function hint({ status = 0, limitMs, accepts }: GitHubReply & { ok: false }, environment: string | undefined): string {
  if (limitMs !== undefined) return "GitHub's rate limit for secrets-token is used up. Re-run later";
  if (status >= 300 && status < 400) {
    return 'GitHub replied with a redirect, and the action does not send the token elsewhere. Was the repository renamed?';
  }
  const permission = `the permission "${environment === undefined ? 'Secrets' : 'Environments'}: Read and write"`;
  switch (status) {
    case 401:
      return 'The input secrets-token is not valid, or has expired';
    case 403:
      return `The input secrets-token needs ${permission}${accepts === undefined ? '' : ` (GitHub asks for ${accepts})`}`;
    case 404:
      return environment === undefined
        ? `The input secrets-token cannot see the repository, or lacks ${permission}`
        : `GitHub environment "${environment}" does not exist, or the input secrets-token lacks ${permission}`;
    default:
      return 'Re-run later';
  }
}
