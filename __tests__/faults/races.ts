/** Several runs on one state at the same time. */
import { join } from 'node:path';
import { refOf } from '../../testing/git.ts';
import { manifestFor, writeManifest } from '../../testing/manifests.ts';
import { type Fault, inBothStores } from './fault.ts';
import { insteadOfGit, realGit } from './git.ts';
import type { Scene } from './scene.ts';

/** Replies take a moment, so that runs meet. */
function slowly(scene: Scene): void {
  scene.onConduit = ({ next }) => scene.later(40, next);
}

function together(name: string, runs: number, env: Record<string, string> = {}): Fault {
  return {
    group: 'races',
    name,
    arrange(scene) {
      slowly(scene);
      scene.env = env;
    },
    act: (scene) => Promise.all(Array.from({ length: runs }, () => scene.run())),
  };
}

/** Once a request has come, another run begins. */
function inBetween(name: string, before: (scene: Scene) => void): Fault {
  return {
    group: 'races',
    name,
    arrange: () => undefined,
    async act(scene) {
      let other: Promise<unknown> | undefined;
      scene.onConduit = async ({ next }) => {
        const isFirst = other === undefined;
        if (isFirst) {
          before(scene);
          other = scene.run();
        }
        scene.later(isFirst ? 500 : 0, next);
      };
      await scene.run();
      await other;
    },
  };
}

/** From now on, runs are of a manifest with another webhook in it. */
function declareOther(scene: Scene): void {
  const workspace = join(scene.folder, 'other');
  writeManifest(workspace, manifestFor({ other: { events: ['*'] } }));
  scene.options = { workspace };
}

export const raceFaults: Fault[] = [
  ...inBothStores([
    together('two-at-once', 2),
    together('four-at-once', 4),
    together('three-jobs-of-one-workflow-run', 3, { GITHUB_RUN_ID: '77' }),
    inBetween('another-begins-in-between', () => undefined),
    {
      group: 'races',
      name: 'one-is-killed-as-another-begins',
      arrange: () => undefined,
      async act(scene) {
        const doomed = scene.start();
        scene.onConduit = ({ next }) => {
          scene.later(50, next);
          doomed.kill();
        };
        await doomed.done;
        await Promise.all([scene.run(), scene.run()]);
      },
    },
  ]),
  inBetween('one-of-other-webhooks-in-between', declareOther),
  {
    group: 'races',
    name: 'others-write-before-each-push',
    arrange: (scene) =>
      insteadOfGit(
        scene,
        `if [ "$1" = push ]; then (
unset GIT_DIR; cd '${scene.git}'; PATH='${process.env.PATH}'
old=$(git rev-parse -q --verify ${refOf()}) || exit
export GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x
git update-ref ${refOf()} "$(git commit-tree -p "$old" -m other "$old^{tree}")"
); fi
${realGit}`,
      ),
  },
];
