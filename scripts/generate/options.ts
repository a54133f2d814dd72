/** What `action.yml` and the docs have from the table of options. */
import { dump } from 'js-yaml';
import type * as table from '../../src/options/table.ts';
import { cell, fill } from './readme.ts';

/** The text of `action.yml` with its inputs made anew. */
export function withInputs(actionYml: string, { namesOf, options }: typeof table): string {
  const inputs = namesOf(({ modes }) => modes.length > 0).map(([key, name]) => {
    const { help, default: usual, expression = usual }: table.Option<unknown> = options[key];
    return [name, { description: help, ...(expression !== '' && { default: expression }) }];
  });
  const text = dump({ inputs: Object.fromEntries(inputs) }, { lineWidth: 120 });
  const [from, to] = [/^inputs:$/m, /^\n?outputs:$/m].map((one) => actionYml.search(one));
  if (from === undefined || to === undefined || from < 0 || to < from) {
    throw new Error('action.yml has no place for the inputs.');
  }
  return `${actionYml.slice(0, from)}${text}${actionYml.slice(to)}`;
}

/** The page of the command with its tables of options made anew. */
export function withOptions(page: string, { commands, namesOf, options }: typeof table): string {
  return commands.reduce((text, command) => {
    const taken = namesOf((option) => option.commands?.includes(command) === true);
    const rows = taken.map(([key, name]) => {
      const { value, help, default: usual }: table.Option<unknown> = options[key];
      return `| \`--${name} ${value}\` | ${usual === '' ? 'none' : `\`${usual}\``} | ${cell(help)} |`;
    });
    const header = ['| option | default | meaning |', '|---|---|---|'];
    return fill(text, `options of ${command}`, [...header, ...rows]);
  }, page);
}
