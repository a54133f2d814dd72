/** Modes plan and register: opens what they need, carries them out, and closes it again. */
import { randomBytes } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { openLook } from '../apply/look.ts';
import type { Target } from '../apply/observe.ts';
import { foresee, register } from '../apply/register.ts';
import type { RegisterOptions } from '../apply/requests.ts';
import { hasFailed } from '../apply/results.ts';
import { type Deadline, deadlineIn, systemClock } from '../clients/clock.ts';
import type { ConduitClient, ConduitReader } from '../clients/conduit.ts';
import type { SecretKeeper } from '../clients/github-secrets.ts';
import { maxReadingMs } from '../clients/retry.ts';
import { repositoryOf } from '../manifest/file.ts';
import { type CheckedManifest, declaresFor } from '../manifest/manifest.ts';
import type { PlanContext } from '../plan/facts.ts';
import type { NoToken } from '../plan/plan.ts';
import { Foreseen } from '../safe/foreseen.ts';
import { openStore, remembers } from '../state/open.ts';
import type { StateStore } from '../state/store.ts';
import type { DeployInputs } from './inputs.ts';
import { type RunReport, reportOn } from './report.ts';
import type { ActionProcess } from './runner.ts';
import { traced } from './trace.ts';

/** A run of plan or register, as all that it opens needs it. */
interface Deployment extends ActionProcess {
  inputs: DeployInputs;
  manifest: CheckedManifest;
  declared: ReturnType<CheckedManifest['declaredIn']>;
  report: RunReport;
}

/** Carries out plan or register, and says what came of it. */
export async function deploy(
  inputs: DeployInputs,
  manifest: CheckedManifest,
  given: ActionProcess,
): Promise<0 | 1 | 130> {
  const { environment, mode } = inputs;
  const folder = dirname(resolve(inputs.workspace, inputs.manifest));
  const { runner, cancelled } = given;
  runner.debug(`${mode} for ${environment}: API URL ${inputs.apiUrl}, state ${inputs.state.kind}`);
  const report = reportOn(inputs, manifest, given);
  const declared = manifest.declaredIn(environment);
  const deployment: Deployment = { ...given, inputs, manifest, declared, report };
  let store: StateStore | undefined;
  let secrets: SecretKeeper | undefined;
  try {
    if (mode === 'register') report.beginOutputs();
    store = await openState(deployment);
    secrets = await openSecrets(deployment);
    const target: Target = {
      store,
      secrets,
      look: lookWith(deployment),
      context: contextOf(deployment),
      isManifest: (path) => declaresFor(repositoryOf(folder) ?? inputs.workspace, path, environment),
    };
    const registration = report.end(
      mode === 'plan' ? await foresee(target) : await register(registerOptions(target, deployment)),
    );
    if (cancelled.aborted) return 130;
    return hasFailed(registration) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof Foreseen)) throw error;
    report.stopped(error.message);
    return cancelled.aborted ? 130 : 1;
  } finally {
    store?.close();
    secrets?.close();
  }
}

async function openState({ inputs, manifest, runner, env, expired }: Deployment): Promise<StateStore> {
  const { run, repository } = inputs;
  const isOfRun = repository !== undefined && run.id !== '';
  const store = await openStore(inputs.state, {
    workspace: inputs.workspace,
    trust: 'runner',
    ...(repository !== undefined && { remote: repository }),
    environment: inputs.environment,
    token: inputs.githubToken,
    trailers: [
      ...(isOfRun ? [`Run: ${repository}/actions/runs/${run.id}/attempts/${run.attempt || '1'}`] : []),
      ...(run.commit === '' ? [] : [`Commit: ${run.commit}`]),
      `Manifest: ${manifest.path}`,
    ],
    temporaryFolder: inputs.temporaryFolder,
    env,
    writes: inputs.mode === 'register',
    clock: systemClock,
    expired,
    mask: runner.mask,
  });
  return traced('state', store, runner.debug);
}

/** Undefined where no signing secret is to be stored, or no token may do that. */
async function openSecrets(deployment: Deployment): Promise<SecretKeeper | undefined> {
  const { inputs, declared, report, runner, expired } = deployment;
  const { secretsToken, secretsEnvironment } = inputs;
  const isNeeded = declared.declarations.some(({ secret }) => secret !== undefined);
  if (!isNeeded || noTokenReason(inputs) !== undefined) return undefined;
  const { secretKeeper } = await import('../clients/github-secrets.ts');
  const keeper = secretKeeper({
    apiUrl: inputs.githubApiUrl,
    repository: inputs.repositoryName,
    token: secretsToken,
    expired,
    clock: systemClock,
    onWait: (ms) => report.onWait({ kind: 'github-limit' }, ms),
    ...(secretsEnvironment !== undefined && { environment: secretsEnvironment }),
  });
  return traced('GitHub secrets', keeper, runner.debug);
}

/** Why GitHub secrets cannot be reached with the token that was given. */
function noTokenReason({ secretsToken, githubToken }: DeployInputs): NoToken | undefined {
  if (secretsToken === '') return 'missing';
  return secretsToken === githubToken ? 'github-token' : undefined;
}

/** Loads the client, and says how one is made: it begins nothing once `cancelled` is aborted, or after `deadline`. */
async function connectTo({
  inputs,
  report,
  runner,
  expired,
}: Deployment): Promise<(cancelled: AbortSignal, deadline: Deadline) => ConduitClient & ConduitReader> {
  const { createClient } = await import('../clients/conduit.ts');
  return (cancelled, deadline) => {
    const client = createClient({
      apiKey: inputs.apiKey,
      apiSecret: inputs.apiSecret,
      apiUrl: inputs.apiUrl,
      timeoutMs: inputs.timeoutSeconds * 1000,
      mask: runner.mask,
      holdsSecret: runner.holdsSecret,
      onWait: report.onWait,
      cancelled,
      deadline,
      expired,
      clock: systemClock,
    });
    return traced('Conduit', client, runner.debug);
  };
}

/** What reads from Conduit, where the run is to and can. */
function lookWith(deployment: Deployment): Target['look'] {
  const { verify, apiKey, apiSecret, concurrency, timeoutSeconds } = deployment.inputs;
  if (!verify) return undefined;
  if (apiKey === '' || apiSecret === '') return 'no-credentials';
  return openLook(async () => {
    const client = await connectTo(deployment);
    return client(deployment.cancelled, deadlineIn(maxReadingMs + timeoutSeconds * 1000, systemClock));
  }, concurrency);
}

function contextOf({ inputs, manifest, declared }: Deployment): PlanContext {
  const noToken = noTokenReason(inputs);
  return {
    environment: inputs.environment,
    manifest: manifest.repositoryPath,
    apiUrl: inputs.apiUrl,
    ...declared,
    decisions: [...declared.decisions, ...inputs.decisions],
    onChange: inputs.onChange,
    secretsEnvironment: inputs.secretsEnvironment,
    noToken: inputs.mode === 'plan' && noToken !== undefined ? 'in-plan' : noToken,
    remembers: remembers(inputs.state),
    at: new Date().toISOString(),
    run: inputs.run,
  };
}

function registerOptions(target: Target, deployment: Deployment): RegisterOptions {
  const { inputs, report, cancelled, expired } = deployment;
  return {
    ...target,
    ...report,
    cancelled,
    expired,
    clock: systemClock,
    concurrency: inputs.concurrency,
    timeoutMs: inputs.timeoutSeconds * 1000,
    randomId: () => randomBytes(8).toString('hex'),
    connect: () => connectTo(deployment),
  };
}
