/** The git store on a real repository: what it leaves there, what it gives to git, and what it says when git fails. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../src/clients/clock.ts';
import { type GitStoreOptions, gitStore } from '../../src/state/git.ts';
import { originRemote } from '../../src/state/git-remote.ts';
import { temporaryFolder } from '../../testing/folders.ts';
import { commitsOf, gitOn, refOf, writeState } from '../../testing/git.ts';
import { gate, httpRemote } from '../e2e/support.ts';

const path = process.env.PATH ?? '';
const realGit = path
  .split(':')
  .map((folder) => join(folder, 'git'))
  .find((file) => existsSync(file));
const token = 'ghs_0123456789abcdefABCDEF0123456789wxyz';
const notRead = `The state (${refOf()}) could not be read.`;
const notWritten = `The state (${refOf()}) could not be written.`;
const silent =
  'Git reported no error, but the ref is unchanged. Check that no ruleset, hook or app resets refs/conduit-webhooks/.';

function bareRepository(): string {
  const git = temporaryFolder();
  execFileSync('git', ['init', '--quiet', '--bare', git]);
  return git;
}

function open(remote: string, options: Partial<GitStoreOptions> = {}) {
  const store = gitStore({
    name: 'default',
    environment: 'sandbox',
    remote,
    token: '',
    trailers: [],
    temporaryFolder: temporaryFolder(),
    env: { PATH: path },
    writes: true,
    clock: { ...systemClock, now: () => 1_700_000_000_999 },
    expired: new AbortController().signal,
    ...options,
  });
  onTestFinished(() => store.close());
  return store;
}

/** An environment in which `git` is `script`, which has the real one as `$git`. */
function scripted(script: string): { PATH: string } {
  const folder = temporaryFolder();
  const text = `#!/bin/sh\ngit='${realGit}'\n${script}\nexec "$git" "$@"\n`;
  writeFileSync(join(folder, 'git'), text, { mode: 0o755 });
  return { PATH: `${folder}:${path}` };
}

/** Shell words that put an empty commit on the ref of `git`, as another run could. */
function overwrite(git: string, ref = refOf()): string {
  const identity = '-c user.name=o -c user.email=o@example.com';
  const tree = `$("$git" --git-dir='${git}' hash-object -w -t tree /dev/null)`;
  const commit = `$("$git" --git-dir='${git}' ${identity} commit-tree -m other ${tree})`;
  return `"$git" --git-dir='${git}' update-ref ${ref} ${commit}`;
}

async function revisionOf(written: Promise<{ revision: string } | 'moved'>): Promise<string> {
  const stored = await written;
  if (stored === 'moved') throw new Error('it has moved');
  return stored.revision;
}

describe('a git that gives no answer', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test('is ended after a minute, with all that it has started', async () => {
    const started = join(temporaryFolder(), 'started');
    const env = scripted(`[ "$1" = fetch ] && exit 1; touch '${started}'; sleep 600 & wait; exit 0`);
    const outcome = open('/nowhere', { env, token })
      .read()
      .catch(({ message }: Error) => message);
    while (!existsSync(started)) await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(60_000);
    expect(await outcome).toBe(
      `${notRead} The Git server could not be reached in time. Re-run the job. Git: git did not finish within 60 s.`,
    );
  });

  test.each([
    ['before anything has arrived', '', 'rejects'],
    ['once all has arrived', '"$git" "$@";', 'resolves'],
  ])('to a push is ended after 20 s, and the ref is read again: %s', async (_, first, how) => {
    const git = bareRepository();
    const started = join(temporaryFolder(), 'started');
    const env = scripted(
      `if [ "$1" = push ] && [ "$2" != --dry-run ]; then ${first} touch '${started}'; sleep 600 & wait; fi`,
    );
    const outcome = open(`file://${git}`, { env, token })
      .write('text\n', '', 'change')
      .then(
        (stored) => ['resolves', stored === 'moved' ? stored : stored.text],
        ({ message }: Error) => ['rejects', message],
      );
    while (!existsSync(started)) await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(20_000);
    expect(await outcome).toEqual([
      how,
      how === 'resolves'
        ? 'text\n'
        : `${notWritten} The Git server could not be reached in time. Re-run the job. Git: git did not finish within 20 s.`,
    ]);
  });

  test('is not waited for any longer once it has answered, or was not found', async () => {
    await open(`file://${bareRepository()}`).read();
    await expect(open('/nowhere', { env: { PATH: '/nonexistent' } }).read()).rejects.toThrow();
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('says that a git which may not be run cannot be started', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'git'), '', { mode: 0o644 });
  await expect(open('/nowhere', { env: { PATH: folder } }).read()).rejects.toThrow(
    new Error('Git could not be started (EACCES).'),
  );
});

