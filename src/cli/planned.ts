/** What a register run would do, by the state that the user can read. */
import { tmpdir } from 'node:os';
import { foresee } from '../apply/register.ts';
import { hasFailed } from '../apply/results.ts';
import { systemClock } from '../clients/clock.ts';
import type { Env } from '../clients/proxy.ts';
import { environments } from '../generated/api.ts';
import { type CheckedManifest, declaresFor } from '../manifest/manifest.ts';
import type { ReportContext } from '../plan/topic.ts';
import { pageOf } from '../report/run-page.ts';
import type { Guard } from '../safe/guard.ts';
import { code, say } from '../safe/prose.ts';
import { StateError } from '../state/document.ts';
import { openStore, remembers } from '../state/open.ts';
import type { PlanRequest } from './arguments.ts';
import type { Findings } from './findings.ts';

const words: ReportContext['words'] = {
  state: say`the input ${code('state')} and the option ${code('--state')}`,
  unseen: say`this command takes no token that can read it`,
};

/** The plan of a valid manifest, or why none can be made. `atEnd` is given what removes temporary files. */
export async function planned(
  { environment, apiUrl = environments[environment], state, remote, onChange, secretsEnvironment }: PlanRequest,
  manifest: CheckedManifest,
  { folder, env, guard, atEnd }: { folder: string; env: Env; guard: Guard; atEnd(close: () => void): void },
): Promise<Pick<Findings, 'plan' | 'stopped' | 'ok'>> {
  try {
    const store = await openStore(state, {
      workspace: folder,
      trust: 'user',
      remote,
      environment,
      token: '',
      trailers: [],
      temporaryFolder: tmpdir(),
      env,
      writes: false,
      clock: systemClock,
      expired: new AbortController().signal,
      mask: guard.hide,
    });
    atEnd(store.close);
    const registration = await foresee({
      store,
      secrets: undefined,
      context: {
        environment,
        manifest: manifest.repositoryPath,
        apiUrl,
        ...manifest.declaredIn(environment),
        onChange,
        secretsEnvironment,
        noToken: 'in-plan',
        remembers: remembers(state),
        at: new Date().toISOString(),
        run: { server: '', id: '', attempt: '', commit: '' },
      },
      isManifest: (path) => declaresFor(folder, path, environment),
    });
    const context: ReportContext = {
      mode: 'plan',
      environment,
      manifest,
      run: { id: '', repositoryUrl: undefined },
      remembers: remembers(state),
      isCancelled: false,
      words,
    };
    const page = pageOf(registration, context);
    return { plan: { registration, context, page, place: store.place }, ok: !hasFailed(registration) };
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    return { stopped: error.message, ok: false };
  }
}
