import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { credentialsIn, parseInputs, type RegisterInputs } from '../../src/action/inputs.ts';
import { lineOf } from '../../src/plan/question.ts';

/** The variables of these inputs. */
function env(inputs: Record<string, string | undefined>, others: Record<string, string> = {}) {
  const variables = Object.entries(inputs).map(([name, value]) => [
    `INPUT_${name.toUpperCase()}`,
    value,
  ]);
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

interface Declared {
  description: string;
  default?: string;
}

/** The inputs as a workflow's author sees them. */
const declared = Object.entries(
  (
    load(readFileSync(join(import.meta.dirname, '..', '..', 'action.yml'), 'utf8')) as {
      inputs: Record<string, Declared>;
    }
  ).inputs,
);

describe('what action.yml says of the inputs', () => {
  it('is all that is read, and all of it is', () => {
    const read = new Set<string>();
    const variables = new Proxy(env(register), {
      get: (target, name) => {
        if (String(name).startsWith('INPUT_')) read.add(String(name));
        return Reflect.get(target, name);
      },
    });
    expect(parseInputs(variables).ok).toBe(true);
    expect([...read].sort()).toEqual(
      declared.map(([name]) => `INPUT_${name.toUpperCase()}`).sort(),
    );
  });

  const withDefault = declared.filter(
    ([, input]) => input.default && !/\$\{\{/.test(input.default),
  );

  it.each(withDefault)('has the default of %s, given or not', (name, input) => {
    const absent = Object.entries(register).filter(([key]) => key !== name);
    const given = { ...Object.fromEntries(absent), [name]: input.default ?? '' };
    expect(parsed(Object.fromEntries(absent))).toEqual(parsed(given));
  });

  const choices = declared.flatMap(([name, { description }]) =>
    ['mode', 'environment', 'on-change'].includes(name)
      ? [...description.matchAll(/`([a-z]+)`/g)].map(([, value = '']) => [name, value] as const)
      : [],
  );

  it.each(choices)('has the choices of %s: %s', (name, value) => {
    expect(parseInputs(env({ ...register, [name]: value })).ok).toBe(true);
    expect(parseInputs(env({ ...register, [name]: `${value}x` })).ok).toBe(false);
  });

  const ranges = declared.flatMap(([name, { description }]) => {
    const [, least, most] = /(\d+) to (\d+)/.exec(description) ?? [];
    return least === undefined ? [] : [[name, Number(least), Number(most)] as const];
  });

  it.each(ranges)('has the range of %s: %i to %i', (name, least, most) => {
    const accepts = (value: number) => parseInputs(env({ ...register, [name]: String(value) })).ok;
    const at = [least - 1, least, most, most + 1].map(accepts);
    expect(at).toEqual([false, true, true, false]);
  });

  it('has choices and ranges at all', () => {
    expect(withDefault.map(([name]) => name)).toContain('state');
    expect(choices.map(([name]) => name)).toEqual(expect.arrayContaining(['mode', 'environment']));
    expect(ranges).toEqual([
      ['concurrency', 1, 16],
      ['timeout-seconds', 1, 600],
    ]);
  });
});

describe('parseInputs', () => {
  it('without any input validates the default manifest', () => {
    expect(parsed({})).toEqual({
      mode: 'validate',
      workspace: '/workspace',
      manifest: '.github/conduit-webhooks.yml',
    });
  });

  it('without more than it needs registers at the API of the environment', () => {
    expect(parsed(register)).toMatchObject({
      mode: 'register',
      environment: 'sandbox',
      apiUrl: 'https://api.sandbox.conduit.financial',
      credentials: { apiKey: 'key-0123456789', apiSecret: 'secret-0123456789' },
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

  it.each([
    ['https://gateway.example.com', 'https://gateway.example.com'],
    ['https://gateway.example.com/conduit//', 'https://gateway.example.com/conduit'],
    ['HTTPS://Gateway.Example.com:443/', 'https://gateway.example.com'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost', 'http://localhost'],
    ['http://[::1]:1', 'http://[::1]:1'],
  ])('takes the api-url %j as %j', (given, apiUrl) => {
    expect(parsed({ ...register, 'api-url': given })).toMatchObject({ apiUrl });
  });

  it.each([
    ['git', { kind: 'git', name: 'default' }],
    ['git:payments_2-b', { kind: 'git', name: 'payments_2-b' }],
    ['git:A', { kind: 'git', name: 'A' }],
    ['file:state/sandbox.json', { kind: 'file', path: 'state/sandbox.json' }],
    ['file:a:b.json', { kind: 'file', path: 'a:b.json' }],
    ['none', { kind: 'none' }],
  ])('takes the state %j as %o', (given, state) => {
    expect(parsed({ ...register, state: given })).toMatchObject({ state });
  });

  it.each([
    ['replace a whk_1', ['replace a whk_1']],
    [
      '  keep  a 0123abcd \r\n\n\t- gone b try_0123abcd\r',
      ['keep a 0123abcd', 'gone b try_0123abcd'],
    ],
    [' \n \n', []],
    [
      '# for this run\n  - keep a 0123abcd # moved in the Dashboard\n-\n  #- gone b whk_1\n-  gone c whk_1',
      ['keep a 0123abcd', 'gone c whk_1'],
    ],
  ])('takes the decisions %j as %o', (given, lines) => {
    const { decisions } = parsed({ ...register, decisions: given }) as RegisterInputs;
    expect(decisions.map(({ decision }) => lineOf(decision))).toEqual(lines);
  });

  it('tells by its line which decision cannot be read', () => {
    const decisions = 'keep a 0123abcd\n\nkeep a\nreplace b 0123abcd';
    expect(parseInputs(env({ ...register, decisions }))).toMatchObject({
      ok: false,
      errors: [
        expect.stringContaining('The input "decisions", line 3: The code after "a" is missing.'),
        expect.stringContaining('The input "decisions", line 4: "0123abcd" is a code'),
      ],
    });
  });

  it('needs no credentials for plan, and none of register’s checks for validate', () => {
    expect(parsed({ mode: 'plan', environment: 'live' })).toMatchObject({ mode: 'plan' });
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
    expect(errors).toHaveLength(5);
    expect(errors.join('\n')).not.toContain('bad key');
  });
});

describe('the error of a register run', () => {
  const cases: Array<[inputs: Record<string, string>, says: string]> = [
    [{ mode: 'Register' }, 'The input "mode" is "Register". Did you mean "register"?'],
    [{ mode: 'apply' }, 'The input "mode" is "apply". Use "validate", "plan" or "register".'],
    [{ mode: 'register\nplan', environment: 'live' }, 'input "mode" is "register\\nplan"'],
    [{ environment: 'Sandbox' }, 'The input "environment" is "Sandbox". Did you mean "sandbox"?'],
    [
      { environment: 'production' },
      'The input "environment" is "production". Use "live" or "sandbox".',
    ],
    [{ environment: '' }, 'Mode register needs the input "environment". Use "live" or "sandbox".'],
    [{ environment: ' \t' }, 'Mode register needs the input "environment"'],
    [{ state: 'None' }, 'input "state" is "None". Use git, git:NAME, file:PATH or none.'],
    [{ state: 'none:x' }, 'input "state" is "none:x"'],
    [{ state: 'git:' }, 'input "state" is "git:". In git:NAME'],
    [{ state: 'git:a/b' }, 'input "state" is "git:a/b". In git:NAME'],
    [{ state: 'git:../x' }, 'input "state" is "git:../x". In git:NAME'],
    [{ state: 'git:-x' }, 'input "state" is "git:-x". In git:NAME'],
    [{ state: `git:${'a'.repeat(65)}` }, 'NAME has at most 64 letters'],
    [{ state: 'file:' }, 'input "state" is "file:". In file:PATH, PATH is a file in the workspace'],
    [{ state: 'file:../state.json' }, 'PATH is a file in the workspace'],
    [{ state: 'file:/etc/state.json' }, 'PATH is a file in the workspace'],
    [{ 'on-change': 'Replace' }, 'input "on-change" is "Replace". Did you mean "replace"?'],
    [{ decisions: 'replace payments' }, 'input "decisions", line 1: The ID after "payments" is'],
    [
      { decisions: 'keep payments 3f9a2c1e\n\n- accept payments whk_1' },
      'input "decisions", line 3: "accept" is not a decision. Use "replace", "keep" or "gone".',
    ],
    [{ decisions: '::error::x payments y' }, 'line 1: "::error::x" is not a decision'],
    [{ decisions: 'gone @state whk_1' }, '"@state" works only with "keep".'],
    [{ 'api-url': 'http://gateway.example.com' }, 'input "api-url" must begin with https://'],
    [{ 'api-url': 'http://127.0.0.1.example.com' }, 'input "api-url" must begin with https://'],
    [{ 'api-url': 'http://localhost.example.com' }, 'input "api-url" must begin with https://'],
    [{ 'api-url': 'ftp://127.0.0.1' }, 'input "api-url" must begin with https://'],
    [
      { 'api-url': 'https://user:swordfish-1@gateway.example.com' },
      'input "api-url" contains credentials',
    ],
    [
      { 'api-url': 'https://gateway.example.com/?token=swordfish-1' },
      'input "api-url" has a query or a fragment',
    ],
    [{ 'api-url': 'https://gateway.example.com/#x' }, 'input "api-url" has a query or a fragment'],
    [{ 'api-url': 'https://gateway.example.com/base?' }, 'has a query or a fragment'],
    [{ 'api-url': 'https://gateway.example.com/base#' }, 'has a query or a fragment'],
    [{ 'api-url': 'gateway.example.com' }, 'input "api-url" is not a URL'],
    [{ 'api-url': 'https://' }, 'input "api-url" is not a URL'],
    ...['0', '17', 'abc', '1.5', '-1', '1e1', '0x2', '٤', '4 4', '999999999999'].map(
      (value): [Record<string, string>, string] => [
        { concurrency: value },
        `input "concurrency" is "${value}". Use a whole number from 1 to 16.`,
      ],
    ),
    ...['0', '601', 'abc', '1.5', '-1'].map((value): [Record<string, string>, string] => [
      { 'timeout-seconds': value },
      `input "timeout-seconds" is "${value}". Use a whole number from 1 to 600.`,
    ]),
    [{ 'secrets-token': 'ghp_ a' }, 'input "secrets-token" has a space'],
  ];

  it.each(cases)('with %o', (inputs, says) => {
    expect(errorsOf(inputs)).toEqual([expect.stringContaining(says)]);
    expect(errorsOf(inputs).join()).not.toContain('swordfish');
  });

  it.each(['http://github.example.com/api/v3', 'github.example.com'])(
    'whose secrets-token would go to %s',
    (GITHUB_API_URL) => {
      expect(errorsOf({ 'secrets-token': 'ghp_swordfish-1' }, { GITHUB_API_URL })).toEqual([
        'GITHUB_API_URL is not an https URL. The input "secrets-token" would be sent there unencrypted.',
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
    expect(error).toContain('a fork or from Dependabot');
    expect(error).toContain('the job has no `environment:`');
    expect(error).not.toContain('This run');
    expect(others).toEqual([]);
  });

  it('without credentials names a pull request, or Dependabot, as the cause', () => {
    const event = { GITHUB_EVENT_NAME: 'pull_request' };
    expect(errorsOf(missing, event)).toEqual([
      expect.stringContaining(
        'This run is for a pull_request event. Use mode validate there, which needs no credentials.',
      ),
    ]);
    expect(errorsOf(missing, { ...event, GITHUB_ACTOR: 'dependabot[bot]' })).toEqual([
      expect.stringContaining('Dependabot started this run'),
    ]);
  });

  it.each(['api-key', 'api-secret'])('whose %s is too short', (name) => {
    expect(errorsOf({ [name]: 'abc1234' })).toEqual([
      `The input "${name}" has fewer than 8 characters. No Conduit credential is so short.`,
    ]);
  });

  it.each([
    ['NODE_TLS_REJECT_UNAUTHORIZED', '0', 'NODE_TLS_REJECT_UNAUTHORIZED=0'],
    ['NODE_DEBUG', 'http', 'NODE_DEBUG is set'],
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
