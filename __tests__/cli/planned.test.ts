/** The command plan: the state of origin, reached as the user reaches it. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { CommandReport } from '../../src/generated/types.ts';
import type { StateDocument } from '../../src/state/document.ts';
import { stateText } from '../../src/state/state-text.ts';
import { temporaryFolder } from '../../testing/folders.ts';
import { emptyRepository, gitOn, refOf, writeState } from '../../testing/git.ts';
import { manifestFor, manifestOf, manifestPath, writeManifest } from '../../testing/manifests.ts';
import { current, declared, record, runOf, stateOf } from '../../testing/plans.ts';
import { httpRemote, workspaceWith } from '../../testing/temporary.ts';
import { run } from '../../testing/terminal.ts';

const root = join(import.meta.dirname, '..', '..');
const schema = JSON.parse(readFileSync(join(root, 'schema', 'command-report.schema.json'), 'utf8'));
const isReport = new Ajv().compile<CommandReport>(schema);

const id = 'whk_2ofTA13AD0xBtbEvBl20aEb1hEu';
const at = '2026-11-25T09:05:07.000Z';
const path = process.env.PATH ?? '';

/** The state of a project in which `payments` is registered as plain as can be. */
function registered(more: Partial<StateDocument> = {}): string {
  const payments = { ...current(id, declared('payments')), at, run: runOf('120') };
  return stateText(stateOf({ payments: record({ current: payments }) }, more));
}

/** A checkout with a manifest, whose `origin` is `remote`. */
function checkout(remote: string, manifest = manifestOf('payments')): string {
  const folder = workspaceWith(manifest);
  gitOn(folder, 'init', '--quiet');
  gitOn(folder, 'remote', 'add', 'origin', remote);
  return folder;
}

function remoteWithState(text = registered()): string {
  const git = emptyRepository(temporaryFolder());
  writeState(git, text);
  return git;
}

