/** What register does, and in which order: state, requests, outputs, GitHub secrets. */
import { describe, expect, it } from 'vitest';
import { foresee } from '../../src/apply/register.ts';
import { hasFailed } from '../../src/apply/results.ts';
import type { Outcome } from '../../src/clients/reply.ts';
import { SecretsError } from '../../src/clients/secrets-error.ts';
import { lineOf } from '../../src/manifest/decisions.ts';
import type { Declaration } from '../../src/manifest/declarations.ts';
import { Foreseen } from '../../src/safe/foreseen.ts';
import { type StateDocument, StateError } from '../../src/state/document.ts';
import { stateText } from '../../src/state/state-text.ts';
import { noStore } from '../../src/state/store.ts';
import {
  contextOf,
  created,
  current,
  decisionLines,
  declared,
  earlier,
  type Given,
  memoryStore,
  moved,
  parsed,
  record,
  registerOnce,
  request,
  runOf,
  sleepingClock,
  stateOf,
  vaultOf,
} from '../../testing/plans.ts';

const payments = declared('payments');
const ledger = declared('ledger');
const withSecret = { ...payments, secret: 'PAYMENTS_SECRET' };
const registered = stateOf({ payments: record({ current: current('whk_1', payments) }) });
const unknown: Outcome = { kind: 'unconfirmed', reason: 'timed out' };
const rejected = (status: number): Outcome => ({ kind: 'rejected', status, errors: [] });
const byName = ({ results }: Awaited<ReturnType<typeof registerOnce>>) =>
  results.map(({ name, status }) => `${name} ${status}`);

describe('before the first request', () => {
  it('the requests are in state, each with an ID of its own and a time until which it may act', async () => {
    const store = memoryStore();
    const seen: (StateDocument | undefined)[] = [];
    await registerOnce([payments, ledger], {
      store,
      onRequest: () => void seen.push(parsed(store)),
    });
    const [first] = seen;
    const requests = Object.values(first?.webhooks ?? {}).map((one) => one?.request);
    expect(requests.map((one) => one?.id)).toEqual(['req_0000000000000002', 'req_0000000000000001']);
    for (const one of requests) {
      expect(Date.parse(one?.until ?? '') - Date.parse(one?.at ?? '')).toBeGreaterThanOrEqual(600_000);
    }
    expect(store.messages).toEqual([
      'sandbox: about to create payments, ledger',
      'sandbox: created payments',
      'sandbox: created ledger',
    ]);
  });

  it('a client is made that begins none once the requests may be decided about', async () => {
    const clock = sleepingClock();
    const deadlines: number[] = [];
    const store = memoryStore();
    store.before = () => clock.pass(7000);
    const many = Array.from({ length: 100 }, (_, index) => declared(`w${index}`));
    for (const [declarations, concurrency] of [
      [[payments], 1],
      [many, 1],
      [many, 10],
    ] as const) {
      store.text = undefined;
      const start = clock.elapsed();
      await registerOnce(declarations, {
        store,
        clock,
        concurrency,
        timeoutMs: 30_000,
        connect: async () => (_, deadline) => {
          deadlines.push(deadline.elapsed - start);
          for (const one of Object.values(parsed(store).webhooks)) {
            expect(one?.request?.until).toBe(new Date(deadline.now).toISOString());
          }
          return { create: async () => rejected(400), close: () => undefined };
        },
      });
    }
    // Ten minutes at least, or as long as all may take twice, and the API may have them wait.
    expect(deadlines).toEqual([600_000, 2 * 100 * 30_000 + 360_000, 2 * 10 * 30_000 + 360_000]);
  });

  it('a state that cannot be written ends the run', async () => {
    const store = memoryStore();
    store.before = () => {
      throw new StateError('No permission.');
    };
    const sent: string[] = [];
    const run = registerOnce([payments], { store, onRequest: (name) => void sent.push(name) });
    await expect(run).rejects.toThrow('No permission.');
    expect(sent).toEqual([]);
  });

  it('what requests need is loaded, so that nothing can fail between requests and requests', async () => {
    const store = memoryStore();
    const connect = async () => {
      throw new Error('The proxy is not a URL.');
    };
    await expect(registerOnce([payments], { store, connect })).rejects.toThrow('The proxy');
    expect(store.text).toBeUndefined();
  });

  it('a state that another run has changed is planned upon again', async () => {
    const store = memoryStore();
    store.before = (write) => {
      if (write === 1) store.text = stateText(registered);
    };
    const run = await registerOnce([payments, ledger], { store });
    expect(byName(run)).toEqual(['payments unchanged', 'ledger created']);
    expect(run.sent).toEqual(['ledger']);
  });

  it('another run’s requests are waited for', async () => {
    const store = memoryStore();
    const theirs = request('req_000000000000000f', payments, { until: '2026-11-26T12:30:00.000Z' });
    store.before = (write) => {
      if (write === 1) store.text = stateText(stateOf({ payments: record({ request: theirs }) }));
    };
    const run = await registerOnce([payments], { store });
    expect(run.sent).toEqual([]);
    expect(run.questions).toMatchObject([{ kind: 'unconfirmed', inProgress: true, options: [] }]);
  });

  it('our write counts although another run has written on top of it', async () => {
    const store = memoryStore();
    const { write } = store;
    let writes = 0;
    store.write = async (text, ...rest) => {
      writes += 1;
      const stored = await write(text, ...rest);
      if (writes > 1 || stored === 'moved') return stored;
      const other = record({ current: current('whk_9', declared('other')) });
      const both = parsed(store);
      store.text = stateText({ ...both, webhooks: { ...both.webhooks, other } });
      return 'moved';
    };
    const run = await registerOnce([payments], { store });
    expect(run.sent).toEqual(['payments']);
    expect(byName(run)).toEqual(['payments created']);
    expect(parsed(store).webhooks).toMatchObject({
      payments: { current: { id: 'whk_new_1' } },
      other: { current: { id: 'whk_9' } },
    });
  });

  it('a write of which nothing is left does not count', async () => {
    const store = memoryStore();
    const { write } = store;
    store.write = async (...args) => {
      await write(...args);
      store.text = undefined;
      store.write = write;
      return 'moved';
    };
    const run = await registerOnce([payments], { store });
    expect(run.sent).toEqual(['payments']);
    expect(parsed(store).webhooks.payments).toMatchObject({ replaced: [], gone: [] });
  });

  it('others who never stop writing end the run after five plans', async () => {
    const store = memoryStore();
    let writes = 0;
    store.before = () => {
      writes += 1;
      const other = record({ current: current(`whk_${writes}`, declared('other')) });
      store.text = stateText(stateOf({ other }));
    };
    await expect(registerOnce([payments], { store })).rejects.toThrow(
      /^Other runs kept changing the state \(5 tries\)\. Nothing was created at Conduit\./,
    );
    expect(writes).toBe(5);
  });

  it('a run that was cancelled sends and records nothing', async () => {
    const store = memoryStore(registered);
    const { text } = store;
    const cancelled = AbortSignal.abort('the run was cancelled');
    const adopted = declared('billing', { id: 'whk_7' });
    const run = await registerOnce([payments, ledger, adopted], { store, cancelled });
    expect(byName(run)).toEqual(['payments unchanged', 'ledger unsent', 'billing to-adopt']);
    expect(run.results[1]).toMatchObject({ reason: 'the run was cancelled' });
    expect(run.recorded).toBe(false);
    expect(store.text).toBe(text);
  });

  it('an older run advises nothing: what it calls removed, a later one may declare', async () => {
    const later = runOf('999');
    const old = record({ current: current('whk_8', ledger), removedAt: earlier });
    const store = memoryStore({
      ...stateOf({ ...registered.webhooks, ledger: old }),
      run: later,
    });
    const run = await registerOnce([payments], { store });
    expect(byName(run)).toEqual(['payments unchanged']);
    expect(run.reminders).toEqual([]);
  });
});