describe('what git gets', () => {
  const settings = {
    http_proxy: 'http://127.0.0.1:9',
    https_proxy: 'http://127.0.0.1:9',
    no_proxy: '.example.com',
    HTTP_PROXY: 'http://127.0.0.1:9',
    HTTPS_PROXY: 'http://127.0.0.1:9',
    NO_PROXY: '.example.com',
    all_proxy: 'http://127.0.0.1:9',
    ALL_PROXY: 'http://127.0.0.1:9',
    SSL_CERT_FILE: '/certificates.pem',
    SSL_CERT_DIR: '/certificates',
    GIT_SSL_CAINFO: '/certificates.pem',
    GIT_SSL_CAPATH: '/certificates',
    SystemRoot: 'C:\\Windows',
  };
  const hostile = {
    HOME: '/home/somebody',
    GIT_DIR: '/elsewhere',
    GIT_CONFIG_GLOBAL: '/elsewhere',
    GIT_CONFIG_PARAMETERS: "'http.proxy=http://127.0.0.1:9'",
    GIT_SSH_COMMAND: 'false',
    GIT_TRACE: '1',
    INPUT_API_SECRET: 'hunter2',
    LC_ALL: 'de_DE.UTF-8',
  };

  test('is its way out to the network, and nothing else of the environment', async () => {
    const [folder, seen] = [temporaryFolder(), join(temporaryFolder(), 'seen')];
    const env = { ...settings, ...hostile, ...scripted(`env > '${seen}'`) };
    const git = bareRepository();
    writeState(git, 'text\n');
    await open(`file://${git}`, { env, temporaryFolder: folder, token }).read();
    const [own = ''] = readdirSync(folder);
    const lines = readFileSync(seen, 'utf8').trimEnd().split('\n');
    const given = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s, 2)));
    // The shell's own.
    for (const name of ['PWD', 'OLDPWD', 'SHLVL', '_']) delete given[name];
    expect(given).toEqual({
      ...settings,
      PATH: env.PATH,
      HOME: join(folder, own),
      GIT_DIR: join(folder, own),
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      GIT_ASKPASS: '',
      SSH_ASKPASS: '',
      GCM_INTERACTIVE: 'never',
      GIT_ALLOW_PROTOCOL: 'https:http:file:ssh',
      GIT_SSH_COMMAND: 'ssh -oBatchMode=yes',
      GIT_CONFIG_COUNT: '5',
      GIT_CONFIG_KEY_0: 'core.hooksPath',
      GIT_CONFIG_VALUE_0: '/dev/null',
      GIT_CONFIG_KEY_1: 'gc.auto',
      GIT_CONFIG_VALUE_1: '0',
      GIT_CONFIG_KEY_2: 'maintenance.auto',
      GIT_CONFIG_VALUE_2: 'false',
      GIT_CONFIG_KEY_3: 'credential.helper',
      GIT_CONFIG_VALUE_3: '',
      GIT_CONFIG_KEY_4: 'http.followRedirects',
      GIT_CONFIG_VALUE_4: 'false',
    });
  });

  test('is the token for a remote that keeps it from others', async () => {
    const remote = await httpRemote({ token });
    expect(await open(`${remote.origin}/octo/repo`, { token }).read()).toEqual({ revision: '' });
    const authorization = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
    expect(new Set(remote.requests.map((one) => one.authorization))).toEqual(new Set([authorization]));
  });

  test('is not the token for a redirect', async () => {
    const target = await httpRemote({ token });
    const remote = await httpRemote({ token, redirectTo: target.origin });
    const store = open(`${remote.origin}/octo/repo`, { token });
    await expect(store.read()).rejects.toThrow(notRead);
    expect(target.requests).toEqual([]);
  });

  test('is not the token for a remote over plain http', async () => {
    const seen: (string | undefined)[] = [];
    const proxy = createServer(({ headers }, reply) => {
      seen.push(headers.host, headers.authorization);
      reply.writeHead(404).end();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const address = proxy.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const env = { PATH: path, http_proxy: `http://127.0.0.1:${port}` };
    const store = open('http://git.example.com/octo/repo', { token, env });
    await expect(store.read()).rejects.toThrow(notRead);
    expect([...new Set(seen)]).toEqual(['git.example.com', undefined]);
  });
});

