/**
 * Tries every fault on the bundle, and runs it again until everything is settled. One of them, or a group:
 * `npm run faults -- -t network/nothing-listens`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { replies, texts, throttling } from './conduit.ts';
import { disk, manifests, runnerFiles, stateFiles } from './files.ts';
import { git } from './git.ts';
import { github } from './github.ts';
import { network } from './network.ts';
import { clocks, clocksAtGitHub, races } from './runs.ts';
import type { Group, StoreKind } from './scene.ts';
import { signals, signalsAtGit, signalsAtGitHub, stories } from './signals.ts';
import { tryFault } from './trial.ts';

/** Those that wait the longest come first. */
const groups: Record<string, Group> = {
  network,
  git,
  stories,
  throttling,
  signals,
  'signals-at-git': signalsAtGit,
  'signals-at-github': signalsAtGitHub,
  github,
  replies,
  disk,
  'runner-files': runnerFiles,
  'state-files': stateFiles,
  clocks,
  'clocks-at-github': clocksAtGitHub,
  texts,
  races,
  manifests,
};

const rows = Object.entries(groups).flatMap(([key, { stores, secrets = false, faults }]) =>
  Object.entries(faults).flatMap(([name, fault], index) =>
    storesFor(stores, index).map((store) => ({ name: `${key}/${name}, state in ${store}`, fault, store, secrets })),
  ),
);

function storesFor(stores: Group['stores'], index: number): StoreKind[] {
  if (stores === 'both') return ['git', 'file'];
  if (stores === 'by turns') return [index % 2 === 0 ? 'git' : 'file'];
  return [stores];
}

describe.concurrent('everything that was created is accounted for, once, and no secret is seen', () => {
  const created: number[] = [];

  it.for(rows)('$name', async ({ fault, store, secrets }, { expect }) => {
    const trial = await tryFault(fault, store, secrets);
    created.push(trial.created);
    expect(trial.troubles).toEqual([]);
  });

  afterAll(() => {
    const webhooks = created.reduce((sum, one) => sum + one, 0);
    const figures = `${created.length} faults, ${webhooks} webhooks`;
    process.stdout.write(`${figures}\n`);
    if (created.length < rows.length) return;
    const contributing = readFileSync(join(import.meta.dirname, '..', '..', 'CONTRIBUTING.md'), 'utf8');
    expect(/\d+ faults, \d+ webhooks/.exec(contributing)?.[0]).toBe(figures);
  });
});
