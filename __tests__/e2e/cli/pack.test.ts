/** What is published: packed, installed into an empty folder without a network, and run there. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../testing/folders.ts';
import { manifestFor, manifestOf, manifestPath } from '../../../testing/manifests.ts';
import { workspaceWith } from '../../../testing/temporary.ts';
import { bundle, runCommand, runProgram } from './support.ts';

const root = join(import.meta.dirname, '..', '..', '..');

interface Packed {
  filename: string;
  size: number;
  unpackedSize: number;
  files: { path: string }[];
}

let folder: string;
let packed: Packed;
let modules: string;
let command: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'conduit-webhooks-test-'));
  const npm = (args: string[], where: string) => {
    const env = { HOME: folder };
    const result = runProgram('npm', [...args, '--offline', '--ignore-scripts'], where, { env });
    if (result.code !== 0) throw new Error(result.complaints);
    return result.out;
  };
  [packed] = JSON.parse(npm(['pack', '--json', '--pack-destination', folder], root));
  npm(['install', '--prefix', join(folder, 'empty'), join(folder, packed.filename)], folder);
  modules = join(folder, 'empty', 'node_modules');
  command = join(modules, '.bin', 'conduit-webhooks');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the package is small, has the command, its licences and the schemas, and brings no other package', () => {
  const paths = packed.files.map(({ path }) => path.replace(/^dist\/cli\/(?!index\.)\w+\.js$/, 'dist/cli/PART.js'));
  expect([...new Set(paths)].sort()).toEqual([
    'LICENSE',
    'README.md',
    'dist/cli/PART.js',
    'dist/cli/index.js',
    'dist/cli/package.json',
    'dist/licenses.txt',
    'package.json',
    'schema/command-report.schema.json',
    'schema/conduit-webhooks.schema.json',
  ]);
  expect(packed.size).toBeLessThan(150_000);
  expect(packed.unpackedSize).toBeLessThan(600_000);
  expect(readdirSync(modules).filter((name) => !name.startsWith('.'))).toEqual(['conduit-webhooks']);
  const description = JSON.parse(readFileSync(join(modules, 'conduit-webhooks', 'package.json'), 'utf8'));
  for (const kind of ['dependencies', 'optionalDependencies', 'peerDependencies']) {
    expect(description).not.toHaveProperty(kind);
  }
});

test('the command is a program, as pre-commit starts it, and loads no more for validate than is needed', () => {
  const { mode, size } = statSync(join(bundle, 'index.js'));
  expect(mode & 0o111).toBe(0o111);
  expect(size).toBeLessThan(250_000);
  const main = readFileSync(join(bundle, 'index.js'), 'utf8');
  expect(main).toMatch(/^#!\/usr\/bin\/env node\n/);
  const others = readdirSync(bundle).filter((name) => /^(?!index\.)\w+\.js$/.test(name));
  const rest = others.map((name) => readFileSync(join(bundle, name), 'utf8')).join('');
  for (const part of ['add-mask', 'ls-remote']) {
    expect(main).not.toContain(part);
    expect(rest).toContain(part);
  }
});

const misspelt = manifestFor({ payments: { events: ['transaction.complete'] } });

describe('the installed command', () => {
  test('says what is wrong, without colours where there is no terminal', () => {
    const { code, out, complaints } = runProgram(command, ['validate'], workspaceWith(misspelt));
    expect({ code, complaints }).toEqual({ code: 1, complaints: '' });
    expect(out).toContain(`${manifestPath}:4:14: error: webhooks.payments.events[0]:`);
    expect(out).not.toContain('\u001b');
  });

  test('reads no more of standard input than it needs', () => {
    expect(runProgram(command, ['validate', '-'], folder, { input: manifestOf('payments') }).code).toBe(0);
    const long = Buffer.alloc(9 * 1024 * 1024, '# a comment\n');
    expect(runProgram(command, ['validate', '-'], folder, { input: long }).out).toContain('The limit is 1 MiB.');
  });

  test('prints as the action does for GitHub, and writes the job summary', () => {
    const summary = join(temporaryFolder(), 'summary.md');
    writeFileSync(summary, '');
    const env = { GITHUB_STEP_SUMMARY: summary };
    const { code, out } = runProgram(command, ['validate', '--format', 'github'], workspaceWith(misspelt), { env });
    expect(code).toBe(1);
    expect(out).toContain(`::error title=Conduit webhooks,file=${manifestPath},line=4,endLine=4,col=14,endColumn=34::`);
    expect(readFileSync(summary, 'utf8')).toContain('| ✗ error | 4:14 |');
  });

  test('makes a plan', () => {
    const args = ['plan', '--environment', 'sandbox', '--state', 'file:state.json'];
    const { code, out, complaints } = runProgram(command, args, workspaceWith(manifestOf('payments')));
    expect({ code, complaints }).toEqual({ code: 0, complaints: '' });
    expect(out).toContain('Plan for sandbox: 1 to create.');
  });

  test('says why it does not register', () => {
    expect(runProgram(command, ['register'], folder)).toEqual({
      code: 2,
      out: '',
      complaints: expect.stringContaining('The GitHub Action does'),
    });
  });

  test('ends quietly when its reader has read enough', () => {
    const events = Array.from({ length: 1000 }, (_, index) => `no.event${index}`);
    const workspace = workspaceWith(manifestFor({ payments: { events } }));
    const { out, complaints } = runProgram('bash', ['-c', `'${command}' validate | head -n 1`], workspace);
    expect(out.split('\n')).toHaveLength(2);
    expect(complaints).toBe('');
  });

  // The pseudo-terminal is that of util-linux.
  test.runIf(process.platform === 'linux')('has colours at a terminal, unless NO_COLOR is set', () => {
    const args = ['--quiet', '--return', '--command', `'${command}' validate`, '/dev/null'];
    const inTerminal = (env: Record<string, string>) =>
      runProgram('script', args, workspaceWith(misspelt), { env: { TERM: 'xterm-256color', ...env } });
    expect(inTerminal({})).toMatchObject({ code: 1, out: expect.stringContaining('\u001b[31merror:\u001b[39m') });
    const { code, out } = inTerminal({ NO_COLOR: '1' });
    expect(code).toBe(1);
    expect(out).toContain('error: webhooks.payments.events[0]');
    expect(out).not.toContain('\u001b');
  });
});

test('the command takes Node.js 22.13 or newer, and says so to an older one', () => {
  const preload = join(temporaryFolder(), 'older.cjs');
  writeFileSync(
    preload,
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.12.0' } });",
  );
  const env = { NODE_OPTIONS: `-r ${preload}` };
  expect(runCommand(['validate'], workspaceWith(manifestOf('payments')), { env })).toEqual({
    code: 2,
    out: '',
    complaints: 'conduit-webhooks: Node.js 22.12.0 is too old. Use Node.js 22.13 or newer.\n',
  });
});
