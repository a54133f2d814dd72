/** The steps of the release, as they stand in the workflow, with a `gh` that only notes what it is asked. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/folders.ts';
import { root } from './project.ts';

interface Workflow {
  jobs: Record<string, { steps: { name?: string; run?: string; shell?: string }[] }>;
}

const workflow = load(readFileSync(join(root, '.github', 'workflows', 'release.yml'), 'utf8')) as Workflow;

/** Runs a step's script as the runner does; `program` is the body of a shell script, for gh and npm. */
function runStep(job: string, name: RegExp, program: string, env: Record<string, string>) {
  const folder = temporaryFolder();
  const calls = join(folder, 'calls');
  for (const one of ['gh', 'npm', 'npx']) {
    writeFileSync(join(folder, one), `#!/bin/sh\necho "$*" >> "$CALLS"\n${program}\n`, { mode: 0o755 });
  }
  writeFileSync(join(folder, 'CHANGELOG.md'), '# Changelog\n\n## 1.2.0\n\nNew.\n\n## 1.1.0\n\nOld.\n');
  const step = workflow.jobs[job]?.steps.find((one) => name.test(one.name ?? ''));
  if (step?.run === undefined) throw new Error(`The job ${job} has no step ${name}.`);
  const pipefail = step.shell === 'bash' ? ['-o', 'pipefail'] : [];
  const { status, stdout } = spawnSync('bash', ['--noprofile', '--norc', '-e', ...pipefail, '-c', step.run], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: `${folder}:${process.env.PATH}`,
      CALLS: calls,
      GITHUB_REPOSITORY: 'octo/repo',
      GITHUB_SHA: 'c0ffee',
      ...env,
    },
  });
  return { status, stdout, calls: readFileSync(calls, 'utf8').trim().split('\n'), folder };
}

/** With these releases published, or none that can be listed, at a GitHub that may refuse to move a tag. */
function moveMajor(tag: string, published: string[], refuses = false) {
  const list = published.length === 0 ? 'exit 1' : `printf '%s\\n' ${published.join(' ')}`;
  const program = `case "$1 $2" in "release list") ${list} ;; *) ! ${refuses} ;; esac`;
  return runStep('major', /Move the major tag/, program, { TAG: tag });
}

it('drafts a release with the notes of its version, once', () => {
  const env = { GITHUB_REF_NAME: 'v1.2.0' };
  const first = runStep('draft', /Draft the release/, '[ "$2" != view ]', env);
  expect(first.status).toBe(0);
  expect(first.calls.at(-1)).toBe('release create v1.2.0 --draft --verify-tag --title v1.2.0 --notes-file notes.md');
  expect(readFileSync(join(first.folder, 'notes.md'), 'utf8').trim()).toBe('New.');
  const again = runStep('draft', /Draft the release/, 'true', env);
  expect(again).toMatchObject({ status: 0, calls: ['release view v1.2.0'] });
});

it('moves the major tag to the highest version of its major', () => {
  const { status, calls } = moveMajor('v1.10.0', ['v1.9.1', 'v2.0.0', 'v1.10.0', 'v1.2.0']);
  expect(status).toBe(0);
  expect(calls.slice(1)).toEqual(['api --method PATCH repos/octo/repo/git/refs/tags/v1 -f sha=c0ffee -F force=true']);
});

it('leaves the major tag where it is for an older version', () => {
  const { status, stdout, calls } = moveMajor('v1.9.1', ['v1.9.1', 'v1.10.0']);
  expect(status).toBe(0);
  expect(stdout).toContain('v1 stays at v1.10.0');
  expect(calls).toHaveLength(1);
});

it('says where to read on when GitHub does not let the tag be moved', () => {
  const { status, stdout, calls } = moveMajor('v1.0.0', ['v1.0.0'], true);
  expect(status).toBe(1);
  expect(calls.at(-1)).toBe('api repos/octo/repo/git/refs -f ref=refs/tags/v1 -f sha=c0ffee');
  expect(stdout).toContain('::error::The tag v1 was not moved. CONTRIBUTING.md says');
});

it('moves nothing when the releases could not be listed', () => {
  const { status, stdout, calls } = moveMajor('v1.0.0', []);
  expect(status).toBe(1);
  expect(calls).toHaveLength(1);
  expect(stdout).toContain('::error::The published releases of v1 could not be listed.');
});

it('publishes the command once, with provenance', () => {
  const env = { TAG: 'v1.2.0', PUBLIC: 'true' };
  const first = runStep('command', /Publish the command/, '[ "$1" != view ]', env);
  expect(first.status).toBe(0);
  expect(first.calls[0]).toBe('view conduit-webhooks@1.2.0 version');
  expect(first.calls[1]).toMatch(/ publish --access public --provenance=true$/);
  const again = runStep('command', /Publish the command/, 'echo 1.2.0', env);
  expect(again).toMatchObject({ status: 0, calls: ['view conduit-webhooks@1.2.0 version'] });
});
