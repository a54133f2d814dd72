/**
 * Git as the user of a machine has set it up: credential helpers, SSH keys, rewritten URLs. What is
 * fetched still goes to a private repository, so that nothing of the user's changes.
 */
import type { Env } from '../clients/proxy.ts';
import { secretsIn } from '../clients/url.ts';
import { StateError } from './document.ts';
import { noConfiguration, onPrivate } from './git-environment.ts';
import { saidBy } from './git-failures.ts';
import { fetchTimeoutMs, runGit } from './git-process.ts';
import { publicRemote } from './remote.ts';

export interface UsersGit {
  /** The remote for people: its name, and its URL without the secrets in it. */
  remote: string;
  /** The top of the user's checkout, where relative paths in the configuration begin. */
  folder: string;
  /** A file of configuration: what leads to a remote, of all that git is configured to there. */
  config: string;
}

/** What git says of the user's own repository (`git rev-parse --local-env-vars`), such as in a hook. */
const ofRepository = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_NAMESPACE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_QUARANTINE_PATH',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
];

/** Settings that lead to a remote. No other is needed, such as an alias, a branch or a program that watches files. */
const leading =
  /^((credential|http|protocol|ssh|url)\.|core\.(askpass|gitproxy|sshcommand)$|remote\.(?!.*\.(promisor|partialclonefilter)$))/s;

/**
 * Reads how git reaches the remote `name` from `workspace`, and the secrets in the URLs there.
 * @throws StateError when the workspace is in no repository with such a remote.
 */
export async function usersGitIn(
  workspace: string,
  name: string,
  env: Env,
): Promise<{ usersGit: UsersGit; secrets: string[] }> {
  const given = { ...withoutRepository(env), LC_ALL: 'C' };
  const git = (...args: string[]) => runGit(args, { cwd: workspace, env: given, input: '', timeoutMs: fetchTimeoutMs });
  const top = await git('rev-parse', '--show-toplevel');
  if (top.code !== 0) {
    throw new StateError(`The state could not be read from the remote "${name}". Git: ${saidBy(top.stderr)}.`);
  }
  const listed = await git('config', '--list', '-z');
  const settings = listed.stdout.toString('utf8').split('\0').slice(0, -1).map(settingOf);
  const [, url] = settings.find(([key]) => key === `remote.${name}.url`) ?? [];
  if (url === undefined) {
    throw new StateError(
      `The state could not be read. This repository has no remote "${name}". \`git remote\` lists those that it has.`,
    );
  }
  const folder = top.stdout.toString('utf8').replace(/\r?\n$/, '');
  const config = settings.filter(([key]) => leading.test(key)).map(configLines);
  return {
    usersGit: { remote: shownRemote(name, url), folder, config: config.join('') },
    secrets: settings.flat().flatMap(urlSecrets),
  };
}

/** The environment of a process on the private repository in `folder`. No process asks for anything. */
export function usersEnvironment(env: Env, folder: string): Record<string, string> {
  return {
    ...withoutRepository(env),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    ...noConfiguration,
    GIT_CONFIG_PARAMETERS: '',
    ...onPrivate(folder),
  };
}

/** A key alone, as `[core] bare` without a value, is true. */
function settingOf(text: string): readonly [key: string, value: string] {
  const end = text.indexOf('\n');
  return end < 0 ? [text, 'true'] : [text.slice(0, end), text.slice(end + 1)];
}

/** A setting as a file has it (git-config(1), "Syntax"). What is between the first and the last dot may have any character. */
function configLines([key, value]: readonly [string, string]): string {
  const [first, last] = [key.indexOf('.'), key.lastIndexOf('.')];
  const [section, name] = [key.slice(0, first), key.slice(last + 1)];
  const subsection = first === last ? undefined : key.slice(first + 1, last);
  const escaped = (text: string) => text.replace(/["\\]/g, '\\$&');
  const quoted = escaped(value).replaceAll('\n', '\\n');
  const header = subsection === undefined ? section : `${section} "${escaped(subsection)}"`;
  return `[${header}]\n\t${name} = "${quoted}"\n`;
}

function withoutRepository(env: Env): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (one): one is [string, string] => one[1] !== undefined && !ofRepository.includes(one[0]),
    ),
  );
}

function shownRemote(name: string, url: string): string {
  try {
    return `the remote "${name}", ${publicRemote(url).remote}`;
  } catch {
    return `the remote "${name}"`;
  }
}

function urlSecrets(text: string): string[] {
  const [, authority = ''] = /:\/\/([^/]*)/.exec(text) ?? [];
  return secretsIn(authority.slice(0, Math.max(0, authority.lastIndexOf('@'))));
}
