/** How findings come into state: in turn, in time, and whatever others write meanwhile. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLedger } from '../../src/apply/ledger.ts';
import { type Ended, withRequests } from '../../src/apply/record.ts';
import type { Clock } from '../../src/clients/clock.ts';
import { type StateDocument, StateError } from '../../src/state/document.ts';
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
const requests = new Map(
  names.map((name, index) => [name, request(`req_000000000000000${index}`, declared(name))] as const),
);
const start = withRequests(stateOf({}), requests);

function finding(name: string): Ended {
  const tried = requests.get(name);
  if (tried === undefined) throw new Error(`${name} was not tried`);
  return { name, request: tried, outcome: created(`whk_${name}`), at: moment.at };
}

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

/** A ledger upon a store in which each write takes `takesMs`. */
function ledgerOn({
  patienceMs = 5000,
  takesMs = 200,
  from = start,
  ...options
}: Partial<Parameters<typeof openLedger>[1]> & {
  patienceMs?: number;
  takesMs?: number;
  from?: StateDocument;
} = {}) {
  const store = memoryStore(from, patienceMs);
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
    { state: from, revision: store.text ?? '' },
    {
      store,
      run: contextOf([]).run,
      clock,
      expired: new AbortController().signal,
      deadline: noDeadline,
      writeMs: takesMs,
      ...options,
    },
  );
  return { store, ledger, begun };
}

/** The names whose findings are in state. */
function recorded(store: MemoryStore): string[] {
  const { webhooks } = parsed(store);
  return names.filter((name) => webhooks[name]?.current !== undefined);
}

/** Settles with what `promise` comes to, while time passes. */
async function passing<T>(promise: Promise<T>): Promise<T> {
  const settled = promise.then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error;
    },
  );
  await vi.runAllTimersAsync();
  return (await settled)();
}

/** Lets time pass until a write has begun. */
async function firstWrite(begun: readonly number[]): Promise<void> {
  while (begun.length === 0) await vi.advanceTimersByTimeAsync(10);
}

