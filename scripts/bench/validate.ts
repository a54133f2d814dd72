/** validate, against peers and an empty program. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestOf } from './manifests.ts';
import { type Bench, type Command, measure, ratio, table } from './measure.ts';

const sizes = [3, 100, 1000];

export async function benchValidate({ root, folder, rounds }: Bench & { rounds: number }): Promise<string[]> {
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, '');
  const base: Command = { name: 'node on an empty file', program: process.execPath, args: [empty] };
  const columns: { title: string; cells: Map<string, string> }[] = [];
  const peaks = new Map<string, string>();
  for (const count of sizes) {
    for (const broken of [false, true]) {
      const workspace = join(folder, `${count}-${broken}`);
      mkdirSync(workspace);
      writeFileSync(join(workspace, 'manifest.yml'), manifestOf(count, broken));
      const commands = [base, ...programs(root, workspace, broken)];
      const measured = measure(commands, count >= 1000 ? Math.ceil(rounds / 3) : rounds, folder);
      const [first] = measured;
      if (first === undefined) throw new Error('nothing was measured');
      columns.push({
        title: `${count}${broken ? ', an error in each' : ''}`,
        cells: new Map(measured.map((one) => [one.name, ratio(one, first).toFixed(2)])),
      });
      if (count === 1000 && !broken) {
        for (const { name, peak } of measured) {
          if (peak !== undefined) peaks.set(name, peak.toFixed(0));
        }
      }
    }
  }
  const names = [...(columns[0]?.cells.keys() ?? [])];
  return [
    '## validate',
    '',
    'Webhooks in the manifest, 1 to 28 events each; the last column is the peak of memory at 1000, in MiB.',
    '',
    ...table(
      ['program', ...columns.map(({ title }) => title), 'peak'],
      names.map((name) => [name, ...columns.map(({ cells }) => cells.get(name) ?? ''), peaks.get(name) ?? '']),
    ),
  ];
}

function programs(root: string, workspace: string, broken: boolean): Command[] {
  const peer = (name: string) => join(root, 'bench', 'node_modules', '.bin', name);
  const schema = join(root, 'schema', 'conduit-webhooks.schema.json');
  const exits = broken ? [1, 2, 99] : [0];
  return [
    {
      name: 'this action, validate',
      program: process.execPath,
      args: [join(root, 'dist', 'index.js')],
      env: { GITHUB_WORKSPACE: workspace, INPUT_MANIFEST: 'manifest.yml' },
      exits: broken ? [1] : [0],
    },
    {
      name: 'ajv-cli',
      program: peer('ajv'),
      args: [
        'validate',
        '--spec=draft7',
        '-c',
        join(root, 'bench', 'node_modules', 'ajv-formats'),
        '--all-errors',
        '-s',
        schema,
        '-d',
        'manifest.yml',
      ],
      cwd: workspace,
      exits,
    },
    {
      name: 'v8r',
      program: peer('v8r'),
      args: ['--schema', schema, 'manifest.yml'],
      cwd: workspace,
      exits,
    },
    {
      name: '@sourcemeta/jsonschema (native)',
      program: peer('jsonschema'),
      args: ['validate', schema, 'manifest.yml'],
      cwd: workspace,
      exits,
    },
  ];
}