describe('an open question', () => {
  it('stops every request, and what needs none is recorded', async () => {
    const store = memoryStore(registered);
    const adopted = declared('billing', { id: 'whk_7' });
    const run = await registerOnce([moved(payments), ledger, adopted], { store });
    expect(byName(run)).toEqual(['payments undecided', 'ledger blocked', 'billing adopted']);
    expect(run.questions.map(({ kind }) => kind)).toEqual(['changed']);
    expect(parsed(store).webhooks.billing?.current?.id).toBe('whk_7');
    expect(parsed(store).webhooks.ledger).toBeUndefined();
    expect(store.messages).toEqual(['sandbox: adopt billing']);
    expect(run.recorded).toBe(true);
  });

  it('is asked by plan in the same words, which records nothing', async () => {
    const store = memoryStore(registered);
    const declarations = [moved(payments), ledger, declared('billing', { id: 'whk_7' })];
    const foreseen = await foresee({
      context: contextOf(declarations),
      store,
      secrets: undefined,
      isManifest: () => false,
    });
    expect(foreseen.results.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'payments undecided',
      'ledger to-create',
      'billing to-adopt',
    ]);
    expect(foreseen).toMatchObject({ recorded: false, reminders: [], failures: [] });
    expect(store.messages).toEqual([]);
    const run = await registerOnce(declarations, { store });
    expect(run.questions).toEqual(foreseen.questions);
  });

  it('a contradiction records nothing at all', async () => {
    const old = record({ current: current('whk_8', ledger) });
    const store = memoryStore(stateOf({ ...registered.webhooks, ledger: old }));
    const adopted = declared('billing', { id: 'whk_7' });
    const decisions = decisionLines('gone payments whk_1');
    const run = await registerOnce([payments, adopted], { store, context: { decisions } });
    expect(run.plan.errors.map(({ kind }) => kind)).toEqual(['gone-but-current']);
    expect(byName(run)).toEqual(['payments unchanged', 'billing to-adopt']);
    expect(run.recorded).toBe(false);
    expect(store.messages).toEqual([]);
    expect(run.reminders).toEqual([]);
  });
});

