/** What holds of manifests of any text, and of any valid manifest in any layout. */
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { type Environment, environments, eventPatterns, events } from '../../src/generated/api.ts';
import { checkManifest } from '../../src/manifest/manifest.ts';
import type { Range } from '../../src/manifest/problem.ts';
import { safeText } from '../../src/safe/text.ts';
import { runs } from '../fuzz.ts';

const every = Object.keys(environments) as Environment[];

interface Block {
  url?: string;
  events?: string[];
  status?: string;
  organizationId?: string;
  secret?: string;
  id?: string;
}

interface WholeWebhook extends Block {
  url: string;
  events: string[];
  status: string;
  environments?: Partial<Record<Environment, Block>>;
}

interface WholeManifest {
  webhooks: Record<string, WholeWebhook>;
}

/** Every problem must be one that can be shown: within the text, and harmless in a log. */
function expectShowable(text: string): void {
  const { problems, valid } = checkManifest(text, every);
  const lines = text.split(/\r\n|\r|\n/);
  const odd = problems.filter(({ range, message, subject }) => {
    const { line, column, endColumn } = range ?? { line: 0, column: 0, endColumn: 0 };
    const length = lines[line - 1]?.length ?? -1;
    const isIn = column >= 1 && column <= length + 1 && endColumn <= Math.max(length, column) + 1;
    const isPlain = !/[\p{Cc}\p{Cs}\u2028\u2029]|::|##\[/u.test(safeText(`${subject}: ${message}`));
    return !isIn || endColumn <= column || !isPlain;
  });
  expect(odd).toEqual([]);
  expect(valid).toBe(problems.every(({ severity }) => severity !== 'error'));
}

/** What stands in the text where a range is. */
function textAt(text: string, range: Range | undefined): string {
  const { line = 0, column = 0, endColumn = 0 } = range ?? {};
  return text.split('\n')[line - 1]?.slice(column - 1, endColumn - 1) ?? '';
}

/** The ways to write a value in YAML. */
const spellings = (value = '') => [value, `"${value}"`, `'${value.replaceAll("'", "''")}'`];

const id = (prefix: string) => fc.stringMatching(/^[a-zA-Z0-9]{27}$/).map((rest) => `${prefix}${rest}`);
const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,12}$/);
const url = fc.webPath().map((path) => `https://hooks.example.com${path}`);
const eventList: fc.Arbitrary<string[]> = fc.oneof(
  fc.uniqueArray(fc.constantFrom<string>(...events), { minLength: 1, maxLength: 6 }),
  fc.constantFrom(...Object.keys(eventPatterns)).map((pattern) => [pattern]),
  fc.constantFrom<string[]>(['transaction.*', 'customer.created']),
);
const status = fc.constantFrom('enabled', 'disabled');

const block: fc.Arbitrary<Block> = fc.record(
  { url, events: eventList, status, organizationId: id('client_'), id: id('whk_') },
  { requiredKeys: [] },
);

const webhook: fc.Arbitrary<WholeWebhook> = fc.record(
  {
    url,
    events: eventList,
    status,
    organizationId: id('client_'),
    environments: fc.record({ live: block, sandbox: block }, { requiredKeys: [] }),
  },
  { requiredKeys: ['url', 'events', 'status'] },
);

/** URLs and GitHub secrets get the webhook's number, since no two webhooks may share one. */
const manifest: fc.Arbitrary<WholeManifest> = fc
  .uniqueArray(fc.tuple(name, webhook, fc.boolean()), { selector: ([key]) => key, maxLength: 6 })
  .map((entries) => ({
    webhooks: Object.fromEntries(
      entries.map(([key, whole, hasSecret], index) => {
        const own = structuredClone(whole);
        for (const part of [own, ...Object.values(own.environments ?? {})]) {
          if (part.url !== undefined) part.url += `/${index}`;
        }
        if (hasSecret) own.secret = `SECRET_${index}`;
        return [key, own];
      }),
    ),
  }))
  .filter(hasOwnIds);

