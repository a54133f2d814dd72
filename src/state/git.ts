/** State as a ref of the repository, one commit per change: `refs/conduit-webhooks/<name>/<environment>`. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clients/clock.ts';
import type { Env } from '../clients/proxy.ts';
import { tried } from '../clients/retry.ts';
import { checkSize, StateError } from './document.ts';
import { authorities, fateOf, isolated, runnersEnvironment } from './git-environment.ts';
import { type Attempted, failureOf, passes, unauthorized } from './git-failures.ts';
import { fetchTimeoutMs, type GitResult, runGit } from './git-process.ts';
import { type PublicRemote, publicRemote } from './remote.ts';
import type { StateStore, Stored } from './store.ts';
import { type UsersGit, usersEnvironment } from './users-git.ts';

export interface GitStoreOptions {
  /** The `NAME` of `git:NAME`. */
  name: string;
  environment: string;
  /** Where the repository is fetched from and pushed to. */
  remote: string;
  /** Sent to `remote` alone, and only over https or to loopback; '' for none. */
  token: string;
  /** Git as the user has set it up. When absent, git knows of no configuration but ours. */
  usersGit?: UsersGit | undefined;
  /** Lines at the end of each commit's message: the run, the commit, the manifest. */
  trailers: readonly string[];
  /** A folder in which a private one is made. */
  temporaryFolder: string;
  /** The process's environment: PATH, proxies and certificate settings are taken from it. */
  env: Env;
  /** True for a run that writes state: what it is told to permit differs. */
  writes: boolean;
  clock: Pick<Clock, 'now' | 'sleep' | 'random'>;
  /** Once aborted, nothing is tried again. */
  expired: AbortSignal;
}

/** A server that cannot be reached, has a fault or limits requests is asked so often. */
const tries = { maxTries: 4, firstWaitMs: 1000 };

/** A push that hangs is ended after so long, and the ref read again. */
const pushTimeoutMs = 20_000;

/** A result waits no longer than this to be pushed, in milliseconds. */
const patienceMs = 5000;

/** Name of the document in the ref's tree. */
const fileName = 'state.json';

