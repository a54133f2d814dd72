/** The git store on a real repository: what it leaves there, what it reads, and what it says of remotes that fail. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../src/clients/clock.ts';
import { type GitStoreOptions, gitStore } from '../../src/state/git.ts';
import { certificate } from '../../testing/certificates.ts';
import { temporaryFolder } from '../../testing/folders.ts';
import {
  commitsOf,
  emptyRepository,
  gitOn,
  gitWithInput,
  refOf,
  scriptedGit,
  storeOptions,
  writeState,
} from '../../testing/git.ts';
import { type Listening, listen } from '../../testing/servers.ts';
import { gate, httpRemote } from '../../testing/temporary.ts';

const token = 'ghs_0123456789abcdefABCDEF0123456789wxyz';
const ref = refOf();
const notRead = `The state (${ref}) could not be read.`;
const notWritten = `The state (${ref}) could not be written.`;
const silent =
  'Git reported no error, but the ref is unchanged. Check that no ruleset, hook or app resets refs/conduit-webhooks/.';

const bareRepository = () => emptyRepository(temporaryFolder());
const scripted = (script: string) => scriptedGit(temporaryFolder(), script);

function open(remote: string, options: Partial<GitStoreOptions> = {}) {
  const store = gitStore(storeOptions(remote, { temporaryFolder: temporaryFolder(), ...options }));
  onTestFinished(() => store.close());
  return store;
}

function addHook(git: string, name: string, script: string): void {
  writeFileSync(join(git, 'hooks', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** What is on the ref, as a store gives it. */
const storedOn = (git: string, text: string) => ({ text, revision: gitOn(git, 'rev-parse', ref).trim() });

async function revisionOf(written: Promise<{ revision: string } | 'moved'>): Promise<string> {
  const stored = await written;
  if (stored === 'moved') throw new Error('it has moved');
  return stored.revision;
}

describe('a write', () => {
  test('is a commit of its own, of one file, that says when and by which run it came', async () => {
    const git = bareRepository();
    const clock = { ...systemClock, now: () => 1_700_000_000_999 };
    const store = open(`file://${git}`, { clock, trailers: ['Run: 7', 'Manifest: naïve.yml'] });
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
      ].join('\n'),
    );
    expect(gitOn(git, 'ls-tree', ref)).toMatch(/^100644 blob [0-9a-f]{40}\tstate\.json\n$/);
    expect(gitOn(git, 'show', `${first}:state.json`)).toBe('"✓"');
    expect(gitOn(git, 'rev-list', ref).split('\n')).toEqual([second, first, '']);
    expect(gitOn(git, 'for-each-ref', '--format=%(refname)')).toBe(`${ref}\n`);
  });

  test('on which another run has written already has moved', async () => {
    const git = bareRepository();
    writeState(git, 'other\n', { ref: 'refs/seed' });
    addHook(git, 'post-update', `git update-ref ${ref} refs/seed`);
    expect(await open(`file://${git}`).write('text\n', '', 'change')).toBe('moved');
  });

  test('is read back: what the remote takes and then puts back has not arrived', async () => {
    const git = bareRepository();
    addHook(git, 'post-receive', `git update-ref -d ${ref}`);
    await expect(open(`file://${git}`).write('text\n', '', 'change')).rejects.toThrow(
      new Error(`${notWritten} ${silent}`),
    );
  });

  test.each([
    ['whatever git makes of it', 'if [ "$1" = push ]; then "$git" "$@"; exit 1; fi'],
    ['although nothing can be read back of the push', 'if [ "$2" = --dry-run ]; then exit 1; fi'],
  ])('counts when it has arrived, %s', async (_, script) => {
    const git = bareRepository();
    const written = await open(`file://${git}`, { env: scripted(script) }).write('text\n', '', 'change');
    expect(written).toEqual(storedOn(git, 'text\n'));
  });

  test.each([
    ['echo " no room " >&2; exit 1', 'Git: no room.'],
    ['exit 0', silent],
  ])('that git cannot prepare has failed, and pushes nothing (case %#)', async (does, said) => {
    const git = bareRepository();
    const env = scripted(`if [ "$1" = fast-import ]; then ${does}; fi`);
    await expect(open(`file://${git}`, { env }).write('text\n', '', 'change')).rejects.toThrow(
      new Error(`${notWritten} ${said}`),
    );
    expect(gitOn(git, 'for-each-ref')).toBe('');
  });

  test('whose push gives no answer is ended after 20 s, and the ref is read again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const started = join(temporaryFolder(), 'started');
    const env = scripted(`if [ "$1" = push ]; then touch '${started}'; sleep 600 & wait; fi`);
    const outcome = open(`file://${bareRepository()}`, { env })
      .write('text\n', '', 'change')
      .catch(({ message }: Error) => message);
    while (!existsSync(started)) await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(20_000);
    expect(await outcome).toBe(
      `${notWritten} The Git server could not be reached in time. Re-run the job. Git: git did not finish within 20 s.`,
    );
  });
});

