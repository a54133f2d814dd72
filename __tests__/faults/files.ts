/** The file system: the runner's files, the state file, the workspace, the temporary folder, room. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { manifestPath } from '../../testing/manifests.ts';
import { type Fault, inBothStores } from './fault.ts';
import { onFirstRequest } from './git.ts';
import type { Scene } from './scene.ts';

function files(name: string, arrange: Fault['arrange'], store: Fault['store'] = 'git'): Fault {
  return { group: 'files', name, store, arrange };
}

/** Runs the action by a script that ends in `command`, with Node.js and its arguments behind it. */
function runBy(scene: Scene, command: string): void {
  const file = join(scene.folder, 'node');
  writeFileSync(file, `#!/bin/sh\nexec ${command} '${process.execPath}' "$@"\n`, { mode: 0o755 });
  scene.options = { ...scene.options, node: file };
}

/** File modes hold for the superuser too. */
function obeyModes(scene: Scene): void {
  if (process.getuid?.() !== 0) return;
  runBy(scene, 'setpriv --bounding-set=-dac_override,-dac_read_search');
}

/** The path can only be read until the fault is over. */
function forbid(scene: Scene, path: string, mode: number): void {
  obeyModes(scene);
  chmodSync(path, mode);
  scene.undo(() => chmodSync(path, 0o755));
}

/** Ways in which a file that the runner names cannot be written. Each gives the file's path. */
const unwritable: Record<string, (scene: Scene) => string> = {
  'is-not-named': () => '',
  'is-missing': ({ folder }) => join(folder, 'nothing'),
  'is-in-a-folder-that-is-missing': ({ folder }) => join(folder, 'nothing', 'file'),
  'is-a-folder': ({ temporary }) => temporary,
  'is-below-a-file': ({ folder }) => {
    writeFileSync(join(folder, 'file'), '');
    return join(folder, 'file', 'file');
  },
  'may-not-be-written': (scene) => {
    const file = join(scene.folder, 'file');
    writeFileSync(file, '');
    forbid(scene, file, 0o444);
    return file;
  },
  'is-on-a-full-disk': () => '/dev/full',
  'leads-in-a-circle': ({ folder }) => {
    symlinkSync(join(folder, 'circle'), join(folder, 'circle'));
    return join(folder, 'circle');
  },
};

const ofRunner = (
  [
    ['output', 'GITHUB_OUTPUT'],
    ['summary', 'GITHUB_STEP_SUMMARY'],
  ] as const
).flatMap(([what, variable]) =>
  Object.entries(unwritable).map(([how, pathFor]) =>
    files(`${what}-${how}`, (scene) => {
      scene.env = { [variable]: pathFor(scene) };
    }),
  ),
);

/** What may become of the runner's output file while requests are on their way. */
const later: Record<string, (file: string, scene: Scene) => unknown> = {
  'is-removed': (file) => rmSync(file),
  'becomes-a-folder': (file) => {
    rmSync(file);
    mkdirSync(file);
  },
  'comes-to-be-on-a-full-disk': (file) => {
    rmSync(file);
    symlinkSync('/dev/full', file);
  },
  'may-no-longer-be-written': (file) => chmodSync(file, 0o444),
};

const ofOutputLater = inBothStores(
  Object.entries(later).map(([how, act]) =>
    files(`output-${how}-after-the-first-request`, (scene) => {
      const file = join(scene.folder, 'output');
      writeFileSync(file, '');
      obeyModes(scene);
      scene.env = { GITHUB_OUTPUT: file };
      onFirstRequest(scene, () => act(file, scene));
    }),
  ),
);

/** The disk is full for all that the action writes from now on. */
function fillDisk(pid: number): void {
  execFileSync('prlimit', ['--pid', String(pid), '--fsize=0:']);
}

const ofDisk = inBothStores([
  files('disk-full-from-the-first-request', (scene) => {
    let pid = 0;
    scene.onStart = (running) => {
      pid = running.pid;
    };
    onFirstRequest(scene, () => fillDisk(pid));
  }),
  files('disk-full-from-the-start', (scene) => runBy(scene, 'prlimit --fsize=0')),
  files('files-of-at-most-1-kb', (scene) => runBy(scene, 'prlimit --fsize=1024')),
  files('files-of-at-most-2-kb', (scene) => runBy(scene, 'prlimit --fsize=2048')),
  files('files-of-at-most-4-kb', (scene) => runBy(scene, 'prlimit --fsize=4096')),
  files('few-files-may-be-open', (scene) => runBy(scene, 'prlimit --nofile=24')),
  files('workspace-is-read-only', (scene) => forbid(scene, scene.workspace, 0o555)),
  files('manifest-may-not-be-read', (scene) =>
    forbid(scene, join(scene.workspace, manifestPath), 0o000),
  ),
  files('workspace-is-gone-after-the-first-request', (scene) => {
    onFirstRequest(scene, () => renameSync(scene.workspace, `${scene.workspace}-away`));
    scene.undo(() => {
      rmSync(scene.workspace, { recursive: true, force: true });
      renameSync(`${scene.workspace}-away`, scene.workspace);
    });
  }),
]);

