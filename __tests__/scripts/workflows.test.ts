/** What the checks of this repository's own workflows find. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Pins } from '../../scripts/pins.ts';
import { temporaryFolder } from '../../testing/folders.ts';
import { emptyRepository, gitOn, gitWithInput } from '../../testing/git.ts';
import { copyOfProject } from './project.ts';

function run(project: string, script: string, env: Record<string, string> = {}) {
  return spawnSync(process.execPath, [join(project, 'scripts', script)], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
}

it('the check of the workflows finds each breach of the rules, in the README, too', () => {
  const copy = copyOfProject();
  const change = (path: string, changes: [from: string | RegExp, to: string][]) => {
    const file = join(copy, path);
    writeFileSync(
      file,
      changes.reduce((text, [from, to]) => text.replace(from, to), readFileSync(file, 'utf8')),
    );
  };
  const checkout = /actions\/checkout@\S+ # v7/;
  const ci = '.github/workflows/ci.yml';
  change(ci, [
    ['permissions: {}\n', ''],
    [checkout, 'actions/checkout@v7 # '],
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

describe('the check of the pins', () => {
  /** Repositories that git takes for those at GitHub; gives the commit of each. */
  function gitHub(tags: Record<string, string>) {
    const commits: Record<string, string> = {};
    const folder = temporaryFolder();
    for (const [repository, tag] of Object.entries(tags)) {
      const git = emptyRepository(join(folder, repository));
      const committer = 'committer Somebody <somebody@example.com> 1 +0000\n';
      const name = `refs/tags/${tag}`;
      gitWithInput(
        git,
        ['fast-import', '--quiet'],
        `commit refs/heads/main\nmark :1\n${committer}data 0\n\ntag ${tag}\nfrom :1\ntagger ${committer.slice(10)}data 0\n\n`,
      );
      commits[repository] = gitOn(git, 'rev-parse', `${name}^{commit}`).trim();
    }
    const settings = Object.keys(tags).flatMap((repository, index) => [
      [`GIT_CONFIG_KEY_${index}`, `url.file://${folder}/${repository}/octo/repo.insteadOf`],
      [`GIT_CONFIG_VALUE_${index}`, `https://github.com/${repository}`],
    ]);
    const env = Object.fromEntries(settings) as Record<string, string>;
    return {
      commits,
      env: { ...env, GIT_CONFIG_COUNT: String(Object.keys(tags).length) },
    };
  }

  function projectWith(pins: Pins): string {
    const copy = copyOfProject();
    writeFileSync(join(copy, '.github', 'pins.json'), JSON.stringify(pins));
    return copy;
  }

  it('passes when each annotated tag names the pinned commit', () => {
    const { commits, env } = gitHub({ 'octo/one': 'v1.0.0', 'octo/two': 'v2.0.0' });
    const pins = projectWith({
      'octo/one': { version: 'v1.0.0', commit: String(commits['octo/one']) },
      'octo/two': { version: 'v2.0.0', commit: String(commits['octo/two']) },
    });
    const { status, stdout } = run(pins, 'pins.ts', env);
    expect(stdout).not.toMatch(/says/);
    expect(status).toBe(0);
  });

  it('fails for a commit that the tag does not name, and for a tag that is not there', () => {
    const { commits, env } = gitHub({ 'octo/one': 'v1.0.0', 'octo/two': 'v2.0.0' });
    const commit = 'f'.repeat(40);
    const pins = projectWith({
      'octo/one': { version: 'v1.0.0', commit },
      'octo/two': { version: 'v2.0.1', commit },
    });
    const { status, stdout } = run(pins, 'pins.ts', env);
    expect(stdout).toContain(`octo/one v1.0.0 ${commits['octo/one']}\n  .github/pins.json says`);
    expect(stdout).toContain('octo/two v2.0.1 does not exist\n  .github/pins.json says');
    expect(status).toBe(1);
  });
});
