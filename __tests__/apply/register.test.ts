/** What register does, and in which order: state, requests, outputs, GitHub secrets. */
import { describe, expect, it } from 'vitest';
import { foresee } from '../../src/apply/register.ts';
import { hasFailed } from '../../src/apply/results.ts';
import type { Outcome } from '../../src/clients/reply.ts';
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
  type MemoryStore,
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
const billing = declared('billing', { id: 'whk_7' });
const withSecret = { ...payments, secret: 'PAYMENTS_SECRET' };
const registered = stateOf({ payments: record({ current: current('whk_1', payments) }) });
const both = stateOf({ ...registered.webhooks, ledger: record({ current: current('whk_2', ledger) }) });
const stored = { ...registered, secrets: { PAYMENTS_SECRET: { updatedAt: 't1', owner: 'whk_1' } } };
const newer = runOf('999');
const unknown: Outcome = { kind: 'unconfirmed', reason: 'timed out' };
const rejected = (status: number): Outcome => ({ kind: 'rejected', status, errors: [] });
const fails = (error: Error) => () => {
  throw error;
};
const byName = ({ results }: Pick<Awaited<ReturnType<typeof foresee>>, 'results'>) =>
  results.map(({ name, status }) => `${name} ${status}`);

/** What state has under each name: its ID, or that of the request that stands. */
const idsIn = (store: MemoryStore) =>
  Object.entries(parsed(store).webhooks).flatMap(([name, one]) => {
    const ids = [one?.current?.id, one?.request?.id].filter((id) => id !== undefined);
    return ids.length === 0 ? [] : `${name} ${ids.join(' ')}`;
  });

