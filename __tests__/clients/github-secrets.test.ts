/** What is said of each way in which GitHub fails, whatever the request was for. */
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clients/clock.ts';
import { type SecretKeeper, secretKeeper } from '../../src/clients/github-secrets.ts';
import { Foreseen } from '../../src/safe/foreseen.ts';
import {
  type GitHubCall,
  type GitHubServer,
  type GitHubServerOptions,
  sendReply,
  startGitHubServer,
} from '../../testing/github-server.ts';
import { troubles } from '../../testing/github-troubles.ts';
import { noDeadline } from '../../testing/plans.ts';

async function github(respond?: GitHubServerOptions['respond']) {
  const server = await startGitHubServer(respond && { respond });
  onTestFinished(() => server.close());
  return server;
}

function keeperAt({ url: apiUrl, token }: GitHubServer): SecretKeeper {
  const keeper = secretKeeper({
    repository: 'octo/repo',
    apiUrl,
    token,
    expired: new AbortController().signal,
    clock: { ...systemClock, sleep: async () => undefined },
    onWait: () => undefined,
  });
  onTestFinished(() => keeper.close());
  return keeper;
}

const calls: [GitHubCall, does: 'read' | 'written', (keeper: SecretKeeper) => Promise<unknown>][] = [
  ['public key', 'read', (keeper) => keeper.prepare()],
  ['check', 'written', (keeper) => keeper.prepare()],
  ['get', 'read', (keeper) => keeper.updatedAt('PAYMENTS_SECRET')],
  ['put', 'written', (keeper) => keeper.store('PAYMENTS_SECRET', 'value', noDeadline)],
];

// What becomes of a server that fails upon the check, a delete decides (e2e/github/preflight.test.ts).
const cases = troubles('').flatMap(({ name }) =>
  calls.filter(([call]) => name !== '500' || call !== 'check').map((one) => [name, ...one] as const),
);

it.for(cases)('%s at the call "%s"', async ([name, call, doing, ask]) => {
  const elsewhere = await github();
  const trouble = troubles(elsewhere.url).find((one) => one.name === name);
  // A secret that a token cannot see is not found, and then neither is the key.
  const everywhere = call === 'get' && name === '404';
  const server = await github((request, reply, next) => {
    if (everywhere || request.call === call) trouble?.act(reply);
    else next();
  });
  const keeper = keeperAt(server);
  const error = await ask(keeper).catch((thrown: Error) => thrown);
  expect(error).toBeInstanceOf(Foreseen);
  const { message } = error as Error;
  expect(message).toContain(`the secrets of the repository octo/repo could not be ${doing}. `);
  expect(message).toMatch(trouble?.says ?? /^$/);
  expect(elsewhere.requests, 'a redirect was followed').toEqual([]);
});

it.for<[why: string, reply: Record<string, unknown>, says: RegExp]>([
  ['no key', { key_id: '1' }, /gave no public key/],
  ['a key that is not base64', { key_id: '1', key: '*'.repeat(44) }, /public key is not 32 bytes/],
  ['a short key', { key_id: '1', key: 'c2hvcnQ=' }, /public key is not 32 bytes/],
  ['a key of zeros', { key_id: '1', key: Buffer.alloc(32).toString('base64') }, /nothing can be sealed/i],
])('writes nothing when GitHub gives %s', async ([, body, says]) => {
  const server = await github((_, reply) => sendReply(reply, { status: 200, body }));
  const error = await keeperAt(server)
    .prepare()
    .catch((thrown: Error) => thrown);
  expect(error).toBeInstanceOf(Foreseen);
  expect(error).toMatchObject({ message: expect.stringMatching(says) });
  expect(server.requests.map(({ call }) => call)).toEqual(['public key']);
});
