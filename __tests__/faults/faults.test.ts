/**
 * Tries every fault on the bundle, and runs it again until everything is settled. Prints a table of what the server
 * created and what became of it. One of them, or a group: `npm run faults -- -t network/nothing-listens`.
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
import { type Trial, tryFault } from './trial.ts';

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

const rows = Object.entries(groups).flatMap(([key, group]) =>
  Object.entries(group.faults).flatMap(([name, fault], index) =>
    storesFor(group, index).map((store) => {
      const row = { group, fault, store };
      return [`${key}/${name}, state in ${store}`, row] as const;
    }),
  ),
);

function storesFor({ stores }: Group, index: number): StoreKind[] {
  if (stores === 'both') return ['git', 'file'];
  if (stores === 'by turns') return [index % 2 === 0 ? 'git' : 'file'];
  return [stores];
}

const trials: (Trial & { group: Group })[] = [];

describe.concurrent('everything that was created is accounted for, once, and no secret is seen', () => {
  it.for(rows)('%s', async ([, { group, fault, store }], { expect }) => {
    const trial = await tryFault(fault, store, group.secrets === true);
    trials.push({ ...trial, group });
    expect(trial.troubles).toEqual([]);
  });

  afterAll(() => {
    process.stdout.write(`${table().join('\n')}\n`);
    if (trials.length < rows.length) return;
    const path = join(import.meta.dirname, '..', '..', 'CONTRIBUTING.md');
    const figures = `${trials.length} faults, ${sum(trials, 'created')} webhooks`;
    expect(/\d+ faults, \d+ webhooks/.exec(readFileSync(path, 'utf8'))?.[0]).toBe(figures);
  });
});

const columns = {
  created: 'webhooks the server created',
  accounted: 'accounted for',
  duplicates: 'duplicates',
  secretBytes: 'secret bytes seen',
} as const;

type Column = keyof typeof columns;

function table(): string[] {
  const keys = Object.keys(columns) as Column[];
  const row = (title: string, of: readonly Trial[]) =>
    `| ${[title, of.length, ...keys.map((key) => sum(of, key))].join(' | ')} |`;
  const rows = Object.values(groups).flatMap((group) => {
    const of = trials.filter((trial) => trial.group === group);
    return of.length === 0 ? [] : [row(group.title, of)];
  });
  return [
    `| faults | tried | ${Object.values(columns).join(' | ')} |`,
    `|${'---|'.repeat(2 + keys.length)}`,
    ...rows,
    row('**total**', trials),
  ];
}

function sum(of: readonly Trial[], key: Column): number {
  return of.reduce((total, trial) => total + trial[key], 0);
}