describe('reading', () => {
  test('sees a ref that another run makes meanwhile', async () => {
    const git = bareRepository();
    writeState(git, 'text\n', { ref: 'refs/seed' });
    const env = scripted(
      `if [ "$1" = fetch ] && "$git" "$@"; then exit 0
       elif [ "$1" = fetch ]; then "$git" --git-dir='${git}' update-ref ${ref} refs/seed; exit 1; fi`,
    );
    expect(await open(`file://${git}`, { env }).read()).toEqual(storedOn(git, 'text\n'));
  });

  test('takes nothing for the ref whose name is only like it', async () => {
    const git = bareRepository();
    for (const like of [`refs/heads/${ref}`, `${ref}-2`, refOf('live')]) writeState(git, 'other\n', { ref: like });
    const store = open(`file://${git}`);
    expect(await store.read()).toEqual({ revision: '' });
    const written = await store.write('text\n', '', 'change');
    expect(await open(`file://${git}`).read()).toEqual(written);
  });

  test('fetches the newest commit alone, and gives the token to the remote', async () => {
    const remote = await httpRemote({ token });
    for (const text of ['one\n', 'two\n']) writeState(remote.git, text);
    const folder = temporaryFolder();
    const store = open(`${remote.origin}/octo/repo`, { temporaryFolder: folder, token });
    expect(await store.read()).toEqual(storedOn(remote.git, 'two\n'));
    const [own = ''] = readdirSync(folder);
    expect(commitsOf(join(folder, own))).toBe(1);
    expect(new Set(remote.requests.map(({ authorization }) => authorization))).toEqual(
      new Set([`Basic ${btoa(`x-access-token:${token}`)}`]),
    );
  });

  test('says what is missing of a ref that somebody else has made', async () => {
    const git = bareRepository();
    writeState(git, 'text\n', { file: 'other.json' });
    await expect(open(`file://${git}`).read()).rejects.toThrow(
      new Error(`The state ref ${ref} has no file state.json.`),
    );
  });

  test('stops before a document that is larger than any state', async () => {
    const git = bareRepository();
    writeState(git, 'x'.repeat(9 * 2 ** 20));
    await expect(open(`file://${git}`).read()).rejects.toThrow(
      `The state (git ref ${ref}) is damaged: it has 9.0 MiB, and a state has at most 8. Restore`,
    );
  });

  test.each([
    ['is there and cannot be fetched', 'fetch', 'too slow'],
    ['was fetched and cannot be given', 'cat-file', 'bad object'],
  ])('fails when the ref %s', async (_, command, said) => {
    const git = bareRepository();
    writeState(git, 'text\n');
    const env = scripted(`if [ "$1" = ${command} ]; then echo "${said}" >&2; exit 1; fi`);
    await expect(open(`file://${git}`, { env }).read()).rejects.toThrow(new Error(`${notRead} Git: ${said}.`));
  });

  test('is to the byte, whatever is in the message of a commit that somebody else has made', async () => {
    const git = bareRepository();
    const message = Buffer.from([...Buffer.from(`\n${'0'.repeat(40)} blob 3\nno\n`), 0xff, 0xfe, 0x0a, 0xe2, 0x9c]);
    const head = `commit ${ref}\ncommitter Some Body <s@example.com> 1 +0000\ndata ${message.length}\n`;
    const file = '\nM 100644 inline state.json\ndata 16\n{"text": "✓"}\n';
    gitWithInput(git, ['fast-import', '--quiet'], Buffer.concat([Buffer.from(head), message, Buffer.from(file)]));
    const store = open(`file://${git}`);
    const stored = await store.read();
    expect(stored).toEqual(storedOn(git, '{"text": "✓"}\n'));
    expect(await store.write('next\n', stored.revision, 'change')).toMatchObject({ text: 'next\n' });
  });
});

