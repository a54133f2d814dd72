/** What docs/command.md and docs/other-ci.md show is done as it stands there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../testing/folders.ts';
import { emptyRepository, gitOn } from '../../../testing/git.ts';
import { manifestFor, manifestOf, manifestPath } from '../../../testing/manifests.ts';
import { fencedBlocks } from '../../../testing/markdown.ts';
import { workspaceWith } from '../../../testing/temporary.ts';
import { bundle, runCommand, runProgram } from './support.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const page = read('docs/command.md');
const ciBlocks = fencedBlocks(read('docs/other-ci.md'));

const misspelt = manifestFor({ payments: { events: ['transaction.complete'] } });

/** A checkout with `manifest`, and an `npx` that finds the command without a registry. */
function project(manifest: string) {
  const folder = workspaceWith(manifest);
  gitOn(folder, 'init', '--quiet');
  gitOn(folder, 'remote', 'add', 'origin', `file://${emptyRepository(temporaryFolder())}`);
  const programs = temporaryFolder();
  const npx = `#!/bin/sh
while [ "$1" != "\${1#-}" ]; do shift; done
[ "$1" = conduit-webhooks@1 ] || exit 9
shift
exec '${process.execPath}' '${join(bundle, 'index.js')}' "$@"
`;
  writeFileSync(join(programs, 'npx'), npx, { mode: 0o755 });
  const env = { PATH: `${programs}:${process.env.PATH}` };
  /** Runs lines one by one, as CI services do, until one fails. */
  const runLines = (...lines: string[]) => runProgram('sh', ['-e', '-c', lines.join('\n')], folder, { env });
  return { folder, runLines };
}

const good = manifestOf('payments');

describe('docs/command.md', () => {
  const block = (language: string) => fencedBlocks(page).find((one) => one.language === language)?.text ?? '';

  test('shows commands that run', () => {
    const lines = block('sh').trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    const { code, out, complaints } = project(good).runLines(...lines);
    expect({ code, complaints }).toEqual({ code: 0, complaints: '' });
    expect(out).toContain('Plan for sandbox: 1 to create.');
  });

  test('shows what is printed, for people and for programs', () => {
    const folder = workspaceWith(misspelt);
    expect(runCommand(['validate'], folder).out).toBe(block('text'));
    const { out } = runCommand(['validate', '--environment', 'live', '--format', 'json'], folder);
    expect(JSON.parse(out)).toEqual(JSON.parse(block('json')));
    const schema = JSON.parse(read('schema/command-report.schema.json'));
    expect(new Ajv().validate(schema, JSON.parse(block('json')))).toBe(true);
  });
});

describe('docs/other-ci.md', () => {
  /** The configuration under a heading, which is what `T` says where the test looks. */
  const configUnder = <T>(heading: string) => load(ciBlocks.find((one) => one.heading === heading)?.text ?? '') as T;

  test('GitLab CI: the job fails with what is wrong in its log, and has a report', () => {
    interface Config {
      'conduit-webhooks': { script: string[]; artifacts: { reports: { codequality: string } } };
    }
    const { script, artifacts } = configUnder<Config>('GitLab CI')['conduit-webhooks'];
    expect(project(good).runLines(...script)).toMatchObject({ code: 0, complaints: '' });
    const { folder, runLines } = project(misspelt);
    const { code, out } = runLines(...script);
    expect(code).toBe(1);
    expect(out).toContain('Did you mean "transaction.completed"?');
    const report = JSON.parse(readFileSync(join(folder, artifacts.reports.codequality), 'utf8'));
    expect(report).toMatchObject([{ location: { path: manifestPath, lines: { begin: 4 } } }]);
  });

  test('CircleCI: the steps validate, and plan upon the checkout', () => {
    interface Config {
      jobs: { 'conduit-webhooks': { steps: (string | { run: string })[] } };
    }
    const { steps } = configUnder<Config>('CircleCI').jobs['conduit-webhooks'];
    const lines = steps.flatMap((step) => (typeof step === 'string' ? [] : step.run));
    const { code, out } = project(good).runLines(...lines);
    expect(code).toBe(0);
    expect(out).toContain('Plan for sandbox: 1 to create.');
    expect(project(misspelt).runLines(...lines).code).toBe(1);
  });

  test('lefthook: the staged manifest is checked', () => {
    interface Config {
      'pre-commit': { commands: { 'conduit-webhooks': { run: string } } };
    }
    const { run } = configUnder<Config>('lefthook')['pre-commit'].commands['conduit-webhooks'];
    const line = run.replace('{staged_files}', manifestPath);
    expect(project(good).runLines(line).code).toBe(0);
    expect(project(misspelt).runLines(line).code).toBe(1);
  });

  test('pre-commit: the hook runs a file that is there, upon the manifest alone', () => {
    interface Config {
      repos: { hooks: { id: string }[] }[];
    }
    const [hook] = load(read('.pre-commit-hooks.yaml')) as Record<'id' | 'entry' | 'language' | 'files', string>[];
    expect(configUnder<Config>('pre-commit').repos[0]?.hooks).toEqual([{ id: hook?.id }]);
    expect(hook?.language).toBe('script');
    const files = new RegExp(hook?.files ?? '');
    const paths = [manifestPath, '.github/conduit-webhooks.yaml'];
    const others = ['.github/workflows/webhooks.yml', 'docs/.github/conduit-webhooks.yml'];
    expect([...paths, ...others].filter((path) => files.test(path))).toEqual(paths);
    // pre-commit runs the file of its clone, in the repository, with the staged paths.
    const [program = '', ...args] = hook?.entry.split(' ') ?? [];
    const commit = (text: string) => runProgram(join(root, program), [...args, manifestPath], workspaceWith(text)).code;
    expect(commit(good)).toBe(0);
    expect(commit(misspelt)).toBe(1);
  });
});