/** Works with any checkout or none: it uses a private repository and never the user's index or hooks. */
export function gitStore(options: GitStoreOptions): StateStore {
  const { name, environment, remote, env, usersGit } = options;
  const ref = `refs/conduit-webhooks/${name}/${environment}`;
  const place = `git ref ${ref}${usersGit === undefined ? '' : ` of ${usersGit.remote}`}`;
  const nextRef = `refs/next/${environment}`;
  // A pattern, since git looks for a plain name below refs/heads/ too.
  const refspec = `refs/next/*:refs/conduit-webhooks/${name}/*`;
  let folder: string | undefined;
  let given: Promise<Record<string, string>> | undefined;

  /** A bare repository, made by hand: the little that git wants to see of one. */
  function repository(): string {
    if (folder !== undefined) return folder;
    try {
      folder = mkdtempSync(join(options.temporaryFolder, 'conduit-webhooks-'));
      mkdirSync(join(folder, 'objects'));
      mkdirSync(join(folder, 'refs'));
      writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/none\n');
      if (usersGit !== undefined) writeFileSync(join(folder, 'config'), usersGit.config);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new StateError(`No temporary git repository can be made in ${options.temporaryFolder} (${code}).`);
    }
    return folder;
  }

  async function environmentOf(folder: string): Promise<Record<string, string>> {
    if (usersGit === undefined) {
      const own = runnersEnvironment(env, options, folder);
      return { ...own, ...(await authorities(env, own, folder, remote)) };
    }
    const own = usersEnvironment(env, folder);
    if (!env.NODE_EXTRA_CA_CERTS) return own;
    const asked = { cwd: usersGit.folder, env: own, input: '', timeoutMs: fetchTimeoutMs };
    const { stdout } = await runGit(['ls-remote', '--get-url', '--', remote], asked);
    return { ...own, ...(await authorities(env, own, folder, stdout.toString('utf8').trim())) };
  }

  interface Given {
    input?: string;
    timeoutMs?: number;
    variables?: Record<string, string>;
  }

  /** Runs git on the private repository. */
  async function git(
    args: string[],
    { input = '', timeoutMs = fetchTimeoutMs, variables = {} }: Given = {},
  ): Promise<GitResult> {
    const cwd = usersGit?.folder ?? repository();
    given ??= environmentOf(repository());
    return runGit(args, { cwd, env: { ...(await given), ...variables }, input, timeoutMs });
  }

  /** Does `once` again, a bounded number of times, while it fails by what may be over in a moment. */
  const patiently = <T extends { stderr: string }>(once: () => Promise<T>, hasFailed: (result: T) => boolean) =>
    tried(once, (result, backoff) => (hasFailed(result) && passes(result.stderr) ? backoff(tries) : undefined), {
      clock: options.clock,
      signal: options.expired,
    });

  /** Runs a git that only asks the remote. */
  const ask = (args: string[], more?: Given) =>
    patiently(
      () => git(args, more),
      ({ code }) => code !== 0,
    );

  /** What went wrong, by what git printed. */
  async function failure(doing: Attempted['doing'], stderr: string): Promise<StateError> {
    const { writes } = options;
    const token = fateOf(options.token, remote);
    const asUser = usersGit !== undefined;
    // A git that is too old does not say so: it lacks the credentials that it was given.
    const { stdout } = unauthorized.test(stderr) ? await git(['version']) : { stdout: '' };
    const version = stdout.toString();
    return failureOf({ doing, ref, remote, asUser, token, writes, version }, stderr);
  }

  /** Brings the ref here. A pattern, as in the push: git looks for a plain name below refs/heads/ too. */
  const fetch = () => ask(['fetch', '--quiet', '--no-tags', '--depth=1', '--', remote, `+${ref}*:${ref}*`]);

  /** What was fetched; undefined when the remote has no ref. */
  async function fetched(): Promise<Stored | undefined> {
    // The size comes first: whoever may push may have pushed anything.
    const input = `${ref}\n${ref}:${fileName}\n`;
    const found = await git(['cat-file', '--batch-check=%(objectname) %(objectsize)'], { input });
    if (found.code !== 0) throw await failure('read', found.stderr);
    const [commit, document] = found.stdout.toString('utf8').split('\n').map(objectIn);
    if (commit === undefined) return undefined;
    if (document === undefined) throw new StateError(`The state ref ${ref} has no file ${fileName}.`);
    checkSize(document.size, place);
    const { code, stdout, stderr } = await git(['cat-file', 'blob', document.id]);
    if (code !== 0) throw await failure('read', stderr);
    return { text: stdout.toString('utf8'), revision: commit.id };
  }

  /** The remote's value of the ref, '' when it has none. */
  async function remoteRevision(doing: Attempted['doing']): Promise<string> {
    const trace = join(repository(), 'packets');
    const variables = { GIT_TRACE_PACKET: trace };
    const { code, stdout, stderr } = await ask(['ls-remote', '--', remote, ref], { variables });
    if (code !== 0) throw await failure(doing, stderr);
    // A page of another server has no refs either, and git takes it for a list of files.
    if (!existsSync(trace)) throw await failure(doing, 'protocol error: no packets');
    // Git takes the name for the end of one: refs/heads/refs/… would match too.
    const lines = stdout.toString('utf8').split('\n');
    const line = lines.find((one) => one.endsWith(`\t${ref}`));
    return line?.split('\t')[0] ?? '';
  }

  /** Makes the commit here that is to be pushed, and gives its ID. */
  async function commit(text: string, parent: string, message: string): Promise<string> {
    // Two runs may write the same text in the same second; only one of them may find its own commit on the ref.
    const body = [message, '', ...options.trailers, `Write: ${randomUUID()}`].join('\n');
    const seconds = Math.floor(options.clock.now() / 1000);
    const imported = await git(['fast-import', '--quiet', '--force'], {
      input: importStream(nextRef, { text, parent, message: body, seconds }),
    });
    const id = imported.stdout.toString('utf8').trim();
    if (imported.code !== 0 || id === '') throw await failure('written', imported.stderr);
    return id;
  }

  /** True when the remote's ref is the commit that was made here: a push of it would have nothing to do. */
  async function isOnRemote(): Promise<boolean> {
    const asked = ['push', '--dry-run', '--porcelain', '--no-verify', '--', remote, refspec];
    const { stdout } = await git(asked, { timeoutMs: pushTimeoutMs });
    return stdout
      .toString('utf8')
      .split('\n')
      .some((line) => line.startsWith(`=\t${nextRef}:${ref}\t`));
  }

  /** Pushes the commit `next` that was made here, if the remote's ref is still `revision`, and reads the ref again. */
  async function push(next: string, revision: string): Promise<{ now: string; stderr: string }> {
    const lease = `--force-with-lease=${ref}:${revision}`;
    const args = ['push', '--quiet', '--no-verify', lease, '--', remote, refspec];
    const { code, stderr } = await git(args, { timeoutMs: pushTimeoutMs });
    // Neither git's exit code nor its words prove what the remote holds; the ref does.
    const hasArrived = code === 0 && (await isOnRemote());
    return { now: hasArrived ? next : await remoteRevision('written'), stderr };
  }

  return {
    place,
    remembers: true,
    patienceMs,
    async read() {
      for (let count = 1; ; count += 1) {
        const { code, stderr } = await fetch();
        const stored = code === 0 ? await fetched() : undefined;
        if (stored !== undefined) return stored;
        // A first run has nothing to fetch, which git may call a failure; the list of refs tells the two apart. Where it
        // has the ref after all, another run has made it just now.
        if (count === 2 || passes(stderr)) throw await failure('read', stderr);
        if ((await remoteRevision('read')) === '') return { revision: '' };
      }
    },
    async write(text, revision, message) {
      const next = await commit(text, revision, message);
      const { now, stderr } = await patiently(
        () => push(next, revision),
        (pushed) => pushed.now === revision,
      );
      if (now === next) return { text, revision: next };
      if (now === revision) throw await failure('written', stderr);
      return 'moved';
    },
    close() {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      folder = undefined;
      given = undefined;
    },
  };
}

