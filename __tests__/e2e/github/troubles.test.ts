import { expect, it } from 'vitest';
import { type GitHubCall, startGitHubServer } from '../../../testing/github-server.ts';
import { type Trouble, troubles } from '../../../testing/github-troubles.ts';
import type { RunResult } from '../../../testing/runner/index.ts';
import {
  at,
  errorsOf,
  expectNothingDone,
  expectNotStored,
  expectNotStoredNow,
  noticesOf,
  stalledAt,
  type World,
  world,
} from './helpers.ts';

const payments = { payments: 'PAYMENTS_SECRET' };

/** Nothing was created, and that is said. */
function expectStopped(here: World, result: RunResult, label?: string): void {
  expect(errorsOf(result), label).toMatch(/repository octo\/repo/);
  expect(result.log, label).toContain('No requests were sent to Conduit.');
  expectNothingDone(here, label);
}

/** A webhook is registered, and comes to name a GitHub secret. */
async function registered(): Promise<World> {
  const here = await world({ payments: {} });
  await here.run();
  here.declare(payments);
  return here;
}

function expectUnchecked(here: World, result: RunResult, label?: string): void {
  expect(noticesOf(result), label).toMatch(/repository octo\/repo could not be read/);
  expectNotStored(result);
  expect(here.state()?.webhooks.payments, label).toHaveProperty('current');
  expect(here.owners(), label).toEqual({});
  expect(here.conduit.requests, label).toHaveLength(1);
}

interface Case {
  call: GitHubCall;
  prepare(): Promise<World>;
  verify(here: World, result: RunResult, label?: string): void;
}

const cases: Case[] = [
  { call: 'public key', prepare: () => world(payments), verify: expectStopped },
  { call: 'check', prepare: () => world(payments), verify: expectStopped },
  { call: 'list', prepare: registered, verify: expectUnchecked },
  { call: 'get', prepare: () => world(payments), verify: expectStopped },
  { call: 'put', prepare: () => world(payments), verify: expectNotStoredNow },
];

/** Runs into a trouble at a call. */
async function runInto(trouble: Trouble, { call, prepare, verify }: Case): Promise<void> {
  const label = `${call}: ${trouble.name}`;
  const here = await prepare();
  here.onGitHub(at(call, (reply) => trouble.act(reply)));
  const result = await here.run();
  expect(result.exitCode, label).toBe(1);
  const said = call === 'put' ? result.log : `${errorsOf(result)}${noticesOf(result)}`;
  expect(said, label).toMatch(trouble.says);
  verify(here, result, label);
}

it('says what is wrong at each call, and what to do', async () => {
  const elsewhere = await startGitHubServer();
  // A refusal, and no reply at all. What is said of any other trouble: __tests__/github/secrets.test.ts.
  const kinds = troubles(elsewhere.url).filter(({ name }) =>
    ['redirect', 'cut connection'].includes(name),
  );
  expect(kinds).toHaveLength(2);
  const pairs = kinds.flatMap((trouble) => cases.map((one) => ({ trouble, one })));
  await Promise.all(pairs.map(({ trouble, one }) => runInto(trouble, one)));
  expect(elsewhere.requests, 'a redirect was followed').toEqual([]);
  await elsewhere.close();
});

it('ends soon when it is cancelled while GitHub does not answer, and keeps all that is known', async () => {
  const cancelled = cases
    .filter(({ call }) => call === 'public key' || call === 'put')
    .map(async ({ call, prepare, verify }) => {
      const here = await prepare();
      const stalled = stalledAt(here, call);
      const action = here.start();
      await stalled;
      action.cancel();
      const result = await action.done;
      here.assertClean(result);
      expect(result, call).toMatchObject({ exitCode: 130, signal: null });
      verify(here, result, call);
    });
  await Promise.all(cancelled);
});