describe('the trail that state leaves', () => {
  it('says what was decided and what is no longer declared, once', async () => {
    const old = record({ current: current('whk_8', ledger) });
    const store = memoryStore(
      stateOf({
        payments: record({ current: current('whk_1', payments), replaced: ['whk_0'] }),
        ledger: old,
      }),
    );
    const decisions = decisionLines('gone payments whk_0');
    const first = await registerOnce([payments], { store, context: { decisions } });
    expect(store.messages).toEqual(['sandbox: gone payments whk_0; no longer in the manifest: ledger']);
    expect(first.reminders).toEqual([{ kind: 'removed', name: 'ledger', id: 'whk_8', isEnabled: true }]);
    const second = await registerOnce([payments], { store, context: { decisions } });
    expect(store.messages).toHaveLength(1);
    expect(second.reminders).toEqual(first.reminders);
    expect(second.plan.judgements.map(({ kind }) => kind)).toEqual(['past']);
  });

  it('names all that a run adopts and no longer finds', async () => {
    const store = memoryStore(
      stateOf({
        payments: record({ current: current('whk_1', payments) }),
        ledger: record({ current: current('whk_2', ledger) }),
      }),
    );
    const adopted = ['billing', 'invoices'].map((name) => declared(name, { id: `whk_${name}` }));
    await registerOnce(adopted, { store });
    expect(store.messages).toEqual(['sandbox: adopt billing, invoices; no longer in the manifest: ledger, payments']);
  });

  it('says nothing of a run that changes nothing, and names the run that does', async () => {
    const store = memoryStore(registered);
    await registerOnce([payments], { store });
    expect(store.messages).toEqual([]);
    await registerOnce([payments, ledger], { store });
    expect(parsed(store).run).toEqual(contextOf([]).run);
  });

  it('has what an older run has sent after a later one wrote, which stays named', async () => {
    const store = memoryStore();
    const later = runOf('999');
    const run = await registerOnce([payments], {
      store,
      onRequest() {
        store.text = stateText({ ...parsed(store), run: later });
      },
    });
    expect(byName(run)).toEqual(['payments created']);
    expect(parsed(store)).toMatchObject({
      run: later,
      webhooks: { payments: { current: { id: 'whk_new_1' } } },
    });
  });

  it('has what was created after another run had decided that it was gone, as not in use: the run fails', async () => {
    const store = memoryStore();
    const run = await registerOnce([payments], {
      store,
      async onRequest() {
        const id = parsed(store).webhooks.payments?.request?.id;
        await registerOnce([payments], {
          store,
          context: {
            at: '2026-11-27T12:00:00.000Z',
            run: runOf('999'),
            decisions: decisionLines(`gone payments ${id}`),
          },
          outcomes: [created('whk_second')],
          randomId: () => 'f'.repeat(16),
        });
      },
    });
    expect(parsed(store).webhooks.payments).toMatchObject({
      current: { id: 'whk_second' },
      replaced: ['whk_new_1'],
    });
    expect(run.failures).toEqual([expect.stringContaining('payments was created as whk_new_1')]);
    expect(run.reminders).toMatchObject([{ name: 'payments', id: 'whk_new_1' }]);
  });
});

