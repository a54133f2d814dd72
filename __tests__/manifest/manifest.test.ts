/** What a checked manifest says of its declarations, its decisions and where they stand. */
import { describe, expect, it } from 'vitest';
import { type Environment, environments, eventPatterns } from '../../src/generated/api.ts';
import { checkManifest } from '../../src/manifest/manifest.ts';

const every = Object.keys(environments) as Environment[];
const id = 'whk_2ofTA13AD0xBtbEvBl20aEb1hEu';

it.each([
  ['webhooks: [', { line: 1, column: 1, endColumn: 2 }],
  ['# none\nwebhooks:\n  {}\n', { line: 3, column: 3, endColumn: 5 }],
  ['webhooks: {payments: {status: enabled}}\n', { line: 1, column: 12, endColumn: 20 }],
])('the place of a field that is not there is what it would stand in: %j', (text, place) => {
  expect(checkManifest(text, ['live']).rangeOf('payments', 'live', 'url')).toEqual(place);
});

it('a declaration has what is declared and nothing else', () => {
  const body = '{url: "https://hooks.example.com/x", events: [counterparty.*], status: disabled}';
  const manifest = checkManifest(`webhooks: {payments: ${body}}`, ['live']);
  expect(manifest.declarationsFor('live')).toStrictEqual([
    {
      name: 'payments',
      body: {
        url: 'https://hooks.example.com/x',
        events: eventPatterns['counterparty.*'],
        status: 'disabled',
      },
      patterns: ['counterparty.*'],
    },
  ]);
});

it.each([
  ['name', undefined, { line: 2, column: 3, endColumn: 11 }],
  ['field', 'status', { line: 4, column: 13, endColumn: 20 }],
  ['field of one environment', 'events', { line: 7, column: 17, endColumn: 34 }],
])('the place of a %s', (_, field, range) => {
  const text = `webhooks:
  payments:
    url: https://hooks.example.com/x
    status: enabled
    environments:
      live:
        events: ["transaction.*"]
`;
  const manifest = checkManifest(text, ['live']);
  expect(manifest.rangeOf('payments', 'live', field)).toEqual(range);
  expect(manifest.line(4)).toBe('    status: enabled');
  expect(manifest.line(99)).toBe('');
});

describe('the environments that are asked for', () => {
  const text = `webhooks:
  payments:
    url: https://hooks.example.com/payments
    events: [transaction.*, customer.created]
    status: enabled
    secret: PAYMENTS
    environments:
      sandbox: {url: https://hooks.staging.example.com/payments, events: [customer.*]}
      live: {id: whk_2ofTA13AD0xBtbEvBl20aEb1hEu, status: disabled}
`;
  const manifest = checkManifest(text, every);

  it('lays the block of an environment over the webhook', () => {
    const [sandbox] = manifest.declarationsFor('sandbox');
    expect(sandbox).toMatchObject({
      name: 'payments',
      body: { url: 'https://hooks.staging.example.com/payments', status: 'enabled' },
      patterns: ['customer.*'],
      secret: 'PAYMENTS',
    });
    expect(sandbox).not.toHaveProperty('id');
    expect(sandbox?.body.events).toHaveLength(8);
    const [live] = manifest.declarationsFor('live');
    expect(live).toMatchObject({
      id: 'whk_2ofTA13AD0xBtbEvBl20aEb1hEu',
      patterns: ['transaction.*', 'customer.created'],
      body: { url: 'https://hooks.example.com/payments', status: 'disabled' },
    });
    expect(live?.body.events).toHaveLength(17);
    expect(live?.body).not.toHaveProperty('secret');
  });

  it('says where a field of an environment stands', () => {
    const at = (environment: Environment, field?: string) => {
      const { line, column, endColumn } = manifest.rangeOf('payments', environment, field);
      return text.split('\n')[line - 1]?.slice(column - 1, endColumn - 1);
    };
    expect(at('sandbox', 'url')).toBe('https://hooks.staging.example.com/payments');
    expect(at('live', 'url')).toBe('https://hooks.example.com/payments');
    expect(at('live', 'status')).toBe('disabled');
    expect(at('sandbox', 'events')).toBe('[customer.*]');
    expect(at('sandbox')).toBe('payments');
    expect(manifest.rangeOf('payments', 'live', 'organizationId').line).toBe(2);
  });

  it('appends a path to the base URL of the environment, whose slash at the end does not count', () => {
    const { declarationsFor, problems } = checkManifest(
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
    const urls = (environment: Environment) => declarationsFor(environment).map(({ name, body }) => [name, body.url]);
    expect(urls('live')).toEqual([['payments', 'https://hooks.example.com/conduit/payments?a=1']]);
    expect(urls('sandbox')).toEqual([
      ['payments', 'https://hooks.staging.example.com/payments?a=1'],
      ['here', 'https://here.example.com/'],
    ]);
  });

  it('declares nothing of a manifest with errors', () => {
    const broken = checkManifest('webhooks: {payments: {}}', every);
    expect(broken.valid).toBe(false);
    expect(() => broken.declarationsFor('live')).toThrow('a manifest with errors');
  });

  it('names an environment only where the other one differs', () => {
    const withoutSecret = text.replace('    secret: PAYMENTS\n', '');
    const messages = (checked: Environment[]) =>
      checkManifest(withoutSecret.replace('customer.created', 'transaction.created'), checked).problems.map(
        ({ message }) => message,
      );
    const covered = '"transaction.created" is already covered by "transaction.*". Remove one of them.';
    expect(messages(every)).toEqual([`${covered} This applies to live only.`]);
    expect(messages(['live'])).toEqual([covered]);
    expect(messages(['sandbox'])).toEqual([]);
  });
});

describe('the decisions of a manifest', () => {
  const text = `environments:
  live:
    decisions:
      - keep payments 3f9a2c1e
      - "gone   payments  ${id}"
      - keep  payments 3f9a2c1e
webhooks: {}
`;

  it('are those of the environment, each once, as a line with single spaces, at its place', () => {
    const manifest = checkManifest(text, ['live', 'sandbox']);
    expect(manifest.decisionsFor('live')).toEqual([
      {
        text: 'keep payments 3f9a2c1e',
        decision: { verb: 'keep', name: 'payments', code: '3f9a2c1e' },
        range: { line: 4, column: 9, endColumn: 31 },
      },
      {
        text: `gone payments ${id}`,
        decision: { verb: 'gone', name: 'payments', id },
        range: { line: 5, column: 9, endColumn: 59 },
      },
    ]);
    expect(manifest.decisionsFor('sandbox')).toEqual([]);
  });

  it('are none where the manifest has errors', () => {
    const manifest = checkManifest(text.replace('gone', 'gnoe'), ['live']);
    expect(() => manifest.decisionsFor('live')).toThrow('a manifest with errors');
  });
});
