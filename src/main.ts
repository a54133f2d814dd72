/** The order of a run: inputs → manifest → plan → register → report. */
import {
  credentialInputs,
  type Inputs,
  type PlanInputs,
  parseInputs,
  type RegisterInputs,
} from './action/inputs.ts';
import {
  type ReportContext,
  reportManifest,
  reportProgress,
  reportResults,
} from './action/report.ts';
import { createRunner, type Runner } from './action/runner.ts';
import { type Environment, environments } from './generated/api.ts';
import { SecretsError } from './github/error.ts';
import type { SecretKeeper } from './github/secrets.ts';
import { type CheckedManifest, loadManifest } from './manifest/manifest.ts';
import type { Target } from './registration/ledger.ts';
import { isComplete, outputsOf, type Result, resultOf } from './registration/result.ts';
import { StateError } from './state/document.ts';
import type { StateStore } from './state/store.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** How a run ended, as the process's exit code: 130 after a cancel. */
export type ExitCode = 0 | 1 | 130;

/** When the run is told to end: `cancelled` at once, `expired` when time is up for requests on their way. */
export interface Interrupts {
  cancelled: AbortSignal;
  expired: AbortSignal;
}

/** One run of the action. `env` is the process's environment. */
export async function main(env: Env, interrupts: Interrupts): Promise<ExitCode> {
  const runner = createRunner(env);
  for (const credential of credentialInputs(env)) runner.mask(credential);
  const parsed = parseInputs(env);
  if (!parsed.ok) {
    for (const error of parsed.errors) runner.error(error);
    return 1;
  }
  for (const warning of parsed.warnings) runner.warning(warning);
  const { inputs } = parsed;

  const checked = inputs.environment
    ? [inputs.environment]
    : (Object.keys(environments) as Environment[]);
  const manifest = loadManifest(inputs.workspace, inputs.manifest, checked);
  await reportManifest(manifest, checked, runner);
  const canSetOutputs = setFirstOutputs(inputs, manifest, runner);
  if (!manifest.valid || !canSetOutputs) return 1;
  if (inputs.mode === 'validate') return 0;
  return await deploy(inputs, manifest, runner, env, interrupts);
}

/**
 * Sets `valid`, and for register every other output, so that a file that cannot be written is known before the
 * first request. False when register must not go on.
 */
function setFirstOutputs(inputs: Inputs, { valid }: CheckedManifest, runner: Runner): boolean {
  try {
    const others = inputs.mode === 'validate' ? {} : outputsOf([]);
    runner.setOutputs({ ...others, valid: String(valid) });
    return true;
  } catch (error) {
    const why = (error as Error).message;
    if (inputs.mode !== 'register') {
      runner.notice(`the step outputs could not be written: ${why}`);
      return true;
    }
    runner.error(
      `the step outputs cannot be written (${why}), so signing secrets would be lost: nothing was sent`,
    );
    return false;
  }
}

/** Modes plan and register: what they share, and what they say in the end. */
async function deploy(
  inputs: PlanInputs | RegisterInputs,
  manifest: CheckedManifest,
  runner: Runner,
  env: Env,
  interrupts: Interrupts,
): Promise<ExitCode> {
  const { environment, mode } = inputs;
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
    options: { onChange: inputs.onChange, replace: inputs.replace, runId: inputs.run.id, ...where },
    ...(secrets && { secrets }),
  };
  const { openStore } = await import('./state/open.ts');
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
  const { systemClock } = await import('./http/clock.ts');
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
  const { readAndPlan } = await import('./registration/ledger.ts');
  const { steps } = await readAndPlan(store, target);
  const results = steps.map((step) => resultOf(step, target.environment));
  runner.setOutputs(outputsOf(results));
  reportProgress(results, context, runner);
  return { results, failures: [] };
}

async function registerAll(
  inputs: RegisterInputs,
  store: StateStore,
  target: Target,
  context: ReportContext,
  runner: Runner,
  { cancelled, expired }: Interrupts,
): Promise<{ results: Result[]; failures: string[] }> {
  const { createClient } = await import('./conduit/client.ts');
  const { systemClock } = await import('./http/clock.ts');
  const { register } = await import('./registration/register.ts');
  const { id, attempt, commit } = inputs.run;
  return await register({
    store,
    target,
    concurrency: inputs.concurrency,
    cancelled,
    moment: () => ({ at: new Date().toISOString(), run: { id, attempt, commit } }),
    pause: (ms) => systemClock.sleep(ms, expired),
    connect: async () =>
      createClient({
        ...inputs.credentials,
        apiUrl: inputs.apiUrl,
        timeoutMs: inputs.timeoutMs,
        mask: runner.mask,
        onWait: (reason, ms) => runner.info(`  waiting ${(ms / 1000).toFixed(1)} s: ${reason}`),
        cancelled,
        expired,
        clock: systemClock,
      }),
    onResults(news, all) {
      reportProgress(news, context, runner);
      runner.setOutputs(outputsOf(all));
    },
  });
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
