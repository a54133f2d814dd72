/** What GitHub says before a secret is written, when it is, and when it refuses. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clients/clock.ts';
import { secretKeeper } from '../../src/clients/github-secrets.ts';
import { Foreseen } from '../../src/safe/foreseen.ts';
import {
  type GitHubCall,
  type GitHubServerOptions,
  refusal,
  sendReply,
  startGitHubServer,
} from '../../testing/github-server.ts';
import { noDeadline } from '../../testing/plans.ts';

type Watch = NonNullable<GitHubServerOptions['respond']>;

/** A GitHub server and the secrets there, or in one of its environments. */
async function github(options: GitHubServerOptions = {}, given: { token?: 'readToken'; environment?: string } = {}) {
  const server = await startGitHubServer(options);
  const { environment } = given;
  const keeper = secretKeeper({
    repository: 'octo/repo',
    ...(environment !== undefined && { environment }),
    apiUrl: server.url,
    token: server[given.token ?? 'token'],
    expired: new AbortController().signal,
    clock: { ...systemClock, sleep: async () => undefined },
    onWait: () => undefined,
  });
  onTestFinished(async () => {
    keeper.close();
    await server.close();
  });
  const values = () => [...server.secrets(environment)].map(([name, { value }]) => [name, value]);
  return { server, keeper, values, calls: () => server.requests.map(({ call }) => call) };
}

type Keeper = Awaited<ReturnType<typeof github>>['keeper'];

/** The message of the error that is thrown. */
async function messageOf(act: Promise<unknown>): Promise<string> {
  const error = await act.catch((thrown: Error) => thrown);
  expect(error).toBeInstanceOf(Foreseen);
  return (error as Error).message;
}

/** Replies to these calls in their own way, and to others as usual. */
const replying =
  (replies: Partial<Record<GitHubCall, ReturnType<typeof refusal>>>): Watch =>
  ({ call }, reply, next) => {
    const given = replies[call];
    if (given === undefined) next();
    else sendReply(reply, given);
  };

const inAnHour = String(Math.ceil(Date.now() / 1000) + 3600);
const primary = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inAnHour };
const secondary = { 'Retry-After': '600' };

/** Ways in which GitHub refuses a request or does not answer it, and what a person is told of each. */
const troubles: [says: RegExp, status: number, message: string, headers?: Record<string, string>][] = [
  [/401: Bad credentials.*not valid, or has expired/, 401, 'Bad credentials'],
  [/403: Resource not accessible\..*needs the permission "Secrets: Read and write"/, 403, 'Resource not accessible'],
  [/404: Not Found.*cannot see the repository/, 404, 'Not Found'],
  [/418: I am a teapot.*Re-run later/, 418, 'I am a teapot'],
  [/429: Slow down.*rate limit.*Re-run later/, 429, 'Slow down', { 'Retry-After': '3600' }],
  [/403: API rate limit exceeded.*Re-run later/, 403, 'API rate limit exceeded', primary],
  [/403: .*secondary rate limit.*Re-run later/, 403, 'You have exceeded a secondary rate limit', secondary],
  [/status 307.*does not send the token elsewhere/, 307, 'Moved', { Location: 'ELSEWHERE' }],
  [/500: Server Error/, 500, 'Server Error'],
  [/\. No complete reply from GitHub: the connection was (closed|reset)/, 0, ''],
];

const calls: [GitHubCall, does: 'read' | 'written', (keeper: Keeper) => Promise<unknown>][] = [
  ['public key', 'read', (keeper) => keeper.prepare()],
  ['check', 'written', (keeper) => keeper.prepare()],
  ['get', 'read', (keeper) => keeper.updatedAt('PAYMENTS_SECRET')],
  ['put', 'written', (keeper) => keeper.store('PAYMENTS_SECRET', 'value', noDeadline)],
];

// What becomes of a server that fails upon the check, a delete decides.
const cases = troubles.flatMap((trouble) =>
  calls.filter(([call]) => trouble[1] !== 500 || call !== 'check').map((call) => ({ trouble, call })),
);

it.for(cases)('$trouble.1 $trouble.2 at the call "$call.0"', async ({ trouble, call: [call, doing, ask] }) => {
  const [says, status, message, headers] = trouble;
  const elsewhere = await github();
  // A secret that a token cannot see is not found, and then neither is the key.
  const everywhere = call === 'get' && status === 404;
  const { keeper } = await github({
    respond(request, reply, next) {
      if (!everywhere && request.call !== call) next();
      else if (status === 0) reply.destroy();
      else sendReply(reply, refusal(status, message, headers?.Location ? { Location: elsewhere.server.url } : headers));
    },
  });
  const told = await messageOf(ask(keeper));
  expect(told).toContain(`the secrets of the repository octo/repo could not be ${doing}. `);
  expect(told).toMatch(says);
  expect(elsewhere.calls(), 'a redirect was followed').toEqual([]);
});

it.for<[why: string, reply: Record<string, unknown>, says: RegExp]>([
  ['no key', { key_id: '1' }, /gave no public key/],
  ['a key that is not base64', { key_id: '1', key: '*'.repeat(44) }, /public key is not 32 bytes/],
  ['a short key', { key_id: '1', key: 'c2hvcnQ=' }, /public key is not 32 bytes/],
  ['a key of zeros', { key_id: '1', key: Buffer.alloc(32).toString('base64') }, /nothing can be sealed/i],
])('writes nothing when GitHub gives %s', async ([, body, says]) => {
  const { keeper, calls } = await github({ respond: (_, reply) => sendReply(reply, { status: 200, body }) });
  expect(await messageOf(keeper.prepare())).toMatch(says);
  expect(calls()).toEqual(['public key']);
});

