/** Runs the action with a time of its own. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface TimeFault {
  /** The clock is so much ahead; negative when it is behind. */
  shiftMs?: number;
  /** The clock is right until it has been looked at so often. */
  afterLooks?: number;
  /** Every wait of the action is so many times shorter. */
  speed?: number;
}

/** The variables that make Node.js load the fault first. */
export function withTime(fault: TimeFault): Record<string, string> {
  const preload = pathToFileURL(join(import.meta.dirname, 'preload.ts')).href;
  return { NODE_OPTIONS: `--import=${preload}`, FAULT_TIME: JSON.stringify(fault) };
}

/** For faults in which the action only waits and tries again. */
export const hurried = withTime({ speed: 10 });
