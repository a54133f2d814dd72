/** One git process: what it is given, and what it answers. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import { type Env, withoutProxies } from '../clients/proxy.ts';
import { isConfidential, isLoopback } from '../clients/url.ts';
import { StateError } from './document.ts';

/** A fetch, or anything else that only reads, may take this long. */
const fetchTimeoutMs = 60_000;

/** What git may print before it is cut: a state document of thousands of webhooks fits. */
const maxOutputBytes = 64 * 1024 * 1024;

/** What git says of a failure is kept to so much at its beginning, and as much at its end. */
const saidBytes = 16 * 1024;

interface GitResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface Given {
  cwd: string;
  env: Record<string, string>;
  input?: string;
  timeoutMs?: number;
}

/** Runs git in its own process group, so that a Ctrl-C meant for the action does not cut a push. */
export async function runGit(args: string[], given: Given): Promise<GitResult> {
  try {
    return await started(args, given);
  } catch (error) {
    throw notStarted(error as NodeJS.ErrnoException, given.cwd);
  }
}

function started(args: string[], { cwd, env, input = '', timeoutMs = fetchTimeoutMs }: Given): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const detached = process.platform !== 'win32';
    const child = spawn('git', args, { cwd, env, detached, windowsHide: true });
    child.on('error', reject);
    // When too many files are open, it has no streams either.
    if (child.pid === undefined) return;
    const { pid } = child;
    const stop = () => {
      try {
        if (detached) process.kill(-pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // It has ended already.
      }
    };
    const stdout: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxOutputBytes) stdout.push(chunk);
      else stop();
    });
    let stderr = Buffer.alloc(0);
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = Buffer.concat([stderr, chunk]);
      if (stderr.length > 2 * saidBytes) {
        stderr = Buffer.concat([stderr.subarray(0, saidBytes), stderr.subarray(-saidBytes)]);
      }
    });
    // A process that exits before git has answered wants no answer.
    process.once('exit', stop);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      stop();
    }, timeoutMs);
    child.on('close', (code) => {
      clearTimeout(timer);
      process.off('exit', stop);
      const said = isLate ? `git did not finish within ${timeoutMs / 1000} s` : stderr.toString();
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: said });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Node.js calls a missing working folder a missing program. */
function notStarted({ code }: NodeJS.ErrnoException, cwd: string): StateError {
  if (code !== 'ENOENT') return new StateError(`Git could not be started (${code}).`);
  return new StateError(
    existsSync(cwd)
      ? 'Git is not installed. `state: git` needs Git 2.31 or newer.'
      : 'Git could not be started, because its working folder was deleted.',
  );
}

/** Git as the user of a machine has set it up: credential helpers, SSH keys, rewritten URLs. */
interface UsersGit {
  /** The remote for people: its name, and its URL without the secrets in it. */
  shown: string;
  /** The top of the user's checkout, where relative paths in the configuration begin. */
  folder: string;
  /** A file of configuration: what leads to a remote, of all that git is configured to there. */
  config: string;
}

/** How git reaches a remote: with a token on the machine of a runner, or as the user of a machine does. */
export interface Access {
  /** Where the repository is fetched from and pushed to. */
  remote: string;
  /** Sent to `remote` alone, and only over https or to loopback; '' for none. */
  token: string;
  /** When absent, git knows of no configuration but ours. */
  usersGit?: UsersGit;
  /** The process's environment. */
  env: Env;
}

/** What a runner's git needs from outside; everything else, every GIT_* setting included, is left behind. */
const inherited = /^(PATH|SystemRoot|(https?|no|all)_proxy|SSL_CERT_(FILE|DIR)|GIT_SSL_CA(INFO|PATH))$/i;

/** Where git finds the configuration of the machine and its user. */
const places = /^(HOME|USERPROFILE|XDG_CONFIG_HOME)$/;

/** What git says of the user's own repository (`git rev-parse --local-env-vars`), such as in a hook. */
const ofRepository =
  /^GIT_(ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|CONFIG|DIR|GRAFT_FILE|IMPLICIT_WORK_TREE|INDEX_FILE|NAMESPACE|NO_REPLACE_OBJECTS|OBJECT_DIRECTORY|PREFIX|QUARANTINE_PATH|REPLACE_REF_BASE|SHALLOW_FILE|WORK_TREE)$/;

/** No file of configuration but that of the repository. */
const noConfiguration = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
};

/** What every git process of a runner gets: no configuration but ours, no prompts. */
export function isolated(env: Env): Record<string, string> {
  return {
    LC_ALL: 'C',
    ...noConfiguration,
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GCM_INTERACTIVE: 'never',
    GIT_ALLOW_PROTOCOL: 'https:http:file:ssh',
    GIT_SSH_COMMAND: 'ssh -oBatchMode=yes',
    ...chosen(env, (name) => inherited.test(name)),
  };
}

/** What a git process of the user gets in a checkout, whatever repository the action runs in. */
export function usersOwn(env: Env): Record<string, string> {
  return { ...chosen(env, (name) => !ofRepository.test(name)), LC_ALL: 'C' };
}

