import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isInside, readManifest } from '../../src/manifest/file.ts';
import { loadManifest } from '../../src/manifest/manifest.ts';

const valid = 'webhooks: {}\n';
const limit = 1024 * 1024;
let parent: string;
let workspace: string;

beforeAll(() => {
  parent = realpathSync(mkdtempSync(join(tmpdir(), 'manifest-')));
  workspace = join(parent, 'workspace');
  mkdirSync(join(workspace, '.github'), { recursive: true });
  mkdirSync(join(parent, 'workspace-of-another'));
  write('.github/hooks.yml', valid);
  write('../outside.yml', valid);
  write('../workspace-of-another/hooks.yml', valid);
});

afterAll(() => rmSync(parent, { recursive: true }));

function write(path: string, content: string | Uint8Array): string {
  writeFileSync(join(workspace, path), content);
  return path;
}

function link(target: string, path: string): string {
  symlinkSync(target, join(workspace, path));
  return path;
}

function refusal(path: string): string {
  const file = readManifest(workspace, path);
  if (file.ok) throw new Error(`${path} was read`);
  return file.message;
}

describe('readManifest reads', () => {
  it.each([['.github/hooks.yml'], ['./.github/../.github/hooks.yml'], ['.github//hooks.yml']])('%s', (path) => {
    expect(readManifest(workspace, path)).toMatchObject({
      ok: true,
      path: '.github/hooks.yml',
      text: valid,
    });
  });

  it('an absolute path inside the workspace, and shows it as relative', () => {
    expect(readManifest(workspace, join(workspace, '.github/hooks.yml'))).toMatchObject({
      ok: true,
      path: '.github/hooks.yml',
      text: valid,
    });
  });

  it('a workspace that is reached through a symlink, by either of its paths', () => {
    const alias = join(parent, 'alias');
    symlinkSync(workspace, alias);
    for (const folder of [alias, workspace]) {
      expect(readManifest(alias, join(folder, '.github/hooks.yml'))).toMatchObject({
        ok: true,
        path: '.github/hooks.yml',
        text: valid,
      });
    }
  });

  it('a file below a symlink to a folder in the workspace, under the name that was asked for', () => {
    link('.github', 'linked-folder');
    const path = 'linked-folder/hooks.yml';
    expect(readManifest(workspace, path)).toMatchObject({ ok: true, path, text: valid });
  });

  it('a name that begins with two dots', () => {
    expect(readManifest(workspace, write('..hooks.yml', valid)).ok).toBe(true);
  });

  it('a name with blanks, a colon and letters of other scripts', () => {
    expect(readManifest(workspace, write('наши hooks: 1.yml', valid)).ok).toBe(true);
  });

  it('UTF-8 without its byte order mark', () => {
    const path = write('bom.yml', `\uFEFF${valid}`);
    expect(readManifest(workspace, path)).toMatchObject({ ok: true, path, text: valid });
  });

  it('a file, and leaves none open', () => {
    const open = () => readdirSync('/proc/self/fd').length;
    const before = open();
    for (const path of ['.github/hooks.yml', '.github']) readManifest(workspace, path);
    expect(open()).toBe(before);
  });

  it('an empty file', () => {
    const path = write('empty.yml', '');
    expect(readManifest(workspace, path)).toMatchObject({ ok: true, path, text: '' });
  });

  it('1 MiB exactly, and not one byte more', () => {
    const path = write('large.yml', Buffer.alloc(limit, '#'));
    const file = readManifest(workspace, path);
    expect(file.ok && file.text.length).toBe(limit);
    write('large.yml', Buffer.alloc(limit + 1, '#'));
    expect(refusal(path)).toBe('The manifest is 1048577 bytes. The limit is 1 MiB.');
  });
});

