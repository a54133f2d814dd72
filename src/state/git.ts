/** State as a ref of the repository, one commit per change: `refs/conduit-webhooks/<name>/<environment>`. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutProxies } from '../clients/proxy.ts';
import { isConfidential, isLoopback } from '../clients/url.ts';
import { StateError } from './document.ts';
import { fetchTimeoutMs, runGit, saidBy } from './git-process.ts';
import { type PublicRemote, publicRemote } from './remote.ts';
import type { StateStore, Stored } from './store.ts';
import {
  configured,
  type GitSetting,
  inPrivate,
  type UsersGit,
  usersEnvironment,
} from './users-git.ts';

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
  env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  now(): number;
}

/** A push that hangs is ended after so long, and the ref read again. */
const pushTimeoutMs = 20_000;

/** A result waits no longer than this to be pushed, in milliseconds. */
const patienceMs = 5000;

/** Name of the document in the ref's tree. */
const fileName = 'state.json';

/** Variables that git needs from outside; everything else, every GIT_* setting included, is left behind. */
const inherited = [
  'PATH',
  'SystemRoot',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'all_proxy',
  'ALL_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
];

/** Works with any checkout or none: it uses a private repository and never the user's index or hooks. */
export function gitStore(options: GitStoreOptions): StateStore {
  const { name, environment, remote } = options;
  const ref = `refs/conduit-webhooks/${name}/${environment}`;
  const nextRef = `refs/next/${environment}`;
  // A pattern, since git looks for a plain name below refs/heads/ too.
  const refspec = `refs/next/*:refs/conduit-webhooks/${name}/*`;
  let folder: string | undefined;

  /** A bare repository, made by hand: the little that git wants to see of one. */
  function repository(): string {
    if (folder !== undefined) return folder;
    try {
      folder = mkdtempSync(join(options.temporaryFolder, 'conduit-webhooks-'));
      mkdirSync(join(folder, 'objects'));
      mkdirSync(join(folder, 'refs'));
      writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/none\n');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new StateError(
        `No temporary git repository can be made in ${options.temporaryFolder} (${code}).`,
      );
    }
    return folder;
  }

  const git = (args: string[], input = '', timeoutMs = fetchTimeoutMs) =>
    runGit(args, {
      cwd: options.usersGit?.folder ?? repository(),
      env: gitEnvironment(options, repository()),
      input,
      timeoutMs,
    });

  /** What went wrong: that git is too old, which it does not say itself, or what it said. */
  async function failure(doing: 'read' | 'written', stderr: string): Promise<StateError> {
    if (unreachable.test(stderr)) return failureOf(doing, stderr, options);
    const { stdout } = await git(['version']);
    return tooOld(doing, stdout.toString('utf8')) ?? failureOf(doing, stderr, options);
  }

  /** Brings the ref here. A pattern, as in the push: git looks for a plain name below refs/heads/ too. */
  const fetch = () =>
    git(['fetch', '--quiet', '--no-tags', '--depth=1', '--', remote, `+${ref}*:${ref}*`]);

  /** The remote's value of the ref, '' when it has none. */
  async function remoteRevision(): Promise<string> {
    const { code, stdout, stderr } = await git(['ls-remote', '--', remote, ref]);
    if (code !== 0) throw await failure('read', stderr);
    // Git takes the name for the end of one: refs/heads/refs/… would match too.
    const lines = stdout.toString('utf8').split('\n');
    const line = lines.find((one) => one.endsWith(`\t${ref}`));
    return line?.split('\t')[0] ?? '';
  }

  /** Makes the commit here that is to be pushed, and gives its ID. */
  async function commit(text: string, parent: string, message: string): Promise<string> {
    // Two runs may write the same text in the same second; only one of them may find its own commit on the ref.
    const body = [message, '', ...options.trailers, `Write: ${randomUUID()}`].join('\n');
    const seconds = Math.floor(options.now() / 1000);
    const imported = await git(
      ['fast-import', '--quiet', '--force'],
      importStream(nextRef, { text, parent, message: body, seconds }),
    );
    const id = imported.stdout.toString('utf8').trim();
    if (imported.code !== 0 || id === '') throw await failure('written', imported.stderr);
    return id;
  }

  /** Pushes the commit that was made here, if the remote's ref is still `revision`. */
  const push = (revision: string, ...options: string[]) =>
    git(
      [
        'push',
        '--quiet',
        '--no-verify',
        ...options,
        `--force-with-lease=${ref}:${revision}`,
        '--',
        remote,
        refspec,
      ],
      '',
      pushTimeoutMs,
    );

  /** True when the remote's ref is the commit that was made here: a push of it would have nothing to do. */
  async function isOnRemote(): Promise<boolean> {
    const asked = ['push', '--dry-run', '--porcelain', '--no-verify', '--', remote, refspec];
    const { stdout } = await git(asked, '', pushTimeoutMs);
    return stdout
      .toString('utf8')
      .split('\n')
      .some((line) => line.startsWith(`=\t${nextRef}:${ref}\t`));
  }

  return {
    place: `git ref ${ref}`,
    remembers: true,
    patienceMs,
    async read(): Promise<Stored> {
      let fetched = await fetch();
      if (fetched.code !== 0) {
        // A first run has nothing to fetch, which git calls a failure; the list of refs tells the two apart.
        if ((await remoteRevision()) === '') return { revision: '' };
        // Another run may have made the ref just now.
        fetched = await fetch();
        if (fetched.code !== 0) throw await failure('read', fetched.stderr);
      }
      const found = await git(['cat-file', '--batch'], `${ref}\n${ref}:${fileName}\n`);
      if (found.code !== 0) throw await failure('read', found.stderr);
      const [commit, document] = parseBatch(found.stdout);
      if (commit === undefined) return { revision: '' };
      if (document === undefined)
        throw new StateError(`The state ref ${ref} has no file ${fileName}.`);
      return { text: document.text, revision: commit.id };
    },
    async write(text, revision, message, proof) {
      const next = await commit(text, revision, message);
      // A remote that can push atomically reports what became of each ref.
      if (proof === 'reported' && (await push(revision, '--atomic')).code === 0) {
        return { text, revision: next };
      }
      const pushed = await push(revision);
      // Neither git's exit code nor its words prove what the remote holds; the ref does.
      if (pushed.code === 0 && (await isOnRemote())) return { text, revision: next };
      const now = await remoteRevision();
      if (now === next) return { text, revision: next };
      if (now === revision) throw await failure('written', pushed.stderr);
      return 'moved';
    },
    close() {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      folder = undefined;
    },
  };
}