/** The environment of processes that reach the remote from the private repository in `folder`. None asks for anything. */
export async function environmentFor(access: Access, folder: string): Promise<Record<string, string>> {
  const { env, remote, usersGit } = access;
  if (usersGit === undefined) {
    const own = runnersEnvironment(access, folder);
    return { ...own, ...(await authorities(env, own, folder, remote)) };
  }
  const own = {
    ...usersOwn(env),
    GIT_TERMINAL_PROMPT: '0',
    ...noConfiguration,
    GIT_CONFIG_PARAMETERS: '',
    ...onPrivate(folder, []),
  };
  if (!env.NODE_EXTRA_CA_CERTS) return own;
  const { stdout } = await runGit(['ls-remote', '--get-url', '--', remote], { cwd: usersGit.folder, env: own });
  return { ...own, ...(await authorities(env, own, folder, stdout.trim())) };
}

/** The token travels in the environment, never in arguments or a URL. */
function runnersEnvironment({ env, remote, token }: Access, folder: string): Record<string, string> {
  const url = URL.parse(remote);
  // Over http, a proxy would see the token that is meant for this machine.
  const around = url !== null && isLoopback(url) ? withoutProxies(env) : env;
  const settings = [
    ['credential.helper', ''],
    // A redirect would take the token along to wherever it points.
    ['http.followRedirects', 'false'],
  ];
  if (url !== null && fateOf(token, remote) === 'sent') {
    settings.push([`http.${url.origin}/.extraHeader`, `Authorization: Basic ${basicCredentials(token)}`]);
  }
  return { ...isolated(around), HOME: folder, ...onPrivate(folder, settings) };
}

/** Variables that lead git to the private repository in `folder`, with settings of its own: keys and values. */
function onPrivate(folder: string, more: string[][]): Record<string, string> {
  const settings = [['core.hooksPath', '/dev/null'], ['gc.auto', '0'], ['maintenance.auto', 'false'], ...more];
  const variables = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { GIT_DIR: folder, GIT_CONFIG_COUNT: String(settings.length), ...Object.fromEntries(variables) };
}

/** The user name and password that GitHub takes a token as, in the form in which git sends them. */
export const basicCredentials = (token: string) => Buffer.from(`x-access-token:${token}`).toString('base64');

/** What becomes of `token`: it goes along to `remote`, there is none, or others on the way would see it. */
export function fateOf(token: string, remote: string): 'sent' | 'empty' | 'unencrypted' {
  if (token === '') return 'empty';
  const url = URL.parse(remote);
  return url !== null && isConfidential(url) ? 'sent' : 'unencrypted';
}

/**
 * Variables by which git trusts the certificate authorities that it is configured to trust, or else those of the machine,
 * and those of NODE_EXTRA_CA_CERTS too. `own` is the environment in which it works on the private repository in
 * `folder`; `env` the process's, in which it finds the configuration of its user.
 */
async function authorities(env: Env, own: Record<string, string>, folder: string, url: string) {
  if (!url.startsWith('https:')) return {};
  const { GIT_CONFIG_NOSYSTEM: _, GIT_CONFIG_GLOBAL: __, ...open } = own;
  const { stdout } = await runGit(['config', '-z', '--get-urlmatch', 'http', url], {
    cwd: folder,
    env: { ...open, ...chosen(env, (name) => places.test(name)) },
  });
  const settings = new Map(settingsIn(stdout));
  const home = env.HOME ?? env.USERPROFILE ?? '~';
  const setting = (key: string) => settings.get(`http.${key}`)?.replace(/^~(?=[/\\])/, () => home);
  const file = env.GIT_SSL_CAINFO || setting('sslcainfo');
  const path = env.GIT_SSL_CAPATH || setting('sslcapath');
  return {
    ...(path !== undefined && { GIT_SSL_CAPATH: path }),
    ...(file !== undefined && { GIT_SSL_CAINFO: file }),
    ...withExtra(env.NODE_EXTRA_CA_CERTS ?? '', file, folder),
  };
}

/** Git takes one file: all that it is to trust goes there. */
function withExtra(extra: string, file: string | undefined, folder: string) {
  if (extra === '') return {};
  try {
    const usual =
      file === undefined
        ? new Set([...getCACertificates('bundled'), ...getCACertificates('system')])
        : [readFileSync(file, 'utf8')];
    const all = join(folder, 'authorities.pem');
    writeFileSync(all, [...usual, readFileSync(extra, 'utf8')].join('\n'));
    return { GIT_SSL_CAINFO: all };
  } catch {
    // Node.js goes on without a file that it cannot read, and so does git without its own.
    return {};
  }
}

/** Keys and values as `git config -z` prints them. A key alone, as `[core] bare` without a value, is true. */
export function settingsIn(printed: string): [key: string, value: string][] {
  return printed
    .split('\0')
    .slice(0, -1)
    .map((text) => {
      const [key = '', value = 'true'] = text.split(/\n(.*)/s, 2);
      return [key, value];
    });
}

function chosen(env: Env, isChosen: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((one): one is [string, string] => one[1] !== undefined && isChosen(one[0])),
  );
}