/** The user of a machine: git's configuration in `~/.gitconfig`, and programs on the path. */
function userWith(config: string, programs: Readonly<Record<string, string>> = {}) {
  const home = temporaryFolder();
  writeFileSync(join(home, '.gitconfig'), config);
  mkdirSync(join(home, 'bin'));
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(home, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return { home, env: { PATH: `${join(home, 'bin')}:${path}`, HOME: home } };
}

const plan = ['plan', '--environment', 'sandbox'];
const unchanged = expect.stringMatching(
  new RegExp(
    [
      `^✓ ${manifestPath} is valid for sandbox\\.`,
      'State: .*\\.',
      `= payments  unchanged    ${id}`,
      '',
      'Plan for sandbox: no changes\\. The webhook is registered as declared\\.\n$',
    ].join('\n'),
  ),
);

describe('the state of origin is reached', () => {
  test('with a credential helper of the user that the checkout is configured with', async () => {
    const remote = await httpRemote({ token: 'the-token-of-the-user' });
    writeState(remote.git, registered());
    const { home, env } = userWith('', {
      'git-credential-mine': 'cat > "$HOME/asked"; echo username=x-access-token; echo password=the-token-of-the-user',
    });
    const folder = checkout(`${remote.origin}/octo/repo`);
    gitOn(folder, 'config', 'credential.helper', 'mine');
    expect(await run(plan, folder, { env })).toMatchObject({ code: 0, out: unchanged });
    expect(readFileSync(join(home, 'asked'), 'utf8')).toContain('protocol=http');
  });

  test('by ssh, with the key that is meant for the folder', async () => {
    const git = remoteWithState();
    // Stands for ssh: notes how it was called, and runs what the remote would run.
    const { home, env } = userWith('', {
      'my-ssh': 'echo "$*" >> "$HOME/called"; for last; do :; done; exec sh -c "$last"',
    });
    const folder = checkout(`git@git.example.com:${git}`);
    writeFileSync(join(home, 'work'), '[core]\n\tsshCommand = my-ssh -i ~/.ssh/work\n');
    writeFileSync(join(home, '.gitconfig'), `[includeIf "gitdir:${folder}/"]\n\tpath = ${join(home, 'work')}\n`);
    expect((await run(plan, folder, { env })).out).toEqual(unchanged);
    const called = readFileSync(join(home, 'called'), 'utf8');
    expect(called).toContain('-i');
    expect(called).toContain(`git@git.example.com git-upload-pack '${git}'`);
  });

  test('by a URL that the user has rewritten, however much the checkout is configured with', async () => {
    const { env } = userWith(`[url "file://${remoteWithState()}"]\n\tinsteadOf = "work:\\"\\\\;#x"\n`);
    const folder = checkout('work:"\\;#x');
    const branches = Array.from({ length: 6000 }, (_, number) => `[branch "b${number}"]\n\tmerge = x\n`);
    const urls = `[url "file://${'x'.repeat(200_000)}"]\n\tinsteadOf = other:\n`;
    const alias = `[alias]\n\tlong = "!${'x'.repeat(200_000)}"\n`;
    appendFileSync(join(folder, '.git', 'config'), `${branches.join('')}${urls}${alias}`);
    expect((await run(plan, folder, { env })).out).toEqual(unchanged);
  });

  test('by a path that is relative to the top of the checkout, also in a hook', async () => {
    const top = checkout('./octo/repo');
    writeState(emptyRepository(top), registered({ manifest: `services/${manifestPath}` }));
    const folder = join(top, 'services');
    mkdirSync(folder);
    writeManifest(folder, manifestOf('payments'));
    const { env } = userWith('');
    expect((await run(plan, folder, { env })).out).toEqual(unchanged);
    const before = readdirSync(top, { recursive: true }).sort();
    // What git tells a hook about the repository is not about the private one.
    const git = join(top, '.git');
    const hook = { GIT_DIR: git, GIT_OBJECT_DIRECTORY: join(git, 'objects') };
    expect((await run(plan, folder, { env: { ...env, ...hook } })).out).toEqual(unchanged);
    expect(readdirSync(top, { recursive: true }).sort()).toEqual(before);
  });
});

test('the remote can be named, and the plan says which one it has read', async () => {
  const folder = checkout('https://me:hunter2-Zt83mKp0@git.example.com/me/fork');
  const upstream = remoteWithState();
  gitOn(folder, 'remote', 'add', 'upstream', upstream);
  const { out } = await run([...plan, '--remote', 'upstream'], folder);
  expect(out).toContain(`\nState: git ref ${refOf()} of the remote "upstream", ${upstream}.\n= payments  unchanged`);
});

test('nothing of the checkout changes, nothing is left on the machine, and hooks of the user do not run', async () => {
  const temporary = temporaryFolder();
  const folder = checkout(`file://${remoteWithState()}`);
  const all = () => readdirSync(folder, { recursive: true }).sort();
  const [before, config] = [all(), readFileSync(join(folder, '.git', 'config'), 'utf8')];
  const { home, env } = userWith('');
  writeFileSync(join(home, '.gitconfig'), `[core]\n\thooksPath = ${home}\n`);
  writeFileSync(join(home, 'reference-transaction'), `#!/bin/sh\ntouch '${home}/ran'\n`, { mode: 0o755 });
  vi.stubEnv('TMPDIR', temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect((await run(plan, folder, { env })).code).toBe(0);
  expect(all()).toEqual(before);
  expect(readFileSync(join(folder, '.git', 'config'), 'utf8')).toBe(config);
  expect(readdirSync(temporary)).toEqual([]);
  expect(existsSync(join(home, 'ran'))).toBe(false);
});

const edited = { payments: { url: 'https://hooks.example.com/new' } };

test('a question is a page with the decisions to paste', async () => {
  const { code, out } = await run(plan, checkout(`file://${remoteWithState()}`, manifestFor(edited)));
  const page = `exit ${code}\n\n${out.replace(/file:.*(?=\/octo)/, 'https://github.com')}`;
  await expect(page).toMatchFileSnapshot('pages/plan-with-a-question.txt');
});

describe('with its state in a file', () => {
  const planned = (manifest: string, state: string, ...args: string[]) => {
    const folder = workspaceWith(manifest);
    writeFileSync(join(folder, 'state.json'), state);
    return run([...plan, '--state', 'file:state.json', ...args], folder);
  };

  test('a question is in the document, with its place and its decisions', async () => {
    const { code, out } = await planned(manifestFor(edited), registered(), '--format', 'json');
    expect(code).toBe(1);
    const report: unknown = JSON.parse(out);
    expect(isReport(report), JSON.stringify(isReport.errors)).toBe(true);
    const { ok, plan: found } = report as CommandReport;
    expect(ok).toBe(false);
    expect(found?.state).toBe('file state.json');
    expect(found?.webhooks).toEqual([{ name: 'payments', status: 'undecided', question: 'changed', id }]);
    expect(found?.questions).toMatchObject([
      {
        kind: 'changed',
        webhook: 'payments',
        details: [
          {
            field: 'url',
            registered: 'https://hooks.example.com/payments',
            declared: 'https://hooks.example.com/new',
          },
          { label: 'registered', value: `25 Nov 2026, 09:05 UTC, run 120, ${id}` },
        ],
        choices: [
          {
            decision: `replace payments ${id}`,
            yaml: `environments:\n  sandbox:\n    decisions:\n      - replace payments ${id}`,
          },
          { decision: expect.stringMatching(/^keep payments [0-9a-f]{8}$/) },
        ],
        line: 3,
        column: 10,
      },
    ]);
  });

  test('a question is an annotation', async () => {
    const { code, out } = await planned(manifestFor(edited), registered(), '--format', 'github');
    expect(code).toBe(1);
    expect(out).toMatch(/^::error title=Conduit webhooks,file=\.github\/conduit-webhooks\.yml,line=3,/m);
    expect(out).toContain(`%0A      - replace payments ${id}`);
  });

  test('a question is answered by the option on-change, and by a decision in the manifest', async () => {
    expect(await planned(manifestFor(edited), registered(), '--on-change', 'replace')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Plan for sandbox: 1 to create.'),
    });
    const decided = manifestFor(edited, { sandbox: { decisions: [`replace payments ${id}`] } });
    expect(await planned(decided, registered())).toMatchObject({
      code: 0,
      out: expect.stringContaining('The next register run applies:'),
    });
  });

  test('another API URL is asked about, in the words of the command', async () => {
    const { code, out } = await planned(
      manifestOf('payments'),
      registered(),
      '--api-url',
      'https://gateway.example.com',
    );
    expect(code).toBe(1);
    expect(out).toContain('Set the input `state` and the option `--state` to `git:NAME`.');
  });

  test('the GitHub secrets of an environment are kept apart', async () => {
    const manifest = manifestFor({ payments: { secret: 'PAYMENTS' } });
    const state = registered({ secrets: { 'PAYMENTS/production': { owner: id, updatedAt: at } } });
    expect((await planned(manifest, state)).out).toContain('with `secrets-environment: production`');
    expect((await planned(manifest, state, '--secrets-environment', 'production')).out).toEqual(unchanged);
  });
});

test('the state is that of the name that is asked for, or none', async () => {
  const git = emptyRepository(temporaryFolder());
  writeState(git, registered(), { ref: refOf('sandbox', 'second') });
  const folder = checkout(`file://${git}`);
  const planned = async (state: string) => (await run([...plan, '--state', state], folder)).out;
  expect(await planned('git:second')).toEqual(unchanged);
  expect(await planned('git')).toContain('1 to create');
  expect(await planned('none')).toContain('1 to create');
});

describe('what the machine lacks is said, with exit code 2', () => {
  const message = async (folder: string, env: Record<string, string> = { PATH: path }) => {
    const { code, out, complaints } = await run(plan, folder, { env });
    expect(code).toBe(2);
    expect(out).toBe(`✓ ${manifestPath} is valid for sandbox.\n`);
    return complaints;
  };

  test('git', async () => {
    expect(await message(checkout('x'), { PATH: '/nonexistent' })).toBe(
      'conduit-webhooks: Git is not installed. `state: git` needs Git 2.31 or newer.\n',
    );
  });

  test('a repository', async () => {
    expect(await message(workspaceWith(manifestOf('payments')))).toMatch(
      /^conduit-webhooks: The state could not be read from the remote "origin"\. Git: fatal: not a git repository/,
    );
  });

  test('a remote', async () => {
    const folder = workspaceWith(manifestOf('payments'));
    gitOn(folder, 'init', '--quiet');
    expect(await message(folder)).toBe(
      'conduit-webhooks: The state could not be read. This repository has no remote "origin". `git remote` lists those that it has.\n',
    );
  });

  test('credentials', async () => {
    const remote = await httpRemote({ token: 'the-token-of-the-user' });
    expect(await message(checkout(`${remote.origin}/octo/repo`))).toContain(
      'Check that `git ls-remote origin` works here without a prompt.',
    );
  });

  test('credentials, without those that ssh repeats', async () => {
    const script = 'for one; do case $one in *@*) echo "$one: Permission denied." >&2; esac; done; exit 255';
    const { env } = userWith('[core]\n\tsshCommand = my-ssh\n', { 'my-ssh': script });
    const complaint = await message(checkout('ssh://me:hunter2-Zt83mKp0@git.example.com/x'), env);
    expect(complaint).toContain('Git: *** Permission denied.');
  });

  test('in the formats for machines, without a document', async () => {
    const notRead = 'The state could not be read from the remote "origin".';
    const folder = workspaceWith(manifestOf('payments'));
    const json = await run([...plan, '--format', 'json'], folder);
    expect(json).toMatchObject({ code: 2, out: '', complaints: expect.stringContaining(notRead) });
    const github = await run([...plan, '--format', 'github'], folder);
    expect(github).toMatchObject({ code: 2, complaints: '' });
    expect(github.out).toContain(`::error title=Conduit webhooks::${notRead}`);
  });
});

test('a manifest with errors is no plan', async () => {
  const folder = workspaceWith(manifestFor({ payments: { status: 'on' } }));
  const { code, out } = await run(plan, folder);
  expect(code).toBe(1);
  expect(out).toContain('Unknown status');
  const json = await run([...plan, '--format', 'json'], folder);
  expect(json.code).toBe(1);
  expect(JSON.parse(json.out)).not.toHaveProperty('plan');
});
