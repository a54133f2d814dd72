/** The setting `state` → the store it names. */
import { StateError } from './document.ts';
import { fileStore } from './file-store.ts';
import { type GitStoreOptions, gitStore } from './git.ts';
import { basicCredentials } from './git-process.ts';
import { type FoundRemote, originRemote, usersRemote } from './git-remote.ts';
import { noStore, type StateStore } from './store.ts';

/** What the setting `state` says. */
export type StateChoice = { kind: 'git'; name: string } | { kind: 'file'; path: string } | { kind: 'none' };

/** False for a state that keeps nothing: then no run knows of another. */
export function remembers({ kind }: StateChoice): boolean {
  return kind !== 'none';
}

interface OpenOptions extends Omit<GitStoreOptions, 'name' | 'remote' | 'usersGit'> {
  workspace: string;
  /**
   * Whose machine it is. On that of a `runner`, git gets `token` and knows of nothing else. On that of a `user`, it
   * reaches a remote of the checkout as the user does.
   */
  trust: 'runner' | 'user';
  /** For a runner, the URL of the run's repository; absent outside a workflow. For a user, the name of a remote. */
  remote?: string;
  /** Hides a secret: one that stood in a URL of the checkout, or the token as git gets it. */
  mask(secret: string): void;
}

/** @throws StateError when there is no repository to keep a ref in, or git's environment would be printed. */
export async function openStore(choice: StateChoice, options: OpenOptions): Promise<StateStore> {
  switch (choice.kind) {
    case 'none':
      return noStore;
    case 'file':
      return fileStore(options.workspace, choice.path, options.clock);
    case 'git': {
      if (options.env.NODE_DEBUG) {
        throw new StateError(
          'Remove NODE_DEBUG. With it, Node.js can print the environment of Git, with the credentials.',
        );
      }
      const { secrets, ...found } = await findRemote(options);
      secrets.forEach(options.mask);
      if (options.token !== '') options.mask(basicCredentials(options.token));
      return gitStore({ ...options, name: choice.name, ...found });
    }
  }
}

async function findRemote({ trust, workspace, remote, env }: OpenOptions): Promise<FoundRemote> {
  if (trust === 'user') return usersRemote(workspace, remote ?? 'origin', env);
  return remote === undefined ? originRemote(workspace, env) : { remote, secrets: [] };
}
