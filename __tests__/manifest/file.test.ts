/** Which files are read as a manifest, what is said of others, and under which path. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isInside, readManifest } from '../../src/manifest/file.ts';
import { loadManifest } from '../../src/manifest/manifest.ts';

const valid = 'webhooks: {}\n';
const limit = 1024 * 1024;
const parent = realpathSync(mkdtempSync(join(tmpdir(), 'manifest-')));
const workspace = join(parent, 'workspace');
const alias = join(parent, 'alias');

beforeAll(() => {
  mkdirSync(join(workspace, '.github'), { recursive: true });
  mkdirSync(join(workspace, 'app/only-there'), { recursive: true });
  mkdirSync(join(parent, 'workspace-of-another'));
  for (const path of ['.github/hooks.yml', '../outside.yml', '../workspace-of-another/hooks.yml']) write(path, valid);
  for (const path of ['twin.yaml', 'other.yml', 'app/only-there/hooks.yml']) write(path, valid);
  for (const path of ['..hooks.yml', 'наши hooks: 1.yml']) write(path, valid);
  symlinkSync(workspace, alias);
  const links = {
    'linked-folder': '.github',
    'folder-outside': '../workspace-of-another',
    'out.yml': '../outside.yml',
    'inside.yml': '.github/hooks.yml',
    'broken.yml': 'gone.yml',
    'loop.yml': 'loop.yml',
  };
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(workspace, path));
  execFileSync('mkfifo', [join(workspace, 'fifo.yml')]);
});

afterAll(() => rmSync(parent, { recursive: true }));

function write(path: string, content: string | Uint8Array): string {
  writeFileSync(join(workspace, path), content);
  return path;
}

function refusal(path: string): string {
  const file = readManifest(workspace, path);
  if (file.ok) throw new Error(`${path} was read`);
  return file.message;
}

describe('readManifest reads', () => {
  it.each([
    ['a path', '.github/hooks.yml'],
    ['a path with dots', './.github/../.github/hooks.yml'],
    ['a path with two slashes', '.github//hooks.yml'],
    ['an absolute path inside the workspace, and shows it as relative', join(workspace, '.github/hooks.yml')],
    ['a file of a workspace that is reached through a symlink', join(workspace, '.github/hooks.yml'), alias],
    ['a path through a symlink to the workspace', join(alias, '.github/hooks.yml'), alias],
    ['below a symlink to a folder in the workspace', 'linked-folder/hooks.yml', workspace, 'linked-folder/hooks.yml'],
    ['a name that begins with two dots', '..hooks.yml', workspace, '..hooks.yml'],
    ['blanks, a colon and other scripts', 'наши hooks: 1.yml', workspace, 'наши hooks: 1.yml'],
  ])('%s', (_, path, folder = workspace, shown = '.github/hooks.yml') => {
    expect(readManifest(folder, path)).toEqual({ ok: true, path: shown, text: valid });
  });

  it.each([
    ['UTF-8 without its byte order mark', `\uFEFF${valid}`, valid],
    ['an empty file', '', ''],
  ])('%s', (_, content, text) => {
    expect(readManifest(workspace, write('some.yml', content))).toEqual({ ok: true, path: 'some.yml', text });
  });

  it('a file, and leaves none open', () => {
    const open = () => readdirSync('/proc/self/fd').length;
    const before = open();
    for (const path of ['.github/hooks.yml', '.github']) readManifest(workspace, path);
    expect(open()).toBe(before);
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
  it.each([
    ['Manifest not found. Check its path.', 'missing.yml', 'no/such/folder.yml', 'twin.json'],
    ['Manifest not found. Check its path.', '.github/hooks.yml/below-a-file.yml'],
    ['Manifest not found. Did you mean "twin.yaml", in the same folder?', 'twin.yml'],
    ['Manifest not found. Did you mean "other.yml", in the same folder?', 'other.yaml'],
    ['Manifest not found. Did you mean "app/only-there/hooks.yml"?', 'only-there/hooks.yml'],
    ['The manifest is a folder. It must be a regular file.', '.github', '.', ''],
    // Whether it is there or not.
    ['The manifest is outside the workspace. Give a path inside it.', '..', '../outside.yml', '../missing.yml'],
    ['The manifest is outside the workspace. Give a path inside it.', '.github/../../outside.yml', '/etc/hostname'],
    ['The manifest is outside the workspace. Give a path inside it.', '../workspace-of-another/hooks.yml'],
    ['The manifest is outside the workspace. Give a path inside it.', join(parent, 'outside.yml')],
    // Wherever it leads: what it leads to may be a secret.
    ['The manifest is a symlink. Use the path of the file itself.', 'out.yml', 'inside.yml', 'broken.yml', 'loop.yml'],
    [
      "The manifest's folder is a symlink that leads outside the workspace. Use a real folder.",
      'folder-outside/hooks.yml',
    ],
    // Without waiting for a writer.
    ['The manifest is not a regular file.', 'fifo.yml'],
    ['The path of the manifest has a NUL character.', 'hooks.yml\0.png'],
    ['The manifest cannot be read (ENAMETOOLONG).', 'a'.repeat(5000)],
  ])('%s', (message, ...paths) => {
    for (const path of paths) expect(refusal(path)).toBe(message);
  });

  it('a file in a workspace that is not there', () => {
    const message = 'Manifest not found. Check its path.';
    const file = readManifest(join(parent, 'nothing'), 'hooks.yml');
    expect(file).toEqual({ ok: false, path: 'hooks.yml', message });
  });

  it.each([
    ['in the first byte', [0xff], ''],
    ['after text', [...Buffer.from('webhooks:\n  pay'), 0xe4, 0x6d], 'webhooks:\n  pay'],
    ['after an emoji', [...Buffer.from('# 💥 é '), 0xc0, 0x80], '# 💥 é '],
    ['after a U+FFFD that is written as one', [...Buffer.from('# \uFFFD '), 0x80], '# \uFFFD '],
    ['after an emoji, a U+FFFF and a U+FFFD', [...Buffer.from('# 💥\uFFFF\uFFFD '), 0x80], '# 💥\uFFFF\uFFFD '],
    ['after a byte order mark and a U+FFFD', [...Buffer.from('\uFEFF# \uFFFD '), 0x80], '# \uFFFD '],
    ['in a character that is cut off', [...Buffer.from('# '), 0xf0, 0x9f, 0x92], '# '],
    ['in a U+FFFD that is cut off', [...Buffer.from('# '), 0xef, 0xbf], '# '],
    ['in half of a surrogate pair', [...Buffer.from('# '), 0xed, 0xa0, 0x80], '# '],
    ['in UTF-16', [0xff, 0xfe, 0x77, 0x00], ''],
  ])('what is not UTF-8 %s, with the text before it', (_, bytes, before) => {
    const path = write('bytes.yml', Uint8Array.from(bytes));
    const message = 'The manifest is not UTF-8 text. Save it as UTF-8.';
    expect(readManifest(workspace, path)).toEqual({ ok: false, path, message, before });
  });
});

describe('loadManifest', () => {
  const load = (path: string) => loadManifest(workspace, path, ['live']);

  it('gives the problems of the text under the path as annotations want it', () => {
    write('.github/wrong.yml', 'webhooks:\n');
    const problem = {
      severity: 'error',
      message: 'The value is empty. It must be a mapping of names to webhooks.',
      subject: 'webhooks',
      range: { line: 1, column: 1, endColumn: 9 },
    };
    expect(load('./.github/wrong.yml')).toMatchObject({ path: '.github/wrong.yml', valid: false, problems: [problem] });
  });

  it('makes one problem, without a place, of a file that cannot be read', () => {
    const manifest = load('missing.yml');
    const message = 'Manifest not found. Check its path.';
    expect(manifest.problems).toEqual([{ severity: 'error', message, subject: '' }]);
    expect(manifest.valid).toBe(false);
    expect(() => manifest.declaredIn('live')).toThrow();
  });

  it.each([
    [
      'the byte that is not UTF-8',
      [...Buffer.from('\uFEFF# first\r\n# 💥 '), 0xe4, ...Buffer.from(' rest\n')],
      { line: 2, column: 6, endColumn: 7 },
    ],
    [
      'the first line as it looks without its byte order mark',
      [...Buffer.from('\uFEFFwebhooks: none\n')],
      { line: 1, column: 11, endColumn: 15 },
    ],
  ])('points at %s', (_, bytes, range) => {
    const { problems } = load(write('place.yml', Uint8Array.from(bytes)));
    expect(problems.map((problem) => problem.range)).toEqual([range]);
  });
});

describe('the path in the repository', () => {
  it.each([
    ['of the workspace itself', '.git', '.github/hooks.yml', '.github/hooks.yml'],
    ['checked out below the workspace', 'app/.git', 'app/only-there/hooks.yml', 'only-there/hooks.yml'],
    ['that the workspace is a folder of', '../.git', '.github/hooks.yml', 'workspace/.github/hooks.yml'],
    ['of a worktree, whose .git is a file', '.github/.git', '.github/hooks.yml', 'hooks.yml'],
  ])('%s', (what, git, path, expected) => {
    if (what.includes('worktree')) write(git, 'gitdir: elsewhere\n');
    else mkdirSync(join(workspace, git));
    const { path: shown, repositoryPath } = loadManifest(workspace, path, ['live']);
    rmSync(join(workspace, git), { recursive: true });
    expect([shown, repositoryPath]).toEqual([expected, expected]);
  });

  it('is the path in the workspace where there is no repository', () => {
    expect(loadManifest(workspace, './.github/hooks.yml', ['live'])).toMatchObject({
      repositoryPath: '.github/hooks.yml',
      problems: [],
      valid: true,
    });
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
