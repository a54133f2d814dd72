/** What a register run would do, by the state that the user can read. */
import { tmpdir } from 'node:os';
import { foresee } from '../apply/register.ts';
import { hasFailed } from '../apply/results.ts';
import { systemClock } from '../clients/clock.ts';
import type { Env } from '../clients/proxy.ts';
import { type CheckedManifest, declaresFor } from '../manifest/manifest.ts';
import type { ReportContext } from '../plan/topic.ts';
import type { Guard } from '../safe/guard.ts';
import { code, say } from '../safe/prose.ts';
import { StateError } from '../state/document.ts';
import { openStore } from '../state/open.ts';
import type { PlanRequest } from './arguments.ts';
import type { Findings } from './findings.ts';

const words: ReportContext['words'] = {
  state: say`the input ${code('state')} and the option ${code('--state')}`,
  unseen: say`this command takes no token that can read it`,
};

export interface PlanOptions {
  /** Where state of kind `file` lies, and in which repository `origin` is looked for. */
  folder: string;
  env: Env;
  guard: Guard;
  /** Called with what removes temporary files. */
  atEnd(close: () => void): void;
}

/** What is found upon a valid manifest: the plan, or why none can be made. */
export async function planned(
  { environment, apiUrl, state, remote, onChange, secretsEnvironment }: PlanRequest,
  manifest: CheckedManifest,
  { folder, env, guard, atEnd }: PlanOptions,
): Promise<Omit<Findings, 'manifests'>> {
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
    const run = { server: '', id: '', attempt: '', commit: '' };
    const registration = await foresee({
      store,
      secrets: undefined,
      context: {
        environment,
        manifest: manifest.repositoryPath,
        apiUrl,
        declarations: manifest.declarationsFor(environment),
        decisions: manifest.decisionsFor(environment),
        elsewhere: manifest.decisionsElsewhere(environment),
        onChange,
        secretsEnvironment,
        remembers: store.remembers,
        at: new Date().toISOString(),
        run,
      },
      isManifest: (path) => declaresFor(folder, path, environment),
    });
    const context = {
      mode: 'plan' as const,
      environment,
      manifest,
      run: { id: run.id, repositoryUrl: undefined },
      remembers: store.remembers,
      isCancelled: false,
      words,
    };
    return { plan: { registration, context, place: store.place }, ok: !hasFailed(registration) };
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    return { stopped: error.message, ok: false };
  }
}