describe('a write', () => {
  test('is a commit of its own, of one file, that says when and by which run it came', async () => {
    const git = bareRepository();
    const store = open(`file://${git}`, { trailers: ['Run: 7', 'Manifest: naïve.yml'] });
    const first = await revisionOf(store.write('"✓"', '', 'Register payments ✓'));
    const again = open(`file://${git}`);
    const { revision } = await again.read();
    expect(revision).toBe(first);
    const second = await revisionOf(again.write('{}\n', revision, 'Settle payments'));

    const bot = 'github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>';
    const [tree = ''] = gitOn(git, 'rev-parse', `${first}^{tree}`).split('\n');
    const commit = gitOn(git, 'cat-file', '-p', first);
    expect(commit.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, 'UUID')).toBe(
      [
        `tree ${tree}`,
        `author ${bot} 1700000000 +0000`,
        `committer ${bot} 1700000000 +0000`,
        '',
        'Register payments ✓',
        '',
        'Run: 7',
        'Manifest: naïve.yml',
        'Write: UUID',
        '',
      ]
        .join('\n')
        .trimEnd(),
    );
    expect(gitOn(git, 'ls-tree', refOf())).toMatch(/^100644 blob [0-9a-f]{40}\tstate\.json\n$/);
    expect(gitOn(git, 'show', `${first}:state.json`)).toBe('"✓"');
    expect(gitOn(git, 'rev-list', refOf()).split('\n')).toEqual([second, first, '']);
    expect(gitOn(git, 'for-each-ref', '--format=%(refname)')).toBe(`${refOf()}\n`);
  });

  test('on which another run has written already has moved, and both can be read', async () => {
    const git = bareRepository();
    const hook = `#!/bin/sh\ngit='${realGit}'\n${overwrite(git)}\n`;
    writeFileSync(join(git, 'hooks', 'post-update'), hook, { mode: 0o755 });
    const store = open(`file://${git}`);
    expect(await store.write('text\n', '', 'change')).toBe('moved');
  });

  test('is read back: what the remote takes and then puts back has not arrived', async () => {
    const git = bareRepository();
    const hook = `#!/bin/sh\ngit update-ref -d ${refOf()}\n`;
    writeFileSync(join(git, 'hooks', 'post-receive'), hook, { mode: 0o755 });
    await expect(open(`file://${git}`).write('text\n', '', 'change')).rejects.toThrow(
      new Error(`${notWritten} ${silent}`),
    );
  });

  test('counts when it has arrived, whatever git makes of it', async () => {
    const git = bareRepository();
    const env = scripted('if [ "$1" = push ]; then "$git" "$@"; exit 1; fi');
    const written = await open(`file://${git}`, { env }).write('text\n', '', 'change');
    expect(written).toEqual({ text: 'text\n', revision: gitOn(git, 'rev-parse', refOf()).trim() });
  });

  test('counts when it has arrived, although nothing can be read back of the push', async () => {
    const git = bareRepository();
    const env = scripted('if [ "$2" = --dry-run ]; then exit 1; fi');
    const written = await open(`file://${git}`, { env }).write('text\n', '', 'change');
    expect(written).toEqual({ text: 'text\n', revision: gitOn(git, 'rev-parse', refOf()).trim() });
  });

  test.each([
    ['echo " no room " >&2; exit 1', 'Git: no room.'],
    ['exit 1', silent],
    ['exit 0', silent],
  ])('that git cannot prepare has failed, and pushes nothing (case %#)', async (does, said) => {
    const git = bareRepository();
    const env = scripted(`if [ "$1" = fast-import ]; then ${does}; fi`);
    await expect(open(`file://${git}`, { env }).write('text\n', '', 'change')).rejects.toThrow(
      new Error(`${notWritten} ${said}`),
    );
    expect(gitOn(git, 'for-each-ref')).toBe('');
  });

  test('that git cannot prepare does not push the one before it again', async () => {
    const git = bareRepository();
    const script = 'if [ "$1" = fast-import ] && [ -e "$GIT_DIR/refs/next/sandbox" ]; then exit 1; fi';
    const store = open(`file://${git}`, { env: scripted(script) });
    const revision = await revisionOf(store.write('one\n', '', 'change'));
    await expect(store.write('two\n', revision, 'change')).rejects.toThrow(new Error(`${notWritten} ${silent}`));
  });
});

