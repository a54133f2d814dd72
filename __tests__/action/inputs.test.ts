/** The step's inputs, as far as they are judged together. What each may be: options/table.test.ts. */
import { describe, expect, it } from 'vitest';
import { credentialsIn, parseInputs } from '../../src/action/inputs.ts';
import { quotedList } from '../../src/manifest/problem.ts';
import { environmentNames } from '../../src/options/parsers.ts';

type Texts = Record<string, string | undefined>;

/** The variables of these inputs. */
function env(inputs: Texts, others: Texts = {}) {
  const variables = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  return { GITHUB_WORKSPACE: '/workspace', ...Object.fromEntries(variables), ...others };
}

const register = {
  mode: 'register',
  environment: 'sandbox',
  'api-key': 'key-0123456789',
  'api-secret': 'secret-0123456789',
};

function parsed(inputs: Texts, others?: Texts) {
  const result = parseInputs(env(inputs, others));
  if (!result.ok) throw new Error(result.errors.join('\n'));
  return result.inputs;
}

/** What is wrong with a register run that has these inputs in place of its own. */
function errorsOf(inputs: Texts, others?: Texts) {
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
    const blank = { manifest: ' ', state: '\t', concurrency: '', 'timeout-seconds': '\n', decisions: ' ' };
    expect(parsed({ ...register, ...blank })).toEqual(parsed(register));
    expect(parsed({ ...register, environment: ' live ', concurrency: ' 16 ' })).toMatchObject({
      environment: 'live',
      apiUrl: 'https://api.conduit.financial',
      concurrency: 16,
    });
  });

  it('needs no credentials for plan, and none of register’s checks for validate', () => {
    const debug = { NODE_DEBUG: 'http' };
    expect(parsed({ mode: 'plan', environment: 'live' }, debug)).toMatchObject({ mode: 'plan' });
    expect(parsed({ mode: 'validate', 'api-key': 'x' }, debug)).toMatchObject({ mode: 'validate' });
    expect(errorsOf({ mode: 'plan', verify: 'true', 'api-key': '' }, debug)).toEqual([]);
    expect(errorsOf({ mode: 'plan', verify: 'true' }, debug)).toEqual([expect.stringContaining('Remove NODE_DEBUG')]);
  });

  it('tells every error, and no credential in any', () => {
    const errors = errorsOf({ environment: '', 'api-key': 'bad key', 'api-secret': 'bad key', concurrency: '0' });
    expect(errors).toHaveLength(4);
    expect(errors.join('\n')).not.toContain('bad key');
  });
});

describe('the error of a register run', () => {
  it.each<[inputs: Texts, others: Texts, says: string]>([
    [{ mode: 'Register' }, {}, 'The input "mode" is "Register". Did you mean "register"?'],
    [
      { environment: ' \t' },
      {},
      `Mode register needs the input "environment". Use ${quotedList(environmentNames, 'or')}.`,
    ],
    [{ decisions: 'keep a 0123abcd\nkeep' }, {}, 'The input "decisions", line 2: The name of'],
    [{ 'api-key': 'abc1234' }, {}, 'The input "api-key" is shorter than 8 characters,'],
    [
      { 'secrets-token': 'ghp_swordfish-1' },
      { GITHUB_API_URL: 'http://github.example.com/api/v3' },
      'GITHUB_API_URL is not an https URL, so the action does not send "secrets-token" there. Use https, or leave secrets-token empty.',
    ],
    [
      { 'secrets-token': 'ghp_swordfish-1' },
      { GITHUB_API_URL: 'github.example.com' },
      'GITHUB_API_URL is not an https URL',
    ],
    [{}, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, 'NODE_TLS_REJECT_UNAUTHORIZED=0'],
    [{}, { NODE_DEBUG: 'http' }, 'Remove NODE_DEBUG'],
    [{}, { ALL_PROXY: 'user:sword#fish@proxy.example.com:3128' }, 'The variable ALL_PROXY '],
  ])('with %o and the variables %o', (inputs, others, says) => {
    const errors = errorsOf(inputs, others);
    expect(errors).toEqual([expect.stringContaining(says)]);
    expect(errors[0]).not.toContain('sword');
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
});

it('credentials are given as they came and as they are used, whatever the mode, with the secrets of proxies', () => {
  const inputs = { 'api-key': ' a-key ', 'api-secret': 'x', 'github-token': 'a-token', 'secrets-token': ' abc ' };
  const others = { ALL_PROXY: 'user:hunter2@proxy.example.com' };
  expect(credentialsIn(env({ ...inputs, mode: 'nonsense' }, others))).toEqual([
    ...[' a-key ', 'a-key', 'a-token', 'a-token'],
    ...credentialsIn(others),
  ]);
  expect(credentialsIn(others)).toContain('hunter2');
});
