/** State as a file in the workspace, written atomically, for those who keep it themselves. */
import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../clients/clock.ts';
import { isInside, wayInto } from '../manifest/file.ts';
import { checkSize, StateError } from './document.ts';
import { exclusively } from './lock.ts';
import type { StateStore, Stored } from './store.ts';

/** `path` is relative to `workspace` and must stay in it once every symlink is followed. */
export function fileStore(workspace: string, path: string, clock?: Clock): StateStore {
  const place = `file ${path}`;
  const failed = (doing: string, error: unknown) =>
    error instanceof StateError
      ? error
      : new StateError(`The state file ${path} cannot be ${doing} (${(error as NodeJS.ErrnoException).code}).`);

  /** The file's place, which lies in the workspace whatever symlinks lead there. */
  function locate(): string {
    const root = realpathSync(workspace);
    const way = wayInto(workspace, path);
    if (way === undefined || way === '') throw outside();
    const file = join(root, way);
    let existing = dirname(file);
    while (!isInside(existing, root) && !exists(existing)) existing = dirname(existing);
    if (!isInside(root, realpathSync(existing))) throw outside();
    // Writing replaces what has this name. A link would be replaced, and what it leads to left as it was.
    if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) {
      if (exists(file) && !isInside(root, realpathSync(file))) throw outside();
      throw new StateError(`The state file ${path} is a symlink. Name the file itself.`);
    }
    return file;
  }

  const outside = () => new StateError(`The state file ${path} is outside the workspace.`);

  function readNow(file: string): Stored {
    try {
      if (!isInside(realpathSync(workspace), realpathSync(file))) throw outside();
      const text = readStateFile(file, (bytes) => checkSize(bytes, place));
      if (text === undefined) throw new StateError(`the state file ${path} is not a regular file`);
      return { text, revision: revisionOf(text) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { revision: '' };
      throw error;
    }
  }

  return {
    place,
    remembers: true,
    patienceMs: 0,
    async read() {
      try {
        return readNow(locate());
      } catch (error) {
        throw failed('read', error);
      }
    },
    async write(text, revision) {
      try {
        const spelled = locate();
        mkdirSync(dirname(spelled), { recursive: true });
        // The lock stands beside the file: one file has to have one, whatever links lead to it.
        const file = join(realpathSync(dirname(spelled)), basename(spelled));
        const replace = (isHeld: () => boolean) => {
          const isOurs = readNow(file).revision === revision && replaceFile(file, text, isHeld);
          return isOurs ? { text, revision: revisionOf(text) } : 'moved';
        };
        return await exclusively(file, replace, clock);
      } catch (error) {
        throw failed('written', error);
      }
    },
    close: () => undefined,
  };
}

function exists(path: string): boolean {
  try {
    realpathSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Undefined for anything but a regular file. Neither waits on a pipe nor follows a link put there since. */
function readStateFile(file: string, check: (bytes: number) => void): string | undefined {
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const found = fstatSync(descriptor);
    if (!found.isFile()) return undefined;
    check(found.size);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

function revisionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Old text or new text, never a mixture, whatever moment the machine stops at. False when `mayWrite` says no. */
function replaceFile(file: string, text: string, mayWrite: () => boolean): boolean {
  const temporary = join(dirname(file), `.${randomUUID()}.tmp`);
  try {
    const descriptor = openSync(temporary, 'wx', 0o644);
    try {
      const bytes = Buffer.from(text);
      let length = 0;
      while (length < bytes.length) length += writeSync(descriptor, bytes, length);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (!mayWrite()) {
      rmSync(temporary);
      return false;
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  if (process.platform === 'win32') return true;
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
  return true;
}