/** An ID that two webhooks share is an error, and shrinking makes all of them alike. */
function hasOwnIds({ webhooks }: WholeManifest): boolean {
  return every.every((environment) => {
    const ids = Object.values(webhooks).flatMap((whole) => whole.environments?.[environment]?.id ?? []);
    return new Set(ids).size === ids.length;
  });
}

const layout = fc.record({
  flowLevel: fc.constantFrom(-1, -1, 0, 1, 2, 3, 4),
  indent: fc.integer({ min: 1, max: 6 }),
  seqNoIndent: fc.boolean(),
  quoteStyle: fc.constantFrom<'single' | 'double'>('single', 'double'),
  forceQuotes: fc.boolean(),
  lineWidth: fc.constantFrom(-1, 80, 20),
});

describe('no text breaks checkManifest:', () => {
  it('any string, or string of what means something in YAML', () => {
    const token = fc.constantFrom(
      ...' \n\r\t-?:,[]{}#&*!|>\'"%@`~<.=\\\0\uFEFF\u0085\u2028',
      ...['webhooks', '  ', '\n  ', '\n    ', ': ', '- ', '---\n', '...\n', '<<: ', '&a ', '*a'],
      ...['!!str ', '!!int ', '!t ', '>-\n', '|2\n', '? ', 'null', '0x1', '1e3', '__proto__'],
      ...['url', 'events', 'status', 'environments', 'live', 'id', '::', '##[', '💥', '\ud800'],
    );
    const tokens = fc.array(token, { maxLength: 40 }).map((all) => all.join(''));
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      tokens,
      tokens.map((tail) => `webhooks:\n  a:\n    ${tail}`),
    );
    fc.assert(fc.property(text, expectShowable), runs(700));
  });

  it('a valid manifest with pieces taken out, doubled and put in', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom('\t', '"', "'", '[', '{', '}', ']', ':', '- ', '*a', '&a ', '!x ', '#'),
      fc.constantFrom('\n', '\r', '\n---\n', '<<: ', '? ', '|', '>', '%', '::', '##[', '\n\n  '),
    );
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.integer({ min: 0, max: 30 }),
      insteadOf: fc.constantFrom<(cut: string, piece: string) => string>(
        () => '',
        (cut) => cut + cut,
        (cut, put) => cut + put,
        (_, put) => put,
      ),
      piece,
    });
    const written = fc.tuple(manifest, layout).map(([value, options]) => dump(value, options));
    fc.assert(
      fc.property(written, fc.array(change, { minLength: 1, maxLength: 4 }), (text, changes) => {
        const changed = changes.reduce((result, { at, length, insteadOf, piece: put }) => {
          const start = Math.floor(at * result.length);
          const end = start + length;
          return result.slice(0, start) + insteadOf(result.slice(start, end), put) + result.slice(end);
        }, text);
        expectShowable(changed);
      }),
      runs(350),
    );
  });

  it('any value written as YAML, below any part of a manifest', () => {
    const key = fc.constantFrom(
      ...['webhooks', 'a', 'B', 'url', 'events', 'status', 'secret', 'id', 'environments'],
      ...['organizationId', 'live', 'sandbox', 'constructor', '__proto__', 'toString', '', '<<'],
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6, withCrossShrink: true },
        fc.constantFrom<unknown>(null, true, 0, 'enabled', '*', 'customer.created', '', NaN),
        fc.string({ unit: 'grapheme', maxLength: 10 }),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 5 }),
      ),
    }));
    const below = fc.constantFrom<(value: unknown) => unknown>(
      (value) => value,
      (value) => ({ webhooks: value }),
      (value) => ({ webhooks: { a: value } }),
      (value) => ({ webhooks: { a: { environments: { live: value }, events: value } } }),
    );
    fc.assert(
      fc.property(tree, below, layout, (value, place, options) => expectShowable(dump(place(value), options))),
      runs(250),
    );
  });
});