describe('readManifest refuses', () => {
  const missing = 'The manifest does not exist. Check its path.';

  it('a file that is not there', () => {
    expect(refusal('missing.yml')).toBe(missing);
    expect(refusal('no/such/folder.yml')).toBe(missing);
    expect(refusal('.github/hooks.yml/below-a-file.yml')).toBe(missing);
  });

  it('a file in a workspace that is not there', () => {
    const file = readManifest(join(parent, 'nothing'), 'hooks.yml');
    expect(file).toMatchObject({ ok: false, path: 'hooks.yml', message: missing });
  });

  it.each(['.github', '.', ''])('the folder "%s"', (path) => {
    expect(refusal(path)).toBe('The manifest is a folder. It must be a regular file.');
  });

  it.each([
    '..',
    '../outside.yml',
    '.github/../../outside.yml',
    '../workspace-of-another/hooks.yml',
    '/etc/hostname',
    '../missing.yml',
  ])('%s, outside the workspace, whether it is there or not', (path) => {
    expect(refusal(path)).toBe('The manifest is outside the workspace. Give a path inside it.');
  });

  it('an absolute path outside the workspace', () => {
    expect(refusal(join(parent, 'outside.yml'))).toBe('The manifest is outside the workspace. Give a path inside it.');
  });

  it('a symlink, wherever it leads: what it leads to may be a secret', () => {
    const message = 'The manifest is a symlink. Use the path of the file itself.';
    expect(refusal(link('../outside.yml', 'out.yml'))).toBe(message);
    expect(refusal(link('.github/hooks.yml', 'inside.yml'))).toBe(message);
    expect(refusal(link('gone.yml', 'broken.yml'))).toBe(message);
    expect(refusal(link('loop.yml', 'loop.yml'))).toBe(message);
  });

  it('a file below a symlink to a folder outside the workspace', () => {
    link('../workspace-of-another', 'folder');
    expect(refusal('folder/hooks.yml')).toBe(
      "The manifest's folder is a symlink that leads outside the workspace. Use a real folder.",
    );
  });

  it('a file that is there under its other extension, which it suggests', () => {
    write('twin.yaml', valid);
    write('other.yml', valid);
    const meant = (name: string) => `The manifest does not exist. Did you mean "${name}", in the same folder?`;
    expect(refusal('twin.yml')).toBe(meant('twin.yaml'));
    expect(refusal('other.yaml')).toBe(meant('other.yml'));
    expect(refusal('twin.json')).toBe(missing);
  });

  it('a file that is there in a checkout below, which it suggests', () => {
    mkdirSync(join(workspace, 'app/only-there'), { recursive: true });
    write('app/only-there/hooks.yml', valid);
    expect(refusal('only-there/hooks.yml')).toBe(
      'The manifest does not exist. Did you mean "app/only-there/hooks.yml"?',
    );
  });

  it('a FIFO, without waiting for a writer', () => {
    execFileSync('mkfifo', [join(workspace, 'fifo.yml')]);
    expect(refusal('fifo.yml')).toBe('The manifest is not a regular file.');
  });

  it('a path with a NUL character', () => {
    expect(refusal('hooks.yml\0.png')).toBe('The path of the manifest has a NUL character.');
  });

  it('a path that is too long for the file system', () => {
    expect(refusal('a'.repeat(5000))).toBe('The manifest cannot be read (ENAMETOOLONG).');
  });

  it.each([
    ['in the first byte', [0xff], ''],
    ['after text', [...Buffer.from('webhooks:\n  pay'), 0xe4, 0x6d], 'webhooks:\n  pay'],
    ['after an emoji', [...Buffer.from('# 💥 é '), 0xc0, 0x80], '# 💥 é '],
    ['after a U+FFFD that is written as one', [...Buffer.from('# \uFFFD '), 0x80], '# \uFFFD '],
    ['after an emoji, a U+FFFF and a U+FFFD', [...Buffer.from('# 💥\uFFFF\uFFFD '), 0x80], '# 💥\uFFFF\uFFFD '],
    ['after a byte order mark and a U+FFFD', [...Buffer.from('\uFEFF# \uFFFD '), 0x80], '# \uFFFD '],
    ['in a character that is cut off', [...Buffer.from('# '), 0xf0, 0x9f, 0x92], '# '],
    ['in half of a surrogate pair', [...Buffer.from('# '), 0xed, 0xa0, 0x80], '# '],
    ['in UTF-16', [0xff, 0xfe, 0x77, 0x00], ''],
  ])('what is not UTF-8 %s, with the text before it', (_, bytes, before) => {
    const path = write('bytes.yml', Uint8Array.from(bytes));
    expect(readManifest(workspace, path)).toMatchObject({
      ok: false,
      path,
      message: 'The manifest is not UTF-8 text. Save it as UTF-8.',
      before,
    });
  });
});

