/** What register says and does beside the requests: messages of state, GitHub secrets, outputs, and when it stops. */
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/conduit/reply.ts';
import { SecretsError } from '../../src/github/error.ts';
import type { SecretKeeper } from '../../src/github/secrets.ts';
import type { Declaration } from '../../src/manifest/declarations.ts';
import type { PlanOptions } from '../../src/registration/plan.ts';
import { type RegisterOptions, register } from '../../src/registration/register.ts';
import {
  isComplete,
  outputsOf,
  plannedResults,
  type Result,
} from '../../src/registration/result.ts';
import {
  declared,
  type MemoryStore,
  memoryStore,
  parsed,
  registered,
  run,
  stateOf,
  targetOf,
} from './support.ts';

const time = '2026-02-02T00:00:00.000Z';

const created = (id: string): Outcome => ({
  kind: 'created',
  id,
  secret: `secret of ${id}`,
  warnings: [],
});

interface Given {
  store?: MemoryStore;
  outcomes?: (Outcome | Error)[];
  secrets?: SecretKeeper;
  options?: Partial<PlanOptions>;
  concurrency?: number;
  onResults?: RegisterOptions['onResults'];
}

/** Registers, with a client that gives `outcomes` one after the other; tells what was asked of it. */
async function registration(
  declarations: Declaration[],
  { store = memoryStore(undefined), outcomes = [], secrets, options, ...given }: Given = {},
) {
  const sent: string[] = [];
  const told: string[][] = [];
  const queue = [...outcomes];
  let closed = 0;
  const done = await register({
    store,
    target: {
      ...targetOf(declarations, { onChange: 'fail', replace: [], runId: '9', ...options }),
      ...(secrets && { secrets }),
    },
    concurrency: given.concurrency ?? 1,
    cancelled: new AbortController().signal,
    moment: () => ({ at: time, run: run('9') }),
    pause: async () => undefined,
    connect: async () => () => ({
      async create({ url }) {
        sent.push(url.slice(url.lastIndexOf('/') + 1));
        const next = queue.shift() ?? created(`whk_${sent.length}`);
        if (next instanceof Error) throw next;
        return next;
      },
      close() {
        closed += 1;
      },
    }),
    onResults(news, all) {
      told.push(news.map(({ name, outcome }) => `${name} ${outcome}`));
      given.onResults?.(news, all);
    },
  });
  return { ...done, sent, told, store, closed };
}

/** Keeps nothing; tells what it was asked. `refuse` fails in place of storing. */
function keeper(refuse?: () => void, storedAt?: number) {
  const calls: string[] = [];
  const secrets: SecretKeeper = {
    place: 'repository octo/repo',
    async prepare() {
      calls.push('prepare');
    },
    async updatedAt(name) {
      calls.push(`updatedAt ${name}`);
      return undefined;
    },
    async store(name, value) {
      calls.push(`store ${name} ${value}`);
      refuse?.();
      return storedAt;
    },
    close: () => undefined,
  };
  return { secrets, calls };
}

describe('the trail that state leaves', () => {
  it('says what is about to be done, and what came of it', async () => {
    const state = stateOf({
      known: registered('known'),
      gone: registered('gone'),
      old: registered('old'),
      reworded: registered('reworded', { patterns: ['customer.*'] }),
    });
    const store = memoryStore(state);
    const { results } = await registration(
      [
        declared('a'),
        declared('b'),
        declared('c'),
        declared('known'),
        declared('new', { id: 'whk_old', body: declared('old').body }),
        declared('reworded'),
      ],
      {
        store,
        outcomes: [
          created('whk_1'),
          { kind: 'unknown', reason: 'cut' },
          { kind: 'rejected', status: 400, errors: [] },
        ],
      },
    );
    expect(store.messages).toEqual([
      'sandbox: about to create a, b, c; adopt new; no longer declared: gone; events of reworded declared in other words',
      'sandbox: created a; unknown b; failed c',
    ]);
    expect(results.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      'a created',
      'b unknown',
      'c failed',
      'known unchanged',
      'new adopted',
      'reworded unchanged',
      'gone removed',
    ]);
    const { webhooks } = parsed(store);
    expect(webhooks.gone).toEqual({ ...registered('gone'), removedAt: time });
    expect(webhooks.known).toEqual(registered('known'));
    expect(webhooks).not.toHaveProperty('old');
    expect(webhooks).not.toHaveProperty('c');
    expect(webhooks.reworded).toMatchObject({ patterns: ['customer.active'] });
  });

  it('names only what there is to say', async () => {
    const store = memoryStore(stateOf({ gone: registered('gone') }));
    const first = await registration([], { store });
    expect(store.messages).toEqual(['sandbox: no longer declared: gone']);
    expect(first.results).toMatchObject([{ name: 'gone', outcome: 'removed', id: 'whk_gone' }]);
    await registration([], { store });
    expect(store.messages).toHaveLength(1);
  });

  it('tells of a GitHub secret that was found', async () => {
    const store = memoryStore(stateOf({ a: registered('a') }));
    const { secrets } = keeper();
    secrets.updatedAt = async () => Date.parse('2026-01-05T00:00:00Z');
    await registration([declared('a', { secret: 'A_SECRET' })], { store, secrets });
    expect(store.messages).toEqual(['sandbox: GitHub secret found of a']);
    expect(parsed(store).webhooks.a).toMatchObject({
      secret: { name: 'A_SECRET', storedAt: '2026-01-05T00:00:00.000Z' },
    });
  });
});

