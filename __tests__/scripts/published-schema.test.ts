/** The schema that is published: readable for other tools, and with the action's verdict wherever a schema can say it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { type Environment, environments, eventPatterns } from '../../src/generated/api.ts';
import { checkManifest } from '../../src/manifest/manifest.ts';
import { runs } from '../fuzz.ts';
import { root } from './project.ts';

// biome-ignore lint/suspicious/noExplicitAny: a manifest may be anything.
type Any = any;

const every = Object.keys(environments) as Environment[];
const published = readFileSync(join(root, 'schema/conduit-webhooks.schema.json'), 'utf8');
// As strict as `ajv compile --strict=true`, which knows no formats either.
const ajv = new Ajv({ strict: true, allErrors: true });
const fits = ajv.compile(JSON.parse(published));

/** What only code can say: it is about two places, or about more than a regular expression can tell. */
const beyondSchemas: Record<string, RegExp> = {
  'a path needs a base URL': /has no "baseUrl"/,
  'a base URL and a path are short enough together': /^The URL .*characters/,
  'a host exists as one': /host or port/,
  'no two webhooks are the same': /same webhook|identical/,
  'each webhook has a GitHub secret of its own': /GitHub secret.*own/,
  'each webhook has an ID of its own': /same ID|ID of/,
};

/** The action judges what an environment has: the rest of a manifest, a schema alone. */
function usedPart(manifest: Any): unknown {
  const used = structuredClone(manifest);
  for (const webhook of Object.values<Any>(used.webhooks)) {
    const blocks = every.map((name) => webhook?.environments?.[name]);
    for (const field of ['url', 'events']) {
      const isUnused = blocks.every((part) => part === false || Object.hasOwn(part ?? {}, field));
      if (isUnused) delete webhook[field];
    }
  }
  return used;
}

function errorsOf(manifest: unknown): string[] {
  return checkManifest(dump(manifest), every)
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);
}

const id = 'whk_2ofTA13AD0xBtbEvBl20aEb1hEu';
const good = { url: 'https://a.example.com/x', events: ['customer.*'], status: 'enabled' };
const urls = [
  ...['https://a.example.com/x', 'http://a.example', 'HTTPS://a.example:443/%20?a=/?b#c/?d'],
  ...['https://[::1]:8080/', "https://a.example/~!$&'()*+,;=:@", '/x', '/', '/a//b?c=%20'],
  ...['https://a.example:65535', 'https://a.example:65536', 'https://a.example:99999'],
  ...['https://a.example:080/', 'https://a.example:', '/x#y', '/a b', '/%2', '//a', '', 'a.example.com/x'],
  ...['https://a b', 'https:///x', 'https:/a', 'https:a', 'https://', 'https://?a', 'mailto:a@b.c'],
  ...['https://user@a.example', 'https://a:b@a.example', 'https://ä.example', 'https://a.example/ä'],
  ...['https://a.example/{id}', 'https://a.example/[x]', 'https://a.example/#a#b', ' https://a.example'],
  ...[`https://a.example/${'x'.repeat(2030)}`, `https://a.example/${'x'.repeat(2031)}`],
];
const secrets = ['A', '_a1', '1A', 'a-b', 'GITHUB_X', 'Github_x', 'GITHUBX', 'A GITHUB_', ''];
const lines = [
  ...[`replace a ${id}`, ` gone  a ${id} `, 'keep a 0123abcd', 'keep @state 0123abcd'],
  ...['gone a req_000000000123abcd', 'gone a req_x', 'gone a 0123abcd', 'replace a req_000000000123abcd'],
  ...['keep a 0123ABCD', `keep a ${id}`, 'gone @state whk_1', 'replace A whk_1', 'replace a w/k'],
  ...['replace a', 'replace', '', '- keep a 0123abcd', 'keep a 0123abcd x', 'drop a whk_1'],
  ...[`gone a ${'x'.repeat(200)}`, `gone a ${'x'.repeat(201)}`, 'gone a .._-'],
];
const odd = [null, true, 0, [], {}, 'x'];

/** Mostly what the field may be. */
const of = (...values: unknown[]) =>
  fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...values) }, fc.constantFrom(...odd));
