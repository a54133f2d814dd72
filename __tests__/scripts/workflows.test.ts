/** What the checks of this repository's own workflows find. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Pins } from '../../scripts/pins.ts';
import { emptyRepository, gitOn, gitWithInput } from '../../testing/git.ts';
import { temporaryFolder } from '../e2e/support.ts';
import { copyOfProject } from './project.ts';

function run(project: string, script: string, env: Record<string, string> = {}) {
  return spawnSync(process.execPath, [join(project, 'scripts', script)], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
}

/** What is changed in a copy of the workflow CI, and what is said of it. */
const mistakes: Record<string, [change: (text: string) => string, says: RegExp]> = {
  unpinned: [
    (text) => text.replace(/actions\/checkout@\S+ # \S+/, 'actions/checkout@v7'),
    /unpinned\.yml:14: "actions\/checkout@v7" should be "actions\/checkout@[0-9a-f]{40} # v7\.0\.1"\./,
  ],
  'another-version': [
    (text) => text.replace('# v7.0.1', '# v7.0.0'),
    /another-version\.yml:14: ".* # v7\.0\.0" should be ".* # v7\.0\.1"\./,
  ],
  unknown: [
    (text) => text.replace(/actions\/checkout@\S+ # \S+/, 'octo/other@v1'),
    /unknown\.yml:14: "octo\/other@v1" should be "an action that \.github\/pins\.json has"/,
  ],
  'no-time-limit': [
    (text) => text.replace(/ {4}timeout-minutes: .*\n/, ''),
    /no-time-limit\.yml:9: The job has no timeout-minutes/,
  ],
  'no-permissions': [
    (text) => text.replace('permissions: {}\n', ''),
    /no-permissions\.yml:1: The workflow does not limit its permissions\./,
  ],
};

it('the check of the workflows finds each mistake, in its file and line', () => {
  const workflows = join(copyOfProject(), '.github', 'workflows');
  const text = readFileSync(join(workflows, 'ci.yml'), 'utf8');
  for (const [name, [change]] of Object.entries(mistakes)) {
    writeFileSync(join(workflows, `${name}.yml`), change(text));
  }
  const { status, stdout } = run(join(workflows, '..', '..'), 'lint-workflows.ts');
  for (const [, says] of Object.values(mistakes)) expect(stdout).toMatch(says);
  expect(status).toBe(1);
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
