/** What is written when others write at the same time, or when nothing can be written. */
import { describe, expect, test } from 'vitest';
import { merged, withOneOwnerEach } from '../../src/registration/entries.ts';
import type { PlanOptions } from '../../src/registration/plan.ts';
import type { Entry, Intent, Registered } from '../../src/state/document.ts';
import { StateError } from '../../src/state/document.ts';
import { stateText } from '../../src/state/text.ts';
import { attempt, common, declared, memoryStore, parsed, run, stateOf } from './support.ts';

const options: PlanOptions = { onChange: 'fail', replace: [], runId: '7' };

const intent = (by: string, previous?: Registered): Intent => ({
  ...common('x'),
  status: 'intent',
  run: run(by),
  ...(previous && { previous }),
});
const registered = (id: string, by: string, replaced?: string[]): Registered => ({
  ...common('x'),
  status: 'registered',
  id,
  run: run(by),
  at: '2026-01-02T00:00:00.000Z',
  ...(replaced && { replaced }),
});

describe('what another run has written meanwhile', () => {
  const mine = registered('whk_mine', '1');
  const theirs = registered('whk_theirs', '2');

  test.each<[string, Entry | undefined, Entry | undefined, Entry | undefined]>([
    ['nothing', mine, intent('1'), mine],
    ['nothing, and ours was refused', undefined, intent('1'), undefined],
    ['it was taken out', mine, undefined, mine],
    ['an intent', mine, intent('2'), intent('2', mine)],
    ['an intent, and ours was refused', undefined, intent('2'), intent('2')],
    ['a result', mine, theirs, registered('whk_theirs', '2', ['whk_mine'])],
    ['a result, and ours was refused', undefined, theirs, theirs],
    [
      'its own ID into our intent',
      theirs,
      intent('1', mine),
      registered('whk_theirs', '2', ['whk_mine']),
    ],
    ['its own ID into our intent, and ours was refused', undefined, intent('1', mine), mine],
    ['the same as we', mine, mine, mine],
  ])('%s', (_, result, found, expected) => {
    expect(merged(result, intent('1'), found)).toEqual(expected);
  });

  test('both runs remember both webhooks, whoever writes last', () => {
    const first = merged(mine, intent('1'), intent('2'));
    expect(merged(theirs, intent('2'), first)).toEqual(registered('whk_theirs', '2', ['whk_mine']));
  });

  describe('a GitHub secret that both runs wrote', () => {
    const stored = (minute: number, name = 'S') => ({
      secret: { name, storedAt: `2026-01-02T00:0${minute}:00.000Z` },
    });
    const both = (ours: object, found: object) =>
      merged({ ...mine, ...ours }, intent('1'), { ...theirs, ...found });

    test('is not known to be theirs when ours was stored last', () => {
      const one = both(stored(2), stored(1));
      expect(one).toMatchObject({
        id: 'whk_theirs',
        secretBefore: { name: 'S', writtenAt: stored(2).secret.storedAt },
      });
      expect(one).not.toHaveProperty('secret');
    });

    test('is theirs when theirs was stored last, or elsewhere', () => {
      expect(both(stored(1), stored(2))).toMatchObject(stored(2));
      expect(both(stored(2, 'T'), stored(1))).toMatchObject(stored(1));
      expect(both({}, stored(1))).toMatchObject(stored(1));
      expect(
        merged({ ...theirs, ...stored(2), run: run('3') }, intent('1'), {
          ...theirs,
          ...stored(1),
        }),
      ).toMatchObject(stored(1));
    });
  });

  test('an ID that was replaced before stays with it', () => {
    const old = registered('whk_old', '0');
    const unknown: Entry = { ...intent('2', old), status: 'unknown', reason: 'cut' };
    expect(merged(mine, intent('1', old), unknown)).toMatchObject({
      status: 'unknown',
      previous: { id: 'whk_old', replaced: ['whk_mine'] },
    });
  });
});

test('a GitHub secret is that of the webhook alone that was stored there last', () => {
  const stored = (minute: number, environment?: string) => ({
    secret: {
      name: 'S',
      storedAt: `2026-01-02T00:0${minute}:00.000Z`,
      ...(environment && { environment }),
    },
  });
  const a = { ...registered('whk_a', '1'), ...stored(1) };
  const b = { ...registered('whk_b', '1'), ...stored(2) };
  const live = { ...registered('whk_live', '1'), ...stored(0, 'live') };
  const plain = registered('whk_plain', '1');
  const { secret: _, ...without } = a;
  expect(withOneOwnerEach(stateOf({ a, b, live, plain })).webhooks).toEqual({
    a: { ...without, secretBefore: { name: 'S', writtenAt: stored(2).secret.storedAt } },
    ...{ b, live, plain },
  });
});

test('entries of other names that came meanwhile stay', async () => {
  const store = memoryStore(undefined);
  store.before = (write) => {
    if (write === 2 && store.text?.includes('other') === false) {
      const { webhooks } = parsed(store);
      store.text = stateText(stateOf({ ...webhooks, other: registered('whk_other', '2') }));
    }
  };

  const { failures } = await attempt(store, [declared('a')], options);

  expect(failures).toEqual([]);
  expect(parsed(store).webhooks).toMatchObject({
    a: { status: 'registered' },
    other: { id: 'whk_other' },
  });
});

