/** What a run makes of what Conduit has: through the client and a server, in plan and register. */
import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openLook } from '../../src/apply/look.ts';
import { foresee } from '../../src/apply/register.ts';
import { driftOf, hasFailed, ownOutputs } from '../../src/apply/results.ts';
import { createClient } from '../../src/clients/conduit.ts';
import type { Outcome, Reading } from '../../src/clients/reply.ts';
import type { Declaration } from '../../src/manifest/declarations.ts';
import { logLines } from '../../src/report/log.ts';
import { pageOf } from '../../src/report/run-page.ts';
import { safeText } from '../../src/safe/text.ts';
import { noStore } from '../../src/state/store.ts';
import { type ReceivedRequest, refusal, sendJson } from '../../testing/conduit-server.ts';
import { contextOf as reportContextOf } from '../../testing/pages.ts';
import {
  contextOf,
  created,
  current,
  decisionLines,
  declarations,
  declared,
  type Given,
  memoryStore,
  moved,
  noDeadline,
  parsed,
  record,
  registerOnce,
  sleepingClock,
  stateOf,
  states,
  vaultOf,
} from '../../testing/plans.ts';
import { conduit } from '../../testing/temporary.ts';
import { runs } from '../fuzz.ts';

const payments = declared('payments');
const ledger = declared('ledger');
const idOf = (name: string) => `whk_${name.padEnd(27, '0')}`;
const secretOf = (name: string) => `whsec_of-${name}-0123456789`;
const withId = { ...payments, id: idOf('payments') };
const replace = `replace payments ${withId.id}`;
const apiSecret = 'secret-0123456789';

/** What Conduit says of a webhook that is as declared. */
const asDeclared = ({ name, body }: Declaration, changes: object = {}) => ({
  status: 200,
  body: { ...body, id: idOf(name), secret: secretOf(name), ...changes },
});
const notFound = refusal(404, 'webhook_not_found', 'There is no such webhook.');

type Answer = ReturnType<typeof refusal> | ((reply: ServerResponse, count: number) => void);

/** One run that verifies, as it is told and given. */
interface Scene extends Omit<Given, 'store'> {
  mode?: 'plan' | 'register';
  /** What Conduit says, by the webhook's name. */
  answers?: Record<string, Answer>;
  declarations?: readonly Declaration[];
  registered?: readonly Declaration[];
}

async function run(scene: Scene) {
  const { mode = 'register', answers = {}, declarations = [payments], context, ...others } = scene;
  const { registered = declarations, ...given } = others;
  const names = [...declarations, ...registered].map(({ name }) => name);
  const requests: ReceivedRequest[] = [];
  const server = await conduit({
    respond(request, reply) {
      requests.push(request);
      const name = names.find((one) => request.path === `/webhooks/${idOf(one)}`) ?? 'new';
      const answer = answers[name] ?? notFound;
      if (typeof answer === 'object') sendJson(reply, answer);
      else answer(reply, requests.filter(({ path }) => path === request.path).length);
    },
  });
  const masked: string[] = [];
  const connect = async () =>
    createClient({
      apiKey: 'key-0123456789',
      apiSecret,
      apiUrl: server.url,
      timeoutMs: 2000,
      mask: (secret) => masked.push(secret),
      holdsSecret: () => false,
      onWait: () => undefined,
      cancelled: new AbortController().signal,
      deadline: noDeadline,
      expired: new AbortController().signal,
      clock: sleepingClock(),
    });
  const webhooks = registered.map((one) => [one.name, record({ current: current(idOf(one.name), one) })] as const);
  const memory = memoryStore(stateOf(Object.fromEntries(webhooks)));
  const before = memory.text;
  const store = context?.remembers === false ? noStore : memory;
  const look = openLook(connect, 2);
  const kept: Record<string, string> = {};
  const keep: Given['keep'] = (news) => void Object.assign(kept, ownOutputs(news));
  const target = { store, look, secrets: undefined, isManifest: () => false };
  const registration =
    mode === 'plan'
      ? await foresee({ ...target, context: contextOf(declarations, context) })
      : await registerOnce(declarations, { store, look, keep, context: context ?? {}, ...given });
  const page = pageOf(registration, reportContextOf({ mode }, names));
  return {
    registration,
    requests,
    masked,
    kept,
    state: parsed(memory),
    isAsBefore: memory.text === before,
    fails: hasFailed(registration),
    outputs: { ...ownOutputs(registration.results), ...driftOf(registration) },
    log: logLines(page, { safe: safeText, colour: false }).join('\n'),
  };
}