describe('loadManifest', () => {
  it('gives the problems of the text under the path as annotations want it', () => {
    write('.github/wrong.yml', 'webhooks:\n');
    const manifest = loadManifest(workspace, './.github/wrong.yml', ['live']);
    expect(manifest.path).toBe('.github/wrong.yml');
    expect(manifest.valid).toBe(false);
    expect(manifest.problems).toEqual([
      {
        severity: 'error',
        message: 'The value is empty. It must be a mapping of names to webhooks.',
        subject: 'webhooks',
        range: { line: 1, column: 1, endColumn: 9 },
      },
    ]);
  });

  it('is valid for a valid file', () => {
    const manifest = loadManifest(workspace, '.github/hooks.yml', ['live']);
    expect(manifest).toMatchObject({ path: '.github/hooks.yml', problems: [], valid: true });
    expect(manifest.declarationsFor('live')).toEqual([]);
  });

  it('makes one problem, without a place, of a file that cannot be read', () => {
    const manifest = loadManifest(workspace, 'missing.yml', ['live']);
    expect(manifest.valid).toBe(false);
    expect(manifest.problems).toHaveLength(1);
    expect(manifest.problems[0]).toMatchObject({ severity: 'error', subject: '' });
    expect(manifest.problems[0]).not.toHaveProperty('range');
    expect(() => manifest.declarationsFor('live')).toThrow();
  });

  it('points at the byte that is not UTF-8', () => {
    const bytes = [...Buffer.from('\uFEFF# first\r\n# 💥 '), 0xe4, ...Buffer.from(' rest\n')];
    write('.github/latin.yml', Uint8Array.from(bytes));
    const manifest = loadManifest(workspace, './.github/latin.yml', ['live']);
    expect(manifest.path).toBe('.github/latin.yml');
    expect(manifest.problems).toEqual([
      {
        severity: 'error',
        message: 'The manifest is not UTF-8 text. Save it as UTF-8.',
        subject: '',
        range: { line: 2, column: 6, endColumn: 7 },
      },
    ]);
  });

  it('points at the first line as it looks without its byte order mark', () => {
    write('bom-wrong.yml', '\uFEFFwebhooks: none\n');
    const [problem] = loadManifest(workspace, 'bom-wrong.yml', ['live']).problems;
    expect(problem?.range).toEqual({ line: 1, column: 11, endColumn: 15 });
  });
});

describe('the path in the repository', () => {
  it.each([
    ['of the workspace itself', '.', '.', '.github/hooks.yml'],
    ['checked out below the workspace', 'below', 'below', '.github/hooks.yml'],
    ['that the workspace is a folder of', '..', '.', 'workspace/.github/hooks.yml'],
  ])('%s', (_, repository, folder, expected) => {
    const root = join(workspace, repository, '.git');
    mkdirSync(root, { recursive: true });
    mkdirSync(join(workspace, folder, '.github'), { recursive: true });
    const path = write(join(folder, '.github/hooks.yml'), valid);
    const { path: shown, repositoryPath } = loadManifest(workspace, path, ['live']);
    rmSync(root, { recursive: true });
    expect([shown, repositoryPath]).toEqual([expected, expected]);
  });

  it('is the path in the workspace where there is no repository', () => {
    const { repositoryPath } = loadManifest(workspace, './.github/hooks.yml', ['live']);
    expect(repositoryPath).toBe('.github/hooks.yml');
  });

  it('is that of a worktree too, whose .git is a file', () => {
    const file = write('.github/.git', 'gitdir: elsewhere\n');
    const { repositoryPath } = loadManifest(workspace, '.github/hooks.yml', ['live']);
    rmSync(join(workspace, file));
    expect(repositoryPath).toBe('hooks.yml');
  });
});

describe('isInside', () => {
  it.each([
    ['/a/b', '/a/b', true],
    ['/a/b', '/a/b/c', true],
    ['/a/b', '/a/b/..c', true],
    ['/a/b', '/a', false],
    ['/a/b', '/a/bc', false],
    ['/a/b', '/', false],
    ['/', '/a', true],
  ])('%s, %s: %s', (root, path, inside) => {
    expect(isInside(root, path)).toBe(inside);
  });
});
