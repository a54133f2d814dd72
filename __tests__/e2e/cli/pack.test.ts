/** What is published: packed, installed into an empty folder without a network, and run there. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { manifestFor, manifestOf, manifestPath, writeManifest } from '../../../testing/manifests.ts';
import { temporaryFolder, workspaceWith } from '../support.ts';
import { bundle, runCommand, runProgram } from './support.ts';

const root = join(import.meta.dirname, '..', '..', '..');

interface Packed {
  filename: string;
  size: number;
  unpackedSize: number;
  files: { path: string; mode: number }[];
}

let folder: string;
let packed: Packed;
let installed: string;
let command: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'conduit-webhooks-test-'));
  const npm = (args: string[], where: string) => {
    const result = runProgram('npm', [...args, '--offline', '--ignore-scripts'], where, {
      env: { HOME: folder },
    });
    if (result.code !== 0) throw new Error(result.complaints);
    return result.out;
  };
  [packed] = JSON.parse(npm(['pack', '--json', '--pack-destination', folder], root));
  installed = join(folder, 'empty');
  npm(['install', '--prefix', installed, join(folder, packed.filename)], folder);
  command = join(installed, 'node_modules', '.bin', 'conduit-webhooks');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  test('has the command, its licences and the schemas, and nothing else', () => {
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
  });

  test('is small', () => {
    expect(packed.size).toBeLessThan(150_000);
    expect(packed.unpackedSize).toBeLessThan(600_000);
  });

  test('brings no other package', () => {
    const modules = join(installed, 'node_modules');
    expect(readdirSync(modules).filter((name) => !name.startsWith('.'))).toEqual(['conduit-webhooks']);
    const description = readFileSync(join(modules, 'conduit-webhooks', 'package.json'), 'utf8');
    for (const kind of ['dependencies', 'optionalDependencies', 'peerDependencies']) {
      expect(JSON.parse(description)).not.toHaveProperty(kind);
    }
  });

  test('loads no more for validate than is needed', () => {
    const main = readFileSync(join(bundle, 'index.js'), 'utf8');
    expect(statSync(join(bundle, 'index.js')).size).toBeLessThan(250_000);
    for (const part of ['add-mask', 'ls-remote']) expect(main).not.toContain(part);
    const others = readdirSync(bundle).filter((name) => /^(?!index\.)\w+\.js$/.test(name));
    const rest = others.map((name) => readFileSync(join(bundle, name), 'utf8')).join('');
    for (const part of ['add-mask', 'ls-remote']) expect(rest).toContain(part);
  });

  test('can be started as a program, as pre-commit does', () => {
    expect(statSync(join(bundle, 'index.js')).mode & 0o111).toBe(0o111);
    expect(readFileSync(join(bundle, 'index.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });
});

describe('the installed command', () => {
  const misspelt = manifestFor({ payments: { events: ['transaction.complete'] } });

  test('says that all is well', () => {
    const result = runProgram(command, ['validate'], workspaceWith(manifestOf('payments')));
    expect(result).toEqual({
      code: 0,
      out: `✓ ${manifestPath} is valid for sandbox and live.\n`,
      complaints: '',
    });
  });

  test('says what is wrong, without colours where there is no terminal', () => {
    const { code, out, complaints } = runProgram(command, ['validate'], workspaceWith(misspelt));
    expect({ code, complaints }).toEqual({ code: 1, complaints: '' });
    expect(out).toContain(`${manifestPath}:4:14: error: webhooks.payments.events[0]:`);
    expect(out).not.toContain('\u001b');
  });

  test('reads standard input', () => {
    const result = runProgram(command, ['validate', '-'], folder, { input: misspelt });
    expect(result.code).toBe(1);
    expect(result.out).toMatch(/^<stdin>:4:14: error: /);
    const long = Buffer.alloc(9 * 1024 * 1024, '# a comment\n');
    expect(runProgram(command, ['validate', '-'], folder, { input: long }).out).toContain('The limit is 1 MiB.');
  });

  test('prints as the action does for GitHub, and writes the job summary', () => {
    const summary = join(temporaryFolder(), 'summary.md');
    writeFileSync(summary, '');
    const { code, out } = runProgram(command, ['validate', '--format', 'github'], workspaceWith(misspelt), {
      env: { GITHUB_STEP_SUMMARY: summary },
    });
    expect(code).toBe(1);
    expect(out).toContain(`::error title=Conduit webhooks,file=${manifestPath},line=4,endLine=4,col=14,endColumn=34::`);
    expect(readFileSync(summary, 'utf8')).toContain('| ✗ error | 4:14 |');
  });

  test('makes a plan', () => {
    const workspace = workspaceWith(manifestOf('payments'));
    const args = ['plan', '--environment', 'sandbox', '--state', 'file:state.json'];
    const { code, out, complaints } = runProgram(command, args, workspace);
    expect({ code, complaints }).toEqual({ code: 0, complaints: '' });
    expect(out).toContain('Plan for sandbox: 1 to create.');
  });

  test('shows help and version, and says why it does not register', () => {
    expect(runProgram(command, ['--help'], folder).out).toMatch(/^Usage: conduit-webhooks COMMAND/);
    expect(runProgram(command, ['--version'], folder).out).toBe('1.0.0\n');
    const register = runProgram(command, ['register'], folder);
    expect(register).toMatchObject({ code: 2, out: '' });
    expect(register.complaints).toContain('The GitHub Action does');
  });

  test('ends quietly when its reader has read enough', () => {
    const events = Array.from({ length: 1000 }, (_, index) => `no.event${index}`);
    const workspace = workspaceWith(manifestFor({ payments: { events } }));
    const shell = `'${command}' validate | head -n 1`;
    const { out, complaints } = runProgram('bash', ['-c', shell], workspace);
    expect(out.split('\n')).toHaveLength(2);
    expect(complaints).toBe('');
  });
});

// The pseudo-terminal is that of util-linux.
describe.runIf(process.platform === 'linux')('at a terminal', () => {
  const inTerminal = (env: Record<string, string> = {}) => {
    const workspace = temporaryFolder();
    writeManifest(workspace, manifestFor({ payments: { status: 'on' } }));
    const args = ['--quiet', '--return', '--command', `'${command}' validate`, '/dev/null'];
    return runProgram('script', args, workspace, { env: { TERM: 'xterm-256color', ...env } });
  };

  test('there are colours', () => {
    const { code, out } = inTerminal();
    expect(code).toBe(1);
    expect(out).toContain('\u001b[31merror:\u001b[39m');
  });

  test.each([
    ['NO_COLOR', { NO_COLOR: '1' }],
    ['a terminal without colours', { TERM: 'dumb' }],
  ])('there are none with %s', (_, env) => {
    const { code, out } = inTerminal(env);
    expect(code).toBe(1);
    expect(out).toContain('error: webhooks.payments.status');
    expect(out).not.toContain('\u001b');
  });
});

test('the command takes Node.js 22.13 or newer, and says so to an older one', () => {
  const workspace = workspaceWith(manifestOf('payments'));
  const preload = join(temporaryFolder(), 'older.cjs');
  writeFileSync(
    preload,
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.12.0' } });",
  );
  expect(runCommand(['validate'], workspace, { env: { NODE_OPTIONS: `-r ${preload}` } })).toEqual({
    code: 2,
    out: '',
    complaints: 'conduit-webhooks: Node.js 22.12.0 is too old. Use Node.js 22.13 or newer.\n',
  });
});
