/** Findings as the action prints them: log, annotations and job summary. */
import { createRunner } from '../action/runner.ts';
import { tell } from '../action/tell.ts';
import type { Env } from '../clients/proxy.ts';
import { pageOf } from '../report/run-page.ts';
import { manifestPage, stopPage } from '../report/stops.ts';
import type { Guard } from '../safe/guard.ts';
import type { Findings } from './findings.ts';

export function tellGithub({ manifests, plan, stopped }: Findings, env: Env, guard: Guard): void {
  const runner = createRunner(env, guard);
  for (const { manifest, environments } of manifests) {
    tell(manifestPage(manifest, environments, [], 'validate'), runner);
  }
  if (plan) tell(pageOf(plan.registration, plan.context), runner);
  if (stopped !== undefined) tell(stopPage([stopped], manifests[0]?.environments[0]), runner);
}
