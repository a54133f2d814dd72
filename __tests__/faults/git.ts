/** The remote that keeps state, and the git program that speaks with it. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import type { StateDocument } from '../../src/state/document.ts';
import { emptyRepository, gitOn, refOf, writeState } from '../../testing/git.ts';
import { type HttpRemoteOptions, startHttpRemote } from '../../testing/http-remote.ts';
import { hurried, withTime } from '../../testing/time.ts';
import type { Fault, Group, Scene } from './scene.ts';

const refusing = 'echo "GH013: Repository rule violations found" >&2; exit 1';

/** The first request comes when the requests are written: then something happens. */
export function onFirstRequest(act: Fault): Fault {
  return (scene) => {
    scene.env = { ...hurried, ...scene.env };
    scene.onConduit = ({ number, next }) => {
      if (number === 1) act(scene);
      next();
    };
  };
}

/** The remote runs a script in each push. */
function hooked(name: string, script: string, env: Record<string, string> = {}): Fault {
  return (scene) => {
    scene.env = env;
    scene.addHook(name, script);
  };
}

/** Somebody holds the lock of the ref. */
function lockRef(scene: Scene): void {
  const lock = join(scene.git, `${refOf()}.lock`);
  mkdirSync(dirname(lock), { recursive: true });
  writeFileSync(lock, '');
  scene.undo(() => rmSync(lock));
}

