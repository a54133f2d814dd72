/** The workflow commands that belong to the action. */
import type { ObeyedCommand } from './runner/index.ts';

const own = ['add-mask', 'debug', 'error', 'notice', 'warning'];

/** Names of the commands that a run obeyed although the action never gives them. */
export function foreignCommands({ commands }: { commands: readonly ObeyedCommand[] }): string[] {
  return commands.map(({ name }) => name).filter((name) => !own.includes(name));
}
