/** Manifests of any place, checked. */
import { dirname, resolve, sep } from 'node:path';
import type { Environment } from '../generated/api.ts';
import { manifestText, wayInto } from '../manifest/file.ts';
import { type CheckedManifest, checkFile, loadManifest } from '../manifest/manifest.ts';

export interface Places {
  /** Where the command was started. */
  folder: string;
  /** What paths are relative to for a service that has checked out the repository; absent for people. */
  project: string | undefined;
}

const advice = () => 'Give its path, or run the command in the root of the repository.';

/** The manifest `file`, relative to `folder`. For a service, its path is that in the repository. */
export function checkedFile(
  file: string,
  { folder, project }: Places,
  environments: readonly Environment[],
): CheckedManifest {
  const whole = resolve(folder, file);
  const root = [project ?? folder, folder].find((one) => wayInto(one, whole) !== undefined);
  const manifest = loadManifest(root ?? dirname(whole), root === folder ? file : whole, environments, advice);
  if (project !== undefined) return manifest;
  return { ...manifest, path: (wayInto(folder, whole) || file).split(sep).join('/') };
}

/** The manifest that came on standard input. */
export function checkedInput(bytes: Buffer, environments: readonly Environment[]): CheckedManifest {
  return checkFile({ path: '<stdin>', ...manifestText(bytes) }, environments);
}
