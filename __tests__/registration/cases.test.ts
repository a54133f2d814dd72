/** What is planned, case by case: one declaration, what state has, and the whole step that follows. */
import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../src/manifest/declarations.ts';
import { entriesBefore, entryAfter } from '../../src/registration/entries.ts';
import { type PlanOptions, planOf } from '../../src/registration/plan.ts';
import type { Step } from '../../src/registration/step.ts';
import type { Adopted, Entry, Intent, Unknown } from '../../src/state/document.ts';
import { storedBody } from '../../src/state/fingerprint.ts';
import { common, declared, registered, run, stateOf } from './support.ts';

const at = '2026-01-01T00:00:00.000Z';
const removedAt = '2026-01-02T00:00:00.000Z';
const now = { at: '2026-03-03T00:00:00.000Z', run: run('9') };

const adopted = (name = 'a', more: Partial<Adopted> = {}): Adopted => ({
  ...registered(name),
  status: 'adopted',
  ...more,
});
const intent = (name = 'a', more: Partial<Intent> = {}): Intent => ({
  ...common(name),
  status: 'intent',
  ...more,
});
const unknown = (name = 'a', more: Partial<Unknown> = {}): Unknown => ({
  ...common(name),
  status: 'unknown',
  reason: 'cut',
  ...more,
});

const edited = declared('a', {
  body: { ...declared().body, status: 'disabled', organizationId: 'client_1' },
});
const differences = [
  { field: 'status', recorded: 'enabled', declared: 'disabled' },
  { field: 'organizationId', recorded: 'none', declared: 'client_1' },
];

function plan(
  declarations: Declaration[],
  webhooks: Record<string, Entry>,
  options: Partial<PlanOptions> = {},
): Step[] {
  const chosen = { onChange: 'fail' as const, replace: [], runId: '9', ...options };
  return planOf(declarations, stateOf(webhooks), chosen);
}

/** What "a" departs in from another webhook. */
const moved = (from: string) => [
  {
    field: 'url',
    recorded: `https://hooks.example.com/${from}`,
    declared: 'https://hooks.example.com/a',
  },
];
const outdated =
  'this is an older run that is run again, and run 10 has recorded webhooks since: start a new workflow run instead';
const over = intent('a', { previous: registered() });
const replace = { replace: ['a'] };
const onChange = { onChange: 'replace' as const };

