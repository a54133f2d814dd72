/** How results come into state: in turn, in time, and whatever others write meanwhile. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLedger } from '../../src/apply/ledger.ts';
import { type Ended, withRequests } from '../../src/apply/record.ts';
import type { Clock } from '../../src/clients/clock.ts';
import type { Outcome } from '../../src/clients/reply.ts';
import { StateError } from '../../src/state/document.ts';
import { stateText } from '../../src/state/state-text.ts';
import {
  contextOf,
  created,
  declared,
  type MemoryStore,
  memoryStore,
  moment,
  noDeadline,
  parsed,
  request,
  runOf,
  stateOf,
} from '../../testing/plans.ts';

const names = ['payments', 'ledger', 'billing'];
const requestOf = (name: string) => request(`req_000000000000000${names.indexOf(name) + 1}`, declared(name));
const start = withRequests(stateOf({}), new Map(names.map((name) => [name, requestOf(name)])));
const ended = (name: string, outcome: Outcome = created(`whk_${name}`)): Ended => {
  return { name, request: requestOf(name), outcome, at: moment.at };
};
const away = () => {
  throw new StateError('The remote is away.');
};

/** Timers and the clock in a time of their own. */
const clock: Clock = {
  now: () => Date.now(),
  elapsed: () => Date.now(),
  random: () => 0,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** The most writes that were under way at a time. */
let mostAtOnce = 0;

beforeEach(() => {
  mostAtOnce = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  expect(mostAtOnce, 'writes at a time').toBeLessThan(2);
});

interface Given extends Partial<Parameters<typeof openLedger>[1]> {
  patienceMs?: number;
  /** How long each write takes. */
  takesMs?: number;
}

/** A ledger upon a store, when its writes began, and a way to record webhooks as created. */
function ledgerOn({ patienceMs = 5000, takesMs = 0, ...options }: Given = {}) {
  const store = memoryStore(start, patienceMs);
  const begun: number[] = [];
  let running = 0;
  const opened = Date.now();
  store.before = async () => {
    begun.push(Date.now() - opened);
    running += 1;
    mostAtOnce = Math.max(mostAtOnce, running);
    await clock.sleep(takesMs, options.expired ?? new AbortController().signal);
    running -= 1;
  };
  const ledger = openLedger(
    { state: start, revision: store.text ?? '' },
    {
      store,
      run: contextOf([]).run,
      remembers: true,
      clock,
      expired: new AbortController().signal,
      deadline: noDeadline,
      writeMs: takesMs,
      ...options,
    },
  );
  const record = async (...some: string[]) => {
    for (const name of some) await ledger.record(ended(name));
  };
  return { store, ledger, begun, record };
}

/** The names whose webhooks are in state. */
function recorded(store: MemoryStore): string[] {
  const { webhooks } = parsed(store);
  return names.filter((name) => webhooks[name]?.current !== undefined);
}

/** Settles with what `promise` comes to, while time passes. */
async function passing<T>(promise: Promise<T>): Promise<T> {
  const settled = Promise.allSettled([promise]);
  await vi.runAllTimersAsync();
  await settled;
  return promise;
}

/** Lets time pass until a write has begun. */
async function firstWrite(begun: readonly number[]): Promise<void> {
  while (begun.length === 0) await vi.advanceTimersByTimeAsync(10);
}

describe('where a write takes time', () => {
  it('results wait for one another, and none longer than five seconds', async () => {
    // The write takes twice as long as the one before.
    const { store, record, begun } = ledgerOn({ takesMs: 200, writeMs: 100 });
    await record('payments');
    await vi.advanceTimersByTimeAsync(3000);
    await record('ledger');
    expect(recorded(store)).toEqual([]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(recorded(store)).toEqual(['payments', 'ledger']);
    expect(begun).toHaveLength(1);
    await record('billing');
    await vi.advanceTimersByTimeAsync(3000);
    expect(begun).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2000);
    expect(recorded(store)).toEqual(names);
  });

  it.each([100, 500, 1000, 1500, 2000])(
    'a result that comes while another is written waits no longer either (%i ms a write)',
    async (takesMs) => {
      const { store, record, begun } = ledgerOn({ takesMs });
      await record('payments');
      await firstWrite(begun);
      await record('ledger');
      await vi.advanceTimersByTimeAsync(5000);
      expect(recorded(store)).toEqual(['payments', 'ledger']);
    },
  );

  it('a run that ends sooner writes once, with what became of each', async () => {
    const { store, ledger, record } = ledgerOn({ takesMs: 200 });
    await ledger.record(ended('ledger', { kind: 'rejected', status: 400, errors: [] }));
    await record('payments');
    await ledger.record(ended('billing', { kind: 'unconfirmed', reason: 'timed out' }));
    const state = await passing(ledger.close());
    expect(store.messages).toEqual(['sandbox: rejected ledger; created payments; unconfirmed billing']);
    expect(stateText(state)).toBe(store.text);
    expect(recorded(store)).toEqual(['payments']);
  });

  it.each([200, 3000])('the last write waits for the one before, and has the rest (%i ms a write)', async (takesMs) => {
    const { store, ledger, record, begun } = ledgerOn({ takesMs });
    await record('payments');
    await firstWrite(begun);
    await record('ledger', 'billing');
    await passing(ledger.close());
    expect(store.messages).toEqual(['sandbox: created payments', 'sandbox: created ledger, billing']);
    expect(recorded(store)).toEqual(names);
  });

  it('a write that fails is tried again soon', async () => {
    const { store, record } = ledgerOn();
    let writes = 0;
    store.before = (write) => {
      writes = write;
      if (write < 3) away();
    };
    await record('payments');
    await vi.advanceTimersByTimeAsync(7000);
    expect(writes).toBe(3);
    expect(recorded(store)).toEqual(['payments']);
  });

  it('nothing to record is no write', async () => {
    const { ledger, begun } = ledgerOn();
    expect(await passing(ledger.close())).toEqual(start);
    expect(begun).toEqual([]);
  });

  it('waits for the next write keep no process alive', async () => {
    vi.useRealTimers();
    const { ledger, record } = ledgerOn();
    const timers = () => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
    const before = timers();
    await record('payments');
    expect(timers()).toBe(before);
    await ledger.close();
  });
});

describe('another request', () => {
  /** Whether it may begin by now. */
  async function mayBegin(promise: Promise<void>): Promise<boolean> {
    let began = false;
    void promise.then(() => {
      began = true;
    });
    await vi.advanceTimersByTimeAsync(0);
    return began;
  }

  it('waits while a write hangs and a result has waited fifteen seconds', async () => {
    const { store, ledger, record } = ledgerOn();
    const hanging = Promise.withResolvers<void>();
    store.before = () => hanging.promise;
    await record('payments');
    expect(await mayBegin(ledger.ready())).toBe(true);
    await vi.advanceTimersByTimeAsync(14_000);
    expect(await mayBegin(ledger.ready())).toBe(true);
    await vi.advanceTimersByTimeAsync(2000);
    const ready = ledger.ready();
    expect(await mayBegin(ready)).toBe(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await mayBegin(ready)).toBe(false);
    hanging.resolve();
    expect(await mayBegin(ready)).toBe(true);
    expect(recorded(store)).toEqual(['payments']);
  });

  it.each(['after the deadline, when it is not sent anyway', 'once time is up'])('waits no longer %s', async (end) => {
    const [controller, inAMinute] = [new AbortController(), Date.now() + 60_000];
    const isAborted = end === 'once time is up';
    const deadline = isAborted ? noDeadline : { now: inAMinute, elapsed: inAMinute };
    const { store, ledger, record } = ledgerOn({ expired: controller.signal, deadline });
    store.before = away;
    await record('payments');
    await vi.advanceTimersByTimeAsync(20_000);
    const ready = ledger.ready();
    expect(await mayBegin(ready)).toBe(false);
    await vi.advanceTimersByTimeAsync(39_000);
    expect(await mayBegin(ready)).toBe(false);
    if (isAborted) controller.abort();
    await vi.advanceTimersByTimeAsync(2000);
    expect(await mayBegin(ready)).toBe(true);
  });
});

it('a cheap write that fails does not lose what it was for', async () => {
  const { store, ledger, record } = ledgerOn({ patienceMs: 0 });
  store.before = away;
  const recording = expect(record('payments')).rejects.toThrow('away');
  await vi.advanceTimersByTimeAsync(1000);
  await recording;
  expect(recorded(store)).toEqual([]);
  store.before = () => undefined;
  await passing(ledger.close());
  expect(recorded(store)).toEqual(['payments']);
});

describe('what another run writes meanwhile', () => {
  /** A ledger with a result that another run overtakes. */
  async function overtaken(change: () => string | undefined) {
    const { store, ledger, record } = ledgerOn();
    store.before = (write) => {
      if (write === 1) store.text = change();
    };
    await record('payments');
    return { store, closing: passing(ledger.close()) };
  }

  it('stays, beside what this one found, and so does its name where it is a later run', async () => {
    const theirs = withRequests(start, new Map([['other', request('req_000000000000000f', declared('other'))]]));
    const { store, closing } = await overtaken(() => stateText({ ...theirs, run: runOf('999') }));
    await closing;
    expect(recorded(store)).toEqual(['payments']);
    expect(parsed(store)).toMatchObject({
      run: runOf('999'),
      webhooks: { other: { request: { id: 'req_000000000000000f' } } },
    });
  });

  it('is not written over when it is damaged', async () => {
    const { store, closing } = await overtaken(() => 'damaged');
    await expect(closing).rejects.toThrow(/^The state \(memory\) is damaged/);
    expect(store.text).toBe('damaged');
  });

  it('is written anew with all that was known when it was deleted', async () => {
    const { store, closing } = await overtaken(() => undefined);
    await closing;
    expect(recorded(store)).toEqual(['payments']);
    expect(parsed(store).webhooks.ledger?.request?.id).toBe(requestOf('ledger').id);
  });

  it('is found although our write has arrived and nobody said so', async () => {
    const { store, ledger, record } = ledgerOn();
    const { write } = store;
    store.write = async (...args) => {
      store.write = write;
      await write(...args);
      return away();
    };
    await record('payments');
    await passing(ledger.close());
    expect(store.messages).toHaveLength(1);
    expect(recorded(store)).toEqual(['payments']);
    expect(parsed(store).webhooks.payments?.replaced).toEqual([]);
  });

  it.each<[string, (write: number) => string, string]>([
    ['that never ends', (write) => stateText({ ...start, manifest: `${write}.yml` }), 'Other runs kept changing the'],
    ['that cannot be seen', away, 'The remote is away.'],
  ])('and %s is given up after five tries, and no timer is left', async (_, change, message) => {
    const { store, ledger, record } = ledgerOn();
    let writes = 0;
    store.before = (write) => {
      writes = write;
      store.text = change(write);
    };
    await record('payments', 'ledger');
    const closing = expect(ledger.close()).rejects.toThrow(message);
    await vi.advanceTimersByTimeAsync(10_000);
    await closing;
    expect(writes).toBe(5);
    expect(vi.getTimerCount()).toBe(0);
  });
});
