/** Whatever stops a run is in the log, in an annotation and in the job summary: what no kept page shows (pages/). */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { manifestPath } from '../../testing/manifests.ts';
import { errorsOf, project } from '../../testing/project.ts';
import type { RunOptions } from '../../testing/runner/index.ts';
import { ownLines, summaryText } from './api/helpers.ts';

interface Stop {
  run: Partial<RunOptions>;
  says: RegExp;
}

const fault = `Array.prototype.toSorted = () => { throw new TypeError('::error::a bug'); };`;
const faulty = `--import=data:text/javascript,${encodeURIComponent(fault)}`;

const stops: Record<string, Stop> = {
  'no repository': {
    run: { inputs: { state: 'git' }, env: { GITHUB_SERVER_URL: 'file:///nonexistent' } },
    says: /The state \(refs.*\) could not be read/,
  },
  'no output file': {
    run: { env: { GITHUB_OUTPUT: '/nonexistent/output' } },
    says: /The step outputs cannot be written/,
  },
  'an error of our own': {
    run: { env: { NODE_OPTIONS: faulty, RUNNER_DEBUG: '1' } },
    says: /error of its own, TypeError\. Nothing was created at Conduit\./,
  },
};

it.each(Object.entries(stops))('%s is shown wherever a person looks', async (name, { run, says }) => {
  const here = await project();
  const result = await here.register({ payments: {} }, run);
  expect(result).toMatchObject({ exitCode: 1, conclusion: 'failure' });
  expect(errorsOf(result)).toMatch(says);
  const printed = ownLines(result).filter((line) => /^[✗?] /.test(line));
  expect(printed.join('\n')).toMatch(says);
  expect(summaryText(result)).toMatch(says);
  expect(here.server.requests).toHaveLength(0);
  if (name !== 'an error of our own') return;
  expect(result.log).toMatch(/^##\[debug\]state\.read: done, \d+ ms$/m);
  expect(result.log).toMatch(/^ {4}at .*dist\/.*:\d+:\d+/m);
  expect(result.stdout.toString()).not.toContain('a bug');
  expect(errorsOf(result)).toMatch(/Report it.*https:.*\/issues\b/);
});

it('a second manifest in a folder of its own is an error also where there is no git repository', async () => {
  const here = await project();
  expect((await here.register({ payments: {} })).exitCode).toBe(0);
  const manifest = 'hooks/webhooks.yml';
  mkdirSync(join(here.workspace, 'hooks'));
  copyFileSync(join(here.workspace, manifestPath), join(here.workspace, manifest));
  const result = await here.register({ payments: {} }, { inputs: { manifest } });
  expect(errorsOf(result)).toContain(`${manifestPath}, which is still in the repository and declares webhooks`);
});
