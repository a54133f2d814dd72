/** A re-run with nothing to do, against the least that git needs to see that. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startConduitServer } from '../../testing/conduit-server.ts';
import { manifestOf } from './manifests.ts';
import { type Bench, type Command, measure, median, table } from './measure.ts';

export async function benchState({
  root,
  folder,
  rounds,
}: Bench & { rounds: number }): Promise<string[]> {
  const workspace = join(folder, 'state');
  mkdirSync(workspace);
  writeFileSync(join(workspace, 'manifest.yml'), manifestOf(3, false));
  writeFileSync(join(workspace, 'output'), '');
  const remote = join(folder, 'remotes', 'octo', 'repo');
  execFileSync('git', ['init', '--quiet', '--bare', remote]);

  const server = await startConduitServer();
  const action = (mode: string): Command => ({
    name: mode,
    program: process.execPath,
    args: [join(root, 'dist', 'index.js')],
    env: {
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: join(workspace, 'output'),
      GITHUB_SERVER_URL: `file://${join(folder, 'remotes')}`,
      GITHUB_REPOSITORY: 'octo/repo',
      INPUT_MODE: mode,
      INPUT_MANIFEST: 'manifest.yml',
      INPUT_ENVIRONMENT: 'sandbox',
      'INPUT_API-URL': server.url,
      'INPUT_API-KEY': server.apiKey,
      'INPUT_API-SECRET': server.apiSecret,
    },
  });
  const { program, args, env } = action('register');
  // The first run needs the server, which lives in this process: it must not be waited for synchronously.
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: 'ignore',
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error('the first run failed');

  const ref = 'refs/conduit-webhooks/default/sandbox';
  const [lsRemote, validate, register] = measure(
    [
      { name: 'git ls-remote', program: 'git', args: ['ls-remote', `file://${remote}`, ref] },
      action('validate'),
      action('register'),
    ],
    rounds,
    folder,
  );
  await server.close();
  const sums = lsRemote?.times.map(
    (time, round) => (register?.times[round] ?? 0) / (time + (validate?.times[round] ?? 0)),
  );
  return [
    '## register again, with nothing to do',
    '',
    'One fetch, no push, no request.',
    '',
    ...table(
      ['against', 'ratio'],
      [['one `git ls-remote` on the same remote, and one validate', median(sums ?? []).toFixed(2)]],
    ),
  ];
}
