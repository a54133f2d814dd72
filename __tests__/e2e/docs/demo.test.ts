/** The demo, as a person starts it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { acts } from '../../../scripts/demo/story.ts';
import { copyOfProject, root } from '../../scripts/project.ts';

function demo(project: string, ...args: string[]) {
  const script = join(project, 'scripts', 'demo.ts');
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
}

const titles = acts.map(({ title }, index) => `${index + 1}  ${title}`);

describe('the demo', () => {
  let whole: ReturnType<typeof demo>;
  beforeAll(() => {
    whole = demo(root);
  });

  it('plays every act, in order, to a good end', () => {
    expect(whole.status).toBe(0);
    expect(whole.stdout.split('\n').filter((line) => titles.includes(line))).toEqual(titles);
  });

  it('shows no colours where there is no terminal, no raw Markdown and no signing secret', () => {
    expect(whole.stdout).not.toMatch(/\u001b|<code>|&#\d|\| --- \||whsec_/);
    expect(whole.stdout).toContain('payments-secret=***');
  });

  it('shows one act alone', () => {
    const { status, stdout } = demo(root, '--act', '3');
    expect(status).toBe(0);
    expect(stdout.split('\n').filter((line) => titles.includes(line))).toEqual([titles[2]]);
  });

  it('says which acts there are', () => {
    const { status, stdout } = demo(root, '--act', '8');
    expect(status).toBe(1);
    expect(stdout).toBe('There are acts 1 to 7.\n');
  });

  it('fails when the bundle does something else', () => {
    const copy = copyOfProject();
    mkdirSync(join(copy, 'dist'));
    writeFileSync(join(copy, 'dist', 'index.js'), '');
    expect(demo(copy, '--act', '1').status).not.toBe(0);
  });
});