describe('before the first request', () => {
  it('the requests are in state, each with an ID of its own', async () => {
    const store = memoryStore();
    const seen: string[][] = [];
    await registerOnce([payments, ledger], { store, onRequest: () => void seen.push(idsIn(store)) });
    expect(seen[0]).toEqual(['ledger req_0000000000000002', 'payments req_0000000000000001']);
    expect(store.messages).toEqual([
      'sandbox: about to create payments, ledger',
      'sandbox: created payments',
      'sandbox: created ledger',
    ]);
  });

  it.each([
    ['ten minutes at least', 1, 1, 600_000],
    ['or as long as all may take twice, and the API may have them wait', 20, 1, 2 * 20 * 30_000 + 360_000],
    ['some at a time', 200, 10, 2 * 20 * 30_000 + 360_000],
  ])('a client is made that begins none once they may be decided about: %s', async (_, count, concurrency, ms) => {
    const [store, clock] = [memoryStore(undefined, 5000), sleepingClock()];
    store.before = () => clock.pass(7000);
    const deadlines: number[] = [];
    await registerOnce(
      Array.from({ length: count }, (_, index) => declared(`w${index}`)),
      {
        store,
        clock,
        concurrency,
        timeoutMs: 30_000,
        connect: async () => (_, deadline) => {
          deadlines.push(deadline.elapsed);
          for (const one of Object.values(parsed(store).webhooks)) {
            expect(one?.request?.until).toBe(new Date(deadline.now).toISOString());
          }
          return { create: async () => rejected(400), close: () => undefined };
        },
      },
    );
    expect(deadlines).toEqual([ms]);
  });

  const no = fails(new Foreseen('No.'));
  it.each<[string, Given & { before?: () => void; trouble?: string }]>([
    ['a state that cannot be written', { before: fails(new StateError('No.')) }],
    ['a client that cannot be loaded', { connect: async () => fails(new Error('No.'))() }],
    ['GitHub secrets that cannot be listed', { trouble: 'list' }],
    ['GitHub secrets that cannot be made ready', { trouble: 'prepare' }],
  ])('%s ends the run, and nothing is recorded', async (_, { before, trouble, ...given }) => {
    const [store, secrets, sent] = [memoryStore(), vaultOf(), [] as string[]];
    if (before) store.before = before;
    secrets.trouble = (call) => call === trouble && no();
    const run = registerOnce([withSecret], { store, secrets, onSend: (name) => sent.push(name), ...given });
    await expect(run).rejects.toThrow('No.');
    expect([sent, store.text]).toEqual([[], undefined]);
  });

  it.each([
    ['has created is not created again', registered, ['payments unchanged', 'ledger created'], []],
    [
      'is about to create is waited for',
      stateOf({
        payments: record({ request: request('req_000000000000000f', payments, { until: '2026-11-26T12:30:00.000Z' }) }),
      }),
      ['payments undecided', 'ledger blocked'],
      [{ kind: 'unconfirmed', inProgress: true, options: [] }],
    ],
  ])('what another run %s', async (_, theirs, statuses, questions) => {
    const store = memoryStore();
    store.before = (write) => {
      if (write === 1) store.text = stateText(theirs);
    };
    const run = await registerOnce([payments, ledger], { store });
    expect(byName(run)).toEqual(statuses);
    expect(run.sent).toEqual(statuses.flatMap((one) => (one === 'ledger created' ? 'ledger' : [])));
    expect(run.questions).toMatchObject(questions);
  });

  it.each([
    ['counts although another run has written on top of it', true],
    ['of which nothing is left does not count', false],
  ])('a write %s', async (_, isThere) => {
    const store = memoryStore();
    const { write } = store;
    const other = record({ current: current('whk_9', declared('other')) });
    store.write = async (...args) => {
      store.write = write;
      await write(...args);
      const { webhooks, ...state } = parsed(store);
      store.text = isThere ? stateText({ ...state, webhooks: { ...webhooks, other } }) : undefined;
      return 'moved';
    };
    const run = await registerOnce([payments], { store });
    expect(byName(run)).toEqual(['payments created']);
    expect(run.sent).toEqual(['payments']);
    expect(idsIn(store)).toEqual([...(isThere ? ['other whk_9'] : []), 'payments whk_new_1']);
    expect(parsed(store).webhooks.payments).toMatchObject({ replaced: [], gone: [] });
  });

  it('others who never stop writing end the run after five plans', async () => {
    const store = memoryStore();
    let writes = 0;
    store.before = () => {
      writes += 1;
      store.text = stateText(stateOf({ other: record({ current: current(`whk_${writes}`, declared('other')) }) }));
    };
    await expect(registerOnce([payments], { store })).rejects.toThrow(
      /^Other runs kept changing the state \(5 tries\)\. Nothing was created at Conduit\./,
    );
    expect(writes).toBe(5);
  });

  it('a run that was cancelled sends and records nothing', async () => {
    const store = memoryStore(registered);
    const cancelled = AbortSignal.abort('the run was cancelled');
    const run = await registerOnce([payments, ledger, billing], { store, cancelled });
    expect(byName(run)).toEqual(['payments unchanged', 'ledger unsent', 'billing to-adopt']);
    expect(run.results[1]).toMatchObject({ reason: 'the run was cancelled' });
    expect(run.recorded).toBe(false);
    expect(store.messages).toEqual([]);
  });

  it('an older run advises nothing: what it calls removed, a later one may declare', async () => {
    const old = record({ current: current('whk_8', ledger), removedAt: earlier });
    const store = memoryStore(stateOf({ ...registered.webhooks, ledger: old }, { run: newer }));
    const run = await registerOnce([payments], { store });
    expect(byName(run)).toEqual(['payments unchanged']);
    expect(run.reminders).toEqual([]);
    const late = await registerOnce([payments, declared('billing', { secret: 'BILLING_SECRET' })], { store });
    expect(late.plan.errors.map(({ kind }) => kind)).toEqual(['outdated']);
  });
});

