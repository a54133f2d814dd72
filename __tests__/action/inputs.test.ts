/** The step's inputs, as far as they are judged together. */
import { describe, expect, it } from 'vitest';
import { credentialsIn, parseInputs } from '../../src/action/inputs.ts';

/** The variables of these inputs. */
function env(inputs: Record<string, string | undefined>, others: Record<string, string> = {}) {
  const variables = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  return { GITHUB_WORKSPACE: '/workspace', ...Object.fromEntries(variables), ...others };
}

const register = {
  mode: 'register',
  environment: 'sandbox',
  'api-key': 'key-0123456789',
  'api-secret': 'secret-0123456789',
};

function parsed(inputs: Record<string, string>, others?: Record<string, string>) {
  const result = parseInputs(env(inputs, others));
  if (!result.ok) throw new Error(result.errors.join('\n'));
  return result.inputs;
}

/** What is wrong with a register run that has these inputs in place of its own. */
function errorsOf(inputs: Record<string, string | undefined>, others?: Record<string, string>) {
  const result = parseInputs(env({ ...register, ...inputs }, others));
  return result.ok ? [] : result.errors;
}

describe('parseInputs', () => {
  it('without any input validates the default manifest', () => {
    expect(parsed({})).toMatchObject({
      mode: 'validate',
      environment: undefined,
      workspace: '/workspace',
      manifest: '.github/conduit-webhooks.yml',
    });
  });

  it('without more than it needs registers at the API of the environment', () => {
    expect(parsed(register)).toMatchObject({
      mode: 'register',
      environment: 'sandbox',
      apiUrl: 'https://api.sandbox.conduit.financial',
      apiKey: 'key-0123456789',
      apiSecret: 'secret-0123456789',
      state: { kind: 'git', name: 'default' },
      onChange: 'ask',
      verify: false,
      decisions: [],
      concurrency: 4,
      timeoutSeconds: 30,
    });
  });

  it('takes blank for absent, and trims the rest', () => {
    const blank = {
      ...{ manifest: ' ', state: '\t', concurrency: '', 'timeout-seconds': '\n' },
      ...{ 'on-change': ' ', decisions: ' ' },
    };
    expect(parsed({ ...register, ...blank })).toEqual(parsed(register));
    expect(parsed({ ...register, environment: ' live ', concurrency: ' 16 ' })).toMatchObject({
      environment: 'live',
      apiUrl: 'https://api.conduit.financial',
      concurrency: 16,
    });
  });

  it('needs no credentials for plan, and none of register’s checks for validate', () => {
    expect(parsed({ mode: 'plan', environment: 'live' })).toMatchObject({ mode: 'plan' });
    const looks = { ...register, mode: 'plan', verify: 'true' };
    expect(parsed(looks)).toMatchObject({ verify: true, apiKey: 'key-0123456789' });
    expect(errorsOf({ ...looks }, { NODE_DEBUG: 'http' })).toHaveLength(1);
    expect(errorsOf({ ...looks, 'api-key': '' }, { NODE_DEBUG: 'http' })).toEqual([]);
    expect(errorsOf({ verify: 'yes' })[0]).toContain('"true" or "false"');
    expect(parsed({ mode: 'validate', 'api-key': 'x' }, { NODE_DEBUG: 'http' })).toMatchObject({
      mode: 'validate',
    });
  });

  it('tells every error, and no credential in any', () => {
    const result = parseInputs(
      env({ mode: 'register', 'api-key': 'bad key', 'api-secret': 'bad key', concurrency: '0' }),
    );
    expect(result).toEqual({ ok: false, errors: expect.any(Array) });
    const { errors } = result as { errors: string[] };
    expect(errors).toHaveLength(4);
    expect(errors.join('\n')).not.toContain('bad key');
  });
});

