/** What a fault is. Adding one is adding an entry to the list of its group. */
import type { Scene, StoreKind } from './scene.ts';

/** The rows of the table, in order. */
export const groups = {
  signals: 'signals: cancelled or killed at a moment',
  network: 'network: connections, DNS, TLS, proxies',
  replies: 'Conduit API: replies, statuses, redirects, cuts',
  throttling: 'Conduit API: throttling',
  texts: 'hostile texts of servers',
  github: 'GitHub API, call by call',
  git: 'git: remote, pushes, damaged state',
  files: 'file system: outputs, summary, state file, disk full',
  clocks: 'clock jumps',
  races: 'several runs at once',
  manifests: 'hostile manifests',
} as const;

export type Group = keyof typeof groups;

export interface Fault {
  group: Group;
  /** Unique within its group. */
  name: string;
  /** Where state is kept; git unless given. */
  store?: StoreKind;
  /** The webhooks name GitHub secrets for their signing secrets. */
  secrets?: true;
  /** Makes the first run a run with the fault. What is to be undone when the fault is over goes to `scene.undo`. */
  arrange(scene: Scene): unknown;
  /** The runs with the fault, when it is not one. */
  act?(scene: Scene): Promise<unknown>;
}

export function fullName({ group, name }: Fault): string {
  return `${group}/${name}`;
}

/** Each fault, with its state in git and again with its state in a file. */
export function inBothStores(faults: readonly Fault[]): Fault[] {
  return faults.flatMap((fault): Fault[] => [
    { ...fault, name: `${fault.name}:git`, store: 'git' },
    { ...fault, name: `${fault.name}:file`, store: 'file' },
  ]);
}

/** The first fault with its state in git, the second with its state in a file, and so on. */
export function inStoresByTurns(faults: readonly Fault[]): Fault[] {
  return faults.map((fault, index) => ({ ...fault, store: index % 2 === 0 ? 'git' : 'file' }));
}
