/** What register does, and in which order: state, requests, outputs, GitHub secrets. */
import { describe, expect, it } from 'vitest';
import { foresee } from '../../src/apply/register.ts';
import type { Outcome } from '../../src/clients/reply.ts';
import { SecretsError } from '../../src/clients/secrets-error.ts';
import type { Declaration } from '../../src/manifest/declarations.ts';
import { lineOf } from '../../src/manifest/decisions.ts';
import { type StateDocument, StateError } from '../../src/state/document.ts';
import { noStore } from '../../src/state/none.ts';
import { stateText } from '../../src/state/text.ts';
import {
  request,
  contextOf,
  created,
  current,
  decisionLines,
  declared,
  earlier,
  memoryStore,
  moved,
  parsed,
  record,
  registerOnce,
  sleepingClock,
  stateOf,
  vaultOf,
} from '../plan/support.ts';

const payments = declared('payments');
const ledger = declared('ledger');
const withSecret = { ...payments, secret: 'PAYMENTS_SECRET' };
const registered = stateOf({ payments: record({ current: current('whk_1', payments) }) });
const unknown: Outcome = { kind: 'unknown', reason: 'timed out' };
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
      expect(Date.parse(one?.until ?? '') - Date.parse(one?.at ?? '')).toBeGreaterThanOrEqual(
        600_000,
      );
    }
    expect(store.messages).toEqual([
      'sandbox: about to create payments, ledger',
      'sandbox: created payments',
      'sandbox: created ledger',
    ]);
    expect(store.proofs[0]).toBe('read back');
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
      const at = clock.now();
      await registerOnce(declarations, {
        store,
        clock,
        concurrency,
        timeoutMs: 30_000,
        connect: async () => (_, deadline) => {
          deadlines.push(deadline - start);
          const until = Object.values(parsed(store).webhooks).map((one) =>
            Date.parse(one?.request?.until ?? ''),
          );
          expect(Math.min(...until) - at).toBeGreaterThanOrEqual(deadline - start);
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
    expect(run.questions).toMatchObject([{ kind: 'unknown', waiting: true, options: [] }]);
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
      /^Other runs kept changing the state \(5 requests\)\. Nothing was sent\./,
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
    const later = { server: contextOf([]).writer.server, run: '999' };
    const old = record({ current: current('whk_8', ledger), removedAt: earlier });
    const store = memoryStore({
      ...stateOf({ ...registered.webhooks, ledger: old }),
      writer: later,
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
    expect(byName(run)).toEqual(['payments undecided', 'ledger to-create', 'billing adopted']);
    expect(run.questions.map(({ kind }) => kind)).toEqual(['changed']);
    expect(parsed(store).webhooks.billing?.current?.id).toBe('whk_7');
    expect(parsed(store).webhooks.ledger).toBeUndefined();
    expect(store.messages).toEqual(['sandbox: adopt billing']);
    expect(run.recorded).toBe(true);
  });

  it('is asked by plan in the same words, which records nothing', async () => {
    const store = memoryStore(registered);
    const declarations = [moved(payments), ledger, declared('billing', { id: 'whk_7' })];
    const foreseen = await foresee({ context: contextOf(declarations), store, secrets: undefined });
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
    expect(store.messages).toEqual(['sandbox: gone payments whk_0; no longer declared: ledger']);
    expect(first.reminders).toEqual([{ kind: 'removed', name: 'ledger', id: 'whk_8' }]);
    const second = await registerOnce([payments], { store, context: { decisions } });
    expect(store.messages).toHaveLength(1);
    expect(second.reminders).toEqual(first.reminders);
    expect(second.plan.idle).toEqual(decisions);
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
    expect(store.messages).toEqual([
      'sandbox: adopt billing, invoices; no longer declared: ledger, payments',
    ]);
  });

  it('says nothing of a run that changes nothing, and names the run that does', async () => {
    const store = memoryStore(registered);
    await registerOnce([payments], { store });
    expect(store.messages).toEqual([]);
    await registerOnce([payments, ledger], { store });
    expect(parsed(store).writer).toEqual(contextOf([]).writer);
  });

  it('has what an older run has sent after a later one wrote, which stays named', async () => {
    const store = memoryStore();
    const later = { server: contextOf([]).writer.server, run: '999' };
    const run = await registerOnce([payments], {
      store,
      onRequest() {
        store.text = stateText({ ...parsed(store), writer: later });
      },
    });
    expect(byName(run)).toEqual(['payments created']);
    expect(parsed(store)).toMatchObject({
      writer: later,
      webhooks: { payments: { current: { id: 'whk_new_1' } } },
    });
  });
});

describe('requests', () => {
  const names = ['a', 'b', 'c', 'd'];
  const all = names.map((name) => declared(name));

  it.each<[string, Outcome, string]>([
    ['401', rejected(401), 'the API refused the credentials (401)'],
    ['403', rejected(403), 'the API refused the credentials (403)'],
    [
      'a connection that never stood',
      { kind: 'unsent', reason: 'the connection was refused' },
      'the connection was refused',
    ],
  ])('stop after %s, and state is as before', async (_, outcome, reason) => {
    const store = memoryStore(registered);
    const run = await registerOnce([payments, ...all], { store, outcomes: [outcome] });
    expect(run.sent).toEqual(['a']);
    expect(byName(run)[1]).toBe(outcome.kind === 'unsent' ? 'a unsent' : 'a refused');
    expect(run.results.slice(2).map((one) => one.reason)).toEqual([reason, reason, reason]);
    const { webhooks } = parsed(store);
    for (const name of names) {
      expect(webhooks[name]).toMatchObject({ replaced: [], gone: [] });
      expect(webhooks[name]).not.toHaveProperty('request');
    }
  });

  it('go on after a refusal of one body and after an unknown outcome', async () => {
    const store = memoryStore();
    const run = await registerOnce(all, { store, outcomes: [rejected(400), unknown] });
    expect(byName(run)).toEqual(['a refused', 'b unknown', 'c created', 'd created']);
    expect(run.questions).toMatchObject([
      {
        kind: 'unknown',
        name: 'b',
        waiting: false,
        isDeclared: true,
        options: [{ verb: 'gone', name: 'b' }],
      },
    ]);
    expect(run.recorded).toBe(true);
    expect(parsed(store).webhooks.b?.request).toMatchObject({ reason: 'timed out' });
    const [option] = run.questions[0]?.options ?? [];
    expect(option).toMatchObject({ id: parsed(store).webhooks.b?.request?.id });
  });

  it('that fail in a way nobody foresaw are unknown, and the others go on', async () => {
    const run = await registerOnce(all, { outcomes: [new Error('unforeseen')] });
    expect(byName(run)).toEqual(['a unknown', 'b created', 'c created', 'd created']);
    expect(run.results[0]).toMatchObject({
      reason: 'the action failed in a way it did not foresee',
    });
  });

  it.each(['keep', 'show'] as const)(
    'stop when %s fails, which is told once, and what is known is recorded',
    async (what) => {
      const store = memoryStore();
      let calls = 0;
      const run = await registerOnce(all, {
        store,
        concurrency: 2,
        [what]() {
          calls += 1;
          if (calls > 1) throw new Error('The disk is full.');
        },
      });
      expect(run.failures).toEqual(['The disk is full.']);
      const made = run.sent.length;
      expect(made).toBeLessThan(4);
      for (const { status, reason } of run.results) {
        expect([status, reason]).toEqual(
          status === 'unsent'
            ? ['unsent', 'the result of another webhook could not be kept']
            : ['created', undefined],
        );
      }
      const { webhooks } = parsed(store);
      expect(Object.values(webhooks).filter((one) => one?.current)).toHaveLength(made);
      expect(Object.values(webhooks).some((one) => one?.request)).toBe(false);
    },
  );

  it('that give one ID to two webhooks are told, at the second', async () => {
    const run = await registerOnce(all, {
      outcomes: [created('whk_1'), created('whk_2'), created('whk_1')],
    });
    expect(run.results.map(({ warnings }) => warnings)).toEqual([
      [],
      [],
      [{ kind: 'repeated-id', owner: 'a' }],
      [],
    ]);
  });

  it('that give the ID of a webhook that was there before are told', async () => {
    const decisions = decisionLines('replace payments whk_1');
    const run = await registerOnce([ledger, payments], {
      store: memoryStore(registered),
      context: { decisions },
      outcomes: [created('whk_1'), unknown],
    });
    expect(run.results.map(({ warnings }) => warnings)).toEqual([
      [],
      [{ kind: 'repeated-id', owner: 'ledger' }],
    ]);
    const again = await registerOnce([payments, ledger], {
      store: memoryStore(registered),
      outcomes: [created('whk_1')],
    });
    expect(again.results[1]?.warnings).toEqual([{ kind: 'repeated-id', owner: 'payments' }]);
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
      { status: 'refused', id: 'whk_1' },
      { status: 'created', id: 'whk_3', replaced: 'whk_2' },
    ]);
    expect(run.reminders).toEqual([{ kind: 'replaced', name: 'ledger', id: 'whk_2' }]);
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
      keep: (news, all) => void order.push(`keep ${news.length} of ${all.length}`),
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
    expect(byName(run)).toEqual(['payments unknown', 'ledger adopted']);
    expect(run.plan.isNew).toBe(false);
    expect(run.questions).toMatchObject([{ kind: 'unknown', options: [] }]);
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
    expect(byName(run)).toEqual(['payments unstored']);
    expect(run.questions).toMatchObject([{ kind: 'unstored', options: [] }]);
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
    const again = await registerOnce([withSecret], { store, secrets: vaultOf() });
    expect(byName(again)).toEqual(['payments unchanged']);
  });

  it('are recorded by their environment, and not asked about once they are', async () => {
    const [store, secrets] = [memoryStore(), vaultOf()];
    const context = { secretsEnvironment: 'Production' };
    await registerOnce([withSecret], { store, secrets, context });
    expect(parsed(store).secrets).toEqual({
      'PAYMENTS_SECRET/production': { updatedAt: 't1', owner: 'whk_new_1' },
    });
    secrets.calls.length = 0;
    await registerOnce([withSecret], { store, secrets, context });
    expect(secrets.calls).toEqual([]);
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
    expect(run.plan.errors).toEqual([
      { kind: 'no-token', name: 'payments', secret: 'PAYMENTS_SECRET', why: noToken },
    ]);
    expect(run.sent).toEqual([]);
    expect(store.text).toBeUndefined();
  });

  it('need a token where nobody has seen what a registered webhook names', async () => {
    const old = { ...declared('billing'), id: 'whk_0', secret: 'BILLING_SECRET' };
    const store = memoryStore(
      stateOf(
        {
          billing: record({ current: current('whk_3', old), replaced: ['whk_0'] }),
          payments: record({ current: current('whk_1', payments) }),
        },
        { secrets: { BILLING_SECRET: { updatedAt: 't1', owner: 'whk_3' } } },
      ),
    );
    const run = await registerOnce([old, withSecret, ledger], { store });
    expect(run.results[0]?.notes).toMatchObject([{ kind: 'inert-id' }]);
    expect(run.plan.errors).toEqual([
      { kind: 'no-token', name: 'payments', secret: 'PAYMENTS_SECRET', why: 'missing' },
    ]);
    expect(run.sent).toEqual([]);
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
      { status: 'unstored', id: 'whk_new_1', trouble: { kind: 'written-meanwhile' } },
    ]);
    expect(run.shown).toEqual(['payments unstored']);
    expect(run.questions).toMatchObject([
      {
        kind: 'unstored',
        exists: true,
        taken: true,
        observed: true,
        formerly: [],
        options: [{ verb: 'replace', id: 'whk_new_1' }],
      },
    ]);
    expect(secrets.values.get('PAYMENTS_SECRET')).toBe('theirs');
    const again = await registerOnce([withSecret], { store, secrets });
    expect(again.questions).toMatchObject([{ kind: 'unstored', exists: true, taken: true }]);
    secrets.set('PAYMENTS_SECRET', 'secret of whk_new_1');
    const last = await registerOnce([withSecret], { store, secrets });
    expect(byName(last)).toEqual(['payments unchanged']);
    expect(last.results[0]?.notes).toEqual([{ kind: 'secret-written', secret: 'PAYMENTS_SECRET' }]);
    expect(store.messages.at(-1)).toBe('sandbox: GitHub secrets as they are now');
  });

  it.each<[string, string, string[]]>([
    ['was not stored', 'store PAYMENTS_SECRET secret of whk_new_1', ['unstored']],
    ['was stored, and nobody said so', 'stored PAYMENTS_SECRET', []],
  ])(
    'a signing secret that %s is told with the ID, and looked for in the next run',
    async (_, when, questions) => {
      const [store, secrets] = [memoryStore(), vaultOf()];
      secrets.trouble = (call) => {
        if (call === when) throw new SecretsError('Bad gateway.');
      };
      const run = await registerOnce([withSecret, ledger], { store, secrets });
      expect(run.results).toMatchObject([
        {
          status: 'unstored',
          id: 'whk_new_1',
          secret: 'secret of whk_new_1',
          trouble: { kind: 'failed', message: 'Bad gateway.' },
          notes: [],
        },
        // What stands in the way of one signing secret stands in the way of the next.
        { status: 'unsent', reason: 'a signing secret could not be stored' },
      ]);
      expect(run.questions).toMatchObject([{ kind: 'unstored', exists: false, taken: false }]);
      secrets.trouble = () => undefined;
      const again = await registerOnce([withSecret, ledger], { store, secrets });
      expect(again.questions.map(({ kind }) => kind)).toEqual(questions);
    },
  );

  it('a reply without a signing secret leaves the question how to store it', async () => {
    const [store, secrets] = [memoryStore(), vaultOf()];
    const run = await registerOnce([withSecret], {
      store,
      secrets,
      outcomes: [{ kind: 'created', id: 'whk_1', warnings: [] }],
    });
    expect(run.results).toMatchObject([{ status: 'unstored', trouble: { kind: 'no-secret' } }]);
    expect(secrets.values.size).toBe(0);
    expect(slotIn(parsed(store))).toEqual({ awaits: 'whk_1' });
  });

  it('a signing secret without an ID is stored, and found once the ID is declared', async () => {
    const [store, secrets] = [memoryStore(), vaultOf()];
    const outcomes: Outcome[] = [{ ...unknown, secret: 'whsec_unknown' }];
    await registerOnce([withSecret], { store, secrets, outcomes });
    expect(secrets.values.get('PAYMENTS_SECRET')).toBe('whsec_unknown');
    const adopted = await registerOnce([{ ...withSecret, id: 'whk_9' }], { store, secrets });
    expect(byName(adopted)).toEqual(['payments adopted']);
    expect(slotIn(parsed(store))).toEqual({ updatedAt: 't1', owner: 'whk_9' });
  });

  it.each([
    ['somebody has written it meanwhile', 'written-meanwhile', { updatedAt: 't1' }],
    ['GitHub does not take it', 'failed', {}],
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
    expect(run.results).toMatchObject([
      { status: 'unknown', secret: 'whsec_unknown', trouble: { kind } },
    ]);
    expect(run.questions.map((question) => question.kind)).toEqual(['unknown']);
    expect(secrets.values.get('PAYMENTS_SECRET')).not.toBe('whsec_unknown');
    expect(parsed(store).secrets).toEqual({ PAYMENTS_SECRET: slot });
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
    expect(run.questions.map(({ kind }) => kind)).toEqual(['unstored']);
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
  expect(run.reminders).toEqual([{ kind: 'removed', name: 'payments', id: 'whk_1' }]);
  expect(Date.parse(parsed(store).webhooks.payments?.removedAt ?? '')).toBeGreaterThan(
    Date.parse(earlier),
  );
});
