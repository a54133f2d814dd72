/** Modes plan and register: opens what they need, carries them out, and closes it again. */
import { randomBytes } from 'node:crypto';
import { foresee, register, type Target } from '../apply/register.ts';
import { hasFailed, outputsOf, type Registration, type Result } from '../apply/result.ts';
import { systemClock } from '../clients/clock.ts';
import type { SecretKeeper } from '../clients/github-secrets.ts';
import { SecretsError } from '../clients/secrets-error.ts';
import type { CheckedManifest } from '../manifest/manifest.ts';
import type { Env } from '../options/table.ts';
import type { Moment, NoToken } from '../plan/plan.ts';
import { StateError } from '../state/document.ts';
import { openStore } from '../state/open.ts';
import type { StateStore } from '../state/store.ts';
import type { DeployInputs } from './inputs.ts';
import { type Report, reportOn } from './report.ts';
import type { Runner } from './runner.ts';

/** How a run ended, as the process's exit code: 130 after a cancel. */
export type ExitCode = 0 | 1 | 130;

/** When the run is told to end: `cancelled` at once, `expired` when time is up for requests on their way. */
export interface Interrupts {
  cancelled: AbortSignal;
  expired: AbortSignal;
}

/** Carries out plan or register, and says what came of it. */
export async function deploy(
  inputs: DeployInputs,
  manifest: CheckedManifest,
  runner: Runner,
  env: Env,
  interrupts: Interrupts,
): Promise<ExitCode> {
  const { environment, mode, run } = inputs;
  const report = reportOn(
    {
      mode,
      environment,
      manifest,
      run: { id: run.id, repositoryUrl: run.repository },
      remembers: inputs.state.kind !== 'none',
    },
    interrupts.cancelled,
    runner,
  );
  const declarations = manifest.declarationsFor(environment);
  let store: StateStore | undefined;
  let secrets: SecretKeeper | undefined;
  try {
    if (mode === 'register') setFirstOutputs(runner);
    store = await openStore(inputs.state, {
      workspace: inputs.workspace,
      trust: 'runner',
      ...(run.repository !== undefined && { remote: run.repository }),
      environment,
      token: inputs.githubToken,
      trailers: trailersOf(inputs, manifest),
      temporaryFolder: run.temporaryFolder,
      env,
      now: Date.now,
      mask: runner.mask,
    });
    const noToken = noTokenReason(inputs);
    const isNeeded = declarations.some(({ secret }) => secret !== undefined);
    secrets =
      isNeeded && noToken === undefined ? await openSecrets(inputs, report, interrupts) : undefined;
    const target: Target = {
      store,
      secrets,
      context: {
        environment,
        manifest: manifest.repositoryPath,
        apiUrl: inputs.apiUrl,
        declarations,
        decisions: [...manifest.decisionsFor(environment), ...inputs.decisions],
        onChange: inputs.onChange,
        secretsEnvironment: inputs.secretsEnvironment,
        remembers: store.remembers,
        writer: { server: run.server, run: run.id },
        moment: momentOf(inputs),
      },
    };
    const registration =
      inputs.mode === 'plan'
        ? await foresee(target)
        : await registerAll(inputs, target, noToken, report, runner, interrupts);
    setLastOutputs(registration, mode, runner);
    report.result(registration);
    if (interrupts.cancelled.aborted) return 130;
    return hasFailed(registration) ? 1 : 0;
  } catch (error) {
    const isForeseen = [StateError, SecretsError, OutputError].some((one) => error instanceof one);
    if (!isForeseen) throw error;
    report.stopped((error as Error).message);
    return interrupts.cancelled.aborted ? 130 : 1;
  } finally {
    store?.close();
    secrets?.close();
  }
}

/** The step outputs cannot be written. */
class OutputError extends Error {}

/** Sets every output for the first time, so that a file that cannot be written is known before the first request. */
function setFirstOutputs(runner: Runner): void {
  try {
    runner.setOutputs({ ...outputsOf([], []), ...deletionsOf([]) });
  } catch (error) {
    throw new OutputError(
      `The step outputs cannot be written (${(error as Error).message}). Signing secrets would be lost.`,
    );
  }
}

