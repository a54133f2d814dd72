/** The manifest's file → its text. */
import { isUtf8 } from 'node:buffer';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
} from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';

/** A manifest may have this many bytes; 10,000 webhooks have 6 MB. */
const maxBytes = 8 * 1024 * 1024;

/** The text, or why there is none and, for a byte that is not UTF-8, the text before it. */
export type ManifestFile =
  | { ok: true; path: string; text: string }
  | { ok: false; path: string; message: string; before?: string };

/**
 * Reads `path`, relative to `workspace`. The file must lie in the workspace once every symlink is followed, be
 * a regular file of at most 8 MiB, and UTF-8; a byte order mark is dropped. `path` in the answer is relative to
 * the workspace, with `/`, as annotations want it. Never throws.
 */
export function readManifest(workspace: string, path: string): ManifestFile {
  let shown = path;
  const failed = (message: string, before?: string): ManifestFile => ({
    ok: false,
    path: shown,
    message,
    ...(before === undefined ? {} : { before }),
  });
  if (path.includes('\0')) return failed('is not a path: it has a NUL character');
  const requested = resolve(workspace, path);
  try {
    const root = realpathSync(workspace);
    const way = wayInto(workspace, path);
    if (way === undefined) return failed('is outside the workspace: give a path in it');
    shown = way.split(sep).join('/') || path;
    const file = realpathSync(requested);
    if (!isInside(root, file)) {
      return failed('is a symlink out of the workspace: only what lies in it is read');
    }
    const bytes = readRegularFile(file);
    if (typeof bytes === 'string') return failed(bytes);
    const decoded = decode(bytes);
    return decoded.ok
      ? { ok: true, path: shown, text: decoded.text }
      : failed('is not UTF-8 text: save it as UTF-8', decoded.before);
  } catch (error) {
    return failed(isSymlink(requested) ? 'is a symlink that leads nowhere' : whyUnreadable(error));
  }
}

function isSymlink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
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
function readRegularFile(file: string): Buffer | string {
  const descriptor = openSync(
    file,
    constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
  );
  try {
    const status = fstatSync(descriptor);
    if (status.isDirectory()) return 'is a folder, not a file';
    if (!status.isFile()) return 'is not a regular file';
    if (status.size > maxBytes) return `has ${status.size} bytes: a manifest has at most 8 MiB`;
    const bytes = Buffer.alloc(status.size);
    let length = 0;
    while (length < bytes.length) {
      const count = readSync(descriptor, bytes, length, bytes.length - length, length);
      if (count === 0) break;
      length += count;
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

function decode(bytes: Buffer): { ok: true; text: string } | { ok: false; before: string } {
  const text = bytes.toString('utf8', hasByteOrderMark(bytes) ? 3 : 0);
  return isUtf8(bytes)
    ? { ok: true, text }
    : { ok: false, before: text.slice(0, firstReplacement(bytes, text)) };
}

/** Index of the first U+FFFD that stands for a bad byte and was not written as one. */
function firstReplacement(bytes: Buffer, lenient: string): number {
  let offset = hasByteOrderMark(bytes) ? 3 : 0;
  for (let index = 0; index < lenient.length; index += 1) {
    const character = lenient[index] as string;
    if (
      character === '\uFFFD' &&
      !bytes.subarray(offset, offset + 3).equals(Buffer.from('\uFFFD'))
    ) {
      return index;
    }
    const code = lenient.codePointAt(index) ?? 0;
    offset += Buffer.byteLength(String.fromCodePoint(code));
    if (code > 0xffff) index += 1;
  }
  return lenient.length;
}

function hasByteOrderMark(bytes: Buffer): boolean {
  return bytes.subarray(0, 3).equals(Buffer.from('\uFEFF'));
}

function whyUnreadable(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'does not exist: is the input "manifest" right, and does a step check out the repository before this one?';
    case 'EACCES':
    case 'EPERM':
      return 'cannot be read: permission denied';
    default:
      return `cannot be read (${code ?? 'unknown error'})`;
  }
}