test('of two writers whose pushes meet one has written, whatever the remote says of a push', async () => {
  const meet = gate();
  let waiting = 0;
  const remote = await httpRemote({
    token,
    withoutReportStatus: true,
    async before({ method, url }) {
      if (method !== 'POST' || !url.endsWith('git-receive-pack')) return;
      waiting += 1;
      if (waiting === 2) meet.open();
      await meet.pass();
    },
  });
  writeState(remote.git, 'before\n');
  const url = `${remote.origin}/octo/repo`;
  const stores = [open(url, { token }), open(url, { token })];
  const read = await Promise.all(stores.map((store) => store.read()));
  const written = await Promise.all(
    stores.map((store, index) => store.write(`text ${index}\n`, read[index]?.revision ?? '', 'change')),
  );
  expect(written.filter((one) => one !== 'moved')).toHaveLength(1);
  expect(commitsOf(remote.git)).toBe(2);
});

test('a remote that refuses a push and does not report it has not been written', async () => {
  const remote = await httpRemote({ token, withoutReportStatus: true });
  addHook(remote.git, 'pre-receive', 'exit 1');
  const store = open(`${remote.origin}/octo/repo`, { token });
  await expect(store.write('text\n', '', 'change')).rejects.toThrow(notWritten);
  expect(await store.read()).toEqual({ revision: '' });
});

test('a store that was closed can be used again, and leaves nothing behind', async () => {
  const folder = temporaryFolder();
  const store = open(`file://${bareRepository()}`, { temporaryFolder: folder });
  expect(store).toMatchObject({ place: `git ref ${ref}`, patienceMs: 5000 });
  store.close();
  const stored = await store.write('text\n', '', 'change');
  expect(readdirSync(folder)).toEqual([expect.stringMatching(/^conduit-webhooks-/)]);
  store.close();
  expect(await store.read()).toEqual(stored);
  store.close();
  store.close();
  expect(readdirSync(folder)).toEqual([]);
});

test('a machine without a temporary folder is told so', async () => {
  await expect(open('/nowhere', { temporaryFolder: '/nonexistent' }).read()).rejects.toThrow(
    new Error('No temporary git repository can be made in /nonexistent (ENOENT).'),
  );
});

/** What a store says when it cannot do something, and how often it waited. */
async function complaint(
  doing: 'read' | 'write',
  remote: string,
  options: Partial<GitStoreOptions> = {},
): Promise<[message: string, waits: number]> {
  const waits: number[] = [];
  const clock = { ...systemClock, random: () => 0.5, sleep: async (ms: number) => void waits.push(ms) };
  const env = { PATH: process.env.PATH, ...options.env };
  const store = open(remote, { token, clock, ...options, env });
  const done = doing === 'read' ? store.read() : store.write('text\n', '', 'change');
  const message = await done.then(JSON.stringify, (error: Error) => error.message);
  return [message, waits.length];
}

/** A remote that answers every request in one way. */
async function answering(status: number): Promise<string> {
  const { port, close } = await listen(createServer((_, reply) => reply.writeHead(status).end()));
  onTestFinished(close);
  return `http://127.0.0.1:${port}/octo/repo`;
}

