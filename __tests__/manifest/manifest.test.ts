import { expect, it } from 'vitest';
import { eventPatterns } from '../../src/generated/api.ts';
import { checkManifest } from '../../src/manifest/manifest.ts';

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

it('a decision that is declared twice is one, at its first place, as one line of single blanks', () => {
  const text = `environments:
  live:
    decisions:
      - keep  payments 3f9a2c1e
      - keep payments 3f9a2c1e
webhooks: {}
`;
  const manifest = checkManifest(text, ['live', 'sandbox']);
  expect(manifest.decisionsFor('live')).toEqual([
    {
      text: 'keep payments 3f9a2c1e',
      decision: { verb: 'keep', name: 'payments', code: '3f9a2c1e' },
      range: { line: 4, column: 9, endColumn: 32 },
    },
  ]);
  expect(manifest.decisionsFor('sandbox')).toEqual([]);
});

it('a manifest without settings has no decisions, and one with errors declares nothing', () => {
  expect(checkManifest('webhooks: {}', ['live']).decisionsFor('live')).toEqual([]);
  const wrong = checkManifest('webhooks: {a: {}}', ['live']);
  expect(() => wrong.declarationsFor('live')).toThrow();
  expect(() => wrong.decisionsFor('live')).toThrow();
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
