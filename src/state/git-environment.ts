/** What a git process is given: its way out to the network, credentials, and no configuration but that. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import { type Env, withoutProxies } from '../clients/proxy.ts';
import { isConfidential, isLoopback } from '../clients/url.ts';
import { fetchTimeoutMs, runGit } from './git-process.ts';

type GitSetting = readonly [key: string, value: string];

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

/** Where git finds the configuration of the machine and its user. */
const places = ['HOME', 'USERPROFILE', 'XDG_CONFIG_HOME'];

/** No file of configuration but that of the repository. */
export const noConfiguration = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
};

const inPrivate: readonly GitSetting[] = [
  ['core.hooksPath', '/dev/null'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
];

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
    ...chosen(env, inherited),
  };
}

/** The user name and password that GitHub takes a token as, in the form in which git sends them. */
export const basicCredentials = (token: string) => Buffer.from(`x-access-token:${token}`).toString('base64');

/** What becomes of `token`: it goes along to `remote`, there is none, or others on the way would see it. */
export function fateOf(token: string, remote: string): 'sent' | 'empty' | 'unencrypted' {
  if (token === '') return 'empty';
  const url = URL.parse(remote);
  return url !== null && isConfidential(url) ? 'sent' : 'unencrypted';
}

/** The environment of a runner's process on the private repository in `folder`. The token travels in it, never in arguments or a URL. */
export function runnersEnvironment(
  env: Env,
  { remote, token }: { remote: string; token: string },
  folder: string,
): Record<string, string> {
  const url = URL.parse(remote);
  // Over http, a proxy would see the token that is meant for this machine.
  const around = url !== null && isLoopback(url) ? withoutProxies(env) : env;
  const settings: GitSetting[] = [
    ['credential.helper', ''],
    // A redirect would take the token along to wherever it points.
    ['http.followRedirects', 'false'],
  ];
  if (url !== null && fateOf(token, remote) === 'sent') {
    settings.push([`http.${url.origin}/.extraHeader`, `Authorization: Basic ${basicCredentials(token)}`]);
  }
  return { ...isolated(around), HOME: folder, ...onPrivate(folder, settings) };
}

/** Variables that lead git to the private repository in `folder`, with settings of its own. */
export function onPrivate(folder: string, more: readonly GitSetting[] = []): Record<string, string> {
  const settings = [...inPrivate, ...more];
  const variables = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    GIT_DIR: folder,
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(variables),
  };
}

/**
 * Variables by which git trusts the certificate authorities that it is configured to trust, or else those of the machine,
 * and those of NODE_EXTRA_CA_CERTS too. `given` is the environment in which it works on the private repository in
 * `folder`; `env` the process's, in which it finds the configuration of its user.
 */
export async function authorities(
  env: Env,
  given: Record<string, string>,
  folder: string,
  url: string,
): Promise<Record<string, string>> {
  if (!url.startsWith('https:')) return {};
  const { GIT_CONFIG_NOSYSTEM: _, GIT_CONFIG_GLOBAL: __, ...open } = given;
  const configured = await runGit(['config', '-z', '--get-urlmatch', 'http', url], {
    cwd: folder,
    env: { ...open, ...chosen(env, places) },
    input: '',
    timeoutMs: fetchTimeoutMs,
  });
  const settings = new Map(
    configured.stdout
      .toString('utf8')
      .split('\0')
      .map((one) => one.split(/\n(.*)/s, 2) as [string, string]),
  );
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

function chosen(env: Env, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
