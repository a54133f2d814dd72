/** How much of a manifest is looked at, and how many of its problems are kept. */
import { describe, expect, it } from 'vitest';
import { type Environment, environments } from '../../src/generated/api.ts';
import { checkManifest } from '../../src/manifest/manifest.ts';

const every = Object.keys(environments) as Environment[];
const hooks = 'webhooks:\n';

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

describe('of very many problems', () => {
  const wrong = lines(3000, (i) => `  h${i}: {status: on${i}}\n`);

  it('the first 1,000 are kept, in the order of the text, and all are counted', () => {
    const { problems, counts, valid } = checkManifest(`${hooks}${wrong}`, every);
    expect(valid).toBe(false);
    expect(problems).toHaveLength(1000);
    expect(counts).toEqual({ error: 9000, warning: 0, notice: 0 });
    const places = problems.map(({ range }) => range?.line ?? 0);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBe(2);
  });

  it('errors are kept before warnings, wherever they stand', () => {
    const warned = lines(
      1500,
      (i) => `  h${i}: {url: http://h${i}.example, events: ["*"], status: enabled}\n`,
    );
    const { problems, counts } = checkManifest(`${hooks}${warned}  last: 1\n`, every);
    expect(counts).toEqual({ error: 1, warning: 1500, notice: 0 });
    expect(problems).toHaveLength(1000);
    expect(problems.at(-1)).toMatchObject({ severity: 'error', subject: 'webhooks.last' });
  });

  it('one that an alias repeats is one', () => {
    const aliases = lines(3000, (i) => `  h${i}: *h\n`);
    const shared = `${hooks}  h: &h {status: on}\n${aliases}`;
    const { problems } = checkManifest(shared, every);
    expect(problems.filter(({ subject }) => subject.endsWith('.status'))).toHaveLength(1);
  });
});

describe('too much for a manifest', () => {
  it.each([
    ['lines', '\n'.repeat(700_001), '700001:1 The manifest has more than 700,000 lines'],
    ['values', `[${'a,'.repeat(700_000)}]`, '1:1400001 The manifest has more than 700,000 lines'],
    [
      'webhooks',
      `${hooks}${lines(100_001, (i) => `  h${i}: {}\n`)}`,
      '1:1 The manifest has 100001',
    ],
    [
      'text in a webhook',
      `${hooks}  a: {url: ${'x'.repeat(262_144)}}\n`,
      '2:3 The webhook is larger',
    ],
    [
      'settings',
      `environments:\n  live: {decisions: [${'x'.repeat(262_144)}]}\n${hooks}  {}\n`,
      '1:1 The settings are larger',
    ],
    [
      'aliases',
      `${hooks}  a: &a {z: ${'x'.repeat(262_000)}}\n${lines(200, (i) => `  h${i}: {<<: *a}\n`)}`,
      '130:3 The webhooks up to here are larger',
    ],
  ])('are %s', (_, text, expected) => {
    const { problems } = checkManifest(text, ['live']);
    const said = problems.map(({ range, message }) => `${range?.line}:${range?.column} ${message}`);
    expect(said).toContainEqual(expect.stringContaining(expected));
  });
});
