import { existsSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { NameMap } from './dotnet.ts';

export interface ResolvedInputs {
  /** Every input the action gets, by its name in the workflow or in action.yml. */
  inputs: Record<string, string>;
  /** Given, but not declared: the runner warns of them. */
  unexpected: string[];
  declared: string[];
}

/**
 * Lays the given inputs over those that action.yml declares. A declared one that is absent gets its
 * default, or ''; one that is given as '' stays '' (ActionRunner.cs:187-236). One that is given as
 * undefined is left out altogether, which the real runner never does.
 */
export function resolveInputs(
  given: Record<string, string | undefined>,
  actionFile: string,
  githubToken: string,
): ResolvedInputs {
  const inputs = new NameMap();
  for (const [name, value] of Object.entries(given)) inputs.set(name, value ?? '');
  const defaults = existsSync(actionFile) ? readDefaults(actionFile) : undefined;
  for (const name of defaults?.names() ?? []) {
    if (!inputs.has(name)) inputs.set(name, evaluate(defaults?.get(name) ?? '', githubToken));
  }
  for (const [name, value] of Object.entries(given)) if (value === undefined) inputs.delete(name);
  return {
    inputs: inputs.toRecord(),
    unexpected: defaults ? Object.keys(given).filter((name) => !defaults.has(name)) : [],
    declared: defaults?.names() ?? [],
  };
}

/** The variable in which an input reaches the action: dashes stay (Handler.cs:176-189). */
export function inputVariable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

function readDefaults(actionFile: string): NameMap {
  const defaults = new NameMap();
  const action = load(readFileSync(actionFile, 'utf8'));
  for (const [name, input] of Object.entries(mapping(mapping(action).inputs))) {
    defaults.set(name, String(mapping(input).default ?? ''));
  }
  return defaults;
}

function evaluate(text: string, githubToken: string): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (expression: string, body: string) => {
    if (body.trim() === 'github.token') return githubToken;
    throw new Error(`action.yml has a default that the fake runner does not know: ${expression}`);
  });
}

function mapping(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value))
    : {};
}
