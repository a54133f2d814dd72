/** The steps of the release, as they stand in the workflow, with a `gh` that only notes what it is asked. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../e2e/support.ts';
import { root } from './project.ts';

interface Workflow {
  jobs: Record<string, { steps: { name?: string; run?: string }[] }>;
}

const workflow = load(
  readFileSync(join(root, '.github', 'workflows', 'release.yml'), 'utf8'),
) as Workflow;

/** Runs a step's script as the runner does; `gh` is the body of a shell script. */
function runStep(job: string, name: RegExp, gh: string, env: Record<string, string>) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'gh'), `#!/bin/sh\necho "$*" >> "$CALLS"\n${gh}\n`, { mode: 0o755 });
  writeFileSync(
    join(folder, 'CHANGELOG.md'),
    '# Changelog\n\n## 1.2.0\n\nNew.\n\n## 1.1.0\n\nOld.\n',
  );
  writeFileSync(join(folder, 'calls'), '');
  const script = workflow.jobs[job]?.steps.find((step) => name.test(step.name ?? ''))?.run;
  if (script === undefined) throw new Error(`The job ${job} has no step ${name}.`);
  const { status, stdout } = spawnSync(
    'bash',
    ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script],
    {
      cwd: folder,
      encoding: 'utf8',
      env: {
        PATH: `${folder}:${process.env.PATH}`,
        CALLS: join(folder, 'calls'),
        GITHUB_REPOSITORY: 'octo/repo',
        GITHUB_SHA: 'c0ffee',
        ...env,
      },
    },
  );
  const calls = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  return {
    status,
    stdout,
    calls,
    file: (path: string) => readFileSync(join(folder, path), 'utf8'),
  };
}

const moveMajor = (tag: string, published: string[], refuses = 'false') =>
  runStep(
    'major',
    /Move the major tag/,
    `case "$1 $2" in "release list") printf '%s\\n' ${published.join(' ')} ;; *) ! ${refuses} ;; esac`,
    { TAG: tag },
  );

it('drafts a release with the notes of its version, once', () => {
  const env = { GITHUB_REF_NAME: 'v1.2.0' };
  const first = runStep('draft', /Draft the release/, '[ "$2" != view ]', env);
  expect(first.status).toBe(0);
  expect(first.calls.at(-1)).toBe(
    'release create v1.2.0 --draft --verify-tag --title v1.2.0 --notes-file notes.md',
  );
  expect(first.file('notes.md').trim()).toBe('New.');
  const again = runStep('draft', /Draft the release/, 'true', env);
  expect(again).toMatchObject({ status: 0, calls: ['release view v1.2.0'] });
});

it('moves the major tag to the highest version of its major', () => {
  const { status, calls } = moveMajor('v1.10.0', ['v1.9.1', 'v2.0.0', 'v1.10.0', 'v1.2.0']);
  expect(status).toBe(0);
  expect(calls.slice(1)).toEqual([
    'api --method PATCH repos/octo/repo/git/refs/tags/v1 -f sha=c0ffee -F force=true',
  ]);
});

it('leaves the major tag where it is for an older version', () => {
  const { status, stdout, calls } = moveMajor('v1.9.1', ['v1.9.1', 'v1.10.0']);
  expect(status).toBe(0);
  expect(stdout).toContain('v1 stays at v1.10.0');
  expect(calls).toHaveLength(1);
});

it('says where to read on when GitHub does not let the tag be moved', () => {
  const { status, stdout, calls } = moveMajor('v1.0.0', ['v1.0.0'], 'true');
  expect(status).toBe(1);
  expect(calls.at(-1)).toBe('api repos/octo/repo/git/refs -f ref=refs/tags/v1 -f sha=c0ffee');
  expect(stdout).toContain('::error::The tag v1 was not moved. CONTRIBUTING.md says');
});