/** What an environment makes of a webhook, worked out the long way. */
function expectedIn(environment: Environment, key: string, whole: WholeWebhook): unknown {
  const { environments: blocks, ...own } = whole;
  const { secret, id: adopted, ...body } = { ...own, ...blocks?.[environment] };
  const expanded = body.events.flatMap((event): readonly string[] => eventPatterns[event] ?? [event]);
  return {
    name: key,
    body: { ...body, events: [...new Set(expanded)] },
    patterns: body.events,
    ...(secret === undefined ? {} : { secret }),
    ...(adopted === undefined ? {} : { id: adopted }),
  };
}

it('a valid manifest has no errors, declares what was written, and says where each value stands', () => {
  fc.assert(
    fc.property(manifest, layout, (value, options) => {
      const text = dump(value, options);
      const checked = checkManifest(text, every);
      expect(checked.problems.filter(({ severity }) => severity !== 'notice')).toEqual([]);
      for (const environment of every) {
        const expected = Object.entries(value.webhooks).map(([key, whole]) => expectedIn(environment, key, whole));
        expect(checked.declaredIn(environment).declarations).toStrictEqual(expected);
        // A long value may be folded over lines.
        for (const [key, whole] of options.lineWidth === -1 ? Object.entries(value.webhooks) : []) {
          const { url: declared } = { ...whole, ...whole.environments?.[environment] };
          expect(spellings(declared)).toContain(textAt(text, checked.rangeOf(key, environment, 'url')));
        }
      }
    }),
    runs(150),
  );
});

/** One way to break a webhook: a value that no field may have, and the field it is put in. */
const breakage = fc.constantFrom<{ field: keyof Block; bad: string }>(
  { field: 'url', bad: 'BROKEN-url' },
  { field: 'url', bad: 'https://BROKEN:password@hooks.example.com' },
  { field: 'status', bad: 'BROKEN-status' },
  { field: 'organizationId', bad: 'client_BROKEN' },
  { field: 'secret', bad: 'BROKEN-secret' },
  { field: 'events', bad: 'BROKEN.event' },
);

describe('one wrong value in a valid manifest', () => {
  it('is an error whose range is that very value', () => {
    fc.assert(
      fc.property(
        manifest.filter(({ webhooks }) => Object.keys(webhooks).length > 0),
        layout,
        breakage,
        fc.nat(),
        fc.constantFrom<Environment | undefined>(undefined, ...every),
        (value, options, { field, bad }, pick, environment) => {
          const all = Object.values(value.webhooks);
          const chosen = all[pick % all.length] as WholeWebhook;
          chosen.environments ??= {};
          if (environment === undefined) {
            // A block that has the field as well would hide the webhook's own value from the rules.
            for (const part of Object.values(chosen.environments)) delete part[field];
          }
          const blocks = chosen.environments;
          const part: Block = environment === undefined ? chosen : { ...blocks[environment] };
          if (environment !== undefined) blocks[environment] = part;
          if (field === 'events') part.events = [...(part.events ?? []), bad];
          else part[field] = bad;
          const text = dump(value, { ...options, lineWidth: -1 });
          const { problems, valid } = checkManifest(text, every);
          const errors = problems.filter(({ severity }) => severity === 'error');
          expect([valid, errors.length]).toEqual([false, 1]);
          expect(spellings(bad)).toContain(textAt(text, errors[0]?.range));
        },
      ),
      runs(150),
    );
  });

  it('does not hide another one in the same webhook or in another', () => {
    const wrong = fc.record({
      status: fc.constantFrom('', 'on', 'ENABLED'),
      event: fc.constantFrom('transaction.complete', 'nothing'),
      secret: fc.constantFrom('a b', '1', 'GITHUB_X'),
    });
    fc.assert(
      fc.property(fc.array(wrong, { minLength: 1, maxLength: 5 }), layout, (wrongs, options) => {
        const hooks = wrongs.map(({ event, ...rest }, index) => {
          const fields = { url: 'https://hooks.example.com', events: ['customer.created', event, 'customer.created'] };
          return [`hook-${index}`, { ...fields, ...rest }];
        });
        const { counts } = checkManifest(dump({ webhooks: Object.fromEntries(hooks) }, options), every);
        expect(counts.error).toBe(4 * wrongs.length);
      }),
      runs(40),
    );
  });
});
