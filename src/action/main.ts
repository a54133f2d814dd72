/** The order of a run: inputs → manifest → plan → register → report. */
import { entriesOf } from '../manifest/file.ts';
import { loadManifest } from '../manifest/manifest.ts';
import { environmentNames } from '../options/parsers.ts';
import { manifestPage, stopPage } from '../report/stops.ts';
import { credentialsIn, parseInputs } from './inputs.ts';
import type { ActionProcess } from './runner.ts';

/** One run of the action, to its exit code: 130 after a cancel. */
export async function main(given: ActionProcess): Promise<0 | 1 | 130> {
  const { env, runner } = given;
  for (const credential of credentialsIn(env)) runner.mask(credential);
  const parsed = parseInputs(env);
  if (!parsed.ok) {
    runner.tell(stopPage(parsed.errors, undefined));
    return 1;
  }
  const { inputs, warnings } = parsed;
  const checked = inputs.environment ? [inputs.environment] : environmentNames;
  const manifest = loadManifest(inputs.workspace, inputs.manifest, checked, () =>
    entriesOf(inputs.workspace).length === 0
      ? 'The workspace is empty. Run actions/checkout before this step.'
      : 'Check the input `manifest`, which is a path in the workspace.',
  );
  runner.tell(manifestPage(manifest, checked, warnings, inputs.mode));
  const why = runner.setOutputs({ valid: String(manifest.valid) });
  // Whether register can go on without them is not decided here.
  if (why !== undefined) runner.print([runner.safe(`The step outputs could not be written (${why}).`)]);
  if (!manifest.valid) return 1;
  if (inputs.mode === 'validate') return 0;
  // What validate does not need, it does not load.
  const { deploy } = await import('./deploy.ts');
  return await deploy(inputs, manifest, given);
}
