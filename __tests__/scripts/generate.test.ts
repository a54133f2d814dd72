/** What is generated: up to date. All that a newer spec needs is tried through the bundle, in e2e/newer-spec.test.ts. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyOfProject, root } from './project.ts';

const check = (project: string) =>
  spawnSync(process.execPath, [join(project, 'scripts/generate.ts'), '--check'], {
    encoding: 'utf8',
  });

describe('generated files', () => {
  it('are what the script makes', () => {
    expect(check(root)).toMatchObject({ stdout: '', status: 0 });
  });

  it('are missed when they are edited by hand or gone, each by its name', () => {
    const copy = copyOfProject();
    const edited = [
      'schema/conduit-webhooks.schema.json',
      'src/generated/api.ts',
      'src/generated/manifest-validator.ts',
      'README.md',
    ];
    for (const path of edited) {
      const text = readFileSync(join(copy, path), 'utf8');
      const other = text.replaceAll(/transaction.completed|`validate`/g, 'edited');
      writeFileSync(join(copy, path), other);
    }
    const gone = 'src/generated/types.ts';
    rmSync(join(copy, gone));
    const { status, stdout } = check(copy);
    const missed = [...stdout.matchAll(/^out of date: (.*)$/gm)].map(([, path]) => path);
    expect(missed.sort()).toEqual([...edited, gone].sort());
    expect(status).toBe(1);
  });
});

describe('a document that cannot be used', () => {
  it('is told in one line, nothing is written, and the advice works', () => {
    const copy = copyOfProject();
    const file = join(copy, 'spec/conduit-2024-12-01.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('Sandbox environment', 'sandbox test environment'));
    const before = check(copy);
    expect(before).toMatchObject({ stdout: '', status: 1 });
    expect(before.stderr).toBe(
      'spec/conduit-2024-12-01.yaml: #/servers: The environment "sandbox" (https://api.sandbox.conduit.financial) is now called "test". State and manifests use that name. If this is meant, delete src/generated/api.ts first.\n',
    );
    rmSync(join(copy, 'src/generated/api.ts'));
    // An environment that is new is at once among the options.
    const server = 'servers:\n  - url: https://api.staging.conduit.financial\n    description: Staging environment\n';
    writeFileSync(file, readFileSync(file, 'utf8').replace('servers:\n', server));
    execFileSync(process.execPath, [join(copy, 'scripts/generate.ts')]);
    expect(readFileSync(join(copy, 'action.yml'), 'utf8')).toContain('`staging`');
    expect(check(copy)).toMatchObject({ stdout: '', status: 0 });
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
    const docs = ['README.md', 'docs/behaviour.md'].map((path) => readFileSync(join(copy, path), 'utf8'));
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
