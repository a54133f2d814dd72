/** The step's inputs → one typed value, or everything that is wrong with them. */
import { tmpdir } from 'node:os';
import { proxyErrors, proxySecrets } from '../clients/proxy.ts';
import { decoded, isConfidential } from '../clients/url.ts';
import { apiVersion, type Environment, environments } from '../generated/api.ts';
import { type InputName, inputDefaults } from '../generated/inputs.ts';
import { type DecisionLine, parseDecision } from '../manifest/decisions.ts';
import { quotedList } from '../manifest/problem.ts';
import {
  type Env,
  environmentNames,
  parseApiUrl,
  parseChoice,
  parseState,
  policies,
  quote,
  type Setting,
  withoutSlashes,
} from '../settings.ts';
import type { StateChoice } from '../state/open.ts';

export interface Credentials {
  apiKey: string;
  apiSecret: string;
}

interface Common {
  /** The workspace's folder. */
  workspace: string;
  /** Path of the manifest in the workspace. */
  manifest: string;
}

export interface ValidateInputs extends Common {
  mode: 'validate';
  environment?: Environment;
}

export interface PlanInputs extends Common {
  mode: 'plan';
  environment: Environment;
  /** Base URL of the API, without a slash at its end. */
  apiUrl: string;
  state: StateChoice;
  githubToken: string;
  onChange: 'ask' | 'replace';
  /** Decisions for this run, beside those in the manifest. */
  decisions: DecisionLine[];
  /** May write GitHub secrets; '' when it was not given. */
  secretsToken: string;
  /** The GitHub environment that keeps the secrets; the repository when absent. */
  secretsEnvironment?: string;
  /** What the runner says of the run. */
  run: RunContext;
}

/** The workflow run, as the runner's variables have it. */
export interface RunContext {
  /** URL of the GitHub server; '' outside a workflow. */
  server: string;
  id: string;
  attempt: string;
  commit: string;
  /** URL of the repository; absent outside a workflow. */
  repository?: string;
  /** The same as `owner/name`. */
  repositoryName: string;
  /** Base URL of GitHub's REST API. */
  githubApiUrl: string;
  /** A folder for what is only needed now. */
  temporaryFolder: string;
}

export interface RegisterInputs extends Omit<PlanInputs, 'mode'> {
  mode: 'register';
  credentials: Credentials;
  /** Requests at a time. */
  concurrency: number;
  /** Time for one request, reply body included, in milliseconds. */
  timeoutMs: number;
}

export type Inputs = ValidateInputs | PlanInputs | RegisterInputs;

export type ParsedInputs =
  | { ok: true; inputs: Inputs; warnings: string[] }
  | { ok: false; errors: string[] };

const modes = ['validate', 'plan', 'register'] as const;

/** A value shorter than this is no credential, and its mask would make the log unreadable. */
const shortestCredential = 4;

/**
 * The credentials and tokens as given, before anything is known to be right, and what is secret of proxies: they are
 * masked first of all. The runner trims inputs neither when it sets nor when it masks them, so both forms count.
 */
