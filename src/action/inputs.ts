/** The step's inputs → one typed value, or everything that is wrong with them. */
import { tmpdir } from 'node:os';
import { type Env, proxyErrors, proxySecrets } from '../clients/proxy.ts';
import { decoded, isConfidential } from '../clients/url.ts';
import { apiVersion, type Environment, environments } from '../generated/api.ts';
import { quotedList } from '../manifest/problem.ts';
import { environmentNames, withoutSlashes } from '../options/parsers.ts';
import { type InputOptions, namesOf, type Options, options, readOptions } from '../options/table.ts';
import type { Run } from '../state/document.ts';

/** What every mode has. */
interface Common extends Omit<InputOptions, 'mode' | 'environment' | 'apiUrl'> {
  /** The workspace's folder. */
  workspace: string;
  /** The workflow run; '' for each that is not known. */
  run: Run;
  /** URL of the repository; absent outside a workflow. */
  repository?: string;
  /** The same as `owner/name`. */
  repositoryName: string;
  /** Base URL of GitHub's REST API. */
  githubApiUrl: string;
  /** A folder for what is only needed now. */
  temporaryFolder: string;
}

/** What plan and register have. */
export interface DeployInputs extends Common {
  mode: 'plan' | 'register';
  environment: Environment;
  /** Base URL of the API, without a slash at its end. */
  apiUrl: string;
}

type Inputs = DeployInputs | (Common & { mode: 'validate'; environment: Environment | undefined });

type ParsedInputs = { ok: true; inputs: Inputs; warnings: string[] } | { ok: false; errors: string[] };

/** A value shorter than this is no credential, and its mask would make the log unreadable. */
const shortestCredential = 4;

/** The inputs of the action. */
const inputNames = namesOf(({ modes }) => modes.length > 0);

/**
 * The credentials and tokens as given, before anything is known to be right, and what is secret of proxies: they are
 * masked first of all. The runner trims inputs neither when it sets nor when it masks them, so both forms count.
 */
export function credentialsIn(env: Env): string[] {
  const inputs = namesOf(({ isSecret }) => isSecret === true).flatMap(([, name]) => {
    const raw = env[variable(name)] ?? '';
    return [raw, raw.trim()].filter((value) => value.trim().length >= shortestCredential);
  });
  return [...inputs, ...proxySecrets(env)];
}

/**
 * Reads the inputs from the environment the runner gives. Blank means absent, and then the default holds: a
 * `with:` entry that expands to nothing overrides the default of `action.yml`, and `required` is not enforced
 * (runner: ActionManifestManager.cs, ActionRunner.cs).
 */
export function parseInputs(env: Env): ParsedInputs {
  const text = (name: string) => env[variable(name)]?.trim();
  const workspace = env.GITHUB_WORKSPACE || env.PWD || '.';
  const chosen = options.mode.parse(text('mode') || options.mode.default);
  const { values, errors } = readOptions(
    inputNames,
    (name, { modes }) => (chosen.ok && !modes.includes(chosen.value) ? undefined : text(name)),
    (name) => `The input "${name}"`,
    workspace,
  );
  const { mode, environment, apiKey = '' } = values;
  if (mode !== 'validate') {
    if (mode !== undefined && !text('environment')) {
      errors.push(`Mode ${mode} needs the input "environment". Use ${quotedList(environmentNames, 'or')}.`);
    }
    errors.push(...faultsTogether(values, env));
  }
  if (errors.length > 0) return { ok: false, errors };
  const { GITHUB_SERVER_URL: server = '', GITHUB_REPOSITORY: repository = '' } = env;
  // Without errors, all was read.
  const inputs = {
    ...(values as Options),
    apiUrl: values.apiUrl ?? environments[environment ?? 'live'],
    workspace,
    run: {
      server,
      id: env.GITHUB_RUN_ID ?? '',
      attempt: env.GITHUB_RUN_ATTEMPT ?? '',
      commit: env.GITHUB_SHA ?? '',
    },
    ...(server !== '' && repository !== '' && { repository: `${server}/${repository}` }),
    repositoryName: repository,
    githubApiUrl: githubApiUrl(env),
    temporaryFolder: env.RUNNER_TEMP || tmpdir(),
  } as Inputs;
  const warnings = when(
    apiKey.startsWith('ck_'),
    `The API key starts with "ck_", so it looks like a key for API v2. This action needs a key and a secret for API ${apiVersion}.`,
  );
  return { ok: true, inputs, warnings };
}

