import { describe, expect, it } from 'vitest';
import { credentialsIn, parseInputs } from '../../src/action/inputs.ts';

/** The variables of these inputs. */
function env(inputs: Record<string, string>, others: Record<string, string> = {}) {
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

describe('parseInputs', () => {
  it('without any input validates the default manifest', () => {
    expect(parsed({})).toEqual({
      mode: 'validate',
      workspace: '/workspace',
      manifest: '.github/conduit-webhooks.yml',
    });
  });

  it('has the defaults of action.yml for register', () => {
    expect(parsed(register)).toMatchObject({
      mode: 'register',
      environment: 'sandbox',
      apiUrl: 'https://api.sandbox.conduit.financial',
      credentials: { apiKey: 'key-0123456789', apiSecret: 'secret-0123456789' },
      state: { kind: 'git', name: 'default' },
      onChange: 'fail',
      replace: [],
      concurrency: 4,
      timeoutMs: 30_000,
    });
  });

  it('takes blank for absent, and trims the rest', () => {
    const blank = { manifest: ' ', state: '\t', concurrency: '', 'timeout-seconds': '\n' };
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
    ['a,b', ['a', 'b']],
    [' a  b\n c,,d ', ['a', 'b', 'c', 'd']],
    [',', []],
  ])('takes the names to replace %j as %o', (given, replace) => {
    expect(parsed({ ...register, replace: given })).toMatchObject({ replace });
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

  it("gives a proxy's password as it stands and as it is sent, unless it is too short to hide", () => {
    expect(
      credentialsIn({
        https_proxy: 'http://user:p%40ss-w0rd@proxy.example.com',
        HTTP_PROXY: 'http://user:abc@proxy.example.com',
      }),
    ).toEqual(['p%40ss-w0rd', 'p@ss-w0rd']);
  });

  it("gives a proxy's user name that may be a token, wherever git reads it, and no word", () => {
    expect(
      credentialsIn({
        https_proxy: 'http://conduit@proxy.example.com',
        ALL_PROXY: 'http://0123456789abcdef@proxy.example.com',
      }),
    ).toEqual(['0123456789abcdef', '0123456789abcdef']);
  });
});
