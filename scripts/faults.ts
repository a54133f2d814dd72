/**
 * Tries every fault on the bundle, and runs it again until everything is settled. Prints a table of what the server
 * created and what became of it. `--list` lists the faults; `--only NAME` tries one of them, or a group.
 */
import { parseArgs, stripVTControlCharacters } from 'node:util';
import { allFaults } from './faults/all.ts';
import { type Fault, fullName, type Group, groups } from './faults/fault.ts';
import { type Trial, tryFault } from './faults/trial.ts';

/** Faults that are tried at the same time. */
const lanes = 3;

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    list: { type: 'boolean', default: false },
    times: { type: 'boolean', default: false },
  },
});

const chosen = allFaults.filter((fault) => {
  const isWanted = (wanted: string) => [fullName(fault), fault.group].includes(wanted);
  return flags.only.length === 0 || flags.only.some(isWanted);
});

if (flags.list) {
  process.stdout.write(chosen.map((fault) => `${fullName(fault)}\n`).join(''));
} else if (chosen.length === 0) {
  process.stderr.write(`There is no fault ${flags.only.join(' or ')}: --list lists them.\n`);
  process.exitCode = 1;
} else {
  const trials = await tryAll(chosen);
  for (const { fault, troubles } of trials.filter((trial) => trial.troubles.length > 0)) {
    const lines = troubles.map((trouble) => `  ${stripVTControlCharacters(trouble)}\n`).join('');
    const command = `npm run faults -- --only ${fullName(fault)}`;
    process.stderr.write(`${fullName(fault)}\n${lines}  alone: ${command}\n`);
    process.exitCode = 1;
  }
  process.stdout.write(`${table(trials).join('\n')}\n`);
}

async function tryAll(faults: readonly Fault[]): Promise<Trial[]> {
  const queue = faults.values();
  const trials: Trial[] = [];
  const lane = async () => {
    for (const fault of queue) {
      const began = performance.now();
      trials.push(await tryFault(fault));
      const ms = (performance.now() - began).toFixed(0).padStart(6);
      if (flags.times) process.stderr.write(`${ms} ms  ${fullName(fault)}\n`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return trials;
}

function table(trials: readonly Trial[]): string[] {
  const row = (title: string, of: readonly Trial[]) => {
    const sum = (key: 'created' | 'accounted' | 'duplicates' | 'secretBytes') =>
      of.reduce((total, trial) => total + trial[key], 0);
    const cells = [
      of.length,
      sum('created'),
      sum('accounted'),
      sum('duplicates'),
      sum('secretBytes'),
    ];
    return `| ${[title, ...cells].join(' | ')} |`;
  };
  const rows = (Object.keys(groups) as Group[]).flatMap((group) => {
    const of = trials.filter(({ fault }) => fault.group === group);
    return of.length === 0 ? [] : [row(groups[group], of)];
  });
  return [
    '| faults | tried | webhooks the server created | accounted for | duplicates | secret bytes seen |',
    '|---|---|---|---|---|---|',
    ...rows,
    row('**total**', trials),
  ];
}
