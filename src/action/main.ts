/** The order of a run: inputs → manifest → plan → register → report. */

import type { Env } from '../clients/proxy.ts';
import { type Environment, environments } from '../generated/api.ts';
import { entriesOf } from '../manifest/file.ts';
import { loadManifest } from '../manifest/manifest.ts';
import { manifestPage, type Sent, stopPage } from '../report/stops.ts';
import type { ActionExitCode, Interrupts } from './deploy.ts';
import { credentialsIn, parseInputs } from './inputs.ts';
import { OutputError, type Runner } from './runner.ts';
import { tell } from './tell.ts';

/** One run of the action. `env` is the process's environment; `sent` is told of each request. */
export async function main(env: Env, interrupts: Interrupts, runner: Runner, sent: Sent): Promise<ActionExitCode> {
  for (const credential of credentialsIn(env)) runner.mask(credential);
  const parsed = parseInputs(env);
  if (!parsed.ok) {
    tell(stopPage(parsed.errors, undefined), runner);
    return 1;
  }
  const { inputs, warnings } = parsed;
  const checked = inputs.environment ? [inputs.environment] : (Object.keys(environments) as Environment[]);
  const manifest = loadManifest(inputs.workspace, inputs.manifest, checked, () =>
    entriesOf(inputs.workspace).length === 0
      ? 'The workspace is empty. Run actions/checkout before this step.'
      : 'Check the input `manifest`, which is a path in the workspace.',
  );
  tell(manifestPage(manifest, checked, warnings, inputs.mode), runner);
  setValid(manifest.valid, runner);
  if (!manifest.valid) return 1;
  if (inputs.mode === 'validate') return 0;
  // What validate does not need, it does not load.
  const { deploy } = await import('./deploy.ts');
  return await deploy(inputs, manifest, runner, env, interrupts, sent);
}

/** Sets the output `valid`. Whether register can go on without an output file is not decided here. */
function setValid(valid: boolean, runner: Runner): void {
  try {
    runner.setOutputs({ valid: String(valid) });
  } catch (error) {
    if (!(error instanceof OutputError)) throw error;
    runner.print([runner.safe(`The step outputs could not be written (${error.message}).`)]);
  }
}
