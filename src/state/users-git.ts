/**
 * Git as the user of a machine has set it up: credential helpers, SSH keys, rewritten URLs. What is
 * fetched still goes to a private repository, so that nothing of the user's changes.
 */
import { secretsIn } from '../clients/url.ts';
import { StateError } from './document.ts';
import { fetchTimeoutMs, runGit, saidBy } from './git-process.ts';

type Env = Readonly<Record<string, string | undefined>>;

export type GitSetting = readonly [key: string, value: string];

export interface UsersGit {
  /** The top of the user's checkout, where relative paths in the configuration begin. */
  folder: string;
  /** All that git is configured to there, in whatever file it stands. */
  configuration: readonly GitSetting[];
}

/** The settings of every private repository. */
export const inPrivate: readonly GitSetting[] = [
  ['core.hooksPath', '/dev/null'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
];

/** What git says of the user's own repository (`git rev-parse --local-env-vars`), such as in a hook. */
const ofRepository = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
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

/** Settings that describe the user's repository, or were followed to get here. */
const unfit =
  /^(core\.(bare|worktree|repositoryformatversion)|extensions\..*|include(if)?\..*|remote\.origin\.(promisor|partialclonefilter))$/;

/**
 * Reads how git is configured in `workspace`, and the secrets in the URLs there.
 * @throws StateError when the workspace is in no repository with a remote `origin`.
 */
export async function usersGitIn(
  workspace: string,
  env: Env,
): Promise<{ usersGit: UsersGit; secrets: string[] }> {
  const given = { ...withoutRepository(env), LC_ALL: 'C' };
  const git = (...args: string[]) =>
    runGit(args, { cwd: workspace, env: given, input: '', timeoutMs: fetchTimeoutMs });
  const top = await git('rev-parse', '--show-toplevel');
  if (top.code !== 0) throw noRemote(`Git said: ${saidBy(top.stderr)}.`);
  const listed = await git('config', '--list', '-z');
  const settings = listed.stdout.toString('utf8').split('\0').slice(0, -1).map(settingOf);
  if (!settings.some(([key]) => key === 'remote.origin.url')) {
    throw noRemote('The repository has no remote "origin".');
  }
  const folder = top.stdout.toString('utf8').replace(/\r?\n$/, '');
  const configuration = settings.filter(([key]) => !unfit.test(key));
  return { usersGit: { folder, configuration }, secrets: settings.flat().flatMap(urlSecrets) };
}

/** The environment of a process on the private repository in `folder`. No process asks for anything. */
export function usersEnvironment(
  env: Env,
  { configuration }: UsersGit,
  folder: string,
): Record<string, string> {
  return {
    ...withoutRepository(env),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    // All that stands in files is given in the environment.
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
    GIT_CONFIG_PARAMETERS: '',
    GIT_DIR: folder,
    ...configured([...configuration, ...inPrivate]),
  };
}

/** Variables that configure git. */
export function configured(settings: readonly GitSetting[]): Record<string, string> {
  const variables = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(settings.length), ...Object.fromEntries(variables) };
}

/** A key alone, as `[core] bare` without a value, is true. */
function settingOf(text: string): GitSetting {
  const end = text.indexOf('\n');
  return end < 0 ? [text, 'true'] : [text.slice(0, end), text.slice(end + 1)];
}

function withoutRepository(env: Env): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (one): one is [string, string] => one[1] !== undefined && !ofRepository.includes(one[0]),
    ),
  );
}

function urlSecrets(text: string): string[] {
  const [, authority = ''] = /:\/\/([^/]*)/.exec(text) ?? [];
  return secretsIn(authority.slice(0, Math.max(0, authority.lastIndexOf('@'))));
}

function noRemote(why: string): StateError {
  return new StateError(`There is no remote "origin" to read the state from. ${why}`);
}