describe('where a write takes time', () => {
  it('findings wait for one another, and none longer than five seconds', async () => {
    const { store, ledger, begun } = ledgerOn();
    await ledger.record(finding('payments'));
    await vi.advanceTimersByTimeAsync(3000);
    await ledger.record(finding('ledger'));
    expect(recorded(store)).toEqual([]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(recorded(store)).toEqual(['payments', 'ledger']);
    expect(begun).toHaveLength(1);
    await ledger.record(finding('billing'));
    await vi.advanceTimersByTimeAsync(3000);
    expect(begun).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2000);
    expect(recorded(store)).toEqual(names);
  });

  it.each([100, 500, 1000, 1500, 2000])(
    'a finding that comes while another is written waits no longer either (%i ms a write)',
    async (takesMs) => {
      const { store, ledger, begun } = ledgerOn({ takesMs });
      await ledger.record(finding('payments'));
      await firstWrite(begun);
      await ledger.record(finding('ledger'));
      await vi.advanceTimersByTimeAsync(5000);
      expect(recorded(store)).toEqual(['payments', 'ledger']);
    },
  );

  it('a run that ends sooner writes once, with all that it found', async () => {
    const { store, ledger, begun } = ledgerOn();
    for (const name of names) await ledger.record(finding(name));
    const state = await passing(ledger.close());
    expect(begun).toHaveLength(1);
    expect(store.messages).toEqual(['sandbox: created payments, ledger, billing']);
    expect(stateText(state)).toBe(store.text);
    expect(recorded(store)).toEqual(names);
  });

  it.each([200, 3000])(
    'the last write waits for the one before, and carries the rest (%i ms a write)',
    async (takesMs) => {
      const { store, ledger, begun } = ledgerOn({ takesMs });
      await ledger.record(finding('payments'));
      await firstWrite(begun);
      await ledger.record(finding('ledger'));
      await ledger.record(finding('billing'));
      await passing(ledger.close());
      expect(store.messages).toEqual(['sandbox: created payments', 'sandbox: created ledger, billing']);
      expect(recorded(store)).toEqual(names);
    },
  );

  it('a write that fails is tried again soon', async () => {
    const { store, ledger, begun } = ledgerOn({ takesMs: 0 });
    const { before: delay } = store;
    store.before = async (write) => {
      await delay(write);
      if (write < 3) throw new StateError('The remote is away.');
    };
    await ledger.record(finding('payments'));
    await vi.advanceTimersByTimeAsync(7000);
    expect(begun).toHaveLength(3);
    expect(recorded(store)).toEqual(['payments']);
  });

  it('nothing to record is no write', async () => {
    const { ledger, begun } = ledgerOn();
    expect(await passing(ledger.close())).toEqual(start);
    expect(begun).toEqual([]);
  });

  it('no timer is left once it is closed, however that ends', async () => {
    const { store, ledger } = ledgerOn({ takesMs: 0 });
    let writes = 0;
    store.before = () => {
      writes += 1;
      throw new StateError('The remote is away.');
    };
    await ledger.record(finding('payments'));
    await ledger.record(finding('ledger'));
    const closing = expect(ledger.close()).rejects.toThrow('The remote is away.');
    await vi.advanceTimersByTimeAsync(10_000);
    await closing;
    expect(writes).toBe(5);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits for the next write keep no process alive', async () => {
    vi.useRealTimers();
    const { ledger } = ledgerOn();
    const before = process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
    await ledger.record(finding('payments'));
    const after = process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
    expect(after).toBe(before);
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

  it('begins while findings have not waited long', async () => {
    const { ledger } = ledgerOn();
    await ledger.record(finding('payments'));
    expect(await mayBegin(ledger.ready())).toBe(true);
  });

  it('waits while a write hangs and a finding has waited fifteen seconds', async () => {
    const { store, ledger } = ledgerOn();
    const hanging = Promise.withResolvers<void>();
    store.before = () => hanging.promise;
    await ledger.record(finding('payments'));
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

  it.each([
    ['after the deadline, when it is not sent anyway', 'deadline'],
    ['once time is up', 'expired'],
  ])('waits no longer %s', async (_, end) => {
    const controller = new AbortController();
    const until = end === 'deadline' ? { deadline: { now: Date.now() + 60_000, elapsed: Date.now() + 60_000 } } : {};
    const { store, ledger } = ledgerOn({ takesMs: 0, expired: controller.signal, ...until });
    store.before = () => {
      throw new StateError('The remote is away.');
    };
    await ledger.record(finding('payments'));
    await vi.advanceTimersByTimeAsync(20_000);
    const ready = ledger.ready();
    expect(await mayBegin(ready)).toBe(false);
    await vi.advanceTimersByTimeAsync(39_000);
    expect(await mayBegin(ready)).toBe(false);
    if (end === 'expired') controller.abort();
    await vi.advanceTimersByTimeAsync(2000);
    expect(await mayBegin(ready)).toBe(true);
  });
});

describe('where a write is cheap', () => {
  it('each finding is in state before anything else begins', async () => {
    const { store, ledger } = ledgerOn({ patienceMs: 0, takesMs: 0 });
    for (const [index, name] of names.entries()) {
      await passing(ledger.record(finding(name)));
      expect(recorded(store)).toEqual(names.slice(0, index + 1));
    }
    await passing(ledger.close());
    expect(store.messages).toHaveLength(3);
  });

  it('a write that fails does not lose what it was for', async () => {
    const { store, ledger } = ledgerOn({ patienceMs: 0, takesMs: 0 });
    let isFull = true;
    store.before = () => {
      if (isFull) throw new StateError('The disk is full.');
    };
    const recording = expect(ledger.record(finding('payments'))).rejects.toThrow('full');
    await vi.advanceTimersByTimeAsync(1000);
    await recording;
    expect(recorded(store)).toEqual([]);
    isFull = false;
    await passing(ledger.close());
    expect(recorded(store)).toEqual(['payments']);
  });
});

describe('what another run writes meanwhile', () => {
  /** Another run changes the state before our `at`-th write. */
  function overtaken(store: MemoryStore, change: (text: string) => string, at = 1): void {
    const { before: delay } = store;
    store.before = async (write) => {
      await delay(write);
      if (write === at) store.text = change(store.text ?? '');
    };
  }

  it('stays, beside what this one found', async () => {
    const { store, ledger } = ledgerOn();
    const theirs = withRequests(start, new Map([['other', request('req_000000000000000f', declared('other'))]]));
    overtaken(store, () => stateText(theirs));
    for (const name of names) await ledger.record(finding(name));
    await passing(ledger.close());
    expect(recorded(store)).toEqual(names);
    expect(parsed(store).webhooks.other?.request?.id).toBe('req_000000000000000f');
  });

  it('is found although our write has arrived and nobody said so', async () => {
    const { store, ledger } = ledgerOn({ takesMs: 0 });
    const { write } = store;
    store.write = async (...args) => {
      await write(...args);
      store.write = write;
      throw new StateError('The remote is away.');
    };
    await ledger.record(finding('payments'));
    await passing(ledger.close());
    expect(store.messages).toHaveLength(1);
    expect(recorded(store)).toEqual(['payments']);
    expect(parsed(store).webhooks.payments?.replaced).toEqual([]);
  });

  it('is not written over when it is damaged', async () => {
    const { store, ledger } = ledgerOn({ takesMs: 0 });
    overtaken(store, () => 'damaged');
    await ledger.record(finding('payments'));
    await expect(passing(ledger.close())).rejects.toThrow(/^The state \(memory\) is damaged/);
    expect(store.text).toBe('damaged');
  });

  it('is written anew with all that was known when it was deleted', async () => {
    const { store, ledger } = ledgerOn({ takesMs: 0 });
    const { before: delay } = store;
    store.before = async (write) => {
      await delay(write);
      if (write === 1) store.text = undefined;
    };
    await ledger.record(finding('payments'));
    await passing(ledger.close());
    expect(recorded(store)).toEqual(['payments']);
    expect(parsed(store).webhooks.ledger?.request?.id).toBe(requests.get('ledger')?.id);
  });

  it('again and again ends in an error, after five tries', async () => {
    const { store, ledger } = ledgerOn({ takesMs: 0 });
    let writes = 0;
    store.before = () => {
      writes += 1;
      store.text = stateText({ ...start, manifest: `${writes}.yml` });
    };
    await ledger.record(finding('payments'));
    await expect(passing(ledger.close())).rejects.toThrow('Other runs kept changing the state.');
    expect(writes).toBe(5);
  });
});

it('says what became of each webhook, by what it was', async () => {
  const { store, ledger } = ledgerOn();
  await ledger.record({ ...finding('ledger'), outcome: { kind: 'rejected', status: 400, errors: [] } });
  await ledger.record(finding('payments'));
  const outcome = { kind: 'unconfirmed' as const, reason: 'timed out' };
  await ledger.record({ ...finding('billing'), outcome });
  await passing(ledger.close());
  expect(store.messages).toEqual(['sandbox: rejected ledger; created payments; unconfirmed billing']);
});

it('names the last run that wrote, which may be a later one', async () => {
  const { store, ledger } = ledgerOn({ takesMs: 0 });
  const later = runOf('999');
  store.text = stateText({ ...start, run: later });
  await ledger.record(finding('payments'));
  await passing(ledger.close());
  expect(recorded(store)).toEqual(['payments']);
  expect(parsed(store).run).toEqual(later);
});