describe('the error of a register run', () => {
  it.each<[inputs: Record<string, string>, says: string]>([
    [{ mode: 'Register' }, 'The input "mode" is "Register". Did you mean "register"?'],
    [{ environment: 'Sandbox' }, 'The input "environment" is "Sandbox". Did you mean "sandbox"?'],
    [{ environment: '' }, 'Mode register needs the input "environment". Use "sandbox" or "live".'],
    [{ environment: ' \t' }, 'Mode register needs the input "environment"'],
    [{ decisions: 'keep a 0123abcd\nkeep' }, 'The input "decisions", line 2: The name of'],
    [{ 'timeout-seconds': '0' }, 'The input "timeout-seconds" is "0". Use a whole number from 1'],
    [{ 'api-key': 'abc1234' }, 'The input "api-key" is shorter than 8 characters,'],
    [{ 'secrets-token': 'ghp_ a' }, 'The input "secrets-token" contains a space'],
  ])('with %o', (inputs, says) => {
    expect(errorsOf(inputs)).toEqual([expect.stringContaining(says)]);
  });

  it.each(['http://github.example.com/api/v3', 'github.example.com'])(
    'whose secrets-token would go to %s',
    (GITHUB_API_URL) => {
      expect(errorsOf({ 'secrets-token': 'ghp_swordfish-1' }, { GITHUB_API_URL })).toEqual([
        'GITHUB_API_URL is not an https URL, so the action does not send "secrets-token" there. Use https, or leave secrets-token empty.',
      ]);
    },
  );

  it.each([
    ['https_proxy', 'localhost:3128', 'is not the URL of a proxy'],
    ['https_proxy', 'user:swordfish-1@proxy.example.com:3128', 'is not the URL of a proxy'],
    ['https_proxy', 'socks5://proxy.example.com', 'is not the URL of a proxy'],
    ['https_proxy', 'http://user:swordfish/1@proxy.example.com:3128', 'must be percent-encoded'],
    ['https_proxy', 'http://user:sword%fish@proxy.example.com', 'must be percent-encoded'],
    ['ALL_PROXY', 'http://user:swordfish/1@proxy.example.com:3128', 'must be percent-encoded'],
    ['ALL_PROXY', 'user:sword#fish@proxy.example.com:3128', 'must be percent-encoded'],
  ])('whose %s is %s', (name, value, why) => {
    const [error, ...others] = errorsOf({}, { [name]: value });
    expect(error).toMatch(new RegExp(`^The variable ${name} .*${why}`));
    expect(error).not.toContain('sword');
    expect(others).toEqual([]);
  });

  const missing = { 'api-key': undefined, 'api-secret': undefined };
  it.each([
    [{ 'api-key': '', 'api-secret': '' }, '(empty: api-key, api-secret)'],
    [missing, '(not given: api-key, api-secret)'],
    [{ ...missing, 'api-secret': ' \n ' }, '(not given: api-key; empty: api-secret)'],
  ])('without credentials tells missing from empty, and why that may be: %o', (inputs, says) => {
    const [error, ...others] = errorsOf(inputs);
    expect(error).toContain(says);
    expect(error).toContain('forks and Dependabot get no secrets');
    expect(error).toContain('the job has the `environment:` that they belong to');
    expect(error).not.toContain('This run');
    expect(others).toEqual([]);
  });

  it('without credentials names a pull request, or Dependabot, as the cause', () => {
    const event = { GITHUB_EVENT_NAME: 'pull_request' };
    expect(errorsOf(missing, event)).toEqual([
      expect.stringContaining(
        'This run is for a pull_request event. Runs for forks and Dependabot get no secrets: use `mode: validate` or `mode: plan` there.',
      ),
    ]);
    expect(errorsOf(missing, { ...event, GITHUB_ACTOR: 'dependabot[bot]' })).toEqual([
      expect.stringContaining('Dependabot started this run'),
    ]);
  });

  it.each([
    ['NODE_TLS_REJECT_UNAUTHORIZED', '0', 'NODE_TLS_REJECT_UNAUTHORIZED=0'],
    ['NODE_DEBUG', 'http', 'Remove NODE_DEBUG'],
  ])('whose process has %s=%s', (name, value, says) => {
    expect(errorsOf({}, { [name]: value })).toEqual([expect.stringContaining(says)]);
  });
});

describe('credentialsIn', () => {
  it('gives each as it came and as it is used, whatever the mode', () => {
    expect(
      credentialsIn(
        env({
          'api-key': ' a-key ',
          'api-secret': '',
          'github-token': 'a-token',
          mode: 'nonsense',
        }),
      ),
    ).toEqual([' a-key ', 'a-key', 'a-token', 'a-token']);
  });

  it('gives the secrets of proxies', () => {
    expect(credentialsIn({ ALL_PROXY: 'user:hunter2@proxy.example.com' })).toContain('hunter2');
  });

  it('gives nothing that is too short to be a credential', () => {
    expect(credentialsIn(env({ 'api-key': 'x', 'github-token': ' abc ' }))).toEqual([]);
  });
});