/**
 * URL of the checkout's remote `origin`, and the secrets that were taken out of it.
 * @throws StateError when there is none.
 */
export async function originRemote(workspace: string, env: GitStoreOptions['env']): Promise<PublicRemote> {
  const args = ['config', '--file', join('.git', 'config'), '--get', 'remote.origin.url'];
  const { stdout } = await runGit(args, {
    cwd: workspace,
    env: isolated(env),
    input: '',
    timeoutMs: fetchTimeoutMs,
  });
  const origin = stdout.toString('utf8').trim();
  if (origin === '') {
    throw new StateError(
      'The workspace is not a checkout with a remote "origin", so the state cannot be stored. Run actions/checkout first, or set `state` to `file:PATH`.',
    );
  }
  return publicRemote(origin);
}

/** Input of `git fast-import`: one commit with one file. */
function importStream(
  branch: string,
  commit: { text: string; parent: string; message: string; seconds: number },
): string {
  const { text, parent, message, seconds } = commit;
  const data = (content: string) => `data ${Buffer.byteLength(content)}\n${content}\n`;
  return [
    `commit ${branch}\nmark :1\n`,
    `committer github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com> ${seconds} +0000\n`,
    data(message),
    parent === '' ? '' : `from ${parent}\n`,
    `M 100644 inline ${fileName}\n`,
    data(text),
    'get-mark :1\ndone\n',
  ].join('');
}

/** A line of `git cat-file --batch-check`; undefined for an object that is not there. */
function objectIn(line: string): { id: string; size: number } | undefined {
  const [, id, size] = /^([0-9a-f]{40,64}) (\d+)$/.exec(line) ?? [];
  return id === undefined ? undefined : { id, size: Number(size) };
}