/** Puts a program in the place of git. */
function insteadOfGit(script: string, env: Record<string, string> = {}): Fault {
  return (scene) => {
    const folder = join(scene.folder, 'programs');
    mkdirSync(folder);
    writeFileSync(join(folder, 'git'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    scene.env = { ...env, PATH: `${folder}:${process.env.PATH}` };
  };
}

/** Goes on as git does. */
const realGit = `PATH='${process.env.PATH}' exec git "$@"`;

/** Another script in the place of pushes. */
function insteadOfPush(script: string, env?: Record<string, string>): Fault {
  return insteadOfGit(`case "$1" in push) ${script};; esac\n${realGit}`, env);
}

/** The state is in the remote, and then somebody damages it. */
function damaged(change: (text: string) => string, file?: string): Fault {
  return async (scene) => {
    await scene.registered();
    const sound = gitOn(scene.git, 'rev-parse', refOf()).trim();
    const text = change(gitOn(scene.git, 'show', `${sound}:state.json`));
    writeState(scene.git, text, file === undefined ? {} : { file });
    scene.undo(() => gitOn(scene.git, 'update-ref', refOf(), sound));
  };
}

function changed(change: (state: StateDocument) => object): Fault {
  return damaged((text) => JSON.stringify(change(JSON.parse(text) as StateDocument)));
}

/** The remote is an HTTP server that answers in one way. */
function answering(status: number, headers: Record<string, string> = {}, body = ''): Fault {
  return async (scene) => {
    const server = createHttpServer((_, reply) => reply.writeHead(status, headers).end(body));
    const { url } = await scene.stand(server, { isStranger: false });
    scene.env = { ...hurried, GITHUB_SERVER_URL: url };
  };
}

/** The remote is a server that does as it likes. */
function insteadOfRemote(
  act: (socket: Socket) => void,
  { scheme = 'http', env = hurried, isStranger = true } = {},
): Fault {
  return async (scene) => {
    const { port } = await scene.stand(createServer(act), { isStranger });
    scene.env = { ...env, GITHUB_SERVER_URL: `${scheme}://127.0.0.1:${port}` };
  };
}

/** The same repository over HTTP. */
function overHttp(options: (scene: Scene) => Partial<HttpRemoteOptions>): Fault {
  return async (scene) => {
    rmSync(scene.git, { recursive: true });
    const all = { token: scene.gitToken, ...options(scene) };
    const remote = await startHttpRemote(scene.folder, all);
    scene.cleanUp(remote.close);
    scene.env = remote.env;
  };
}

/** A hook that does something in one push, by its number, and lets the others pass. */
export function inPush(number: number, script: string): string {
  return `n=$(cat "$PWD/count" 2>/dev/null || echo 1); echo $((n + 1)) > "$PWD/count"; [ "$n" = ${number} ] || exit 0; ${script}`;
}

/** After the first reply, the others take so long that its result is pushed while they are on their way. */
export function pushedInBetween(scene: Scene, ms = 1500): void {
  scene.onConduit = ({ number, next }) => scene.later(number === 1 ? 0 : ms, next);
}

const remotes: Record<string, Fault> = {
  'remote-is-gone': (scene) => scene.moveAway(scene.git),
  'remote-is-gone-after-the-requests': onFirstRequest((scene) => scene.moveAway(scene.git)),
  'remote-is-away-for-a-moment-after-the-requests': onFirstRequest((scene) => {
    renameSync(scene.git, `${scene.git}-away`);
    scene.later(150, () => renameSync(`${scene.git}-away`, scene.git));
  }),
  'remote-is-no-repository'(scene) {
    scene.moveAway(scene.git);
    mkdirSync(scene.git);
  },
  'remote-is-another-repository-after-the-requests': onFirstRequest((scene) => {
    scene.moveAway(scene.git);
    emptyRepository(scene.folder);
  }),
  'objects-are-lost-after-the-requests': onFirstRequest((scene) => {
    scene.moveAway(join(scene.git, 'objects'));
    mkdirSync(join(scene.git, 'objects'));
  }),
  'push-refused': hooked('pre-receive', refusing),
  'push-refused-after-the-requests': onFirstRequest((scene) => scene.addHook('pre-receive', refusing)),
  'push-refused-once-after-the-requests': onFirstRequest((scene) => scene.addHook('pre-receive', inPush(1, refusing))),
  'push-refused-in-the-background'(scene) {
    scene.env = hurried;
    scene.addHook('pre-receive', inPush(2, refusing));
    pushedInBetween(scene);
  },
  'push-answer-lost': hooked('post-receive', 'kill -9 $PPID'),
  'push-cut-before-it-counts': hooked('pre-receive', 'kill -9 $PPID', hurried),
  'push-that-takes-long': hooked('pre-receive', 'sleep 0.7'),
  'push-that-hangs': hooked('pre-receive', 'sleep 30', withTime({ speed: 20 })),
  'push-of-the-results-that-hangs': hooked('pre-receive', inPush(2, 'sleep 30'), withTime({ speed: 20 })),
  'push-in-the-background-that-hangs'(scene) {
    scene.env = withTime({ speed: 20 });
    scene.inputs = { 'timeout-seconds': '120' };
    scene.addHook('pre-receive', inPush(2, 'sleep 30'));
    pushedInBetween(scene, 2000);
  },
  'remote-unreadable-after-the-push'(scene) {
    const head = join(scene.git, 'HEAD');
    scene.addHook('post-receive', `mv '${head}' '${head}.away'`);
    scene.undo(() => renameSync(`${head}.away`, head));
  },
  'ref-is-locked'(scene) {
    scene.env = hurried;
    lockRef(scene);
  },
  'ref-is-locked-after-the-requests': onFirstRequest(lockRef),
  'others-write-before-each-push': insteadOfGit(`if [ "$1" = push ]; then (
unset GIT_DIR; cd "$(dirname "$0")/../octo/repo"; PATH='${process.env.PATH}'
old=$(git rev-parse -q --verify ${refOf()}) || exit
export GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x
git update-ref ${refOf()} "$(git commit-tree -p "$old" -m other "$old^{tree}")"
); fi
${realGit}`),
};

const programs: Record<string, Fault> = {
  'git-is-not-there'(scene) {
    scene.env = { PATH: scene.temporary };
  },
  'git-fails': insteadOfGit('echo "fatal: ::error::no" >&2; exit 128'),
  'git-succeeds-and-does-nothing': insteadOfGit('cat >/dev/null; exit 0'),
  'git-crashes': insteadOfGit('kill -SEGV $$'),
  'git-crashes-in-the-push': insteadOfPush('kill -9 $$'),
  'git-crashes-after-the-push': insteadOfPush(`PATH='${process.env.PATH}' git "$@"; kill -9 $$`),
  'git-never-ends': insteadOfGit('exec sleep 30', withTime({ speed: 60 })),
  'git-never-ends-after-the-push': insteadOfPush(
    `PATH='${process.env.PATH}' git "$@"; exec sleep 30`,
    withTime({ speed: 20 }),
  ),
  async 'git-says-too-much'(scene) {
    await scene.registered();
    const script = `case "$1" in cat-file) exec head -c 80000000 /dev/zero;; esac\n${realGit}`;
    insteadOfGit(script)(scene);
  },
  'git-prints-endless-errors': insteadOfGit('head -c 2000000 /dev/zero | tr "\\0" x >&2; exit 1'),
};

const http: Record<string, Fault> = {
  'http-without-report-status': overHttp(() => ({ withoutReportStatus: true })),
  'http-with-a-token-that-may-only-read': overHttp((scene) => ({
    token: 'ghs_of_another_repository',
    readOnlyToken: scene.gitToken,
  })),
  'http-answer-of-each-push-lost': overHttp(() => {
    let pushes = 0;
    return {
      withoutReportStatus: true,
      async after({ method, url }) {
        if (method !== 'POST' || !url.endsWith('git-receive-pack')) return;
        pushes += 1;
        // It never comes.
        if (pushes > 1) await new Promise(() => undefined);
      },
    };
  }),
  'http-closed-at-once': insteadOfRemote((socket) => socket.destroy()),
  'http-answers-nothing': insteadOfRemote(() => undefined, { env: withTime({ speed: 40 }), isStranger: false }),
  'https-without-tls': insteadOfRemote((socket) => socket.end('HTTP/1.1 400 No\r\n\r\n'), { scheme: 'https' }),
  'http-403': answering(403),
  'http-503': answering(503),
  'http-401-with-a-realm': answering(401, { 'WWW-Authenticate': 'Basic realm="::error::x"' }),
  'http-200-with-html': answering(200, { 'Content-Type': 'text/html' }, '<html>::add-mask::x</html>'),
  async 'http-redirect-elsewhere'(scene) {
    const elsewhere = await scene.stand(createHttpServer((_, reply) => reply.writeHead(404).end()));
    await answering(302, { Location: `${elsewhere.url}/octo/repo` })(scene);
  },
};

const documents: Record<string, Fault> = {
  'state-cut': damaged((text) => text.slice(0, text.length / 2)),
  'state-of-a-newer-version': changed((state) => ({ ...state, version: state.version + 1 })),
  'state-of-another-environment': changed((state) => ({ ...state, environment: 'live' })),
  'state-of-another-manifest': changed((state) => ({ ...state, manifest: 'other.yml' })),
  'state-with-an-unknown-field': changed((state) => ({ ...state, lock: true })),
  'state-with-a-name-that-is-a-command': changed(({ webhooks, ...state }) => ({
    ...state,
    webhooks: { ...webhooks, 'x\n::error::y': webhooks.payments },
  })),
  'state-with-prototypes': damaged((text) => text.replace('{', '{"__proto__":{"webhooks":{}},')),
  'state-under-another-name': damaged(() => '{}', 'other.json'),
};

export const git: Group = { stores: 'git', faults: { ...remotes, ...programs, ...http, ...documents } };