describe('one declaration', () => {
  const cases: Array<
    [what: string, Declaration, Record<string, Entry>, Partial<PlanOptions>, object[]]
  > = [
    ['not in state', declared(), {}, {}, [{ action: 'create' }]],
    [
      'in state',
      declared(),
      { a: registered() },
      {},
      [{ action: 'unchanged', entry: registered(), grown: [] }],
    ],
    [
      'changed',
      edited,
      { a: registered() },
      {},
      [{ action: 'changed', entry: registered(), differences }],
    ],
    [
      'changed, to be replaced',
      edited,
      { a: registered() },
      onChange,
      [{ action: 'create', replaces: registered() }],
    ],
    [
      'the same, to be replaced where it changed',
      declared(),
      { a: registered() },
      onChange,
      [{ action: 'unchanged', entry: registered(), grown: [] }],
    ],
    [
      'listed in replace',
      declared(),
      { a: registered() },
      replace,
      [{ action: 'create', asked: true, replaces: registered() }],
    ],
    [
      'not in state, listed in replace',
      declared(),
      {},
      replace,
      [{ action: 'create', asked: true }],
    ],
    [
      'listed in replace by the run that replaced it',
      declared(),
      { a: registered('a', { run: run('9') }) },
      replace,
      [{ action: 'unchanged', entry: registered('a', { run: run('9') }), grown: [] }],
    ],
    [
      'listed in replace outside a workflow',
      declared(),
      { a: registered('a', { run: run('') }) },
      { ...replace, runId: '' },
      [{ action: 'create', asked: true, replaces: registered('a', { run: run('') }) }],
    ],
    [
      'listed in replace by an older run, run again',
      declared(),
      { a: registered('a', { run: run('10') }) },
      { ...replace, isRerun: true },
      [
        {
          action: 'unchanged',
          entry: registered('a', { run: run('10') }),
          grown: [],
          laterRun: '10',
        },
      ],
    ],
    [
      'not in state, in an older run, run again',
      declared(),
      { other: registered('other', { run: run('10') }) },
      { ...replace, isRerun: true },
      [{ action: 'conflict', reason: outdated }],
    ],
    [
      'not in state, in the latest run, run again',
      declared(),
      { other: registered('other', { run: run('9') }) },
      { isRerun: true },
      [
        { action: 'create' },
        { action: 'removed', name: 'other', entry: registered('other', { run: run('9') }) },
      ],
    ],
    [
      'with an id that a later run changed, in an older run, run again',
      declared('a', { id: 'whk_1' }),
      { a: registered('a', { run: run('10') }) },
      { isRerun: true },
      [{ action: 'conflict', entry: registered('a', { run: run('10') }), reason: outdated }],
    ],
    [
      'edited with its id, in an older run, run again',
      { ...edited, id: 'whk_a' },
      { a: registered('a', { run: run('10') }) },
      { isRerun: true },
      [{ action: 'conflict', entry: registered('a', { run: run('10') }), reason: outdated }],
    ],
    [
      'with its id, in an older run, run again',
      declared('a', { id: 'whk_a' }),
      { a: registered('a', { run: run('10') }) },
      { isRerun: true },
      [{ action: 'unchanged', entry: registered('a', { run: run('10') }), grown: [] }],
    ],
    [
      'listed in replace by a run of another server, with lower numbers',
      declared(),
      { a: registered('a', { run: run('10') }) },
      replace,
      [{ action: 'create', asked: true, replaces: registered('a', { run: run('10') }) }],
    ],
    [
      'in an older run, run again, that replaces others',
      declared(),
      { a: registered('a', { run: run('10') }) },
      { replace: ['b'], isRerun: true },
      [{ action: 'unchanged', entry: registered('a', { run: run('10') }), grown: [] }],
    ],
    [
      'changed, in an older run, run again, that replaces nothing',
      edited,
      { a: registered('a', { run: run('10') }) },
      { isRerun: true },
      [{ action: 'changed', entry: registered('a', { run: run('10') }), differences }],
    ],
    [
      'changed, to be replaced by an older run, run again',
      edited,
      { a: registered('a', { run: run('10') }) },
      { ...onChange, isRerun: true },
      [
        {
          action: 'changed',
          entry: registered('a', { run: run('10') }),
          differences,
          laterRun: '10',
        },
      ],
    ],
    ...['local', 'a99', '99a', ''].map((id): (typeof cases)[number] => [
      `changed, to be replaced, with a run that is no number: ${id}`,
      edited,
      { a: registered('a', { run: run(id) }) },
      { ...onChange, isRerun: true },
      [{ action: 'create', replaces: registered('a', { run: run(id) }) }],
    ]),
    ['an intent', declared(), { a: intent() }, {}, [{ action: 'unknown', entry: intent() }]],
    [
      'an intent, with another body now',
      edited,
      { a: intent() },
      onChange,
      [{ action: 'unknown', entry: intent() }],
    ],
    ['unknown', declared(), { a: unknown() }, {}, [{ action: 'unknown', entry: unknown() }]],
    [
      'unknown, listed in replace',
      declared(),
      { a: unknown() },
      replace,
      [{ action: 'create', asked: true }],
    ],
    [
      'unknown, listed in replace, with one before it',
      declared(),
      { a: unknown('a', { previous: registered() }) },
      replace,
      [{ action: 'create', asked: true, replaces: registered() }],
    ],
    [
      'returned',
      declared(),
      { a: registered('a', { removedAt }) },
      {},
      [{ action: 'returned', entry: registered('a', { removedAt }), removedAt }],
    ],
    [
      'returned, changed',
      edited,
      { a: registered('a', { removedAt }) },
      {},
      [{ action: 'returned', entry: registered('a', { removedAt }), removedAt }],
    ],
    [
      'returned, the same, to be replaced where it changed',
      declared(),
      { a: registered('a', { removedAt }) },
      onChange,
      [{ action: 'returned', entry: registered('a', { removedAt }), removedAt }],
    ],
    [
      'returned, changed, to be replaced',
      edited,
      { a: registered('a', { removedAt }) },
      onChange,
      [{ action: 'create', replaces: registered('a', { removedAt }) }],
    ],
    [
      'returned, with its id',
      declared('a', { id: 'whk_a' }),
      { a: registered('a', { removedAt }) },
      {},
      [{ action: 'adopt', id: 'whk_a', entries: [registered('a', { removedAt })] }],
    ],
    [
      'under another name',
      declared('a', { body: declared('old').body }),
      { old: registered('old'), other: registered('other') },
      {},
      [
        { action: 'renamed', from: 'old', entry: registered('old'), isDeclared: false },
        { action: 'removed', name: 'other', entry: registered('other') },
      ],
    ],
    [
      'under another name, which may exist',
      declared('a', { body: declared('old').body }),
      { old: intent('old') },
      {},
      [{ action: 'renamed', from: 'old', entry: intent('old'), isDeclared: false }],
    ],
    [
      'under another name, listed in replace',
      declared('a', { body: declared('old').body }),
      { old: registered('old') },
      replace,
      [
        { action: 'create', asked: true },
        { action: 'removed', name: 'old', entry: registered('old') },
      ],
    ],
    [
      'with an id',
      declared('a', { id: 'whk_1' }),
      { other: registered('other') },
      {},
      [
        { action: 'adopt', id: 'whk_1', entries: [] },
        { action: 'removed', name: 'other', entry: registered('other') },
      ],
    ],
    [
      'with an id, over an intent',
      declared('a', { id: 'whk_1' }),
      { a: intent() },
      {},
      [{ action: 'adopt', id: 'whk_1', entries: [intent()] }],
    ],
    [
      'with an id, over an intent with another body',
      { ...edited, id: 'whk_1' },
      { a: intent() },
      {},
      [{ action: 'adopt', id: 'whk_1', entries: [intent()], accepted: differences }],
    ],
    [
      'with the id of the one before an intent with another body',
      { ...edited, id: 'whk_a' },
      { a: intent('a', { ...common('old'), previous: registered() }) },
      {},
      [
        {
          action: 'adopt',
          id: 'whk_a',
          entries: [intent('a', { ...common('old'), previous: registered() })],
          accepted: differences,
        },
      ],
    ],
    [
      'with an id, over an intent with one before it',
      declared('a', { id: 'whk_1' }),
      { a: over },
      {},
      [{ action: 'adopt', id: 'whk_1', entries: [over], replaces: registered() }],
    ],
    [
      'with its recorded id',
      declared('a', { id: 'whk_a' }),
      { a: adopted() },
      {},
      [{ action: 'unchanged', entry: adopted(), grown: [] }],
    ],
    [
      'with its recorded id, edited',
      { ...edited, id: 'whk_a' },
      { a: registered() },
      {},
      [{ action: 'adopt', id: 'whk_a', entries: [registered()], accepted: differences }],
    ],
    [
      'with another id than the recorded one',
      declared('a', { id: 'whk_1' }),
      { a: registered() },
      {},
      [{ action: 'adopt', id: 'whk_1', entries: [registered()], replaces: registered() }],
    ],
    [
      'with the id of one that is no longer declared',
      declared('a', { id: 'whk_old' }),
      { old: registered('old') },
      {},
      [
        {
          action: 'adopt',
          id: 'whk_old',
          entries: [registered('old')],
          accepted: moved('old'),
          from: 'old',
        },
      ],
    ],
    [
      'with the id of one that is no longer declared, instead of its own',
      declared('a', { id: 'whk_old' }),
      { a: registered(), old: registered('old') },
      {},
      [
        {
          action: 'adopt',
          id: 'whk_old',
          entries: [registered(), registered('old')],
          accepted: moved('old'),
          replaces: registered(),
          from: 'old',
        },
      ],
    ],
    [
      'with an id, and the body of one that may exist and is no longer declared',
      declared('a', { id: 'whk_1', body: declared('old').body }),
      { old: unknown('old'), certain: registered('old', { id: 'whk_2' }) },
      {},
      [
        { action: 'adopt', id: 'whk_1', entries: [unknown('old')], from: 'old' },
        { action: 'removed', name: 'certain', entry: registered('old', { id: 'whk_2' }) },
      ],
    ],
    [
      'with an id and listed in replace',
      declared('a', { id: 'whk_1' }),
      { a: registered() },
      replace,
      [
        {
          action: 'conflict',
          entry: registered(),
          reason:
            'it is listed in the input "replace" and also declared with an id: remove one of the two',
        },
      ],
    ],
    [
      'with an id and listed in replace, not in state',
      declared('a', { id: 'whk_1' }),
      {},
      replace,
      [{ action: 'conflict', reason: expect.any(String) }],
    ],
  ];

  it.each(cases)('%s', (_, declaration, webhooks, options, expected) => {
    const [first, ...rest] = expected;
    expect(plan([declaration], webhooks, options)).toEqual([{ declaration, ...first }, ...rest]);
  });
});

