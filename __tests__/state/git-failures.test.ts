/** Why git fails: what a real git says of servers that fail so, as cause and remedy. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, request } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clients/clock.ts';
import { type GitStoreOptions, gitStore } from '../../src/state/git.ts';
import { certificate } from '../../testing/certificates.ts';
import { temporaryFolder } from '../../testing/folders.ts';
import { emptyRepository, gitOn, refOf, writeState } from '../../testing/git.ts';
import { listen } from '../../testing/servers.ts';
import { httpRemote } from '../e2e/support.ts';

const path = process.env.PATH ?? '';
const token = 'ghs_0123456789abcdefABCDEF0123456789wxyz';
const authority = certificate();
const ref = refOf();

function open(remote: string, options: Partial<GitStoreOptions> = {}) {
  const waits: number[] = [];
  const store = gitStore({
    name: 'default',
    environment: 'sandbox',
    remote,
    token,
    trailers: [],
    temporaryFolder: temporaryFolder(),
    writes: true,
    clock: { ...systemClock, random: () => 0.5, sleep: async (ms) => void waits.push(ms) },
    expired: new AbortController().signal,
    ...options,
    env: { PATH: path, ...options.env },
  });
  onTestFinished(() => store.close());
  return { store, waits };
}

/** What a store says when it is asked to do something, and how often it waited. */
async function said(
  doing: 'read' | 'write',
  remote: string,
  options: Partial<GitStoreOptions> = {},
): Promise<[message: string, waits: number]> {
  const { store, waits } = open(remote, options);
  const done = doing === 'read' ? store.read() : store.write('text\n', '', 'change');
  const message = await done.then(
    (value) => JSON.stringify(value),
    (error: Error) => error.message,
  );
  return [message, waits.length];
}

async function serverWith(answer: RequestListener): Promise<string> {
  const { port, close } = await listen(createServer(answer));
  onTestFinished(close);
  return `http://127.0.0.1:${port}/octo/repo`;
}

const answering = (status: number, body = '', headers: Record<string, string> = {}) =>
  serverWith((_, reply) => reply.writeHead(status, headers).end(body));

/** A server whose certificate this machine does not know, and which has no repository. */
async function tlsServer(host = '127.0.0.1'): Promise<string> {
  const server = createTlsServer(certificate({ hosts: [host], issuer: authority }), (_, reply) =>
    reply.writeHead(404).end(),
  );
  const { port, close } = await listen(server);
  onTestFinished(close);
  return `https://127.0.0.1:${port}/octo/repo`;
}

/** A proxy that answers each CONNECT in one way. */
async function proxy(line: string): Promise<string> {
  const server = createServer().on('connect', (_, socket) => socket.end(`HTTP/1.1 ${line}\r\n\r\n`));
  const { port, close } = await listen(server);
  onTestFinished(close);
  return `http://127.0.0.1:${port}`;
}

function repository(...config: [key: string, value: string][]): string {
  const git = emptyRepository(temporaryFolder());
  for (const [key, value] of config) gitOn(git, 'config', key, value);
  return git;
}

function file(name: string, text: string, mode = 0o644): string {
  const made = join(temporaryFolder(), name);
  writeFileSync(made, text, { mode });
  return made;
}

const mayNot = 'Give the job `permissions: contents: write`.';
const later = 'Re-run the job later.';
const untrusted = 'The certificate of the Git server is not trusted here. Set NODE_EXTRA_CA_CERTS';
const notFound = 'or the input github-token has no access to it (`permissions: contents: write`).';
const hidden = 'The Git server hides refs/conduit-webhooks/.';
const notGit = 'is not a Git server. A login page or a proxy may answer in its place.';
const unreachable = 'The Git server could not be reached. Re-run the job';

/** A failure of reading: who answers, the cause and remedy, and whether it is tried again. */
const readings: [
  string,
  () => string | Promise<string>,
  string,
  { again?: true; options?: () => Promise<Partial<GitStoreOptions>> }?,
][] = [
  ['401', () => answering(401), 'does not accept the input github-token (401). It may have expired'],
  ['403', () => answering(403), `The input github-token lacks a permission (403). ${mayNot}`],
  ['404', () => answering(404), notFound],
  ['no repository', () => join(temporaryFolder(), 'gone'), notFound],
  ['301', () => answering(301, '', { Location: '/new' }), 'Was the repository renamed or moved?'],
  ['429', () => answering(429), `limits requests (429). ${later}`, { again: true }],
  ['500', () => answering(500), `has a fault of its own. ${later}`, { again: true }],
  ['503', () => answering(503), `has a fault of its own. ${later}`, { again: true }],
  ['407', () => answering(407), 'The proxy asks for a user name and a password.'],
  ['a page in one line', () => answering(200, '<html>'), notGit],
  ['a page', () => answering(200, '<html>\n</html>\n'), notGit],
  ['an empty page', () => answering(200), notGit],
  ['a certificate', () => tlsServer(), untrusted],
  ['no TLS', async () => (await answering(200)).replace('http:', 'https:'), unreachable, { again: true }],
  ['a connection that ends', () => serverWith((asked) => asked.socket.destroy()), unreachable, { again: true }],
  ['no server', () => 'http://127.0.0.1:1/octo/repo', unreachable, { again: true }],
  ['no such host', () => 'http://git.invalid/octo/repo', unreachable, { again: true }],
  ['ssh without a server', () => 'ssh://git@127.0.0.1:1/octo/repo', unreachable, { again: true }],
  [
    'a proxy that asks for a password',
    () => 'https://git.example.com/octo/repo',
    'The proxy asks for a user name and a password.',
    {
      options: async () => ({
        env: { https_proxy: await proxy('407 Proxy Authentication Required') },
      }),
    },
  ],
  [
    'a proxy that leads nowhere',
    () => 'https://git.example.com/octo/repo',
    'Check the variables https_proxy and no_proxy.',
    {
      again: true,
      options: async () => ({ env: { https_proxy: await proxy('502 Bad Gateway') } }),
    },
  ],
];

