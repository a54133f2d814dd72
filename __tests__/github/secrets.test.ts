/** What is said of each way in which GitHub refuses a request or does not answer it, whatever the request was for. */
import { expect, it, onTestFinished } from 'vitest';
import { SecretsError } from '../../src/github/error.ts';
import { type SecretKeeper, secretKeeper } from '../../src/github/secrets.ts';
import { systemClock } from '../../src/http/clock.ts';
import {
  type GitHubCall,
  type GitHubServerOptions,
  startGitHubServer,
} from '../../testing/github-server.ts';
import { troubles } from '../../testing/github-troubles.ts';

async function github(respond?: GitHubServerOptions['respond']) {
  const server = await startGitHubServer(respond && { respond });
  onTestFinished(() => server.close());
  return server;
}

const calls: [GitHubCall, does: 'read' | 'written', (keeper: SecretKeeper) => Promise<unknown>][] =
  [
    ['public key', 'read', (keeper) => keeper.prepare()],
    ['check', 'written', (keeper) => keeper.prepare()],
    ['get', 'read', (keeper) => keeper.updatedAt('PAYMENTS_SECRET')],
    ['put', 'written', (keeper) => keeper.store('PAYMENTS_SECRET', 'value')],
  ];

// What becomes of a server that fails upon the check, a delete decides (e2e/github/preflight.test.ts).
const cases = troubles('').flatMap(({ name }) =>
  calls
    .filter(([call]) => name !== '500' || call !== 'check')
    .map((one) => [name, ...one] as const),
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
  const keeper = secretKeeper({
    repository: 'octo/repo',
    apiUrl: server.url,
    token: server.token,
    expired: new AbortController().signal,
    clock: { ...systemClock, sleep: async () => undefined },
    onWait: () => undefined,
  });
  onTestFinished(() => keeper.close());
  const error = await ask(keeper).catch((thrown: Error) => thrown);
  expect(error).toBeInstanceOf(SecretsError);
  const { message } = error as Error;
  expect(message).toContain(`the secrets of the repository octo/repo cannot be ${doing}. `);
  expect(message).toMatch(trouble?.says ?? /^$/);
  expect(elsewhere.requests, 'a redirect was followed').toEqual([]);
});
