/** The command and the action say the same of one state. */
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { gitOn } from '../../../testing/git.ts';
import { manifestFor, writeManifest } from '../../../testing/manifests.ts';
import { planIn, registerIn } from '../state/support.ts';
import { conduit, fileRemote, workspaceWith } from '../support.ts';
import { runCommand } from './support.ts';

const url = (name: string) => `https://hooks.example.com/${name}`;

test('plan, of everything at once', async () => {
  const server = await conduit();
  const remote = fileRemote();
  const names = ['payments', 'ledger', 'onboarding', 'gone', 'kept'];
  const workspace = workspaceWith(manifestFor(Object.fromEntries(names.map((name) => [name, {}]))));
  gitOn(workspace, 'init', '--quiet');
  gitOn(workspace, 'remote', 'add', 'origin', `${remote.env.GITHUB_SERVER_URL}/octo/repo`);
  expect((await registerIn(remote, server, workspace)).exitCode).toBe(0);
  writeManifest(
    workspace,
    manifestFor(
      {
        payments: { url: url('new') },
        ledger: { url: url('other'), status: 'disabled' },
        accounts: { url: url('onboarding') },
        kept: {},
        fees: {},
      },
      { sandbox: { decisions: ['gone nobody whk_2ofTA13AD0xBtbEvBl20aEb1hEu'] } },
    ),
  );
  const action = await planIn(remote, server, workspace);
  const args = ['plan', '--environment', 'sandbox', '--api-url', server.url];
  const command = runCommand(args, workspace);
  expect(command).toMatchObject({ code: 1, complaints: '' });
  expect(action.exitCode).toBe(1);
  expect(stripVTControlCharacters(action.log)).toContain(command.out);
  expect(command.out).toMatch(/^ {6}keep payments [0-9a-f]{8}$/m);

  const github = runCommand([...args, '--format', 'github'], workspace, { env: remote.env });
  const annotations = github.out.split('\n').filter((line) => line.startsWith('::'));
  expect(annotations).toHaveLength(action.annotations.length);
});
