/** The manifest's file → its text. */
import { isUtf8 } from 'node:buffer';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { quoted } from './problem.ts';

/** A manifest may have this many bytes; 1,000 webhooks have 600 KB. */
export const maxBytes = 1024 * 1024;

/** What came of reading a file. `path` is relative to its git repository, or to the workspace where there is none. */
export type ManifestFile = { path: string } & ManifestText;

/** A manifest's text, or why there is none and, for a byte that is not UTF-8, the text before it. */
type ManifestText = { ok: true; text: string } | { ok: false; message: string; before?: string };

/**
 * Reads `path`, relative to `workspace`. The file must lie in the workspace once every symlink is followed, and be no
 * symlink itself. `advice` says what to do when there is no such file, nor one of nearly its path. Never throws.
 */
export function readManifest(
  workspace: string,
  path: string,
  advice: () => string = () => 'Check its path.',
): ManifestFile {
  let shown = path;
  const failed = (message: string): ManifestFile => ({ path: shown, ok: false, message });
  if (path.includes('\0')) return failed('The path of the manifest has a NUL character.');
  const requested = resolve(workspace, path);
  try {
    const root = realpathSync(workspace);
    const way = wayInto(workspace, path);
    if (way === undefined) return failed('The manifest is outside the workspace. Give a path inside it.');
    shown = wayFromRepository(root, way) || path;
    // What a link leads to may be a secret, and would be quoted.
    if (lstatSync(requested).isSymbolicLink()) {
      return failed('The manifest is a symlink. Use the path of the file itself.');
    }
    const file = realpathSync(requested);
    if (!isInside(root, file)) {
      return failed("The manifest's folder is a symlink that leads outside the workspace. Use a real folder.");
    }
    const bytes = readManifestFile(file);
    return typeof bytes === 'string' ? failed(bytes) : { path: shown, ...manifestText(bytes) };
  } catch (error) {
    return failed(whyUnreadable(error, workspace, path, advice));
  }
}

/** `way`, a path in the folder `root`, relative to the git repository that it is in. */
function wayFromRepository(root: string, way: string): string {
  const file = join(root, way);
  return relative(repositoryOf(dirname(file)) ?? root, file)
    .split(sep)
    .join('/');
}

/** The nearest folder at or above this one that is a git repository; undefined where there is none. */
export function repositoryOf(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/**
 * `path` relative to the workspace, or undefined when it is outside. The workspace's own path may lead over symlinks:
 * an absolute `path` may be spelled with them or without.
 */
export function wayInto(workspace: string, path: string): string | undefined {
  const spelled = resolve(workspace);
  const folders = existsSync(spelled) ? [spelled, realpathSync(spelled)] : [spelled];
  const requested = resolve(workspace, path);
  const folder = folders.find((one) => isInside(one, requested));
  return folder === undefined ? undefined : relative(folder, requested);
}

/** True when `path` is `root` or lies below it; both absolute. */
export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The bytes, or why not. Does not follow a link put there since, nor wait on a pipe. */
function readManifestFile(file: string): Buffer | string {
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const status = fstatSync(descriptor);
    if (status.isDirectory()) return 'The manifest is a folder. It must be a regular file.';
    if (!status.isFile()) return 'The manifest is not a regular file.';
    if (status.size > maxBytes) return tooManyBytes(status.size);
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The text of a manifest, which is UTF-8 and at most 1 MiB; a byte order mark is dropped. */
export function manifestText(bytes: Buffer): ManifestText {
  if (bytes.length > maxBytes) return { ok: false, message: tooManyBytes(bytes.length) };
  const start = bytes.subarray(0, 3).equals(Buffer.from('\uFEFF')) ? 3 : 0;
  if (isUtf8(bytes)) return { ok: true, text: bytes.toString('utf8', start) };
  return {
    ok: false,
    message: 'The manifest is not UTF-8 text. Save it as UTF-8.',
    before: bytes.toString('utf8', start, soundLength(bytes)),
  };
}

function tooManyBytes(bytes: number): string {
  return `The manifest is ${bytes} bytes. The limit is 1 MiB.`;
}

/** How many of the bytes are UTF-8, from the first on. */
function soundLength(bytes: Buffer): number {
  // Decoding puts U+FFFD in the place of what is wrong, which may begin with the same bytes.
  const decoded = Buffer.from(bytes.toString());
  let length = 0;
  while (length < bytes.length && bytes[length] === decoded[length]) length += 1;
  while (!isUtf8(bytes.subarray(0, length))) length -= 1;
  return length;
}

function whyUnreadable(error: unknown, workspace: string, path: string, advice: () => string): string {
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return 'The manifest cannot be read: permission denied.';
  if (code !== 'ENOENT' && code !== 'ENOTDIR') return `The manifest cannot be read (${code}).`;
  const twin = twinOf(path);
  if (twin !== path && existsSync(resolve(workspace, twin))) {
    return `Manifest not found. Did you mean ${quoted(basename(twin))}, in the same folder?`;
  }
  const below = wayBelow(workspace, path);
  const next = below === undefined ? advice() : `Did you mean ${quoted(below)}?`;
  return `Manifest not found. ${next}`;
}

/** The same path with the other of the two endings. */
function twinOf(path: string): string {
  return path.endsWith('.yml') ? path.replace(/yml$/, 'yaml') : path.replace(/yaml$/, 'yml');
}

/** The path with a folder of the workspace before it, as of a checkout below, where there is such a file. */
function wayBelow(workspace: string, path: string): string | undefined {
  if (isAbsolute(path)) return undefined;
  return entriesOf(workspace)
    .map((folder) => [folder, path].join('/'))
    .find((way) => existsSync(join(workspace, way)));
}

/** The names in a folder; none where they cannot be read. */
export function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
