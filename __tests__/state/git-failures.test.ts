/** Why git fails, as cause and remedy: by words that a real git printed. */
import { expect, test } from 'vitest';
import { failureOf, passes } from '../../src/state/git-failures.ts';
import { refOf } from '../../testing/git.ts';
import { expectLinear } from '../growth.ts';

const ref = refOf();

const mayNot = 'The input github-token lacks a permission (403). Give the job `permissions: contents: write`.';
const faulty = 'The Git server has a fault of its own. Re-run the job later.';
const untrusted = 'The certificate of the Git server is not trusted here. Set NODE_EXTRA_CA_CERTS to a PEM file';
const notFound = 'or the input github-token has no access to it (`permissions: contents: write`). Check the name.';
const hidden = 'The Git server hides refs/conduit-webhooks/.';
const inTheWay = (other: string) => `${other} is in the way of ${ref}: Git cannot have both. Rename it`;
const locked = 'The Git server could not lock the ref, because another push was under way or left its lock behind.';
const rejected = 'The repository rejects the push. Let its ruleset or hook allow pushes to refs/conduit-webhooks/.';
const notGit = 'is not a Git server. A login page or a proxy may answer in its place.';
const unreachable = 'The Git server could not be reached. Re-run the job, or check the network and the proxy.';
const askHere = 'Check that `git ls-remote https://github.com/octo/repo` works here without a prompt.';

type Attempted = Parameters<typeof failureOf>[0];

const attempted: Attempted = {
  doing: 'read',
  ref,
  remote: 'https://github.com/octo/repo',
  token: 'ghs_x',
  writes: true,
  version: 'git version 2.39.5\n',
};
const usersGit = { shown: '', folder: '', config: '' };
const returned = (status: number) =>
  `fatal: unable to access 'http://127.0.0.1:4321/octo/repo/': The requested URL returned error: ${status}\n`;
const unable = (why: string) => `fatal: unable to access 'https://127.0.0.1:4321/octo/repo/': ${why}\n`;
const refused = (why: string, remote = '') =>
  `${remote}To file:///octo/repo\n ! [remote rejected] refs/next/sandbox -> ${ref} (${why})\nerror: failed to push some refs to 'file:///octo/repo'\n`;
const noRead =
  'fatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.\n';
const cannotLock = (why: string) => `remote: error: cannot lock ref '${ref}': ${why}        \n`;
const exists = (other: string) =>
  refused('failed to update ref', cannotLock(`'${other}' exists; cannot create '${ref}'`));
const username = "fatal: could not read Username for 'http://127.0.0.1:4321': terminal prompts disabled\n";

test.each<[what: string, words: string, because: string, again?: 'again']>([
  ['401', username, 'does not accept the input github-token (401). It may have expired or been revoked.'],
  ['403', returned(403), mayNot],
  ['404', "fatal: repository 'http://127.0.0.1:4321/octo/repo/' not found\n", notFound],
  ['no repository', `fatal: '/gone' does not appear to be a git repository\n${noRead}`, notFound],
  ['301', returned(301), 'Was the repository renamed or moved? The token is not sent there. Start a new run'],
  ['429', returned(429), 'The Git server limits requests (429). Re-run the job later.', 'again'],
  ['500', returned(500), faulty, 'again'],
  ['407', returned(407), 'The proxy asks for a user name and a password. Put them into the variable'],
  ['a tunnel that asks', unable('CONNECT tunnel failed, response 407'), 'The proxy asks for a user name'],
  ['a tunnel to nowhere', unable('CONNECT tunnel failed, response 502'), 'Check the variables https_proxy', 'again'],
  ['a page', 'fatal: http://127.0.0.1:4321/octo/repo/info/refs not valid: is this a git repository?\n', notGit],
  ['a certificate', unable('server certificate verification failed. CAfile: none CRLfile: none'), untrusted],
  ['another certificate', unable("SSL: certificate subject name (a) does not match target host name 'b'"), untrusted],
  ['no TLS', unable('gnutls_handshake() failed: An unexpected TLS packet was received.'), unreachable, 'again'],
  ['a connection that ends', unable('Empty reply from server'), unreachable, 'again'],
  ['no server', unable("Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect"), unreachable, 'again'],
  ['no such host', unable('Could not resolve host: git.invalid'), unreachable, 'again'],
  ['ssh, no server', `ssh: connect to host 127.0.0.1 port 1: Connection refused\r\n${noRead}`, unreachable, 'again'],
  ['ssh, no key', `git@github.com: Permission denied (publickey).\r\n${noRead}`, askHere],
  ['ssh, nothing else', noRead, askHere],
  ['SHA-256, read', 'fatal: mismatched algorithms: client sha1; server sha256\n', 'uses SHA-256 object names'],
  [
    'SHA-256, written',
    "fatal: the receiving end does not support this repository's hash algorithm\nfatal: the remote end hung up unexpectedly\n",
    'To keep state elsewhere, set `state` to `file:PATH`.',
  ],
  ['a hidden ref', refused('deny updating a hidden ref'), hidden],
  ['a ref above', exists('refs/a'), inTheWay('The ref refs/a')],
  ['a ref below', exists(`${ref}/more`), inTheWay(`The ref ${ref}/more`)],
  ['no ref to name', exists('::error::'), inTheWay('Another ref')],
  ['a lock', refused('failed to update ref', cannotLock("Unable to create 'x.lock': File exists.")), locked, 'again'],
  ['a hook', refused('hook declined', `remote: error: hook declined to update ${ref}        \n`), rejected],
  ['a full disk', 'fatal: write error: No space left on device\n', 'A disk is full.'],
  ['words that nobody knows', 'fatal: no\n', ' could not be read. Git: fatal: no.'],
])('what git says of %s is told by cause and remedy', (_, words, because, again) => {
  const { message } = failureOf(attempted, words);
  expect(message).toContain(`The state (${ref}) could not be read. `);
  expect(message).toContain(because);
  expect(message).toContain(' Git: ');
  expect(passes(words)).toBe(again !== undefined);
});

