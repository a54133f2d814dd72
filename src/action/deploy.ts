/** Modes plan and register: opens what they need, carries them out, and closes it again. */
import { randomBytes } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { openLook } from '../apply/look.ts';
import type { Target } from '../apply/options.ts';
import { foresee, register } from '../apply/register.ts';
import { hasFailed, type Registration } from '../apply/results.ts';
import { type Deadline, deadlineIn, systemClock } from '../clients/clock.ts';
import type { ConduitClient, ConduitReader } from '../clients/conduit.ts';
import type { SecretKeeper } from '../clients/github-secrets.ts';
import type { Env } from '../clients/proxy.ts';
import { maxReadingMs } from '../clients/retry.ts';
import { type CheckedManifest, declaresFor } from '../manifest/manifest.ts';
import type { NoToken } from '../plan/plan.ts';
import type { Sent } from '../report/stops.ts';
import { Foreseen } from '../safe/foreseen.ts';
import { openStore } from '../state/open.ts';
import type { StateStore } from '../state/store.ts';
import type { DeployInputs } from './inputs.ts';
import { type StepOutputs, stepOutputs } from './outputs.ts';
import { type Report, reportOn } from './report.ts';
import type { Runner } from './runner.ts';
import { traced } from './trace.ts';

/** How a run ended, as the process's exit code: 130 after a cancel. */
export type ActionExitCode = 0 | 1 | 130;

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
  sent: Sent,
): Promise<ActionExitCode> {
  const { environment, mode, run } = inputs;
  runner.debug(`${mode} for ${environment}: API URL ${inputs.apiUrl}, state ${inputs.state.kind}`);
  const report = reportOn(
    {
      mode,
      environment,
      manifest,
      run: { id: run.id, repositoryUrl: run.repository },
      remembers: inputs.state.kind !== 'none',
      verifies: inputs.verify,
    },
    interrupts.cancelled,
    runner,
  );
  const outputs = stepOutputs(runner, systemClock);
  const declarations = manifest.declarationsFor(environment);
  let store: StateStore | undefined;
  let secrets: SecretKeeper | undefined;
  try {
    if (mode === 'register') outputs.begin();
    const trace = { debug: runner.debug, elapsed: systemClock.elapsed };
    const opened = await openStore(inputs.state, {
      workspace: inputs.workspace,
      trust: 'runner',
      ...(run.repository !== undefined && { remote: run.repository }),
      environment,
      token: inputs.githubToken,
      trailers: trailersOf(inputs, manifest),
      temporaryFolder: run.temporaryFolder,
      env,
      writes: mode === 'register',
      clock: systemClock,
      expired: interrupts.expired,
      mask: runner.mask,
    });
    store = traced('state', opened, trace);
    const noToken = noTokenReason(inputs);
    const isNeeded = declarations.some(({ secret }) => secret !== undefined);
    secrets =
      isNeeded && noToken === undefined
        ? traced('GitHub secrets', await openSecrets(inputs, report, interrupts), trace)
        : undefined;
    const connect = () => connectTo(inputs, report, runner, interrupts);
    const target: Target = {
      store,
      secrets,
      look: lookWith(connect, inputs, interrupts),
      context: {
        environment,
        manifest: manifest.repositoryPath,
        apiUrl: inputs.apiUrl,
        declarations,
        decisions: [...manifest.decisionsFor(environment), ...inputs.decisions],
        elsewhere: manifest.decisionsElsewhere(environment),
        onChange: inputs.onChange,
        secretsEnvironment: inputs.secretsEnvironment,
        remembers: store.remembers,
        at: new Date().toISOString(),
        run: { server: run.server, id: run.id, attempt: run.attempt, commit: run.commit },
      },
      isManifest: (path) => declaresFor(dirname(resolve(inputs.workspace, inputs.manifest)), path, environment),
    };
    const carriedOut =
      inputs.mode === 'plan'
        ? await foresee(target)
        : await registerAll(inputs, target, connect, noToken, report, runner, outputs, interrupts, sent);
    const registration = outputs.end(carriedOut);
    report.result(registration);
    if (interrupts.cancelled.aborted) return 130;
    return hasFailed(registration) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof Foreseen)) throw error;
    report.stopped(error.message);
    return interrupts.cancelled.aborted ? 130 : 1;
  } finally {
    store?.close();
    secrets?.close();
  }
}

/** Why GitHub secrets cannot be reached with the token that was given. */
function noTokenReason({ secretsToken, githubToken }: DeployInputs): NoToken | undefined {
  if (secretsToken === '') return 'missing';
  return secretsToken === githubToken ? 'github-token' : undefined;
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

/** Loads the client, and says how one is made: it begins nothing once `halted` is aborted, or after `deadline`. */
type Connect = () => Promise<(halted: AbortSignal, deadline: Deadline) => ConduitClient & ConduitReader>;

async function connectTo(
  inputs: DeployInputs,
  report: Report,
  runner: Runner,
  { expired }: Interrupts,
): ReturnType<Connect> {
  const { createClient } = await import('../clients/conduit.ts');
  const trace = { debug: runner.debug, elapsed: systemClock.elapsed };
  return (halted, deadline) => {
    const client = createClient({
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
    return traced('Conduit', client, trace);
  };
}

/** What reads from Conduit, where the run is to and can. */
function lookWith(
  connect: Connect,
  { verify, apiKey, apiSecret, concurrency, timeoutSeconds }: DeployInputs,
  { cancelled }: Interrupts,
): Target['look'] {
  if (!verify) return undefined;
  if (apiKey === '' || apiSecret === '') return 'no-credentials';
  return openLook(async () => {
    const client = await connect();
    return client(cancelled, deadlineIn(maxReadingMs + timeoutSeconds * 1000, systemClock));
  }, concurrency);
}

async function registerAll(
  inputs: DeployInputs,
  target: Target,
  connect: Connect,
  noToken: NoToken | undefined,
  report: Report,
  runner: Runner,
  outputs: StepOutputs,
  { cancelled, expired }: Interrupts,
  sent: Sent,
): Promise<Registration> {
  return await register({
    ...target,
    noToken,
    cancelled,
    expired,
    clock: systemClock,
    concurrency: inputs.concurrency,
    timeoutMs: inputs.timeoutSeconds * 1000,
    randomId: () => randomBytes(8).toString('hex'),
    connect,
    onSend(name) {
      runner.debug(`a request is sent for ${name}`);
      sent.set(name, undefined);
    },
    keep(news, all) {
      for (const { name, status, id } of news) {
        if (sent.has(name)) sent.set(name, status === 'created' ? `created ${id}` : status);
      }
      outputs.keep(news, all);
    },
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
