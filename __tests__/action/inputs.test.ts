import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { credentialsIn, parseInputs, type RegisterInputs } from '../../src/action/inputs.ts';
import { lineOf } from '../../src/registration/question.ts';

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
    ['replace a whk_1', ['replace a whk_1']],
    [
      '  keep  a 0123abcd \r\n\n\t- gone b try_0123abcd\r',
      ['keep a 0123abcd', 'gone b try_0123abcd'],
    ],
    [' \n \n', []],
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
