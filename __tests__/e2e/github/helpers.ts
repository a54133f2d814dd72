/** What the tests of stored secrets share: what GitHub answers, and what must hold when a secret is not stored. */
import type { ServerResponse } from 'node:http';
import { expect } from 'vitest';
import { printed } from '../../../testing/decisions.ts';
import type { GitHubCall, GitHubRequest, GitHubServerOptions } from '../../../testing/github-server.ts';
import type { Project } from '../../../testing/project.ts';
import type { RunResult } from '../../../testing/runner/index.ts';

/** Answers `call` with `act`, and every other request as usual. */
export function at(
  call: GitHubCall,
  act: (reply: ServerResponse, request: GitHubRequest, next: () => void) => void,
): NonNullable<GitHubServerOptions['respond']> {
  return (request, reply, next) => {
    if (request.call === call) act(reply, request, next);
    else next();
  };
}

/** The webhook whose signing secret each GitHub secret holds, as state has it: key → ID. */
export function ownersIn({ state }: Project): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(state()?.secrets ?? {}).map(([key, slot]) => [key, slot?.owner]));
}

/** Nothing was created, and no trace is left of a run that was stopped before it could. */
export function expectNothingDone({ server, github, state }: Pick<Project, 'server' | 'github' | 'state'>): void {
  expect(server.requests).toEqual([]);
  expect(state()).toBeUndefined();
  expect([...github.secrets().keys()]).toEqual([]);
}

/** The question about the GitHub secret of a webhook; gives the decision that says that all is well. */
export function expectNotStored(result: RunResult, name = 'payments'): string {
  expect(result.exitCode, result.log).not.toBe(0);
  expect(result.log).toMatch(new RegExp(`^[?✗] ${name} +not stored`, 'm'));
  expect(result.log).toMatch(/copy the Key Secret of .* from the Conduit Dashboard/i);
  expect(JSON.parse(result.outputs.undecided ?? '')).toContain(name);
  return printed(result, `keep ${name}`);
}

/** The webhook was created and its secret is not at GitHub: what a person learns by then, and what is kept. */
export function expectNotStoredNow(here: Project, result: RunResult, name = 'payments'): void {
  const { id, secret } = here.created(name);
  expectNotStored(result, name);
  expect(result.log).toMatch(new RegExp(`^✗ ${name} +not stored +${id}`, 'm'));
  expect(result.log).toContain(`the output \`${name}-secret\` of this step`);
  expect(result.outputs).toMatchObject({ [`${name}-secret`]: secret, [`${name}-id`]: id });
  for (const list of ['created', 'failed', 'undecided']) {
    expect(JSON.parse(result.outputs[list] ?? '')).toContain(name);
  }
  expect(here.record(name)?.current).toMatchObject({ id, origin: 'created' });
  expect(Object.values(ownersIn(here))).not.toContain(id);
}