describe('requests', () => {
  const names = ['a', 'b', 'c', 'd'];
  const all = names.map((name) => declared(name));

  it.each<[string, Outcome, string]>([
    ['401', rejected(401), 'Conduit rejected the credentials (401)'],
    ['403', rejected(403), 'Conduit denied access (403)'],
    [
      'a connection that never stood',
      { kind: 'unsent', reason: 'the connection was refused' },
      'the connection was refused',
    ],
  ])('stop after %s, and state is as before', async (_, outcome, reason) => {
    const store = memoryStore(registered);
    const run = await registerOnce([payments, ...all], { store, outcomes: [outcome] });
    expect(run.sent).toEqual(['a']);
    expect(byName(run)[1]).toBe(outcome.kind === 'unsent' ? 'a unsent' : 'a rejected');
    expect(run.results.slice(2).map((one) => one.reason)).toEqual([reason, reason, reason]);
    const { webhooks } = parsed(store);
    for (const name of names) {
      expect(webhooks[name]).toMatchObject({ replaced: [], gone: [] });
      expect(webhooks[name]).not.toHaveProperty('request');
    }
  });

  it('stop after 404, and only the webhook of that request is unknown', async () => {
    const run = await registerOnce(all, { outcomes: [{ ...unknown, isNotFound: true }] });
    expect(byName(run)).toEqual(['a unconfirmed', 'b unsent', 'c unsent', 'd unsent']);
    expect(run.results[1]?.reason).toBe('the API URL may be wrong (404)');
  });

  it('go on after a refusal of one body and after an unknown outcome', async () => {
    const store = memoryStore();
    const run = await registerOnce(all, { store, outcomes: [rejected(400), unknown] });
    expect(byName(run)).toEqual(['a rejected', 'b unconfirmed', 'c created', 'd created']);
    expect(run.questions).toMatchObject([
      {
        kind: 'unconfirmed',
        name: 'b',
        inProgress: false,
        isDeclared: true,
        options: [{ verb: 'gone', name: 'b' }],
      },
    ]);
    expect(run.recorded).toBe(true);
    expect(parsed(store).webhooks.b?.request).toMatchObject({ reason: 'timed out' });
    const [option] = run.questions[0]?.options ?? [];
    expect(option).toMatchObject({ id: parsed(store).webhooks.b?.request?.id });
  });

  const bug = new TypeError('a bug');
  const fail = () => {
    throw bug;
  };
  const failing = (at: string, call: string) => {
    if (call.startsWith(at)) fail();
  };
  it.each<[string, Given, string[], (string | undefined)[]]>([
    ['before the first request', { begin: fail }, [], []],
    ['before a request is sent', { onRequest: (name) => failing('b', name) }, ['a'], ['a']],
    ['after it was sent', { outcomes: [created('whk_1'), bug] }, ['a', 'b'], ['a', 'b?']],
    ['as a result is kept', { keep: ([one]) => failing('a', one?.name ?? '') }, ['a'], ['a']],
    ['as a result is shown', { show: ({ name }) => failing('a', name) }, ['a'], ['a']],
  ])(
    'end with an error of our own %s: what is known is recorded, and nothing made up',
    async (_, given, sent, known) => {
      const store = memoryStore();
      const begun: string[] = [];
      const onSend = (name: string) => void begun.push(name);
      await expect(registerOnce(all, { store, onSend, ...given })).rejects.toBe(bug);
      expect(begun).toEqual(sent);
      const recorded = Object.entries(parsed(store).webhooks).flatMap(([name, one]) => {
        expect(one?.request?.reason).toBeUndefined();
        return one?.current ? name : one?.request ? `${name}?` : [];
      });
      expect(recorded).toEqual(known);
    },
  );

  it('stop when a result cannot be kept, which is told once, and what is known is recorded', async () => {
    const store = memoryStore();
    let calls = 0;
    const run = await registerOnce(all, {
      store,
      concurrency: 2,
      keep() {
        calls += 1;
        if (calls > 1) throw new Foreseen('The disk is full.');
      },
    });
    expect(run.failures).toEqual(['The disk is full.']);
    const made = run.sent.length;
    expect(made).toBeLessThan(4);
    for (const { status, reason } of run.results) {
      expect([status, reason]).toEqual(
        status === 'unsent'
          ? ['unsent', 'the result of another webhook could not be recorded']
          : ['created', undefined],
      );
    }
    const { webhooks } = parsed(store);
    expect(Object.values(webhooks).filter((one) => one?.current)).toHaveLength(made);
    expect(Object.values(webhooks).some((one) => one?.request)).toBe(false);
  });

  it('that are not needed: results that cannot be kept are a failure all the same', async () => {
    const keep = () => {
      throw new Foreseen('The disk is full.');
    };
    const run = await registerOnce([payments], { store: memoryStore(registered), keep });
    expect(byName(run)).toEqual(['payments unchanged']);
    expect(run.failures).toEqual(['The disk is full.']);
  });

  it.each<[string, string, Outcome[], string]>([
    ['another one of the run', 'whk_1', [created('whk_9'), created('whk_9')], 'payments'],
    ['one that was there before', 'whk_1', [created('whk_1')], 'payments'],
    ['the one that is replaced', 'whk_1', [created('whk_1')], 'the webhook registered before'],
  ])('that give a webhook the ID of %s are unconfirmed, and name both', async (_, id, outcomes, owner) => {
    const isReplaced = owner !== 'payments';
    const isKnown = outcomes.length === 1;
    const run = await registerOnce(isReplaced ? [payments] : [payments, ledger], {
      store: memoryStore(isKnown ? registered : undefined),
      context: { decisions: isReplaced ? decisionLines(`replace payments ${id}`) : [] },
      outcomes,
    });
    expect(hasFailed(run)).toBe(true);
    expect(run.results.at(-1)).toMatchObject({
      status: 'unconfirmed',
      secret: expect.any(String),
    });
    expect(run.results.at(-1)?.reason).toContain(`the ID of ${owner}`);
  });

  it('that come to nothing certain have no ID in common', async () => {
    const run = await registerOnce([payments, ledger], { outcomes: [unknown, unknown] });
    expect(run.results.map(({ warnings }) => warnings)).toEqual([undefined, undefined]);
  });

  it('wait for results that have not been recorded for long', async () => {
    const [store, clock] = [memoryStore(undefined, 5000), sleepingClock()];
    const recordedBefore: number[] = [];
    await registerOnce(all, {
      store,
      clock,
      show: () => clock.pass(16_000),
      onRequest() {
        const { webhooks } = parsed(store);
        recordedBefore.push(Object.values(webhooks).filter((one) => one?.current).length);
      },
    });
    expect(recordedBefore).toEqual([0, 1, 2, 3]);
  });

  it('leave no connection open, however they end', async () => {
    for (const outcome of [created('whk_1'), unknown]) {
      let closed = 0;
      await registerOnce([payments], {
        connect: async () => () => ({
          create: async () => outcome,
          close() {
            closed += 1;
          },
        }),
      });
      expect(closed).toBe(1);
    }
  });

  it('that replace tell both IDs, and a refused one leaves the webhook before as it was', async () => {
    const store = memoryStore(
      stateOf({
        payments: record({ current: current('whk_1', payments) }),
        ledger: record({ current: current('whk_2', ledger) }),
      }),
    );
    const decisions = decisionLines('replace payments whk_1', 'replace ledger whk_2');
    const run = await registerOnce([payments, ledger], {
      store,
      context: { decisions },
      outcomes: [rejected(400), created('whk_3')],
    });
    expect(run.results).toMatchObject([
      { status: 'rejected', id: 'whk_1' },
      { status: 'created', id: 'whk_3', replaced: 'whk_2' },
    ]);
    expect(run.reminders).toEqual([{ kind: 'replaced', name: 'ledger', id: 'whk_2', isEnabled: true }]);
    expect(parsed(store).webhooks.payments?.current?.id).toBe('whk_1');
  });

  it('are in the outputs before the GitHub secret, in state before they are shown', async () => {
    const store = memoryStore();
    const secrets = vaultOf();
    const order: string[] = [];
    secrets.trouble = (call) => void order.push(call);
    await registerOnce([withSecret, { ...ledger, id: 'whk_7' }], {
      store,
      secrets,
      begin: ({ webhooks }) => void order.push(`begin with ${webhooks.length}`),
      keep: (news) => void order.push(...news.map(({ status }) => `keep ${status}`)),
      show: ({ status }) => void order.push(`show ${status}, ${store.messages.length} writes`),
    });
    expect(order).toEqual([
      'list',
      'look PAYMENTS_SECRET',
      'prepare',
      'begin with 2',
      'keep adopted',
      'show adopted, 1 writes',
      'keep created',
      'look PAYMENTS_SECRET',
      'store PAYMENTS_SECRET secret of whk_new_1',
      'stored PAYMENTS_SECRET',
      'look PAYMENTS_SECRET',
      'show created, 2 writes',
    ]);
  });

  it('that are none: the results are in the outputs before they are shown', async () => {
    const order: string[] = [];
    await registerOnce([payments, { ...ledger, id: 'whk_7' }], {
      store: memoryStore(registered),
      begin: ({ webhooks }) => void order.push(`begin with ${webhooks.length}`),
      keep: (news, all) => void order.push(`keep ${news.length} of ${all().length}`),
      show: ({ status }) => void order.push(`show ${status}`),
    });
    expect(order).toEqual(['begin with 2', 'keep 2 of 2', 'show unchanged', 'show adopted']);
  });

  it('whose results cannot be recorded are told with the reason, and still shown', async () => {
    const store = memoryStore();
    store.before = (write) => {
      if (write > 1) throw new StateError('The remote is away.');
    };
    const run = await registerOnce([payments], { store });
    expect(run.failures).toEqual(['The remote is away.']);
    expect(run.results).toMatchObject([{ status: 'created', id: 'whk_new_1' }]);
    expect(run.reminders).toEqual([]);
  });
});

