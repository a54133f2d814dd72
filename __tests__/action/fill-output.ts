/** Sets an output that fits, then one for which there is no room: ends with 7 when that was refused. */
import { createRunner } from '../../src/action/runner.ts';

const runner = createRunner(process.env);
runner.setOutputs({ small: 'x'.repeat(1000) });
if (runner.setOutputs({ large: 'y'.repeat(2000) }) !== undefined) process.exitCode = 7;
