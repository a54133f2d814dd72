/** The demo, as a person starts it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { acts } from '../../../scripts/demo/story.ts';
import { copyOfProject, root } from '../../scripts/project.ts';

function demo(project: string, ...args: string[]) {
  const script = join(project, 'scripts', 'demo.ts');
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
}

const titles = acts.map(({ title }, index) => `${index + 1}  ${title}`);
const titlesIn = (text: string) => text.split('\n').filter((line) => titles.includes(line));

it('plays every act, in order, without colours, raw Markdown or a signing secret', () => {
  const { status, stdout } = demo(root);
  expect(status).toBe(0);
  expect(titlesIn(stdout)).toEqual(titles);
  expect(stdout).not.toMatch(/\u001b|<code>|&#\d|\| --- \||whsec_/);
  expect(stdout).toContain('payments-secret=***');
});

it('shows one act alone, and says which acts there are', () => {
  const { status, stdout } = demo(root, '--act', '2');
  expect(status).toBe(0);
  expect(titlesIn(stdout)).toEqual([titles[1]]);
  expect(demo(root, '--act', '8')).toMatchObject({ status: 1, stdout: 'There are acts 1 to 7.\n' });
});

it('fails when the bundle does something else', () => {
  const copy = copyOfProject();
  mkdirSync(join(copy, 'dist'));
  writeFileSync(join(copy, 'dist', 'index.js'), '');
  expect(demo(copy, '--act', '1').status).not.toBe(0);
});