describe('an open question', () => {
  it('stops every request, in plan as in register, which records what needs none', async () => {
    const store = memoryStore(registered);
    const declarations = [moved(payments), ledger, billing];
    const target = { context: contextOf(declarations), store, secrets: undefined, isManifest: () => false };
    const foreseen = await foresee(target);
    expect(byName(foreseen)).toEqual(['payments undecided', 'ledger to-create', 'billing to-adopt']);
    expect(foreseen).toMatchObject({ recorded: false, reminders: [], failures: [] });
    expect(store.messages).toEqual([]);
    const run = await registerOnce(declarations, { store });
    expect(byName(run)).toEqual(['payments undecided', 'ledger blocked', 'billing adopted']);
    expect(run.questions.map(({ kind }) => kind)).toEqual(['changed']);
    expect(run.questions).toEqual(foreseen.questions);
    expect(run.recorded).toBe(true);
    expect(idsIn(store)).toEqual(['billing whk_7', 'payments whk_1']);
    expect(store.messages).toEqual(['sandbox: adopt billing']);
  });

  it('that is answered by a contradiction records nothing at all', async () => {
    const store = memoryStore(both);
    const context = { decisions: decisionLines('gone payments whk_1') };
    const run = await registerOnce([payments, billing], { store, context });
    expect(run.plan.errors.map(({ kind }) => kind)).toEqual(['gone-but-current']);
    expect(byName(run)).toEqual(['payments unchanged', 'billing to-adopt']);
    expect(run).toMatchObject({ recorded: false, reminders: [] });
    expect(store.messages).toEqual([]);
  });
});

describe('the trail that state leaves', () => {
  it('says what was adopted and decided, and what is no longer declared, once', async () => {
    const replaced = record({ ...registered.webhooks.payments, replaced: ['whk_0'] });
    const other = record({ current: current('whk_3', declared('other')) });
    const store = memoryStore(stateOf({ ...both.webhooks, payments: replaced, other }));
    const declarations = [payments, billing, declared('invoices', { id: 'whk_8' })];
    const context = { decisions: decisionLines('gone payments whk_0') };
    const first = await registerOnce(declarations, { store, context });
    expect(store.messages).toEqual([
      'sandbox: adopt billing, invoices; gone payments whk_0; no longer in the manifest: ledger, other',
    ]);
    expect(first.reminders).toEqual([
      { kind: 'removed', name: 'ledger', id: 'whk_2', isEnabled: true },
      { kind: 'removed', name: 'other', id: 'whk_3', isEnabled: true },
    ]);
    const second = await registerOnce(declarations, { store, context });
    expect(store.messages).toHaveLength(1);
    expect(second.reminders).toEqual(first.reminders);
    expect(second.plan.judgements.map(({ kind }) => kind)).toEqual(['past']);
  });

  it('says nothing of a run that changes nothing, and names the run that does', async () => {
    const store = memoryStore(registered);
    await registerOnce([payments], { store });
    expect(store.messages).toEqual([]);
    await registerOnce([payments, ledger], { store });
    expect(parsed(store).run).toEqual(contextOf([]).run);
  });

  it('has what was created after another run had decided that it was gone, as not in use: the run fails', async () => {
    const store = memoryStore();
    const run = await registerOnce([payments], {
      store,
      async onRequest() {
        const decisions = decisionLines(`gone payments ${parsed(store).webhooks.payments?.request?.id}`);
        await registerOnce([payments], {
          store,
          context: { at: '2026-11-27T12:00:00.000Z', run: newer, decisions },
          outcomes: [created('whk_second')],
          randomId: () => 'f'.repeat(16),
        });
      },
    });
    expect(parsed(store).webhooks.payments).toMatchObject({ current: { id: 'whk_second' }, replaced: ['whk_new_1'] });
    expect(run.failures).toEqual([expect.stringContaining('payments was created as whk_new_1')]);
    expect(run.reminders).toMatchObject([{ name: 'payments', id: 'whk_new_1' }]);
  });
});