describe('reading', () => {
  test('sees a ref that another run makes meanwhile', async () => {
    const git = bareRepository();
    writeState(git, 'text\n', { ref: 'refs/seed' });
    const env = scripted(
      `if [ "$1" = fetch ] && "$git" "$@"; then exit 0
       elif [ "$1" = fetch ]; then "$git" --git-dir='${git}' update-ref ${refOf()} refs/seed; exit 1; fi`,
    );
    expect(await open(`file://${git}`, { env }).read()).toEqual({
      text: 'text\n',
      revision: gitOn(git, 'rev-parse', refOf()).trim(),
    });
  });

  test.each([[[`refs/heads/${refOf()}`]], [[`${refOf()}-2`, refOf('live')]]])(
    'takes nothing for the ref whose name is only like it: %j',
    async (likes) => {
      const git = bareRepository();
      for (const like of likes) writeState(git, 'other\n', { ref: like });
      const store = open(`file://${git}`);
      expect(await store.read()).toEqual({ revision: '' });
      const written = await store.write('text\n', '', 'change');
      expect(await open(`file://${git}`).read()).toEqual(written);
    },
  );

  test('fetches the newest commit alone', async () => {
    const git = bareRepository();
    for (const text of ['one\n', 'two\n']) writeState(git, text);
    const folder = temporaryFolder();
    await open(git, { temporaryFolder: folder, token }).read();
    const [own = ''] = readdirSync(folder);
    expect(commitsOf(join(folder, own))).toBe(1);
  });

  test('says what is missing of a ref that somebody else has made', async () => {
    const git = bareRepository();
    execFileSync('sh', ['-c', `git='${realGit}'; ${overwrite(git)}`]);
    await expect(open(`file://${git}`).read()).rejects.toThrow(
      new Error(`The state ref ${refOf()} has no file state.json.`),
    );
  });

  test('fails when git says more than anyone could read', async () => {
    const env = scripted('[ "$1" = fetch ] && exit 1; head -c 100000000 /dev/zero; exit 0');
    await expect(open('/nowhere', { env, token }).read()).rejects.toThrow(new Error(`${notRead} Git did not say why.`));
  });

  test.each([
    ['is there and cannot be fetched', 'fetch', 'too slow'],
    ['was fetched and cannot be given', 'cat-file', 'bad object'],
  ])('fails when the ref %s', async (_, command, said) => {
    const git = bareRepository();
    writeState(git, 'text\n');
    const env = scripted(`if [ "$1" = ${command} ]; then echo "${said}" >&2; exit 1; fi`);
    await expect(open(`file://${git}`, { env, token }).read()).rejects.toThrow(new Error(`${notRead} Git: ${said}.`));
  });
});