describe('patterns', () => {
  const all = ['customer.active', 'customer.created'] as const;
  const body = { ...declared().body, events: [...all] };
  const entry = registered('a', { patterns: ['customer.*'] });

  it('that have grown are no change, and say by what', () => {
    const declaration = declared('a', { body, patterns: ['customer.*'] });
    expect(plan([declaration], { a: entry })).toEqual([
      { action: 'unchanged', declaration, entry, grown: ['customer.created'] },
    ]);
  });

  it('that were written in other words are a change when they mean something else', () => {
    const declaration = declared('a', { body, patterns: [...all] });
    expect(plan([declaration], { a: entry })).toMatchObject([
      {
        action: 'changed',
        differences: [
          {
            field: 'events',
            recorded: 'customer.*',
            declared: 'customer.active, customer.created',
          },
        ],
      },
    ]);
  });

  it('that have grown beside another change are a change of that alone', () => {
    const disabled = { ...body, status: 'disabled' as const };
    const declaration = declared('a', { body: disabled, patterns: ['customer.*'] });
    const [step] = plan([declaration], { a: entry });
    expect(step).toMatchObject({ action: 'changed' });
    expect(step).toMatchObject({ differences: [{ field: 'events' }, { field: 'status' }] });
  });

  it('a URL that differs only in what state does not keep is a change of the URL', () => {
    const url = 'https://hooks.example.com/a?token=1';
    const before = { ...declared().body, url };
    const recorded = registered('a', {
      body: storedBody(before),
      fingerprint: `sha256:${'0'.repeat(64)}`,
    });
    const declaration = declared('a', { body: before });
    expect(plan([declaration], { a: recorded })).toMatchObject([
      { action: 'changed', differences: [{ field: 'url' }] },
    ]);
  });
});

