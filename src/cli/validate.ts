/** Manifests of any place, checked. */
import { dirname, resolve, sep } from 'node:path';
import type { Environment } from '../generated/api.ts';
import { manifestText, wayInto } from '../manifest/file.ts';
import { type CheckedManifest, checkFile, loadManifest } from '../manifest/manifest.ts';

/** The manifest `file`, relative to `folder`. Its path is shown relative to `root`, where it lies there. */
export function checkedFile(
  file: string,
  { folder, root }: { folder: string; root: string },
  environments: readonly Environment[],
): CheckedManifest {
  const whole = resolve(folder, file);
  if (wayInto(root, whole) !== undefined) return loadManifest(root, whole, environments);
  return {
    ...loadManifest(dirname(whole), whole, environments),
    path: file.split(sep).join('/'),
  };
}

/** The manifest that came on standard input. */
export function checkedInput(bytes: Buffer, environments: readonly Environment[]): CheckedManifest {
  const path = '<stdin>';
  return checkFile({ path, repositoryPath: path, ...manifestText(bytes) }, environments);
}