describe.each(['plan', 'register'] as const)('in %s', (mode) => {
  const isRegister = mode === 'register';

  it('what is as declared is verified: events as sets, the URL in normal form, and a field more', async () => {
    const declaration = declared('payments', { patterns: ['customer.active', 'customer.created'] });
    const answer = asDeclared(declaration, {
      url: 'HTTPS://HOOKS.example.com:443/payments',
      events: ['customer.created', 'customer.active'],
      organizationId: `client_${'a'.repeat(27)}`,
      createdAt: 'now',
    });
    const here = await run({ mode, declarations: [declaration], answers: { payments: answer } });
    expect(here.log).toMatch(/^= payments +unchanged +whk_payments0+ +verified$/m);
    expect(here).toMatchObject({ fails: false, isAsBefore: true, masked: [secretOf('payments')] });
    expect(here.outputs).toEqual({
      'payments-id': idOf('payments'),
      ...(isRegister && { 'payments-secret': secretOf('payments') }),
      drifted: '[]',
    });
    expect(here.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([`GET /webhooks/${idOf('payments')}`]);
  });

  const differs = '! payments: Conduit has different values than the manifest.';
  it.each<[string, Record<string, Answer>, string[], string[]]>([
    [
      'another status',
      { payments: asDeclared(payments, { status: 'disabled' }) },
      [differs, 'disabled', 'enabled'],
      [],
    ],
    [
      'another URL',
      { payments: asDeclared(payments, { url: 'https://old.example.com/?token=x' }) },
      [differs, 'https://old.example.com/?sha256=', payments.body.url],
      ['token=x'],
    ],
    [
      'other events',
      { payments: asDeclared(payments, { events: ['customer.active'] }) },
      [differs, '- customer.active', '+ transaction.completed'],
      [],
    ],
    [
      'nothing',
      {},
      ['! payments: Conduit does not have this webhook.', 'To create a new webhook with a new signing secret:'],
      ['stays active'],
    ],
  ])('%s at Conduit is a warning, and one line creates it again', async (_, answers, texts, hidden) => {
    const declarations = [payments, ledger];
    const here = await run({ mode, declarations, answers: { ledger: asDeclared(ledger), ...answers } });
    expect(here).toMatchObject({ fails: false, isAsBefore: true, outputs: { drifted: '["payments"]' } });
    for (const text of [...texts, `      - ${replace}`]) expect(here.log).toContain(text);
    for (const text of hidden) expect(here.log).not.toContain(text);
  });

  it('where all of several are missing, the credentials are doubted and nothing is to be pasted', async () => {
    const here = await run({ mode, declarations: [payments, ledger] });
    expect(here.outputs.drifted).toBe('["payments","ledger"]');
    expect(here.log).toContain('! Conduit has none of the registered webhooks. The credentials');
    expect(here.log).not.toContain('replace ');
  });

  it.each([true, false])('an `id` that Conduit does not have is not adopted (remembers: %s)', async (remembers) => {
    const here = await run({ mode, declarations: [withId, ledger], registered: [], context: { remembers } });
    expect(here).toMatchObject({ fails: true, isAsBefore: true });
    expect(here.log).toMatch(/^✗ payments +error$/m);
    expect(here.log).toContain('✗ payments: Conduit does not have the webhook of this `id`');
    expect(here.requests.map(({ method }) => method)).toEqual(['GET']);
    expect(here.outputs).toEqual({ drifted: '[]' });
  });

  it.each([
    [401, 'Conduit rejected the credentials (401): Wrong key (denied).'],
    [403, 'Conduit denied access (403): Wrong key (denied).'],
  ])('%d ends the reading, and the run before any request that creates', async (status, words) => {
    const registered = ['payments', 'one', 'two', 'three'].map((name) => declared(name));
    const denied = refusal(status, 'denied', 'Wrong key');
    const answers = Object.fromEntries(registered.map(({ name }) => [name, denied]));
    const here = await run({ mode, declarations: [...registered, ledger], registered, answers });
    expect(here).toMatchObject({ fails: true, isAsBefore: true });
    expect(here.log.split(words)).toHaveLength(2);
    expect(here.log).toContain(`payments (${idOf('payments')})`);
    expect(here.requests.map(({ method }) => method)).not.toContain('POST');
    // Two at a time.
    expect(here.requests.length).toBeLessThan(3);
  });

  it('a plan with an open question is the same plan, and what has a question gets no second line to paste', async () => {
    const answers = { payments: asDeclared(payments), ledger: asDeclared(ledger) };
    const registered = [payments, ledger];
    const here = await run({ mode, declarations: [moved(payments), ledger], registered, answers });
    expect(here.registration.questions).toMatchObject([{ kind: 'changed', name: 'payments' }]);
    expect(here.outputs.drifted).toBe('["payments"]');
    expect(here.log.split(`- ${replace}`)).toHaveLength(2);
    expect(here.outputs['ledger-secret']).toBe(isRegister ? secretOf('ledger') : undefined);
  });
});

describe('a reading', () => {
  const cut = (reply: ServerResponse) => {
    reply.writeHead(200, { 'Content-Length': '100' });
    reply.write('{"id":');
    setTimeout(() => reply.destroy(), 5);
  };
  const always =
    (status: number, body = 'x') =>
    (reply: ServerResponse) =>
      reply.writeHead(status, { Location: 'https://example.com/' }).end(body);
  const otherJson = { status: 404, body: { errors: ['no'], message: 'no route' } };
  const odd = asDeclared(payments, { events: 'all', status: 7 });

  it.each<[string, Answer, tries: number, reason: string]>([
    ['404 of something else', always(404, '<html>'), 1, 'status 404 without an error of the API'],
    ['404 with other JSON', otherJson, 1, 'status 404 without an error of the API'],
    ['500', always(500), 3, 'the reply had status 500'],
    ['204', always(204, ''), 1, 'the reply had status 204'],
    ['a redirect', always(302), 1, 'the reply was a redirect (302), which is never followed'],
    ['a cut reply', cut, 3, 'the reply was incomplete'],
    ['no reply', (reply) => void reply.destroy(), 3, 'the connection was'],
    ['no JSON', always(200, '[]'), 1, 'not a JSON object'],
    ['a body that is too large', always(200, ' '.repeat(2 ** 20 + 1)), 3, 'larger than'],
    ['another webhook', asDeclared(ledger), 1, 'about another webhook'],
    ['a body that breaks the schema', odd, 1, 'does not match the API description: events, status'],
    ['a prototype', always(200, '{"__proto__":{"id":1}}'), 1, 'about another webhook'],
  ])('that gives %s is told, and nothing follows', async (what, answer, tries, reason) => {
    const answers = { payments: answer, ledger: asDeclared(ledger) };
    const here = await run({ declarations: [payments, ledger], answers });
    expect(here).toMatchObject({ fails: false, isAsBefore: true, outputs: { drifted: '[]' } });
    expect({ ...here.kept, ...here.outputs }).not.toHaveProperty('payments-secret');
    expect(here.log).toContain('! Some webhooks could not be read from Conduit');
    expect(here.log).toContain(idOf('payments'));
    expect(here.log).toContain(reason);
    expect(here.requests.filter(({ path }) => path.includes('payments'))).toHaveLength(tries);
    expect(here.log).toMatch(/^= ledger .* verified$/m);
    if (what === 'another webhook') expect(here.masked).toContain(secretOf('ledger'));
  });

  it('waits 429 and 500 out', async () => {
    const answers: Record<string, Answer> = {
      payments(reply, count) {
        if (count === 1) sendJson(reply, refusal(429, 'slow', 'Slow down.'));
        else if (count === 2) reply.writeHead(500).end();
        else sendJson(reply, asDeclared(payments));
      },
    };
    expect((await run({ answers })).log).toContain('verified');
  });

  it('never has an ID in its path that is not plain', async () => {
    const here = await run({ mode: 'plan', registered: [], declarations: [{ ...payments, id: '../admin' }] });
    expect(here.requests).toEqual([]);
    expect(here.log).toContain('its ID cannot be part of a path');
  });

  it('is one for each webhook, however often a run looks', async () => {
    const calls: string[] = [];
    const read = async (id: string): Promise<Reading> => {
      calls.push(id);
      return { kind: 'missing' };
    };
    const look = openLook(async () => ({ read, close: () => void calls.push('close') }), 2);
    for (const ids of [['a', 'b', 'a'], ['b', 'c'], ['a']]) await look(ids);
    expect(calls).toEqual(['a', 'b', 'close', 'c', 'close']);
  });

  it('is none without credentials for it, and a plan says so', async () => {
    const registration = await foresee({
      store: memoryStore(stateOf({ payments: record({ current: current('whk_1', payments) }) })),
      secrets: undefined,
      isManifest: () => false,
      look: 'no-credentials',
      context: contextOf([payments]),
    });
    const { blocks } = pageOf(registration, reportContextOf({ mode: 'plan' }, ['payments']));
    expect(blocks.map(({ kind }) => kind)).toEqual(['notice']);
    expect(driftOf(registration)).toEqual({});
  });
});

it('events that a pattern has come to mean are no difference of Conduit', async () => {
  const grown = declared('payments', {
    patterns: ['customer.*'],
    body: { ...payments.body, events: ['customer.active', 'customer.created'] },
  });
  const before = { ...grown, body: { ...grown.body, events: ['customer.active' as const] } };
  const answers = { payments: asDeclared(before) };
  const here = await run({ declarations: [grown], registered: [before], answers });
  expect(here.log).toContain('verified');
  expect(here.log).toContain('the event patterns now also match customer.created');
});

it('what is to be replaced may be otherwise than declared', async () => {
  const context = { decisions: decisionLines(replace) };
  const given = {
    declarations: [moved(payments)],
    registered: [payments],
    answers: { payments: asDeclared(payments) },
  };
  const here = await run({ mode: 'plan', ...given, context });
  expect(here.outputs).toEqual({ 'payments-id': idOf('payments'), drifted: '[]' });
});

describe('a signing secret', () => {
  const answers = { payments: asDeclared(payments) };

  it.each([
    ['********', 'redacted'],
    ['whsec_abcd••••', 'redacted'],
    ['whsec_abcdefgh…', 'redacted'],
    ['short', 'cannot be one'],
    [7, 'cannot be one'],
    ['x'.repeat(513), 'cannot be one'],
    [apiSecret, 'cannot be one'],
    [idOf('payments'), 'cannot be one'],
    [null, 'did not return the signing secret'],
    [undefined, 'did not return the signing secret'],
  ])('is not %s', async (secret, words) => {
    const here = await run({ answers: { payments: asDeclared(payments, { secret }) } });
    expect(here.outputs).not.toHaveProperty('payments-secret');
    expect(here.log).toContain(words);
    expect(here.log).toContain('verified');
    // A mask would hide these everywhere.
    for (const one of ['********', idOf('payments')]) expect(here.masked).not.toContain(one);
  });

  it('is none when two webhooks have the same, and is hidden all the same', async () => {
    const shared = { ...answers, ledger: asDeclared(ledger, { secret: secretOf('payments') }) };
    const here = await run({ declarations: [payments, ledger], answers: shared });
    expect(Object.keys(here.outputs).filter((name) => name.endsWith('-secret'))).toEqual([]);
    expect(here.log).toContain('2 webhooks: Conduit returned the same signing secret');
    expect(here.masked).toContain(secretOf('payments'));
  });

  const withoutSecret = (id: string): Outcome => ({ kind: 'created', id, warnings: [{ kind: 'no-secret' }] });
  const old = { 'payments-id': idOf('payments'), 'payments-secret': secretOf('payments') };
  it.each<[string, Outcome, Record<string, string>]>([
    [
      'is replaced, is that of the new one',
      created('whk_2'),
      { 'payments-id': 'whk_2', 'payments-secret': 'secret of whk_2' },
    ],
    ['is replaced without one, is none', withoutSecret('whk_2'), { 'payments-id': 'whk_2' }],
    ['was to be replaced, and was not, is given', { kind: 'rejected', status: 400, errors: [] }, old],
    ['was to be replaced, and may be, is given', { kind: 'unconfirmed', reason: 'timed out' }, old],
  ])('of a webhook that %s', async (_, outcome, outputs) => {
    const here = await run({
      declarations: [moved(payments)],
      registered: [payments],
      answers,
      context: { decisions: decisionLines(replace) },
      outcomes: [outcome],
    });
    expect(here.outputs).toEqual({ ...outputs, drifted: '[]' });
    expect(here.kept).toEqual(outputs);
    expect(JSON.stringify(here.state)).not.toContain('whsec');
  });

  describe('that the reply to a creation lacks', () => {
    const lacking = { registered: [], answers, outcomes: [withoutSecret(idOf('payments'))] };

    it('is read once', async () => {
      const here = await run(lacking);
      expect(here.requests).toHaveLength(1);
      expect(here.outputs).toMatchObject({ 'payments-secret': secretOf('payments') });
      expect(here.log).not.toContain('contained no signing secret');
      expect(here.log).toContain('payments: the signing secret is in the outputs of this step');
    });

    it('is stored in no GitHub secret', async () => {
      const secrets = vaultOf();
      const here = await run({ ...lacking, declarations: [{ ...payments, secret: 'PAYMENTS_SECRET' }], secrets });
      expect(here.outputs['payments-secret']).toBe(secretOf('payments'));
      expect(here.registration.questions).toMatchObject([{ kind: 'not-stored', inOutputs: true }]);
      expect(secrets.values.size).toBe(0);
    });

    it('is given to one alone of two that are read at a time', async () => {
      const [bothLook, asked] = [Promise.withResolvers<void>(), new Set<string>()];
      const look = async ([id]: readonly string[]) => {
        if (id === undefined) return new Map();
        if (asked.add(id).size === 2) bothLook.resolve();
        await bothLook.promise;
        return new Map([[id, { kind: 'found', webhook: {}, secret: { value: 'whsec_same' } } as const]]);
      };
      const outcomes = [withoutSecret('whk_1'), withoutSecret('whk_2')];
      const { results } = await registerOnce([payments, ledger], { look, outcomes, concurrency: 2 });
      expect(results.map(({ secret }) => secret)).toEqual(['whsec_same', undefined]);
    });

    it('is none where another webhook has it', async () => {
      const shared = { payments: asDeclared(payments, { secret: secretOf('ledger') }), ledger: asDeclared(ledger) };
      const declarations = [payments, ledger];
      const here = await run({ ...lacking, declarations, registered: [ledger], answers: shared });
      expect(here.outputs).not.toHaveProperty('payments-secret');
    });
  });

  it.each([true, false])(
    'of an adopted webhook is given, and no word is taken for it (remembers: %s)',
    async (remembers) => {
      const here = await run({ declarations: [withId], registered: [], answers, context: { remembers } });
      expect(here.log).toMatch(/^✓ payments +adopted .* verified$/m);
      expect(here.outputs['payments-secret']).toBe(secretOf('payments'));
      expect(here.log).not.toMatch(/does not have the signing secret|Taken on your word/);
    },
  );
});

it('word is taken for what is gone, of which nothing is read', async () => {
  const decisions = decisionLines(`gone ledger ${idOf('ledger')}`);
  const answers = { payments: asDeclared(payments, { secret: secretOf('payments') }) };
  const here = await run({ declarations: [payments], registered: [payments, ledger], answers, context: { decisions } });
  expect(here.requests.map(({ path }) => path)).toEqual([`/webhooks/${idOf('payments')}`]);
  expect(here.log).toContain('Taken on your word: the action did not look at Conduit.');
});

it('but for adoptions of what is missing, the plan is the one without', async () => {
  const outcome = fc.constantFrom<Reading>(
    { kind: 'missing' },
    { kind: 'unread', reason: 'no answer' },
    { kind: 'found', webhook: {}, secret: 'absent' },
  );
  const property = fc.asyncProperty(states, declarations, fc.func(outcome), async (state, declared, answer) => {
    const store = memoryStore(state);
    const target = { store, secrets: undefined, isManifest: () => false, context: contextOf(declared) };
    const look = async (ids: readonly string[]) => new Map(ids.map((id) => [id, answer(id)]));
    const { errors: own, webhooks: planned, ...others } = (await foresee(target)).plan;
    const { errors, webhooks, ...rest } = (await foresee({ ...target, look })).plan;
    expect(rest).toEqual(others);
    const missing = errors.filter(({ kind }) => kind === 'id-missing');
    expect(errors).toEqual([...own, ...missing]);
    const isTouched = ({ declaration: { name } }: (typeof webhooks)[number]) =>
      missing.some((one) => 'name' in one && one.name === name);
    expect(webhooks.filter((one) => !isTouched(one))).toEqual(planned.filter((one) => !isTouched(one)));
    expect(webhooks.filter(isTouched).map(({ status }) => status)).toEqual(missing.map(() => 'faulty'));
    expect(planned.filter((one) => isTouched(one) && one.status === 'outdated')).toEqual([]);
  });
  await fc.assert(property, runs(300));
});
