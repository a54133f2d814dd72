/** State as a ref of the repository, one commit per change: `refs/conduit-webhooks/<name>/<environment>`. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clients/clock.ts';
import { tried, tries } from '../clients/retry.ts';
import { checkSize, StateError } from './document.ts';
import { failureOf, passes, unauthorized } from './git-failures.ts';
import { type Access, environmentFor, runGit } from './git-process.ts';
import type { StateStore, Stored } from './store.ts';

export interface GitStoreOptions extends Access {
  /** The `NAME` of `git:NAME`. */
  name: string;
  environment: string;
  /** Lines at the end of each commit's message: the run, the commit, the manifest. */
  trailers: readonly string[];
  /** A folder in which a private one is made. */
  temporaryFolder: string;
  /** True for a run that writes state: what it is told to permit differs. */
  writes: boolean;
  clock: Clock;
  /** Once aborted, nothing is tried again. */
  expired: AbortSignal;
}

/** A push that hangs is ended after so long, and the ref read again. */
const pushTimeoutMs = 20_000;

/** A result waits no longer than this to be pushed, in milliseconds. */
const patienceMs = 5000;

/** Name of the document in the ref's tree. */
const fileName = 'state.json';

/** Works with any checkout or none: it uses a private repository and never the user's index or hooks. */
export function gitStore(options: GitStoreOptions): StateStore {
  const { name, environment, remote, usersGit } = options;
  const ref = `refs/conduit-webhooks/${name}/${environment}`;
  const place = `git ref ${ref}${usersGit === undefined ? '' : ` of ${usersGit.shown}`}`;
  const nextRef = `refs/next/${environment}`;
  // Patterns, since git looks for a plain name below refs/heads/ too.
  const [fetched, pushed] = [`+${ref}*:${ref}*`, `refs/next/*:refs/conduit-webhooks/${name}/*`];
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

  type Given = Omit<Parameters<typeof runGit>[1], 'cwd' | 'env'> & { variables?: Record<string, string> };

  /** Runs git on the private repository. */
  async function git(args: string[], { variables, ...more }: Given = {}) {
    const cwd = usersGit?.folder ?? repository();
    given ??= environmentFor(options, repository());
    return runGit(args, { cwd, env: { ...(await given), ...variables }, ...more });
  }

  /** Does `once` again, a bounded number of times, while it fails by what may be over in a moment. */
  const patiently = <T extends { stderr: string }>(once: () => Promise<T>, hasFailed: (result: T) => boolean) =>
    tried(once, (result, backoff) => (hasFailed(result) && passes(result.stderr) ? backoff(tries.git) : undefined), {
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
  async function failure(doing: 'read' | 'written', stderr: string): Promise<StateError> {
    // A git that is too old does not say so: it lacks the credentials that it was given.
    const version = unauthorized.test(stderr) ? (await git(['version'])).stdout : '';
    return failureOf({ ...options, doing, ref, version }, stderr);
  }

  /** What was fetched; undefined when the remote has no ref. */
  async function readFetched(): Promise<Stored | undefined> {
    // The size comes first: whoever may push may have pushed anything.
    const input = `${ref}\n${ref}:${fileName}\n`;
    const found = await git(['cat-file', '--batch-check=%(objectname) %(objectsize)'], { input });
    if (found.code !== 0) throw await failure('read', found.stderr);
    const [commit, document] = found.stdout.split('\n').map(objectIn);
    if (commit === undefined) return undefined;
    if (document === undefined) throw new StateError(`The state ref ${ref} has no file ${fileName}.`);
    checkSize(document.size, place);
    const { code, stdout, stderr } = await git(['cat-file', 'blob', document.id]);
    if (code !== 0) throw await failure('read', stderr);
    return { text: stdout, revision: commit.id };
  }

  /** The remote's value of the ref, '' when it has none. */
  async function remoteRevision(doing: 'read' | 'written'): Promise<string> {
    const trace = join(repository(), 'packets');
    const variables = { GIT_TRACE_PACKET: trace };
    const { code, stdout, stderr } = await ask(['ls-remote', '--', remote, ref], { variables });
    if (code !== 0) throw await failure(doing, stderr);
    // A page of another server has no refs either, and git takes it for a list of files.
    if (!existsSync(trace)) throw await failure(doing, 'protocol error: no packets');
    // Git takes the name for the end of one: refs/heads/refs/… would match too.
    const line = stdout.split('\n').find((one) => one.endsWith(`\t${ref}`));
    return line?.split('\t')[0] ?? '';
  }

  /** Makes the commit here that is to be pushed, and gives its ID. */
  async function commit(text: string, parent: string, message: string): Promise<string> {
    // Two runs may write the same text in the same second; only one of them may find its own commit on the ref.
    const lines = [message, '', ...options.trailers, `Write: ${randomUUID()}`];
    const seconds = Math.floor(options.clock.now() / 1000);
    const input = [
      `commit ${nextRef}\nmark :1\n`,
      `committer github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com> ${seconds} +0000\n`,
      importData(lines.join('\n')),
      parent === '' ? '' : `from ${parent}\n`,
      `M 100644 inline ${fileName}\n`,
      importData(text),
      'get-mark :1\ndone\n',
    ].join('');
    const { code, stdout, stderr } = await git(['fast-import', '--quiet', '--force'], { input });
    const id = stdout.trim();
    if (code !== 0 || id === '') throw await failure('written', stderr);
    return id;
  }

  /** True when the remote's ref is the commit that was made here: a push of it would have nothing to do. */
  async function isOnRemote(): Promise<boolean> {
    const asked = ['push', '--dry-run', '--porcelain', '--no-verify', '--', remote, pushed];
    const { stdout } = await git(asked, { timeoutMs: pushTimeoutMs });
    return stdout.split('\n').some((line) => line.startsWith(`=\t${nextRef}:${ref}\t`));
  }

  /** Pushes the commit `next` that was made here, if the remote's ref is still `revision`, and reads the ref again. */
  async function push(next: string, revision: string): Promise<{ now: string; stderr: string }> {
    const lease = `--force-with-lease=${ref}:${revision}`;
    const args = ['push', '--quiet', '--no-verify', lease, '--', remote, pushed];
    const { code, stderr } = await git(args, { timeoutMs: pushTimeoutMs });
    // Neither git's exit code nor its words prove what the remote holds; the ref does.
    const hasArrived = code === 0 && (await isOnRemote());
    return { now: hasArrived ? next : await remoteRevision('written'), stderr };
  }

  return {
    place,
    patienceMs,
    async read() {
      for (let count = 1; ; count += 1) {
        const { code, stderr } = await ask(['fetch', '--quiet', '--no-tags', '--depth=1', '--', remote, fetched]);
        const stored = code === 0 ? await readFetched() : undefined;
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
        (result) => result.now === revision,
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

/** Text as `git fast-import` reads it. */
function importData(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

/** A line of `git cat-file --batch-check`; undefined for an object that is not there. */
function objectIn(line: string): { id: string; size: number } | undefined {
  const [, id, size] = /^([0-9a-f]{40,64}) (\d+)$/.exec(line) ?? [];
  return id === undefined ? undefined : { id, size: Number(size) };
}
