/**
 * Tries every fault on the bundle, and runs it again until everything is settled. Prints a table of what the server
 * created and what became of it. One of them, or a group: `npm run faults -- -t network/api-refuses`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { allFaults } from './all.ts';
import { fullName, type Group, groups } from './fault.ts';
import { type Trial, tryFault } from './trial.ts';

const trials: Trial[] = [];

describe.concurrent('everything that was created is accounted for, once, and no secret is seen', () => {
  it.for(allFaults.map((fault) => [fullName(fault), fault] as const))(
    '%s',
    async ([, fault], { expect }) => {
      const trial = await tryFault(fault);
      trials.push(trial);
      expect(trial.troubles).toEqual([]);
    },
  );

  afterAll(() => {
    process.stdout.write(`${table().join('\n')}\n`);
    if (trials.length < allFaults.length) return;
    const contributing = readFileSync(
      join(import.meta.dirname, '..', '..', 'CONTRIBUTING.md'),
      'utf8',
    );
    const figures = `${trials.length} faults, ${sum(trials, 'created')} webhooks`;
    expect(/\d+ faults, \d+ webhooks/.exec(contributing)?.[0]).toBe(figures);
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
  const rows = (Object.keys(groups) as Group[]).flatMap((group) => {
    const of = trials.filter(({ fault }) => fault.group === group);
    return of.length === 0 ? [] : [row(groups[group], of)];
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