it('what a later run recorded is not missing in an older one that is run again', () => {
  const webhooks = { a: registered('a', { run: run('10') }) };
  expect(plan([], webhooks, { isRerun: true })).toEqual([]);
  expect(plan([], webhooks)).toMatchObject([{ action: 'removed', name: 'a' }]);
});

describe('two webhooks that change places', () => {
  const swapped = [
    declared('a', { body: declared('b').body }),
    declared('b', { body: declared('a').body }),
  ];
  const webhooks = { a: registered('a'), b: registered('b') };

  it('are not created anew, though they are to be replaced', () => {
    expect(plan(swapped, webhooks, onChange)).toMatchObject([
      { action: 'renamed', from: 'b', entry: registered('b'), isDeclared: true },
      { action: 'renamed', from: 'a', entry: registered('a'), isDeclared: true },
    ]);
  });

  it('are changed where nothing is replaced', () => {
    expect(plan(swapped, webhooks)).toMatchObject([{ action: 'changed' }, { action: 'changed' }]);
  });

  it('are two when the first goes on under its id, with another body', () => {
    const first = declared('a', { id: 'whk_a', body: declared('x').body });
    expect(plan([first, swapped[1] as Declaration], { a: registered('a') })).toMatchObject([
      { action: 'adopt', id: 'whk_a' },
      { action: 'create' },
    ]);
  });

  it('are not created under a new name, while the old one stands for something else', () => {
    const [, second] = plan(
      [declared('a', { body: declared('x').body }), swapped[1] as Declaration],
      {
        a: registered('a'),
      },
    );
    expect(second).toMatchObject({ action: 'renamed', from: 'a' });
  });
});

