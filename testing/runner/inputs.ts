import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';

/**
 * Lays the given inputs over those that action.yml declares. A declared one that is absent gets its
 * default, or ''; one that is given as '' stays '' (ActionRunner.cs:187-236). One that is given as
 * undefined is left out altogether, which the real runner never does.
 */
export function resolveInputs(
  given: Record<string, string | undefined>,
  actionFile: string,
  githubToken: string,
): Record<string, string> {
  const action = load(readFileSync(actionFile, 'utf8')) as {
    inputs: Record<string, { default?: unknown }>;
  };
  const defaults = Object.entries(action.inputs).map(([name, input]) => {
    const text = String(input.default ?? '');
    return [name, text.replace(/\$\{\{\s*github\.token\s*\}\}/, githubToken)] as const;
  });
  const inputs = { ...Object.fromEntries(defaults), ...given };
  const unknown = Object.keys(given).filter((name) => !(name in action.inputs));
  if (unknown.length > 0) throw new Error(`action.yml declares no ${unknown.join(', ')}`);
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** The variable in which an input reaches the action: dashes stay (Handler.cs:176-189). */
export function inputVariable(name: string): string {
  return `INPUT_${name.toUpperCase()}`;
}
