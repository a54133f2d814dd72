/** What a checked manifest says of its declarations, its decisions and where they stand. */
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../src/generated/api.ts';
import { checkManifest } from '../../src/manifest/manifest.ts';

const every: Environment[] = ['sandbox', 'live'];
const id = 'whk_2ofTA13AD0xBtbEvBl20aEb1hEu';

it.each([
  ['webhooks: [', { line: 1, column: 1, endColumn: 2 }],
  ['# none\nwebhooks:\n  {}\n', { line: 3, column: 3, endColumn: 5 }],
  ['webhooks: {payments: {status: enabled}}\n', { line: 1, column: 12, endColumn: 20 }],
])('the place of a field that is not there is what it would stand in: %j', (text, place) => {
  expect(checkManifest(text, ['live']).rangeOf('payments', 'live', 'url')).toEqual(place);
});

it.each<[environment: Environment, field: string | undefined, shown: string]>([
  ['live', undefined, 'payments'],
  ['live', 'organizationId', 'payments'],
  ['live', 'url', 'https://hooks.example.com/payments'],
  ['live', 'status', 'disabled'],
  ['sandbox', 'status', 'enabled'],
  ['sandbox', 'events', '[customer.*]'],
])('in %s, the place of %s is that of %j', (environment, field, shown) => {
  const manifest = checkManifest(
    `webhooks:
  payments:
    url: https://hooks.example.com/payments
    events: [transaction.*, customer.created]
    status: enabled
    environments:
      sandbox: {events: [customer.*]}
      live: {status: disabled}
`,
    every,
  );
  const { line, column, endColumn } = manifest.rangeOf('payments', environment, field);
  expect(manifest.line(line).slice(column - 1, endColumn - 1)).toBe(shown);
  expect(manifest.line(99)).toBe('');
});

it('a path is appended to the base URL of the environment, whose slash at the end does not count', () => {
  const { declaredIn, problems } = checkManifest(
    `environments:
  live: {baseUrl: https://hooks.example.com/conduit/}
  sandbox: {baseUrl: https://hooks.staging.example.com}
webhooks:
  payments: {url: /payments?a=1, events: ["*"], status: enabled}
  here: {url: https://here.example.com/, events: ["*"], status: enabled, environments: {live: false}}
`,
    every,
  );
  expect(problems).toEqual([]);
  const urls = (environment: Environment) =>
    declaredIn(environment).declarations.map(({ name, body }) => [name, body.url]);
  expect(urls('live')).toEqual([['payments', 'https://hooks.example.com/conduit/payments?a=1']]);
  expect(urls('sandbox')).toEqual([
    ['payments', 'https://hooks.staging.example.com/payments?a=1'],
    ['here', 'https://here.example.com/'],
  ]);
});

describe('decisions', () => {
  const manifest = checkManifest(
    `environments:
  live:
    decisions:
      - keep payments 3f9a2c1e
      - "gone   payments  ${id}"
      - keep  payments 3f9a2c1e
webhooks: {}
`,
    every,
  );
  const lines = [
    {
      decision: { verb: 'keep', name: 'payments', code: '3f9a2c1e' },
      range: { line: 4, column: 9, endColumn: 31 },
    },
    {
      decision: { verb: 'gone', name: 'payments', id },
      range: { line: 5, column: 9, endColumn: 59 },
    },
  ];

  it('are those of the environment, each once, at its place, and those of all others with their own', () => {
    expect(manifest.declaredIn('live')).toMatchObject({ decisions: lines, elsewhere: [] });
    const elsewhere = lines.map((line) => ({ environment: 'live', line }));
    expect(manifest.declaredIn('sandbox')).toMatchObject({ decisions: [], elsewhere });
  });
});

it('a manifest with errors declares and decides nothing', () => {
  const { valid, declaredIn } = checkManifest('webhooks: {a: {}}', every);
  expect(valid).toBe(false);
  expect(() => declaredIn('live')).toThrow('a manifest with errors declares nothing');
});
