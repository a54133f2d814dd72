/** Every fault there is; those that wait the longest come first. */
import { clockFaults } from './clocks.ts';
import type { Fault } from './fault.ts';
import { fileFaults } from './files.ts';
import { gitFaults } from './git.ts';
import { gitHubFaults } from './github.ts';
import { manifestFaults } from './manifests.ts';
import { networkFaults } from './network.ts';
import { raceFaults } from './races.ts';
import { replyFaults, throttlingFaults } from './replies.ts';
import { signalFaults } from './signals.ts';
import { textFaults } from './texts.ts';

export const allFaults: readonly Fault[] = [
  ...networkFaults,
  ...gitFaults,
  ...throttlingFaults,
  ...signalFaults,
  ...gitHubFaults,
  ...replyFaults,
  ...fileFaults,
  ...clockFaults,
  ...textFaults,
  ...raceFaults,
  ...manifestFaults,
];