describe('without state', () => {
  it('all is created each time, but what has an id, and nothing is asked', async () => {
    const run = await registerOnce([payments, { ...ledger, id: 'whk_7' }], {
      store: noStore,
      context: { remembers: false },
      outcomes: [unknown],
    });
    expect(byName(run)).toEqual(['payments unconfirmed', 'ledger adopted']);
    expect(run.plan.isNew).toBe(false);
    expect(run.questions).toMatchObject([{ kind: 'unconfirmed', options: [] }]);
    expect(run.reminders).toEqual([]);
  });

  it('a signing secret is stored, whatever GitHub has', async () => {
    const secrets = vaultOf({ PAYMENTS_SECRET: 'that of the run before' });
    const given = { store: noStore, context: { remembers: false }, secrets };
    const run = await registerOnce([withSecret], given);
    expect(byName(run)).toEqual(['payments created']);
    expect(secrets.values.get('PAYMENTS_SECRET')).toBe('secret of whk_new_1');
    expect(secrets.calls.filter((call) => call.startsWith('look'))).toEqual([]);
  });

  it('a signing secret that is not stored is asked about, and no decision helps', async () => {
    const run = await registerOnce([withSecret], {
      store: noStore,
      context: { remembers: false },
      secrets: vaultOf(),
      outcomes: [{ kind: 'created', id: 'whk_1', warnings: [] }],
    });
    expect(byName(run)).toEqual(['payments not-stored']);
    expect(run.questions).toMatchObject([{ kind: 'not-stored', options: [] }]);
  });

  it('a signing secret needs a token', async () => {
    const given = { store: noStore, context: { remembers: false } };
    const run = await registerOnce([ledger, withSecret], given);
    expect(run.plan.errors).toMatchObject([{ kind: 'no-token', name: 'payments' }]);
    expect(run.sent).toEqual([]);
  });

  it('nothing is said on stderr', async () => {
    const warnings: string[] = [];
    const onWarning = ({ name }: Error) => void warnings.push(name);
    process.on('warning', onWarning);
    await registerOnce([payments], { store: noStore, context: { remembers: false } });
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });
});