/**
 * URL of the checkout's remote `origin`, and the secrets that were taken out of it.
 * @throws StateError when there is none.
 */
export async function originOf(
  workspace: string,
  env: GitStoreOptions['env'],
): Promise<PublicRemote> {
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
      'There is no repository to keep state in. The workspace has no remote "origin".',
    );
  }
  return publicRemote(origin);
}

/** What every git process gets: no configuration but ours, no prompts. */
function isolated(env: GitStoreOptions['env']): Record<string, string> {
  const result: Record<string, string> = {
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GCM_INTERACTIVE: 'never',
    GIT_ALLOW_PROTOCOL: 'https:http:file:ssh',
    GIT_SSH_COMMAND: 'ssh -oBatchMode=yes',
  };
  for (const name of inherited) {
    const value = env[name];
    if (value !== undefined) result[name] = value;
  }
  return result;
}

/** The environment of a process on the private repository. The token travels in it, never in arguments or a URL. */
function gitEnvironment(
  { env, remote, token, usersGit }: GitStoreOptions,
  folder: string,
): Record<string, string> {
  if (usersGit !== undefined) return usersEnvironment(env, usersGit, folder);
  const url = URL.parse(remote);
  // Over http, a proxy would see the token that is meant for this machine.
  const around = url !== null && isLoopback(url) ? withoutProxies(env) : env;
  const result = { ...isolated(around), HOME: folder, GIT_DIR: folder };
  const config: GitSetting[] = [
    ['credential.helper', ''],
    ...inPrivate,
    // A redirect would take the token along to wherever it points.
    ['http.followRedirects', 'false'],
  ];
  if (token !== '' && url !== null && isConfidential(url)) {
    const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
    config.push([`http.${url.origin}/.extraHeader`, `Authorization: Basic ${basic}`]);
  }
  return { ...result, ...configured(config) };
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

/** Output of `git cat-file --batch`: what is there, in order; a missing object is left out. */
function parseBatch(bytes: Buffer): { id: string; text: string }[] {
  const objects: { id: string; text: string }[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const lineEnd = bytes.indexOf(10, offset);
    if (lineEnd < 0) break;
    const header = /^([0-9a-f]{40,64}) \w+ (\d+)$/.exec(bytes.toString('utf8', offset, lineEnd));
    offset = lineEnd + 1;
    if (header === null) continue;
    const end = offset + Number(header[2]);
    objects.push({ id: header[1] as string, text: bytes.toString('utf8', offset, end) });
    offset = end + 1;
  }
  return objects;
}

/** What git says when no permission would help. */
const unreachable =
  /could not resolve|failed to connect|couldn't connect|connection (refused|timed out|reset)|gave no answer/i;

/**
 * The error for a git that ignores the configuration in its environment, and with it the token: `GIT_CONFIG_COUNT` came
 * with version 2.31 (git's release notes). Undefined for a newer one.
 */
function tooOld(doing: 'read' | 'written', version: string): StateError | undefined {
  const [, number = '', major = '', minor = ''] = /((\d{1,9})\.(\d{1,9})\S*)/.exec(version) ?? [];
  if (number === '' || Number(major) > 2 || (major === '2' && Number(minor) >= 31))
    return undefined;
  return new StateError(
    `The state ref cannot be ${doing}. This machine has Git ${number}. Git 2.31 or newer is needed.`,
  );
}

function failureOf(
  doing: 'read' | 'written',
  stderr: string,
  { token, usersGit }: GitStoreOptions,
): StateError {
  const said = saidBy(stderr);
  const permission = usersGit
    ? 'Check that `git ls-remote origin` works here without a prompt.'
    : doing === 'written'
      ? 'The job needs `permissions: contents: write`, and no push ruleset or hook may reject refs/conduit-webhooks/.'
      : `The job needs \`permissions: contents: read\`${token === '' ? ', and the input github-token is empty' : ''}.`;
  const need = unreachable.test(said)
    ? "The repository's server could not be reached."
    : permission;
  return new StateError(`The state ref cannot be ${doing}. ${need} Git said: ${said}.`);
}