const pieces = fc.constantFrom(
  ...['https://', 'http:', '//', '/', 'a.example', ':', '443', '70000', '@', '?', '#', '%41', '%'],
  ...[' ', '[', ']', '::1', '\\', 'é', '"', 'x'],
);
const anyUrl = fc.oneof(
  of(...urls),
  fc.array(pieces, { maxLength: 7 }).map((all) => all.join('')),
  fc.array(pieces, { maxLength: 5 }).map((all) => `https://a.example${all.join('')}`),
);
const anyEvents = fc.oneof(
  fc.subarray(['customer.created', 'customer.*', '*', 'transaction.completed'], { minLength: 1 }),
  fc.array(of('customer.created', 'customer.creatd', ...Object.keys(eventPatterns))),
  of(['*']),
);
/** Each field seldom, so that most of what it is put in stays as it is. */
const few = (model: Record<string, fc.Arbitrary<unknown>>) =>
  fc
    .record(
      Object.fromEntries(
        Object.entries(model).map(([key, value]) => [
          key,
          fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, value),
        ]),
      ),
    )
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));
const forEach = (value: fc.Arbitrary<unknown>) => few(Object.fromEntries(every.map((name) => [name, value])));
const fields = {
  url: anyUrl,
  events: anyEvents,
  status: of('enabled', 'disabled', 'Enabled'),
  organizationId: of('client_2ofTA13AD0xBtbEvBl20aEb1hEu', 'client_1', id),
  secret: of(...secrets),
};
const block = fc.oneof(few({ ...fields, id: of(id, `${id}1`) }), of(false, { status: 'enabled' }));
const webhook = fc
  .tuple(
    few({ lack: of(...Object.keys(good)) }),
    few({ ...fields, statuss: of('x') }),
    few({ environments: forEach(block) }),
  )
  .map(([{ lack }, ...parts]) => {
    const whole: Any = Object.assign({}, good, ...parts);
    delete whole[String(lack)];
    return whole;
  });
const settings = fc.oneof(
  few({ baseUrl: anyUrl, decisions: fc.oneof(fc.array(of(...lines)), of(null)) }),
  of({ baseUrl: 'https://a.example' }, null),
);
const manifest = fc
  .tuple(
    few({ environments: fc.oneof(forEach(settings), of(null)), 'x-team': of(good), team: of(good) }),
    fc.dictionary(of('a', 'b-1', 'c', 'C', '1').map(String), webhook, { maxKeys: 2 }),
  )
  .map(([rest, webhooks]) => ({ ...rest, webhooks }));

function expectOneVerdict(value: unknown): void {
  const errors = errorsOf(value);
  const rules = Object.values(beyondSchemas);
  const toBeSaid = errors.filter((message) => !rules.some((rule) => rule.test(message)));
  if (fits(value)) expect(toBeSaid).toEqual([]);
  else if (errors.length === 0) expect(fits(usedPart(value)), ajv.errorsText(fits.errors)).toBe(true);
}

describe('the published schema', () => {
  it('has patterns that every validator can read', () => {
    const patterns = [...published.matchAll(/"pattern": ("(?:[^"\\]|\\.)*")/g)].map(([, text]) =>
      JSON.parse(text ?? ''),
    );
    expect(patterns.length).toBeGreaterThan(5);
    for (const pattern of patterns) {
      expect(pattern).not.toMatch(/\(\?[^:]|\\[1-9k]/);
      expect(() => new RegExp(pattern, 'u')).not.toThrow();
    }
  });

  const hosts = Object.fromEntries(every.map((name) => [name, { baseUrl: 'https://a.example' }]));
  const webhooks = (changes: object) => ({ environments: hosts, webhooks: { a: { ...good, ...changes } } });
  const inLive = (part: object) => ({ environments: { live: part }, webhooks: { a: good } });
  const cases: [string, unknown[]][] = [
    ['url', urls.map((url) => webhooks({ url }))],
    ['baseUrl', urls.map((baseUrl) => inLive({ baseUrl }))],
    ['secret', secrets.map((secret) => webhooks({ secret }))],
    ['decisions', lines.map((line) => inLive({ decisions: [line] }))],
    ['events', [['*'], [], ['*', '*'], ['customer.creatd']].map((events) => webhooks({ events }))],
  ];

  it.each(cases)('says of %s what the action says', (_field, values) => {
    for (const value of values) {
      expect(fits(value), JSON.stringify(value)).toBe(errorsOf(value).length === 0);
    }
  });

  it('says of any manifest what the action says, but for rules that no schema can say', () => {
    fc.assert(fc.property(manifest, expectOneVerdict), runs(750));
  });

  it('is to the point about what an environment lacks', () => {
    const { status, ...rest } = good;
    const nowhere = Object.fromEntries(every.map((name) => [name, false]));
    const messages = (value: unknown) =>
      (fits(value) ? [] : (fits.errors ?? [])).map(({ instancePath, message }) => `${instancePath} ${message}`);
    expect(messages({ webhooks: { a: { ...rest, environments: { sandbox: { status } } } } })).toEqual([
      "/webhooks/a must have required property 'status'",
      '/webhooks/a must match "else" schema',
    ]);
    expect(messages({ webhooks: { a: { ...rest, environments: { ...nowhere, sandbox: { status } } } } })).toEqual([]);
    expect(messages(webhooks({ environments: { live: { stats: 1 } } }))[0]).toBe(
      '/webhooks/a/environments/live must NOT have additional properties',
    );
  });
});
