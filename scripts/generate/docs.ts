/** What `action.yml`, README and docs have from the table of options and from `package.json`. */
import { dump, load } from 'js-yaml';
import type * as table from '../../src/options/table.ts';

/** The text of `action.yml` with its inputs made anew. */
export function withInputs(actionYml: string, { namesOf, options }: typeof table): string {
  const inputs = namesOf(({ modes }) => modes.length > 0).map(([key, name]) => {
    const { help, default: usual, expression = usual }: table.Option<unknown> = options[key];
    return [name, { description: help, ...(expression !== '' && { default: expression }) }];
  });
  const text = dump({ inputs: Object.fromEntries(inputs) }, { lineWidth: 120 });
  const [from = -1, to = -1] = [/^inputs:$/m, /^\n?outputs:$/m].map((one) => actionYml.search(one));
  if (from < 0 || to < from) throw new Error('action.yml has no place for the inputs.');
  return `${actionYml.slice(0, from)}${text}${actionYml.slice(to)}`;
}

interface ActionMetadata {
  inputs: Record<string, { description: string; default?: string }>;
  outputs: Record<string, { description: string }>;
}

/** The README with its tables of inputs and outputs made anew. */
export function withInputsAndOutputs(readme: string, actionYml: string): string {
  const { inputs, outputs } = load(actionYml) as ActionMetadata;
  const inputRows = Object.entries(inputs).map(([name, { description, default: usual = '' }]) => [
    `\`${name}\``,
    code(usual),
    cell(description),
  ]);
  const outputRows = Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, cell(description)]);
  const withInputRows = fill(readme, 'inputs', tableOf(['input', 'default', 'meaning'], inputRows));
  return fill(withInputRows, 'outputs', tableOf(['output', 'value'], outputRows));
}

/** The page of the command with its tables of options made anew. */
export function withOptions(page: string, { commands, namesOf, options }: typeof table): string {
  return commands.reduce((text, command) => {
    const taken = namesOf((option) => option.commands?.includes(command) === true);
    const rows = taken.map(([key, name]) => {
      const { value, help, default: usual }: table.Option<unknown> = options[key];
      return [`\`--${name} ${value}\``, code(usual), cell(help)];
    });
    return fill(text, `options of ${command}`, tableOf(['option', 'default', 'meaning'], rows));
  }, page);
}

function code(value: string): string {
  return value === '' ? 'none' : `\`${value}\``;
}

function cell(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
}

function tableOf(header: string[], rows: string[][]): string[] {
  const [head = '', ...lines] = [header, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [head, `|${'---|'.repeat(header.length)}`, ...lines];
}

/** A page with the lines of its table `name` made anew. */
export function fill(page: string, name: string, lines: string[]): string {
  const [start, end] = [`<!-- ${name}: generated -->`, `<!-- /${name} -->`];
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`No place for the table: ${name}`);
  return `${page.slice(0, from + start.length)}\n${lines.join('\n')}\n${page.slice(to)}`;
}

/**
 * A text in which this action, its schema and its hook have the name and the version of `package.json`.
 * Throws when the repository is not called as the package.
 */
export function withOwnName(text: string, packageJson: string): string {
  const { name, version, repository } = JSON.parse(packageJson) as Record<string, string>;
  const slug = repository?.replace(/^github:/, '') ?? '';
  if (slug.split('/')[1] !== name) throw new Error(`The repository "${slug}" is not called ${name}.`);
  const major = `v${Number.parseInt(version ?? '', 10)}`;
  return text
    .replaceAll(new RegExp(`(?<= |/)[\\w.-]+/${name}([@/])v\\d+\\b`, 'g'), `${slug}$1${major}`)
    .replaceAll(
      new RegExp(`(?<=repo: https://github\\.com/)[\\w.-]+/${name}(\\s+rev: )v[\\d.]+`, 'g'),
      `${slug}$1v${version}`,
    );
}