describe('GitHub secrets', () => {
  const a = declared('a', { secret: 'A_SECRET' });

  it('are made ready before anything is created, stored after the outputs are told', async () => {
    const { secrets, calls } = keeper(undefined, Date.parse('2026-02-02T00:00:07Z'));
    const onResults: RegisterOptions['onResults'] = (news) => {
      if (news.length > 0) calls.push('told');
    };
    const { store } = await registration([a, declared('b')], { secrets, onResults });
    expect(calls).toEqual([
      'updatedAt A_SECRET',
      'prepare',
      'told',
      'updatedAt A_SECRET',
      'store A_SECRET secret of whk_1',
      'told',
    ]);
    expect(parsed(store).webhooks.a).toMatchObject({
      secret: { name: 'A_SECRET', storedAt: '2026-02-02T00:00:07.000Z' },
    });
    expect(parsed(store).webhooks.a).not.toHaveProperty('secretBefore');
  });

  it('have our own time where GitHub tells none, and their environment', async () => {
    const { secrets } = keeper();
    const { store } = await registration([a], { secrets, options: { secretsEnvironment: 'live' } });
    expect(parsed(store).webhooks.a).toMatchObject({
      secret: { name: 'A_SECRET', environment: 'live', storedAt: time },
    });
  });

  it('are not made ready when none is to be stored', async () => {
    const { secrets, calls } = keeper();
    await registration([declared('b')], { secrets });
    expect(calls).toEqual([]);
  });

  it('that cannot be made ready end the run before any request', async () => {
    const { secrets } = keeper();
    secrets.prepare = async () => {
      throw new SecretsError('no permission');
    };
    const store = memoryStore(undefined);
    await expect(registration([a], { secrets, store })).rejects.toThrow('no permission');
    expect(store.messages).toEqual([]);
  });

  it('that could not be stored are told with the ID, and nothing more is created', async () => {
    const { secrets } = keeper(() => {
      throw new SecretsError('Forbidden.');
    });
    const { failures, sent, store, results } = await registration([a, declared('b')], { secrets });
    expect(failures).toEqual([
      '"a" was created as whk_1, but its signing secret was not stored in A_SECRET: it is in the step output a-secret and in the Conduit Dashboard. Forbidden.',
    ]);
    expect(sent).toEqual(['a']);
    expect(results[1]).toEqual({
      name: 'b',
      outcome: 'failed',
      reason: 'not sent: the result of another webhook could not be kept',
    });
    expect(parsed(store).webhooks.a).toMatchObject({
      id: 'whk_1',
      secretBefore: { name: 'A_SECRET' },
    });
    expect(parsed(store).webhooks.a).not.toHaveProperty('secret');
  });

  it.each([
    [undefined, Date.parse('2026-02-02T00:00:00Z')],
    [Date.parse('2026-02-01T00:00:00Z'), Date.parse('2026-02-02T00:00:00Z')],
    [Date.parse('2026-02-01T00:00:00Z'), undefined],
  ])('that somebody wrote meanwhile are not overwritten: at %s, then at %s', async (...times) => {
    const { secrets, calls } = keeper();
    secrets.updatedAt = async () => times.shift();
    const options = { replace: ['a'] };
    const seen = times[1];
    const { failures, store } = await registration([a], { secrets, options });
    expect(parsed(store).webhooks.a).toMatchObject({
      secretBefore:
        seen === undefined ? { name: 'A_SECRET' } : { writtenAt: new Date(seen).toISOString() },
    });
    expect(failures).toEqual([
      '"a" was created as whk_1, but its signing secret was not stored in A_SECRET: it is in the step output a-secret and in the Conduit Dashboard. It was written after this run had looked, perhaps by another run: find out whose it is',
    ]);
    expect(calls.filter((call) => call.startsWith('store'))).toEqual([]);
    expect(parsed(store).webhooks.a).not.toHaveProperty('secret');
  });

  it('are stored even when the webhook is not known for certain, and missed when there is none', async () => {
    const { secrets, calls } = keeper();
    const { failures } = await registration(
      [a, declared('b', { secret: 'B_SECRET' }), declared('c', { secret: 'C_SECRET' })],
      {
        secrets,
        outcomes: [
          { kind: 'unknown', reason: 'no ID', secret: 'whsec' },
          { kind: 'rejected', status: 400, errors: [] },
          { kind: 'created', id: 'whk_c', warnings: [] },
        ],
      },
    );
    expect(calls.filter((call) => call.startsWith('store'))).toEqual(['store A_SECRET whsec']);
    expect(failures).toEqual([
      '"c" was created as whk_c, but the reply had no signing secret to store in C_SECRET: set it by hand to the Key Secret that the Conduit Dashboard shows',
    ]);
  });

  it('of an unknown webhook that could not be stored are told without an ID', async () => {
    const { secrets } = keeper(() => {
      throw new SecretsError('Forbidden.');
    });
    const { failures } = await registration([a], {
      secrets,
      outcomes: [{ kind: 'unknown', reason: 'no ID', secret: 'whsec' }],
    });
    expect(failures).toEqual([
      '"a" was created, but its signing secret was not stored in A_SECRET: it is in the step output a-secret and in the Conduit Dashboard. Forbidden.',
    ]);
  });
});