/** What is active at Conduit and no longer wanted, as a step output. */
function deletionsOf(reminders: Registration['reminders']): Record<string, string> {
  return { 'to-delete': JSON.stringify(reminders.map(({ name, id }) => ({ name, id }))) };
}

/** The outputs that are known at the end. A plan has not kept any before. */
function setLastOutputs(
  registration: Registration,
  mode: DeployInputs['mode'],
  runner: Runner,
): void {
  const { results, reminders, failures } = registration;
  try {
    if (mode === 'plan') setOutputs(results, results, runner);
    else runner.setOutputs(deletionsOf(reminders));
  } catch (error) {
    failures.push((error as Error).message);
  }
}

/** @throws Error that says whose signing secret the outputs lack. */
function setOutputs(news: readonly Result[], all: readonly Result[], runner: Runner): void {
  try {
    runner.setOutputs(outputsOf(news, all));
  } catch (error) {
    const lost = news.flatMap(({ name, secret }) => (secret === undefined ? [] : [name]));
    const what =
      lost.length === 0
        ? ''
        : ` They lack the signing secret of ${lost.join(', ')}. The Dashboard has it.`;
    throw new Error(`The step outputs could not be written (${(error as Error).message}).${what}`);
  }
}

/** Why GitHub secrets cannot be reached with the token that was given. */
function noTokenReason({ secretsToken, githubToken }: DeployInputs): NoToken | undefined {
  if (secretsToken === '') return 'missing';
  return secretsToken === githubToken ? 'github-token' : undefined;
}

function momentOf({ run: { id, attempt, commit } }: DeployInputs): Moment {
  return { at: new Date().toISOString(), run: { id, attempt, commit } };
}

async function openSecrets(
  { run, secretsToken, secretsEnvironment }: DeployInputs,
  report: Report,
  { expired }: Interrupts,
): Promise<SecretKeeper> {
  const { secretKeeper } = await import('../clients/github-secrets.ts');
  return secretKeeper({
    apiUrl: run.githubApiUrl,
    repository: run.repositoryName,
    token: secretsToken,
    expired,
    clock: systemClock,
    onWait: (ms) => report.wait({ kind: 'github-limit' }, ms),
    ...(secretsEnvironment === undefined ? {} : { environment: secretsEnvironment }),
  });
}

async function registerAll(
  inputs: DeployInputs,
  target: Target,
  noToken: NoToken | undefined,
  report: Report,
  runner: Runner,
  { cancelled, expired }: Interrupts,
): Promise<Registration> {
  return await register({
    ...target,
    noToken,
    cancelled,
    expired,
    clock: systemClock,
    concurrency: inputs.concurrency,
    timeoutMs: inputs.timeoutSeconds * 1000,
    moment: () => momentOf(inputs),
    randomId: () => randomBytes(4).toString('hex'),
    async connect() {
      const { createClient } = await import('../clients/conduit.ts');
      return (halted, deadline) =>
        createClient({
          apiKey: inputs.apiKey,
          apiSecret: inputs.apiSecret,
          apiUrl: inputs.apiUrl,
          timeoutMs: inputs.timeoutSeconds * 1000,
          mask: runner.mask,
          holdsSecret: runner.holdsSecret,
          onWait: report.wait,
          cancelled: halted,
          deadline,
          expired,
          clock: systemClock,
        });
    },
    keep: (news, all) => setOutputs(news, all, runner),
    begin: report.begin,
    show: report.progress,
  });
}

/** What each commit of the state ref says below its subject. */
function trailersOf({ run }: DeployInputs, { path }: CheckedManifest): string[] {
  return [
    ...(run.repository !== undefined && run.id !== ''
      ? [`Run: ${run.repository}/actions/runs/${run.id}/attempts/${run.attempt || '1'}`]
      : []),
    ...(run.commit === '' ? [] : [`Commit: ${run.commit}`]),
    `Manifest: ${path}`,
  ];
}
