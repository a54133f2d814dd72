/** Inputs of any kind: one value that fits its type, or errors that show no credential. */
import { isAbsolute, relative, resolve } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { credentialsIn, parseInputs } from '../../src/action/inputs.ts';
import type { Env } from '../../src/clients/proxy.ts';
import { addSecret, noSecrets, redact } from '../../src/safe/redact.ts';
import { safeText } from '../../src/safe/text.ts';
import { runs } from '../fuzz.ts';

const workspace = '/home/runner/work/repo';
const credential = fc.stringMatching(/^[A-Za-z0-9_+/=:%-]{12,40}$/).map((text) => `cred-${text}`);

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('', ' ', '\u00a0', '\n', '0', '-1', '1e3', '__proto__', '::error::x', '\u0000'),
  fc.string({ minLength: 300, maxLength: 3000 }),
);

/** What may stand in each input, and what may not. */
const inputs: Record<string, { right: string[]; wrong: string[] }> = {
  mode: { right: ['validate', 'plan', 'register', ' register '], wrong: ['Register', 'check'] },
  manifest: { right: ['', '.github/conduit-webhooks.yml'], wrong: ['../x.yml'] },
  environment: { right: ['live', 'sandbox', '\tsandbox\n'], wrong: ['', 'Sandbox', 'prod'] },
  'api-url': {
    right: ['', 'https://gw.example.com/a//', 'http://127.0.0.1:8', 'HTTPS://Gw.example.com'],
    wrong: ['https://gw.example.com/a?', 'https://u:p@gw.example.com', 'http://example.com', 'x'],
  },
  state: {
    right: ['', 'git', 'git:second', 'file:state.json', 'file:a/../b:c', 'none'],
    wrong: ['file:../state.json', 'file:/etc/x', 'file:', 'git:', 'git:-a', 'git:a/b', 'None'],
  },
  'on-change': { right: ['', 'fail', 'replace'], wrong: ['Fail', 'keep'] },
  replace: { right: ['', 'a, b', 'a\nb'], wrong: [',,'] },
  'secrets-environment': { right: ['', 'live / eu'], wrong: ['::x'] },
  concurrency: { right: ['', '1', '16', ' 016 '], wrong: ['0', '17', '-1', '٤', '1e1', '4.0'] },
  'timeout-seconds': { right: ['', '1', '600'], wrong: ['0', '601', '1.5', '0x1e'] },
};

const right = fc.record(
  Object.fromEntries(Object.entries(inputs).map(([name, { right: values }]) => [name, fc.constantFrom(...values)])),
);

/** One or two inputs are odd: with more, hardly anything would get past the errors. */
const odd = fc.constantFrom(...Object.keys(inputs)).chain((name) =>
  fc.record({
    name: fc.constant(name),
    value: fc.oneof(fc.constantFrom(...(inputs[name]?.wrong ?? [])), anything),
  }),
);

const given = fc.tuple(right, fc.array(odd, { maxLength: 2, size: 'max' })).map(([values, changes]) => ({
  ...values,
  ...Object.fromEntries(changes.map(({ name, value }) => [name, value])),
}));

const credentials = fc.record(
  Object.fromEntries(
    ['api-key', 'api-secret', 'github-token', 'secrets-token'].map((name) => [
      name,
      fc.oneof(
        { weight: 12, arbitrary: credential },
        { weight: 1, arbitrary: fc.tuple(credential, anything).map((parts) => parts.join('')) },
      ),
    ]),
  ),
);

const variable = (usual: string, ...unusual: string[]) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.oneof(fc.constantFrom(...unusual), anything) },
  );

const surroundings = fc.record(
  {
    GITHUB_API_URL: variable('https://github.example.com/api/v3/', 'http://github.example.com'),
    GITHUB_SERVER_URL: variable('https://github.example.com', ''),
    GITHUB_REPOSITORY: variable('octo/repo', ''),
    HTTPS_PROXY: variable('http://proxy.example.com:3128', 'proxy:3128', 'http://u:p%@h'),
    NODE_DEBUG: variable('', 'http'),
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
  const seen = { errors: 0, validate: 0, plan: 0, register: 0 };
  fc.assert(
    fc.property(given, credentials, surroundings, (values, keys, around) => {
      const env = environmentOf(values, keys, around as Record<string, string | undefined>);
      const result = parseInputs(env);
      seen[result.ok ? result.inputs.mode : 'errors'] += 1;
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
      expect(['sandbox', 'live']).toContain(parsed.environment);
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
      const { apiKey, apiSecret } = parsed;
      for (const key of [apiKey, apiSecret]) expect(key).toMatch(/^[\x21-\x7e]{8,}$/);
      expect(parsed.concurrency).toSatisfy((n: number) => Number.isInteger(n) && n >= 1 && n <= 16);
      expect(parsed.timeoutSeconds).toSatisfy((n: number) => n >= 1 && n <= 600);
    }),
    runs(1200),
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(40);
});

it('a credential that stands in another input too is not shown either', () => {
  fc.assert(
    fc.property(
      given,
      credentials,
      fc.constantFrom(...Object.keys(inputs)),
      fc.constantFrom('api-key', 'api-secret', 'github-token', 'secrets-token'),
      fc.tuple(anything, anything),
      (values, keys, name, key, [before, after]) => {
        const pasted = `${before}${keys[key]}${after}`;
        const env = environmentOf({ ...values, [name]: pasted }, keys);
        const result = parseInputs(env);
        const secrets = noSecrets();
        for (const one of credentialsIn(env)) addSecret(secrets, one);
        for (const text of result.ok ? result.warnings : result.errors) {
          expect(safeText(redact(text, secrets))).not.toContain(keys[key]);
        }
      },
    ),
    runs(400),
  );
});

it('an api-url of very many slashes is read before the test has to end', () => {
  const url = `https://gw.example.com/${'/'.repeat(1_000_000)}x`;
  const env = environmentOf({ mode: 'plan', environment: 'live', 'api-url': url });
  expect(parseInputs(env)).toMatchObject({ ok: true, inputs: { apiUrl: url } });
});