describe('requests', () => {
  const names = ['a', 'b', 'c', 'd'];
  const all = names.map((name) => declared(name));

  it.each<[string, Outcome, string, Partial<Result>]>([
    [
      '401',
      { kind: 'rejected', status: 401, errors: [{ detail: 'Bad key', code: 'unauthorized' }] },
      'the API refused the credentials (401)',
      {
        reason: 'the API refused it with status 401',
        errors: [{ detail: 'Bad key', code: 'unauthorized' }],
      },
    ],
    [
      '403',
      { kind: 'rejected', status: 403, errors: [] },
      'the API refused the credentials (403)',
      { reason: 'the API refused it with status 403', errors: [] },
    ],
    [
      'nothing sent',
      { kind: 'unsent', reason: 'the connection was refused' },
      'the connection was refused',
      { reason: 'nothing was sent: the connection was refused' },
    ],
  ])('stop after %s', async (_, outcome, why, first) => {
    const { sent, results, closed, store } = await registration(all, { outcomes: [outcome] });
    expect(sent).toEqual(['a']);
    expect(results).toEqual([
      { name: 'a', outcome: 'failed', ...first },
      ...names.slice(1).map((name) => ({ name, outcome: 'failed', reason: `not sent: ${why}` })),
    ]);
    expect(closed).toBe(1);
    expect(parsed(store).webhooks).toEqual({});
  });

  it('go on after a refusal of one body, and after an unknown outcome', async () => {
    const outcomes: Outcome[] = [
      { kind: 'rejected', status: 400, errors: [] },
      { kind: 'unknown', reason: 'timed out after 30 s' },
    ];
    const { sent, results } = await registration(all, { outcomes });
    expect(sent).toEqual(names);
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'failed',
      'unknown',
      'created',
      'created',
    ]);
    expect(results[1]?.reason).toContain('(timed out after 30 s)');
    expect(results[1]?.reason).toContain('in the input replace');
    expect(results[1]?.lines).toContain('        id: whk_… # from the Dashboard');
  });

  it('of which nothing is remembered say so when their outcome is unknown', async () => {
    const outcomes: Outcome[] = [{ kind: 'unknown', reason: 'timed out after 30 s' }];
    const { results } = await registration([declared('a')], {
      outcomes,
      options: { stateless: true },
    });
    expect(results[0]?.reason).toMatch(/Without state the next run creates it in any case$/);
  });

  it('that fail in a way nobody foresaw are unknown, and the others go on', async () => {
    const { results, sent } = await registration(all, { outcomes: [new Error('unforeseen')] });
    expect(sent).toEqual(names);
    expect(results[0]?.reason).toContain('(the action failed in a way it did not foresee)');
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'unknown',
      'created',
      'created',
      'created',
    ]);
  });

  it('stop when outputs cannot be written, which is told once', async () => {
    let calls = 0;
    const { sent, failures, results } = await registration(all, {
      concurrency: 2,
      onResults() {
        calls += 1;
        if (calls > 1) throw new Error('the disk is full');
      },
    });
    expect(sent).toEqual(['a', 'b']);
    expect(failures).toEqual(['the disk is full']);
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'created',
      'created',
      'failed',
      'failed',
    ]);
  });

  it('that give one ID to two webhooks are told, at the second', async () => {
    const { results } = await registration([declared('a'), declared('b')], {
      outcomes: [created('whk_1'), created('whk_1')],
    });
    expect(results[0]).toMatchObject({ warnings: [] });
    expect(results[1]).toMatchObject({
      warnings: ['the API gave the ID of "a" again: look at both in the Dashboard'],
    });
  });

  it('that replace keep the old ID while it still holds', async () => {
    const store = memoryStore(stateOf({ a: registered('a'), b: registered('b') }));
    const { results } = await registration([declared('a'), declared('b')], {
      store,
      options: { replace: ['a', 'b'] },
      outcomes: [{ kind: 'rejected', status: 400, errors: [] }, created('whk_new')],
    });
    expect(results).toMatchObject([
      { name: 'a', outcome: 'failed', id: 'whk_a' },
      {
        name: 'b',
        outcome: 'created',
        id: 'whk_new',
        reason: expect.stringMatching(/^replaces whk_b, .*; take "b" out of the input replace/),
      },
    ]);
    expect(parsed(store).webhooks).toMatchObject({
      a: registered('a'),
      b: { id: 'whk_new', replaced: ['whk_b'] },
    });
  });
});