describe('an id that another declared webhook has', () => {
  it.each<[string, Partial<Declaration>, Record<string, Entry>, object]>([
    ['is a conflict', {}, { b: registered('b') }, { action: 'conflict' }],
    [
      'is a conflict, told with what is recorded',
      {},
      { a: registered(), b: registered('b') },
      { action: 'conflict', entry: registered() },
    ],
    [
      'is a conflict when that one declares it too',
      { id: 'whk_b' },
      { b: registered('b') },
      { action: 'conflict' },
    ],
    [
      'is none when that one declares another',
      { id: 'whk_2' },
      { b: registered('b') },
      { action: 'adopt', id: 'whk_b', entries: [], accepted: moved('b') },
    ],
  ])('%s', (_, other, webhooks, expected) => {
    const declaration = declared('a', { id: 'whk_b' });
    const [step] = plan([declaration, declared('b', other)], webhooks);
    const reason = {
      reason: `its declared id, whk_b, is recorded as that of "b", which is declared too. If "b" was renamed to this, take "b" out (for one run, where it now stands for another webhook); if not, declare this webhook's own id`,
    };
    const isConflict = 'action' in expected && expected.action === 'conflict';
    expect(step).toEqual({ declaration, ...expected, ...(isConflict && reason) });
  });

  it('and that is given up by it is still tracked', () => {
    const [a, b] = plan([declared('a', { id: 'whk_b' }), declared('b', { id: 'whk_a' })], {
      a: registered(),
      b: registered('b'),
    });
    expect(a).toEqual({
      action: 'adopt',
      declaration: declared('a', { id: 'whk_b' }),
      id: 'whk_b',
      entries: [registered()],
      accepted: moved('b'),
    });
    expect(b).toEqual({
      action: 'adopt',
      declaration: declared('b', { id: 'whk_a' }),
      id: 'whk_a',
      entries: [registered('b')],
      accepted: [
        {
          field: 'url',
          recorded: 'https://hooks.example.com/a',
          declared: 'https://hooks.example.com/b',
        },
      ],
    });
  });
});