describe('GitHub secrets', () => {
  const slotIn = ({ secrets }: StateDocument) => secrets.PAYMENTS_SECRET;

  it('are stored, and recorded with their owner', async () => {
    const [store, secrets] = [memoryStore(), vaultOf()];
    const run = await registerOnce([withSecret], { store, secrets });
    expect(byName(run)).toEqual(['payments created']);
    expect(secrets.values.get('PAYMENTS_SECRET')).toBe('secret of whk_new_1');
    expect(slotIn(parsed(store))).toEqual({ updatedAt: 't1', owner: 'whk_new_1' });
    expect(byName(await registerOnce([withSecret], { store }))).toEqual(['payments unchanged']);
    const deleted = await registerOnce([withSecret], { store, secrets: vaultOf() });
    expect(deleted.questions).toMatchObject([{ kind: 'not-stored', seen: null }]);
  });

  it('are recorded by their environment, and looked at by one list', async () => {
    const [store, secrets] = [memoryStore(), vaultOf()];
    const context = { secretsEnvironment: 'Production' };
    await registerOnce([withSecret], { store, secrets, context });
    expect(parsed(store).secrets).toEqual({
      'PAYMENTS_SECRET/production': { updatedAt: 't1', owner: 'whk_new_1' },
    });
    secrets.calls.length = 0;
    await registerOnce([withSecret], { store, secrets, context });
    expect(secrets.calls).toEqual(['list']);
  });

  it('that cannot be made ready end the run before any request', async () => {
    const [store, secrets] = [memoryStore(), vaultOf()];
    secrets.trouble = (call) => {
      if (call === 'prepare') throw new SecretsError('No permission.');
    };
    await expect(registerOnce([withSecret], { store, secrets })).rejects.toThrow('No permission.');
    expect(store.text).toBeUndefined();
  });

  it.each(['missing', 'github-token'] as const)('need a token: %s', async (noToken) => {
    const store = memoryStore();
    const run = await registerOnce([ledger, withSecret], { store, noToken });
    expect(run.plan.errors).toEqual([{ kind: 'no-token', name: 'payments', secret: 'PAYMENTS_SECRET', why: noToken }]);
    expect(run.sent).toEqual([]);
    expect(store.text).toBeUndefined();
  });

  it('need a token for each webhook whose signing secret is to be stored', async () => {
    const both = [withSecret, { ...ledger, secret: 'LEDGER_SECRET' }];
    const run = await registerOnce(both, { store: memoryStore() });
    expect(run.plan.errors.map((error) => 'secret' in error && error.secret)).toEqual([
      'PAYMENTS_SECRET',
      'LEDGER_SECRET',
    ]);
    expect(run.sent).toEqual([]);
  });

  it('that cannot be listed stop a run that has to store one, and are a notice otherwise', async () => {
    const secrets = vaultOf();
    secrets.trouble = () => {
      throw new SecretsError('Bad gateway.');
    };
    await expect(registerOnce([withSecret], { secrets })).rejects.toThrow('Bad gateway.');
    const store = memoryStore({
      ...registered,
      secrets: { PAYMENTS_SECRET: { updatedAt: 't1', owner: 'whk_1' } },
    });
    const run = await registerOnce([withSecret, ledger], { store, secrets });
    expect(byName(run)).toEqual(['payments unchanged', 'ledger created']);
    expect(run.unchecked).toBe('Bad gateway.');
  });

  it('are left alone where no webhook names one', async () => {
    const secrets = vaultOf();
    const run = await registerOnce([payments], { secrets });
    expect(byName(run)).toEqual(['payments created']);
    expect(secrets.calls).toEqual([]);
  });

  it('need no token where nothing is to be stored', async () => {
    const store = memoryStore({
      ...registered,
      secrets: { PAYMENTS_SECRET: { updatedAt: 't1', owner: 'whk_1' } },
    });
    const run = await registerOnce([withSecret, ledger], { store });
    expect(byName(run)).toEqual(['payments unchanged', 'ledger created']);
  });

  it('that somebody writes meanwhile are not written over', async () => {
    const [store, secrets] = [memoryStore(), vaultOf()];
    const run = await registerOnce([withSecret], {
      store,
      secrets,
      onRequest: () => secrets.set('PAYMENTS_SECRET', 'theirs'),
    });
    expect(run.results).toMatchObject([
      { status: 'not-stored', id: 'whk_new_1', trouble: { kind: 'written-meanwhile' } },
    ]);
    expect(run.shown).toEqual(['payments not-stored']);
    expect(run.questions).toMatchObject([
      {
        kind: 'not-stored',
        inOutputs: true,
        options: [{ verb: 'keep' }, { verb: 'replace', id: 'whk_new_1' }],
      },
    ]);
    expect(secrets.values.get('PAYMENTS_SECRET')).toBe('theirs');
    const again = await registerOnce([withSecret], { store, secrets });
    // The code that the run printed is the one that the next run asks for.
    expect(again.questions[0]?.options).toEqual(run.questions[0]?.options);
    secrets.set('PAYMENTS_SECRET', 'secret of whk_new_1');
    const decisions = decisionLines(...run.questions.flatMap(({ options }) => options.slice(0, 1).map(lineOf)));
    const last = await registerOnce([withSecret], { store, secrets, context: { decisions } });
    expect(byName(last)).toEqual(['payments unchanged']);
    expect(slotIn(parsed(store))).toEqual({ updatedAt: 't2', owner: 'whk_new_1' });
  });

  it('that an error of our own keeps from being stored leave the webhook recorded', async () => {
    const [store, secrets, bug] = [memoryStore(), vaultOf(), new TypeError('a bug')];
    secrets.trouble = (call) => {
      if (call.startsWith('store ')) throw bug;
    };
    await expect(registerOnce([withSecret], { store, secrets })).rejects.toBe(bug);
    expect(parsed(store).webhooks.payments?.current?.id).toBe('whk_new_1');
  });

  it('that may be another webhook’s once the run has slept are not recorded as its own', async () => {
    const [store, secrets, clock] = [memoryStore(), vaultOf(), sleepingClock()];
    secrets.trouble = (call) => {
      if (call !== 'stored PAYMENTS_SECRET') return;
      clock.pass(3_600_000);
      secrets.set('PAYMENTS_SECRET', 'theirs');
    };
    await registerOnce([withSecret], { store, secrets, clock });
    expect(slotIn(parsed(store))?.owner).toBeUndefined();
  });

  it.each<[string, string]>([
    ['was not stored', 'store PAYMENTS_SECRET secret of whk_new_1'],
    ['was stored, and nobody said so', 'stored PAYMENTS_SECRET'],
  ])('a signing secret that %s is told with the ID, and asked about', async (_, when) => {
    const [store, secrets] = [memoryStore(), vaultOf()];
    secrets.trouble = (call) => {
      if (call === when) throw new SecretsError('Bad gateway.');
    };
    const run = await registerOnce([withSecret, ledger], { store, secrets });
    expect(run.results).toMatchObject([
      {
        status: 'not-stored',
        id: 'whk_new_1',
        secret: 'secret of whk_new_1',
        trouble: { kind: 'failed', message: 'Bad gateway.' },
        notes: [],
      },
      // What stands in the way of one signing secret stands in the way of the next.
      { status: 'unsent', reason: 'a signing secret could not be stored' },
    ]);
    expect(run.questions).toMatchObject([{ kind: 'not-stored', trouble: { kind: 'failed' } }]);
    secrets.trouble = () => undefined;
    const again = await registerOnce([withSecret, ledger], { store, secrets });
    expect(again.questions[0]?.options).toEqual(run.questions[0]?.options);
  });

  it('a reply without a signing secret leaves the question how to store it', async () => {
    const [store, secrets] = [memoryStore(), vaultOf()];
    const run = await registerOnce([withSecret], {
      store,
      secrets,
      outcomes: [{ kind: 'created', id: 'whk_1', warnings: [] }],
    });
    expect(run.results).toMatchObject([{ status: 'not-stored', trouble: { kind: 'no-secret' } }]);
    expect(secrets.values.size).toBe(0);
    expect(slotIn(parsed(store))).toBeUndefined();
  });

  it('a signing secret without an ID is stored, and asked about once the ID is declared', async () => {
    const [store, secrets] = [memoryStore(), vaultOf()];
    const outcomes: Outcome[] = [{ ...unknown, secret: 'whsec_unknown' }];
    await registerOnce([withSecret], { store, secrets, outcomes });
    expect(secrets.values.get('PAYMENTS_SECRET')).toBe('whsec_unknown');
    const adopted = await registerOnce([{ ...withSecret, id: 'whk_9' }], { store, secrets });
    expect(byName(adopted)).toEqual(['payments undecided']);
    expect(adopted.questions).toMatchObject([{ kind: 'not-stored', id: 'whk_9', seen: 't1' }]);
  });

  it.each([
    ['somebody has written it meanwhile', 'written-meanwhile', { updatedAt: 't1' }],
    ['GitHub does not take it', 'failed', undefined],
  ])('a signing secret without an ID is not stored where %s', async (_, kind, slot) => {
    const [store, secrets] = [memoryStore(), vaultOf()];
    if (kind === 'failed') {
      secrets.trouble = (call) => {
        if (call.startsWith('store')) throw new SecretsError('Bad gateway.');
      };
    }
    const run = await registerOnce([withSecret], {
      store,
      secrets,
      outcomes: [{ ...unknown, secret: 'whsec_unknown' }],
      onRequest() {
        if (kind === 'written-meanwhile') secrets.set('PAYMENTS_SECRET', 'theirs');
      },
    });
    expect(run.results).toMatchObject([{ status: 'unconfirmed', secret: 'whsec_unknown', trouble: { kind } }]);
    expect(run.questions.map((question) => question.kind)).toEqual(['unconfirmed']);
    expect(secrets.values.get('PAYMENTS_SECRET')).not.toBe('whsec_unknown');
    expect(slotIn(parsed(store))).toEqual(slot);
  });

  it('a signing secret of a webhook that is gone is never taken for another’s', async () => {
    const [store, secrets] = [memoryStore(), vaultOf()];
    await registerOnce([withSecret], { store, secrets });
    const replace = decisionLines('replace payments whk_new_1');
    const outcomes: Outcome[] = [{ ...unknown, secret: 'whsec_unknown' }];
    await registerOnce([withSecret], { store, secrets, outcomes, context: { decisions: replace } });
    const { request: tried } = parsed(store).webhooks.payments ?? {};
    const gone = decisionLines(`gone payments ${tried?.id}`);
    const run = await registerOnce([withSecret], { store, secrets, context: { decisions: gone } });
    expect(run.results).toMatchObject([{ status: 'undecided', id: 'whk_new_1' }]);
    expect(run.questions.map(({ kind }) => kind)).toEqual(['not-stored']);
  });

  it('are looked at again before a webhook that was deleted is created again', async () => {
    const [store, secrets] = [memoryStore(), vaultOf()];
    await registerOnce([withSecret], { store, secrets });
    await registerOnce([], { store, secrets });
    secrets.set('PAYMENTS_SECRET', 'theirs');
    const decisions = decisionLines('gone payments whk_new_1');
    const run = await registerOnce([withSecret], { store, secrets, context: { decisions } });
    expect(run.plan.errors.map(({ kind }) => kind)).toEqual(['secret-taken']);
    expect(run.sent).toEqual([]);
  });
});

