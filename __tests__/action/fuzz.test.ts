/** Inputs of any kind: one value that fits its type, or errors that show no credential. */
import { isAbsolute, relative, resolve } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { credentialsIn, type Env, parseInputs } from '../../src/action/inputs.ts';
import { runs } from '../fuzz.ts';

const workspace = '/home/runner/work/repo';
const credential = fc.stringMatching(/^[A-Za-z0-9_+/=:%-]{12,40}$/).map((text) => `cred-${text}`);

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('', ' ', '\u00a0', '\n', '0', '-1', '1e3', '__proto__', '::error::x', '\u0000'),
  fc.string({ minLength: 300, maxLength: 3000 }),
);

/** Mostly what belongs there, so that other inputs are looked at too. */
const input = (...usual: string[]) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...usual, undefined) },
    { weight: 1, arbitrary: anything },
  );

const given = fc.record({
  mode: input('validate', 'plan', 'register', ' register '),
  manifest: input('.github/conduit-webhooks.yml', '../x.yml'),
  environment: input('live', 'sandbox', 'Sandbox'),
  'api-url': input(
    '',
    'https://gw.example.com/a//',
    'https://gw.example.com/a?',
    'http://127.0.0.1:8',
    'http://example.com',
  ),
  state: input('git', 'git:second', 'file:state.json', 'file:../state.json', 'none', 'file:/etc/x'),
  'on-change': input('fail', 'replace'),
  replace: input('', 'a, b', 'a\nb'),
  'secrets-environment': input('', 'live / eu'),
  concurrency: input('1', '16', '17', '٤'),
  'timeout-seconds': input('1', '600', '0', '1.5'),
});

const credentials = fc.record(
  Object.fromEntries(
    ['api-key', 'api-secret', 'github-token', 'secrets-token'].map((name) => [
      name,
      fc.oneof(
        { weight: 4, arbitrary: credential },
        fc.tuple(credential, anything).map(([text, more]) => `${text}${more}`),
      ),
    ]),
  ) as Record<string, fc.Arbitrary<string>>,
);

const surroundings = fc.record(
  {
    GITHUB_API_URL: input('https://github.example.com/api/v3/', 'http://github.example.com'),
    GITHUB_SERVER_URL: input('https://github.example.com'),
    GITHUB_REPOSITORY: input('octo/repo'),
    HTTPS_PROXY: input('http://proxy.example.com:3128', 'proxy:3128', 'http://u:p%@h'),
    NODE_DEBUG: input(''),
  },
  { requiredKeys: [] },
);

function environmentOf(...parts: Record<string, string | undefined>[]): Env {
  const [inputs = {}, keys = {}, around = {}] = parts;
  const named = Object.entries({ ...inputs, ...keys }).flatMap(([name, value]) =>
    value === undefined ? [] : [[`INPUT_${name.toUpperCase()}`, value]],
  );
  return { GITHUB_WORKSPACE: workspace, ...around, ...Object.fromEntries(named) };
}

it('whatever the inputs: a value that keeps its promises, or errors without a credential', () => {
  fc.assert(
    fc.property(given, credentials, surroundings, (inputs, keys, around) => {
      const env = environmentOf(inputs, keys, around as Record<string, string | undefined>);
      const result = parseInputs(env);
      const masked = credentialsIn(env);
      for (const key of Object.values(keys)) expect(masked).toContain(key);
      const said = JSON.stringify(result.ok ? result.warnings : result.errors);
      for (const key of Object.values(keys)) {
        expect(said).not.toContain(JSON.stringify(key).slice(1, -1));
      }
      if (!result.ok) {
        expect(result.errors.length).toBeGreaterThan(0);
        return;
      }
      const parsed = result.inputs;
      if (parsed.mode === 'validate') return;
      expect(['live', 'sandbox']).toContain(parsed.environment);
      const url = new URL(parsed.apiUrl);
      expect(parsed.apiUrl).toMatch(/^https:\/\/|^http:\/\/(127\.|localhost|\[::1\])/);
      expect([url.username, url.password, url.search, url.hash].join('')).toBe('');
      expect(parsed.apiUrl).not.toMatch(/\/$|[?#]/);
      if (parsed.state.kind === 'file') {
        const way = relative(workspace, resolve(workspace, parsed.state.path));
        expect(way === '..' || way.startsWith('../') || isAbsolute(way)).toBe(false);
      }
      if (parsed.state.kind === 'git') expect(parsed.state.name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
      expect(parsed.secretsToken).toMatch(/^[\x21-\x7e]*$/);
      if (parsed.mode === 'plan') return;
      const { apiKey, apiSecret } = parsed.credentials;
      for (const key of [apiKey, apiSecret]) expect(key).toMatch(/^[\x21-\x7e]{8,}$/);
      expect(parsed.concurrency).toSatisfy((n: number) => Number.isInteger(n) && n >= 1 && n <= 16);
      expect(parsed.timeoutMs).toSatisfy((n: number) => n % 1000 === 0 && n >= 1e3 && n <= 6e5);
    }),
    runs(3000),
  );
});
