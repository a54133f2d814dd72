/** What the tests of state share: runs with their state in a remote, and with their numbers. */
import type { ConduitServer } from '../../../testing/conduit-server.ts';
import type { Remote } from '../../../testing/git.ts';
import { type RunOptions, type RunResult, startAction } from '../../../testing/runner/index.ts';
import { assertClean, register, registerOptions } from '../support.ts';

/** Options of a register run with its state in `remote`. */
export function stateRun(
  { env }: Pick<Remote, 'env'>,
  { env: more = {}, inputs = {}, ...others }: Partial<RunOptions> = {},
): Partial<RunOptions> {
  return { ...others, env: { ...env, ...more }, inputs: { state: 'git', ...inputs } };
}

/** A register run with its state in `remote`. */
export function registerIn(
  remote: Pick<Remote, 'env'>,
  server: ConduitServer,
  workspace: string,
  options: Partial<RunOptions> = {},
): Promise<RunResult> {
  return register(server, workspace, stateRun(remote, options));
}

/** A plan of the same, without credentials. */
export async function planIn(
  remote: Pick<Remote, 'env'>,
  server: ConduitServer,
  workspace: string,
  options: Partial<RunOptions> = {},
): Promise<RunResult> {
  const all = registerOptions(server, workspace, stateRun(remote, options));
  const inputs = { ...all.inputs, mode: 'plan', 'api-key': undefined, 'api-secret': undefined };
  const result = await startAction({ ...all, inputs }).done;
  assertClean(result, server);
  return result;
}

/** The runner's variables for a workflow run of its own. */
export function runNumber(id: number | string, attempt = 1): Record<string, string> {
  return { GITHUB_RUN_ID: String(id), GITHUB_RUN_ATTEMPT: String(attempt) };
}

/** The URLs that a server has created more than once. */
export function repeatedUrls({ webhooks }: ConduitServer): string[] {
  const seen = new Set<string>();
  return webhooks.flatMap(({ url }) => {
    const known = seen.has(url);
    seen.add(url);
    return known ? [url] : [];
  });
}