describe('a pattern that comes to mean more events', () => {
  const meaning = (...events: string[]): Declaration => ({
    ...payments,
    patterns: ['transaction.*'],
    body: { ...payments.body, events: events as Declaration['body']['events'] },
  });
  const before = meaning('transaction.completed');

  it.each([
    ['created', stateOf({}), before],
    ['adopted', stateOf({}), { ...before, id: 'whk_1' }],
    [
      'adopted after an outcome that nobody knew',
      stateOf({ payments: record({ request: request('req_0000000000000001', before) }) }),
      { ...before, id: 'whk_1' },
    ],
    ['kept as it is declared', registered, moved(before)],
  ])('leaves a webhook that was %s as it is, with a note', async (_, state, declaration) => {
    const store = memoryStore(state);
    const first = await registerOnce([declaration], { store });
    const keeps = first.questions
      .flatMap(({ options }) => options.map(lineOf))
      .filter((line) => line.startsWith('keep'));
    const context = { decisions: decisionLines(...keeps) };
    if (keeps.length > 0) await registerOnce([declaration], { store, context });
    const { body } = declaration;
    const grown = meaning('transaction.completed', 'transaction.created');
    const run = await registerOnce([{ ...declaration, body: { ...grown.body, url: body.url } }], {
      store,
    });
    expect(byName(run)).toEqual(['payments unchanged']);
    expect(run.results[0]?.notes).toContainEqual({
      kind: 'grown',
      id: expect.any(String),
      events: ['transaction.created'],
    });
  });
});

it('records when a webhook was found removed, and until then advises nothing', async () => {
  const store = memoryStore(registered);
  store.before = () => {
    throw new StateError('No permission.');
  };
  await expect(registerOnce([], { store })).rejects.toThrow('No permission.');
  store.before = () => undefined;
  const run = await registerOnce([], { store });
  expect(run.reminders).toEqual([{ kind: 'removed', name: 'payments', id: 'whk_1', isEnabled: true }]);
  expect(Date.parse(parsed(store).webhooks.payments?.removedAt ?? '')).toBeGreaterThan(Date.parse(earlier));
});
