/** State as a file in the workspace, written atomically, for those who keep it themselves. */
import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Clock } from '../clients/clock.ts';
import { isInside, wayInto } from '../manifest/file.ts';
import { checkSize, StateError } from './document.ts';
import { exclusively, unless } from './lock.ts';
import type { StateStore, Stored } from './store.ts';

/** Neither waits on a pipe nor follows a link put there since. */
const reading = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** `path` is relative to `workspace` and must stay in it once every symlink is followed. */
export function fileStore(workspace: string, path: string, clock: Clock): StateStore {
  const place = `file ${path}`;

  /** The file's place, without symlinks: the lock stands beside it, and one file has to have one. */
  function locate(): string {
    const outside = () => new StateError(`The state file ${path} is outside the workspace.`);
    const root = realpathSync(workspace);
    const way = wayInto(workspace, path);
    if (way === undefined || way === '') throw outside();
    const spelled = join(root, way);
    let existing = dirname(spelled);
    while (!existsSync(existing)) existing = dirname(existing);
    const file = join(realpathSync(existing), relative(existing, spelled));
    if (!isInside(root, file)) throw outside();
    // Writing replaces what has this name. A link would be replaced, and what it leads to left as it was.
    if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) {
      if (existsSync(file) && !isInside(root, realpathSync(file))) throw outside();
      throw new StateError(`The state file ${path} is a symlink. Name the file itself.`);
    }
    return file;
  }

  function readNow(): Stored {
    const file = locate();
    const descriptor = unless('ENOENT', () => openSync(file, reading));
    if (descriptor === undefined) return { revision: '' };
    try {
      const found = fstatSync(descriptor);
      if (!found.isFile()) throw new StateError(`the state file ${path} is not a regular file`);
      checkSize(found.size, place);
      const text = readFileSync(descriptor, 'utf8');
      return { text, revision: revisionOf(text) };
    } finally {
      closeSync(descriptor);
    }
  }

  async function orFailure<T>(doing: 'read' | 'written', act: () => T): Promise<Awaited<T>> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof StateError) throw error;
      throw new StateError(`The state file ${path} cannot be ${doing} (${(error as NodeJS.ErrnoException).code}).`);
    }
  }

  return {
    place,
    patienceMs: 0,
    read: () => orFailure('read', readNow),
    write: (text, revision) =>
      orFailure('written', () => {
        const file = locate();
        mkdirSync(dirname(file), { recursive: true });
        const replace = (isHeld: () => boolean) => {
          const isReplaced = readNow().revision === revision && replaceFile(file, text, isHeld);
          return isReplaced ? { text, revision: revisionOf(text) } : 'moved';
        };
        return exclusively(file, replace, clock);
      }),
    close: () => undefined,
  };
}

function revisionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Old text or new text, never a mixture, whatever moment the machine stops at. False when `mayWrite` says no. */
function replaceFile(file: string, text: string, mayWrite: () => boolean): boolean {
  const folder = dirname(file);
  const temporary = join(folder, `.${randomUUID()}.tmp`);
  try {
    writeFileSync(temporary, text, { flag: 'wx', mode: 0o644, flush: true });
    if (!mayWrite()) return false;
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
  if (process.platform !== 'win32') flushFolder(folder);
  return true;
}

/** After this, a file that was renamed stays renamed. */
function flushFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
