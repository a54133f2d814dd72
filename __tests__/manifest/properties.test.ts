import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { type Environment, environments, eventPatterns, events } from '../../src/generated/api.ts';
import { checkManifest } from '../../src/manifest/manifest.ts';
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
  for (const { range, message, subject } of problems) {
    expect(range).toBeDefined();
    if (range === undefined) continue;
    const length = lines[range.line - 1]?.length ?? -1;
    expect(range.line).toBeGreaterThanOrEqual(1);
    expect(range.line).toBeLessThanOrEqual(lines.length);
    expect(range.column).toBeGreaterThanOrEqual(1);
    expect(range.column).toBeLessThanOrEqual(length + 1);
    expect(range.endColumn).toBeGreaterThan(range.column);
    expect(range.endColumn).toBeLessThanOrEqual(Math.max(length, range.column) + 1);
    const shown = safeText(`${subject}: ${message}`);
    expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029]/u);
    expect(shown).not.toContain('::');
    expect(shown).not.toContain('##[');
  }
  expect(valid).toBe(problems.every(({ severity }) => severity !== 'error'));
}

const id = (prefix: string) => fc.stringMatching(/^[a-zA-Z0-9]{27}$/).map((rest) => `${prefix}${rest}`);
const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,12}$/);
const url = fc
  .tuple(fc.domain(), fc.webPath())
  .filter(([domain]) => !/\.(local|internal|lan|arpa)$/.test(domain))
  .map(([domain, path]) => `https://${domain}${path}`);
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
  }));

const layout = fc.record({
  flowLevel: fc.constantFrom(-1, -1, 0, 1, 2, 3, 4),
  indent: fc.integer({ min: 1, max: 6 }),
  seqNoIndent: fc.boolean(),
  quoteStyle: fc.constantFrom<'single' | 'double'>('single', 'double'),
  forceQuotes: fc.boolean(),
  lineWidth: fc.constantFrom(-1, 80, 20),
});

const written = fc.tuple(manifest, layout).map(([value, options]) => dump(value, options));

describe('no text breaks checkManifest:', () => {
  it('any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => expectShowable(text)),
      runs(800),
    );
  });

  it('any string of what means something in YAML', () => {
    const token = fc.constantFrom(
      ...' \n\r\t-?:,[]{}#&*!|>\'"%@`~<.=\\\0\uFEFF\u0085\u2028',
      ...['webhooks', '  ', '\n  ', '\n    ', ': ', '- ', '---\n', '...\n', '<<: ', '&a ', '*a'],
      ...['!!str ', '!!int ', '!t ', '>-\n', '|2\n', '? ', 'null', '0x1', '1e3', '__proto__'],
      ...['url', 'events', 'status', 'environments', 'live', 'id', '::', '##[', '💥', '\ud800'],
    );
    const text = fc.array(token, { maxLength: 40 }).map((tokens) => tokens.join(''));
    fc.assert(
      fc.property(text, fc.boolean(), (tail, isBelow) =>
        expectShowable(isBelow ? `webhooks:\n  a:\n    ${tail}` : tail),
      ),
      runs(1600),
    );
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
      kind: fc.constantFrom('remove', 'double', 'insert', 'replace'),
      piece,
    });
    const broken = fc.tuple(written, fc.array(change, { minLength: 1, maxLength: 4 })).map(([text, changes]) =>
      changes.reduce((result, { at, length, kind, piece: inserted }) => {
        const start = Math.floor(at * result.length);
        const middle = result.slice(start, start + length);
        const instead = { remove: '', double: middle + middle, insert: middle + inserted };
        return (
          result.slice(0, start) +
          (kind === 'replace' ? inserted : instead[kind as keyof typeof instead]) +
          result.slice(start + length)
        );
      }, text),
    );
    fc.assert(
      fc.property(broken, (text) => expectShowable(text)),
      runs(1200),
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
      runs(800),
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

/** An ID that two webhooks share is an error, and shrinking makes all of them alike. */
function hasOwnIds({ webhooks }: WholeManifest): boolean {
  return every.every((environment) => {
    const ids = Object.values(webhooks).flatMap((whole) => whole.environments?.[environment]?.id ?? []);
    return new Set(ids).size === ids.length;
  });
}

const distinct = manifest.filter(hasOwnIds);

describe('a valid manifest', () => {
  it('has no errors, and declares what was written', () => {
    fc.assert(
      fc.property(distinct, layout, (value, options) => {
        const checked = checkManifest(dump(value, options), every);
        expect(checked.problems.filter(({ severity }) => severity !== 'notice')).toEqual([]);
        for (const environment of every) {
          expect(checked.declarationsFor(environment)).toEqual(
            Object.entries(value.webhooks).map(([key, whole]) => expectedIn(environment, key, whole)),
          );
        }
      }),
      runs(400),
    );
  });

  it('says where each value stands', () => {
    fc.assert(
      fc.property(distinct, layout, (value, options) => {
        const text = dump(value, { ...options, lineWidth: -1 });
        const lines = text.split('\n');
        const checked = checkManifest(text, every);
        for (const [key, whole] of Object.entries(value.webhooks)) {
          for (const environment of every) {
            const { url: declared } = { ...whole, ...whole.environments?.[environment] };
            const { line, column, endColumn } = checked.rangeOf(key, environment, 'url');
            const found = lines[line - 1]?.slice(column - 1, endColumn - 1) ?? '';
            expect([declared, `"${declared}"`, `'${declared?.replaceAll("'", "''")}'`]).toContain(found);
          }
        }
      }),
      runs(200),
    );
  });
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
        distinct.filter(({ webhooks }) => Object.keys(webhooks).length > 0),
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
          expect(valid).toBe(false);
          const errors = problems.filter(({ severity }) => severity === 'error');
          expect(errors).toHaveLength(1);
          const { line = 0, column = 0, endColumn = 0 } = errors[0]?.range ?? {};
          const found = text.split('\n')[line - 1]?.slice(column - 1, endColumn - 1);
          expect([bad, `"${bad}"`, `'${bad}'`]).toContain(found);
        },
      ),
      runs(400),
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
        const webhooks = Object.fromEntries(
          wrongs.map(({ status: state, event, secret }, index) => [
            `hook-${index}`,
            {
              url: 'https://hooks.example.com',
              events: ['customer.created', event, 'customer.created'],
              status: state,
              secret,
            },
          ]),
        );
        const { problems } = checkManifest(dump({ webhooks }, options), every);
        const errors = problems.filter(({ severity }) => severity === 'error');
        expect(errors).toHaveLength(4 * wrongs.length);
      }),
      runs(120),
    );
  });
});