const ofStateFile: Fault[] = [
  files(
    'state-is-a-folder',
    (scene) => {
      mkdirSync(scene.stateFile, { recursive: true });
      scene.undo(() => rmSync(scene.stateFile, { recursive: true }));
    },
    'file',
  ),
  files(
    'state-is-in-a-folder-that-is-read-only',
    (scene) => {
      mkdirSync(dirname(scene.stateFile));
      forbid(scene, dirname(scene.stateFile), 0o555);
    },
    'file',
  ),
  files(
    'state-may-not-be-read',
    async (scene) => {
      await scene.serve();
      await scene.run();
      forbid(scene, scene.stateFile, 0o000);
    },
    'file',
  ),
  files(
    'state-folder-becomes-read-only-after-the-first-request',
    (scene) => {
      obeyModes(scene);
      onFirstRequest(scene, () => forbid(scene, dirname(scene.stateFile), 0o555));
    },
    'file',
  ),
  files(
    'state-becomes-a-folder-after-the-first-request',
    (scene) =>
      onFirstRequest(scene, () => {
        const text = readFileSync(scene.stateFile);
        rmSync(scene.stateFile);
        mkdirSync(scene.stateFile);
        scene.undo(() => {
          rmSync(scene.stateFile, { recursive: true });
          writeFileSync(scene.stateFile, text);
        });
      }),
    'file',
  ),
  files(
    'state-is-below-a-file',
    (scene) => {
      writeFileSync(dirname(scene.stateFile), '');
      scene.undo(() => rmSync(dirname(scene.stateFile)));
    },
    'file',
  ),
  files(
    'state-leads-out-of-the-workspace',
    (scene) => {
      mkdirSync(dirname(scene.stateFile));
      writeFileSync(join(scene.folder, 'elsewhere.json'), '{}');
      symlinkSync(join(scene.folder, 'elsewhere.json'), scene.stateFile);
      scene.undo(() => rmSync(scene.stateFile));
    },
    'file',
  ),
  files(
    'state-is-on-a-full-disk',
    (scene) => {
      mkdirSync(dirname(scene.stateFile));
      symlinkSync('/dev/full', scene.stateFile);
      scene.undo(() => rmSync(scene.stateFile));
    },
    'file',
  ),
  {
    group: 'files',
    name: 'state-is-a-link-in-the-workspace',
    store: 'file',
    arrange(scene) {
      mkdirSync(dirname(scene.stateFile));
      mkdirSync(join(scene.workspace, 'cache'));
      symlinkSync('../cache/webhooks.json', scene.stateFile);
      scene.undo(() => rmSync(scene.stateFile, { force: true }));
    },
  },
  files(
    'state-is-the-manifest',
    (scene) => {
      scene.inputs = { state: `file:${manifestPath}` };
    },
    'file',
  ),
  files(
    'state-is-cut',
    async (scene) => {
      await scene.serve();
      await scene.run();
      const text = readFileSync(scene.stateFile, 'utf8');
      writeFileSync(scene.stateFile, text.slice(0, -20));
      scene.undo(() => writeFileSync(scene.stateFile, text));
    },
    'file',
  ),
];

const ofTemporaryFolder = [
  files('temporary-folder-is-missing', (scene) => {
    scene.env = { RUNNER_TEMP: join(scene.folder, 'nothing') };
  }),
  files('temporary-folder-is-a-file', (scene) => {
    writeFileSync(join(scene.folder, 'file'), '');
    scene.env = { RUNNER_TEMP: join(scene.folder, 'file') };
  }),
  files('temporary-folder-is-read-only', (scene) => forbid(scene, scene.temporary, 0o555)),
  files('temporary-folder-is-emptied-after-the-first-request', (scene) =>
    onFirstRequest(scene, () => {
      rmSync(scene.temporary, { recursive: true });
      mkdirSync(scene.temporary);
    }),
  ),
];

export const fileFaults: Fault[] = [
  ...ofRunner,
  ...ofOutputLater,
  ...ofDisk,
  ...ofStateFile,
  ...ofTemporaryFolder,
];
