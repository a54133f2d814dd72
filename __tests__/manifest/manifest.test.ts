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
