/** What is generated: up to date. What a newer spec comes to is tried in e2e/newer-spec.test.ts. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withOwnName } from '../../scripts/generate/docs.ts';
import { copyOfProject, root } from './project.ts';

const generate = (project: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(project, 'scripts/generate.ts'), ...args], { encoding: 'utf8' });

it('what is committed is what the script makes', () => {
  expect(generate(root, '--check')).toMatchObject({ stdout: '', status: 0 });
});

it('a copy that is edited is out of date, and generated anew', () => {
  const copy = copyOfProject();
  const read = (path: string) => readFileSync(join(copy, path), 'utf8');
  const edit = (path: string, from: string | RegExp, to: string) =>
    writeFileSync(join(copy, path), read(path).replaceAll(from, to));

  // By hand, each file is missed by its name.
  const edited = ['schema/conduit-webhooks.schema.json', 'src/generated/manifest-validator.ts', 'README.md'];
  for (const path of edited) edit(path, /transaction.completed|`validate`/g, 'edited');
  const gone = 'src/generated/types.ts';
  rmSync(join(copy, gone));
  const { status, stdout } = generate(copy, '--check');
  const missed = [...stdout.matchAll(/^out of date: (.*)$/gm)].map(([, path]) => path);
  expect(missed.sort()).toEqual([...edited, gone].sort());
  expect(status).toBe(1);

  // A document that cannot be used is told in one line, and the advice works.
  const document = 'spec/conduit-2024-12-01.yaml';
  edit(document, 'Sandbox environment', 'sandbox test environment');
  expect(generate(copy)).toMatchObject({
    stdout: '',
    stderr: `${document}: #/servers: The environment "sandbox" (https://api.sandbox.conduit.financial) is now called "test". State and manifests use that name. If this is meant, delete src/generated/api.ts first.\n`,
    status: 1,
  });
  rmSync(join(copy, 'src/generated/api.ts'));
  // A new environment is at once among the options, and the name and version of this action in README and docs.
  const server = '  - url: https://api.antarctica.conduit.financial\n    description: Antarctica environment\n';
  edit(document, 'servers:\n', `servers:\n${server}`);
  edit('package.json', /"github:[^"]*"/g, '"github:octo-org/conduit-webhooks"');
  edit('package.json', /"version": "[^"]*"/g, '"version": "12.3.4"');
  expect(generate(copy)).toMatchObject({ stderr: '', status: 0 });
  expect(read('action.yml')).toContain('`antarctica`, ');
  expect(read(gone)).toContain('export interface Manifest ');
  const docs = read('README.md') + read('docs/behaviour.md');
  expect([...new Set(docs.match(/\S+\/conduit-webhooks[@/]v\d+/g))].sort()).toEqual([
    '$schema=https://raw.githubusercontent.com/octo-org/conduit-webhooks/v12',
    'octo-org/conduit-webhooks@v12',
  ]);
  expect(docs).toContain('actions/checkout@v7');
});

it('the repository must be called as the package', () => {
  const packageJson = JSON.stringify({
    name: 'conduit-webhooks',
    version: '1.0.0',
    repository: 'github:octo-org/other',
  });
  expect(() => withOwnName('', packageJson)).toThrow('"octo-org/other" is not called conduit-webhooks');
});