describe('a plan with something to settle', () => {
  it('foresees that nothing else is done', () => {
    const steps = [
      { action: 'create' as const, declaration: declared('a') },
      { action: 'adopt' as const, declaration: declared('b'), id: 'whk_b', entries: [] },
      {
        action: 'unchanged' as const,
        declaration: declared('c'),
        entry: registered('c'),
        grown: [],
      },
      { action: 'conflict' as const, declaration: declared('d'), reason: 'why' },
    ];
    const others = 'not sent: others must be settled first';
    expect(plannedResults(steps, 'sandbox')).toEqual([
      { name: 'a', outcome: 'failed', reason: others },
      { name: 'b', outcome: 'failed', reason: others },
      { name: 'c', outcome: 'unchanged', id: 'whk_c' },
      { name: 'd', outcome: 'failed', reason: 'why' },
    ]);
    expect(plannedResults(steps.slice(0, 2), 'sandbox')).toEqual([
      { name: 'a', outcome: 'created' },
      {
        name: 'b',
        outcome: 'adopted',
        id: 'whk_b',
        reason: expect.stringMatching(/^once it is recorded/),
      },
    ]);
  });
});

describe('outputs', () => {
  const one: Result = { name: 'a', outcome: 'created', id: 'whk_a', secret: 'whsec_a' };
  const others: Result[] = [
    { name: 'b', outcome: 'unchanged', id: 'whk_b' },
    { name: 'c', outcome: 'changed', id: 'whk_c' },
    { name: 'd', outcome: 'removed', id: 'whk_d' },
    { name: 'e', outcome: 'unknown', secret: 'whsec_e' },
    { name: 'f', outcome: 'failed' },
  ];

  it('are those of all so far together, and those of the news one by one', () => {
    expect(outputsOf([one], [one, ...others])).toEqual({
      ids: '{"a":"whk_a","b":"whk_b","c":"whk_c","d":"whk_d"}',
      secrets: '{"a":"whsec_a","e":"whsec_e"}',
      created: '["a"]',
      unchanged: '["b"]',
      changed: '["c"]',
      removed: '["d"]',
      unknown: '["e"]',
      failed: '["f"]',
      changes: 'true',
      'a-id': 'whk_a',
      'a-secret': 'whsec_a',
    });
  });

  it.each([
    ['created', 'true', true],
    ['adopted', 'true', true],
    ['unchanged', 'false', true],
    ['removed', 'false', true],
    ['changed', 'false', false],
    ['unknown', 'false', false],
    ['failed', 'false', false],
  ] as const)('say of %s alone that changes is %s', (outcome, changes, complete) => {
    const results: Result[] = [{ name: 'a', outcome }];
    expect(outputsOf([], results).changes).toBe(changes);
    expect(isComplete(results)).toBe(complete);
  });

  it('are there, and empty, when there is nothing', () => {
    expect(outputsOf([], [])).toEqual({
      ids: '{}',
      secrets: '{}',
      created: '[]',
      unchanged: '[]',
      changed: '[]',
      removed: '[]',
      unknown: '[]',
      failed: '[]',
      changes: 'false',
    });
  });
});