describe('what is written', () => {
  const secretBefore = { name: 'A_SECRET', writtenAt: at };
  const declaration = declared();
  const described = { ...common(), ...now };
  const written = (step: Step) => Object.fromEntries(entriesBefore([step], now));

  it('before a request: an intent, with all that must not be lost', () => {
    expect(written({ action: 'create', declaration })).toEqual({
      a: { ...described, status: 'intent' },
    });
    const step: Step = { action: 'create', declaration, replaces: registered(), secretBefore };
    expect(written(step)).toEqual({
      a: { ...described, status: 'intent', previous: registered(), secretBefore },
    });
  });

  it('of an adoption: what was created stays so while its body is the same', () => {
    const of = (one: Declaration, ...entries: Entry[]) =>
      written({ action: 'adopt', declaration: one, id: 'whk_a', entries });
    expect(of(declaration)).toEqual({ a: { ...described, status: 'adopted', id: 'whk_a' } });
    expect(of(declaration, registered('a', { removedAt, secretBefore }))).toEqual({
      a: { ...described, status: 'registered', id: 'whk_a', secretBefore },
    });
    expect(of(declaration, adopted())).toMatchObject({ a: { status: 'adopted' } });
    expect(of(edited, registered())).toMatchObject({
      a: { status: 'adopted', body: { status: 'disabled' } },
    });
  });

  it('of a move: the old name goes, and what was known comes along', () => {
    const old = registered('a', { id: 'whk_old', replaced: ['whk_0'] });
    const step: Step = {
      ...{ action: 'adopt', declaration, id: 'whk_old' },
      ...{ entries: [old], from: 'old' },
    };
    expect(written(step)).toEqual({
      old: undefined,
      a: { ...described, status: 'registered', id: 'whk_old', replaced: ['whk_0'] },
    });
  });

  it('of another id than before: the one before is remembered', () => {
    const step: Step = {
      ...{ action: 'adopt', declaration, id: 'whk_1' },
      ...{ entries: [registered()], replaces: registered() },
    };
    expect(written(step)).toEqual({
      a: { ...described, status: 'adopted', id: 'whk_1', replaced: ['whk_a'] },
    });
  });

  it('of what stays as it is: nothing, unless there is something new', () => {
    const step: Step = { action: 'unchanged', declaration, entry: registered(), grown: [] };
    expect(written(step)).toEqual({});
    expect(written({ ...step, secret: { kind: 'unchecked' } })).toEqual({});
    const found = { kind: 'found' as const, name: 'A_SECRET', storedAt: at };
    expect(written({ ...step, secret: found })).toEqual({
      a: registered('a', { secret: { name: 'A_SECRET', storedAt: at } }),
    });
    const reworded = declared('a', { patterns: ['customer.*'] });
    expect(written({ ...step, declaration: reworded })).toEqual({
      a: registered('a', { patterns: ['customer.*'] }),
    });
  });

  it('of one that is no longer declared: since when, once, and only when it is certain', () => {
    const removed = (entry: Entry): Step => ({ action: 'removed', name: 'a', entry });
    expect(written(removed(registered()))).toEqual({
      a: registered('a', { removedAt: now.at }),
    });
    expect(written(removed(registered('a', { removedAt })))).toEqual({});
    expect(written(removed(unknown()))).toEqual({});
  });

  it('after a request: as it came out', () => {
    const later = { at: '2026-03-03T00:00:05.000Z', run: run('9') };
    const step = { action: 'create' as const, declaration, replaces: registered(), secretBefore };
    const plain = { action: 'create' as const, declaration };
    const moments = { before: now, after: later };
    const secret = { name: 'A_SECRET', storedAt: at };
    const created = { name: 'a', outcome: 'created' as const, id: 'whk_1' };
    const asCreated = { ...common(), ...later, status: 'registered', id: 'whk_1' };
    expect(entryAfter(plain, created, moments)).toEqual(asCreated);
    expect(entryAfter(step, created, moments)).toEqual({
      ...asCreated,
      replaced: ['whk_a'],
      secretBefore,
    });
    expect(entryAfter(step, created, { ...moments, secret })).toEqual({
      ...asCreated,
      replaced: ['whk_a'],
      secret,
    });
    expect(entryAfter(step, { ...created, id: 'whk_a' }, moments)).not.toHaveProperty('replaced');

    const lost = { name: 'a', outcome: 'unknown' as const, reason: 'cut' };
    expect(entryAfter(plain, lost, moments)).toEqual({
      ...described,
      status: 'unknown',
      reason: 'cut',
    });
    expect(entryAfter(step, lost, moments)).toEqual({
      ...described,
      status: 'unknown',
      reason: 'cut',
      previous: registered(),
      secretBefore,
    });

    const refused = { name: 'a', outcome: 'failed' as const };
    expect(entryAfter(plain, refused, moments)).toBeUndefined();
    expect(entryAfter(step, refused, moments)).toEqual(registered());
  });
});
