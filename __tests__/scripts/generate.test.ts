/** What is generated from the spec: up to date, and all that a newer spec needs. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runAction } from '../../testing/runner/index.ts';
import { workspaceWith } from '../e2e/support.ts';
import { copyOfProject, root } from './project.ts';

const specFile = 'spec/conduit-2024-12-01.yaml';

const check = (project: string) =>
  spawnSync(process.execPath, [join(project, 'scripts/generate.ts'), '--check'], {
    encoding: 'utf8',
  });

const manifestWith = (event: string) =>
  `webhooks:\n  a:\n    url: https://hooks.example.com/a\n    events: [${event}]\n    status: enabled\n`;

describe('generated files', () => {
  it('are what the script makes', () => {
    expect(check(root).stdout).toBe('');
    expect(check(root).status).toBe(0);
  });

  it.each([
    'schema/conduit-webhooks.schema.json',
    'src/generated/api.ts',
    'src/generated/manifest-validator.ts',
    'README.md',
  ])('are missed when %s is edited by hand', (path) => {
    const copy = copyOfProject();
    const text = readFileSync(join(copy, path), 'utf8');
    writeFileSync(join(copy, path), text.replaceAll(/transaction.completed|`validate`/g, 'edited'));
    const { status, stdout } = check(copy);
    expect(stdout).toContain(`out of date: ${path}`);
    expect(status).toBe(1);
  });

  it('are missed when one is gone', () => {
    const copy = copyOfProject();
    rmSync(join(copy, 'src/generated/types.ts'));
    expect(check(copy).stdout).toContain('out of date: src/generated/types.ts');
  });
});

describe('the name of this action', () => {
  it('stands in package.json alone, and README and docs follow it', () => {
    const copy = copyOfProject();
    const packageFile = join(copy, 'package.json');
    const text = readFileSync(packageFile, 'utf8');
    writeFileSync(
      packageFile,
      text
        .replace(/"github:[^"]*"/, '"github:octo-org/conduit-webhooks"')
        .replace(/"version": "[^"]*"/, '"version": "12.3.4"'),
    );
    execFileSync(process.execPath, [join(copy, 'scripts/generate.ts')]);
    const docs = ['README.md', 'docs/behaviour.md'].map((path) =>
      readFileSync(join(copy, path), 'utf8'),
    );
    const uses = docs.join('').match(/\S+\/conduit-webhooks[@/]v\d+/g);
    expect([...new Set(uses)].sort()).toEqual([
      '$schema=https://raw.githubusercontent.com/octo-org/conduit-webhooks/v12',
      'octo-org/conduit-webhooks@v12',
    ]);
    expect(docs.join('')).toContain('actions/checkout@v7');
  });

  it('is that of its repository', () => {
    const copy = copyOfProject();
    const packageFile = join(copy, 'package.json');
    const text = readFileSync(packageFile, 'utf8');
    writeFileSync(packageFile, text.replace(/"github:[^"]*"/, '"github:octo-org/other"'));
    expect(check(copy).stderr).toContain('"octo-org/other" is not called conduit-webhooks');
  });
});

describe('a newer spec', () => {
  it('changes what is valid, with no other edit', async () => {
    const copy = copyOfProject();
    const spec = readFileSync(join(copy, specFile), 'utf8')
      .replaceAll('2024-12-01', '2025-06-01')
      .replaceAll(/^( +)- transaction\.created$/gm, '$1- transaction.created\n$1- refund.issued')
      .replaceAll(/^ +- counterparty\.deleted\n/gm, '');
    writeFileSync(join(copy, 'spec/conduit-2025-06-01.yaml'), spec);
    execFileSync(process.execPath, [join(copy, 'scripts/generate.ts')]);

    const run = (event: string, main: string) =>
      runAction({ workspace: workspaceWith(manifestWith(event)), main });
    const newer = join(copy, 'src/index.ts');
    const older = join(root, 'src/index.ts');
    expect((await run('refund.issued', older)).outputs.valid).toBe('false');
    expect((await run('refund.issued', newer)).outputs.valid).toBe('true');
    expect((await run('refund.*', newer)).outputs.valid).toBe('true');
    expect((await run('counterparty.deleted', older)).outputs.valid).toBe('true');
    const gone = await run('counterparty.deleted', newer);
    expect(gone.outputs.valid).toBe('false');
    expect(gone.annotations[0]?.message).toContain('is not an event of API version 2025-06-01');
  });
});
