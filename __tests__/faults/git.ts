/** The remote that keeps state, and the git program that speaks with it. */
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StateDocument } from '../../src/state/document.ts';
import { gitWithInput, refOf, writeState } from '../../testing/git.ts';
import { hurried, withTime } from '../../testing/time.ts';
import type { Fault } from './fault.ts';
import type { Scene } from './scene.ts';
import { httpServer, rawServer } from './servers.ts';

function git(name: string, arrange: Fault['arrange']): Fault {
  return { group: 'git', name, arrange };
}

const refusing = 'echo "GH013: Repository rule violations found" >&2; exit 1';

/** The first request comes when the intents are written: then something happens. */
export function onFirstRequest(scene: Scene, act: () => unknown): void {
  scene.env = { ...hurried, ...scene.env };
  let isFirst = true;
  scene.onConduit = ({ next }) => {
    if (isFirst) act();
    isFirst = false;
    next();
  };
}

/** The remote is moved away, and back when the fault is over or after so many milliseconds. */
function moveAway(scene: Scene, backAfterMs?: number): void {
  const away = `${scene.git}-away`;
  const back = () => renameSync(away, scene.git);
  renameSync(scene.git, away);
  if (backAfterMs === undefined) scene.undo(back);
  else scene.later(backAfterMs, back);
}

/** Puts a program in the place of git. */
export function insteadOfGit(scene: Scene, script: string): void {
  const folder = join(scene.folder, 'programs');
  mkdirSync(folder);
  writeFileSync(join(folder, 'git'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  scene.env = { ...scene.env, PATH: `${folder}:${process.env.PATH}` };
}

/** Goes on as git does. */
export const realGit = `PATH='${process.env.PATH}' exec git "$@"`;

/** The state is in the remote, and then somebody damages it. */
function damaged(what: string, change: (text: string) => string): Fault {
  return git(`state-${what}`, async (scene) => {
    await scene.serve();
    await scene.run();
    const sound = scene.gitText('rev-parse', refOf()).trim();
    const text = scene.gitText('show', `${sound}:state.json`);
    writeState(scene.git, change(text));
    scene.undo(() => scene.gitText('update-ref', refOf(), sound));
  });
}

function changed(change: (state: StateDocument) => object): (text: string) => string {
  return (text) => JSON.stringify(change(JSON.parse(text) as StateDocument));
}

/** The remote is an HTTP server that answers in one way. */
function overHttp(
  name: string,
  status: number,
  headers: Record<string, string> = {},
  body = '',
): Fault {
  return git(`http-${name}`, async (scene) => {
    const server = await httpServer(
      scene,
      (_, reply) => reply.writeHead(status, headers).end(body),
      { isStranger: false },
    );
    scene.env = { GITHUB_SERVER_URL: server.url };
  });
}

const ofRemotes = [
  git('remote-is-gone', (scene) => moveAway(scene)),
  git('remote-is-gone-after-the-intents', (scene) => onFirstRequest(scene, () => moveAway(scene))),
  git('remote-is-away-for-a-moment-after-the-intents', (scene) =>
    onFirstRequest(scene, () => moveAway(scene, 150)),
  ),
  git('remote-is-no-repository', (scene) => {
    moveAway(scene);
    mkdirSync(scene.git);
    scene.undo(() => rmSync(scene.git, { recursive: true }));
  }),
  git('remote-is-another-repository-after-the-intents', (scene) =>
    onFirstRequest(scene, () => {
      moveAway(scene);
      scene.makeRepository();
      scene.undo(() => rmSync(scene.git, { recursive: true }));
    }),
  ),
  git('push-refused-by-pre-receive', (scene) => scene.addHook('pre-receive', refusing)),
  git('push-refused-by-update', (scene) =>
    scene.addHook('update', `case "$1" in refs/conduit-webhooks/*) ${refusing};; esac`),
  ),
  git('push-refused-after-the-intents', (scene) =>
    onFirstRequest(scene, () => scene.addHook('pre-receive', refusing)),
  ),
  git('push-refused-twice-after-the-intents', (scene) =>
    onFirstRequest(scene, () =>
      scene.addHook(
        'pre-receive',
        `n=$(cat ../tries 2>/dev/null || echo 0); echo $((n + 1)) > ../tries; [ "$n" -lt 2 ] || exit 0; ${refusing}`,
      ),
    ),
  ),
  git('push-answer-lost', (scene) => scene.addHook('post-receive', 'kill -9 $PPID')),
  git('push-cut-before-it-counts', (scene) => scene.addHook('pre-receive', 'kill -9 $PPID')),
  git('push-that-takes-long', (scene) => scene.addHook('pre-receive', 'sleep 0.7')),
  git('remote-unreadable-after-the-push', (scene) => {
    const head = join(scene.git, 'HEAD');
    scene.addHook('post-receive', `mv '${head}' '${head}.away'`);
    scene.undo(() => renameSync(`${head}.away`, head));
  }),
  git('ref-is-locked', (scene) => {
    const folder = join(scene.git, 'refs', 'conduit-webhooks', 'default');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'sandbox.lock'), '');
    scene.undo(() => rmSync(join(folder, 'sandbox.lock')));
  }),
  git('ref-is-locked-after-the-intents', (scene) => {
    const lock = join(scene.git, `${refOf()}.lock`);
    onFirstRequest(scene, () => writeFileSync(lock, ''));
    scene.undo(() => rmSync(lock));
  }),
  git('a-ref-stands-where-the-folder-should', (scene) => {
    mkdirSync(join(scene.git, 'refs', 'conduit-webhooks'), { recursive: true });
    const file = join(scene.git, 'refs', 'conduit-webhooks', 'default');
    const blob = gitWithInput(scene.git, ['hash-object', '-w', '--stdin'], 'x');
    writeFileSync(file, blob);
    scene.undo(() => rmSync(file));
  }),
  git('objects-are-lost-after-the-intents', (scene) =>
    onFirstRequest(scene, () => {
      const objects = join(scene.git, 'objects');
      renameSync(objects, `${objects}-away`);
      mkdirSync(objects);
      scene.undo(() => {
        rmSync(objects, { recursive: true });
        renameSync(`${objects}-away`, objects);
      });
    }),
  ),
];

