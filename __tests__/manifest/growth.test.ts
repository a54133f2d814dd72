/** Time that grows with the size of a manifest and nothing else. A shape is a text of any size. */
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { type Environment, environments } from '../../src/generated/api.ts';
import { checkManifest } from '../../src/manifest/manifest.ts';
import { expectLinear as expectLinearTime } from '../growth.ts';

const every = Object.keys(environments) as Environment[];

/** A text of about `size` characters. */
type Shape = (size: number) => string;

/** In UTF-16 units: far more than a quadratic step can hide in. What takes no time there never will. */
const span = { from: 80_000, shortest: 100, to: 80_000 };

function expectLinear(shape: Shape): void {
  expectLinearTime(shape, (text) => checkManifest(text, every), span);
}

const hooks = 'webhooks:\n';
const url = 'url: https://a.example';
const whole = 'events: ["*"], status: enabled';

/** `unit` as often as fits. */
function filled(unit: string): Shape {
  return (size) => unit.repeat(Math.ceil(size / unit.length));
}

/** As many of the units as fit. */
function series(unit: (index: number) => string): Shape {
  return (size) => {
    const count = Math.ceil(size / unit(1000).length);
    return Array.from({ length: count }, (_, index) => unit(index)).join('');
  };
}

/** Webhooks, after those that stand `first`. */
function webhooks(unit: (index: number) => string, first = ''): Shape {
  return between(`${hooks}${first}`, series(unit));
}

function between(before: string, shape: Shape, after = ''): Shape {
  return (size) => `${before}${shape(size)}${after}`;
}

/** The text of each of so many levels. */
function levels(count: number, level: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => level(index)).join('');
}

const manyWrong = levels(500, (i) => `transaction.complet${i},`);

const shapes: Record<string, Shape> = {
  'indicators behind commas': between('"', filled(',*'), ' x": "y" z\n'),
  'empty items after an anchor': (size) => `-${filled('\n')(size / 2)}  &a\n${filled('-\n')(size / 2)}`,
  'wrong keys beside merges of merges': between(
    `l0: &l0 {}\n${levels(17, (i) => `l${i + 1}: &l${i + 1} {<<: [*l${i} , *l${i} ]}\n`)}${hooks}  a:\n    <<: *l17\n`,
    series((i) => `    k${i}: 1\n`),
  ),
  'wrong events': between(`${hooks}  a: {events: [`, filled('1,  '), ']}\n'),
  'keys with escapes': webhooks((i) => `"%41+&lt;\\n<i>${i}": 1\n`, `  {}\n`),
  'pairs of nothing': between('[', filled('    : ,\n'), ']'),
  'lists in lists': filled(`${'- '.repeat(98)}x\n`),
  'pairs as keys of pairs': (size) => `${hooks}${'['.repeat(90)}${filled('a,')(size)}${']: a'.repeat(90)}`,
  documents: filled('---\n'),
  'byte order marks': filled('\n\uFEFF'),
  'escapes in a key': between(`${hooks}  "`, filled('\\a'), '": {}\n'),
  'blanks in a text': between(`${hooks}  a: "`, filled(`${' '.repeat(1000)}a`), '\n b"\n'),
  'lines of a text': between(`${hooks}  a: b\n`, filled('   c\n')),
  'a text that is never closed': between(`${hooks}  a: "`, filled('b '), '\n'),
  'merges of one wrong webhook': webhooks(
    (i) => `  h${i}: {<<: *h, organizationId: a}\n`,
    `  h: &h {url: x, events: [y], status: z, foo: 1}\n`,
  ),
  'merges of a large wrong webhook': (size) =>
    `${hooks}  h: &h {url: "${filled('x ')(size / 2)}", secret: "${filled('a')(size / 4)}-"}\n` +
    series((i) => `  h${i}: {<<: *h}\n`)(size / 4),
  'one wrong list in many webhooks': webhooks((i) => `  h${i}: {events: *e}\n`, `  h: {events: &e [${manyWrong}]}\n`),
  'a chain of merges': webhooks((i) => `  m${i + 1}: &m${i + 1} {<<: *m${i}, x${i + 1}: 1}\n`, `  m0: &m0 {x0: 1}\n`),
  'an alias bomb': between(
    `a0: &a0 [x]\n${levels(30, (i) => `a${i + 1}: &a${i + 1} [${`*a${i} ,`.repeat(10)}]\n`)}${hooks}`,
    series((i) => `  h${i}: *a30\n`),
  ),
  'values in themselves': webhooks((i) => `  h${i}: &h${i} {z: *h${i} }\n`),
  'an alias of nothing': between('a: *', filled('x'), '\n'),
  'one anchor again and again': between(`${hooks}  a: [`, filled('&a x,*a ,'), ']\n'),
  'webhooks declared nowhere': webhooks((i) => `  h${i}: {environments: {live: false, sandbox: false}}\n`),
  'wrong environments': webhooks((i) => `  h${i}: {environments: {live: true, sandbox: {url: 1, foo: 1}}}\n`),
  'wrong names': webhooks((i) => `  H${i}: {}\n`),
  'a long name': between(`${hooks}  ? `, filled('-'), '\n  : {}\n'),
  'one URL for clients': webhooks(
    (i) => `  h${i}: {${url}, ${whole}, organizationId: client_${String(i).padStart(27, '0')}}\n`,
  ),
  'one body': webhooks((i) => `  h${i}: {${url}, ${whole}}\n`),
  paths: between(
    `environments: {live: {baseUrl: https://a.example}, sandbox: {baseUrl: https://b.example}}\n${hooks}`,
    series((i) => `  h${i}: {url: /a${i}, ${whole}}\n`),
  ),
  'a long URL': between(`${hooks}  a: {url: "https://a.example/`, filled('%2'), '"}\n'),
  'hosts of marks': webhooks((i) => `  h${i}: {url: "https://${'%CC%81%CC%A0'.repeat(160)}.example/"}\n`),
  'hosts of numbers': webhooks((i) => `  h${i}: {url: "http://${'1.'.repeat(999)} "}\n`),
  'a long ID': between(`${hooks}  a: {organizationId: client_`, filled('a'), '}\n'),
  'wrong decisions': between(
    'environments:\n  live:\n    decisions:\n',
    series((i) => `      - replce a${i} whk_1\n`),
    'webhooks: {}\n',
  ),
  'a long decision': between('environments: {live: {decisions: ["', filled('keep '), '"]}}\nwebhooks: {}\n'),
  tags: between(
    `${hooks}  a: [`,
    series((i) => `!t${i} x,`),
    ']\n',
  ),
  'a long tag': between('a: !', filled('x'), ' y\n'),
  'repeated keys in webhooks': webhooks((i) => `  h${i}: {url: 1, url: 2}\n`),
  'lists as keys': between(hooks, filled('  ? [a]\n  : b\n')),
  'a long list of merges': between(`${hooks}  a: &a {}\n  b: {<<: [`, filled('*a ,'), ']}\n  c: 1\n'),
  'characters that look like spaces': between(`${hooks}  a: {}\n`, filled('\u00a0')),
  'lines of characters that look like quotes': between(hooks, filled('  a: \u201cb\u201d\n')),
  'marks of conflicts': filled('<<<<<<< a\n=======\n'),
  'texts that are lists': webhooks((i) => `  h${i}: {events: "a, b, customer.created c"}\n`),
  'one text that is a list': between(`${hooks}  a: {events: "`, filled('a, '), '"}\n'),
  'one ID': webhooks((i) => `  h${i}: {environments: {live: {id: whk_${'0'.repeat(27)}}}}\n`),
  'a long block scalar': between(`${hooks}  a: |+\n    x\n`, filled('    x\n\n')),
  'comments in brackets': between(`${hooks}  a: [1,\n`, filled('# ]\n'), ']\n'),
  'a long number': between('a: ', filled('1'), `.${'1'.repeat(100)}x\n`),
  'mappings in mappings': (size) => levels(Math.ceil(Math.sqrt(2 * size)), (i) => `${' '.repeat(i)}a:\n`),
};

