/** The remote that the state is in, as the checkout names it, and the secrets that stand in its URL. */
import type { Env } from '../clients/proxy.ts';
import { secretsIn } from '../clients/url.ts';
import { StateError } from './document.ts';
import { saidBy } from './git-failures.ts';
import { type Access, isolated, runGit, settingsIn, usersOwn } from './git-process.ts';

/** A remote that may stand on a command line, and what must not be shown of it. */
export interface FoundRemote extends Pick<Access, 'remote' | 'usersGit'> {
  secrets: string[];
}

/**
 * The URL of the checkout's remote `origin`, without secrets.
 * @throws StateError when there is none.
 */
export async function originRemote(workspace: string, env: Env): Promise<FoundRemote> {
  const args = ['config', '--file', '.git/config', '--get', 'remote.origin.url'];
  const { stdout } = await runGit(args, { cwd: workspace, env: isolated(env) });
  const origin = stdout.trim();
  if (origin === '') {
    throw new StateError(
      'The workspace is not a checkout with a remote "origin", so the state cannot be stored. Run actions/checkout first, or set `state` to `file:PATH`.',
    );
  }
  return publicRemote(origin);
}

/** Settings that lead to a remote. No other is needed, such as an alias, a branch or a program that watches files. */
const leading =
  /^((credential|http|protocol|ssh|url)\.|core\.(askpass|gitproxy|sshcommand)$|remote\.(?!.*\.(promisor|partialclonefilter)$))/s;

/**
 * The remote `name` of the checkout, and how its user's git reaches it.
 * @throws StateError when the workspace is in no repository with such a remote.
 */
export async function usersRemote(workspace: string, name: string, env: Env): Promise<FoundRemote> {
  const given = { cwd: workspace, env: usersOwn(env) };
  const top = await runGit(['rev-parse', '--show-toplevel'], given);
  if (top.code !== 0) {
    throw new StateError(`The state could not be read from the remote "${name}". Git: ${saidBy(top.stderr)}.`);
  }
  const listed = await runGit(['config', '--list', '-z'], given);
  const settings = settingsIn(listed.stdout);
  const [, url] = settings.find(([key]) => key === `remote.${name}.url`) ?? [];
  if (url === undefined) {
    throw new StateError(
      `The state could not be read. This repository has no remote "${name}". \`git remote\` lists those that it has.`,
    );
  }
  const folder = top.stdout.replace(/\r?\n$/, '');
  const config = settings.filter(([key]) => leading.test(key)).map(configLines);
  return {
    remote: name,
    usersGit: { shown: shownRemote(name, url), folder, config: config.join('') },
    secrets: settings.flat().flatMap(urlSecrets),
  };
}

/** A setting as a file has it (git-config(1), "Syntax"). What is between the first and the last dot may have any character. */
function configLines([key, value]: [string, string]): string {
  const [first, last] = [key.indexOf('.'), key.lastIndexOf('.')];
  const [section, name] = [key.slice(0, first), key.slice(last + 1)];
  const escaped = (text: string) => text.replace(/["\\]/g, '\\$&');
  const header = first === last ? section : `${section} "${escaped(key.slice(first + 1, last))}"`;
  return `[${header}]\n\t${name} = "${escaped(value).replaceAll('\n', '\\n')}"\n`;
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

/**
 * Takes passwords out of `remote`, and user names too where the protocol is not SSH, which needs them.
 * @throws StateError, which does not repeat it, when git would read it in another way than it was meant.
 */
export function publicRemote(remote: string): FoundRemote {
  const [whole = '', protocol = ''] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(remote) ?? [];
  const [authority = ''] = remote.slice(whole.length).split(/[/\\?#]/, 1);
  const path = remote.slice(whole.length + authority.length);
  const at = authority.lastIndexOf('@');
  const [userinfo, host] = [authority.slice(0, Math.max(0, at)), authority.slice(at + 1)];
  if (protocol === '') {
    // Of "user:password@host:path", git takes the user for the host. "name::" leads to a program.
    if (/^[^@:]*:[^@]*@[^:]*:/.test(authority) || /^\w+::/.test(remote)) throw unusable();
    return { remote, secrets: [] };
  }
  // What follows a colon is a port, unless it is the beginning of a password with a slash.
  const [, port = ''] = host.replace(/^\[[^\]]*\]/, '').split(/:(.*)/s);
  if (path.includes('@') && !/^\d*$/.test(port)) throw unusable();
  const user = /ssh/i.test(protocol) && userinfo !== '' ? `${userinfo.split(':', 1)[0]}@` : '';
  return { remote: `${whole}${user}${host}${path}`, secrets: secretsIn(userinfo) };
}

function unusable(): StateError {
  return new StateError(
    'The remote "origin" of the checkout is not a URL that git can use for state. Write it without credentials.',
  );
}