it.each([
  ['secrets=write; environments=write', ' (GitHub asks for secrets=write; environments=write)'],
  ['<b>', ''],
  ['a'.repeat(201), ''],
])('says which permission GitHub asks for, when it is one: %s', async (accepts, said) => {
  const refused = refusal(403, 'Not accessible', { 'X-Accepted-GitHub-Permissions': accepts });
  const { keeper } = await github({ respond: replying({ check: refused }) });
  expect(await messageOf(keeper.prepare())).toMatch(/needs the permission "Secrets: Read and write"( \(.*\))?$/);
  expect(await messageOf(keeper.prepare())).toContain(`Read and write"${said}`);
});

it('takes no other success for GitHub’s', async () => {
  const { keeper } = await github({ respond: replying({ put: { status: 200, body: {} } }) });
  const message = await messageOf(keeper.store('PAYMENTS_SECRET', 'value', noDeadline));
  expect(message).toBe('the server replied with status 200, with which GitHub stores nothing');
});

describe('before a secret is stored', () => {
  const failing = { check: refusal(500, 'Server Error') };

  it('finds an environment missing', async () => {
    const { keeper } = await github({ environments: ['live'] }, { environment: 'live2' });
    const message = await messageOf(keeper.prepare());
    expect(message).toMatch(/GitHub environment "live2" does not exist.*"Environments: Read and write"/);
  });

  it('leaves nothing behind on a server that takes any value, and touches no secret of the user’s', async () => {
    const { server, keeper, values, calls } = await github({ acceptsAnything: true });
    server.set('CONDUIT_WEBHOOKS_WRITE_CHECK', 'mine');
    await keeper.prepare();
    expect(calls()).toEqual(['public key', 'check', 'delete']);
    expect(values()).toEqual([['CONDUIT_WEBHOOKS_WRITE_CHECK', 'mine']]);
  });

  it('names what such a server does not delete again', async () => {
    const respond = replying({ delete: refusal(403, 'Not allowed') });
    const { keeper, values } = await github({ acceptsAnything: true, respond });
    const message = await messageOf(keeper.prepare());
    const [[name] = []] = values();
    expect(name).toMatch(/^CONDUIT_WEBHOOKS_WRITE_CHECK_\d+$/);
    expect(message).toMatch(new RegExp(`^A test secret was left behind: ${name}. Delete it in GitHub. .*Not allowed`));
  });

  it('asks by a delete when a server fails upon the check', async () => {
    const may = await github({ respond: replying(failing) });
    await may.keeper.prepare();
    expect(may.calls().at(-1)).toBe('delete');
    const mayNot = await github({ respond: replying(failing) }, { token: 'readToken' });
    expect(await messageOf(mayNot.keeper.prepare())).toMatch(/could not be written.*Resource not accessible/s);
  });

  it('gives up when the delete fails, too', async () => {
    const { keeper } = await github({ respond: replying({ ...failing, delete: refusal(500, 'Gone wrong') }) });
    expect(await messageOf(keeper.prepare())).toMatch(/could not be written.*500: Gone wrong/s);
  });
});

it.each([
  ['the repository', {}],
  ['an environment', { environment: 'live / eu' }],
])('stores with the key of %s, again when that was changed', async (_, given) => {
  const options = { environments: ['live / eu'], prefix: '/api/v3' };
  const { server, keeper, values, calls } = await github(options, given);
  await keeper.prepare();
  server.rotateKeys();
  await keeper.store('PAYMENTS_SECRET', 'the signing secret', noDeadline);
  expect(values()).toEqual([['PAYMENTS_SECRET', 'the signing secret']]);
  expect(calls()).toEqual(['public key', 'check', 'put', 'public key', 'put']);
  expect(await keeper.updatedAt('PAYMENTS_SECRET')).toMatch(/^\d{4}-/);
  expect((await keeper.list()).has('PAYMENTS_SECRET')).toBe(true);
});

describe('the list of all secrets', () => {
  const aTime = '2026-01-02T03:04:05Z';

  it('has those of every page', async () => {
    const { server, keeper, calls } = await github();
    for (let index = 0; index < 201; index += 1) server.set(`SECRET_${index}`, 'value');
    expect([...(await keeper.list()).keys()].sort()).toEqual([...server.secrets().keys()].sort());
    expect(calls()).toEqual(['list', 'list', 'list']);
  });

  it.each<[what: string, body: Record<string, unknown>, names: string[], pages: number]>([
    ['ends where GitHub does not count', { secrets: [{ name: 'a', updated_at: aTime }] }, ['A'], 1],
    ['ends at a full page', { total_count: 100, secrets: [] }, [], 1],
    ['ends after ten pages', { total_count: 1e9, secrets: 'none' }, [], 10],
    [
      'leaves out what is none',
      { secrets: [null, { name: 1, updated_at: aTime }, { name: 'b', updated_at: 'x'.repeat(41) }, { name: 'c' }] },
      [],
      1,
    ],
  ])('%s', async (_, body, names, pages) => {
    const { keeper, calls } = await github({ respond: replying({ list: { status: 200, body } }) });
    expect([...(await keeper.list()).keys()]).toEqual(names);
    expect(calls()).toHaveLength(pages);
  });

  it('comes whole or not at all', async () => {
    const { keeper } = await github({ respond: replying({ list: refusal(418, 'I am a teapot') }) });
    expect(await messageOf(keeper.list())).toContain('could not be read. GitHub replied with status 418');
  });
});

it('must know when a secret was updated', async () => {
  const { keeper } = await github({ respond: replying({ get: { status: 200, body: { updated_at: 5 } } }) });
  const message = await messageOf(keeper.updatedAt('PAYMENTS_SECRET'));
  expect(message).toBe('GitHub did not say when the secret PAYMENTS_SECRET was updated.');
});
