/** Modes plan and register: from a valid manifest to what is registered. Opens what they need, and closes it. */
import type { Env, PlanInputs, RegisterInputs } from './action/inputs.ts';
import { type ReportContext, reportProgress, reportResults } from './action/report.ts';
import type { Runner } from './action/runner.ts';
import { SecretsError } from './github/error.ts';
import type { SecretKeeper } from './github/secrets.ts';
import { systemClock } from './http/clock.ts';
import type { CheckedManifest } from './manifest/manifest.ts';
import { readAndPlan, type Target } from './registration/ledger.ts';
import { register } from './registration/register.ts';
import { isComplete, outputsOf, plannedResults, type Result } from './registration/result.ts';
import { StateError } from './state/document.ts';
import { openStore } from './state/open.ts';
import type { StateStore } from './state/store.ts';

/** How a run ended, as the process's exit code: 130 after a cancel. */
export type ExitCode = 0 | 1 | 130;

/** When the run is told to end: `cancelled` at once, `expired` when time is up for requests on their way. */
export interface Interrupts {
  cancelled: AbortSignal;
  expired: AbortSignal;
}

/** Carries out plan or register, and says what came of it. */
export async function deploy(
  inputs: PlanInputs | RegisterInputs,
  manifest: CheckedManifest,
  runner: Runner,
  env: Env,
  interrupts: Interrupts,
): Promise<ExitCode> {
  const { environment, mode } = inputs;
  if (mode === 'register' && !canSetOutputs(runner)) return 1;
  const declarations = manifest.declarationsFor(environment);
  const strangers = inputs.replace.filter((name) => !declarations.some((one) => one.name === name));
  if (strangers.length > 0) {
    runner.error(
      `input "replace" names ${strangers.join(', ')}: the manifest declares no such webhook`,
    );
    return 1;
  }
  const keeper = declarations.find(({ secret }) => secret !== undefined);
  if (mode === 'register' && keeper !== undefined) {
    const why = noTokenReason(inputs);
    if (why !== undefined) {
      runner.annotate(manifest.path, [
        {
          severity: 'error',
          message: `${why}. Nothing was sent`,
          subject: `webhooks.${keeper.name}.secret`,
          range: manifest.rangeOf(keeper.name, environment, 'secret'),
        },
      ]);
      return 1;
    }
  }
  const context: ReportContext = { manifest, declarations, environment, mode };
  const { secretsEnvironment } = inputs;
  const where = secretsEnvironment === undefined ? {} : { secretsEnvironment };
  const secrets =
    keeper === undefined || inputs.secretsToken === ''
      ? undefined
      : await openSecrets(inputs, interrupts);
  const target: Target = {
    environment,
    manifest: manifest.path,
    apiUrl: inputs.apiUrl,
    declarations,
    options: {
      onChange: inputs.onChange,
      replace: inputs.replace,
      runId: inputs.run.id,
      isRerun: Number(inputs.run.attempt) > 1,
      stateless: inputs.state.kind === 'none',
      ...where,
    },
    ...(secrets && { secrets }),
  };
  let store: StateStore | undefined;
  try {
    store = await openStore(inputs.state, {
      workspace: inputs.workspace,
      ...(inputs.run.repository === undefined ? {} : { remote: inputs.run.repository }),
      environment,
      token: inputs.githubToken,
      trailers: trailersOf(inputs, manifest),
      temporaryFolder: inputs.run.temporaryFolder,
      env,
      now: Date.now,
      mask: runner.mask,
    });
    const { results, failures } =
      inputs.mode === 'plan'
        ? await planOnly(store, target, context, runner)
        : await registerAll(inputs, store, target, context, runner, interrupts);
    await reportResults(results, failures, context, runner);
    if (interrupts.cancelled.aborted) return 130;
    return isComplete(results) && failures.length === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof StateError || error instanceof SecretsError)) throw error;
    const beforeAny = error instanceof SecretsError && inputs.mode === 'register';
    runner.error(`${error.message}${beforeAny ? '. Nothing was created' : ''}`);
    return interrupts.cancelled.aborted ? 130 : 1;
  } finally {
    store?.close();
    secrets?.close();
  }
}