const ofPrograms = [
  git('git-is-not-there', (scene) => {
    scene.env = { PATH: scene.temporary };
  }),
  git('git-is-no-program', (scene) => {
    insteadOfGit(scene, '');
    chmodSync(join(scene.folder, 'programs', 'git'), 0o644);
    scene.env = { PATH: join(scene.folder, 'programs') };
  }),
  git('git-fails', (scene) => insteadOfGit(scene, 'echo "fatal: ::error::no" >&2; exit 128')),
  git('git-succeeds-and-does-nothing', (scene) => insteadOfGit(scene, 'cat >/dev/null; exit 0')),
  git('git-crashes', (scene) => insteadOfGit(scene, 'kill -SEGV $$')),
  git('git-crashes-in-the-push', (scene) =>
    insteadOfGit(scene, `case "$1" in push) kill -9 $$;; esac\n${realGit}`),
  ),
  git('git-crashes-after-the-push', (scene) =>
    insteadOfGit(
      scene,
      `case "$1" in push) PATH='${process.env.PATH}' git "$@"; kill -9 $$;; esac\n${realGit}`,
    ),
  ),
  git('git-never-ends', (scene) => {
    scene.env = withTime({ speed: 60 });
    insteadOfGit(scene, 'exec sleep 30');
  }),
  git('git-never-ends-in-the-push', (scene) => {
    scene.env = withTime({ speed: 60 });
    insteadOfGit(scene, `case "$1" in push) exec sleep 30;; esac\n${realGit}`);
  }),
  git('git-never-ends-after-the-push', (scene) => {
    scene.env = withTime({ speed: 60 });
    insteadOfGit(
      scene,
      `case "$1" in push) PATH='${process.env.PATH}' git "$@"; exec sleep 30;; esac\n${realGit}`,
    );
  }),
  git('git-says-too-much', (scene) =>
    insteadOfGit(
      scene,
      `case "$1" in cat-file) exec head -c 80000000 /dev/zero;; esac\n${realGit}`,
    ),
  ),
  git('git-prints-endless-errors', (scene) =>
    insteadOfGit(scene, 'head -c 2000000 /dev/zero | tr "\\0" x >&2; exit 1'),
  ),
];

