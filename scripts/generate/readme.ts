/** What the README and the docs have from `action.yml` and `package.json`. */
import { load } from 'js-yaml';

interface ActionMetadata {
  inputs: Record<string, { description: string; default?: string }>;
  outputs: Record<string, { description: string }>;
}

/** The README with its tables of inputs and outputs made anew. */
export function readmeWithTables(readme: string, actionYml: string): string {
  const { inputs, outputs } = load(actionYml) as ActionMetadata;
  const inputRows = Object.entries(inputs).map(
    ([name, { description, default: value }]) =>
      `| \`${name}\` | ${value ? `\`${value}\`` : 'none'} | ${cell(description)} |`,
  );
  const outputRows = Object.entries(outputs).map(([name, { description }]) => `| \`${name}\` | ${cell(description)} |`);
  return fill(fill(readme, 'inputs', ['| input | default | meaning |', '|---|---|---|', ...inputRows]), 'outputs', [
    '| output | value |',
    '|---|---|',
    ...outputRows,
  ]);
}

/** Text in a cell of a table. */
export function cell(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
}

/** A page with its table `name` made anew. */
export function fill(page: string, name: string, rows: string[]): string {
  const [start, end] = [`<!-- ${name}: generated -->`, `<!-- /${name} -->`];
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`No place for the table: ${name}`);
  return `${page.slice(0, from + start.length)}\n${rows.join('\n')}\n${page.slice(to)}`;
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
