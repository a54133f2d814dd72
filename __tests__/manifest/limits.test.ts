/** How much of a manifest is looked at, and how many of its problems are kept. */
import { describe, expect, it } from 'vitest';
import { type Environment, environments } from '../../src/generated/api.ts';
import { checkManifest } from '../../src/manifest/manifest.ts';

const every = Object.keys(environments) as Environment[];

const webhooks = (count: number, value: (index: number) => string, first = '') => {
  const lines = Array.from({ length: count }, (_, index) => `  h${index}: ${value(index)}\n`);
  return `webhooks:\n${first}${lines.join('')}`;
};

describe('of very many problems', () => {
  it('the first 1,000 are kept, in the order of the text, and all are counted', () => {
    const { problems, counts } = checkManifest(
      webhooks(3000, (i) => `{status: on${i}}`),
      every,
    );
    expect(problems).toHaveLength(1000);
    expect(counts).toEqual({ error: 9000, warning: 0, notice: 0 });
    const places = problems.map(({ range }) => range?.line ?? 0);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBe(2);
  });

  it('errors are kept before warnings, wherever they stand', () => {
    const warned = webhooks(1500, (i) => `{url: http://h${i}.example, events: ["*"], status: enabled}`);
    const { problems, counts } = checkManifest(`${warned}  last: 1\n`, every);
    expect(counts).toEqual({ error: 1, warning: 1500, notice: 0 });
    expect(problems).toHaveLength(1000);
    expect(problems.at(-1)).toMatchObject({ severity: 'error', subject: 'webhooks.last' });
  });

  it('one that an alias repeats is one', () => {
    const shared = webhooks(3000, () => '*h', '  h: &h {status: on}\n');
    const { problems } = checkManifest(shared, every);
    expect(problems.filter(({ subject }) => subject.endsWith('.status'))).toHaveLength(1);
  });
});

describe('too much for a manifest, where it is too much, are', () => {
  it.each([
    ['lines', '\n'.repeat(131_073), '131073:1'],
    ['values', `[${'a,'.repeat(131_073)}]`, '1:262147'],
    ['lists in lists', `- - - - x\n`.repeat(33_000), '32264:5'],
    ['text that aliases repeat', webhooks(9, () => '*a', `  a: &a {z: ${'x'.repeat(262_000)}}\n`), '10:7'],
    ['keys that merges copy', webhooks(9, () => '{<<: *a}', `  a: &a {z: ${'x'.repeat(262_000)}}\n`), '10:12'],
    ['a value in itself', 'webhooks: {a: &a {z: *a }}\n', '1:22'],
  ])('%s', (_, text, expected) => {
    const { problems } = checkManifest(text, ['live']);
    expect(problems.map(({ range }) => `${range?.line}:${range?.column}`)).toEqual([expected]);
    expect(problems[0]?.message).toMatch(/^The manifest is larger than 2 MiB|^This alias is inside/);
  });

  it('and not what is just below it', () => {
    const text = webhooks(10_000, (i) => `{url: "https://a.example/${i}", events: ["*"], status: enabled}`);
    expect(checkManifest(text, every).problems).toEqual([]);
  });
});