test('a state that was changed before the intents is planned upon anew', async () => {
  const store = memoryStore(undefined);
  store.before = (write) => {
    if (write === 1 && store.text === undefined) {
      store.text = stateText(stateOf({ a: intent('2') }));
    }
  };

  const { results, sent } = await attempt(store, [declared('a')], options);

  expect(results).toMatchObject([{ name: 'a', outcome: 'unknown' }]);
  expect(sent).toEqual([]);
});

test('others who never stop writing end the run before any request', async () => {
  const store = memoryStore(undefined);
  let writes = 0;
  store.before = () => {
    writes += 1;
    store.text = stateText(stateOf({ other: registered(`whk_${writes}`, '2') }));
  };

  await expect(attempt(store, [declared('a')], options)).rejects.toThrow(
    'other runs keep changing the state',
  );
  expect(writes).toBe(5);
});

test('results that cannot be written at first are written in the end', async () => {
  const store = memoryStore(undefined);
  const { write } = store;
  let failures = 0;
  store.write = async (text, revision, message) => {
    if (store.messages.length === 1 && failures < 3) {
      failures += 1;
      throw new StateError('the remote is away');
    }
    return await write(text, revision, message);
  };

  const registration = await attempt(store, [declared('a')], options);

  expect(registration.failures).toEqual([]);
  expect(parsed(store).webhooks.a).toMatchObject({ status: 'registered' });
});

test('a state that others damage meanwhile is not written over, and the failure is told', async () => {
  const store = memoryStore(undefined);
  store.before = (write) => {
    if (write === 2) store.text = 'damaged';
  };

  const { failures, results } = await attempt(store, [declared('a')], options);

  expect(failures).toEqual([expect.stringContaining('damaged')]);
  expect(results).toMatchObject([{ outcome: 'created', id: 'whk_new_7_1' }]);
  expect(store.text).toBe('damaged');
});

test('a ref that somebody deleted meanwhile is made again with all that was known', async () => {
  const store = memoryStore(stateOf({ b: registered('whk_b', '1') }));
  store.before = (write) => {
    if (write === 2 && store.text !== undefined) store.text = undefined;
  };

  await attempt(store, [declared('a')], options);

  expect(parsed(store).webhooks).toMatchObject({
    a: { status: 'registered' },
    b: { id: 'whk_b' },
  });
});

describe('a store that keeps every result', () => {
  const both = [declared('a'), declared('b')];

  test('has each as soon as it is known, and says which', async () => {
    const store = memoryStore(undefined, true);
    await attempt(store, both, options);
    expect(store.messages).toEqual([
      'sandbox: about to create a, b',
      'record a',
      'record b',
      'sandbox: created a, b',
    ]);
  });

  test('is not tried again for each once it fails; the last write still is', async () => {
    const store = memoryStore(undefined, true);
    const { write } = store;
    const tried: string[] = [];
    store.write = async (text, revision, message) => {
      tried.push(message);
      if (message.startsWith('record')) throw new StateError('the disk is full');
      return await write(text, revision, message);
    };
    const { failures } = await attempt(store, [...both, declared('c')], options);
    expect(failures).toEqual(['the disk is full']);
    expect(tried.filter((message) => message === 'record a')).toHaveLength(2);
    expect(tried).not.toContain('record c');
    expect(tried.at(-1)).toMatch(/^sandbox: created a/);
    expect(parsed(store).webhooks).toMatchObject({ a: { status: 'registered' } });
  });
});

test.each<[string, () => 'moved', string, number[]]>([
  [
    'that others write over again and again are given up, and not waited for',
    () => 'moved',
    'the state was changed by others again and again',
    [],
  ],
  [
    'that cannot be written are given up, with growing waits',
    () => {
      throw new StateError('the remote is away');
    },
    'the remote is away',
    [500, 1000, 1500, 2000],
  ],
])('results %s', async (_, answer, failure, expected) => {
  const store = memoryStore(undefined);
  const { write } = store;
  store.write = async (text, revision, message) =>
    store.messages.length === 0 ? await write(text, revision, message) : answer();
  const waits: number[] = [];
  const { failures } = await attempt(store, [declared('a')], options, {
    pause: async (ms) => {
      waits.push(ms);
    },
  });
  expect(failures).toEqual([failure]);
  expect(waits).toEqual(expected);
});

test.each([
  ['manifest', { manifest: 'other.yml' }, 'it records other.yml, this run has m.yml'],
  ['base URL', { apiUrl: 'https://other' }, 'it records https://other, this run has https://api'],
])('a state of another %s is refused, with the ways on', async (what, other, says) => {
  const store = memoryStore({ ...stateOf({ a: registered('whk_a', '1') }), ...other });
  await expect(attempt(store, [declared('a')], options)).rejects.toThrow(
    `the state (memory) is of another ${what}: ${says}. If that is not meant, correct it. Otherwise give this ${what} a state of its own with the input state (git:NAME, or another file). If it only moved, declare the recorded ids there, which adopts the webhooks and creates none`,
  );
});

test('a state with nothing in it is anyone’s', async () => {
  const store = memoryStore({ ...stateOf({}), manifest: 'other.yml', apiUrl: 'https://other' });
  const { failures } = await attempt(store, [declared('a')], options);
  expect(failures).toEqual([]);
  expect(JSON.parse(store.text ?? '')).toMatchObject({
    manifest: 'm.yml',
    apiUrl: 'https://api',
    webhooks: { a: { status: 'registered' } },
  });
});