describe('a remote that', () => {
  test('refuses what it is given is told by what that was, and not asked again', async () => {
    const options = { token: '', writes: false };
    expect(await complaint('read', await answering(401), options)).toEqual([
      expect.stringMatching(/could not be read\. The input github-token is empty\..* contents: read`\. Git: /),
      0,
    ]);
  });

  test('an old git does not give the token to is told by the version', async () => {
    const env = scripted('[ "$1" = version ] && echo git version 2.30.2 && exit; unset GIT_CONFIG_COUNT');
    const [message] = await complaint('read', await answering(401), { env });
    expect(message).toContain(' Git 2.30.2 is too old.');
  });

  test('is an empty page is no Git server, although git takes it for one without refs', async () => {
    const [message] = await complaint('read', await answering(200));
    expect(message).toContain('is not a Git server. A login page or a proxy may answer in its place.');
  });

  test('has a fault is asked again, but not by a run that is to end', async () => {
    const remote = await answering(503);
    expect(await complaint('read', remote)).toEqual([expect.stringContaining('has a fault of its own.'), 3]);
    expect((await complaint('read', remote, { expired: AbortSignal.abort() }))[1]).toBe(0);
  });

  test('fails twice is asked a third time, to read and to write', async () => {
    const times = new Map<string, number>();
    const remote = await httpRemote({
      token,
      refuse({ url }) {
        const count = (times.get(url) ?? 0) + 1;
        times.set(url, count);
        return url.includes('info/refs') && count < 3 ? 503 : undefined;
      },
    });
    const waits: number[] = [];
    const clock = { ...systemClock, random: () => 0.5, sleep: async (ms: number) => void waits.push(ms) };
    const store = open(`${remote.origin}/octo/repo`, { token, clock });
    expect(await store.read()).toEqual({ revision: '' });
    expect(waits).toEqual([1000, 2000]);
    expect(await store.write('text\n', '', 'change')).toMatchObject({ text: 'text\n' });
    expect(waits).toEqual([1000, 2000, 1000, 2000]);
  });

  test('hides the ref from reading alone is told by it', async () => {
    const git = bareRepository();
    gitOn(git, 'config', 'uploadpack.hideRefs', 'refs/conduit-webhooks');
    writeState(git, '{}');
    const hidden = expect.stringContaining('The Git server hides refs/conduit-webhooks/.');
    expect(await complaint('write', `file://${git}`)).toEqual([hidden, 0]);
  });
});

describe('the certificate authority is the one of', () => {
  const authority = certificate();
  let server: Listening;
  let remote: string;
  beforeAll(async () => {
    const options = certificate({ hosts: ['127.0.0.1'], issuer: authority });
    server = await listen(createTlsServer(options, (_, reply) => reply.writeHead(404).end()));
    remote = `https://127.0.0.1:${server.port}/octo/repo`;
  });
  afterAll(() => server.close());

  function file(name: string, text: string): string {
    const made = join(temporaryFolder(), name);
    writeFileSync(made, text);
    return made;
  }
  const pem = () => file('authority.pem', authority.cert);

  test.each<[string, () => Record<string, string>]>([
    ['NODE_EXTRA_CA_CERTS', () => ({ NODE_EXTRA_CA_CERTS: pem() })],
    [
      'the file that git has, beside NODE_EXTRA_CA_CERTS',
      () => ({ NODE_EXTRA_CA_CERTS: file('other.pem', certificate({ name: 'Other' }).cert), GIT_SSL_CAINFO: pem() }),
    ],
    [
      "the user's configuration of git, below home and for the server alone",
      () => {
        const home = dirname(pem());
        writeFileSync(join(home, '.gitconfig'), `[http "${new URL(remote).origin}/"]\n\tsslCAInfo = ~/authority.pem\n`);
        return { HOME: home };
      },
    ],
  ])('%s', async (_, env) => {
    const [message] = await complaint('read', remote, { env: env() });
    expect(message).toContain('or the input github-token has no access to it');
  });

  test("NODE_EXTRA_CA_CERTS, where git is the user's own", async () => {
    const usersGit = { shown: 'it', folder: temporaryFolder(), config: `[remote "origin"]\n\turl = ${remote}\n` };
    const [message] = await complaint('read', 'origin', { usersGit, env: { NODE_EXTRA_CA_CERTS: pem() } });
    expect(message).toContain('There is no repository at the remote "origin", or your account may not read it.');
  });

  test('nobody, where the file is missing', async () => {
    const env = { NODE_EXTRA_CA_CERTS: join(temporaryFolder(), 'gone') };
    expect((await complaint('read', remote, { env }))[0]).toContain('The certificate of the Git server is not trusted');
  });
});
