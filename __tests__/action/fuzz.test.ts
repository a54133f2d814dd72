/** Inputs of any kind: one value that fits its type, or errors that show no credential. */
import { isAbsolute, relative, resolve } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { credentialsIn, parseInputs } from '../../src/action/inputs.ts';
import type { Env } from '../../src/clients/proxy.ts';
import { createGuard } from '../../src/safe/guard.ts';
import { runs } from '../fuzz.ts';

const workspace = '/home/runner/work/repo';
const credential = fc.stringMatching(/^[A-Za-z0-9_+/=:%-]{12,40}$/).map((text) => `cred-${text}`);

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('', ' ', '\u00a0', '\n', '0', '-1', '1e3', '__proto__', '::error::x', '\u0000'),
  fc.string({ minLength: 300, maxLength: 600 }),
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
  'on-change': { right: ['', 'ask', 'replace'], wrong: ['Ask', 'keep'] },
  decisions: { right: ['', 'replace a whk_1\n# b'], wrong: [',,'] },
  'secrets-environment': { right: ['', 'live / eu'], wrong: ['::x'] },
  concurrency: { right: ['', '1', '16', ' 016 '], wrong: ['0', '17', '-1', '٤', '1e1', '4.0'] },
  'timeout-seconds': { right: ['', '1', '600'], wrong: ['0', '601', '1.5', '0x1e'] },
};
const inputName = fc.constantFrom(...Object.keys(inputs));

const right = fc.record(
  Object.fromEntries(Object.entries(inputs).map(([name, { right: values }]) => [name, fc.constantFrom(...values)])),
);

/** One or two inputs are odd: with more, hardly anything would get past the errors. */
const odd = inputName.chain((name) =>
  fc.oneof(fc.constantFrom(...(inputs[name]?.wrong ?? [])), anything).map((value) => ({ [name]: value })),
);

const given = fc
  .tuple(right, fc.array(odd, { maxLength: 2, size: 'max' }))
  .map(([values, changes]): Record<string, string> => Object.assign({}, values, ...changes));

/** Mostly `usual`. */
const mostly = (usual: fc.Arbitrary<string>, unusual: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: unusual });

const keyNames = ['api-key', 'api-secret', 'github-token', 'secrets-token'] as const;
const keyValue = mostly(
  credential,
  fc.tuple(credential, anything).map((parts) => parts.join('')),
);
const credentials = fc.tuple(keyValue, keyValue, keyValue, keyValue);

const variable = (usual: string, ...unusual: string[]) =>
  mostly(fc.constant(usual), fc.oneof(fc.constantFrom(...unusual), anything));

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

/** A credential that stands in another input, too, with a text before and after it. */
const paste = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.record({ into: inputName, key: fc.nat(3), before: anything, after: anything }),
  },
);

function environmentOf(values: Record<string, string>, around: Record<string, string | undefined> = {}): Env {
  const named = Object.entries(values).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  return { GITHUB_WORKSPACE: workspace, ...around, ...Object.fromEntries(named) };
}

it('whatever the inputs: a value that keeps its promises, or errors without a credential', () => {
  const seen = { errors: 0, validate: 0, plan: 0, register: 0 };
  fc.assert(
    fc.property(given, credentials, surroundings, paste, (values, keys, around, pasted) => {
      const named = Object.fromEntries(keyNames.map((name, index) => [name, keys[index] ?? '']));
      const more = pasted && { [pasted.into]: `${pasted.before}${keys[pasted.key]}${pasted.after}` };
      const env = environmentOf({ ...values, ...named, ...more }, around as Record<string, string | undefined>);
      const result = parseInputs(env);
      seen[result.ok ? result.inputs.mode : 'errors'] += 1;
      const masked = credentialsIn(env);
      expect(masked).toEqual(expect.arrayContaining(keys));
      const guard = pasted && createGuard();
      if (guard) masked.forEach(guard.hide);
      for (const text of result.ok ? result.warnings : result.errors) {
        const shown = guard ? guard.safe(text) : text;
        for (const key of keys) expect(shown).not.toContain(key);
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
      for (const key of [parsed.apiKey, parsed.apiSecret]) expect(key).toMatch(/^[\x21-\x7e]{8,}$/);
      expect(parsed.concurrency).toSatisfy((n: number) => Number.isInteger(n) && n >= 1 && n <= 16);
      expect(parsed.timeoutSeconds).toSatisfy((n: number) => n >= 1 && n <= 600);
    }),
    runs(800),
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(40);
});

it('an api-url of very many slashes is read before the test has to end', () => {
  const url = `https://gw.example.com/${'/'.repeat(1_000_000)}x`;
  const env = environmentOf({ mode: 'plan', environment: 'live', 'api-url': url });
  expect(parseInputs(env)).toMatchObject({ ok: true, inputs: { apiUrl: url } });
});
