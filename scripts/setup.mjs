/**
 * `node scripts/setup.mjs [SCRIPT]`: makes `node_modules` what `package-lock.json` says, then runs SCRIPT on the
 * Node.js that is installed there. Plain JavaScript, for whatever Node.js the machine has. It starts SCRIPT itself,
 * because a shell may remember where it found `node` before the installation.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

if (!isInstalled()) {
  process.stdout.write('Installing the development dependencies (npm ci), once\n');
  const command = 'npm ci --include=dev --include=optional --no-audit --no-fund --loglevel=error';
  const stdio = ['ignore', 'ignore', 'inherit'];
  const { status } = spawnSync(command, { cwd: root, shell: true, stdio });
  if (status !== 0) process.exit(status ?? 1);
}

const script = process.argv.slice(2);
if (script.length > 0) {
  const { status } = spawnSync(nodeProgram(), script, { cwd: root, stdio: 'inherit' });
  process.exit(status ?? 1);
}

/** Whether each locked package is there in its locked version; optional ones that were left out need not be. */
function isInstalled() {
  const locked = packagesOf('package-lock.json');
  const installed = packagesOf(join('node_modules', '.package-lock.json'));
  return (
    existsSync(nodeProgram()) &&
    Object.entries(locked).every(([path, { version, integrity, optional }]) => {
      const found = installed[path];
      if (path === '' || (found === undefined && optional)) return true;
      return found?.version === version && found?.integrity === integrity;
    })
  );
}

/** Path → package, as a lock file has them; none when there is no such file. */
function packagesOf(lockFile) {
  const path = join(root, lockFile);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {};
}

/** The program of the locked package `node-…` for this machine; this process's own where there is no such package. */
function nodeProgram() {
  const packages = Object.entries(packagesOf('package-lock.json'));
  const [path, own] =
    packages.find(
      ([, { bin, os, cpu }]) => bin?.node !== undefined && os === process.platform && cpu === process.arch,
    ) ?? [];
  return path === undefined ? process.execPath : join(root, path, own.bin.node);
}