describe('a state that cannot be read', () => {
  test.each(readings)('%s', async (_, server, because, { again, options } = {}) => {
    const remote = await server();
    const [message, waits] = await said('read', remote, await options?.());
    expect(message).toContain(`The state (${ref}) could not be read. `);
    expect(message).toContain(because);
    expect(message).toContain(' Git: ');
    expect(waits).toBe(again ? 3 : 0);
  });

  test('of a repository with SHA-256 object names', async () => {
    const git = join(temporaryFolder(), 'repo');
    gitOn(dirname(git), 'init', '--quiet', '--bare', '--object-format=sha256', git);
    writeState(git, '{}');
    expect((await said('read', git))[0]).toContain('The repository uses SHA-256 object names');
  });

  test.each<[string, Partial<GitStoreOptions>, string]>([
    ['no token', { token: '' }, "The input github-token is empty. Remove it from the step's `with:`"],
    ['a plan', { writes: false }, 'Use a token with `permissions: contents: read`.'],
    ['a register run', {}, 'Use a token with `permissions: contents: write`.'],
  ])('names the permission that is needed: %s', async (_, options, because) => {
    expect((await said('read', await answering(401), options))[0]).toContain(because);
  });
});

/** A hook of the remote. */
function hook(name: string, script: string): string {
  const git = repository();
  writeFileSync(join(git, 'hooks', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return git;
}

describe('a state that cannot be written', () => {
  const rejected = 'Let its ruleset or hook allow pushes to refs/conduit-webhooks/.';
  const inTheWay = (other: string) => `The ref ${other} is in the way of ${ref}: Git cannot have both.`;

  test.each<[string, () => string, string]>([
    ['hidden', () => repository(['transfer.hideRefs', 'refs/conduit-webhooks']), hidden],
    ['hidden from pushes', () => repository(['receive.hideRefs', 'refs/conduit-webhooks']), hidden],
    [
      'hidden from reading',
      () => {
        const git = repository(['uploadpack.hideRefs', 'refs/conduit-webhooks']);
        writeState(git, '{}');
        return git;
      },
      hidden,
    ],
    ...['refs/conduit-webhooks/default', `${ref}/more`].map((other): [string, () => string, string] => [
      `${other} is in the way`,
      () => {
        const git = repository();
        writeState(git, '{}', { ref: other });
        return git;
      },
      inTheWay(other),
    ]),
    ['rejected', () => hook('update', 'exit 1'), rejected],
    [
      'sha256',
      () => {
        const git = join(temporaryFolder(), 'repo');
        gitOn(dirname(git), 'init', '--quiet', '--bare', '--object-format=sha256', git);
        return git;
      },
      'To keep state elsewhere, set `state` to `file:PATH`.',
    ],
  ])('%s', async (_, remote, because) => {
    const [message, waits] = await said('write', `file://${remote()}`);
    expect(message).toContain(`The state (${ref}) could not be written. `);
    expect(message).toContain(because);
    expect(waits).toBe(0);
  });

  test('since the token may only read', async () => {
    const { origin } = await httpRemote({ token: 'another', readOnlyToken: token });
    expect((await said('write', `${origin}/octo/repo`))[0]).toContain(mayNot);
  });

  test('since its ref is locked, which is tried again', async () => {
    const git = repository();
    const lock = join(git, `${ref}.lock`);
    mkdirSync(dirname(lock), { recursive: true });
    writeFileSync(lock, '');
    const [message, waits] = await said('write', `file://${git}`);
    expect(message).toContain('The Git server could not lock the ref');
    expect(waits).toBe(3);
  });

  test('keeps the first and the last of all that is printed, each line cut', async () => {
    const flood = `head -c 1000000 /dev/zero | tr '\\0' '\`'`;
    const script = `exec >&2; echo GH013: Repository rule violations; yes | head -n 99; ${flood}; echo; echo Bye.; exit 1`;
    const [message] = await said('write', `file://${hook('pre-receive', script)}`);
    expect(message).toContain(`${rejected} Git: remote: GH013: Repository rule violations; remote: y; `);
    expect(message).toContain('; remote: Bye.; ! [remote rejected] ');
    expect(message.length).toBeLessThan(1500);
  });
});

test('a server that fails twice is asked a third time, to read and to write', async () => {
  const remote = await httpRemote({ token });
  const times = new Map<string, number>();
  const between = await serverWith((asked, reply) => {
    const { url = '', method, headers } = asked;
    const count = (times.get(url) ?? 0) + 1;
    times.set(url, count);
    if (url.includes('info/refs') && count < 3) reply.writeHead(503).end();
    else {
      const forward = request(`${remote.origin}${url}`, { method, headers }, (answer) => {
        reply.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(reply);
      });
      asked.pipe(forward);
    }
  });
  const { store, waits } = open(between);
  expect(await store.read()).toEqual({ revision: '' });
  expect(waits).toEqual([1000, 2000]);
  expect(await store.write('text\n', '', 'change')).toMatchObject({ text: 'text\n' });
  expect(waits).toEqual([1000, 2000, 1000, 2000]);
});

test('a run that is to end tries nothing again', async () => {
  const expired = AbortSignal.abort();
  expect((await said('read', await answering(503), { expired }))[1]).toBe(0);
});

describe('the certificate authority is the one of', () => {
  const pem = () => file('authority.pem', authority.cert);

  test.each<[string, (remote: string) => Record<string, string>]>([
    ['NODE_EXTRA_CA_CERTS', () => ({ NODE_EXTRA_CA_CERTS: pem() })],
    ['GIT_SSL_CAINFO', () => ({ GIT_SSL_CAINFO: pem() })],
    [
      'NODE_EXTRA_CA_CERTS, beside another file that git has',
      () => ({ NODE_EXTRA_CA_CERTS: pem(), GIT_SSL_CAINFO: file('other.pem', certificate().cert) }),
    ],
    [
      "the user's configuration of git",
      () => ({ HOME: dirname(file('.gitconfig', `[http]\n\tsslCAInfo = ${pem()}\n`)) }),
    ],
    [
      "the user's configuration of git, below home and for the server alone",
      (remote) => {
        const home = dirname(pem());
        writeFileSync(join(home, '.gitconfig'), `[http "${new URL(remote).origin}/"]\n\tsslCAInfo = ~/authority.pem\n`);
        return { HOME: home };
      },
    ],
  ])('%s', async (_, env) => {
    const remote = await tlsServer();
    expect((await said('read', remote, { env: env(remote) }))[0]).toContain(notFound);
  });

  test("NODE_EXTRA_CA_CERTS, where git is the user's own", async () => {
    const config = `[remote "origin"]\n\turl = ${await tlsServer()}\n`;
    const usersGit = { shown: 'the remote', folder: temporaryFolder(), config };
    const env = { NODE_EXTRA_CA_CERTS: pem() };
    expect((await said('read', 'origin', { usersGit, env }))[0]).toContain(
      'There is no repository at the remote "origin", or your account may not read it.',
    );
    expect((await said('read', 'origin', { usersGit }))[0]).toContain(untrusted);
  });

  test('nobody who is not trusted: a file that is missing, or a name that is another’s', async () => {
    const env = { NODE_EXTRA_CA_CERTS: pem() };
    expect((await said('read', await tlsServer('git.example.com'), { env }))[0]).toContain(untrusted);
    const gone = { NODE_EXTRA_CA_CERTS: join(temporaryFolder(), 'gone') };
    expect((await said('read', await tlsServer(), { env: gone }))[0]).toContain(untrusted);
  });
});

describe('a git that is too old', () => {
  const realGit = path
    .split(':')
    .map((folder) => join(folder, 'git'))
    .find((one) => existsSync(one));

  async function saidByGit(version: string, ignores: string): Promise<string> {
    const git = file(
      'git',
      `#!/bin/sh\n[ "$1" = version ] && echo 'git version ${version}' && exit\n${ignores}\nexec '${realGit}' "$@"\n`,
      0o755,
    );
    const { origin } = await httpRemote({ token: 'another' });
    const env = { PATH: `${dirname(git)}:${path}` };
    return (await said('read', `${origin}/octo/repo`, { env }))[0];
  }

  test.each(['2.30.2', '2.9.5', '1.8.3.1', '2.30.1.windows.1'])('%s is told', async (version) => {
    expect(await saidByGit(version, 'unset GIT_CONFIG_COUNT')).toContain(
      ` Git ${version} is too old. Install Git 2.31 or newer.`,
    );
  });

  test.each(['2.31.0', '2.100.0', '3.0', 'of nobody'])('%s is not the reason', async (version) => {
    expect(await saidByGit(version, '')).toContain('does not accept the input github-token');
  });
});