export function credentialsIn(env: Env): string[] {
  const tokens = ['api-key', 'api-secret', 'github-token', 'secrets-token'] as const;
  const inputs = tokens.flatMap((name) => {
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
  const errors: string[] = [];
  const warnings: string[] = [];
  const get = (name: InputName) => env[variable(name)]?.trim() || inputDefaults[name];

  /** The value of an input; undefined for one that is wrong, which is noted. */
  const taken = <T>(name: InputName, setting: Setting<T>): T | undefined => {
    if (setting.ok) return setting.value;
    errors.push(`The input "${name}" ${setting.why}`);
    return undefined;
  };

  const mode = taken('mode', parseChoice(get('mode'), modes));
  const environment =
    get('environment') === ''
      ? undefined
      : taken('environment', parseChoice(get('environment'), environmentNames));
  if (get('environment') === '' && mode !== undefined && mode !== 'validate') {
    errors.push(
      `Mode ${mode} needs the input "environment". Use ${quotedList(environmentNames, 'or')}.`,
    );
  }

  const workspace = env.GITHUB_WORKSPACE || env.PWD || '.';
  const common: Common = {
    workspace,
    manifest: get('manifest'),
  };
  const state = taken('state', parseState(get('state'), workspace)) ?? { kind: 'none' };
  const onChange = taken('on-change', parseChoice(get('on-change'), policies));
  const decisions = parseDecisions(get('decisions'), errors);
  const apiUrl =
    get('api-url') === ''
      ? environments[environment ?? 'live']
      : (taken('api-url', parseApiUrl(get('api-url'))) ?? '');
  const concurrency = wholeNumber('concurrency', get('concurrency'), 1, 16, errors);
  const seconds = wholeNumber('timeout-seconds', get('timeout-seconds'), 1, 600, errors);
  const credentials =
    mode === 'register' ? parseCredentials(env, errors, warnings) : { apiKey: '', apiSecret: '' };
  const secretsToken = get('secrets-token');
  if (mode === 'register' || (mode === 'plan' && secretsToken !== '')) {
    errors.push(...unsafeSettings(env));
  }
  const apiUrls = [apiUrl, decoded(apiUrl) ?? ''];
  if (
    Object.values(credentials).some(
      (value) => value !== '' && apiUrls.some((one) => one.includes(value)),
    )
  ) {
    errors.push('The input "api-url" contains a credential, which state would record. Remove it.');
  }
  const run = runContext(env);
  if (mode !== 'validate') {
    errors.push(...proxyErrors(env));
    if (!/^[\x21-\x7e]*$/.test(secretsToken)) errors.push(unsendable('secrets-token'));
    const githubApi = URL.parse(run.githubApiUrl);
    if (secretsToken !== '' && (githubApi === null || !isConfidential(githubApi))) {
      errors.push(
        'GITHUB_API_URL is not an https URL. The input "secrets-token" would be sent there unencrypted.',
      );
    }
  }

  if (errors.length > 0 || mode === undefined) return { ok: false, errors };
  if (mode === 'validate') {
    const inputs = { mode, ...common, ...(environment === undefined ? {} : { environment }) };
    return { ok: true, inputs, warnings };
  }
  const planned = {
    ...common,
    environment: environment as Environment,
    apiUrl,
    state,
    githubToken: get('github-token'),
    onChange: onChange ?? inputDefaults['on-change'],
    decisions,
    secretsToken,
    ...(get('secrets-environment') === ''
      ? {}
      : { secretsEnvironment: get('secrets-environment') }),
    run,
  };
  return mode === 'plan'
    ? { ok: true, inputs: { mode, ...planned }, warnings }
    : {
        ok: true,
        inputs: { mode, ...planned, credentials, concurrency, timeoutMs: seconds * 1000 },
        warnings,
      };
}

/** The runner's variable for an input (ActionRunner.cs): upper case, spaces as underscores, dashes kept. */
function variable(input: InputName): string {
  return `INPUT_${input.replaceAll(' ', '_').toUpperCase()}`;
}

function wholeNumber(
  input: string,
  value: string,
  least: number,
  most: number,
  errors: string[],
): number {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  errors.push(
    `The input "${input}" is ${quote(value)}. Use a whole number from ${least} to ${most}.`,
  );
  return least;
}

/** One decision a line, with or without what it may have around it in the manifest: a dash and a comment. */
function parseDecisions(given: string, errors: string[]): DecisionLine[] {
  return given.split(/\r\n|\r|\n/).flatMap((line, index) => {
    const text = line
      .replace(/(?:^|\s)#.*/, '')
      .trim()
      .replace(/^-(?:\s+|$)/, '');
    if (text === '') return [];
    const parsed = parseDecision(text);
    if (parsed.ok) return [{ text, decision: parsed.decision }];
    errors.push(`The input "decisions", line ${index + 1}: ${parsed.message}`);
    return [];
  });
}

function runContext(env: Env): RunContext {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = env;
  return {
    server: server ?? '',
    id: env.GITHUB_RUN_ID ?? '',
    attempt: env.GITHUB_RUN_ATTEMPT ?? '',
    commit: env.GITHUB_SHA ?? '',
    repositoryName: repository ?? '',
    githubApiUrl: withoutSlashes(env.GITHUB_API_URL || 'https://api.github.com'),
    ...(server && repository ? { repository: `${server}/${repository}` } : {}),
    temporaryFolder: env.RUNNER_TEMP || tmpdir(),
  };
}

function parseCredentials(env: Env, errors: string[], warnings: string[]): Credentials {
  const names = ['api-key', 'api-secret'] as const;
  const [apiKey, apiSecret] = names.map((name) => env[variable(name)]?.trim() ?? '') as [
    string,
    string,
  ];
  const absent = names.filter((name) => env[variable(name)] === undefined);
  const empty = names.filter((name) => env[variable(name)]?.trim() === '');
  if (absent.length + empty.length > 0) errors.push(missingCredentials(absent, empty, env));
  for (const [name, value] of [
    ['api-key', apiKey],
    ['api-secret', apiSecret],
  ] as const) {
    if (value !== '' && !/^[\x21-\x7e]+$/.test(value)) {
      errors.push(unsendable(name));
    } else if (value !== '' && value.length < 8) {
      errors.push(
        `The input "${name}" has fewer than 8 characters. No Conduit credential is so short.`,
      );
    }
  }
  if (apiKey !== '' && apiKey === apiSecret) {
    errors.push('The inputs "api-key" and "api-secret" have the same value. One of them is wrong.');
  }
  if (apiKey.startsWith('ck_')) {
    warnings.push(
      `The API key begins with "ck_", as a key of API version 2 does. The action needs a key and a secret of version ${apiVersion}.`,
    );
  }
  return { apiKey, apiSecret };
}

function unsendable(input: string): string {
  return `The input "${input}" has a space, a line break or another character that no HTTP header can carry. Check how the secret was pasted.`;
}

/** One message for both: which is missing, which is empty, and what most often makes it so. */
function missingCredentials(absent: readonly string[], empty: readonly string[], env: Env): string {
  const parts = [
    ...(absent.length > 0 ? [`not given: ${absent.join(', ')}`] : []),
    ...(empty.length > 0 ? [`empty: ${empty.join(', ')}`] : []),
  ];
  const causes = [
    "the step's `with:` has no such input",
    'no secret has the name that is used there',
    'the secret belongs to an environment and the job has no `environment:` or another one',
    'or the run comes from a fork or from Dependabot, which get no repository secrets',
  ];
  const event = env.GITHUB_EVENT_NAME ?? '';
  const likely =
    env.GITHUB_ACTOR === 'dependabot[bot]'
      ? ' Dependabot started this run.'
      : /^pull_request/.test(event)
        ? ` This run is for a ${event} event. Use mode validate there, which needs no credentials.`
        : '';
  return `Register needs the Conduit credentials (${parts.join('; ')}). Usual causes: ${causes.join(', ')}.${likely}`;
}

/** Settings of Node.js that would send or print the credentials unprotected. */
function unsafeSettings(env: Env): string[] {
  const errors: string[] = [];
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    errors.push(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 turns certificate checks off. Remove it. NODE_EXTRA_CA_CERTS adds a certificate authority.',
    );
  }
  if (env.NODE_DEBUG) {
    errors.push(
      'NODE_DEBUG is set, with which Node.js may print the headers that carry the credentials. Remove it.',
    );
  }
  return errors;
}
