/** What a run makes of what Conduit has: through the client and a server, in plan and register. */
import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openLook } from '../../src/apply/look.ts';
import { foresee } from '../../src/apply/register.ts';
import { driftOf, hasFailed, ownOutputs, type Registration } from '../../src/apply/results.ts';
import { createClient } from '../../src/clients/conduit.ts';
import type { Reading } from '../../src/clients/reply.ts';
import type { Declaration } from '../../src/manifest/declarations.ts';
import { logLines } from '../../src/report/log.ts';
import { pageOf } from '../../src/report/run-page.ts';
import { safeText } from '../../src/safe/text.ts';
import { noStore } from '../../src/state/none.ts';
import { type ReceivedRequest, refusal, sendJson } from '../../testing/conduit-server.ts';
import { contextOf as reportContextOf } from '../../testing/pages.ts';
import {
  contextOf,
  created,
  current,
  decisionLines,
  declarations,
  declared,
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
import { conduit } from '../e2e/support.ts';
import { runs } from '../fuzz.ts';

const payments = declared('payments');
const ledger = declared('ledger');
const idOf = (name: string) => `whk_${name.padEnd(27, '0')}`;
const secretOf = (name: string) => `whsec_of-${name}-0123456789`;
const keys = { apiKey: 'key-0123456789', apiSecret: 'secret-0123456789' };

/** What Conduit says of a webhook that is as declared. */
const asDeclared = ({ name, body }: Declaration, changes: object = {}) => ({
  status: 200,
  body: { ...body, id: idOf(name), secret: secretOf(name), ...changes },
});
const notFound = refusal(404, 'webhook_not_found', 'There is no such webhook.');

type Answer = ReturnType<typeof refusal> | ((reply: ServerResponse, count: number) => void);

interface Scene {
  mode?: 'plan' | 'register';
  /** What Conduit says, by the webhook's name. */
  answers?: Record<string, Answer>;
  declarations?: readonly Declaration[];
  /** Names of the webhooks that are registered. */
  registered?: readonly Declaration[];
  given?: Parameters<typeof registerOnce>[1];
}

/** One run that verifies. */
async function run({
  mode = 'register',
  answers = {},
  declarations = [payments],
  registered = declarations,
  given = {},
}: Scene) {
  const requests: ReceivedRequest[] = [];
  const server = await conduit({
    respond(request, reply) {
      requests.push(request);
      const names = [...declarations, ...registered].map(({ name }) => name);
      const name = names.find((one) => request.path === `/webhooks/${idOf(one)}`) ?? 'new';
      const answer = answers[name] ?? notFound;
      if (typeof answer === 'object') sendJson(reply, answer);
      else answer(reply, requests.filter(({ path }) => path === request.path).length);
    },
  });
  const masked: string[] = [];
  const connect = async () =>
    createClient({
      ...keys,
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
  const look = openLook(connect, 2);
  const start = stateOf(
    Object.fromEntries(registered.map((one) => [one.name, record({ current: current(idOf(one.name), one) })])),
  );
  const store = memoryStore(start);
  const before = store.text;
  const { context, ...others } = given;
  const kept: Record<string, string> = {};
  const registration: Registration =
    mode === 'plan'
      ? await foresee({
          store,
          secrets: undefined,
          isManifest: () => false,
          look,
          context: contextOf(declarations, context),
        })
      : await registerOnce(declarations, {
          store,
          look,
          keep: (news) => void Object.assign(kept, ownOutputs(news)),
          ...(context && { context }),
          ...others,
        });
  const names = declarations.map(({ name }) => name);
  const page = pageOf(registration, reportContextOf({ mode }, names));
  return {
    registration,
    requests,
    masked,
    kept,
    state: parsed(store),
    isAsBefore: store.text === before,
    fails: hasFailed(registration),
    outputs: { ...ownOutputs(registration.results), ...driftOf(registration) },
    log: logLines(page, { safe: safeText, colour: false }).join('\n'),
  };
}

const cut = (reply: ServerResponse) => {
  reply.writeHead(200, { 'Content-Length': '100' });
  reply.write('{"id":');
  setTimeout(() => reply.destroy(), 5);
};
const always =
  (status: number, body = 'x') =>
  (reply: ServerResponse) => {
    reply.writeHead(status, { Location: 'https://example.com/' });
    reply.end(body);
  };

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

  it.each([
    ['status', { status: 'disabled' }, 'disabled', 'enabled'],
    ['url', { url: 'https://old.example.com/?token=x' }, 'https://old.example.com/?sha256=', payments.body.url],
    ['events', { events: ['customer.active'] }, '- customer.active', '+ transaction.completed'],
  ])('another %s is a warning with both values', async (field, changes, has, wants) => {
    const here = await run({ mode, answers: { payments: asDeclared(payments, changes) } });
    expect(here).toMatchObject({ fails: false, isAsBefore: true });
    expect(here.outputs.drifted).toBe('["payments"]');
    expect(here.log).toContain('! payments: Conduit has different values than the manifest.');
    for (const text of [field, has, wants, `      - replace payments ${idOf('payments')}`]) {
      expect(here.log).toContain(text);
    }
    expect(here.log).not.toContain('token=x');
  });

  it('what Conduit does not have is a warning, and one line creates it again', async () => {
    const answers = { payments: notFound, ledger: asDeclared(ledger) };
    const here = await run({ mode, declarations: [payments, ledger], answers });
    expect(here).toMatchObject({ fails: false, isAsBefore: true });
    expect(here.outputs.drifted).toBe('["payments"]');
    expect(here.log).toContain('! payments: Conduit does not have this webhook.');
    expect(here.log).toContain(`- replace payments ${idOf('payments')}`);
  });

  it('where all of several are missing, the credentials are doubted and nothing is to be pasted', async () => {
    const here = await run({ mode, declarations: [payments, ledger] });
    expect(here.outputs.drifted).toBe('["payments","ledger"]');
    expect(here.log).toContain('! Conduit has none of the registered webhooks. The credentials');
    expect(here.log).not.toContain('replace ');
  });

  it.each([true, false])('an `id` that Conduit does not have is not adopted (remembers: %s)', async (remembers) => {
    const declarations = [{ ...payments, id: idOf('payments') }, ledger];
    const here = await run({
      mode,
      declarations,
      registered: [],
      given: { context: { remembers }, ...(!remembers && { store: noStore }) },
    });
    expect(here).toMatchObject({ fails: true, isAsBefore: true });
    expect(here.log).toMatch(/^✗ payments +error$/m);
    expect(here.log).toContain('✗ payments: Conduit does not have the webhook of this `id`');
    expect(here.requests.filter(({ method }) => method === 'POST')).toEqual([]);
    expect(here.outputs).toEqual({ drifted: '[]' });
  });

  it.each([
    [401, 'Conduit rejected the credentials (401): Wrong key (denied).'],
    [403, 'Conduit denied access (403): Wrong key (denied).'],
  ])('%d ends the run before any request that creates', async (status, words) => {
    const answers = { payments: refusal(status, 'denied', 'Wrong key') };
    const declarations = [payments, ledger, declared('fees')];
    const here = await run({ mode, declarations, registered: [payments], answers });
    expect(here).toMatchObject({ fails: true, isAsBefore: true });
    expect(here.log).toContain(words);
    expect(here.log).toContain(`payments (${idOf('payments')})`);
    expect(here.requests).toHaveLength(1);
  });

  it('nothing more is read once Conduit has denied it', async () => {
    const declarations = ['one', 'two', 'three', 'four', 'five'].map((name) => declared(name));
    const denied = refusal(403, 'denied', 'No.');
    const answers = Object.fromEntries(declarations.map(({ name }) => [name, denied]));
    const here = await run({ mode, declarations, answers });
    // Two at a time.
    expect(here.requests.length).toBeLessThan(3);
    expect(here.log.match(/Conduit denied access/g)).toHaveLength(1);
  });

  const oddities: Record<string, [Answer, tries: number, reason: string]> = {
    '404 of something else': [always(404, '<html>'), 1, 'status 404 without an error of the API'],
    '404 with other JSON': [
      { status: 404, body: { errors: ['no'], message: 'no route' } },
      1,
      'status 404 without an error of the API',
    ],
    '500': [always(500), 3, 'the reply had status 500'],
    '204': [always(204, ''), 1, 'the reply had status 204'],
    redirect: [always(302), 1, 'the reply was a redirect (302), which is never followed'],
    'a cut reply': [cut, 3, 'the reply was incomplete'],
    'no reply': [(reply) => void reply.destroy(), 3, 'the connection was'],
    'no JSON': [always(200, '[]'), 1, 'not a JSON object'],
    'a body that is too large': [always(200, ' '.repeat(2 ** 20 + 1)), 3, 'larger than'],
    'another webhook': [asDeclared(payments, { id: idOf('other') }), 1, 'about another webhook'],
    'a body that breaks the schema': [
      asDeclared(payments, { events: 'all', status: 7 }),
      1,
      'does not match the API description: events, status',
    ],
    'a prototype': [always(200, '{"__proto__":{"id":1}}'), 1, 'about another webhook'],
  };

  it.each(Object.entries(oddities))('%s is told, and nothing follows', async (_, [answer, tries, reason]) => {
    const answers = { payments: answer, ledger: asDeclared(ledger) };
    const here = await run({ mode, declarations: [payments, ledger], answers });
    expect(here).toMatchObject({ fails: false, isAsBefore: true });
    expect(here.outputs).not.toHaveProperty('payments-secret');
    expect(here.outputs.drifted).toBe('[]');
    expect(here.log).toContain('! Some webhooks could not be read from Conduit');
    expect(here.log).toContain(idOf('payments'));
    expect(here.log).toContain(reason);
    expect(here.requests.filter(({ path }) => path.includes('payments'))).toHaveLength(tries);
    expect(here.log).toMatch(/^= ledger .* verified$/m);
  });

  it('429 and 500 are waited out', async () => {
    const answers: Record<string, Answer> = {
      payments(reply, count) {
        if (count === 1) sendJson(reply, refusal(429, 'slow', 'Slow down.'));
        else if (count === 2) reply.writeHead(500).end();
        else sendJson(reply, asDeclared(payments));
      },
    };
    const here = await run({ mode, answers });
    expect(here.log).toContain('verified');
  });

  it('a plan with an open question is the same plan, and what has a question gets no second line to paste', async () => {
    const answers = { payments: asDeclared(payments), ledger: asDeclared(ledger) };
    const declarations = [moved(payments), ledger];
    const here = await run({ mode, declarations, registered: [payments, ledger], answers });
    expect(here.registration.questions).toMatchObject([{ kind: 'changed', name: 'payments' }]);
    expect(here.outputs.drifted).toBe('["payments"]');
    expect(here.log.match(/- replace payments/g)).toHaveLength(1);
    expect(here.outputs['ledger-secret']).toBe(isRegister ? secretOf('ledger') : undefined);
  });

  it('events that a pattern has come to mean are no difference of Conduit', async () => {
    const grown = declared('payments', {
      patterns: ['customer.*'],
      body: { ...payments.body, events: ['customer.active', 'customer.created'] },
    });
    const before = { ...grown, body: { ...grown.body, events: ['customer.active' as const] } };
    const answers = { payments: asDeclared(before) };
    const here = await run({ mode, declarations: [grown], registered: [before], answers });
    expect(here.log).toContain('verified');
    expect(here.log).toContain('the event patterns now also match customer.created');
  });
});

describe('a signing secret', () => {
  it.each([
    ['********', 'redacted'],
    ['whsec_abcd••••', 'redacted'],
    ['whsec_abcdefgh…', 'redacted'],
    ['short', 'cannot be one'],
    [7, 'cannot be one'],
    ['x'.repeat(513), 'cannot be one'],
    [keys.apiSecret, 'cannot be one'],
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
    const answers = {
      payments: asDeclared(payments),
      ledger: asDeclared(ledger, { secret: secretOf('payments') }),
    };
    const here = await run({ declarations: [payments, ledger], answers });
    expect(Object.keys(here.outputs).filter((name) => name.endsWith('-secret'))).toEqual([]);
    expect(here.log).toContain('2 webhooks: Conduit returned the same signing secret');
    expect(here.masked).toContain(secretOf('payments'));
  });

  it('of another webhook is hidden, and never given under this one’s name', async () => {
    const answers = { payments: asDeclared(ledger) };
    const here = await run({ answers });
    expect(here.masked).toEqual([secretOf('ledger')]);
    expect(JSON.stringify([here.outputs, here.kept])).not.toContain('whsec');
  });

  const replacing = {
    declarations: [moved(payments)],
    registered: [payments],
    answers: { payments: asDeclared(payments) },
  };
  const decisions = decisionLines(`replace payments ${idOf('payments')}`);

  it('of a webhook that is replaced in this run never stands under the new ID', async () => {
    const here = await run({ ...replacing, given: { context: { decisions } } });
    expect(here.outputs).toMatchObject({
      'payments-id': 'whk_new_1',
      'payments-secret': 'secret of whk_new_1',
    });
    const withoutSecret = { ...created('whk_new_1'), secret: undefined } as never;
    const other = await run({
      ...replacing,
      given: { context: { decisions }, outcomes: [withoutSecret] },
    });
    expect(other.outputs).toEqual({ 'payments-id': 'whk_new_1', drifted: '[]' });
    expect(JSON.stringify([other.kept, other.state])).not.toContain('whsec');
  });

  it('of a webhook that was to be replaced, and was not, is given', async () => {
    const outcomes = [{ kind: 'rejected' as const, status: 400, errors: [] }];
    const here = await run({ ...replacing, given: { context: { decisions }, outcomes } });
    expect(here.outputs).toMatchObject({
      'payments-id': idOf('payments'),
      'payments-secret': secretOf('payments'),
    });
  });

  it('that the reply to a creation lacks is read once, and stored in no GitHub secret', async () => {
    const outcome = {
      kind: 'created' as const,
      id: idOf('payments'),
      warnings: [{ kind: 'no-secret' as const }],
    };
    const here = await run({
      registered: [],
      answers: { payments: asDeclared(payments) },
      given: { outcomes: [outcome] },
    });
    expect(here.requests).toHaveLength(1);
    expect(here.outputs).toMatchObject({ 'payments-secret': secretOf('payments') });
    expect(here.log).not.toContain('contained no signing secret');
    expect(here.log).toContain('payments: the signing secret is in the outputs of this step');
    const secrets = vaultOf();
    const named = await run({
      declarations: [{ ...payments, secret: 'PAYMENTS_SECRET' }],
      registered: [],
      answers: { payments: asDeclared(payments) },
      given: { outcomes: [outcome], secrets },
    });
    expect(named.outputs['payments-secret']).toBe(secretOf('payments'));
    expect(named.registration.questions).toMatchObject([{ kind: 'not-stored', inOutputs: true }]);
    expect(secrets.values.size).toBe(0);
    const shared = await run({
      declarations: [payments, ledger],
      registered: [ledger],
      answers: {
        payments: asDeclared(payments, { secret: secretOf('ledger') }),
        ledger: asDeclared(ledger),
      },
      given: { outcomes: [outcome] },
    });
    expect(shared.outputs).not.toHaveProperty('payments-secret');
  });

  it('of an adopted webhook is given, and nothing is taken on anybody’s word', async () => {
    const here = await run({
      declarations: [{ ...payments, id: idOf('payments') }],
      registered: [],
      answers: { payments: asDeclared(payments) },
    });
    expect(here.log).toMatch(/^✓ payments +adopted .* verified$/m);
    expect(here.outputs['payments-secret']).toBe(secretOf('payments'));
    expect(here.log).not.toMatch(/does not have the signing secret|Taken on your word/);
  });
});

it('but for adoptions of what is missing, the plan is the one without', async () => {
  const outcome = fc.constantFrom<Reading>(
    { kind: 'missing' },
    { kind: 'unread', reason: 'no answer' },
    { kind: 'found', webhook: {}, secret: 'absent' },
  );
  const property = fc.asyncProperty(states, declarations, fc.func(outcome), async (...given) => {
    const [state, declared, answer] = given;
    const target = { store: memoryStore(state), secrets: undefined, isManifest: () => false };
    const context = contextOf(declared);
    const read = async (ids: readonly string[]) => new Map(ids.map((id) => [id, answer(id)]));
    const without = (await foresee({ ...target, context })).plan;
    const { errors, webhooks, ...rest } = (await foresee({ ...target, context, look: { read } })).plan;
    const { errors: own, webhooks: planned, ...others } = without;
    expect(rest).toEqual(others);
    const missing = errors.filter(({ kind }) => kind === 'id-missing');
    expect(errors).toEqual([...own, ...missing]);
    const isTouched = ({ declaration: { name } }: (typeof webhooks)[number]) =>
      missing.some((one) => 'name' in one && one.name === name);
    expect(webhooks.filter((one) => !isTouched(one))).toEqual(planned.filter((one) => !isTouched(one)));
    expect(webhooks.filter(isTouched).map(({ status }) => status)).toEqual(missing.map(() => 'faulty'));
  });
  await fc.assert(property, runs(300));
});

it('an ID that is not plain never becomes part of a path', async () => {
  const here = await run({
    mode: 'plan',
    registered: [],
    declarations: [{ ...payments, id: '../admin' }],
  });
  expect(here.requests).toEqual([]);
  expect(here.log).toContain('its ID cannot be part of a path');
});

it('a webhook is read once, however often another run changes the state', async () => {
  const declarations = [payments, ledger];
  const store = memoryStore(stateOf({ payments: record({ current: current(idOf('payments'), payments) }) }));
  store.before = (write) => {
    if (write === 1) store.text = `${store.text} `;
  };
  const here = await run({
    declarations,
    registered: [payments],
    answers: { payments: asDeclared(payments) },
    given: { store },
  });
  expect(here.requests).toHaveLength(1);
});

it('without credentials for it, a plan says that nothing was read', async () => {
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
