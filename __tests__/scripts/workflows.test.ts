/** What the checks of this repository's own workflows find. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/folders.ts';
import { emptyRepository, gitOn, gitWithInput } from '../../testing/git.ts';
import { copyOfProject } from './project.ts';

function run(project: string, script: string, env: Record<string, string> = {}) {
  const args = [join(project, 'scripts', script)];
  return spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, ...env } });
}

it('the check of the workflows finds each breach of the rules, in the README, too', () => {
  const copy = copyOfProject();
  const change = (path: string, changes: [from: string | RegExp, to: string][]) => {
    const file = join(copy, path);
    const text = changes.reduce((rest, [from, to]) => rest.replace(from, to), readFileSync(file, 'utf8'));
    writeFileSync(file, text);
  };
  change('.github/workflows/ci.yml', [
    ['permissions: {}\n', ''],
    [/actions\/checkout@\S+ # v7/, 'actions/checkout@v7 # '],
    [/ {4}timeout-minutes: .*\n/, ''],
    [/uses: actions\/setup-node@.*|uses: \.\//, 'uses: octo/other@v1'],
  ]);
  change('.github/workflows/nightly.yml', [['# v7.0.1', '# v7.0.0']]);
  change('README.md', [
    [/ {4}permissions:\n {6}contents: .*\n/, ''],
    [/ {8}with:\n {10}persist-credentials: false\n/, ''],
    [/fail-fast: false # .*/, 'fail-fast: true'],
  ]);
  const { status, stdout } = run(copy, 'lint-workflows.ts');
  expect(status).toBe(1);
  for (const breach of [
    /ci\.yml:1: The workflow does not begin with "permissions: \{\}"\./,
    /ci\.yml:\d+: "actions\/checkout@v7 .*" should be "actions\/checkout@[0-9a-f]{40} # v7\.0\.1"\./,
    /ci\.yml:\d+: The job has no timeout-minutes/,
    /ci\.yml:\d+: "octo\/other@v1" should be "an action that \.github\/pins\.json has"/,
    /nightly\.yml:\d+: ".* # v7\.0\.0" should be ".* # v7\.0\.1"\./,
    /README\.md:\d+: The job has no permissions\./,
    /README\.md:\d+: The job checks out without "persist-credentials"\./,
    /README\.md:\d+: The matrix registers without "fail-fast: false"\./,
  ]) {
    expect(stdout).toMatch(breach);
  }
});

it('the check of the pins passes when each annotated tag names the pinned commit', () => {
  const folder = temporaryFolder();
  const git = emptyRepository(folder);
  const who = 'Somebody <somebody@example.com> 1 +0000\ndata 0\n\n';
  const commits = `commit refs/heads/main\nmark :1\ncommitter ${who}tag v1.0.0\nfrom :1\ntagger ${who}`;
  gitWithInput(git, ['fast-import', '--quiet'], commits);
  const commit = gitOn(git, 'rev-parse', 'v1.0.0^{commit}').trim();
  const copy = copyOfProject();
  const checked = (pin: { version: string; commit: string }) => {
    writeFileSync(join(copy, '.github', 'pins.json'), JSON.stringify({ 'octo/repo': pin }));
    // Git takes this folder for GitHub.
    const insteadOf = {
      GIT_CONFIG_KEY_0: `url.file://${folder}/.insteadOf`,
      GIT_CONFIG_VALUE_0: 'https://github.com/',
    };
    const { status, stdout } = run(copy, 'pins.ts', { GIT_CONFIG_COUNT: '1', ...insteadOf });
    return { status, stdout };
  };
  const other = 'f'.repeat(40);
  expect(checked({ version: 'v1.0.0', commit })).toEqual({ status: 0, stdout: `octo/repo v1.0.0 ${commit}\n` });
  expect(checked({ version: 'v1.0.0', commit: other })).toEqual({
    status: 1,
    stdout: `octo/repo v1.0.0 ${commit}\n  .github/pins.json says ${other}.\n`,
  });
  expect(checked({ version: 'v1.0.1', commit })).toEqual({
    status: 1,
    stdout: `octo/repo v1.0.1 does not exist\n  .github/pins.json says ${commit}.\n`,
  });
});
