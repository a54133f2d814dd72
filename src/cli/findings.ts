/** What the command found, whatever form it is printed in. */

import type { Registration } from '../apply/results.ts';
import type { Environment } from '../generated/api.ts';
import type { CheckedManifest } from '../manifest/manifest.ts';
import type { ReportContext } from '../plan/topic.ts';

export interface ManifestFindings {
  manifest: CheckedManifest;
  /** What it was checked for. */
  environments: readonly Environment[];
}

export interface PlanFindings {
  registration: Registration;
  context: ReportContext;
  /** Where the state was read. */
  place: string;
}

export interface Findings {
  manifests: readonly ManifestFindings[];
  /** Absent in validate, and when the manifest is not valid. */
  plan?: PlanFindings | undefined;
  /** Why no plan could be made of a valid manifest. */
  stopped?: string | undefined;
  /** True when nothing is wrong and nothing is asked. */
  ok: boolean;
}