const ofHttp = [
  git('http-nothing-listens', (scene) => {
    scene.env = { GITHUB_SERVER_URL: 'http://127.0.0.1:1' };
  }),
  git('http-host-not-found', (scene) => {
    scene.env = { GITHUB_SERVER_URL: 'https://github.test.invalid' };
  }),
  git('http-closed-at-once', async (scene) => {
    const raw = await rawServer(scene, (socket) => socket.destroy());
    scene.env = { GITHUB_SERVER_URL: raw.url };
  }),
  git('http-answers-nothing', async (scene) => {
    const raw = await rawServer(scene, () => undefined, { isStranger: false });
    scene.env = { ...withTime({ speed: 40 }), GITHUB_SERVER_URL: raw.url };
  }),
  git('http-is-not-http', async (scene) => {
    const raw = await rawServer(scene, (socket) => socket.end('SSH-2.0-x\r\n'), {
      isStranger: false,
    });
    scene.env = { GITHUB_SERVER_URL: raw.url };
  }),
  git('https-without-tls', async (scene) => {
    const raw = await rawServer(scene, (socket) => socket.end('HTTP/1.1 400 No\r\n\r\n'));
    scene.env = { GITHUB_SERVER_URL: raw.url.replace('http:', 'https:') };
  }),
  ...[400, 401, 403, 404, 429, 500, 503].map((status) => overHttp(String(status), status)),
  overHttp('401-with-a-realm', 401, { 'WWW-Authenticate': 'Basic realm="::error::x"' }),
  overHttp('200-with-html', 200, { 'Content-Type': 'text/html' }, '<html>::add-mask::x</html>'),
  overHttp(
    '200-with-half-an-advertisement',
    200,
    { 'Content-Type': 'application/x-git-upload-pack-advertisement' },
    '001e# service=git-upload-pack\n0000',
  ),
  git('http-redirect-elsewhere', async (scene) => {
    const elsewhere = await httpServer(scene, (_, reply) => reply.writeHead(404).end());
    const server = await httpServer(
      scene,
      ({ url }, reply) => reply.writeHead(302, { Location: `${elsewhere.url}${url}` }).end(),
      { isStranger: false },
    );
    scene.env = { GITHUB_SERVER_URL: server.url };
  }),
];

const ofDocuments = [
  damaged('cut', (text) => text.slice(0, text.length / 2)),
  damaged('empty', () => ''),
  damaged('a-list', () => '[]'),
  damaged('null', () => 'null'),
  damaged(
    'of-a-newer-version',
    changed((state) => ({ ...state, version: 2 })),
  ),
  damaged(
    'of-another-environment',
    changed((state) => ({ ...state, environment: 'live' })),
  ),
  damaged(
    'of-another-manifest',
    changed((state) => ({ ...state, manifest: 'other.yml' })),
  ),
  damaged(
    'of-another-base-url',
    changed((state) => ({ ...state, apiUrl: 'https://other.example.com' })),
  ),
  damaged(
    'with-an-unknown-field',
    changed((state) => ({ ...state, lock: true })),
  ),
  damaged(
    'with-a-name-that-is-a-command',
    changed(({ webhooks, ...state }) => ({
      ...state,
      webhooks: { ...webhooks, 'x\n::error::y': webhooks.payments },
    })),
  ),
  damaged('with-prototypes', (text) => text.replace('{', '{"__proto__":{"webhooks":{}},')),
  damaged('with-merge-marks', (text) => `<<<<<<< ours\n${text}=======\n${text}>>>>>>> theirs\n`),
  git('state-under-another-name', async (scene) => {
    await scene.serve();
    await scene.run();
    const sound = scene.gitText('rev-parse', refOf()).trim();
    writeState(scene.git, '{}', { file: 'other.json' });
    scene.undo(() => scene.gitText('update-ref', refOf(), sound));
  }),
];

export const gitFaults: Fault[] = [...ofRemotes, ...ofPrograms, ...ofHttp, ...ofDocuments];