/** Sets every output for the first time, so that a file that cannot be written is known before the first request. */
function canSetOutputs(runner: Runner): boolean {
  try {
    runner.setOutputs(outputsOf([], []));
    return true;
  } catch (error) {
    runner.error(
      `the step outputs cannot be written (${(error as Error).message}), so signing secrets would be lost: nothing was sent`,
    );
    return false;
  }
}

/** Why signing secrets cannot be stored with the token that was given. */
function noTokenReason({
  secretsToken,
  githubToken,
}: PlanInputs | RegisterInputs): string | undefined {
  if (secretsToken === '') {
    return 'it names a GitHub secret, and the input secrets-token is empty: give it a GitHub App token or fine-grained token that may write secrets';
  }
  return secretsToken === githubToken
    ? 'the input secrets-token is GITHUB_TOKEN, which can never write secrets: give it a GitHub App token or fine-grained token'
    : undefined;
}

async function openSecrets(
  { run, secretsToken, secretsEnvironment }: PlanInputs | RegisterInputs,
  { expired }: Interrupts,
): Promise<SecretKeeper> {
  const { secretKeeper } = await import('./github/secrets.ts');
  return secretKeeper({
    apiUrl: run.githubApiUrl,
    repository: run.repositoryName,
    token: secretsToken,
    expired,
    clock: systemClock,
    ...(secretsEnvironment === undefined ? {} : { environment: secretsEnvironment }),
  });
}

async function planOnly(
  store: StateStore,
  target: Target,
  context: ReportContext,
  runner: Runner,
): Promise<{ results: Result[]; failures: string[] }> {
  const { steps } = await readAndPlan(store, target);
  const results = plannedResults(steps, target.environment);
  const failures: string[] = [];
  try {
    setOutputs(results, results, runner);
  } catch (error) {
    failures.push((error as Error).message);
  }
  reportProgress(results, context, runner);
  return { results, failures };
}

async function registerAll(
  inputs: RegisterInputs,
  store: StateStore,
  target: Target,
  context: ReportContext,
  runner: Runner,
  { cancelled, expired }: Interrupts,
): Promise<{ results: Result[]; failures: string[] }> {
  const { id, attempt, commit } = inputs.run;
  return await register({
    store,
    target,
    concurrency: inputs.concurrency,
    cancelled,
    moment: () => ({ at: new Date().toISOString(), run: { id, attempt, commit } }),
    pause: (ms) => systemClock.sleep(ms, expired),
    async connect() {
      const { createClient } = await import('./conduit/client.ts');
      return (signal) =>
        createClient({
          ...inputs.credentials,
          apiUrl: inputs.apiUrl,
          timeoutMs: inputs.timeoutMs,
          mask: runner.mask,
          holdsSecret: runner.holdsSecret,
          onWait: (reason, ms) => runner.info(`  waiting ${(ms / 1000).toFixed(1)} s: ${reason}`),
          cancelled: signal,
          expired,
          clock: systemClock,
        });
    },
    onResults(news, all) {
      try {
        setOutputs(news, all, runner);
      } finally {
        reportProgress(news, context, runner);
      }
    },
  });
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
        : `: they lack the signing secret of ${lost.join(', ')} (the Dashboard has it)`;
    throw new Error(`the step outputs could not be written, ${(error as Error).message}${what}`);
  }
}

/** What each commit of the state ref says below its subject. */
function trailersOf({ run }: PlanInputs | RegisterInputs, { path }: CheckedManifest): string[] {
  return [
    ...(run.repository !== undefined && run.id !== ''
      ? [`Run: ${run.repository}/actions/runs/${run.id}/attempts/${run.attempt || '1'}`]
      : []),
    ...(run.commit === '' ? [] : [`Commit: ${run.commit}`]),
    `Manifest: ${path}`,
  ];
}
