/** The setting `state` → the store it names. */
import { StateError } from './document.ts';
import { fileStore } from './file-store.ts';
import { type GitStoreOptions, gitStore, originRemote } from './git.ts';
import { basicCredentials } from './git-environment.ts';
import { noStore } from './none.ts';
import type { StateStore } from './store.ts';
import { usersGitIn } from './users-git.ts';

/** What the setting `state` says. */
export type StateChoice = { kind: 'git'; name: string } | { kind: 'file'; path: string } | { kind: 'none' };

export interface OpenOptions extends Omit<GitStoreOptions, 'name' | 'remote' | 'usersGit'> {
  workspace: string;
  /**
   * Whose machine it is. On that of a `runner`, git gets `token` and knows of nothing else. On that
   * of a `user`, it reaches the checkout's `origin` as the user does.
   */
  trust: 'runner' | 'user';
  /**
   * For a runner, the repository that the run is for; absent outside a workflow, where the checkout's `origin` stands for
   * it. For a user, the name of a remote.
   */
  remote?: string;
  /** Hides a secret: one that stood in `origin`, or the token as git gets it. */
  mask(secret: string): void;
}

/** @throws StateError when there is no repository to keep a ref in, or git's environment would be printed. */
export async function openStore(choice: StateChoice, options: OpenOptions): Promise<StateStore> {
  switch (choice.kind) {
    case 'none':
      return noStore;
    case 'file':
      return fileStore(options.workspace, choice.path);
    case 'git': {
      const { name } = choice;
      if (options.env.NODE_DEBUG) {
        throw new StateError(
          'Remove NODE_DEBUG. With it, Node.js can print the environment of Git, with the credentials.',
        );
      }
      if (options.trust === 'user') {
        const { remote = 'origin' } = options;
        const { usersGit, secrets } = await usersGitIn(options.workspace, remote, options.env);
        secrets.forEach(options.mask);
        return gitStore({ ...options, name, remote, usersGit });
      }
      const { remote, secrets } =
        options.remote === undefined
          ? await originRemote(options.workspace, options.env)
          : { remote: options.remote, secrets: [] };
      secrets.forEach(options.mask);
      if (options.token !== '') options.mask(basicCredentials(options.token));
      return gitStore({ ...options, name, remote });
    }
  }
}