/** The runner's variable for an input, whose dashes are kept (ActionRunner.cs). */
function variable(input: string): string {
  return `INPUT_${input.toUpperCase()}`;
}

function githubApiUrl(env: Env): string {
  return withoutSlashes(env.GITHUB_API_URL || 'https://api.github.com');
}

function when(isSo: boolean, message: string): string[] {
  return isSo ? [message] : [];
}

/** What is wrong with inputs of plan and register that are right one by one, and with the variables beside them. */
function faultsTogether(values: Partial<Options>, env: Env): string[] {
  const { mode, apiKey = '', apiSecret = '', apiUrl, secretsToken = '', verify = false } = values;
  const isRegister = mode === 'register';
  const sends = isRegister || secretsToken !== '' || (verify && apiKey !== '' && apiSecret !== '');
  const apiUrls = apiUrl === undefined ? [] : [apiUrl, decoded(apiUrl) ?? ''];
  const isTold = [apiKey, apiSecret].some((value) => value !== '' && apiUrls.some((one) => one.includes(value)));
  const githubApi = URL.parse(githubApiUrl(env));
  return [
    ...(isRegister ? missingCredentials(env) : []),
    ...when(
      apiKey !== '' && apiKey === apiSecret,
      'The inputs "api-key" and "api-secret" have the same value. One of them is wrong.',
    ),
    // Settings of Node.js that would send or print the credentials unprotected.
    ...when(
      sends && env.NODE_TLS_REJECT_UNAUTHORIZED === '0',
      'NODE_TLS_REJECT_UNAUTHORIZED=0 turns off certificate checks. Remove it. To trust your own certificate authority, set NODE_EXTRA_CA_CERTS.',
    ),
    ...when(sends && !!env.NODE_DEBUG, 'Remove NODE_DEBUG. With it, Node.js can print the credentials.'),
    ...when(
      isTold,
      'The input "api-url" contains one of the credentials. Remove it: the state would store it in plain text.',
    ),
    ...proxyErrors(env),
    ...when(
      secretsToken !== '' && (githubApi === null || !isConfidential(githubApi)),
      'GITHUB_API_URL is not an https URL, so the action does not send "secrets-token" there. Use https, or leave secrets-token empty.',
    ),
  ];
}

/** One message for both credentials: which is missing, which is empty, and what made it so, the likeliest first. */
function missingCredentials(env: Env): string[] {
  const names = ['api-key', 'api-secret'];
  const absent = names.filter((name) => env[variable(name)] === undefined);
  const empty = names.filter((name) => env[variable(name)]?.trim() === '');
  if (absent.length + empty.length === 0) return [];
  const parts = [
    ...when(absent.length > 0, `not given: ${absent.join(', ')}`),
    ...when(empty.length > 0, `empty: ${empty.join(', ')}`),
  ];
  const { GITHUB_EVENT_NAME: event = '', GITHUB_ACTOR: actor } = env;
  const likely = [
    ...when(actor === 'dependabot[bot]', 'Dependabot started this run.'),
    ...when(event.startsWith('pull_request'), `This run is for a ${event} event.`),
  ][0];
  const setUp = 'that `with:` names secrets that exist, and that the job has the `environment:` that they belong to.';
  const untrusted = 'Runs for forks and Dependabot get no secrets: use `mode: validate` or `mode: plan` there.';
  const why = likely === undefined ? `Check ${setUp} ${untrusted}` : `${likely} ${untrusted} Otherwise, check ${setUp}`;
  return [`Missing Conduit credentials (${parts.join('; ')}). ${why}`];
}