test.each<[what: string, Partial<Attempted>, words: string, because: string]>([
  ['no token', { token: '' }, username, "The input github-token is empty. Remove it from the step's `with:`"],
  [
    'http',
    { remote: 'http://git.example.com/octo/repo' },
    username,
    'which is sent over https alone. Use an https URL.',
  ],
  ['a plan', { writes: false }, username, 'Use a token with `permissions: contents: read`.'],
  ['a register run', {}, username, 'Use a token with `permissions: contents: write`.'],
  ['no token and no repository', { token: '' }, returned(404), 'the input github-token, which is empty, has no'],
  ['a user', { usersGit, remote: 'origin' }, username, 'Check that `git ls-remote origin` works here'],
  ['a user and 403', { usersGit }, returned(403), `Your account may not read this repository (403). ${askHere}`],
  ['a user and 404', { usersGit, remote: 'origin' }, returned(404), 'at the remote "origin", or your account may'],
  ['a user and 301', { usersGit }, returned(301), 'Set the URL of the remote to the new one.'],
  ['a user and 503', { usersGit }, returned(503), 'Try again later.'],
  ['nothing said', {}, '', `The state (${ref}) could not be read. Git did not say why.`],
  ['nothing said of a push', { doing: 'written' }, '\n', 'could not be written. Git reported no error, but the ref is'],
])('what git says to %s is told by what was tried', (_, fields, words, because) => {
  expect(failureOf({ ...attempted, ...fields }, words).message).toContain(because);
});

test('a git that ignores the token it is given is too old, and no other', () => {
  const toldOf = (version: string) =>
    failureOf({ ...attempted, version: `git version ${version}\n` }, username).message;
  for (const version of ['2.30.2', '2.9.5', '1.8.3.1', '2.30.1.windows.1']) {
    expect(toldOf(version)).toContain(` Git ${version} is too old. Install Git 2.31 or newer.`);
  }
  for (const version of ['2.31.0', '2.100.0', '3.0', 'of nobody']) {
    expect(toldOf(version)).toContain('does not accept the input github-token');
  }
});

test('what git says is kept from both ends, each line cut', () => {
  const words = `${'remote: no\n'.repeat(99)}remote:\n${'`'.repeat(1_000_000)}\nBye.\n`;
  const { message } = failureOf(attempted, `GH013: Rule violations\n${words}`);
  const said = `Git: GH013: Rule violations; remote: no; remote: no; remote: no; …; remote: no; remote: no; ${'`'.repeat(300)}…; Bye.`;
  expect(message).toBe(`The state (${ref}) could not be read. ${rejected} ${said}`);
});

test.each(['fatal: unable to access ', "'refs/", '\r\n', '`'])(
  'many a %j take time that grows with their number',
  (piece) => {
    expectLinear(
      (size) => piece.repeat(size),
      (words) => expect(failureOf(attempted, words).message.length).toBeLessThan(5000),
    );
  },
);
