/** Plan by the command: the same as by the action, and how it ends when it is told to. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../testing/folders.ts';
import { gitOn } from '../../../testing/git.ts';
import { manifestOf } from '../../../testing/manifests.ts';
import { quiet } from '../../../testing/processes.ts';
import { gitProject } from '../../../testing/project.ts';
import { until, workspaceWith } from '../../../testing/temporary.ts';
import { bundle, runCommand } from './support.ts';

const url = (name: string) => `https://hooks.example.com/${name}`;

test('plan, of everything at once', async () => {
  const { server, remote, workspace, environments, register, plan, declare } = await gitProject();
  const names = ['payments', 'ledger', 'onboarding', 'gone', 'kept'];
  gitOn(workspace, 'init', '--quiet');
  gitOn(workspace, 'remote', 'add', 'origin', `${remote.env.GITHUB_SERVER_URL}/octo/repo`);
  expect((await register(Object.fromEntries(names.map((name) => [name, {}])))).exitCode).toBe(0);
  environments.sandbox = { decisions: ['gone nobody whk_2ofTA13AD0xBtbEvBl20aEb1hEu'] };
  declare({
    payments: { url: url('new') },
    ledger: { url: url('other'), status: 'disabled' },
    accounts: { url: url('onboarding') },
    kept: {},
    fees: {},
  });
  const action = await plan();
  const args = ['plan', '--environment', 'sandbox', '--api-url', server.url];
  const command = runCommand(args, workspace);
  expect(command).toMatchObject({ code: 1, complaints: '' });
  expect(action.exitCode).toBe(1);
  // Whose state it is, the action's log does not say: it has no other.
  const page = command.out.replace(/^State: .*\n/m, '');
  expect(stripVTControlCharacters(action.log)).toContain(page);
  expect(command.out).toMatch(/^ {6}- keep payments [0-9a-f]{8}$/m);

  const github = runCommand([...args, '--format', 'github'], workspace, { env: remote.env });
  const annotations = github.out.split('\n').filter((line) => line.startsWith('::'));
  expect(annotations).toHaveLength(action.annotations.length);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends the command, and git with it, and leaves nothing behind', async (signal, code) => {
  const [programs, temporary] = [temporaryFolder(), temporaryFolder()];
  const workspace = workspaceWith(manifestOf('payments'));
  gitOn(workspace, 'init', '--quiet');
  gitOn(workspace, 'remote', 'add', 'origin', '/nonexistent');
  const fetching = join(temporary, 'fetching');
  const git = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  // Fetches for ever, in a folder in which it is seen for as long as it does.
  const script = `[ "$1" = fetch ] || exec '${git}' "$@"\ncd '${programs}'; touch '${fetching}'; sleep 600 & wait`;
  writeFileSync(join(programs, 'git'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const child = spawn(process.execPath, [join(bundle, 'index.js'), 'plan', '--environment', 'sandbox'], {
    cwd: workspace,
    env: { PATH: `${programs}:${process.env.PATH}`, TMPDIR: temporary },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  await until(() => existsSync(fetching));
  child.kill(signal);
  expect(await ended).toEqual([code, null]);
  await quiet(programs);
  expect(readdirSync(temporary)).toEqual(['fetching']);
});
