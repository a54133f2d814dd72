/** The file system: the runner's files, the state file, the workspace, the temporary folder, room; and the manifest. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { manifestPath } from '../../testing/manifests.ts';
import { onFirstRequest } from './git.ts';
import { eachWithEach, type Fault, type Group, type Scene } from './scene.ts';

/** Runs the action by a script that ends in `command`, with Node.js and its arguments behind it. */
function runBy(command: string): Fault {
  return (scene) => {
    const file = join(scene.folder, 'node');
    // A plain sh drops variables whose names have a dash, and with them the inputs.
    writeFileSync(file, `#!/bin/bash\nexec ${command} '${process.execPath}' "$@"\n`, { mode: 0o755 });
    scene.options = { ...scene.options, node: file };
  };
}

/** File modes hold for the superuser too. */
function obeyModes(scene: Scene): void {
  if (process.getuid?.() !== 0) return;
  runBy('setpriv --bounding-set=-dac_override,-dac_read_search')(scene);
}

/** The path has another mode until the fault is over. */
function forbid(scene: Scene, path: string, mode: number): void {
  obeyModes(scene);
  chmodSync(path, mode);
  scene.undo(() => chmodSync(path, 0o755));
}

/** Ways in which a file that the runner names cannot be written. Each gives the file's path. */
const unwritable: Record<string, (scene: Scene) => string> = {
  'is-not-named': () => '',
  'is-in-a-folder-that-is-missing': ({ folder }) => join(folder, 'nothing', 'file'),
  'is-a-folder': ({ temporary }) => temporary,
  'may-not-be-written'(scene) {
    const file = join(scene.folder, 'file');
    writeFileSync(file, '');
    forbid(scene, file, 0o444);
    return file;
  },
  'is-on-a-full-disk': () => '/dev/full',
};

/** The runner's output file becomes another one while requests are on their way. */
function outputBecomes(act: (file: string) => unknown): Fault {
  return (scene) => {
    const file = join(scene.folder, 'output');
    writeFileSync(file, '');
    scene.env = { GITHUB_OUTPUT: file };
    onFirstRequest(() => {
      rmSync(file);
      act(file);
    })(scene);
  };
}

/** The state file is something else until the fault is over. */
function insteadOfState(make: (scene: Scene, file: string) => void): Fault {
  return (scene) => {
    const { stateFile } = scene;
    mkdirSync(dirname(stateFile), { recursive: true });
    make(scene, stateFile);
    scene.undo(() => rmSync(stateFile, { recursive: true, force: true }));
  };
}

export const stateFiles: Group = {
  stores: 'file',
  faults: {
    'state-is-a-folder': insteadOfState((_, file) => mkdirSync(file)),
    'state-is-in-a-folder-that-is-read-only': insteadOfState((scene, file) => forbid(scene, dirname(file), 0o555)),
    'state-leads-out-of-the-workspace': insteadOfState(({ folder }, file) => {
      writeFileSync(join(folder, 'elsewhere.json'), '{}');
      symlinkSync(join(folder, 'elsewhere.json'), file);
    }),
    'state-is-on-a-full-disk': insteadOfState((_, file) => symlinkSync('/dev/full', file)),
    'state-is-a-link-in-the-workspace': insteadOfState(({ workspace }, file) => {
      mkdirSync(join(workspace, 'cache'));
      symlinkSync('../cache/webhooks.json', file);
    }),
    'state-is-the-manifest'(scene) {
      scene.inputs = { state: `file:${manifestPath}` };
    },
    async 'state-may-not-be-read'(scene) {
      await scene.registered();
      forbid(scene, scene.stateFile, 0o000);
    },
    async 'state-is-cut'(scene) {
      await scene.registered();
      const text = readFileSync(scene.stateFile, 'utf8');
      writeFileSync(scene.stateFile, text.slice(0, -20));
      scene.undo(() => writeFileSync(scene.stateFile, text));
    },
    'state-folder-becomes-read-only-after-the-first-request'(scene) {
      obeyModes(scene);
      onFirstRequest(() => forbid(scene, dirname(scene.stateFile), 0o555))(scene);
    },
    'state-becomes-a-folder-after-the-first-request': onFirstRequest((scene) => {
      scene.moveAway(scene.stateFile);
      mkdirSync(scene.stateFile);
    }),
  },
};

export const disk: Group = {
  stores: 'both',
  faults: {
    'output-is-removed-after-the-first-request': outputBecomes(() => undefined),
    'output-becomes-a-folder-after-the-first-request': outputBecomes((file) => mkdirSync(file)),
    'output-comes-to-be-on-a-full-disk-after-the-first-request': outputBecomes((file) =>
      symlinkSync('/dev/full', file),
    ),
    'disk-full-from-the-first-request': onFirstRequest(({ first }) =>
      execFileSync('prlimit', ['--pid', String(first?.pid), '--fsize=0:']),
    ),
    'disk-full-from-the-start': runBy('prlimit --fsize=0'),
    'files-of-at-most-1-kb': runBy('prlimit --fsize=1024'),
    'files-of-at-most-4-kb': runBy('prlimit --fsize=4096'),
    'few-files-may-be-open': runBy('prlimit --nofile=24'),
    'workspace-is-read-only': (scene) => forbid(scene, scene.workspace, 0o555),
    'workspace-is-gone-after-the-first-request': onFirstRequest((scene) => scene.moveAway(scene.workspace)),
    'temporary-folder-is-missing'(scene) {
      scene.env = { RUNNER_TEMP: join(scene.folder, 'nothing') };
    },
    'temporary-folder-is-read-only': (scene) => forbid(scene, scene.temporary, 0o555),
    'temporary-folder-is-emptied-after-the-first-request': onFirstRequest(({ temporary }) => {
      rmSync(temporary, { recursive: true });
      mkdirSync(temporary);
    }),
  },
};

const variables = { output: 'GITHUB_OUTPUT', summary: 'GITHUB_STEP_SUMMARY' };

export const runnerFiles: Group = {
  stores: 'by turns',
  faults: eachWithEach(variables, unwritable, (variable, pathFor) => (scene) => {
    scene.env = { [variable]: pathFor(scene) };
  }),
};

/** Another manifest until the fault is over. */
function manifest(text: (scene: Scene) => string): Fault {
  return (scene) => {
    scene.writeManifest(text(scene));
    scene.undo(() => scene.writeManifest());
  };
}

const bomb = Array.from({ length: 30 }, (_, n) => `x${n + 1}: &x${n + 1} [*x${n}, *x${n}]`);

export const manifests: Group = {
  stores: 'by turns',
  faults: {
    'that-is-missing': (scene) => scene.moveAway(join(scene.workspace, manifestPath)),
    'that-may-not-be-read': (scene) => forbid(scene, join(scene.workspace, manifestPath), 0o000),
    'that-is-a-bomb': manifest(() => `x0: &x0 [x, x]\n${bomb.join('\n')}\nwebhooks: *x30\n`),
    'with-commands': manifest(
      () =>
        'webhooks:\n  payments:\n    url: "\\r::stop-commands::x\\n##[add-mask]payments"\n    events: ["\\n::add-mask::created"]\n    status: "%0A::set-output name=ids::x"\n    "\\u2028::error::": 1\n',
    ),
    'with-credentials-in-it': manifest(
      ({ apiKey, apiSecret }) =>
        `webhooks: { payments: { url: 'https://${apiKey}:${encodeURIComponent(apiSecret)}@x.example', events: ['${Buffer.from(apiSecret).toString('base64')}'], status: '${apiKey}', '${apiSecret}': 1 } }\n`,
    ),
  },
};