describe.each([
  ['that reports what became of a push', false],
  ['that reports nothing', true],
])('a remote %s', (_, withoutReportStatus) => {
  /** Two stores whose pushes meet: neither arrives before both are on their way. */
  async function meeting() {
    const meet = gate();
    let waiting = 0;
    const remote = await httpRemote({
      token,
      withoutReportStatus,
      async before({ method, url }) {
        if (method !== 'POST' || !url.endsWith('git-receive-pack')) return;
        waiting += 1;
        if (waiting === 2) meet.open();
        await meet.pass();
      },
    });
    const url = `${remote.origin}/octo/repo`;
    return { remote, stores: [open(url, { token }), open(url, { token })] as const };
  }

  test('has one of two first writers whose pushes meet', async () => {
    const { remote, stores } = await meeting();
    const written = await Promise.all(stores.map((store, index) => store.write(`text ${index}\n`, '', 'change')));
    const winners = written.filter((one) => one !== 'moved');
    expect(winners).toEqual([await open(`${remote.origin}/octo/repo`, { token }).read()]);
    expect(commitsOf(remote.git)).toBe(1);
  });

  test('has one of two later writers whose pushes meet, and what was there before', async () => {
    const { remote, stores } = await meeting();
    writeState(remote.git, 'before\n');
    const { revision } = await stores[0].read();
    await stores[1].read();
    const written = await Promise.all(stores.map((store, index) => store.write(`text ${index}\n`, revision, 'change')));
    expect(written.filter((one) => one !== 'moved')).toHaveLength(1);
    expect(commitsOf(remote.git)).toBe(2);
  });

  test('that refuses a push has not been written', async () => {
    const remote = await httpRemote({ token, withoutReportStatus });
    writeFileSync(join(remote.git, 'hooks', 'pre-receive'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const store = open(`${remote.origin}/octo/repo`, { token });
    await expect(store.write('text\n', '', 'change')).rejects.toThrow(notWritten);
    expect(await store.read()).toEqual({ revision: '' });
  });
});

describe('a commit that somebody else has made', () => {
  /** Makes the ref a commit with `message`, which may be any bytes, and the document `text`. */
  function commitWith(git: string, message: Buffer, text: string): void {
    const head = `commit ${refOf()}\ncommitter Some Body <s@example.com> 1 +0000\ndata ${message.length}\n`;
    const file = `\nM 100644 inline state.json\ndata ${Buffer.byteLength(text)}\n${text}`;
    execFileSync('git', ['fast-import', '--quiet', '--force'], {
      cwd: git,
      input: Buffer.concat([Buffer.from(head), message, Buffer.from(file)]),
    });
  }

  test.each<[string, Buffer]>([
    ['is no UTF-8', Buffer.from([0xff, 0xfe, 0xe9, 0x0a, 0x80, 0x80, 0x80])],
    ['looks like what git prints', Buffer.from(`${'0'.repeat(40)} blob 3\nno\n`)],
    ['ends in the middle of a character', Buffer.from([0x41, 0xe2, 0x9c])],
    ['is empty', Buffer.alloc(0)],
  ])('is read to the byte although its message %s', async (_, message) => {
    const git = bareRepository();
    commitWith(git, message, '{"text": "✓"}\n');
    const store = open(`file://${git}`);
    const stored = await store.read();
    expect(stored).toEqual({
      text: '{"text": "✓"}\n',
      revision: gitOn(git, 'rev-parse', refOf()).trim(),
    });
    expect(await store.write('next\n', stored.revision, 'change')).toMatchObject({
      text: 'next\n',
    });
  });
});

test('a store that was closed can be used again, and leaves nothing behind', async () => {
  const folder = temporaryFolder();
  const store = open(`file://${bareRepository()}`, { temporaryFolder: folder });
  expect(store).toMatchObject({ place: `git ref ${refOf()}`, remembers: true, patienceMs: 5000 });
  store.close();
  const stored = await store.write('text\n', '', 'change');
  expect(readdirSync(folder)).toEqual([expect.stringMatching(/^conduit-webhooks-/)]);
  store.close();
  expect(await store.read()).toEqual(stored);
  store.close();
  store.close();
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  [{ env: { PATH: '/nonexistent' } }, 'Git is not installed. `state: git` needs Git 2.31 or newer.'],
  [{ temporaryFolder: '/nonexistent' }, 'No temporary git repository can be made in /nonexistent (ENOENT).'],
  [{ env: { PATH: path, SSL_CERT_DIR: 'x'.repeat(3_000_000) } }, 'Git could not be started (E2BIG).'],
])('says what the machine lacks (case %#)', async (options, message) => {
  const store = open(`file://${bareRepository()}`, options);
  await expect(store.read()).rejects.toThrow(new Error(message));
});

test('says that its temporary repository was deleted', async () => {
  const folder = temporaryFolder();
  const store = open(`file://${bareRepository()}`, { temporaryFolder: folder });
  await store.read();
  for (const entry of readdirSync(folder)) rmSync(join(folder, entry), { recursive: true });
  await expect(store.read()).rejects.toThrow(
    new Error('Git could not be started, because its working folder was deleted.'),
  );
});

describe('originRemote', () => {
  function workspaceWith(config: string): string {
    const workspace = temporaryFolder();
    mkdirSync(join(workspace, '.git'));
    writeFileSync(join(workspace, '.git', 'config'), config);
    return workspace;
  }

  test.each([
    ['https://github.com/octo/repo', 'https://github.com/octo/repo'],
    ['https://x-access-token:hunter2@github.com/octo/repo', 'https://github.com/octo/repo'],
    ['http://hunter2@127.0.0.1:8080/octo/repo', 'http://127.0.0.1:8080/octo/repo'],
    ['https://github.com/octo/me@home', 'https://github.com/octo/me@home'],
    ['git@github.com:octo/repo.git', 'git@github.com:octo/repo.git'],
    ['ssh://git@github.com/octo/repo', 'ssh://git@github.com/octo/repo'],
    ['/srv/http://me@repo', '/srv/http://me@repo'],
  ])('%s is %s', async (url, origin) => {
    const workspace = workspaceWith(`[remote "origin"]\n\turl = ${url}\n`);
    expect(await originRemote(workspace, { PATH: path })).toMatchObject({ remote: origin });
  });

  test('says so when there is none', async () => {
    for (const folder of [workspaceWith('[core]\n'), temporaryFolder()]) {
      await expect(originRemote(folder, { PATH: path })).rejects.toThrow(
        new Error(
          'The workspace is not a checkout with a remote "origin", so the state cannot be stored. Run actions/checkout first, or set `state` to `file:PATH`.',
        ),
      );
    }
  });
});