describe('requests', () => {
  const all = ['a', 'b', 'c', 'd'].map((name) => declared(name));

  it.each<[string, Outcome, string]>([
    ['401', rejected(401), 'Conduit rejected the credentials (401)'],
    ['403', rejected(403), 'Conduit denied access (403)'],
    ['429', rejected(429), 'Conduit limits requests (429)'],
    ['404', { ...unknown, isNotFound: true }, 'the API URL may be wrong (404)'],
    ['a connection that never stood', { kind: 'unsent', reason: 'connection refused' }, 'connection refused'],
  ])('stop after %s, and state is as before but for what is unknown', async (_, outcome, reason) => {
    const store = memoryStore(registered);
    const run = await registerOnce([payments, ...all], { store, outcomes: [outcome] });
    expect(run.sent).toEqual(['a']);
    expect(byName(run)).toEqual(['payments unchanged', `a ${outcome.kind}`, 'b unsent', 'c unsent', 'd unsent']);
    expect(run.results.slice(2).map((one) => one.reason)).toEqual([reason, reason, reason]);
    const stands = outcome.kind === 'unconfirmed' ? ['a req_0000000000000001'] : [];
    expect(idsIn(store)).toEqual([...stands, 'payments whk_1']);
    for (const { name } of all) expect(parsed(store).webhooks[name]).toMatchObject({ replaced: [], gone: [] });
  });

  it('go on after a refusal of one body and after an unknown outcome', async () => {
    const store = memoryStore();
    const run = await registerOnce(all, { store, outcomes: [rejected(400), unknown] });
    expect(byName(run)).toEqual(['a rejected', 'b unconfirmed', 'c created', 'd created']);
    const { id } = parsed(store).webhooks.b?.request ?? {};
    const options = [{ verb: 'gone', name: 'b', id }];
    expect(run.questions).toMatchObject([
      { kind: 'unconfirmed', name: 'b', inProgress: false, isDeclared: true, options },
    ]);
    expect(run.recorded).toBe(true);
    expect(parsed(store).webhooks.b?.request).toMatchObject({ reason: 'timed out' });
  });

  const bug = new TypeError('a bug');
  const failing = (at: string, call?: string) => call?.startsWith(at) && fails(bug)();
  it.each<[string, Given, string[], string[]]>([
    ['before the first request', { begin: fails(bug) }, [], []],
    ['before a request is sent', { onRequest: (name) => void failing('b', name) }, ['a'], ['a']],
    ['after it was sent', { outcomes: [created('whk_1'), bug] }, ['a', 'b'], ['a', 'b?']],
    ['as a result is kept', { keep: ([one]) => void failing('a', one?.name) }, ['a'], ['a']],
    ['as a result is shown', { show: ({ name }) => void failing('a', name) }, ['a'], ['a']],
  ])('end with an error of our own %s: what is known is recorded, and no more', async (_, given, sent, known) => {
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
  });

  it('stop when a result cannot be kept, which is told once, and what is known is recorded', async () => {
    const store = memoryStore();
    let calls = 0;
    const keep = () => {
      calls += 1;
      if (calls > 1) throw new Foreseen('The disk is full.');
    };
    const run = await registerOnce(all, { store, concurrency: 2, keep });
    expect(run.failures).toEqual(['The disk is full.']);
    expect(run.sent).toEqual(['a', 'b']);
    expect(byName(run)).toEqual(['a created', 'b created', 'c unsent', 'd unsent']);
    const why = 'the result of another webhook could not be recorded';
    expect(run.results.map(({ reason }) => reason)).toEqual([undefined, undefined, why, why]);
    expect(idsIn(store)).toEqual(['a whk_new_1', 'b whk_new_2']);
  });

  const used = stateOf({ ...registered.webhooks, old: record({ gone: ['whk_0'] }) });
  it.each<[string, Given, string]>([
    ['another one of the run', { outcomes: [created('whk_9'), created('whk_9')] }, 'payments'],
    ['one that was there before', { store: memoryStore(registered), outcomes: [created('whk_1')] }, 'payments'],
    ['one that is no longer in use', { store: memoryStore(used), outcomes: [created('whk_0')] }, 'another webhook'],
    [
      'the one that is replaced',
      {
        store: memoryStore(both),
        context: { decisions: decisionLines('replace ledger whk_2') },
        outcomes: [created('whk_2')],
      },
      'the webhook registered before',
    ],
  ])('that give a webhook the ID of %s are unconfirmed, and name both', async (_, given, owner) => {
    const run = await registerOnce([payments, ledger], given);
    expect(hasFailed(run)).toBe(true);
    expect(run.results[1]).toMatchObject({ status: 'unconfirmed', secret: expect.any(String) });
    expect(run.results[1]?.reason).toContain(`the ID of ${owner}`);
  });

  it('keep what is to be known of an `id` that has no effect', async () => {
    const inert = { kind: 'inert-id', id: 'whk_1', fate: 'replaced' };
    const webhooks = { ledger: record({ current: current('whk_2', ledger), replaced: ['whk_1'] }) };
    const store = memoryStore(stateOf(webhooks));
    const run = await registerOnce([{ ...payments, id: 'whk_1' }, ledger], { store });
    expect(byName(run)).toEqual(['payments created', 'ledger unchanged']);
    expect(run.results[0]?.notes).toEqual([inert]);
  });

  it('are none once the run is cancelled', async () => {
    const cancelled = new AbortController();
    const onRequest = () => cancelled.abort('the run was cancelled');
    const run = await registerOnce(all, { cancelled: cancelled.signal, onRequest });
    expect(byName(run)).toEqual(['a created', 'b unsent', 'c unsent', 'd unsent']);
    expect(run.results[1]?.reason).toBe('the run was cancelled');
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

  it.each([created('whk_1'), unknown])('leave no connection open when they end as $kind', async (outcome) => {
    let closed = 0;
    const close = () => {
      closed += 1;
    };
    await registerOnce([payments], { connect: async () => () => ({ create: async () => outcome, close }) });
    expect(closed).toBe(1);
  });

  it('that replace tell both IDs, and a refused one leaves the webhook before as it was', async () => {
    const store = memoryStore(both);
    const run = await registerOnce([payments, ledger], {
      store,
      context: { decisions: decisionLines('replace payments whk_1', 'replace ledger whk_2') },
      outcomes: [rejected(400), created('whk_3')],
    });
    expect(run.results).toMatchObject([
      { status: 'rejected', id: 'whk_1' },
      { status: 'created', id: 'whk_3', replaced: 'whk_2' },
    ]);
    expect(run.reminders).toEqual([{ kind: 'replaced', name: 'ledger', id: 'whk_2', isEnabled: true }]);
    expect(idsIn(store)).toEqual(['ledger whk_3', 'payments whk_1']);
  });

  it('are in the outputs before the GitHub secret, in state before they are shown', async () => {
    const [store, secrets, order] = [memoryStore(), vaultOf(), [] as string[]];
    secrets.trouble = (call) => order.push(call);
    await registerOnce([withSecret, { ...ledger, id: 'whk_7' }], {
      store,
      secrets,
      begin: ({ webhooks }) => order.push(`begin with ${webhooks.length}`),
      keep: (news, all) => order.push(...news.map(({ status }) => `keep ${status} of ${all().length}`)),
      show: ({ status }) => order.push(`show ${status}, ${store.messages.length} writes`),
    });
    expect(order).toEqual([
      'list',
      'look PAYMENTS_SECRET',
      'prepare',
      'begin with 2',
      'keep adopted of 1',
      'show adopted, 1 writes',
      'keep created of 2',
      'look PAYMENTS_SECRET',
      'store PAYMENTS_SECRET secret of whk_new_1',
      'stored PAYMENTS_SECRET',
      'look PAYMENTS_SECRET',
      'show created, 2 writes',
    ]);
  });

  it('whose results cannot be recorded are told with the reason, and still shown', async () => {
    const store = memoryStore();
    store.before = (write) => (write > 1 ? fails(new StateError('The remote is away.'))() : undefined);
    const run = await registerOnce([payments], { store });
    expect(run).toMatchObject({ failures: ['The remote is away.'], reminders: [], shown: ['payments created'] });
    expect(run.results).toMatchObject([{ status: 'created', id: 'whk_new_1' }]);
  });
});

describe('without state', () => {
  const without = { store: noStore, context: { remembers: false } };

  it('all is created each time, but what has an id, and nothing is asked', async () => {
    const run = await registerOnce([payments, billing], { ...without, outcomes: [unknown] });
    expect(byName(run)).toEqual(['payments unconfirmed', 'billing adopted']);
    expect(run.plan.isNew).toBe(false);
    expect(run.questions).toMatchObject([{ kind: 'unconfirmed', options: [] }]);
    expect(run.reminders).toEqual([]);
  });

  it('a signing secret is stored, whatever GitHub has', async () => {
    const secrets = vaultOf({ PAYMENTS_SECRET: 'that of the run before' });
    const run = await registerOnce([withSecret], { ...without, secrets });
    expect(byName(run)).toEqual(['payments created']);
    expect(run.failures).toEqual([]);
    expect(secrets.calls).toEqual(['prepare', 'store PAYMENTS_SECRET secret of whk_new_1']);
  });

  it('a signing secret that is not stored is asked about, and no decision helps', async () => {
    const outcomes: Outcome[] = [{ kind: 'created', id: 'whk_1', warnings: [] }];
    const run = await registerOnce([withSecret], { ...without, secrets: vaultOf(), outcomes });
    expect(byName(run)).toEqual(['payments not-stored']);
    expect(run.questions).toMatchObject([{ kind: 'not-stored', options: [] }]);
  });

  it('nothing is said on stderr', async () => {
    const warnings: string[] = [];
    const onWarning = ({ name }: Error) => void warnings.push(name);
    process.on('warning', onWarning);
    await registerOnce([payments], without);
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });
});

describe('GitHub secrets', () => {
  const slotIn = (store: MemoryStore) => parsed(store).secrets.PAYMENTS_SECRET;
  /** Fails at one call. */
  const failingAt = (at: string, error: Error) => (call: string) => call.startsWith(at) && fails(error)();

  it('are stored, and recorded with their owner', async () => {
    const [store, secrets] = [memoryStore(), vaultOf()];
    const run = await registerOnce([withSecret], { store, secrets });
    expect(byName(run)).toEqual(['payments created']);
    expect(secrets.values.get('PAYMENTS_SECRET')).toBe('secret of whk_new_1');
    expect(slotIn(store)).toEqual({ updatedAt: 't1', owner: 'whk_new_1' });
    expect(byName(await registerOnce([withSecret], { store }))).toEqual(['payments unchanged']);
    const deleted = await registerOnce([withSecret], { store, secrets: vaultOf() });
    expect(deleted.questions).toMatchObject([{ kind: 'not-stored', seen: null }]);
  });

  it('are recorded by their environment, and looked at by one list', async () => {
    const [store, secrets] = [memoryStore(), vaultOf()];
    const context = { secretsEnvironment: 'Production' };
    await registerOnce([withSecret], { store, secrets, context });
    expect(parsed(store).secrets).toEqual({ 'PAYMENTS_SECRET/production': { updatedAt: 't1', owner: 'whk_new_1' } });
    secrets.calls.length = 0;
    await registerOnce([withSecret], { store, secrets, context });
    expect(secrets.calls).toEqual(['list']);
  });

  it.each<[string, Given]>([
    ['missing', {}],
    ['github-token', { context: { noToken: 'github-token' } }],
    ['missing', { store: noStore, context: { remembers: false } }],
  ])('need a token for each that is to be stored: %s', async (why, given) => {
    const store = memoryStore();
    const stored = [withSecret, { ...ledger, secret: 'LEDGER_SECRET' }];
    const run = await registerOnce([...stored, declared('other')], { store, ...given });
    expect(run.plan.errors).toEqual(stored.map(({ name, secret }) => ({ kind: 'no-token', name, secret, why })));
    expect(run.plan.webhooks.flatMap(({ notes }) => notes)).toEqual([]);
    expect(byName(run)).toEqual(['payments faulty', 'ledger faulty', 'other blocked']);
    expect(store.text).toBeUndefined();
  });

  it.each([
    ['without a token', undefined],
    ['when they cannot be listed, which is a notice', 'Bad gateway.'],
  ])('stop no run that has none to store %s', async (_, trouble) => {
    const secrets = trouble === undefined ? undefined : vaultOf();
    if (secrets) secrets.trouble = fails(new Foreseen('Bad gateway.'));
    const run = await registerOnce([withSecret, ledger], { store: memoryStore(stored), secrets });
    expect(byName(run)).toEqual(['payments unchanged', 'ledger created']);
    expect(run.unchecked).toBe(trouble);
  });

  it('that a request may have written are looked at, though it is no longer declared', async () => {
    const [secrets, tried] = [vaultOf(), request('req_0000000000000001', payments, { secret: 'OLD_SECRET' })];
    const elsewhere = { ...tried, id: 'req_0000000000000002', secret: 'OTHER_SECRET/production' };
    const webhooks = { payments: record({ request: tried }), ledger: record({ request: elsewhere }) };
    await registerOnce([withSecret], { store: memoryStore(stateOf(webhooks)), secrets });
    expect(secrets.calls).toEqual(['list', 'look PAYMENTS_SECRET', 'look OLD_SECRET']);
  });

  it('are left alone where no webhook names one', async () => {
    const secrets = vaultOf();
    const run = await registerOnce([payments], { secrets });
    expect(byName(run)).toEqual(['payments created']);
    expect(secrets.calls).toEqual([]);
  });

  it('that an error of our own keeps from being stored leave the webhook recorded', async () => {
    const [store, secrets, bug] = [memoryStore(), vaultOf(), new TypeError('a bug')];
    secrets.trouble = failingAt('store ', bug);
    await expect(registerOnce([withSecret], { store, secrets })).rejects.toBe(bug);
    expect(idsIn(store)).toEqual(['payments whk_new_1']);
  });

  it('that may be another webhook’s once the run has slept are not recorded as its own', async () => {
    const [store, secrets, clock] = [memoryStore(), vaultOf(), sleepingClock()];
    secrets.trouble = (call) => {
      if (call !== 'stored PAYMENTS_SECRET') return;
      clock.pass(3_600_000);
      secrets.set('PAYMENTS_SECRET', 'theirs');
    };
    await registerOnce([withSecret], { store, secrets, clock });
    expect(slotIn(store)?.owner).toBeUndefined();
  });

  const withoutId: Outcome = { ...unknown, secret: 'whsec_unknown' };
  const withoutSecret: Outcome = { kind: 'created', id: 'whk_1', warnings: [] };

  it.each<[string, Outcome, 'written' | 'store ' | 'stored' | undefined, string, string?]>([
    ['somebody has written it meanwhile', created('whk_1'), 'written', 'written-meanwhile', 'theirs'],
    ['GitHub does not take it', created('whk_1'), 'store ', 'failed'],
    ['GitHub takes it, and does not say so', created('whk_1'), 'stored', 'failed', 'secret of whk_1'],
    ['the reply has none', withoutSecret, undefined, 'no-secret'],
    ['it has no ID, and somebody has written it', withoutId, 'written', 'written-meanwhile', 'theirs'],
    ['it has no ID, and GitHub does not take it', withoutId, 'store ', 'failed'],
  ])('a signing secret is asked about where %s', async (_, outcome, wrong, kind, held) => {
    const [store, secrets] = [memoryStore(), vaultOf()];
    secrets.trouble = failingAt(wrong ?? 'nothing', new Foreseen('Bad gateway.'));
    const onRequest = () => {
      if (wrong === 'written') secrets.set('PAYMENTS_SECRET', 'theirs');
    };
    const run = await registerOnce([withSecret, ledger], { store, secrets, outcomes: [outcome], onRequest });
    const { id, secret } = { id: undefined, secret: undefined, ...outcome };
    const status = id === undefined ? 'unconfirmed' : 'not-stored';
    // What stands in the way of one signing secret stands in the way of the next.
    expect(byName(run)).toEqual([`payments ${status}`, kind === 'failed' ? 'ledger unsent' : 'ledger created']);
    expect(run.shown).toEqual(byName(run));
    const trouble = { kind, ...(kind === 'failed' && { message: 'Bad gateway.' }) };
    expect(run.results[0]).toMatchObject({ id, secret, trouble });
    expect(run.questions).toMatchObject([{ kind: status }]);
    const seen = kind === 'written-meanwhile' ? '' : undefined;
    if (id !== undefined) expect(run.questions).toMatchObject([{ trouble, seen, inOutputs: secret !== undefined }]);
    expect(secrets.values.get('PAYMENTS_SECRET')).toBe(held);
    expect(slotIn(store)).toEqual(held === 'theirs' ? { updatedAt: 't1' } : undefined);
    secrets.trouble = () => undefined;
    const again = await registerOnce([withSecret, ledger], { store, secrets });
    // The code that the run printed is the one that the next run asks for.
    expect(again.questions[0]?.options).toEqual(run.questions[0]?.options);
  });

  it('a signing secret without an ID is stored, and asked about once the ID is declared', async () => {
    const [store, secrets] = [memoryStore(), vaultOf()];
    const run = await registerOnce([withSecret], { store, secrets, outcomes: [withoutId] });
    const kept = '; the GitHub secret PAYMENTS_SECRET now has its signing secret';
    expect(run.questions).toMatchObject([{ request: { reason: expect.stringMatching(new RegExp(`${kept}$`)) } }]);
    expect(secrets.values.get('PAYMENTS_SECRET')).toBe('whsec_unknown');
    expect(slotIn(store)).toBeUndefined();
    const adopted = await registerOnce([{ ...withSecret, id: 'whk_9' }], { store, secrets });
    expect(byName(adopted)).toEqual(['payments undecided']);
    expect(adopted.questions).toMatchObject([{ kind: 'not-stored', id: 'whk_9', seen: 't1' }]);
  });
});

describe('a pattern that comes to mean more events', () => {
  const meaning = (...events: string[]): Declaration => ({
    ...payments,
    patterns: ['transaction.*'],
    body: { ...payments.body, events: events as Declaration['body']['events'] },
  });
  const before = meaning('transaction.completed');
  const requested = stateOf({ payments: record({ request: request('req_0000000000000001', before) }) });

  it.each<[string, StateDocument, Declaration]>([
    ['created', stateOf({}), before],
    ['adopted', stateOf({}), { ...before, id: 'whk_1' }],
    ['adopted after an outcome that nobody knew', requested, { ...before, id: 'whk_1' }],
    ['kept as it is declared', registered, moved(before)],
  ])('leaves a webhook that was %s as it is, with a note', async (_, state, declaration) => {
    const store = memoryStore(state);
    const { questions } = await registerOnce([declaration], { store });
    const keeps = questions.flatMap(({ options }) => options.map(lineOf)).filter((line) => line.startsWith('keep'));
    const context = { decisions: decisionLines(...keeps) };
    const { url } = declaration.body;
    const { events } = meaning('transaction.completed', 'transaction.created').body;
    await registerOnce([declaration], { store, context });
    const run = await registerOnce([{ ...declaration, body: { ...declaration.body, url, events } }], { store });
    expect(byName(run)).toEqual(['payments unchanged']);
    const note = { kind: 'grown', id: expect.any(String), events: ['transaction.created'] };
    expect(run.results[0]?.notes).toContainEqual(note);
  });
});