describe('in time that grows with its size is checked a manifest of', () => {
  it.each(Object.entries(shapes))('%s', (_, shape) => expectLinear(shape));
});

/** Something that repeats, with `%` for how often it has; what it stands in; and what comes after. */
const pieces = [
  ...['\n', '\n  ', '\n    ', '\n      - ', '- ', '? ', ': ', ', ', '[', ']', '{', '}', '"', "'"],
  ...['&a ', '*a ', '&a% ', '*a% ', '<<: ', '<<: *a ', '!t ', '!!str ', '|\n', '>-\n', '#', '---\n'],
  ...['webhooks:\n', 'environments:\n', '  a%: ', 'a%: ', 'a%', 'url: ', 'events: ', 'status: '],
  ...['secret: ', 'live: ', 'sandbox: ', 'decisions: ', 'baseUrl: ', 'id: ', 'organizationId: '],
  ...['https://a%.example/', '/a%', 'transaction.complet%', '"*"', 'enabled', 'on', 'false', '1', '~'],
  ...['keep a% 3f9a2c1e', 'replce a%', 'client_%', '\\', '\\x', '\t', '\r', '\u00e9', '\uFEFF', '%'],
];
const piece = fc.constantFrom(...pieces);
const phrase = fc.array(piece, { minLength: 1, maxLength: 8 }).map((all) => all.join(''));
const opening = fc.constantFrom(
  ...['', hooks, `${hooks}  a:\n`, `${hooks}  a:\n    events:\n`, `${hooks}  a: {events: [`, `${hooks}  a: {`],
  ...['environments:\n  live:\n    decisions:\n', 'a: &a {x: 1}\nwebhooks:\n', '[', '{', '"', 'a: |\n'],
);
const anyShape = fc
  .tuple(opening, phrase, fc.oneof(fc.constant(''), phrase))
  .map(([before, unit, after]): [text: string, shape: Shape] => [
    JSON.stringify([before, unit, after]),
    between(
      before,
      series((index) => unit.replaceAll('%', String(index))),
      after,
    ),
  ]);

it('in time that grows with its size is checked any manifest that repeats something', () => {
  fc.assert(
    fc.property(anyShape, ([, shape]) => expectLinear(shape)),
    // A shape is a thousand checks: none is random, so that a slow one is slow in every run.
    { numRuns: 40, seed: 20_241_201, endOnFailure: true },
  );
});
